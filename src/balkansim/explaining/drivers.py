"""The inputs that move a forecast most: each across its range, the others as drawn, on common random numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from balkansim.explaining.probing import Laboratory, Progress
from balkansim.scenario.factors import Factor

EXAMINED = 10
"""Inputs that get paired runs."""
CLEAR = 2.0
"""Standard errors beyond which an effect is told apart from chance."""


@dataclass(frozen=True)
class Driver:
    """What one input does to a forecast's probability.

    Parameters
    ----------
    name, meaning, unit, origin, shape : str
        The input, as the catalogue of factors has it.
    value, low, high : float
        Its middle and the ends of its range, in its unit.
    at_low, at_high : float
        Probability with the input at either end in every draw, in [0, 1].
    effect : float
        ``at_high - at_low``, in [-1, 1].
    error : float
        Standard error of the effect, from the draws' paired differences.
    """

    name: str
    meaning: str
    unit: str
    origin: str
    shape: str
    value: float
    low: float
    high: float
    at_low: float
    at_high: float
    effect: float
    error: float

    @property
    def is_clear(self) -> bool:
        """Whether the effect is told apart from chance."""
        return abs(self.effect) > CLEAR * self.error

    def moved(self, end: float, share: float) -> float:
        """Return the input moved from its middle by a share of the way to an end, on its own scale.

        Parameters
        ----------
        end : float
            One end of its range.
        share : float
            In [0, 1].
        """
        if self.shape == "log":
            return float(self.value * (end / self.value) ** share)
        return self.value + (end - self.value) * share


def measured(laboratory: Laboratory, factors: Sequence[Factor], progress: Progress | None = None) -> list[Driver]:
    """Run a forecast with each input at both ends of its range and return the inputs, strongest effect first.

    Parameters
    ----------
    laboratory : Laboratory
        Runs the forecast.
    factors : sequence of Factor
        The inputs to move.
    progress : callable, optional
        Told how many inputs are done, and of how many.
    """
    found = []
    for done, factor in enumerate(factors, start=1):
        ends = laboratory.hits({factor.name: factor.low}), laboratory.hits({factor.name: factor.high})
        found.append(paired(factor, *ends, laboratory.size.histories))
        if progress:
            progress(done, len(factors))
    return sorted(found, key=lambda driver: (-abs(driver.effect), driver.name))


def paired(factor: Factor, low: NDArray[np.int64], high: NDArray[np.int64], histories: int) -> Driver:
    """Compare the hits at both ends of an input's range, draw by draw.

    Parameters
    ----------
    factor : Factor
        The input.
    low, high : numpy.ndarray of int, shape (draws,)
        Hits of each draw with the input at either end.
    histories : int
        Histories in each draw.
    """
    at_low, at_high = low / histories, high / histories
    differences = at_high - at_low
    error = float(differences.std(ddof=1)) / float(np.sqrt(len(differences))) if len(differences) > 1 else 1.0
    return Driver(
        factor.name,
        factor.meaning,
        factor.unit,
        factor.origin,
        factor.shape,
        factor.value,
        factor.low,
        factor.high,
        float(at_low.mean()),
        float(at_high.mean()),
        float(differences.mean()),
        error,
    )
