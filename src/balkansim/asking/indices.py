"""Sensitivity indices of plain arrays with their confidence intervals: SALib behind one function."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from balkansim.errors import BalkansimError

SOBOL, MORRIS = "sobol", "morris"
METHODS = (SOBOL, MORRIS)
CONFIDENCE = 0.95
RESAMPLES = 100
FEWEST_TRAJECTORIES = 2
ROUNDING = 1e-12
"""Values nearer to one another than this, measured by their size, are one value."""

Floats = NDArray[np.float64]
Problem = Mapping[str, Any]


@dataclass(frozen=True)
class SobolIndex:
    """What share of an outcome's variance goes back to one factor.

    Parameters
    ----------
    factor : str
        The factor.
    first, total : float
        Share by itself, and with all its interactions; estimates may leave [0, 1] by their error.
    first_conf, total_conf : float
        Half width of the 95% confidence interval.
    """

    factor: str
    first: float
    first_conf: float
    total: float
    total_conf: float

    @property
    def strength(self) -> float:
        """By what the factors are sorted."""
        return self.total

    @property
    def strength_conf(self) -> float:
        """Half width of the 95% confidence interval of the strength."""
        return self.total_conf


@dataclass(frozen=True)
class MorrisIndex:
    """How far an outcome moves when one factor crosses its whole range, over many places to start from.

    Parameters
    ----------
    factor : str
        The factor.
    mu_star, mu, sigma : float
        Mean size, mean, and standard deviation of the elementary effects, in the outcome's unit.
    mu_star_conf, mu_conf, sigma_conf : float
        Half width of the 95% confidence interval, over trajectories.
    """

    factor: str
    mu_star: float
    mu_star_conf: float
    mu: float
    mu_conf: float
    sigma: float
    sigma_conf: float

    @property
    def strength(self) -> float:
        """By what the factors are sorted."""
        return self.mu_star

    @property
    def strength_conf(self) -> float:
        """Half width of the 95% confidence interval of the strength."""
        return self.mu_star_conf


Index = SobolIndex | MorrisIndex


def indices(
    problem: Problem,
    matrix: Floats,
    values: Floats,
    method: str,
    *,
    second_order: bool = False,
    levels: int = 4,
    seed: int = 0,
) -> tuple[Index, ...]:
    """Return the sensitivity indices of one outcome, strongest factor first.

    Parameters
    ----------
    problem : mapping
        SALib's: ``names``, ``bounds`` and ``num_vars``.
    matrix : numpy.ndarray, shape (points, factors)
        The points in the order in which SALib sampled them.
    values : numpy.ndarray, shape (points,)
        The outcome at each point; it must vary (see `stillness`).
    method : {"sobol", "morris"}
        How the points were sampled.
    second_order : bool
        Whether a Sobol design has the points for second order too.
    levels : int
        Levels of a Morris design.
    seed : int
        Seed of the resampling behind the intervals.

    Returns
    -------
    tuple of SobolIndex or MorrisIndex
        One a factor.

    Raises
    ------
    BalkansimError
        If values and design do not fit one another or a value is not a number.
    """
    block = block_size(len(problem["names"]), method, second_order=second_order)
    _check(matrix, values, block, method)
    spread = float(np.std(values))
    scaled = (values - float(np.mean(values))) / spread
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if method == SOBOL:
            return _sobol(problem, scaled, second_order, seed)
        return _morris(problem, matrix, scaled, spread, levels, block, seed)


def block_size(factors: int, method: str, *, second_order: bool = False) -> int:
    """Return how many points belong together: a base sample with its crossings, or a trajectory.

    Parameters
    ----------
    factors : int
        Number of factors.
    method : {"sobol", "morris"}
        How the points were sampled.
    second_order : bool
        Whether a Sobol design has the points for second order too.
    """
    if method == MORRIS:
        return factors + 1
    return 2 * factors + 2 if second_order else factors + 2


def stillness(values: Floats, factors: int, method: str, *, second_order: bool = False) -> str:
    """Say why no index of an outcome can be told, or nothing where it can.

    Parameters
    ----------
    values : numpy.ndarray, shape (points,)
        The outcome at each point, in the order of the design.
    factors : int
        Number of factors.
    method : {"sobol", "morris"}
        How the points were sampled.
    second_order : bool
        Whether a Sobol design has the points for second order too.
    """
    if _is_one(values):
        return f"does not vary: {values[0]:.4g} at every point"
    if method == SOBOL:
        block = block_size(factors, method, second_order=second_order)
        base = np.concatenate([values[::block], values[block - 1 :: block]])
        if _is_one(base):
            return f"hardly varies: {base[0]:.4g} at every base sample"
    return ""


def _is_one(values: Floats) -> bool:
    return float(np.ptp(values)) <= ROUNDING * max(1.0, float(np.abs(values).max()))


def _check(matrix: Floats, values: Floats, block: int, method: str) -> None:
    """Refuse values that do not belong to the design."""
    if len(values) != len(matrix) or len(values) % block or not len(values):
        raise BalkansimError(
            f"{len(values)} values for {len(matrix)} points",
            expected=f"a value for each point, and points in whole blocks of {block}",
            where=f"{method} design",
        )
    if not np.isfinite(values).all():
        raise BalkansimError(f"{int((~np.isfinite(values)).sum())} values are not numbers", where=f"{method} design")
    if method == MORRIS and len(values) < FEWEST_TRAJECTORIES * block:
        raise BalkansimError(
            "a single trajectory",
            expected=f"at least {FEWEST_TRAJECTORIES}, so that the spread of effects can be told",
            where="morris design",
            todo="raise trajectories in the sweep file",
        )


def _sobol(problem: Problem, scaled: Floats, second_order: bool, seed: int) -> tuple[SobolIndex, ...]:
    """Return Sobol's indices of first and total order; a generator is handed over since SALib takes seed 0 for none."""
    from SALib.analyze import sobol

    found = sobol.analyze(
        dict(problem),
        scaled,
        calc_second_order=second_order,
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        seed=np.random.default_rng(seed),
    )
    columns = (np.asarray(found[key], dtype=float).tolist() for key in ("S1", "S1_conf", "ST", "ST_conf"))
    rows = [SobolIndex(*row) for row in zip(problem["names"], *columns, strict=True)]
    return tuple(sorted(rows, key=lambda row: -row.strength))


