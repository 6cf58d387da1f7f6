"""Which values of an outcome count as of interest: above or below a threshold, and where it lies if none is given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from balkansim.errors import BalkansimError, unknown
from balkansim.forecasting.told import percent
from balkansim.forecasting.words import Yardstick

ABOVE, BELOW = "above", "below"
SIDES = (ABOVE, BELOW)
LIKELY, UNLIKELY = "likely", "unlikely"
QUARTER = 0.25

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Threshold:
    """Where what is of interest begins.

    Parameters
    ----------
    side : {"above", "below"}
        On which side of it; the threshold itself is not of interest.
    value : float
        Where it lies, in the outcome's unit.
    reason : str
        Why there.
    is_probability : bool
        Whether the outcome is a probability.
    """

    side: str
    value: float
    reason: str
    is_probability: bool

    def interesting(self, values: Floats) -> Flags:
        """Tell which values are of interest.

        Parameters
        ----------
        values : numpy.ndarray, shape (cases,)
            The outcome.
        """
        return values > self.value if self.side == ABOVE else values < self.value

    def __str__(self) -> str:
        """Return the threshold as a condition, with its reason."""
        at = f"{percent(self.value)}%" if self.is_probability else f"{self.value:.4g}"
        return f"{self.side} {at} ({self.reason})"


def threshold_for(
    values: Floats, *, given: float | None, side: str, is_probability: bool, yardstick: Yardstick
) -> Threshold:
    """Return the threshold given, or else the yardstick's, or else the outer quarter of the values.

    Above, the yardstick's threshold is the low end of "likely"; below, the high end of "unlikely". Where that leaves
    no point on one of its sides, or the outcome is no probability, the threshold is the upper or lower quartile; where
    many points share the quartile, the next value that leaves some beyond it.

    Parameters
    ----------
    values : numpy.ndarray, shape (points,)
        The outcome's mean at each point.
    given : float or None
        What the user asks for; a probability in [0, 1].
    side : {"above", "below"}
        On which side is of interest.
    is_probability : bool
        Whether the outcome is a probability.
    yardstick : Yardstick
        Gives the bands of words.

    Raises
    ------
    BalkansimError
        If the side is unknown or a probability is asked to pass a number outside [0, 1].
    """
    if side not in SIDES:
        raise unknown("side", side, SIDES, where="discover")
    if given is not None:
        if is_probability and not 0 <= given <= 1:
            raise BalkansimError(f"threshold {given:g}", expected="a probability from 0 to 1", where="--threshold")
        return Threshold(side, given, "as asked", is_probability)
    word = LIKELY if side == ABOVE else UNLIKELY
    band = yardstick.band(word) if is_probability else None
    if band is not None:
        named = Threshold(
            side, band[side == BELOW], f'where "{word}" {_ends(side)} on {yardstick.name}', is_probability
        )
        if len(set(named.interesting(values).tolist())) > 1:
            return named
    return Threshold(side, _quartile(values, side), f"{_quarter(side)} quartile of the points", is_probability)


def _ends(side: str) -> str:
    return "begins" if side == ABOVE else "ends"


def _quarter(side: str) -> str:
    return "upper" if side == ABOVE else "lower"


def _quartile(values: Floats, side: str) -> float:
    """Return the outer quartile, moved inwards to the next value where nothing lies beyond it."""
    sign = 1.0 if side == ABOVE else -1.0
    turned = sign * values
    cut = float(np.quantile(turned, 1 - QUARTER))
    inner = turned[turned < turned.max()]
    if not (turned > cut).any() and len(inner):
        cut = float(inner.max())
    return sign * cut
