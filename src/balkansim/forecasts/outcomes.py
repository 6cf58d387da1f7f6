"""From records of runs to answers: yes or no for each history, chunk by chunk, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from balkansim.forecasts.kinds import Arms, Bools, Kind, Measured
from balkansim.forecasts.questions import Question, Questions, Reading
from balkansim.forecasts.series import Floats, Window
from balkansim.months import month_short

OPEN, PARTLY, CLOSED, UNRESOLVABLE = "open", "partly closed", "closed", "unresolvable"
NOT_HERE = "not in this world"


@dataclass(frozen=True)
class Standing:
    """Whether a run can answer a forecast.

    ``status``: ``open``, ``partly closed`` (the window began before the run; its later months count), ``closed`` (it
    ended before the run's first month) or ``unresolvable``. ``note``: why it is not simply open; empty otherwise.
    """

    status: str
    note: str = ""

    @property
    def is_answerable(self) -> bool:
        """Whether a probability can be given."""
        return self.status in (OPEN, PARTLY)


def standing(rule: Kind, window: Window, arms: Arms) -> Standing:
    """Tell whether the arms at hand can answer a rule over a window.

    ``window``: its calendar months. ``arms``: the arms that were run: ``scenario``, ``no-blocs``, ``dialogue``,
    ``null``.
    """
    absent = [name for name in rule.arms if name not in arms]
    if absent:
        return Standing(UNRESOLVABLE, f"needs the arm {' and '.join(absent)}, which was not run")
    by_arm = [arms[name] for name in rule.arms]
    missing = next((found for trajectories in by_arm if (found := rule.missing(trajectories))), "")
    if missing:
        return Standing(UNRESOLVABLE, f"{NOT_HERE}: {missing}")
    start, last = max(trajectories.start for trajectories in by_arm), min(trajectories.last for trajectories in by_arm)
    if window.last <= start:
        return Standing(
            CLOSED, f"the window ended in {month_short(window.last)}, the run begins after {month_short(start)}"
        )
    if window.last > last:
        return Standing(UNRESOLVABLE, f"the window ends in {month_short(window.last)}, the run in {month_short(last)}")
    if window.first < start:
        return Standing(PARTLY, f"counts the window only after {month_short(start)}, where the run begins")
    return Standing(OPEN)


@dataclass(frozen=True, eq=False)
class Answer:
    """What a run says on one reading of one forecast, thresholds still open.

    ``scenario``: name of the scenario of the arm asked about; empty where that arm was not run. ``measured``: what the
    rule read off each history; None where the run cannot answer. ``null``: the same in the null world; None where
    neither delta nor the naive forecast needs it. ``plain``: the same in the plain scenario; None where the rule asks
    about that anyway. ``fixed_delta``: what counts as a change; None where it is read off the null world.
    """

    scenario: str
    standing: Standing
    measured: Measured | None = None
    null: Measured | None = None
    plain: Measured | None = None
    fixed_delta: float | None = 0.0

    @property
    def delta(self) -> float:
        """What counts as a change, in the unit of the rule's values; 0 for a rule without delta."""
        if self.fixed_delta is not None:
            return self.fixed_delta
        return 0.0 if self.null is None else median_change([self.null.values])


def median_change(parts: Sequence[Floats]) -> float:
    """Return the median absolute change of the null world, found in parts."""
    return float(np.median(np.abs(np.concatenate(parts))))


Survey = Mapping[tuple[str, str], Answer]
"""Answers by question id and name of the reading."""


def outcome(rule: Kind, window: Window, arms: Arms, factor: float = 1.0) -> Bools:
    """Tell of each history whether a forecast came true.

    ``window``: its calendar months. ``factor``: multiplies delta; 1/2 and 2 show whether an answer depends on it.
    Returns: numpy.ndarray of bool, shape (histories,); in the order of the arm the rule asks about.
    """
    delta = rule.fixed_delta
    if delta is None:
        null = measured_in("null", rule, window, arms)
        delta = median_change([null.values]) if null else 0.0
    return rule.decide(rule.measure(window, arms), factor * delta)


def measured_in(arm: str, rule: Kind, window: Window, arms: Arms) -> Measured | None:
    """Measure a rule in an arm as if that were the one it asks about, where that arm can answer it."""
    as_if = {**arms, rule.arms[0]: arms[arm]} if arm in arms else {}
    return rule.measure(window, as_if) if standing(rule, window, as_if).is_answerable else None


def survey(questions: Questions | Sequence[Question], arms: Arms) -> Survey:
    """Measure every reading of every question on one chunk of whole parameter draws, or on a whole run.

    ``arms``: the arms ``scenario``, ``no-blocs``, ``dialogue``, ``null`` as far as they were run, of the same draws.
    """
    asked = questions.forecasts if isinstance(questions, Questions) else questions
    return {(q.id, reading.name): answer(reading, q.window, arms) for q in asked for reading in q.all_readings()}


def answer(reading: Reading, default: Window, arms: Arms) -> Answer:
    """Measure one reading. ``default``: the question's window, for a reading without its own."""
    window, rule = reading.window or default, reading.rule
    asked = rule.arms[0]
    scenario = arms[asked].scenario if asked in arms else ""
    found = standing(rule, window, arms)
    if not found.is_answerable:
        return Answer(scenario, found)
    null = measured_in("null", rule, window, arms) if "null" in reading.arms else None
    plain = measured_in("scenario", rule, window, arms) if asked != "scenario" else None
    return Answer(scenario, found, rule.measure(window, arms), null, plain, rule.fixed_delta)


def join(parts: Sequence[Survey]) -> Survey:
    """Join the surveys of chunks of draws, in order, into that of the whole ensemble.

    ``parts``: at least one; each over the same questions and arms.
    """
    return {key: joined([part[key] for part in parts]) for key in parts[0]}


def joined(parts: Sequence[Answer]) -> Answer:
    """Join the answers of chunks of draws."""
    kept = [[found for part in parts if (found := getattr(part, name))] for name in ("measured", "null", "plain")]
    measured, null, plain = (Measured.joined(found) if found else None for found in kept)
    return replace(parts[0], measured=measured, null=null, plain=plain)
