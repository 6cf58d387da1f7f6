"""The Mesa face with the forecasts answered at its end, for the peers: the same answers as a row of a sweep."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import mesa
import numpy as np
from sweep_files import SEED, one_arm_forecasts

from balkansim.experiments.columns import Asked, asked_of, chosen, number_columns, numbers_of
from balkansim.forecasts.questions import questions_of
from balkansim.model.kernel import keep_end, keep_month
from balkansim.model.mesa_model import BalkanModel
from balkansim.model.trajectories import Trajectories, blank, dyads_of
from balkansim.scenario.resolve import load


@cache
def loaded() -> tuple[Any, Any, tuple[Asked, ...]]:
    """Return scenario, evidence and what is asked, loaded once a process."""
    scenario, evidence = load("baseline")
    questions = questions_of(evidence)
    return scenario, evidence, asked_of(chosen(questions, one_arm_forecasts()))


def columns() -> tuple[str, ...]:
    """Return the names of all answers of a history."""
    scenario, _, asked = loaded()
    return (*(a.column for a in asked), *(column.name for column in number_columns([scenario])))


class Recorder(mesa.DataCollector):
    """Lets the model keep a month before it reports."""

    def collect(self, model: Any) -> None:
        """Keep the month, and report."""
        model.keep()
        super().collect(model)


class AnsweringModel(BalkanModel):
    """One history on the Mesa face that keeps what forecasts read, and answers them in its last month.

    It reports nothing else: what the Mesa face usually collects of every agent in every month is left out.
    """

    def __init__(self, run: int = 0, draw: int = 0) -> None:
        scenario, evidence, self.asked = loaded()
        super().__init__(scenario, rng=SEED, run=run, draw=draw, evidence=evidence)
        monthly, self.tension, ends = blank(1, self.spec.horizon, len(dyads_of(self.names.actors)))
        self.monthly, self.ends = monthly.view(np.recarray), ends.view(np.recarray)
        self.answers: dict[str, Any] = {}
        self.datacollector = Recorder(model_reporters={name: _reporter(name) for name in columns()})
        self.keep()

    def keep(self) -> None:
        """Keep a month; in the last one, answer."""
        row = self.month - self.spec.start
        keep_month(self.world, self.monthly[0, row], self.tension[0, row])
        if self.month == self.spec.end:
            keep_end(self.world, self.ends[0])
            self.answers = self._answered()

    def _answered(self) -> dict[str, Any]:
        """Answer the forecasts and return them with the numbers, by column."""
        names = self.names
        where = (self.spec.name, self.spec.start, names.actors, names.blocs, names.flashpoints, names.entities)
        trajectories = Trajectories(
            *where, 1, 1, self.monthly.view(np.ndarray), self.tension, self.ends.view(np.ndarray)
        )
        arms = {"scenario": trajectories}
        found = {a.column: a.rule.decide(a.rule.measure(a.window, arms), a.rule.fixed_delta or 0.0) for a in self.asked}
        return {name: values[0] for name, values in (found | numbers_of(trajectories, self.spec.blocs)).items()}


def _reporter(column: str) -> Callable[[AnsweringModel], Any]:
    """Return what reports one answer."""
    return lambda model: model.answers.get(column)


def live(run: int, draw: int) -> dict[str, Any]:
    """Live one history on the Mesa face and return its answers."""
    model = AnsweringModel(run, draw)
    while model.running:
        model.step()
    return model.answers
