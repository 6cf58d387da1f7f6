"""Yes or no of each history for every forecast of one run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from balkansim.experiments.forecasts import run_survey
from balkansim.explaining.probing import main_reading_only, shortened
from balkansim.forecasting.measures import Bools
from balkansim.forecasting.outcomes import Survey, decide
from balkansim.forecasting.questions import Question, Questions, Reading

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.experiments.ensemble import Maker
    from balkansim.scenario.resolved import Scenario

Key = tuple[str, str]
"""Id of a forecast and name of its reading."""


@dataclass(frozen=True, eq=False)
class Answers:
    """What one run answers, history by history.

    Parameters
    ----------
    hits : mapping of Key to numpy.ndarray of bool, shape (draws, histories)
        Whether the forecast came true, for each that the run can answer, in the order of the forecasts file.
    deltas : mapping of Key to float
        What counted as a change, in the unit of the series; 0 for rules without delta.
    refused : mapping of Key to str
        Why the run cannot answer, for the others.
    nans : int
        Values that were not numbers, over all histories of all arms.
    """

    hits: Mapping[Key, Bools]
    deltas: Mapping[Key, float]
    refused: Mapping[Key, str]
    nans: int


def asked(questions: Questions) -> dict[Key, tuple[Question, Reading]]:
    """Return every reading of every forecast with its question, in the order of the file.

    Parameters
    ----------
    questions : Questions
        The forecasts.
    """
    return {(q.id, reading.name): (q, reading) for q in questions.forecasts for reading in q.all_readings()}


def main_readings(questions: Questions) -> Questions:
    """Return the forecasts without their alternative readings.

    Parameters
    ----------
    questions : Questions
        The forecasts.
    """
    return questions.model_copy(update={"forecasts": tuple(map(main_reading_only, questions.forecasts))})


def answers(
    scenario: Scenario,
    evidence: Evidence,
    questions: Questions,
    maker: Maker,
    progress: Callable[[int, int], None] | None = None,
) -> Answers:
    """Run every arm that the questions need, no longer than they ask, and answer each history by history.

    Parameters
    ----------
    scenario : Scenario
        The scenario asked about.
    evidence : Evidence
        The evidence.
    questions : Questions
        The forecasts; each of their readings is answered.
    maker : Maker
        Size of the ensemble and how its worlds are made.
    progress : callable, optional
        Told how many draws are done, and of how many.
    """
    surveyed = run_survey(shortened(scenario, questions), evidence, questions, maker, progress)
    return answers_of(questions, surveyed.survey, surveyed.nans)


def answers_of(questions: Questions, survey: Survey, nans: int = 0) -> Answers:
    """Hold what a run measured against each rule's threshold.

    Parameters
    ----------
    questions : Questions
        The forecasts.
    survey : Survey
        What the run measured on each of their readings.
    nans : int, optional
        Values that were not numbers.
    """
    hits: dict[Key, Bools] = {}
    deltas: dict[Key, float] = {}
    refused: dict[Key, str] = {}
    for key, (_, reading) in asked(questions).items():
        found = survey[key]
        if found.measured is None:
            refused[key] = found.standing.note
        else:
            shape = found.measured.draws, found.measured.histories
            hits[key] = decide(reading.rule, found.measured, found.delta).reshape(shape)
            deltas[key] = found.delta
    return Answers(hits, deltas, refused, nans)
