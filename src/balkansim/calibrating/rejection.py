"""Approximate Bayesian computation: keep the simulated records nearest to the one observed, and adjust for the rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from balkansim.errors import BalkansimError

Floats = NDArray[np.float64]
FEWEST_KEPT = 20
EDGE = 1e-9


@dataclass(frozen=True)
class Accepted:
    """Simulations near an observed record, adjusted to it.

    Parameters
    ----------
    shares : numpy.ndarray, shape (kept, coefficients)
        Where in its prior each coefficient lies after the adjustment, in (0, 1).
    weights : numpy.ndarray, shape (kept,)
        Summing to 1; nearer ones weigh more.
    """

    shares: Floats
    weights: Floats

    def quantiles(self, levels: Floats | list[float]) -> Floats:
        """Return weighted quantiles of each coefficient, shape (levels, coefficients)."""
        columns = []
        for column in self.shares.T:
            order = np.argsort(column, kind="stable")
            heights = np.cumsum(self.weights[order]) - 0.5 * self.weights[order]
            columns.append(np.interp(levels, heights, column[order]))
        return np.column_stack(columns)

    def rows(self, count: int) -> NDArray[np.int64]:
        """Return which simulations make an equally weighted sample, by systematic resampling."""
        places = (np.arange(count) + 0.5) / count
        return np.searchsorted(np.cumsum(self.weights), places).clip(0, len(self.weights) - 1)


def accept(shares: Floats, statistics: Floats, observed: Floats, share: float) -> Accepted:
    """Keep the simulations nearest to an observed record and adjust their coefficients to it.

    Statistics are first projected on each coefficient (its regression on them over all simulations), so that a
    statistic counts as far as it tells something; the nearest share is kept with Epanechnikov weights and adjusted by
    a local linear regression on the logit of the prior's shares, so that nothing leaves its prior.

    Parameters
    ----------
    shares : numpy.ndarray, shape (simulations, coefficients)
        In (0, 1).
    statistics : numpy.ndarray, shape (simulations, targets)
        Simulated records.
    observed : numpy.ndarray, shape (targets,)
        The observed record.
    share : float
        Share of the simulations to keep, in (0, 1].

    Raises
    ------
    BalkansimError
        If too few simulations would be kept.

    Notes
    -----
    Beaumont, Zhang & Balding 2002 (regression adjustment); Fearnhead & Prangle 2012 (projection).
    """
    kept = number_kept(len(shares), share)
    aim = _logit(shares)
    simulated, there = _projected(statistics, observed, aim)
    apart = np.sqrt((((simulated - there) / simulated.std(axis=0).clip(EDGE)) ** 2).sum(axis=1))
    order = np.argsort(apart, kind="stable")[:kept]
    reach = max(float(apart[order[-1]]), EDGE)
    weights = (1.0 - (apart[order] / reach) ** 2).clip(EDGE)
    adjusted = _adjusted(aim[order], simulated[order] - there, weights)
    return Accepted(1.0 / (1.0 + np.exp(-adjusted)), weights / weights.sum())


def number_kept(simulations: int, share: float) -> int:
    """Return how many simulations are kept.

    Parameters
    ----------
    simulations : int
        How many there are.
    share : float
        Share of them to keep, in (0, 1].

    Raises
    ------
    BalkansimError
        If they are too few to tell a spread.
    """
    kept = round(share * simulations)
    if kept < FEWEST_KEPT:
        raise BalkansimError(
            f"{simulations} simulations of which {share:g} are kept: {kept}",
            expected=f"at least {FEWEST_KEPT} kept",
            where="--simulations, --accept",
            todo="simulate more, or accept a larger share",
        )
    return kept


def _logit(shares: Floats) -> Floats:
    inside = shares.clip(EDGE, 1.0 - EDGE)
    return np.asarray(np.log(inside / (1.0 - inside)))


def _projected(statistics: Floats, observed: Floats, aim: Floats) -> tuple[Floats, Floats]:
    """Return simulated and observed statistics projected on the coefficients by a quadratic regression."""
    middle, spread = statistics.mean(axis=0), statistics.std(axis=0)
    spread = np.where(spread > 0.0, spread, 1.0)

    def terms(records: Floats) -> Floats:
        scaled = (records - middle) / spread
        return np.column_stack([np.ones(len(scaled)), scaled, scaled**2])

    simulated = terms(statistics)
    slopes = np.linalg.lstsq(simulated.T @ simulated, simulated.T @ aim, rcond=None)[0]
    return simulated @ slopes, (terms(observed[None, :]) @ slopes)[0]


def _adjusted(aim: Floats, apart: Floats, weights: Floats) -> Floats:
    """Return the coefficients less what their distance to the observed record explains."""
    root = np.sqrt(weights)[:, None]
    terms = np.column_stack([np.ones(len(apart)), apart])
    slopes = np.linalg.lstsq(root * terms, root * aim, rcond=None)[0]
    return np.asarray(aim - apart @ slopes[1:])
