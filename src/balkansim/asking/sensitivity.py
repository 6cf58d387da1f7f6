"""The result of a sensitivity analysis: indices by outcome and factor, what does not vary, and what is noise."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import floor, log10
from typing import Any

from balkansim.asking.indices import MORRIS, RESAMPLES, Index, SobolIndex
from balkansim.asking.noise import noise_warning
from balkansim.explaining.explanation import Explanation
from balkansim.explaining.page import Page, Section, Table
from balkansim.forecasting import told

STRONGEST = 3
"""Factors shown of each outcome where all outcomes are asked for."""
DIGITS = 3
FEWEST_DECIMALS, MOST_DECIMALS = 2, 5
WIDEST_HEADING = 10
HOW = {
    "sobol": "total: share of the variance over points that goes back to the factor with all its interactions; first: "
    "by itself; the difference is interaction.",
    "morris": "mu*: mean size of the change as the factor crosses its range, in the outcome's unit (1 = 100 points of "
    "probability); mu: the same with its sign; sigma: how much it hangs on where it starts and on other factors.",
}
INTERVALS = f"+-: half of the 95% confidence interval, from {RESAMPLES} resamplings."


@dataclass(frozen=True)
class Moved:
    """An outcome that the factors move.

    Parameters
    ----------
    outcome, meaning : str
        Its name and what it says.
    lowest, highest : float
        Least and greatest mean over points.
    is_probability : bool
        Whether the means are shares of histories, in [0, 1].
    noise : float or None
        Share of the variance over points that is Monte-Carlo noise, in [0, 1]; None where it cannot be told.
    indices : tuple of SobolIndex or MorrisIndex
        One a factor, strongest first.
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

    Parameters
    ----------
    folder, run : str
        The run folder, and what was run in it.
    method : {"sobol", "morris"}
        Which indices.
    seed : int
        Seed of the resampling.
    moved : tuple of Moved
        Outcomes that vary.
    still : tuple of Still
        Outcomes without indices.
    is_one : bool
        Whether one outcome was asked for; then every factor is shown.
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
