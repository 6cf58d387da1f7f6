"""What a run folder gives to figures that usually come of a scenario: a ledger of one design point, a fan of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from balkansim.asking.swept import Swept, open_swept
from balkansim.errors import BalkansimError, unknown
from balkansim.experiments.folders import sweep_of
from balkansim.experiments.forecasts import run_of
from balkansim.forecasting.entry import Entry, Run
from balkansim.forecasting.intervals import spread
from balkansim.forecasting.ledger import Ledger
from balkansim.forecasting.questions import MAIN, Question, load_questions
from balkansim.forecasting.verdicts import NO_TERM, judge
from balkansim.forecasting.words import Yardstick
from balkansim.plots.courses import SAMPLES, Course, Fan, dated
from balkansim.plots.series import WHERE, series_named, usual
from balkansim.plots.style import owed, release
from balkansim.scenario.calendar import month_index
from balkansim.scenario.resolved import Scenario
from balkansim.storage.bands import band_names
from balkansim.storage.folder import RunFolder
from balkansim.storage.results import results


def point_ledger(folder: Path, point: int, yardstick: Yardstick) -> Ledger:
    """Return the ledger of one design point, read off its rows; verdicts rest on one delta.

    Parameters
    ----------
    folder : pathlib.Path
        A run folder.
    point : int
        The design point; it must be there in full.
    yardstick : Yardstick
        The words.

    Raises
    ------
    BalkansimError
        If the point is missing, or the sweep asked no forecast.
    """
    swept = open_swept(folder)
    place = _place(swept, point)
    evidence = swept.sweep.evidence
    questions = load_questions(evidence.path("forecasts.toml"))
    asked = [question for question in questions.forecasts if question.id in swept.outcomes]
    scenario = swept.sweep.scenario(point)
    run = run_of(scenario, evidence, swept.sweep.size, 0)
    rows = [_entry(question, swept.values(question.id)[place], yardstick, run) for question in asked]
    if not rows:
        raise BalkansimError("no forecast was asked in this sweep", expected="another --kind", where=str(folder))
    return Ledger(run, yardstick.name, tuple(rows))


def _entry(question: Question, values: np.ndarray, yardstick: Yardstick, run: Run) -> Entry:
    """Return the row of one forecast, from its yes or no of shape (draws, histories); NaN where there is no answer."""
    band = yardstick.band(question.term) if question.scored else None
    found = None if np.isnan(values).any() else spread(values.sum(axis=1), values.shape[1])
    verdict = judge(found, band) if found and band else yardstick.missing(question.term) if found else "not here"
    shares = (found.shares(*band) if found and band else None) or (None, None, None)
    reading = question.all_readings()[0]
    return Entry(
        id=question.id, proposition=question.proposition, scenario=run.scenario, term=question.shown_term,
        term_low=band[0] if band else None, term_high=band[1] if band else None,
        probability=found.mean if found else None, low=found.low if found else None,
        high=found.high if found else None, mc_error=found.mc_error if found else None,
        draws=found.draws if found else None, histories_per_draw=found.histories if found else None,
        hits=found.hits if found else None, model_term=yardstick.word_for(found.mean) if found else None,
        naive=reading.naive.range() if reading.naive and reading.naive.same_rule_in is None else None,
        verdict=verdict if question.scored else NO_TERM, share_below=shares[0], share_in=shares[1],
        share_above=shares[2], paragraph=question.paragraph, window_start=question.window.start,
        window_end=question.window.end, reading=MAIN, yardstick=yardstick.name, seed=run.seed, evidence=run.evidence,
        version=run.version, status="", note="",
    )  # fmt: skip


def point_fan(folder: Path, point: int, series: str) -> Fan:
    """Return the fan of one design point: bands as kept, sample histories lived again.

    Parameters
    ----------
    folder : pathlib.Path
        A complete run folder whose points have enough histories for bands.
    point : int
        The design point.
    series : str
        Its name; by default the tension of the first flashpoint's parties.

    Raises
    ------
    BalkansimError
        If there are no bands, or none of the point or the series.
    """
    from balkansim.telling.api import history

    found = results(folder)
    bands = found.bands()
    sweep = sweep_of(RunFolder(folder))
    if point not in set(bands["point"]):
        raise BalkansimError(
            f"no bands of point {point}", expected=f"a point from 0 to {sweep.points - 1}", where="--point"
        )
    mine = bands[bands["point"] == point]
    kept = list(dict.fromkeys(mine["series"]))
    scenario: Scenario = sweep.scenario(point)
    drawn = series_named(series or usual(scenario), scenario)
    if drawn.name not in kept:
        raise unknown("series", drawn.name, kept, where=WHERE, todo="a scenario instead of a folder has every series")
    rows = mine[mine["series"] == drawn.name]
    size = sweep.size
    total = size.draws * size.histories
    runs = [k * total // min(SAMPLES, total) for k in range(min(SAMPLES, total))]
    films = [history(str(folder), point=point, run=run).reel.film for run in runs]
    course = Course(
        scenario.name,
        month_index(rows["month"].iloc[0]),
        rows[band_names()].to_numpy().T,
        np.array([drawn.of_film(film) for film in films])[:, -len(rows) :],
        dated(scenario),
    )
    told = f"Point {point} of {open_swept(folder).told}; {release()}. {owed(scenario.roster)}"
    return Fan(drawn, (course,), None, told.strip())


def _place(swept: Swept, point: int) -> int:
    """Return where a point stands among those that are there in full."""
    points = swept.points.tolist()
    if point not in points:
        expected = f"a point from 0 to {swept.sweep.points - 1} that is there in full"
        raise BalkansimError(f"point {point} is not there", expected=expected, where="--point", todo=swept.command)
    return points.index(point)