def _morris(
    problem: Problem, matrix: Floats, scaled: Floats, spread: float, levels: int, block: int, seed: int
) -> tuple[MorrisIndex, ...]:
    """Return Morris's effects in the outcome's unit, with intervals by drawing whole trajectories anew."""
    from scipy.stats import norm

    rng = np.random.default_rng(seed)
    effects = _effects(problem, matrix, scaled, levels, rng)
    whole = np.arange(len(scaled)).reshape(-1, block)
    picked = (whole[rng.integers(len(whole), size=len(whole))].ravel() for _ in range(RESAMPLES))
    again = np.array([_effects(problem, matrix[rows], scaled[rows], levels, rng) for rows in picked])
    width = norm.ppf(0.5 + CONFIDENCE / 2) * again.std(axis=0, ddof=1)
    both = spread * np.stack([effects, width], axis=-1).reshape(len(effects), -1)
    rows = [MorrisIndex(name, *row) for name, row in zip(problem["names"], both.tolist(), strict=True)]
    return tuple(sorted(rows, key=lambda row: -row.strength))


def _effects(problem: Problem, matrix: Floats, scaled: Floats, levels: int, rng: np.random.Generator) -> Floats:
    """Return mu*, mu and sigma of each factor, shape (factors, 3)."""
    from SALib.analyze import morris

    found = morris.analyze(dict(problem), matrix, scaled, num_resamples=2, num_levels=levels, seed=rng)
    return np.stack([np.asarray(found[key], dtype=float) for key in ("mu_star", "mu", "sigma")], axis=-1)
