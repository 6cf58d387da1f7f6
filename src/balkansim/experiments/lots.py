"""Lots: some histories of a design point with all arms ready to run, several of them in one call of the kernel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from balkansim.draws import BLOCK, RUNS_A_DRAW
from balkansim.experiments.deltas import NullWorld
from balkansim.experiments.ensemble import Maker, tape_of
from balkansim.experiments.starts import Starter
from balkansim.forecasting.tape import Tape
from balkansim.scenario.resolved import Scenario
from balkansim.start.worlds import Start


@dataclass(frozen=True, eq=False)
class Arm:
    """Some histories of one arm of a design point, not yet run.

    Parameters
    ----------
    start : Start
        Starting worlds of the parameter draws they belong to.
    draw_of : numpy.ndarray of int, shape (histories,)
        Which of these worlds each history starts from.
    keys : numpy.ndarray of int, shape (histories,)
        Which luck each history has.
    """

    start: Start
    draw_of: Any
    keys: Any

    @property
    def shape(self) -> tuple[Any, ...]:
        """What must be equal for arms to run in one call: months and names."""
        scenario = self.start.scenario
        return scenario.start, scenario.horizon, self.start.names


@dataclass(frozen=True, eq=False)
class Lot:
    """Some histories of a design point, not yet run.

    Parameters
    ----------
    point : int
        The design point.
    first, last : int
        Its rows, up to but without the last; row ``draw * histories + run``.
    offset : int
        Number of the point's first parameter draw.
    arms : mapping of str to Arm
        Its arms, without the null world.
    null : NullWorld or None
        What counts as a change; None where nobody asks.
    """

    point: int
    first: int
    last: int
    offset: int
    arms: Mapping[str, Arm]
    null: NullWorld | None

    @property
    def rows(self) -> int:
        """Histories in the lot."""
        return self.last - self.first

    @property
    def shape(self) -> tuple[Any, ...]:
        """What must be equal for lots to run together."""
        null = (self.null.tape.start, self.null.tape.last, sorted(self.null.deltas)) if self.null else ()
        return (*((name, *arm.shape) for name, arm in self.arms.items()), null)


def arm_of(starter: Starter, scenario: Scenario, first: int, last: int, histories: int, offset: int) -> Arm:
    """Make some histories of a scenario ready to run.

    Parameters
    ----------
    starter : Starter
        Fills the starting worlds.
    scenario : Scenario
        The arm.
    first, last : int
        Rows, up to but without the last.
    histories : int
        Histories in each draw.
    offset : int
        Number of the first row's parameter draw's block, a multiple of four: the number of draw 0.
    """
    rows = np.arange(first, last, dtype=np.int64)
    draws = rows // histories
    begin = int(draws[0]) // BLOCK * BLOCK
    start = starter.start(scenario, offset + begin, int(draws[-1]) - begin + 1)
    return Arm(start, draws - begin, (offset + draws) * RUNS_A_DRAW + rows % histories)


def run_together(maker: Maker, arms: Sequence[Arm]) -> Tape:
    """Run arms of one shape in one call of the kernel.

    Parameters
    ----------
    maker : Maker
        Runs the kernel.
    arms : sequence of Arm
        At least one; all of one shape.

    Returns
    -------
    Tape
        Their histories in order, under one parameter draw, since they may be parts of several.
    """
    start = arms[0].start
    draw_of, keys = arms[0].draw_of, arms[0].keys
    if len(arms) > 1:
        begins = np.cumsum([0, *(arm.start.draws for arm in arms)])
        draw_of = np.concatenate([arm.draw_of + begin for arm, begin in zip(arms, begins, strict=False)])
        keys = np.concatenate([arm.keys for arm in arms])
        worlds = _stacked([arm.start.worlds for arm in arms])
        start = Start(start.scenario, start.names, worlds, _stacked([arm.start.coefficients for arm in arms]))
    return tape_of(start, 1, len(keys), maker.run(start, draw_of, keys, start.scenario.horizon))


def _stacked(records: Sequence[Any]) -> Any:
    """Join structured arrays of one type; NumPy's own way compares their many fields each time."""
    whole = np.empty(sum(map(len, records)), dtype=records[0].dtype)
    begin = 0
    for found in records:
        whole[begin : begin + len(found)] = found
        begin += len(found)
    return whole
