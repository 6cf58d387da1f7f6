"""The main job: run the arms, survey them chunk by chunk, and write the ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING

from balkansim.evidence.posterior import notes_of
from balkansim.experiments.arms import arms_for
from balkansim.experiments.ensemble import Maker, Size
from balkansim.forecasting.calibrated import calibrated_told
from balkansim.forecasting.entry import Run
from balkansim.forecasting.ledger import Ledger, ledger
from balkansim.forecasting.outcomes import Survey, join, survey
from balkansim.forecasting.questions import Questions, is_as_fixed, load_questions
from balkansim.forecasting.words import load_yardsticks
from balkansim.scenario.resolved import Scenario

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

HASH_DIGITS = 12


@dataclass(frozen=True)
class Surveyed:
    """What an ensemble said on every question.

    Parameters
    ----------
    survey : Survey
        Answers by question and reading.
    nans : int
        Values that were not numbers, over all histories of all arms.
    """

    survey: Survey
    nans: int


def run_survey(
    scenario: Scenario,
    evidence: Evidence,
    questions: Questions,
    maker: Maker,
    progress: Callable[[int, int], None] | None = None,
) -> Surveyed:
    """Run every arm that the questions need and survey it.

    Parameters
    ----------
    scenario : Scenario
        The scenario asked about.
    evidence : Evidence
        The evidence.
    questions : Questions
        The forecasts.
    maker : Maker
        Size of the ensemble and rules in use.
    progress : callable, optional
        Told how many draws are done, and of how many.
    """
    arms = arms_for(scenario, questions, evidence)

    def work(first: int, draws: int) -> tuple[Survey, int]:
        tapes = maker.tapes(arms, first, draws)
        return survey(questions, tapes), sum(tape.nans for tape in tapes.values())

    pieces = maker.over_chunks(work, progress)
    return Surveyed(join([found for found, _ in pieces]), sum(nans for _, nans in pieces))


def evidence_told(evidence: Evidence) -> str:
    """Name a body of evidence by folder and hash, and say so where its forecasts changed after they were fixed.

    Parameters
    ----------
    evidence : Evidence
        The evidence.
    """
    changed = is_as_fixed(evidence.path("forecasts.toml")) is False
    note = " (its forecasts were changed after they had been fixed)" if changed else ""
    return f"{evidence.folder.name} {evidence.hash[:HASH_DIGITS]}{note}"


def run_of(scenario: Scenario, evidence: Evidence, size: Size, nans: int) -> Run:
    """Say what was run, today and with this version.

    Parameters
    ----------
    scenario : Scenario
        The scenario asked about.
    evidence : Evidence
        The evidence.
    size : Size
        Draws, histories and seed.
    nans : int
        Values that were not numbers, over all histories of all arms.
    """
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


def write_ledger(
    scenario: Scenario,
    evidence: Evidence,
    size: Size,
    *,
    yardstick: str = "",
    readings: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Ledger:
    """Run a forecast and return its ledger.

    Parameters
    ----------
    scenario : Scenario
        The scenario asked about.
    evidence : Evidence
        The evidence.
    size : Size
        Draws, histories and seed.
    yardstick : str
        Name of the yardstick; by default the file's own default.
    readings : bool
        Whether alternative readings get rows of their own.
    progress : callable, optional
        Told how many draws are done, and of how many.
    """
    questions = load_questions(evidence.path("forecasts.toml"))
    return ledger_and_survey(
        scenario, evidence, questions, size, yardstick=yardstick, readings=readings, progress=progress
    )[0]


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
    """Run forecasts and return their ledger with what the ensemble said on every question.

    Parameters
    ----------
    scenario, evidence, size, yardstick, readings, progress
        As in `write_ledger`.
    questions : Questions
        The forecasts.
    """
    chosen = load_yardsticks(evidence.path("yardsticks.toml")).get(yardstick or None)
    surveyed = run_survey(scenario, evidence, questions, Maker(evidence, size), progress)
    run = run_of(scenario, evidence, size, surveyed.nans)
    notes = calibrated_told(notes_of(evidence.folder), [asked.id for asked in questions.forecasts], scenario.overrides)
    return ledger(questions, surveyed.survey, chosen, run, readings=readings, notes=notes), surveyed.survey
