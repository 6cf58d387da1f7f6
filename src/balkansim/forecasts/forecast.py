"""The main job: run the arms, survey them chunk by chunk, and write the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from balkansim.evidence.coefficients import notes_of
from balkansim.forecasts.arms import arms_for, main_reading_only, shortened
from balkansim.forecasts.contested import Key, contested_forecasts, form_note
from balkansim.forecasts.kinds import Bools
from balkansim.forecasts.ledger import Ledger, Run, calibrated_told, ledger
from balkansim.forecasts.outcomes import Survey, join, survey
from balkansim.forecasts.questions import MAIN, Question, Questions, Reading, is_as_fixed, questions_of
from balkansim.forecasts.yardsticks import Yardstick, load_yardsticks
from balkansim.model.draws import attempts_of, drawn_forms
from balkansim.model.ensemble import Ensemble, RunOptions, Size
from balkansim.scenario.factors import coefficients
from balkansim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.resolve import Setting

HASH_DIGITS = 12


@dataclass(frozen=True)
class Surveyed:
    """What an ensemble said on every question."""

    survey: Survey
    nans: int


def run_survey(
    scenario: Scenario,
    evidence: Evidence,
    questions: Questions,
    ensemble: Ensemble,
    progress: Callable[[int, int], None] | None = None,
) -> Surveyed:
    """Run every arm that the questions need and survey it."""
    arms = arms_for(scenario, questions, evidence)

    def work(first: int, draws: int) -> tuple[Survey, int]:
        by_arm = ensemble.run_arms(arms, first, draws)
        return survey(questions, by_arm), sum(trajectories.nans for trajectories in by_arm.values())

    pieces = ensemble.over_chunks(work, progress)
    return Surveyed(join([found for found, _ in pieces]), sum(nans for _, nans in pieces))


def evidence_told(evidence: Evidence) -> str:
    """Name a body of evidence by folder and hash, an older version of its forecasts, and whether they were changed."""
    changed = is_as_fixed(evidence.forecasts_file) is False
    note = " (its forecasts were changed after they had been fixed)" if changed else ""
    version = "" if evidence.forecasts is None else f", forecasts {evidence.forecasts}"
    return f"{evidence.folder.name} {evidence.hash[:HASH_DIGITS]}{version}{note}"


def run_of(scenario: Scenario, evidence: Evidence, size: Size, nans: int) -> Run:
    """Say what was run, today and with this version."""
    return Run(
        scenario.name,
        date.today().isoformat(),
        evidence_told(evidence),
        len(evidence.coders),
        size.draws,
        size.histories,
        size.seed,
        version("balkansim"),
        nans,
    )


def ledger_and_survey(
    scenario: Scenario,
    evidence: Evidence,
    questions: Questions,
    size: Size,
    *,
    yardstick: str = "",
    readings: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Ledger, Survey]:
    """Run forecasts and return their ledger with what the ensemble said on every question."""
    chosen = load_yardsticks(evidence.path("yardsticks.toml")).get(yardstick or None)
    surveyed = run_survey(scenario, evidence, questions, Ensemble(evidence, size), progress)
    run = run_of(scenario, evidence, size, surveyed.nans)
    ids = [question.id for question in questions.forecasts]
    notes = (
        *form_notes(scenario, evidence, questions, surveyed.survey, chosen, size),
        *calibrated_told(notes_of(evidence.folder), ids, scenario.overrides),
    )
    return ledger(questions, surveyed.survey, chosen, run, readings=readings, notes=notes), surveyed.survey


def form_notes(
    scenario: Scenario, evidence: Evidence, questions: Questions, survey: Survey, yardstick: Yardstick, size: Size
) -> Iterator[str]:
    """Yield what the ledger says of scored forecasts whose verdict depends on the form of a theory, and of refusals."""
    parameters = coefficients(evidence)
    forms = drawn_forms(scenario, evidence, parameters, size.draws, size.seed)
    scored = {question.id for question in questions.forecasts if question.scored}
    hits = {key: found for key, found in answers_of(questions, survey).hits.items() if key[0] in scored}
    for (forecast_id, reading), found in contested_forecasts(hits, forms, yardstick).items():
        note = form_note(found)
        if note and reading == MAIN:
            yield f"{forecast_id}: {note}."
    refused = int(attempts_of(scenario, evidence, parameters, size.seed, range(size.draws)).sum())
    yield (
        f"forms of contested theories are drawn with the parameters (seeds/theories.toml); {refused} of "
        f"{refused + size.draws} draws were refused, since tension or arming would explode in them."
    )


def forecast(
    scenario: str | Scenario = "baseline",
    *,
    draws: int = 200,
    histories: int = 20,
    seed: int = 1,
    yardstick: str = "",
    readings: bool = False,
    with_: Sequence[str] = (),
    set_: Setting = (),
    evidence: Evidence | Path | str | None = None,
    forecasts: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Ledger:
    """Run the ensemble of a scenario and return its forecast ledger.

    Parameters
    ----------
    scenario : str or Scenario
        Name or path of a scenario, or a resolved one.
    draws, histories, seed : int
        Parameter draws, histories in each, and seed of all luck.
    yardstick : str
        Name of a yardstick; by default the evidence folder's own.
    readings : bool
        Whether alternative readings get rows.
    with_, set_, evidence
        As in `load`.
    forecasts : int, optional
        Version of the forecasts; by default the newest.
    progress : callable, optional
        Told how many draws are done, and of how many.

    Returns
    -------
    Ledger
        Prints as text, shows as HTML, ``.to_frame()``.

    Raises
    ------
    BalkansimError
        If anything named is unknown, malformed or out of range.
    """
    options = RunOptions(scenario, draws, histories, seed, with_, set_, evidence, forecasts)
    size, resolved, known = options.resolved()
    questions = questions_of(known)
    return ledger_and_survey(
        resolved, known, questions, size, yardstick=yardstick, readings=readings, progress=progress
    )[0]


@dataclass(frozen=True, eq=False)
class Answers:
    """What one run answers, history by history.

    ``hits`` (mapping of Key to numpy.ndarray of bool, shape (draws, histories)): whether the forecast came true, for
    each that the run can answer, in the order of the forecasts file. ``deltas``: what counted as a change, in the unit
    of the series; 0 for rules without delta.
    """

    hits: Mapping[Key, Bools]
    deltas: Mapping[Key, float]
    refused: Mapping[Key, str]
    nans: int


def asked(questions: Questions) -> dict[Key, tuple[Question, Reading]]:
    """Return every reading of every forecast with its question, in the order of the file."""
    return {(q.id, reading.name): (q, reading) for q in questions.forecasts for reading in q.all_readings()}


def main_readings(questions: Questions) -> Questions:
    """Return the forecasts without their alternative readings."""
    return questions.model_copy(update={"forecasts": tuple(map(main_reading_only, questions.forecasts))})


def answers(
    scenario: Scenario,
    evidence: Evidence,
    questions: Questions,
    ensemble: Ensemble,
    progress: Callable[[int, int], None] | None = None,
) -> Answers:
    """Run every arm that the questions need, no longer than they ask, and answer each history by history."""
    surveyed = run_survey(shortened(scenario, questions), evidence, questions, ensemble, progress)
    return answers_of(questions, surveyed.survey, surveyed.nans)


def answers_of(questions: Questions, survey: Survey, nans: int = 0) -> Answers:
    """Hold what a run measured against each rule's threshold."""
    hits: dict[Key, Bools] = {}
    deltas: dict[Key, float] = {}
    refused: dict[Key, str] = {}
    for key, (_, reading) in asked(questions).items():
        found = survey[key]
        if found.measured is None:
            refused[key] = found.standing.note
        else:
            shape = found.measured.draws, found.measured.histories
            hits[key] = reading.rule.decide(found.measured, found.delta).reshape(shape)
            deltas[key] = found.delta
    return Answers(hits, deltas, refused, nans)
