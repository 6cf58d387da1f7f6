"""Runs the design points of a sweep: rows of the record and monthly histograms, many small points in one call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.errors import BalkansimError
from balkansim.experiments.chunks import Chunk, pieces
from balkansim.experiments.columns import Asked, Column, asked_of, chosen, numbers_of, record_columns, series_of
from balkansim.experiments.lots import Lot, NullWorld, Remembered, arm_of, null_world_of, run_together
from balkansim.experiments.starts import Starter
from balkansim.experiments.summary import FEWEST, Counts, Histogram, counted
from balkansim.forecasts.arms import arms_for
from balkansim.forecasts.outcomes import standing
from balkansim.forecasts.questions import Questions, questions_of
from balkansim.model.ensemble import MOST_DRAWS, NULL_SHARE, Ensemble
from balkansim.model.luck import BLOCK
from balkansim.model.trajectories import Trajectories
from balkansim.months import month_iso

if TYPE_CHECKING:
    from balkansim.experiments.sweep import Sweep
    from balkansim.forecasts.series import Series
    from balkansim.scenario.scenario import Scenario


def rows_of(
    lots: Sequence[Lot], by_arm: Mapping[str, Trajectories], asked: Sequence[Asked], histories: int
) -> dict[str, Any]:
    """Read the record's rows off the trajectories of some lots.

    ``lots``: of one shape, in the order of the trajectories' histories. ``by_arm``: their arms, without the null world.
    Returns: dict of str to numpy.ndarray, shape (histories of all lots,); by column; what cannot be answered in this
    world is left out.
    """
    trajectories = by_arm["scenario"]
    run = np.concatenate([np.arange(lot.first, lot.last) for lot in lots])
    found: dict[str, Any] = {
        "point": _each(lots, [lot.point for lot in lots]),
        "run": run,
        "draw": run // histories + _each(lots, [lot.offset for lot in lots]),
    }
    known = dict(by_arm)
    if lots[0].null is not None:
        known["null"] = lots[0].null.trajectories
    for a in asked:
        if standing(a.rule, a.window, known).is_answerable:
            fixed = a.rule.fixed_delta
            deltas = _each(lots, [lot.null.deltas[a.column] if fixed is None and lot.null else fixed for lot in lots])
            found[a.column] = a.rule.decide(a.rule.measure(a.window, known), deltas)
    nans = np.sum([arm.ends["nans"] for arm in by_arm.values()], axis=0)
    return found | numbers_of(trajectories, lots[0].arms["scenario"].start.scenario.blocs) | {"nans": nans}


def joined(batches: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Join the rows of batches, which may have different columns."""
    names = dict.fromkeys(name for batch in batches for name in batch)
    return {name: _column(name, batches) for name in names}


def _column(name: str, batches: Sequence[Mapping[str, Any]]) -> Any:
    """Join one column over batches."""
    kept = next(batch[name] for batch in batches if name in batch)
    filler = np.zeros(1, dtype=kept.dtype) if kept.dtype != object else np.array([""], dtype=object)
    lengths = [len(batch["point"]) for batch in batches]
    values = [
        batch[name] if name in batch else np.repeat(filler, rows) for batch, rows in zip(batches, lengths, strict=True)
    ]
    absent = np.repeat([name not in batch for batch in batches], lengths)
    return np.ma.MaskedArray(np.concatenate(values), mask=absent) if absent.any() else np.concatenate(values)


def _each(lots: Sequence[Lot], values: Sequence[Any]) -> Any:
    """Repeat a value a lot for each of its histories."""
    return np.repeat(np.asarray(values), [lot.rows for lot in lots])


@dataclass
class Gathered:
    """What the points of a chunk gave.

    ``counts``: histograms by point and series: the calendar month of the first, and counts of shape (months, bins).
    """

    batches: list[Mapping[str, Any]] = field(default_factory=list)
    counts: dict[tuple[int, str], tuple[int, Counts]] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)

    def rows(self) -> dict[str, Any]:
        """Return the rows of all points that did not fail, by column."""
        if not self.batches:
            return {}
        rows = joined(self.batches)
        kept = ~np.isin(rows["point"], list(self.failed))
        return rows if kept.all() else {name: values[kept] for name, values in rows.items()}

    def bands(self) -> list[Histogram]:
        """Return the histograms of all points that did not fail, point by point, with their months."""
        by_point = sorted(self.counts.items(), key=lambda item: item[0][0])
        return [
            Histogram(point, name, [month_iso(start + t) for t in range(len(counts))], counts)
            for (point, name), (start, counts) in by_point
            if point not in self.failed
        ]


HISTORIES_AT_ONCE = 520
"""Histories in one call of the kernel: it keeps about 70 kB of each, of every arm."""


