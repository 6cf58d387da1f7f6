"""The result of a sensitivity analysis: indices by outcome and factor, what does not vary, and what is noise."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import floor, log10
from pathlib import Path
from typing import Any

import numpy as np

from balkansim.analysis.swept import Floats, Swept, noise_share, noise_warning, open_swept
from balkansim.errors import BalkansimError
from balkansim.forecasts import ledger as told
from balkansim.pages import Explanation, Page, Section, Table

SOBOL, MORRIS = "sobol", "morris"
METHODS = (SOBOL, MORRIS)
CONFIDENCE = 0.95
RESAMPLES = 100
FEWEST_TRAJECTORIES = 2
ROUNDING = 1e-12
"""Values nearer to one another than this, measured by their size, are one value."""

Problem = Mapping[str, Any]


@dataclass(frozen=True)
class SobolIndex:
    """What share of an outcome's variance goes back to one factor.

    ``first``, ``total``: share by itself, and with all its interactions; estimates may leave [0, 1] by their error.
    ``first_conf``, ``total_conf``: half width of the 95% confidence interval.
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

    ``mu_star``, ``mu``, ``sigma``: mean size, mean, and standard deviation of the elementary effects, in the outcome's
    unit. ``mu_star_conf``, ``mu_conf``, ``sigma_conf``: half width of the 95% confidence interval, over trajectories.
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

    ``problem``: SALib's: ``names``, ``bounds`` and ``num_vars``. ``matrix`` (numpy.ndarray, shape (points, factors)):
    the points in the order in which SALib sampled them. ``values`` (numpy.ndarray, shape (points,)): the outcome at
    each point; it must vary (see `stillness`). ``method`` ({"sobol", "morris"}): how the points were sampled.
    ``second_order``: whether a Sobol design has the points for second order too.
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

    ``method`` ({"sobol", "morris"}): how the points were sampled. ``second_order``: whether a Sobol design has the
    points for second order too.
    """
    if method == MORRIS:
        return factors + 1
    return 2 * factors + 2 if second_order else factors + 2


def stillness(values: Floats, factors: int, method: str, *, second_order: bool = False) -> str:
    """Say why no index of an outcome can be told, or nothing where it can.

    ``values`` (numpy.ndarray, shape (points,)): the outcome at each point, in the order of the design. ``method``
    ({"sobol", "morris"}): how the points were sampled. ``second_order``: whether a Sobol design has the points for
    second order too.
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


STRONGEST = 3
"""Factors shown of each outcome where all outcomes are asked for."""
DIGITS = 3
FEWEST_DECIMALS, MOST_DECIMALS = 2, 5
WIDEST_HEADING = 10
HOW = {
    "sobol": "total: share of the variance over points that goes back to the factor with all its interactions; first: "
    "by itself; the difference is interaction.",
    "morris": "mu*: mean size of the change as the factor crosses its range, in the outcome's unit (1 = 100 points of "
    "probability); mu: the same with its sign; sigma: how much it depends on where it starts and on other factors.",
}
INTERVALS = f"+-: half of the 95% confidence interval, from {RESAMPLES} resamplings."


@dataclass(frozen=True)
class Moved:
    """An outcome that the factors move.

    ``is_probability``: whether the means are shares of histories, in [0, 1]. ``noise``: share of the variance over
    points that is Monte-Carlo noise, in [0, 1]; None where it cannot be told. ``indices``: one a factor, strongest
    first.
    """

    outcome: str
    meaning: str
    lowest: float
    highest: float
    is_probability: bool
    noise: float | None
    indices: tuple[Index, ...]

    @property
    def ends(self) -> str:
        """Least and greatest mean as a reader sees them."""
        if self.is_probability:
            return f"{told.percent(self.lowest)}% to {told.percent(self.highest)}%"
        return f"{self.lowest:.4g} to {self.highest:.4g}"


