"""How far each uncertain input moves each forecast over the parameter draws of an ensemble, and what chance does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SHUFFLES = 400
"""Times that the draws' outcomes are dealt out anew to find what chance alone does."""
SURE = 0.95
SPAN = 0.9
"""Share of an input's distribution that an effect spans, from 5% to 95%."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Effect:
    """What one input does to one forecast.

    Parameters
    ----------
    forecast : str
        Its id.
    correlation : float
        Rank correlation of the input with the forecast's probability over parameter draws, in [-1, 1].
    points : float
        Change of the probability from the input's 5% to its 95%, by a straight line in its ranks, in [-1, 1].
    """

    forecast: str
    correlation: float
    points: float


@dataclass(frozen=True)
class Effects:
    """What every input does to every forecast.

    Parameters
    ----------
    draws : int
        Parameter draws.
    by_input : mapping of str to tuple of Effect
        For each input that varies, its effects, strongest correlation first.
    threshold : float
        The largest of all these correlations stays below this in 95 of 100 shuffles, in which no input has an effect.
    still : tuple of str
        Forecasts that come out alike in every draw.
    """

    draws: int
    by_input: Mapping[str, tuple[Effect, ...]]
    threshold: float
    still: tuple[str, ...]

    def clear(self, name: str) -> tuple[Effect, ...]:
        """Return an input's effects that chance alone does not explain, strongest first.

        Parameters
        ----------
        name : str
            The input.
        """
        return tuple(one for one in self.by_input.get(name, ()) if abs(one.correlation) > self.threshold)


def effects(values: Mapping[str, Floats], shares: Mapping[str, Floats], seed: int) -> Effects:
    """Return what inputs do to forecasts.

    Parameters
    ----------
    values : mapping of str to numpy.ndarray, shape (draws,)
        Drawn values by input; those that do not vary are left out.
    shares : mapping of str to numpy.ndarray, shape (draws,)
        Each forecast's probability in each draw, in [0, 1].
    seed : int
        Of the shuffles.
    """
    moving = {name: np.asarray(drawn, float) for name, drawn in values.items() if np.ptp(drawn) > 0}
    told = {name: np.asarray(share, float) for name, share in shares.items() if np.ptp(share) > 0}
    still = tuple(name for name in shares if name not in told)
    draws = len(next(iter(shares.values())))
    if not moving or not told:
        return Effects(draws, dict.fromkeys(moving, ()), 1.0, still)
    inputs, outcomes = _ranks(list(moving.values())), _ranks(list(told.values()))
    found = _correlations(inputs, outcomes)
    own = np.array(list(told.values()))
    slopes = (inputs @ (own - own.mean(axis=1, keepdims=True)).T) / (inputs**2).sum(axis=1, keepdims=True)
    points = SPAN * draws * slopes
    by_input = {
        name: tuple(
            Effect(list(told)[k], float(found[row, k]), float(points[row, k]))
            for k in np.argsort(-np.abs(found[row]), kind="stable")
        )
        for row, name in enumerate(moving)
    }
    return Effects(draws, by_input, _threshold(inputs, outcomes, seed), still)


def _ranks(rows: list[Floats]) -> Floats:
    """Return centred ranks of each row, ties at their mean."""
    from scipy.stats import rankdata

    ranks = np.asarray(rankdata(np.array(rows), axis=1), dtype=float)
    return ranks - ranks.mean(axis=1, keepdims=True)


def _correlations(inputs: Floats, outcomes: Floats) -> Floats:
    """Return the correlation of each input with each outcome, shape (inputs, outcomes)."""
    scale = np.sqrt((inputs**2).sum(axis=1))[:, None] * np.sqrt((outcomes**2).sum(axis=1))[None, :]
    return np.asarray(inputs @ outcomes.T / scale)


def _threshold(inputs: Floats, outcomes: Floats, seed: int) -> float:
    """Return what the largest correlation of all stays below where the outcomes are dealt out anew."""
    rng = np.random.default_rng(seed)
    largest = [
        np.abs(_correlations(inputs, outcomes[:, rng.permutation(outcomes.shape[1])])).max() for _ in range(SHUFFLES)
    ]
    return float(np.quantile(largest, SURE))
