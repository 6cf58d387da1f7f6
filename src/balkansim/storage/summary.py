"""The summary of a run folder, a row a design point, read off the parts one after the other."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from balkansim.forecasting.intervals import spread
from balkansim.storage.columns import Column
from balkansim.storage.files import writing
from balkansim.storage.parts import read_part

KEYS = ("point", "run", "draw")
PROBABILITY = ("probability", "low", "high", "mc_error")
NOT_AVERAGED = "nans"
COUNT = "int16"
Rows = Mapping[str, Any]


@dataclass(frozen=True)
class Outline:
    """How a summary is laid out.

    Parameters
    ----------
    points : int
        Number of design points.
    draws, histories : int
        Parameter draws of a point, and histories in each.
    factors : sequence of str
        Names of the factors.
    columns : sequence of Column
        The columns of the record.
    """

    points: int
    draws: int
    histories: int
    factors: Sequence[str]
    columns: Sequence[Column]

    @property
    def forecasts(self) -> list[str]:
        """Columns of readings: each gets its probability, interval and Monte-Carlo error."""
        return [column.name for column in self.columns if column.type == "bool"]

    @property
    def numbers(self) -> list[str]:
        """Columns of numbers: each gets its mean."""
        left_out = (*KEYS, NOT_AVERAGED)
        return [c.name for c in self.columns if c.type not in ("bool", "string") and c.name not in left_out]

    @property
    def counts(self) -> list[str]:
        """Columns of counts: each gets the share of histories in which it is above 0, too."""
        whole = {column.name for column in self.columns if column.type == COUNT}
        return [name for name in self.numbers if name in whole]

    @property
    def heading(self) -> list[str]:
        """The summary's columns."""
        asked = [f"{name}_{what}" for name in self.forecasts for what in PROBABILITY]
        means, shares = [f"{name}_mean" for name in self.numbers], [f"{name}_share" for name in self.counts]
        return ["point", *self.factors, "n", *asked, *means, *shares]


def write_summary(
    path: Path, outline: Outline, parts: Iterable[Path], values: Callable[[int], Mapping[str, Any]]
) -> int:
    """Write the summary and return how many values of the record were not numbers.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    outline : Outline
        Its layout.
    parts : iterable of pathlib.Path
        All parts, in order.
    values : callable
        Returns the factors' values at a point.

    Raises
    ------
    BalkansimError
        If it cannot be written.
    """
    nans, done = 0, 0
    with writing(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        try:
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(outline.heading)
            for point, rows in points_of(parts):
                writer.writerows(_line(failed, values(failed), None, outline) for failed in range(done, point))
                writer.writerow(_line(point, values(point), rows, outline))
                nans, done = nans + int(rows[NOT_AVERAGED].sum()), point + 1
            writer.writerows(_line(failed, values(failed), None, outline) for failed in range(done, outline.points))
            text.flush()
        finally:
            text.detach()
    return nans


def points_of(parts: Iterable[Path]) -> Iterator[tuple[int, Rows]]:
    """Yield each design point with its rows, of which one part may hold several and several parts one.

    Parameters
    ----------
    parts : iterable of pathlib.Path
        All parts, in order.

    Yields
    ------
    point : int
        Its number.
    rows : mapping of str to numpy.ndarray
        Its rows by column; what is empty is masked.
    """
    waiting: list[Rows] = []
    for path in parts:
        rows = as_arrays(read_part(path))
        cuts = np.flatnonzero(np.diff(rows["point"])) + 1
        for first, last in zip([0, *cuts], [*cuts, len(rows["point"])], strict=True):
            if first == last:
                continue
            if waiting and waiting[0]["point"][0] != rows["point"][first]:
                yield _joined(waiting)
                waiting = []
            waiting.append({name: found[first:last] for name, found in rows.items()})
    if waiting:
        yield _joined(waiting)


def as_arrays(table: Any) -> dict[str, Any]:
    """Return an Arrow table as arrays by column, what is empty masked; columns of text are left out."""
    import pyarrow as pa

    found = {}
    for name in table.column_names:
        column = table.column(name).combine_chunks()
        if pa.types.is_string(column.type):
            continue
        empty = column.is_null().to_numpy(zero_copy_only=False)
        filled = column.fill_null(False if pa.types.is_boolean(column.type) else 0)
        found[name] = np.ma.MaskedArray(filled.to_numpy(zero_copy_only=False), mask=empty)
    return found


def _joined(rows: Sequence[Rows]) -> tuple[int, Rows]:
    """Join the rows of one point."""
    point = int(rows[0]["point"][0])
    if len(rows) == 1:
        return point, rows[0]
    join: Any = np.ma.concatenate
    return point, {name: join([piece[name] for piece in rows]) for name in rows[0]}


def _line(point: int, values: Mapping[str, Any], rows: Rows | None, outline: Outline) -> list[Any]:
    """Return a row of the summary; of a point that failed only what it was."""
    begin = [point, *(values[name] for name in outline.factors)]
    if rows is None or len(rows["point"]) != outline.draws * outline.histories:
        return [*begin, 0, *[""] * (len(outline.heading) - len(begin) - 1)]
    cells: list[Any] = [*begin, len(rows["point"])]
    for name in outline.forecasts:
        cells += _probability(rows[name], outline)
    for name in outline.numbers:
        cells.append(_mean(rows[name]))
    for name in outline.counts:
        cells.append(_mean(rows[name] > 0))
    return cells


def _mean(values: Any) -> str:
    """Return the mean of a point's values; empty where some are not there."""
    return "" if np.ma.getmaskarray(values).any() else repr(float(values.data.mean()))


def _probability(answers: Any, outline: Outline) -> list[str]:
    """Return probability, both ends of its interval and its Monte-Carlo error; empty what cannot be told."""
    if answers.mask.any():
        return [""] * len(PROBABILITY)
    hits = answers.data.reshape(outline.draws, outline.histories).sum(axis=1)
    return _spread(tuple(hits.tolist()), outline.histories)


@lru_cache(maxsize=4096)
def _spread(hits: tuple[int, ...], histories: int) -> list[str]:
    """Estimate as the ledger does; few hits repeat often."""
    found = spread(hits, histories)
    return ["" if value is None else repr(value) for value in (found.mean, found.low, found.high, found.mc_error)]