@dataclass(frozen=True, eq=False)
class Runner:
    """Runs the design points of one sweep; threads may share it."""

    sweep: Sweep

    @cached_property
    def all_questions(self) -> Questions:
        """All forecasts of the evidence."""
        return questions_of(self.sweep.evidence)

    @cached_property
    def questions(self) -> Questions:
        """The forecasts asked."""
        return chosen(self.all_questions, self.sweep.forecasts)

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """Every reading asked, a column each."""
        return asked_of(self.questions)

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of the record."""
        return record_columns(self.sweep.worlds.values(), self.asked)

    @cached_property
    def series(self) -> dict[str, Series]:
        """The series whose monthly bands are kept; none where a point has too few histories."""
        size = self.sweep.size
        if size.draws * size.histories < FEWEST:
            return {}
        return series_of(self.sweep.worlds.values(), self.all_questions)

    @cached_property
    def _maker(self) -> Ensemble:
        return Ensemble(self.sweep.evidence, self.sweep.size, at_median=self.sweep.at_median)

    @cached_property
    def _starter(self) -> Starter:
        return Starter(self.sweep.evidence, self.sweep.size.seed, self.sweep.at_median)

    @cached_property
    def _nulls(self) -> Remembered:
        return Remembered()

    def offset(self, point: int) -> int:
        """Return the number of a point's first parameter draw: 0 on common random numbers, else its own."""
        size = self.sweep.size
        found = 0 if self.sweep.common else point * (-(-size.draws // BLOCK) * BLOCK)
        if found + size.draws > MOST_DRAWS:
            raise BalkansimError(
                f"parameter draw {found + size.draws}",
                expected=f"at most {MOST_DRAWS} parameter draws over all points",
                where=f"point {point}",
                todo="use common random numbers, fewer points or fewer draws",
            )
        return found

    def gather(self, chunk: Chunk) -> Gathered:
        """Run a chunk; a point that fails is noted and the others go on."""
        gathered, waiting = Gathered(), list[Lot]()
        for point in chunk.points:
            try:
                for lot in self.lots(point, chunk.first, chunk.last):
                    if waiting and not _fits(lot, waiting):
                        self._run_all(waiting, gathered)
                        waiting = []
                    waiting.append(lot)
            except MemoryError:
                raise
            except Exception as mistake:
                gathered.failed[point] = told(mistake)
                waiting = [lot for lot in waiting if lot.point != point]
        if waiting:
            self._run_all(waiting, gathered)
        return gathered

    def lots(self, point: int, first: int, last: int) -> Iterator[Lot]:
        """Yield some histories of a point in lots that fit into one call of the kernel.

        ``first``, ``last``: its rows, up to but without the last.
        """
        each, offset = self.sweep.size.histories, self.offset(point)
        arms = arms_for(self.sweep.scenario(point), self.questions, self.sweep.evidence, naive=False)
        null = arms.pop("null", None)
        found = self._null_world(null, offset) if null else None
        for begin, end in pieces(first, last, each, HISTORIES_AT_ONCE):
            ready = {arm: arm_of(self._starter, world, begin, end, each, offset) for arm, world in arms.items()}
            yield Lot(point, begin, end, offset, ready, found)

    def _null_world(self, scenario: Scenario, offset: int) -> NullWorld:
        """Return what counts as a change at points with this null world, from a share of its histories."""
        size = self.sweep.size
        few = max(1, size.histories // NULL_SHARE)

        def run_null() -> Iterator[Trajectories]:
            for begin, end in pieces(0, size.draws * few, few, HISTORIES_AT_ONCE):
                yield run_together(self._maker, [arm_of(self._starter, scenario, begin, end, few, offset)])

        return self._nulls.get((scenario.digest, offset), lambda: null_world_of(run_null(), self.asked))

    def _run_all(self, lots: Sequence[Lot], gathered: Gathered) -> None:
        """Run lots together or, where that fails, each alone, to find the point that fails."""
        try:
            self._run(lots, gathered)
        except MemoryError:
            raise
        except Exception as mistake:
            if len(lots) == 1:
                gathered.failed[lots[0].point] = told(mistake)
                return
            for lot in lots:
                self._run_all([lot], gathered)

    def _run(self, lots: Sequence[Lot], gathered: Gathered) -> None:
        """Run lots in one call an arm and gather rows and histograms."""
        by_arm = {arm: run_together(self._maker, [lot.arms[arm] for lot in lots]) for arm in lots[0].arms}
        rows = rows_of(lots, by_arm, self.asked, self.sweep.size.histories)
        trajectories = by_arm["scenario"]
        counts = [
            (name, self._counts(trajectories, series, lots))
            for name, series in self.series.items()
            if series.is_in(trajectories)
        ]
        gathered.batches.append(rows)
        for name, found in counts:
            for lot, more in zip(lots, found, strict=True):
                key = (lot.point, name)
                before = gathered.counts.get(key)
                gathered.counts[key] = (trajectories.start, more if before is None else before[1] + more)

    def _counts(self, trajectories: Trajectories, series: Series, lots: Sequence[Lot]) -> list[Counts]:
        """Return a histogram a lot of one series."""
        values = series.level(trajectories, slice(None))
        found, begin = [], 0
        for lot in lots:
            found.append(counted(values[begin : begin + lot.rows]))
            begin += lot.rows
        return found


def told(mistake: Exception) -> str:
    """Tell in one line why a point failed."""
    if isinstance(mistake, BalkansimError):
        return "; ".join(mistake.told().splitlines())
    return " ".join(f"{type(mistake).__name__}: {mistake}".split())


def _fits(lot: Lot, waiting: Sequence[Lot]) -> bool:
    """Tell whether a lot can run together with those that wait."""
    together = lot.rows + sum(other.rows for other in waiting)
    return together <= HISTORIES_AT_ONCE and lot.shape == waiting[0].shape
