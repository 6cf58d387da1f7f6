"""Verdicts: how the model's probability stands to the band of the document's word."""

from __future__ import annotations

from collections.abc import Sequence

from balkansim.forecasting.intervals import ROUNDING, Spread

AGREES, LOWER, HIGHER, UNDECIDED = "agrees", "model lower", "model higher", "undecided"
NO_TERM = "not scored: no probability term"
BY_CONSTRUCTION = "by construction"
DELTA_FACTORS = (1.0, 0.5, 2.0)
"""Multiples of delta that must give one verdict, the plain one first."""

CUT_OFFS = (
    "agrees: the mean lies in the word's band. model lower / higher: the whole 90% interval lies outside the band.",
    "undecided: anything else, and whatever halving or doubling delta would change.",
)


def judge(spread: Spread, band: tuple[float, float]) -> str:
    """Return the verdict on one probability.

    Parameters
    ----------
    spread : Spread
        The model's probability and its interval.
    band : tuple of float
        Both ends of the word's band, included.

    Returns
    -------
    str
        ``agrees`` if the mean is in the band, ``model lower`` or ``model higher`` if the whole interval is outside it,
        otherwise, and without an interval, ``undecided``.
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

    Parameters
    ----------
    spreads : sequence of Spread
        The probability under each multiple of delta, one only for a rule without delta.
    band : tuple of float
        Both ends of the word's band, included.

    Returns
    -------
    str
        The common verdict, or ``undecided`` if the choice of delta changes it.
    """
    return UNDECIDED if hangs_on_delta(spreads, band) else judge(spreads[0], band)


def hangs_on_delta(spreads: Sequence[Spread], band: tuple[float, float]) -> bool:
    """Tell whether halving or doubling delta changes the verdict.

    Parameters
    ----------
    spreads : sequence of Spread
        The probability under each multiple of delta.
    band : tuple of float
        Both ends of the word's band, included.
    """
    return len({judge(spread, band) for spread in spreads}) > 1
