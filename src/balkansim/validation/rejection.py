"""Approximate Bayesian computation: keep the simulated records nearest to the one observed, and adjust for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from balkansim.errors import BalkansimError
from balkansim.evidence.coefficients import Parameter
from balkansim.validation.records import Pool
from balkansim.validation.targets import Target

Floats = NDArray[np.float64]
FEWEST_KEPT = 20
EDGE = 1e-9


@dataclass(frozen=True)
class Accepted:
    """Simulations near an observed record, adjusted to it.

    ``shares`` (numpy.ndarray, shape (kept, coefficients)): where in its prior each coefficient lies after the
    adjustment, in (0, 1). ``weights`` (numpy.ndarray, shape (kept,)): summing to 1; nearer ones weigh more.
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

    ``shares`` (numpy.ndarray, shape (simulations, coefficients)): in (0, 1). ``statistics`` (numpy.ndarray, shape
    (simulations, targets)): simulated records. ``observed`` (numpy.ndarray, shape (targets,)): the observed record.

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
    """Return how many simulations are kept. ``share``: share of them to keep, in (0, 1]."""
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


LEVELS = (0.05, 0.5, 0.95)
NOMINAL = 0.9
"""Mass between the outer levels."""
GRID = 2001
EVERYTHING = "(all)"


@dataclass(frozen=True)
class Fit:
    """One fitted coefficient.

    ``prior``: 5 %, median and 95 % of its prior. ``sd_ratio``: posterior sd as a share of the prior's, on the prior's
    own scale.
    """

    name: str
    prior: tuple[float, ...]
    posterior: tuple[float, ...]
    sd_ratio: float


@dataclass(frozen=True)
class Recovered:
    """How often known coefficients were found again.

    ``hits``, ``repetitions``: repetitions whose 90 % interval held the true value, and all.
    """

    name: str
    hits: int
    repetitions: int

    @property
    def rate(self) -> float:
        """Share of repetitions whose interval held the true value."""
        return self.hits / self.repetitions

    @property
    def error(self) -> float:
        """Binomial standard error of the rate, were it the nominal one."""
        return float(np.sqrt(NOMINAL * (1.0 - NOMINAL) / self.repetitions))

    @property
    def is_nominal(self) -> bool:
        """Whether the rate lies within two standard errors of the nominal one."""
        return abs(self.rate - NOMINAL) <= 2.0 * self.error


@dataclass(frozen=True)
class Predicted:
    """One target against the posterior's predictions.

    ``observed``: on the scale of the statistic. ``low``, ``middle``, ``high``: 5 %, median and 95 % of the predictions.
    ``states_inside``, ``states``: states whose own value lies between their 5 % and 95 %, and all; 0 where the target
    is of no states.
    """

    id: str
    statement: str
    observed: float
    low: float
    middle: float
    high: float
    is_fitted: bool
    states_inside: int = 0
    states: int = 0

    @property
    def is_inside(self) -> bool:
        """Whether the observed value lies between 5 % and 95 % of the predictions."""
        return self.low <= self.observed <= self.high


def on_scale(prior: Parameter, shares: Floats) -> Floats:
    """Return a coefficient's values on the prior's own scale: their logarithm where it is drawn on that."""
    values = np.asarray(prior.quantiles(shares), dtype=np.float64)
    return np.log(values) if prior.shape == "log" else values


def sd_ratio(prior: Parameter, shares: Floats) -> float:
    """Return the sd of equally weighted draws as a share of the prior's.

    ``shares`` (numpy.ndarray, shape (draws,)): where in it they lie.
    """
    whole = on_scale(prior, (np.arange(GRID) + 0.5) / GRID)
    return float(on_scale(prior, shares).std() / whole.std())


def fits(priors: Mapping[str, Parameter], shares: Floats) -> tuple[Fit, ...]:
    """Summarise an equally weighted posterior.

    ``priors``: the priors of the fitted coefficients, in order. ``shares`` (numpy.ndarray, shape (draws,
    coefficients)): where in them the draws lie.
    """
    found = []
    for (name, prior), column in zip(priors.items(), shares.T, strict=True):
        before = tuple(float(value) for value in prior.quantiles(np.array(LEVELS)))
        after = tuple(float(value) for value in np.quantile(prior.quantiles(column), LEVELS))
        found.append(Fit(name, before, after, sd_ratio(prior, column)))
    return tuple(found)


def sampled(accepted: Accepted, rows: int) -> Floats:
    """Return equally weighted draws, sorted by their first coefficient, shape (rows, coefficients)."""
    shares = accepted.shares[accepted.rows(rows)]
    return np.asarray(shares[np.lexsort(shares.T[::-1])])


def recovery(pool: Pool, columns: list[int], names: list[str], share: float, repetitions: int) -> list[Recovered]:
    """Fit simulated records, each left out of the pool in turn, and count how often their coefficients are found.

    ``share``: share of the simulations kept. ``repetitions``: records to fit, at least 1.
    """
    hits = np.zeros(len(names), dtype=np.int64)
    statistics = pool.statistics[:, columns]
    for repetition in range(repetitions):
        truth = repetition * len(statistics) // repetitions
        others = np.arange(len(statistics)) != truth
        found = accept(pool.shares[others], statistics[others], statistics[truth], share)
        low, high = found.quantiles([LEVELS[0], LEVELS[-1]])
        hits += (low <= pool.shares[truth]) & (pool.shares[truth] <= high)
    return [Recovered(name, int(hit), repetitions) for name, hit in zip(names, hits, strict=True)]


def left_out(
    pool: Pool, fitted: list[tuple[int, Target]], priors: Mapping[str, Parameter], share: float, rows: int
) -> dict[str, dict[str, float]]:
    """Fit without each target in turn, and return what remains of each coefficient's prior sd.

    ``fitted`` (list of (int, Target)): the fitted targets with their columns. ``share``: share of the simulations kept.
    """
    table = {}
    for gone in (EVERYTHING, *(target.id for _, target in fitted)):
        kept = [(column, target) for column, target in fitted if target.id != gone]
        if kept:
            observed = np.array([target.statistic for _, target in kept])
            found = accept(pool.shares, pool.statistics[:, [column for column, _ in kept]], observed, share)
            table[gone] = {fit.name: fit.sd_ratio for fit in fits(priors, sampled(found, rows))}
    return table


def predictions(pool: Pool, targets: tuple[Target, ...]) -> list[Predicted]:
    """Hold every target against records simulated from the posterior. ``targets``: in the order of its statistics."""
    found = []
    for column, target in enumerate(targets):
        low, middle, high = (float(level) for level in np.quantile(pool.statistics[:, column], LEVELS))
        told = (target.id, target.statement, target.statistic, low, middle, high, target.is_fitted)
        if target.by_state is None:
            found.append(Predicted(*told))
            continue
        low_high = np.quantile(pool.growth[target.id], [LEVELS[0], LEVELS[-1]], axis=0)
        measured = np.array(list(target.by_state.values()))
        inside = int(((low_high[0] <= measured) & (measured <= low_high[1])).sum())
        found.append(Predicted(*told, inside, len(measured)))
    return found
