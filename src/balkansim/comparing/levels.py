"""The parameters in which two bodies of evidence differ: median and interval of each in both."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from balkansim.explaining.screening import follows
from balkansim.scenario.factors import Factor, catalogue
from balkansim.scenario.sources import coefficients
from balkansim.start.sampling import MIDDLE, Sampler

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.resolved import Scenario


@dataclass(frozen=True)
class Level:
    """Where one body of evidence has a parameter.

    Parameters
    ----------
    median, low, high : float
        Median, and the interval it is drawn from (5% to 95% where a document speaks), in the parameter's unit.
    shape, origin : str
        As in `balkansim.scenario.factors.Factor`.
    """

    median: float
    low: float
    high: float
    shape: str
    origin: str


@dataclass(frozen=True)
class Shift:
    """A parameter that two bodies of evidence tell differently.

    Parameters
    ----------
    name, meaning, unit : str
        As ``balkansim factors`` lists it.
    reference, other : Level or None
        Where either has it; None where it is not known there.
    """

    name: str
    meaning: str
    unit: str
    reference: Level | None
    other: Level | None

    @property
    def size(self) -> float:
        """Largest move of median or end as a share of the wider interval; infinite for what has none, or is new."""
        if self.reference is None or self.other is None:
            return math.inf
        ends = [(getattr(self.reference, key), getattr(self.other, key)) for key in ("median", "low", "high")]
        wider = max(level.high - level.low for level in (self.reference, self.other))
        return max(abs(one - other) for one, other in ends) / wider if wider > 0 else math.inf


Body = tuple["Scenario", "Evidence"]
"""A scenario as resolved against a body of evidence, and that evidence."""


def shifts(reference: Body, other: Body) -> tuple[Shift, ...]:
    """Return the parameters that two bodies of evidence tell differently, the largest difference first.

    Parameters
    ----------
    reference, other : tuple of Scenario and Evidence
        The same scenario, resolved against either.
    """
    ours, theirs = levels(*reference), levels(*other)
    named = {name: factor for name, (factor, _) in (theirs | ours).items()}
    found = [
        Shift(
            name, factor.meaning, factor.unit, *(known[name][1] if name in known else None for known in (ours, theirs))
        )
        for name, factor in named.items()
    ]
    differing = [shift for shift in found if _numbers(shift.reference) != _numbers(shift.other)]
    return tuple(sorted(differing, key=lambda shift: -shift.size))


def levels(scenario: Scenario, evidence: Evidence) -> dict[str, tuple[Factor, Level]]:
    """Return where a body of evidence has each parameter; those that only repeat another are left out.

    Parameters
    ----------
    scenario : Scenario
        Whose world, as resolved against the evidence.
    evidence : Evidence
        The evidence.
    """
    sampler = Sampler(scenario, evidence, coefficients(evidence), draws=1, seed=0, at_median=True)
    return {
        name: (factor, _level(factor, sampler))
        for name, factor in catalogue(scenario, evidence).items()
        if not follows(sampler, name)
    }


def _level(factor: Factor, sampler: Sampler) -> Level:
    """Return median and interval of a parameter; only a beta's median is not its middle."""
    median = _beta_median(factor, sampler) if factor.shape == "beta" else factor.value
    return Level(median, factor.low, factor.high, factor.shape, factor.origin)


def _beta_median(factor: Factor, sampler: Sampler) -> float:
    """Return the median of a number that documents tell, on its own scale."""
    from scipy.special import betaincinv

    quantity, *parties = factor.name.split(".")
    estimate = sampler.estimate(quantity, *parties)
    share = float(betaincinv(estimate.alpha, estimate.beta, MIDDLE))
    signed = sampler.evidence.codebook.quantities[quantity].scale == "signed"
    return 2.0 * share - 1.0 if signed else share


def _numbers(level: Level | None) -> tuple[float | str, ...] | None:
    """Return what two levels must share to be told alike."""
    return None if level is None else (level.median, level.low, level.high, level.shape)
