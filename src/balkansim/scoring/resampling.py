"""How uncertain a mean score is: the bootstrap over groups of questions, exact where they are few."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations_with_replacement
from math import factorial, prod
from typing import Any

import numpy as np

from balkansim.forecasting.intervals import TAIL

EXACT_UP_TO = 8
"""Groups up to which every resample is weighed: 6435 of them."""
RESAMPLES = 10_000
SEED = 0
FEWEST = 2
"""Groups without which there is no interval."""


@dataclass(frozen=True)
class Estimate:
    """A number and its 90% interval.

    Parameters
    ----------
    value : float
        The number.
    low, high : float or None
        Both ends; None with one group only.
    """

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, eq=False)
class Resamples:
    """Resamples of groups, drawn with replacement.

    Parameters
    ----------
    counts : numpy.ndarray, shape (resamples, groups)
        How often each group was drawn.
    weights : numpy.ndarray, shape (resamples,)
        Probability of each, summing to 1.
    """

    counts: Any
    weights: Any

    def interval(self, values: Any) -> tuple[float, float]:
        """Return the 5% and 95% quantiles of a statistic over the resamples.

        Parameters
        ----------
        values : numpy.ndarray, shape (resamples,)
            The statistic; may hold infinities.
        """
        # Sums of exact weights reach a quantile only within rounding: equal values are merged first.
        known, place = np.unique(np.round(values, 12), return_inverse=True)
        sums = np.cumsum(np.bincount(place, weights=self.weights))
        low, high = (known[min(int(np.searchsorted(sums, p - 1e-9)), len(known) - 1)] for p in (TAIL, 1 - TAIL))
        return float(low), float(high)


def resamples(groups: int) -> Resamples:
    """Return the resamples of so many groups: all there are, or with many groups a fixed random choice.

    Parameters
    ----------
    groups : int
        At least 1.
    """
    if groups > EXACT_UP_TO:
        rng = np.random.default_rng(SEED)
        counts = rng.multinomial(groups, np.full(groups, 1 / groups), size=RESAMPLES)
        return Resamples(counts, np.full(RESAMPLES, 1 / RESAMPLES))
    drawn = combinations_with_replacement(range(groups), groups)
    counts = np.array([np.bincount(some, minlength=groups) for some in drawn])
    ways = [factorial(groups) / prod(factorial(int(k)) for k in row) for row in counts]
    return Resamples(counts, np.array(ways) / groups**groups)


def mean(losses: Any) -> Estimate:
    """Return the mean score of groups with its interval.

    Parameters
    ----------
    losses : numpy.ndarray, shape (groups,)
        The joint score of each group.
    """
    value = float(np.mean(losses))
    if len(losses) < FEWEST:
        return Estimate(value, None, None)
    drawn = resamples(len(losses))
    return Estimate(value, *drawn.interval(drawn.counts @ losses / len(losses)))


def skill(losses: Any, reference: Any) -> Estimate:
    """Return the skill against a reference, 1 - score / reference's score, with its interval.

    Parameters
    ----------
    losses, reference : numpy.ndarray, shape (groups,)
        Joint scores of each group, of forecaster and reference, paired.

    Returns
    -------
    Estimate
        1 is perfect, 0 no better than the reference, minus infinity against a reference without any loss.
    """
    value = float(_ratio(np.sum(losses), np.sum(reference)))
    if len(losses) < FEWEST:
        return Estimate(value, None, None)
    drawn = resamples(len(losses))
    return Estimate(value, *drawn.interval(_ratio(drawn.counts @ losses, drawn.counts @ reference)))


def _ratio(losses: Any, reference: Any) -> Any:
    """Return 1 - losses / reference: 0 where both are nothing, minus infinity where the reference alone is."""
    losses, reference = np.asarray(losses, dtype=float), np.asarray(reference, dtype=float)
    nothing = np.where(losses > 0, -np.inf, 0.0)
    share = np.divide(losses, reference, out=np.zeros_like(losses), where=reference > 0)
    return np.where(reference > 0, 1 - share, nothing)
