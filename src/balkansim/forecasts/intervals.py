"""How sure a share of histories is: an interval over parameter draws with chance removed, and the Monte-Carlo error."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

TAIL = 0.05
JEFFREYS = 0.5
WIDEST_SHARE = 0.999
"""Of the largest variance a Beta of one mean can have: it stays a Beta when every draw is all or nothing."""
ROUNDING = 1e-12


@dataclass(frozen=True)
class Spread:
    """The share of histories in which a forecast came true, and how it varies over parameter draws.

    ``mean``: hits / (draws * histories), in [0, 1]. ``low``, ``high``: the 90% interval over parameter draws, which
    always contains the mean; None where it cannot be told. ``mc_error``: standard error of the mean from the finite
    number of draws and histories, in [0, 1]. ``shape``: both parameters of the Beta over parameter draws; None where
    all draws have one probability or none can be told. ``note``: why there is no interval; empty otherwise.
    """

    hits: int
    draws: int
    histories: int
    mean: float
    low: float | None
    high: float | None
    mc_error: float
    shape: tuple[float, float] | None
    note: str = ""

    @property
    def total(self) -> int:
        """All histories."""
        return self.draws * self.histories

    def shares(self, low: float, high: float) -> tuple[float, float, float] | None:
        """Return the shares of parameter draws whose probability lies below, inside and above a band.

        Returns: three shares that sum to 1; None where there is no interval.
        """
        from scipy.special import betainc

        if self.low is None:
            return None
        if self.shape is None:
            below, above = self.mean < low - ROUNDING, self.mean > high + ROUNDING
            return float(below), float(not (below or above)), float(above)
        under, up_to = (float(betainc(*self.shape, edge)) for edge in (low, high))
        return under, up_to - under, 1.0 - up_to


def spread(hits: ArrayLike, histories: int) -> Spread:
    """Estimate the probability of a forecast and its spread over parameter draws.

    The variance of the draws' shares is that of their probabilities plus chance; chance is removed by moments of the
    beta-binomial, tau2 = (L var - p (1 - p)) / (L - 1), at least 0, and a Beta of mean p and variance tau2 gives the 5%
    and 95% quantiles. With no hit at all, or only hits, draws cannot differ: the far end is then Jeffreys' 95% bound
    for n histories.

    ``hits`` (array-like of int, shape (draws,)): hits of each parameter draw, each in 0..histories. Returns: without an
    interval if there is but one draw or one history a draw: parameters and chance cannot be told apart.
    """
    counts = np.asarray(hits, dtype=float)
    draws, total = len(counts), int(counts.sum())
    mean = total / (draws * histories)
    error = _monte_carlo_error(counts / histories, mean, draws * histories)
    if min(draws, histories) == 1:
        what = "one parameter draw" if draws == 1 else "one history a draw"
        note = f"no interval: {what}, so parameters and chance cannot be told apart"
        return Spread(total, draws, histories, mean, None, None, error, None, note)
    if total in (0, draws * histories):
        ends = _one_sided(total, draws * histories)
        return Spread(total, draws, histories, mean, *ends[:2], error, ends[2])
    low, high, shape = _two_sided(mean, between_draws(counts, histories))
    return Spread(total, draws, histories, mean, low, high, error, shape)


def between_draws(hits: ArrayLike, histories: int) -> float:
    """Return the variance of the probability between parameter draws, chance variance removed.

    ``hits`` (array-like of int, shape (draws,)): hits of each parameter draw; at least two draws. ``histories``:
    histories in each draw, at least 2. Returns: tau2, at least 0.
    """
    shares = np.asarray(hits, dtype=float) / histories
    mean = float(shares.mean())
    return max(0.0, (histories * float(shares.var(ddof=1)) - mean * (1 - mean)) / (histories - 1))


def _monte_carlo_error(shares: NDArray[np.float64], mean: float, total: int) -> float:
    """Return the standard error of the mean; the binomial one where all draws agree or there is only one."""
    if len(shares) > 1 and np.ptp(shares) > 0:
        return math.sqrt(float(shares.var(ddof=1)) / len(shares))
    return math.sqrt(mean * (1 - mean) / total)


def _two_sided(mean: float, tau2: float) -> tuple[float, float, tuple[float, float] | None]:
    """Return the interval of the Beta with this mean and variance, stretched to its mean where it is very skewed."""
    from scipy.special import betaincinv

    if tau2 <= ROUNDING:
        return mean, mean, None
    strength = mean * (1 - mean) / min(tau2, WIDEST_SHARE * mean * (1 - mean)) - 1
    shape = (mean * strength, (1 - mean) * strength)
    low, high = (float(betaincinv(*shape, tail)) for tail in (TAIL, 1 - TAIL))
    return min(low, mean), max(high, mean), shape


def _one_sided(hits: int, total: int) -> tuple[float, float, tuple[float, float]]:
    """Return the interval for no hit at all, or for only hits."""
    from scipy.special import betaincinv

    shape = (hits + JEFFREYS, total - hits + JEFFREYS)
    if hits == 0:
        return 0.0, float(betaincinv(*shape, 1 - TAIL)), shape
    return float(betaincinv(*shape, TAIL)), 1.0, shape


DECIMALS = ((10.0, 0), (0.1, 1), (0.0, 2))
"""Decimals of a percentage at least so far from 0 and from 100."""


def percent(share: float) -> str:
    """Return a share as a number of per cent without the sign, with decimals only where it is near 0 or 100."""
    number = 100 * share
    if number in (0.0, 100.0):
        return f"{number:.0f}"
    decimals = next(places for bound, places in DECIMALS if min(number, 100 - number) >= bound)
    rounded = f"{number:.{decimals}f}"
    return rounded.rstrip("0").rstrip(".") if decimals else rounded


def counted(hits: int, total: int) -> str:
    """Return a share of histories in per cent; never 0% or 100%, but "0 of n" or "n of n"."""
    shown = percent(hits / total)
    return f"{hits} of {total}" if float(shown) in (0.0, 100.0) else f"{shown}%"


AGREES, LOWER, HIGHER, UNDECIDED = "agrees", "model lower", "model higher", "undecided"
NO_TERM = "not scored: no probability term"
BY_CONSTRUCTION = "by construction"
DELTA_FACTORS = (1.0, 0.5, 2.0)
"""Multiples of delta that must give one verdict, the plain one first."""

CUT_OFFS = (
    "agrees: the mean lies in the word's band. model lower / higher: the whole 90% interval lies outside the band.",
    "undecided: anything else, and whatever halving or doubling delta, what counts as a change, would alter.",
)


def judge(spread: Spread, band: tuple[float, float]) -> str:
    """Return the verdict on one probability.

    ``spread``: the model's probability and its interval. Returns: ``agrees`` if the mean is in the band, ``model
    lower`` or ``model higher`` if the whole interval is outside it, otherwise, and without an interval, ``undecided``.
    """
    low, high = band
    if low - ROUNDING <= spread.mean <= high + ROUNDING:
        return AGREES
    if spread.high is not None and spread.high < low:
        return LOWER
    if spread.low is not None and spread.low > high:
        return HIGHER
    return UNDECIDED


def verdict(spreads: Sequence[Spread], band: tuple[float, float]) -> str:
    """Return the verdict that holds under every choice of delta.

    ``spreads``: the probability under each multiple of delta, one only for a rule without delta. Returns: the common
    verdict, or ``undecided`` if the choice of delta changes it.
    """
    return UNDECIDED if hangs_on_delta(spreads, band) else judge(spreads[0], band)


def hangs_on_delta(spreads: Sequence[Spread], band: tuple[float, float]) -> bool:
    """Tell whether halving or doubling delta changes the verdict.

    ``spreads``: the probability under each multiple of delta.
    """
    return len({judge(spread, band) for spread in spreads}) > 1
