"""The inputs that move a forecast most: each across its range, the others as drawn, on common random numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from balkansim.forecasts.arms import arms_for, main_reading_only, shortened
from balkansim.forecasts.intervals import ROUNDING
from balkansim.forecasts.outcomes import Survey, join, survey
from balkansim.forecasts.questions import MAIN, Question, Questions
from balkansim.model.draws import sampler_for
from balkansim.model.ensemble import DRAWS_AT_ONCE, Ensemble, Progress, Size, on_all_cores
from balkansim.model.sampling import Sampler
from balkansim.scenario.factors import Factor, catalogue, coefficients
from balkansim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

PROBE_MONTHS = 30_000
"""Simulated months that one probe may take, over all its arms: about half a second on two cores."""
PROBE_HISTORIES = 10
"""Histories in each draw of a probe, at most; more draws say more than more histories of one draw."""

Known = dict[Any, Any]


@dataclass(frozen=True)
class PairedRuns:
    """Runs the main reading of one forecast with inputs fixed, always on the same draws and luck.

    ``question``: the forecast, without alternative readings.
    """

    question: Question
    arms: Mapping[str, Scenario]
    evidence: Evidence
    size: Size
    _known: dict[int, Known] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, question: Question, scenario: Scenario, evidence: Evidence, size: Size) -> PairedRuns:
        """Return a laboratory as large as its time allows, its draws and histories among those of an ensemble."""
        alone = main_reading_only(question)
        only = Questions(forecasts=(alone,))
        arms = arms_for(shortened(scenario, only), only, evidence, naive=False)
        needed = {arm: arms[arm] for arm in question.rule.arms}
        histories = min(size.histories, PROBE_HISTORIES)
        affordable = PROBE_MONTHS // (histories * sum(arm.horizon for arm in needed.values()))
        return cls(alone, needed, evidence, Size(min(size.draws, max(affordable, DRAWS_AT_ONCE)), histories, size.seed))

    def hits(self, fixed: Mapping[str, float] | None = None) -> NDArray[np.int64]:
        """Count the histories of each draw in which the forecast comes true.

        Returns: numpy.ndarray of int, shape (draws,); each from 0 to the histories of a draw.
        """
        ensemble = Ensemble(self.evidence, self.size, fixed=fixed)

        def work(first: int, draws: int) -> Survey:
            known = self._known.setdefault(first, {})
            by_arm = {arm: ensemble.run_arm(scenario, first, draws, known) for arm, scenario in self.arms.items()}
            return survey([self.question], by_arm)

        answer = join(ensemble.over_chunks(work))[self.question.id, MAIN]
        assert answer.measured is not None
        hit = self.question.rule.decide(answer.measured, answer.delta)
        return np.asarray(hit.reshape(self.size.draws, self.size.histories).sum(axis=1))

    def probability(self, fixed: Mapping[str, float] | None = None) -> float:
        """Return the share of histories in which the forecast comes true, as `hits` counts them."""
        return float(self.hits(fixed).mean()) / self.size.histories


EXAMINED = 10
"""Inputs that get paired runs."""
CLEAR = 2.0
"""Standard errors beyond which an effect is told apart from chance."""


@dataclass(frozen=True)
class Driver:
    """What one input does to a forecast's probability.

    ``value``, ``low``, ``high``: its middle and the ends of its range, in its unit. ``at_low``, ``at_high``:
    probability with the input at either end in every draw, in [0, 1]. ``effect``: ``at_high - at_low``, in [-1, 1].
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
        """Return the input moved from its middle by a share of the way to an end, on its own scale."""
        if self.shape == "log":
            return float(self.value * (end / self.value) ** share)
        return self.value + (end - self.value) * share


def measured(paired_runs: PairedRuns, factors: Sequence[Factor], progress: Progress | None = None) -> list[Driver]:
    """Run a forecast with each input at both ends of its range and return the inputs, strongest effect first."""

    def at_both_ends(factor: Factor) -> Driver:
        low, high = (paired_runs.hits({factor.name: end}) for end in (factor.low, factor.high))
        return paired(factor, low, high, paired_runs.size.histories)

    found = on_all_cores(at_both_ends, factors, progress)
    return sorted(found, key=lambda driver: (-abs(driver.effect), driver.name))


