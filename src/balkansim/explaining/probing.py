"""Asking one forecast again with inputs fixed, on the same draws and the same luck."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from balkansim.experiments.arms import arms_for
from balkansim.experiments.ensemble import DRAWS_AT_ONCE, Maker, Size
from balkansim.forecasting.outcomes import Survey, decide, join, survey
from balkansim.forecasting.questions import MAIN, Question, Questions
from balkansim.forecasting.rules import arms_of
from balkansim.scenario.resolved import Scenario

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

PROBE_MONTHS = 30_000
"""Simulated months that one probe may take, over all its arms: about half a second on two cores."""
PROBE_HISTORIES = 10
"""Histories in each draw of a probe, at most; more draws say more than more histories of one draw."""

Known = dict[Any, Any]
Progress = Callable[[int, int], None]


def shortened(scenario: Scenario, questions: Questions) -> Scenario:
    """Return a scenario that stops at the last month the forecasts ask about; its histories are the same until then.

    Parameters
    ----------
    scenario : Scenario
        A resolved scenario.
    questions : Questions
        The forecasts.
    """
    readings = [(reading.window or q.window) for q in questions.forecasts for reading in q.all_readings()]
    horizon = max(1, min(scenario.horizon, max(window.last for window in readings) - scenario.start))
    events = tuple(event for event in scenario.events if event.month <= scenario.start + horizon)
    return replace(scenario, horizon=horizon, events=events)


def main_reading_only(question: Question) -> Question:
    """Return a forecast without its alternative readings."""
    return question.model_copy(update={"readings": ()})


@dataclass(frozen=True)
class Laboratory:
    """Runs the main reading of one forecast with inputs fixed, always on the same draws and luck.

    Parameters
    ----------
    question : Question
        The forecast, without alternative readings.
    arms : mapping of str to Scenario
        The arms its rule reads.
    evidence : Evidence
        The evidence.
    size : Size
        Draws and histories of a probe, and the seed.
    """

    question: Question
    arms: Mapping[str, Scenario]
    evidence: Evidence
    size: Size
    _known: dict[int, Known] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, question: Question, scenario: Scenario, evidence: Evidence, size: Size) -> Laboratory:
        """Return a laboratory as large as its time allows, its draws and histories among those of an ensemble.

        Parameters
        ----------
        question : Question
            The forecast.
        scenario : Scenario
            The scenario asked about.
        evidence : Evidence
            The evidence.
        size : Size
            The ensemble.
        """
        alone = main_reading_only(question)
        only = Questions(forecasts=(alone,))
        arms = arms_for(shortened(scenario, only), only, evidence)
        needed = {arm: arms[arm] for arm in arms_of(question.rule)}
        histories = min(size.histories, PROBE_HISTORIES)
        affordable = PROBE_MONTHS // (histories * sum(arm.horizon for arm in needed.values()))
        return cls(alone, needed, evidence, Size(min(size.draws, max(affordable, DRAWS_AT_ONCE)), histories, size.seed))

    def hits(self, fixed: Mapping[str, float] | None = None) -> NDArray[np.int64]:
        """Count the histories of each draw in which the forecast comes true.

        Parameters
        ----------
        fixed : mapping of str to float, optional
            Inputs set in every draw, by name; the others stay as drawn.

        Returns
        -------
        numpy.ndarray of int, shape (draws,)
            Each from 0 to the histories of a draw.
        """
        maker = Maker(self.evidence, self.size, fixed=fixed)

        def work(first: int, draws: int) -> Survey:
            known = self._known.setdefault(first, {})
            tapes = {arm: maker.tape(scenario, first, draws, known) for arm, scenario in self.arms.items()}
            return survey([self.question], tapes)

        answer = join(maker.over_chunks(work))[self.question.id, MAIN]
        assert answer.measured is not None
        hit = decide(self.question.rule, answer.measured, answer.delta)
        return np.asarray(hit.reshape(self.size.draws, self.size.histories).sum(axis=1))

    def probability(self, fixed: Mapping[str, float] | None = None) -> float:
        """Return the share of histories in which the forecast comes true, as `hits` counts them."""
        return float(self.hits(fixed).mean()) / self.size.histories


def part_of(progress: Progress | None, first: int, last: int) -> Progress | None:
    """Return a teller of progress for one stage of a job.

    Parameters
    ----------
    progress : callable or None
        Told how much of the whole is done, in per cent, and 100.
    first, last : int
        Where the stage begins and ends, in per cent of the whole.
    """
    if progress is None:
        return None

    def told(done: int, total: int) -> None:
        progress(first + (last - first) * done // max(total, 1), 100)

    return told
