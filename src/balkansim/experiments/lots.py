"""Lots: some histories of a design point with all arms ready to run, several of them in one call of the kernel."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np

from balkansim.experiments.columns import Asked
from balkansim.experiments.starts import Starter
from balkansim.forecasts.outcomes import measured_in, median_change
from balkansim.model.ensemble import Ensemble, trajectories_of
from balkansim.model.luck import BLOCK, RUNS_A_DRAW
from balkansim.model.start import Start
from balkansim.model.trajectories import Trajectories
from balkansim.scenario.scenario import Scenario

MOST_REMEMBERED = 256


@dataclass(frozen=True, eq=False)
class NullWorld:
    """The null world of a design point, as far as answers need it.

    ``trajectories``: one history of it: whether a forecast can be answered is read off its names and months.
    """

    trajectories: Trajectories
    deltas: Mapping[str, float]


def null_world_of(by_arm: Iterable[Trajectories], asked: tuple[Asked, ...]) -> NullWorld:
    """Take the median changes of a null world that was run batch by batch.

    ``by_arm``: all its histories, in batches; they are read one after the other and not kept. ``asked``: what is asked;
    only rules whose delta is read off it count.
    """
    changes: dict[str, list[Any]] = {}
    kept: Trajectories | None = None
    for trajectories in by_arm:
        kept = kept or one_history(trajectories)
        for a in asked:
            if a.rule.fixed_delta is None and (found := measured_in("null", a.rule, a.window, {"null": trajectories})):
                changes.setdefault(a.column, []).append(found.values)
    assert kept is not None
    return NullWorld(kept, {column: median_change(found) for column, found in changes.items()})


def one_history(trajectories: Trajectories) -> Trajectories:
    """Return the first history of trajectories, alone."""
    names = (trajectories.actors, trajectories.blocs, trajectories.flashpoints, trajectories.entities)
    kept = (array[:1].copy() for array in (trajectories.monthly, trajectories.tension, trajectories.ends))
    return Trajectories(trajectories.scenario, trajectories.start, *names, 1, 1, *kept)


class Remembered:
    """Null worlds found already, each found by one thread while the others that need it wait."""

    def __init__(self) -> None:
        self._found: OrderedDict[Any, NullWorld] = OrderedDict()
        self._locks: dict[Any, Lock] = {}
        self._lock = Lock()

    def get(self, key: Any, find: Callable[[], NullWorld]) -> NullWorld:
        """Return the null world under a key, finding it first where it is not known."""
        with self._lock:
            lock = self._locks.setdefault(key, Lock())
        with lock:
            found = self._found.get(key)
            if found is None:
                found = find()
                with self._lock:
                    self._found[key] = found
                    while len(self._found) > MOST_REMEMBERED:
                        self._locks.pop(self._found.popitem(last=False)[0], None)
            return found


@dataclass(frozen=True, eq=False)
class Arm:
    """Some histories of one arm of a design point, not yet run.

    ``draw_of`` (numpy.ndarray of int, shape (histories,)): which of these worlds each history starts from. ``keys``
    (numpy.ndarray of int, shape (histories,)): which luck each history has.
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

    ``first``, ``last``: its rows, up to but without the last; row ``draw * histories + run``. ``offset``: number of the
    point's first parameter draw. ``arms``: its arms, without the null world. ``null``: what counts as a change; None
    where nobody asks.
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
        null = (
            (self.null.trajectories.start, self.null.trajectories.last, sorted(self.null.deltas)) if self.null else ()
        )
        return (*((name, *arm.shape) for name, arm in self.arms.items()), null)


def arm_of(starter: Starter, scenario: Scenario, first: int, last: int, histories: int, offset: int) -> Arm:
    """Make some histories of a scenario ready to run.

    ``first``, ``last``: rows, up to but without the last. ``offset``: number of the first row's parameter draw's block,
    a multiple of four: the number of draw 0.
    """
    rows = np.arange(first, last, dtype=np.int64)
    draws = rows // histories
    begin = int(draws[0]) // BLOCK * BLOCK
    start = starter.start(scenario, offset + begin, int(draws[-1]) - begin + 1)
    return Arm(start, draws - begin, (offset + draws) * RUNS_A_DRAW + rows % histories)


def run_together(ensemble: Ensemble, arms: Sequence[Arm]) -> Trajectories:
    """Run arms of one shape in one call of the kernel.

    ``arms``: at least one; all of one shape. Returns: their histories in order, under one parameter draw, since they
    may be parts of several.
    """
    start = arms[0].start
    draw_of, keys = arms[0].draw_of, arms[0].keys
    if len(arms) > 1:
        begins = np.cumsum([0, *(arm.start.draws for arm in arms)])
        draw_of = np.concatenate([arm.draw_of + begin for arm, begin in zip(arms, begins, strict=False)])
        keys = np.concatenate([arm.keys for arm in arms])
        worlds = _stacked([arm.start.worlds for arm in arms])
        start = Start(start.scenario, start.names, worlds, _stacked([arm.start.coefficients for arm in arms]))
    return trajectories_of(start, 1, len(keys), ensemble.run(start, draw_of, keys, start.scenario.horizon))


def _stacked(records: Sequence[Any]) -> Any:
    """Join structured arrays of one type; NumPy's own way compares their many fields each time."""
    whole = np.empty(sum(map(len, records)), dtype=records[0].dtype)
    begin = 0
    for found in records:
        whole[begin : begin + len(found)] = found
        begin += len(found)
    return whole
