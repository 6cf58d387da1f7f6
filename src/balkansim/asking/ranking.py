"""How closely an outcome goes along with each factor of any design: rank correlations over its points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

NORMAL_95 = 1.96

Column = NDArray[Any]


@dataclass(frozen=True)
class Along:
    """How closely an outcome goes along with one factor.

    Parameters
    ----------
    factor : str
        The factor.
    correlation : float
        Spearman's, in [-1, 1]; of a factor of names the correlation ratio of the ranks, in [0, 1].
    is_signed : bool
        Whether the factor has an order, so that the sign tells a direction.
    """

    factor: str
    correlation: float
    is_signed: bool = True

    @property
    def strength(self) -> float:
        """By what the factors are sorted."""
        return abs(self.correlation)


def ranked(factors: Mapping[str, Column], values: NDArray[np.float64]) -> tuple[Along, ...]:
    """Return how closely an outcome goes along with each factor, closest first.

    Parameters
    ----------
    factors : mapping of str to numpy.ndarray, shape (points,)
        Values of each factor, numbers or names.
    values : numpy.ndarray, shape (points,)
        The outcome.

    Returns
    -------
    tuple of Along
        Empty where the outcome does not vary; a factor that does not vary is left out.
    """
    from scipy.stats import rankdata

    ranks = rankdata(values) - (len(values) + 1) / 2
    total = float(ranks @ ranks)
    if total == 0:
        return ()
    found = []
    for name, column in factors.items():
        if len(np.unique(column)) < 2:
            continue
        if np.issubdtype(column.dtype, np.number):
            own = rankdata(column) - (len(values) + 1) / 2
            found.append(Along(name, float(own @ ranks / np.sqrt(own @ own * total))))
        else:
            groups = [ranks[column == value] for value in np.unique(column)]
            between = sum(len(group) * float(group.mean()) ** 2 for group in groups)
            found.append(Along(name, float(np.sqrt(between / total)), is_signed=False))
    return tuple(sorted(found, key=lambda along: -along.strength))


def by_chance(points: int) -> float:
    """Return how large a rank correlation gets by chance alone, in 95 of 100 designs.

    Parameters
    ----------
    points : int
        Number of points.
    """
    return min(1.0, NORMAL_95 / float(np.sqrt(max(1, points - 1))))
