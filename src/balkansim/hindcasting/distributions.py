"""Forecasts of small counts as probabilities of 0, 1, 2, ..., and their continuous ranked probability score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Shares = tuple[float, ...]
"""Probabilities of the counts 0, 1, 2, ..., summing to 1; of a question that asks whether, of no and yes."""


def of_counts(counts: Any) -> Shares:
    """Return the shares of each count among many histories.

    Parameters
    ----------
    counts : numpy.ndarray of int, any shape
        Not negative, at least one.
    """
    flat = np.ravel(counts)
    return tuple(float(share) for share in np.bincount(flat) / len(flat))


def certain(count: int) -> Shares:
    """Return the forecast that a count is sure.

    Parameters
    ----------
    count : int
        Not negative.
    """
    return (*(0.0,) * count, 1.0)


def beta_binomial(units: int, hits: float, misses: float) -> Shares:
    """Return the probabilities of the number of hits among units that share an unknown chance.

    Parameters
    ----------
    units : int
        How many, at least 1.
    hits, misses : float
        Both parameters of the Beta of the chance, above 0.

    Returns
    -------
    tuple of float
        Probabilities of 0 to `units` hits.
    """
    from scipy.stats import betabinom

    return tuple(float(share) for share in betabinom.pmf(np.arange(units + 1), units, hits, misses))


def at_least(shares: Shares, number: int) -> float:
    """Return the probability that a count reaches a number.

    Parameters
    ----------
    shares : tuple of float
        Probabilities of 0, 1, 2, ...
    number : int
        At least 0.
    """
    return min(1.0, float(sum(shares[number:])))


def whether(shares: Shares, number: int) -> Shares:
    """Return the probabilities of no and yes to whether a count reaches a number."""
    yes = at_least(shares, number)
    return 1.0 - yes, yes


def mean(shares: Shares) -> float:
    """Return the expected count."""
    return float(sum(count * share for count, share in enumerate(shares)))


def crps(shares: Sequence[float], observed: int) -> float:
    """Return the continuous ranked probability score of a forecast of a count.

    Parameters
    ----------
    shares : sequence of float
        Probabilities of 0, 1, 2, ...
    observed : int
        What happened, not negative.

    Returns
    -------
    float
        Summed squared differences of the cumulative probabilities from those of what happened, in counts; 0 is best.
        With two outcomes it is the Brier score.

    Examples
    --------
    >>> crps((0.25, 0.75), 1), crps((0.5, 0.0, 0.5), 1)
    (0.0625, 0.5)
    """
    length = max(len(shares), observed + 1)
    forecast = np.cumsum([*shares, *(0.0,) * (length - len(shares))])
    return float(((forecast - (np.arange(length) >= observed)) ** 2).sum())