def paired(factor: Factor, low: NDArray[np.int64], high: NDArray[np.int64], histories: int) -> Driver:
    """Compare the hits at both ends of an input's range, draw by draw.

    ``low``, ``high`` (numpy.ndarray of int, shape (draws,)): hits of each draw with the input at either end.
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


SCREEN_MONTHS = 60_000
"""Simulated months that the screening may take, over its arms."""
FEWEST, MOST = 400, 2000
"""Histories of the screening, each with parameters of its own."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Screening:
    """How closely each uncertain input went along with a forecast's coming true.

    ``correlations``: rank correlation with the outcome, by input, strongest first; inputs that only repeat another are
    left out.
    """

    histories: int
    correlations: Mapping[str, float]
    factors: Mapping[str, Factor]

    def strongest(self, number: int) -> list[Factor]:
        """Return the inputs that go along most, strongest first."""
        return [self.factors[name] for name in list(self.correlations)[:number]]


def screen(paired_runs: PairedRuns, delta: float, progress: Progress | None = None) -> Screening:
    """Correlate every uncertain input with a forecast's outcome over one ensemble in which all vary at once."""
    rule, window = paired_runs.question.rule, paired_runs.question.window
    arms = {arm: scenario for arm, scenario in paired_runs.arms.items() if arm != "null"}
    asked = next(iter(arms.values()))
    factors = {name: f for name, f in catalogue(asked, paired_runs.evidence).items() if f.low < f.high}
    draws = min(max(SCREEN_MONTHS // sum(arm.horizon for arm in arms.values()), FEWEST), MOST)
    ensemble = Ensemble(paired_runs.evidence, Size(draws, 1, paired_runs.size.seed))

    def work(first: int, some: int) -> tuple[Floats, Floats]:
        known: dict[object, object] = {}
        by_arm = {arm: ensemble.run_arm(scenario, first, some, known) for arm, scenario in arms.items()}
        hits = rule.decide(rule.measure(window, by_arm), delta).astype(float)
        sampler = sampler_of(asked, paired_runs, first, some, known)
        return hits, np.stack([values_of(sampler, name) for name in factors])

    pieces = ensemble.over_chunks(work, progress)
    hits = np.concatenate([piece[0] for piece in pieces])
    values = np.concatenate([piece[1] for piece in pieces], axis=1)
    first = sampler_of(asked, paired_runs, 0, 1, {})
    own = {name: row for name, row in zip(factors, values, strict=True) if not follows(first, name)}
    return Screening(draws, correlations(own, hits), factors)


def sampler_of(
    scenario: Scenario, paired_runs: PairedRuns, first: int, draws: int, known: dict[object, object]
) -> Sampler:
    """Return the sampler that filled a chunk of worlds."""
    parameters = coefficients(paired_runs.evidence)
    evidence, seed = paired_runs.evidence, paired_runs.size.seed
    return sampler_for(scenario, evidence, parameters, draws, seed, first=first, known=known)


def values_of(sampler: Sampler, name: str) -> Floats:
    """Return the drawn values of a factor, shape (draws,)."""
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

    ``values`` (mapping of str to numpy.ndarray, shape (histories,)): drawn values by input. ``hits`` (numpy.ndarray,
    shape (histories,)): 1 where the forecast came true, else 0. Returns: in [-1, 1]; empty where the outcome is always
    the same. Of inputs with one and the same ranking, one uncertain number under several names, the first listed is
    kept.
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


STEPS = 5
"""Halvings of the way to an end: the answer is good to one part in 32 of it."""

SEARCHED = 4
"""Inputs whose way is halved: those with the shortest way, were it a straight line."""

Probability = Callable[[dict[str, float]], float]
Band = tuple[float, float]


@dataclass(frozen=True)
class Change:
    """One input moved so far that a forecast's probability lies in the band.

    ``start``, ``value``: its middle, and where it is moved to. ``share``: the way moved, as a share of that from the
    middle to the end of the range, in (0, 1]. ``probability``: what the forecast's probability becomes, in [0, 1].
    """

    name: str
    start: float
    value: float
    share: float
    probability: float


def smallest_change(drivers: Sequence[Driver], probability: Probability, now: float, band: Band) -> Change | None:
    """Search for the smallest change of one input that brings a probability into a band.

    An input whose end does not carry the probability to the band is not searched, which takes effects to be monotone.
    Of the others those with the shortest way, were it a straight line, are halved, each only if it can beat the best.

    ``drivers``: the inputs to search, with the probability at both ends of their ranges. ``probability``: the
    probability with some inputs fixed, on common random numbers. ``now``: the probability as it stands, outside the
    band. ``band``: both ends of the band, in [0, 1]. Returns: none if no single input searched reaches the band.
    """
    best: Change | None = None
    ways = sorted(_reaching(drivers, now, band), key=lambda way: _straight(way[0], way[1], now, band))
    for driver, end in ways[:SEARCHED]:
        found = _halved(driver, end, probability, now, band, 1.0 if best is None else best.share)
        if found and (best is None or found.share < best.share):
            best = found
    return best


def shifted(drivers: Sequence[Driver], shift: float) -> list[Driver]:
    """Return inputs with the probability at both ends moved by as much as paired runs differ from the ensemble.

    ``shift``: probability of the ensemble minus that of the paired runs with nothing fixed.
    """
    return [replace(d, at_low=d.at_low + shift, at_high=d.at_high + shift) for d in drivers]


def nearest_end(drivers: Sequence[Driver], band: Band) -> tuple[Driver, float, float] | None:
    """Return the input and the end of its range whose probability comes nearest to a band, with that probability.

    ``band``: both ends of the band, in [0, 1].
    """
    ends = [(d, d.low, d.at_low) for d in drivers] + [(d, d.high, d.at_high) for d in drivers]
    return min(ends, key=lambda end: _distance(end[2], band), default=None)


def _reaching(drivers: Sequence[Driver], now: float, band: Band) -> Iterator[tuple[Driver, float]]:
    """Yield each input with an end of its range at which the probability reaches or passes the band's nearer edge."""
    for driver in drivers:
        for end, there in ((driver.low, driver.at_low), (driver.high, driver.at_high)):
            if _reaches(there, now, band):
                yield driver, end


def _straight(driver: Driver, end: float, now: float, band: Band) -> float:
    """Return the share of the way to an end at which a straight line would reach the band."""
    there = driver.at_low if end == driver.low else driver.at_high
    edge = band[0] if now < band[0] else band[1]
    return (edge - now) / (there - now) if there != now else 1.0


def _halved(
    driver: Driver, end: float, probability: Probability, now: float, band: Band, share: float
) -> Change | None:
    """Halve the way to an end, beginning at a share of it; None if the band is not reached there or jumped over.

    Each run is held against one with the input at its middle, and the difference added to the probability as it stands,
    so that only moving the input counts, not that it varies no longer.
    """
    offset = now - probability({driver.name: driver.value})

    def at(moved: float) -> float:
        return probability({driver.name: driver.moved(end, moved)}) + offset

    short, far = 0.0, share
    there = at(far)
    if not _reaches(there, now, band):
        return None
    for _ in range(STEPS):
        middle = (short + far) / 2
        reached = at(middle)
        if _reaches(reached, now, band):
            far, there = middle, reached
        else:
            short = middle
    if _distance(there, band) > ROUNDING:
        return None
    return Change(driver.name, driver.value, driver.moved(end, far), far, there)


def _reaches(probability: float, now: float, band: Band) -> bool:
    """Tell whether a probability has come to the band, or passed it, from where it was."""
    return probability >= band[0] - ROUNDING if now < band[0] else probability <= band[1] + ROUNDING


def _distance(probability: float, band: Band) -> float:
    return max(band[0] - probability, probability - band[1], 0.0)


NULL = "null"
HISTORIES = 1200
"""Histories looked at, each with a parameter draw of its own."""


def screened(
    questions: Sequence[Question], deltas: Mapping[str, float], world: Scenario, evidence: Evidence, seed: int
) -> dict[str, Screening]:
    """Correlate every uncertain input with every forecast over one ensemble in which all inputs vary.

    ``questions``: the forecasts; the run must be able to answer each.
    """
    if not questions:
        return {}
    asked = Questions(forecasts=tuple(main_reading_only(question) for question in questions))
    short = shortened(world, asked)
    arms = {arm: scenario for arm, scenario in arms_for(short, asked, evidence, naive=False).items() if arm != NULL}
    factors = {name: factor for name, factor in catalogue(short, evidence).items() if factor.low < factor.high}
    paired_runs = PairedRuns(asked.forecasts[0], arms, evidence, Size(HISTORIES, 1, seed))
    ensemble = Ensemble(evidence, paired_runs.size)

    def work(first: int, draws: int) -> tuple[dict[str, Floats], Floats]:
        known: dict[object, object] = {}
        by_arm = {arm: ensemble.run_arm(scenario, first, draws, known) for arm, scenario in arms.items()}
        measured = {q.id: (q.rule, q.rule.measure(q.window, by_arm)) for q in asked.forecasts}
        hits = {name: rule.decide(found, deltas[name]).astype(float) for name, (rule, found) in measured.items()}
        sampler = sampler_of(short, paired_runs, first, draws, known)
        return hits, np.stack([values_of(sampler, name) for name in factors])

    pieces = ensemble.over_chunks(work)
    values = np.concatenate([piece[1] for piece in pieces], axis=1)
    start = sampler_of(short, paired_runs, 0, 1, {})
    own = {name: row for name, row in zip(factors, values, strict=True) if not follows(start, name)}
    return {
        question.id: Screening(
            HISTORIES, correlations(own, np.concatenate([piece[0][question.id] for piece in pieces])), factors
        )
        for question in asked.forecasts
    }
