"""The design points of a sweep as rows of codes: a full grid reckoned on demand, or a matrix."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from balkansim.designs.axes import NUMBER, Axis

MOST_POINTS = 10_000_000
GRAIN = 6
"""Sampled numbers are rounded to this many digits of their range, so that what is written is what is run."""


class Design(Protocol):
    """What is needed of a design: its points, the codes of each, and a hash of all."""

    @property
    def points(self) -> int:
        """Number of design points."""

    @property
    def digest(self) -> str:
        """SHA-256 of the design, in hexadecimal digits."""

    def codes(self, point: int) -> tuple[float, ...]:
        """Return the codes of one point, one a factor."""

    def matrix(self) -> NDArray[np.float64]:
        """Return the codes of all points, shape (points, factors)."""


@dataclass(frozen=True)
class Grid:
    """Every combination of levels; the last factor changes fastest.

    Parameters
    ----------
    levels : sequence of tuple of float
        Codes of each factor.
    """

    levels: tuple[tuple[float, ...], ...]

    @property
    def points(self) -> int:
        """Number of combinations."""
        return prod(map(len, self.levels))

    @property
    def digest(self) -> str:
        """SHA-256 of the levels."""
        return hashlib.sha256(json.dumps(self.levels).encode()).hexdigest()

    def codes(self, point: int) -> tuple[float, ...]:
        """Return the codes of one point, one a factor."""
        found = []
        for levels in reversed(self.levels):
            point, place = divmod(point, len(levels))
            found.append(levels[place])
        return tuple(reversed(found))

    def matrix(self) -> NDArray[np.float64]:
        """Return the codes of all points, shape (points, factors)."""
        axes = np.meshgrid(*self.levels, indexing="ij")
        return np.stack([axis.ravel() for axis in axes], axis=1)


@dataclass(frozen=True, eq=False)
class Rows:
    """A design given row by row.

    Parameters
    ----------
    rows : numpy.ndarray, shape (points, factors)
        Codes.
    """

    rows: NDArray[np.float64]

    @property
    def points(self) -> int:
        """Number of rows."""
        return len(self.rows)

    @property
    def digest(self) -> str:
        """SHA-256 of the rows."""
        return hashlib.sha256(np.ascontiguousarray(self.rows, dtype="<f8").tobytes()).hexdigest()

    def codes(self, point: int) -> tuple[float, ...]:
        """Return the codes of one point, one a factor."""
        return tuple(self.rows[point].tolist())

    def matrix(self) -> NDArray[np.float64]:
        """Return the codes of all points, shape (points, factors)."""
        return self.rows


def rounded(values: Any, low: float, high: float) -> NDArray[np.float64]:
    """Round numbers to a power of ten that is at most a millionth of their range, and keep them within it.

    Parameters
    ----------
    values : array-like of float
        Numbers from `low` to `high`.
    low, high : float
        The range, ``low < high``.
    """
    decimals = GRAIN - int(np.floor(np.log10(high - low)))
    found: NDArray[np.float64] = np.clip(np.round(np.asarray(values, dtype=np.float64), decimals), low, high)
    return found + 0.0


def settled(rows: NDArray[np.float64], axes: Sequence[Axis]) -> Rows:
    """Return sampled codes as a design, numbers rounded and the rest as sampled.

    Parameters
    ----------
    rows : numpy.ndarray, shape (points, factors)
        Codes as sampled.
    axes : sequence of Axis
        The factors.
    """
    columns = [
        rounded(rows[:, k], axis.low, axis.high) if axis.kind == NUMBER else rows[:, k] for k, axis in enumerate(axes)
    ]
    return Rows(np.stack(columns, axis=1))
