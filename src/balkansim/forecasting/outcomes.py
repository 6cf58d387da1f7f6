"""From records of runs to answers: yes or no for each history, chunk by chunk, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from balkansim.forecasting.measures import Bools, Measured, measure
from balkansim.forecasting.questions import Question, Questions, Reading, Window
from balkansim.forecasting.rules import (
    Accession,
    BelowReference,
    Calm,
    HazardRatio,
    LevelChange,
    Rule,
    arms_of,
)
from balkansim.forecasting.series import Floats, change
from balkansim.forecasting.standing import Arms, Standing, standing


@dataclass(frozen=True, eq=False)
class Answer:
    """What a run says on one reading of one forecast, thresholds still open.

    Parameters
    ----------
    scenario : str
        Name of the scenario of the arm asked about; empty where that arm was not run.
    standing : Standing
        Whether the run can answer.
    measured : Measured or None
        What the rule read off each history; None where the run cannot answer.
    null_changes : numpy.ndarray or None, shape (histories of the null arm,)
        Absolute changes of the same series in the null world; None where the rule has no delta.
    plain : Measured or None
        For a rule about the dialogue arm, the same rule in the plain scenario.
    """

    scenario: str
    standing: Standing
    measured: Measured | None = None
    null_changes: Floats | None = None
    plain: Measured | None = None

    @property
    def delta(self) -> float:
        """The null world's median absolute change, 0 for a rule without delta."""
        return 0.0 if self.null_changes is None else float(np.median(self.null_changes))


Survey = Mapping[tuple[str, str], Answer]
"""Answers by question id and name of the reading."""


def outcome(rule: Rule, window: Window, arms: Arms, factor: float = 1.0) -> Bools:
    """Tell of each history whether a forecast came true.

    Parameters
    ----------
    rule : Rule
        The rule of a forecast or of a reading.
    window : Window
        Its calendar months.
    arms : mapping of str to Tape
        The arms that were run; enough for the rule (see `balkansim.forecasting.standing.standing`).
    factor : float, optional
        Multiplies delta; 1/2 and 2 show whether an answer hangs on it.

    Returns
    -------
    numpy.ndarray of bool, shape (histories,)
        In the order of the arm the rule asks about.
    """
    changes = null_changes(rule, window, arms)
    delta = 0.0 if changes is None else float(np.median(changes))
    return decide(rule, measure(rule, window, arms), factor * delta)


def decide(rule: Rule, measured: Measured, delta: float) -> Bools:
    """Hold what was measured against the rule's threshold.

    Parameters
    ----------
    rule : Rule
        The rule that was measured.
    measured : Measured
        One value a history.
    delta : float
        What counts as a change, in the unit of the series, not negative; ignored by rules without delta.

    Returns
    -------
    numpy.ndarray of bool, shape (histories,)
        A change must exceed delta, a ratio its factor; counts and spells must reach theirs; calm allows delta itself.
    """
    values = measured.values
    match rule:
        case Accession():
            return values >= rule.at_least
        case HazardRatio():
            return values > rule.factor
        case LevelChange():
            return values > delta
        case BelowReference():
            return values >= rule.months
        case Calm():
            return measured.passes & (values <= delta)
        case _:
            return values > 0


def has_delta(rule: Rule) -> bool:
    """Tell whether a rule compares a change with the null world's.

    Parameters
    ----------
    rule : Rule
        Any kind.
    """
    return isinstance(rule, LevelChange | Calm)


def null_changes(rule: Rule, window: Window, arms: Arms) -> Floats | None:
    """Return the absolute changes of a rule's series in the null world, whose median is delta.

    Parameters
    ----------
    rule : Rule
        Any kind.
    window : Window
        The rule's calendar months.
    arms : mapping of str to Tape
        With the arm ``null``.

    Returns
    -------
    numpy.ndarray or None, shape (histories of the null arm,)
        In the unit of the series; None for a rule without delta.
    """
    return np.abs(change(arms["null"], rule.series, window)) if isinstance(rule, LevelChange | Calm) else None


def survey(questions: Questions | Sequence[Question], arms: Arms) -> Survey:
    """Measure every reading of every question on one chunk of whole parameter draws, or on a whole run.

    Parameters
    ----------
    questions : Questions or sequence of Question
        The forecasts.
    arms : mapping of str to Tape
        The arms ``scenario``, ``no-blocs``, ``dialogue``, ``null`` as far as they were run, of the same draws.

    Returns
    -------
    Survey
        An answer for each reading, small enough to keep for a whole ensemble.
    """
    asked = questions.forecasts if isinstance(questions, Questions) else questions
    return {(q.id, reading.name): answer(reading, q.window, arms) for q in asked for reading in q.all_readings()}


def answer(reading: Reading, default: Window, arms: Arms) -> Answer:
    """Measure one reading.

    Parameters
    ----------
    reading : Reading
        The reading.
    default : Window
        The question's window, for a reading without its own.
    arms : mapping of str to Tape
        The arms that were run.
    """
    window, rule = reading.window or default, reading.rule
    asked = arms_of(rule)[0]
    scenario = arms[asked].scenario if asked in arms else ""
    found = standing(rule, window, arms)
    if not found.is_answerable:
        return Answer(scenario, found)
    changes = null_changes(rule, window, arms)
    return Answer(scenario, found, measure(rule, window, arms), changes, _in_plain_scenario(rule, window, arms))


def _in_plain_scenario(rule: Rule, window: Window, arms: Arms) -> Measured | None:
    """Measure a rule about the dialogue arm in the plain scenario too, where that can answer it."""
    if not (isinstance(rule, Calm) and rule.arm == "dialogue"):
        return None
    plain = rule.model_copy(update={"arm": "scenario"})
    return measure(plain, window, arms) if standing(plain, window, arms).is_answerable else None


def join(parts: Sequence[Survey]) -> Survey:
    """Join the surveys of chunks of draws, in order, into that of the whole ensemble.

    Parameters
    ----------
    parts : sequence of Survey
        At least one; each over the same questions and arms.
    """
    return {key: _joined([part[key] for part in parts]) for key in parts[0]}


def _joined(parts: Sequence[Answer]) -> Answer:
    """Join the answers of chunks of draws."""
    measured = [part.measured for part in parts if part.measured is not None]
    plain = [part.plain for part in parts if part.plain is not None]
    changes = [part.null_changes for part in parts if part.null_changes is not None]
    return Answer(
        parts[0].scenario,
        parts[0].standing,
        Measured.joined(measured) if measured else None,
        np.concatenate(changes) if changes else None,
        Measured.joined(plain) if plain else None,
    )
