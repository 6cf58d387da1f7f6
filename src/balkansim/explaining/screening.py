"""A cheap look at every uncertain input at once: which of them go along with a forecast's coming true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from balkansim.experiments.ensemble import Maker, Size
from balkansim.explaining.probing import Laboratory, Progress
from balkansim.forecasting.measures import measure
from balkansim.forecasting.outcomes import decide
from balkansim.scenario.factors import Factor, catalogue
from balkansim.scenario.sources import coefficients
from balkansim.start.sampling import Sampler

if TYPE_CHECKING:
    from balkansim.scenario.resolved import Scenario

SCREEN_MONTHS = 60_000
"""Simulated months that the screening may take, over its arms."""
FEWEST, MOST = 400, 2000
"""Histories of the screening, each with parameters of its own."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Screening:
    """How closely each uncertain input went along with a forecast's coming true.

    Parameters
    ----------
    histories : int
        Histories looked at, each with a parameter draw of its own.
    correlations : mapping of str to float
        Rank correlation with the outcome, by input, strongest first; inputs that only repeat another are left out.
    factors : mapping of str to Factor
        The inputs by name.
    """

    histories: int
    correlations: Mapping[str, float]
    factors: Mapping[str, Factor]

    def strongest(self, number: int) -> list[Factor]:
        """Return the inputs that go along most, strongest first."""
        return [self.factors[name] for name in list(self.correlations)[:number]]


def screen(laboratory: Laboratory, delta: float, progress: Progress | None = None) -> Screening:
    """Correlate every uncertain input with a forecast's outcome over one ensemble in which all vary at once.

    Parameters
    ----------
    laboratory : Laboratory
        Forecast, arms and evidence.
    delta : float
        What counts as a change, as the whole ensemble found it; the null world is not run again.
    progress : callable, optional
        Told how many draws are done, and of how many.
    """
    rule, window = laboratory.question.rule, laboratory.question.window
    arms = {arm: scenario for arm, scenario in laboratory.arms.items() if arm != "null"}
    asked = next(iter(arms.values()))
    factors = {name: f for name, f in catalogue(asked, laboratory.evidence).items() if f.low < f.high}
    draws = min(max(SCREEN_MONTHS // sum(arm.horizon for arm in arms.values()), FEWEST), MOST)
    maker = Maker(laboratory.evidence, Size(draws, 1, laboratory.size.seed))

    def work(first: int, some: int) -> tuple[Floats, Floats]:
        known: dict[object, object] = {}
        tapes = {arm: maker.tape(scenario, first, some, known) for arm, scenario in arms.items()}
        hits = decide(rule, measure(rule, window, tapes), delta).astype(float)
        sampler = sampler_of(asked, laboratory, first, some, known)
        return hits, np.stack([values_of(sampler, name) for name in factors])

    pieces = maker.over_chunks(work, progress)
    hits = np.concatenate([piece[0] for piece in pieces])
    values = np.concatenate([piece[1] for piece in pieces], axis=1)
    first = sampler_of(asked, laboratory, 0, 1, {})
    own = {name: row for name, row in zip(factors, values, strict=True) if not follows(first, name)}
    return Screening(draws, correlations(own, hits), factors)


def sampler_of(
    scenario: Scenario, laboratory: Laboratory, first: int, draws: int, known: dict[object, object]
) -> Sampler:
    """Return the sampler that filled a chunk of worlds."""
    parameters = coefficients(laboratory.evidence)
    evidence, seed = laboratory.evidence, laboratory.size.seed
    return Sampler(scenario, evidence, parameters, draws, seed, first=first, known=known)


def values_of(sampler: Sampler, name: str) -> Floats:
    """Return the drawn values of a factor, shape (draws,).

    Parameters
    ----------
    sampler : Sampler
        Draws them.
    name : str
        The factor, as `catalogue` names it.
    """
    quantity, *parties = name.split(".")
    given = sampler.given(name)
    if given is not None:
        return np.asarray(given, dtype=float)
    if quantity in sampler.evidence.codebook.quantities:
        return np.asarray(sampler.quantity(quantity, *parties), dtype=float)
    return np.asarray(sampler.coefficient(name), dtype=float)


def follows(sampler: Sampler, name: str) -> bool:
    """Tell whether a factor has no draw of its own but takes another quantity's."""
    quantity, *parties = name.split(".")
    if quantity not in sampler.evidence.codebook.quantities or sampler.given(name) is not None:
        return False
    return bool(sampler.estimate(quantity, *parties).follows)


def correlations(values: Mapping[str, Floats], hits: Floats) -> dict[str, float]:
    """Return the rank correlation of each input with the outcome, strongest first.

    Parameters
    ----------
    values : mapping of str to numpy.ndarray, shape (histories,)
        Drawn values by input.
    hits : numpy.ndarray, shape (histories,)
        1 where the forecast came true, else 0.

    Returns
    -------
    dict of str to float
        In [-1, 1]; empty where the outcome is always the same. Of inputs with one and the same ranking, one uncertain
        number under several names, the first listed is kept.
    """
    if np.ptp(hits) == 0.0:
        return {}
    centred, found, seen = hits - hits.mean(), {}, set()
    for name, drawn in values.items():
        ranks = np.argsort(np.argsort(drawn, kind="stable"), kind="stable").astype(float)
        if ranks.tobytes() in seen or np.ptp(drawn) == 0.0:
            continue
        seen.add(ranks.tobytes())
        ranks -= ranks.mean()
        found[name] = float(ranks @ centred / np.sqrt((ranks @ ranks) * (centred @ centred)))
    return dict(sorted(found.items(), key=lambda item: -abs(item[1])))
