"""Monthly quantile bands from fixed-bin histograms of whole numbers, so that they are the same in any chunking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

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

    Parameters
    ----------
    point : int
        The design point.
    series : str
        Name of the series.
    months : sequence of str
        Calendar months, such as ``2025-04``.
    counts : numpy.ndarray of int, shape (months, BINS)
        Histories by bin.
    """

    point: int
    series: str
    months: Sequence[str]
    counts: Counts


def counted(values: Any) -> Counts:
    """Count the values of each month by bin.

    Parameters
    ----------
    values : numpy.ndarray, shape (histories, months)
        In [0, 1]; what lies outside is counted at the end.

    Returns
    -------
    numpy.ndarray of int, shape (months, BINS)
    """
    months = values.shape[1]
    bins = np.clip(np.nan_to_num(values) * BINS, 0, BINS - 1).astype(np.int64)
    flat = bins + BINS * np.arange(months)
    return np.bincount(flat.ravel(), minlength=months * BINS).reshape(months, BINS)


def quantiles(counts: Counts) -> NDArray[np.float64]:
    """Read quantiles off histograms, each value spread evenly over its bin.

    Parameters
    ----------
    counts : numpy.ndarray of int, shape (months, BINS)
        At least one value a month.

    Returns
    -------
    numpy.ndarray, shape (quantiles, months)
        In [0, 1], to four decimals.
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

    Parameters
    ----------
    found : sequence of Histogram
        Over all histories of each point, in the order of the rows.
    """
    import pyarrow as pa

    levels = np.concatenate([quantiles(h.counts) for h in found], axis=1) if found else np.zeros((len(QUANTILES), 0))
    return pa.table(_keys(found) | {name: levels[k] for k, name in enumerate(band_names())})


def counts_table(found: Sequence[Histogram]) -> Any:
    """Return the histograms of a piece of a point as an Arrow table: point, series, month, and counts, a list of bins.

    Parameters
    ----------
    found : sequence of Histogram
        Over the histories of the piece.
    """
    import pyarrow as pa

    counts = np.concatenate([h.counts.ravel() for h in found]) if found else np.zeros(0)
    bins = pa.FixedSizeListArray.from_arrays(pa.array(counts.astype(np.int32)), BINS)
    return pa.table(_keys(found) | {"counts": bins})


def merged(pieces: Sequence[Any]) -> list[Histogram]:
    """Add the histograms of all pieces of one point.

    Parameters
    ----------
    pieces : sequence of pyarrow.Table
        As from `counts_table`; all have the same series and months.
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