@dataclass(frozen=True)
class Still:
    """An outcome without indices, and why."""

    outcome: str
    meaning: str
    reason: str


@dataclass(frozen=True)
class Sensitivity(Explanation):
    """How strongly each factor of a sweep moves its outcomes; prints as text, shows as HTML, ``.to_frame()``.

    ``method`` ({"sobol", "morris"}): which indices. ``still``: outcomes without indices.
    """

    folder: str
    run: str
    method: str
    seed: int
    moved: tuple[Moved, ...]
    still: tuple[Still, ...]
    is_one: bool

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to beware of: outcomes that do not vary, and those that are largely noise."""
        still = [f"{each.outcome}: {each.reason}; it has no indices" for each in self.still]
        noisy = (noise_warning(each.outcome, each.noise) for each in self.moved)
        return (*still, *(warning for warning in noisy if warning))

    def rows(self) -> list[dict[str, Any]]:
        """Return one row an outcome and factor: the indices, half their intervals, and the outcome's noise."""
        return [
            {"outcome": each.outcome, **asdict(index), "noise": each.noise}
            for each in self.moved
            for index in each.indices
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values; ``indices`` is a flat table."""
        outcomes = [{key: value for key, value in asdict(each).items() if key != "indices"} for each in self.moved]
        return {
            "folder": self.folder,
            "run": self.run,
            "method": self.method,
            "seed": self.seed,
            "outcomes": outcomes,
            "indices": self.rows(),
            "still": [asdict(each) for each in self.still],
            "warnings": list(self.warnings),
        }

    def page(self) -> Page:
        """Return the indices as a page; of many outcomes the alternative readings are left out."""
        shown = [each for each in self.moved if self.is_one or not _is_reading(each)]
        sections = [Section(*self._outcome(each)) for each in shown]
        left_out = len(self.moved) - len(shown)
        more = f"The {STRONGEST} strongest factors of each outcome, all others with --outcome NAME or --json"
        more += f"; {left_out} alternative readings are left out." if left_out else "."
        notes = (HOW[self.method], INTERVALS, *(() if self.is_one else (more,)))
        warned = Section("beware", tuple(f"{warning}." for warning in self.warnings))
        return Page("balkansim: sensitivity", (self.run,), (*sections, warned, Section("to read", notes)))

    def _outcome(self, each: Moved) -> tuple[str, tuple[str | Table, ...]]:
        """Return the heading of an outcome, and its sentence and table."""
        heading = each.outcome if len(each.outcome) <= WIDEST_HEADING else ""
        lead = each.meaning if heading else f"{each.outcome}: {each.meaning}"
        noise = "unknown" if each.noise is None else f"{100 * each.noise:.0f}% of the variance"
        head = ("factor", "mu*", "mu", "sigma") if self.method == MORRIS else ("factor", "total", "first")
        chosen = each.indices if self.is_one else each.indices[:STRONGEST]
        decimals = _decimals(chosen[0].strength)
        table = Table(head, tuple((index.factor, *_cells(index, decimals)) for index in chosen))
        return heading, (f"{lead}; {each.ends} over the points; noise {noise}.", table)


def _decimals(largest: float) -> int:
    """Return how many decimals tell the largest index of an outcome to three digits, within reason."""
    fitting = DIGITS - 1 - floor(log10(largest)) if largest > 0 else FEWEST_DECIMALS
    return min(max(fitting, FEWEST_DECIMALS), MOST_DECIMALS)


def _cells(index: Index, decimals: int) -> tuple[str, ...]:
    """Return the indices of one factor with half their intervals."""
    if isinstance(index, SobolIndex):
        pairs: tuple[tuple[float, float], ...] = (index.total, index.total_conf), (index.first, index.first_conf)
    else:
        pairs = (index.mu_star, index.mu_star_conf), (index.mu, index.mu_conf), (index.sigma, index.sigma_conf)
    return tuple(f"{value:z.{decimals}f} +-{half:.{decimals}f}" for value, half in pairs)


def _is_reading(each: Moved) -> bool:
    """Tell whether an outcome is an alternative reading of a forecast."""
    return each.is_probability and "." in each.outcome


@dataclass(frozen=True)
class Analysis:
    """How the outcomes of a folder are analysed."""

    method: str
    problem: Problem
    matrix: Floats
    second_order: bool
    levels: int
    seed: int


def sensitivity(folder: Path | str, outcome: str | None = None, *, seed: int = 0) -> Sensitivity:
    """Return how strongly each factor of a sweep moves its outcomes.

    Parameters
    ----------
    folder : path
        A complete run folder of a sobol or a morris design.
    outcome : str, optional
        A column of its parts, such as ``F1`` or ``polarisation``, or a comparison, ``polarisation>0.5``; by default all
        columns.
    seed : int
        Seed of the resampling behind the confidence intervals, at least 0.

    Returns
    -------
    Sensitivity
        Sobol's indices of first and total order, or Morris's mu*, mu and sigma, with 95% confidence intervals.

    Raises
    ------
    BalkansimError
        If the design has no such indices, points are missing, or there is no such outcome.
    """
    check_seed(seed)
    swept = open_swept(folder)
    analysis = _analysis(swept, seed)
    names = list(swept.outcomes) if outcome is None else [swept.called(outcome)]
    swept.check_complete()
    found = [_asked(swept, name, analysis) for name in names]
    moved = tuple(each for each in found if isinstance(each, Moved))
    still = tuple(each for each in found if isinstance(each, Still))
    return Sensitivity(str(swept.path), swept.told, analysis.method, seed, moved, still, outcome is not None)


def check_seed(seed: int) -> None:
    """Refuse a seed that NumPy does not take."""
    if seed < 0:
        raise BalkansimError(f"seed {seed}", expected="a whole number of at least 0", where="--seed")


def driven(swept: Swept, outcome: str) -> Moved | None:
    """Return the indices of one outcome, or None where design, missing points or the outcome itself allow none."""
    if swept.sweep.spec["method"] not in METHODS or swept.missing:
        return None
    found = _asked(swept, outcome, _analysis(swept, 0))
    return found if isinstance(found, Moved) else None


def _analysis(swept: Swept, seed: int) -> Analysis:
    """Return how the folder's design is analysed, or refuse it."""
    from balkansim.experiments.design import matrix, problem

    method, options = swept.sweep.spec["method"], swept.sweep.spec["options"]
    if method not in METHODS:
        raise BalkansimError(
            f"a {method} design has no sensitivity indices",
            expected="a sobol design (shares of the variance) or a morris design (cheap screening of many factors)",
            where=str(swept.path),
            todo='in the sweep file: method = "sobol" with base_samples = 64, or method = "morris" with trajectories = '
            "20, and low and high for each factor; `balkansim discover` takes any design",
        )
    second, levels = options.get("second_order", False), options.get("levels", 0)
    return Analysis(method, problem(swept.sweep), matrix(swept.sweep), second, levels, seed)


def _asked(swept: Swept, name: str, analysis: Analysis) -> Moved | Still:
    """Return the indices of one outcome, or why there are none."""
    meaning, histories = swept.meaning(name), swept.values(name)
    values = histories.mean(axis=(1, 2))
    empty = int(np.isnan(values).sum())
    if empty:
        return Still(name, meaning, f"not answerable in the world of {empty} of {len(values)} points")
    still = stillness(values, len(analysis.problem["names"]), analysis.method, second_order=analysis.second_order)
    if still:
        return Still(name, meaning, still)
    found = indices(
        analysis.problem,
        analysis.matrix,
        values,
        analysis.method,
        second_order=analysis.second_order,
        levels=analysis.levels,
        seed=analysis.seed,
    )
    ends = float(values.min()), float(values.max())
    return Moved(name, meaning, *ends, swept.is_yes_or_no(name), noise_share(histories), found)
