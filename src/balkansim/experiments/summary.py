"""The summary of a run folder, a row a design point, read off the parts one after the other."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from balkansim.experiments.columns import Column
from balkansim.experiments.run_folder import ALL_BANDS, COMPRESSION, FAILURES, SUMMARY, Note, RunFolder, read_part
from balkansim.files import write_whole, writing
from balkansim.forecasts.intervals import spread

KEYS = ("point", "run", "draw")
PROBABILITY = ("probability", "low", "high", "mc_error")
NOT_AVERAGED = "nans"
COUNT = "int16"
Rows = Mapping[str, Any]


@dataclass(frozen=True)
class Outline:
    """How a summary is laid out."""

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
    """Write the summary and return how many values of the record were not numbers. ``parts``: all parts, in order."""
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

    ``parts``: all parts, in order. Yields: its rows by column; what is empty is masked.
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


QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
BINS = 250
"""Of the interval from 0 to 1, in which every series lies."""
FEWEST = 100
"""Histories of a point for which bands are kept: of fewer, the outer quantiles rest on a handful."""
DECIMALS = 4

Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Histogram:
    """How often a series took which values in each month.

    ``months``: calendar months, such as ``2025-04``. ``counts`` (numpy.ndarray of int, shape (months, BINS)): histories
    by bin.
    """

    point: int
    series: str
    months: Sequence[str]
    counts: Counts


def counted(values: Any) -> Counts:
    """Count the values of each month by bin.

    ``values`` (numpy.ndarray, shape (histories, months)): in [0, 1]; what lies outside is counted at the end.
    """
    months = values.shape[1]
    bins = np.clip(np.nan_to_num(values) * BINS, 0, BINS - 1).astype(np.int64)
    flat = bins + BINS * np.arange(months)
    return np.bincount(flat.ravel(), minlength=months * BINS).reshape(months, BINS)


def quantiles(counts: Counts) -> NDArray[np.float64]:
    """Read quantiles off histograms, each value spread evenly over its bin.

    ``counts`` (numpy.ndarray of int, shape (months, BINS)): at least one value a month. Returns: numpy.ndarray, shape
    (quantiles, months); in [0, 1], to four decimals.
    """
    reached = counts.cumsum(axis=1)
    rows = np.arange(len(counts))
    found = []
    for share in QUANTILES:
        target = share * reached[:, -1]
        at = (reached >= target[:, None]).argmax(axis=1)
        inside = counts[rows, at]
        found.append(np.round((at + 1 - (reached[rows, at] - target) / inside) / BINS, DECIMALS))
    return np.stack(found)


def band_names() -> list[str]:
    """Return the names of the quantile columns: ``q05`` to ``q95``."""
    return [f"q{round(100 * share):02d}" for share in QUANTILES]


def bands_table(found: Sequence[Histogram]) -> Any:
    """Return the bands of some points as an Arrow table: point, series, month and quantiles.

    ``found``: over all histories of each point, in the order of the rows.
    """
    import pyarrow as pa

    levels = np.concatenate([quantiles(h.counts) for h in found], axis=1) if found else np.zeros((len(QUANTILES), 0))
    return pa.table(_keys(found) | {name: levels[k] for k, name in enumerate(band_names())})


def counts_table(found: Sequence[Histogram]) -> Any:
    """Return the histograms of a piece of a point as an Arrow table: point, series, month and a list of counts."""
    import pyarrow as pa

    counts = np.concatenate([h.counts.ravel() for h in found]) if found else np.zeros(0)
    bins = pa.FixedSizeListArray.from_arrays(pa.array(counts.astype(np.int32)), BINS)
    return pa.table(_keys(found) | {"counts": bins})


def merged(pieces: Sequence[Any]) -> list[Histogram]:
    """Add the histograms of all pieces of one point.

    ``pieces``: as from `counts_table`; all have the same series and months.
    """
    whole = sum(
        piece["counts"].combine_chunks().flatten().to_numpy().reshape(-1, BINS).astype(np.int64) for piece in pieces
    )
    point, names, months = (pieces[0][name].to_pylist() for name in ("point", "series", "month"))
    begins = [k for k, name in enumerate(names) if k == 0 or name != names[k - 1]]
    return [
        Histogram(point[first], names[first], months[first:last], whole[first:last])
        for first, last in zip(begins, [*begins[1:], len(names)], strict=True)
    ]


def _keys(found: Sequence[Histogram]) -> dict[str, Any]:
    """Return the columns point, series and month."""
    import pyarrow as pa

    return {
        "point": pa.array([h.point for h in found for _ in h.months], pa.int32()),
        "series": pa.array([h.series for h in found for _ in h.months], pa.string()),
        "month": pa.array([month for h in found for month in h.months], pa.string()),
    }


ROWS_A_GROUP = 2**17


def finish(folder: RunFolder, outline: Outline, chunks: int, values: Any, failed: Mapping[int, str]) -> int:
    """Write summary, bands and failures of a complete folder, and return how many values were not numbers.

    ``folder``: the folder; every chunk's part must stand.
    """
    write_failures(folder, failed)
    _write_bands(folder, range(chunks), failed)
    return write_summary(folder.path / SUMMARY, outline, (folder.part(chunk) for chunk in range(chunks)), values)


def write_failures(folder: RunFolder, failed: Mapping[int, str]) -> None:
    """Write which points failed and why; no file where none did."""
    path = folder.path / FAILURES
    if not failed:
        path.unlink(missing_ok=True)
        return
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("point", "error"))
    writer.writerows(sorted(failed.items()))
    write_whole(path, text.getvalue().encode("utf-8"))


def failures_of(notes: Iterable[Note]) -> dict[int, str]:
    """Return the points that failed, over all chunks."""
    return {point: error for note in notes for point, error in sorted(note.failed.items())}


def _write_bands(folder: RunFolder, chunks: range, failed: Mapping[int, str]) -> None:
    """Write the bands of all points in order, those of points in pieces from their added histograms."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = folder.path / ALL_BANDS
    tables = _bands(folder, chunks, failed)
    first = next(tables, None)
    if first is None:
        path.unlink(missing_ok=True)
        return
    with (
        writing(path) as file,
        pq.ParquetWriter(file, first.schema, compression=COMPRESSION, write_page_checksum=True) as writer,
    ):
        waiting = [first]
        for table in tables:
            waiting.append(table)
            if sum(len(found) for found in waiting) >= ROWS_A_GROUP:
                writer.write_table(pa.concat_tables(waiting))
                waiting = []
        if waiting:
            writer.write_table(pa.concat_tables(waiting))


def _bands(folder: RunFolder, chunks: range, failed: Mapping[int, str]) -> Iterator[Any]:
    """Yield tables of bands in order of the points."""
    for chunk in chunks:
        if folder.bands(chunk).exists():
            yield read_part(folder.bands(chunk))
    pieces = (read_part(folder.counts(chunk)) for chunk in chunks if folder.counts(chunk).exists())
    for point, group in groupby((piece for piece in pieces if len(piece)), lambda piece: piece["point"][0].as_py()):
        if point not in failed:
            yield bands_table(merged(list(group)))
