"""Running what the explanation of a forecast needs: ensemble, screening, paired runs and the search for a change."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from balkansim.experiments.arms import arms_for
from balkansim.experiments.ensemble import Maker, Size
from balkansim.experiments.forecasts import run_of
from balkansim.explaining import happenings
from balkansim.explaining.backing import backing, copy_of
from balkansim.explaining.change import Change, nearest_end, shifted, smallest_change
from balkansim.explaining.drivers import EXAMINED, Driver, measured
from balkansim.explaining.forecast import Experiments, ForecastExplanation
from balkansim.explaining.probing import Laboratory, Progress, part_of, shortened
from balkansim.explaining.quote import quote
from balkansim.explaining.resolution import in_words, in_world
from balkansim.explaining.screening import Screening, screen
from balkansim.forecasting import told
from balkansim.forecasting.entries import entry
from balkansim.forecasting.entry import Entry, Run
from balkansim.forecasting.outcomes import Answer, Survey, join, survey
from balkansim.forecasting.questions import MAIN, Question, Questions
from balkansim.forecasting.words import Yardsticks, load_yardsticks
from balkansim.scenario.resolved import Scenario

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

RUN_DONE, SCREEN_DONE, PAIRS_DONE = 30, 40, 90
"""How much of the work is done after each stage, in per cent."""


@dataclass(frozen=True)
class Surveyed:
    """What the ensemble says on a forecast, and what happened in it.

    Parameters
    ----------
    answers : Survey
        Answers by question and reading.
    tally : mapping of tuple to float
        Sums over histories, as `balkansim.explaining.happenings.tallied` makes them.
    nans : int
        Values that were not numbers.
    """

    answers: Survey
    tally: Mapping[tuple[str, ...], float]
    nans: int


def explain_forecast(
    question: Question,
    scenario: Scenario,
    evidence: Evidence,
    size: Size,
    *,
    yardstick: str = "",
    documents: Path | None = None,
    progress: Progress | None = None,
) -> ForecastExplanation:
    """Run a forecast and everything that explains it.

    Parameters
    ----------
    question : Question
        The forecast.
    scenario : Scenario
        The scenario asked about.
    evidence : Evidence
        The evidence.
    size : Size
        Draws, histories and seed.
    yardstick : str
        Name of the yardstick; by default the file's own.
    documents : Path, optional
        Folder with the reader's own copies of the texts.
    progress : callable, optional
        Told how much is done, in per cent, and 100.
    """
    if progress:
        progress(0, 100)
    yardsticks = load_yardsticks(evidence.path("yardsticks.toml"))
    chosen = yardsticks.get(yardstick or None)
    text = _paragraph(question, evidence, documents)
    surveyed = survey_of(question, scenario, evidence, size, part_of(progress, 0, RUN_DONE))
    answer = surveyed.answers[question.id, MAIN]
    run = run_of(scenario, evidence, size, surveyed.nans)
    row = entry(question, question.all_readings()[0], answer, chosen, run)
    experiments, drivers, change, change_told = _tried(question, scenario, evidence, size, answer, row, progress)
    return ForecastExplanation(
        run,
        row,
        in_words(question.rule, question.window),
        in_world(question),
        question.naive.reason,
        happenings.told(question.rule, surveyed.tally, size.draws * size.histories) if answer.measured else (),
        tuple(_readings(question, surveyed.answers, yardsticks, run)),
        experiments,
        tuple((driver, backing(driver.name, scenario, evidence, documents)) for driver in drivers),
        change,
        change_told,
        quote(row),
        text,
    )


def survey_of(
    question: Question, scenario: Scenario, evidence: Evidence, size: Size, progress: Progress | None = None
) -> Surveyed:
    """Run the arms one forecast needs, as long as it needs them, and count what happened.

    Parameters
    ----------
    question : Question
        The forecast.
    scenario : Scenario
        The scenario asked about.
    evidence : Evidence
        The evidence.
    size : Size
        Draws, histories and seed; the histories are those of the whole ledger's ensemble.
    progress : callable, optional
        Told how many draws are done, and of how many.
    """
    only = Questions(forecasts=(question,))
    arms, maker = arms_for(shortened(scenario, only), only, evidence), Maker(evidence, size)

    def work(first: int, draws: int) -> tuple[Survey, dict[tuple[str, ...], float], int]:
        tapes = maker.tapes(arms, first, draws)
        answers = survey(only, tapes)
        answered = answers[question.id, MAIN].measured is not None
        tally = happenings.tallied(question.rule, question.window, tapes) if answered else {}
        return answers, tally, sum(tape.nans for tape in tapes.values())

    pieces = maker.over_chunks(work, progress)
    tally: defaultdict[tuple[str, ...], float] = defaultdict(float)
    for _, counts, _ in pieces:
        for what, number in counts.items():
            tally[what] += number
    return Surveyed(join([answers for answers, _, _ in pieces]), tally, sum(nans for _, _, nans in pieces))


def _readings(question: Question, answers: Survey, yardsticks: Yardsticks, run: Run) -> list[Entry]:
    """Return every reading under every yardstick."""
    return [
        entry(question, reading, answers[question.id, reading.name], yardstick, run)
        for reading in question.all_readings()
        for yardstick in yardsticks.by_name.values()
    ]


def _tried(
    question: Question,
    scenario: Scenario,
    evidence: Evidence,
    size: Size,
    answer: Answer,
    row: Entry,
    progress: Progress | None,
) -> tuple[Experiments | None, list[Driver], Change | None, str]:
    """Find what moves the forecast, and the smallest change that reaches the band."""
    if answer.measured is None or row.probability is None:
        return None, [], None, "nothing can be tried: the run gives no probability."
    laboratory = Laboratory.of(question, scenario, evidence, size)
    screening = screen(laboratory, answer.delta, part_of(progress, RUN_DONE, SCREEN_DONE))
    drivers = measured(laboratory, screening.strongest(EXAMINED), part_of(progress, SCREEN_DONE, PAIRS_DONE))
    experiments = _experiments(laboratory, screening)
    change, change_told = _change(laboratory, drivers, row, experiments)
    if progress:
        progress(100, 100)
    return experiments, drivers, change, change_told


def _experiments(laboratory: Laboratory, screening: Screening) -> Experiments:
    uncertain, size = len(screening.factors), laboratory.size
    return Experiments(uncertain, screening.histories, size.draws, size.histories, laboratory.probability())


def _change(
    laboratory: Laboratory, drivers: list[Driver], row: Entry, experiments: Experiments
) -> tuple[Change | None, str]:
    """Search for the smallest change, and tell what was found."""
    if row.term_low is None or row.term_high is None or row.probability is None:
        return None, f"there is no band to reach: {row.verdict}."
    band, shown = (row.term_low, row.term_high), told.band(row.term_low, row.term_high)
    if row.term_low <= row.probability <= row.term_high:
        return None, f"no change is needed: the probability lies in the band, {shown}."
    near = shifted(drivers, row.probability - experiments.probability)
    found = smallest_change(near, laboratory.probability, row.probability, band)
    searched = f"the {len(drivers)} inputs tried above, of {experiments.uncertain}, one at a time within their ranges"
    if found:
        way = f"{100 * found.share:.0f}% of the way to the end of its range"
        moved = f"{found.name} from {found.start:.3g} to {found.value:.3g} ({way})"
        reached = f"brings it to about {100 * found.probability:.3g}%, into the band, {shown}"
        return found, f"{moved} {reached}; the smallest found among {searched}."
    nearest = nearest_end(drivers, band)
    come = f"; {nearest[0].name} at {nearest[1]:.3g} comes nearest, {100 * nearest[2]:.3g}%" if nearest else ""
    return None, f"no single change reaches the band, {shown}, among {searched}{come}."


def _paragraph(question: Question, evidence: Evidence, documents: Path | None) -> str:
    """Return the reader's own copy of the forecast's paragraph, where asked for."""
    number = re.search(r"\d+", question.paragraph)
    if documents is None or number is None:
        return ""
    return copy_of(question.document, int(number[0]), evidence, documents)
