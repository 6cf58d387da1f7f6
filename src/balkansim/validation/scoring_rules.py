"""Scoring each forecast whose outcome is known, and the means, skills and claims over groups of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations_with_replacement
from math import factorial, prod
from typing import Any

import numpy as np

from balkansim.forecasts.intervals import TAIL
from balkansim.forecasts.kinds import Kind
from balkansim.forecasts.ledger import Entry

LOG_FLOOR = 0.01
"""Probabilities below this, or as near to 1, count as this in the log score, so that one certainty cannot outweigh all
else; the dearest mistake costs -ln(0.01) = 4.6."""


def brier(probability: float, outcome: bool) -> float:
    """Return the Brier score of one forecast.

    ``probability``: of yes, in [0, 1]. Returns: the squared error, in [0, 1]; 0 is best.
    """
    return (probability - outcome) ** 2


def log_loss(probability: float, outcome: bool) -> float:
    """Return the log score of one forecast.

    ``probability``: of yes, in [0, 1]; kept between `LOG_FLOOR` and 1 - `LOG_FLOOR`. Returns: minus the natural
    logarithm of the probability of what happened, in nats, above 0; the smaller the better.
    """
    kept = min(max(probability, LOG_FLOOR), 1 - LOG_FLOOR)
    return -math.log(kept if outcome else 1 - kept)


LOSSES: Mapping[str, Callable[[float, bool], float]] = {"brier": brier, "log": log_loss}
"""The scores by name."""


EXACT_UP_TO = 8
"""Groups up to which every resample is weighed: 6435 of them."""
RESAMPLES = 10_000
SEED = 0
FEWEST = 2
"""Groups without which there is no interval."""


@dataclass(frozen=True)
class Estimate:
    """A number and its 90% interval. ``low``, ``high``: both ends; None with one group only."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, eq=False)
class Resamples:
    """Resamples of groups, drawn with replacement.

    ``counts`` (numpy.ndarray, shape (resamples, groups)): how often each group was drawn. ``weights`` (numpy.ndarray,
    shape (resamples,)): probability of each, summing to 1.
    """

    counts: Any
    weights: Any

    def interval(self, values: Any) -> tuple[float, float]:
        """Return the 5% and 95% quantiles of a statistic over the resamples.

        ``values`` (numpy.ndarray, shape (resamples,)): the statistic; may hold infinities.
        """
        # Sums of exact weights reach a quantile only within rounding: equal values are merged first.
        known, place = np.unique(np.round(values, 12), return_inverse=True)
        sums = np.cumsum(np.bincount(place, weights=self.weights))
        low, high = (known[min(int(np.searchsorted(sums, p - 1e-9)), len(known) - 1)] for p in (TAIL, 1 - TAIL))
        return float(low), float(high)


def resamples(groups: int) -> Resamples:
    """Return the resamples of so many groups: all there are, or with many groups a fixed random choice.

    ``groups``: at least 1.
    """
    if groups > EXACT_UP_TO:
        rng = np.random.default_rng(SEED)
        counts = rng.multinomial(groups, np.full(groups, 1 / groups), size=RESAMPLES)
        return Resamples(counts, np.full(RESAMPLES, 1 / RESAMPLES))
    drawn = combinations_with_replacement(range(groups), groups)
    counts = np.array([np.bincount(some, minlength=groups) for some in drawn])
    ways = [factorial(groups) / prod(factorial(int(k)) for k in row) for row in counts]
    return Resamples(counts, np.array(ways) / groups**groups)


def mean(losses: Any) -> Estimate:
    """Return the mean score of groups with its interval.

    ``losses`` (numpy.ndarray, shape (groups,)): the joint score of each group.
    """
    value = float(np.mean(losses))
    if len(losses) < FEWEST:
        return Estimate(value, None, None)
    drawn = resamples(len(losses))
    return Estimate(value, *drawn.interval(drawn.counts @ losses / len(losses)))


def skill(losses: Any, reference: Any) -> Estimate:
    """Return the skill against a reference, 1 - score / reference's score, with its interval.

    ``losses``, ``reference`` (numpy.ndarray, shape (groups,)): joint scores of each group, of forecaster and reference,
    paired. Returns: 1 is perfect, 0 no better than the reference, minus infinity against a reference without any loss.
    """
    value = float(_ratio(np.sum(losses), np.sum(reference)))
    if len(losses) < FEWEST:
        return Estimate(value, None, None)
    drawn = resamples(len(losses))
    return Estimate(value, *drawn.interval(_ratio(drawn.counts @ losses, drawn.counts @ reference)))


def _ratio(losses: Any, reference: Any) -> Any:
    """Return 1 - losses / reference: 0 where both are nothing, minus infinity where the reference alone is."""
    losses, reference = np.asarray(losses, dtype=float), np.asarray(reference, dtype=float)
    nothing = np.where(losses > 0, -np.inf, 0.0)
    share = np.divide(losses, reference, out=np.zeros_like(losses), where=reference > 0)
    return np.where(reference > 0, 1 - share, nothing)


MODEL, WORD, NAIVE, STATUS_QUO = "model", "word", "naive", "status quo"
LOW_END, HIGH_END = "low end", "high end"


def end_of(forecaster: str, end: str) -> str:
    """Name the forecaster that an end of a range stands for."""
    return f"{forecaster}, {end}"


def names() -> tuple[str, ...]:
    """Return every forecaster there can be, in the order of the page."""
    ranged = (name for who in (MODEL, WORD, NAIVE) for name in (who, end_of(who, LOW_END), end_of(who, HIGH_END)))
    return (*ranged, STATUS_QUO)


def probabilities(entry: Entry, rule: Kind) -> dict[str, float]:
    """Return the probability of yes by forecaster.

    ``entry``: the forecast's row in a ledger, with a probability. Returns: in [0, 1], in the order of `names`; the word
    and the naive forecast stand at the middle of their range, and whoever gave no forecast is left out.
    """
    word = (entry.term_low, entry.term_high)
    found = {MODEL: entry.probability}
    found |= _ends(MODEL, entry.low, entry.high)
    found |= {WORD: _middle(*word)} | _ends(WORD, *word)
    naive = entry.naive or (None, None)
    found |= {NAIVE: _middle(*naive)} | _ends(NAIVE, *naive)
    found[STATUS_QUO] = rule.status_quo
    return {name: value for name, value in found.items() if value is not None}


def _ends(name: str, low: float | None, high: float | None) -> dict[str, float | None]:
    return {end_of(name, LOW_END): low, end_of(name, HIGH_END): high}


def _middle(low: float | None, high: float | None) -> float | None:
    return None if low is None or high is None else (low + high) / 2


FEWEST_TO_CLAIM = 5
"""Independent questions, rounded, under which nothing is claimed: four that all favour one side do so by chance once in
eight (2 / 2^4), more often than a 90% interval allows; five once in sixteen."""
PAIRS = ((MODEL, NAIVE), (MODEL, STATUS_QUO), (MODEL, WORD), (WORD, NAIVE), (WORD, STATUS_QUO))
"""Forecaster and reference of each skill."""
TOO_FEW, ONE_WAY, SPANS_ZERO = "none: too few", "none: all one way", "none: spans 0"
BETTER, WORSE = "better", "worse"


@dataclass(frozen=True)
class Judged:
    """One forecast with its outcome.

    ``group``: number of its group of overlapping questions, from 1. ``forecasts``: probability of yes by forecaster, in
    [0, 1].
    """

    id: str
    group: int
    outcome: bool
    date: date
    source: str
    forecasts: Mapping[str, float]

    @property
    def changed(self) -> bool:
        """Whether it came out otherwise than the status quo has it."""
        return self.outcome != bool(self.forecasts[STATUS_QUO])

    def loss(self, forecaster: str, score: str) -> float:
        """Return a forecaster's score on it. ``score`` ({"brier", "log"}): which score."""
        return LOSSES[score](self.forecasts[forecaster], self.outcome)


Worth = Callable[[Sequence[Judged]], float]
"""How many independent questions a set of them is worth."""


@dataclass(frozen=True)
class Mean:
    """A forecaster's mean scores, each group counted once."""

    forecaster: str
    questions: int
    groups: int
    brier: Estimate
    log: Estimate


@dataclass(frozen=True)
class Skill:
    """A forecaster against another, on the questions both forecast.

    ``score`` ({"brier", "log"}): by which score. ``estimate``: 1 - score / reference's score, with its interval.
    """

    forecaster: str
    reference: str
    score: str
    questions: int
    groups: int
    worth: float
    estimate: Estimate
    claim: str


def joint(judged: Sequence[Judged], forecaster: str, score: str) -> Any:
    """Return the joint score of each group, the mean of its questions' scores.

    Returns: numpy.ndarray, shape (groups,); in the order of the groups' numbers.
    """
    losses = np.array([found.loss(forecaster, score) for found in judged])
    _, place = np.unique([found.group for found in judged], return_inverse=True)
    return np.bincount(place, weights=losses) / np.bincount(place)


def means(judged: Sequence[Judged]) -> tuple[Mean, ...]:
    """Return every forecaster's mean scores."""
    found = []
    for name in names():
        mine = [one for one in judged if name in one.forecasts]
        if mine:
            scores = (mean(joint(mine, name, score)) for score in LOSSES)
            found.append(Mean(name, len(mine), _groups(mine), *scores))
    return tuple(found)


def skills(judged: Sequence[Judged], worth: Worth) -> tuple[Skill, ...]:
    """Return the skills of model and word against their references."""
    return tuple(_skills(judged, worth))


def _skills(judged: Sequence[Judged], worth: Worth) -> Iterator[Skill]:
    for forecaster, reference in PAIRS:
        both = [one for one in judged if {forecaster, reference} <= set(one.forecasts)]
        for score in LOSSES if both else ():
            estimate = skill(joint(both, forecaster, score), joint(both, reference, score))
            number = worth(both)
            said = claim(estimate, number, [one.changed for one in both])
            yield Skill(forecaster, reference, score, len(both), _groups(both), number, estimate, said)


def claim(estimate: Estimate, worth: float, changed: Sequence[bool]) -> str:
    """Say what a skill allows to claim.

    ``changed``: whether each came out otherwise than the status quo has it; where all did, or none, resampling them
    cannot tell what the other outcome would have cost.
    """
    if round(worth) < FEWEST_TO_CLAIM or estimate.low is None or estimate.high is None:
        return TOO_FEW
    if len(set(changed)) == 1:
        return ONE_WAY
    if estimate.low <= 0.0 <= estimate.high:
        return SPANS_ZERO
    return BETTER if estimate.low > 0.0 else WORSE


def _groups(judged: Sequence[Judged]) -> int:
    return len({found.group for found in judged})


Shares = tuple[float, ...]
"""Probabilities of the counts 0, 1, 2, ..., summing to 1; of a question that asks whether, of no and yes."""


def of_counts(counts: Any) -> Shares:
    """Return the shares of each count among many histories.

    ``counts`` (numpy.ndarray of int, any shape): not negative, at least one.
    """
    flat = np.ravel(counts)
    return tuple(float(share) for share in np.bincount(flat) / len(flat))


def certain(count: int) -> Shares:
    """Return the forecast that a count is sure. ``count``: not negative."""
    return (*(0.0,) * count, 1.0)


def beta_binomial(units: int, hits: float, misses: float) -> Shares:
    """Return the probabilities of the number of hits among units that share an unknown chance.

    ``units``: how many, at least 1. ``hits``, ``misses``: both parameters of the Beta of the chance, above 0.
    """
    from scipy.stats import betabinom

    return tuple(float(share) for share in betabinom.pmf(np.arange(units + 1), units, hits, misses))


def at_least(shares: Shares, number: int) -> float:
    """Return the probability that a count reaches a number.

    ``shares``: probabilities of 0, 1, 2, ... ``number``: at least 0.
    """
    return min(1.0, float(sum(shares[number:])))


def whether(shares: Shares, number: int) -> Shares:
    """Return the probabilities of no and yes to whether a count reaches a number."""
    yes = at_least(shares, number)
    return 1.0 - yes, yes


def mean_distribution(shares: Shares) -> float:
    """Return the expected count."""
    return float(sum(count * share for count, share in enumerate(shares)))


def crps(shares: Sequence[float], observed: int) -> float:
    """Return the continuous ranked probability score of a forecast of a count.

    ``shares``: probabilities of 0, 1, 2, ... ``observed``: what happened, not negative. Returns: summed squared
    differences of the cumulative probabilities from those of what happened, in counts; 0 is best. With two outcomes it
    is the Brier score.

    Examples
    --------
    >>> crps((0.25, 0.75), 1), crps((0.5, 0.0, 0.5), 1)
    (0.0625, 0.5)
    """
    length = max(len(shares), observed + 1)
    forecast = np.cumsum([*shares, *(0.0,) * (length - len(shares))])
    return float(((forecast - (np.arange(length) >= observed)) ** 2).sum())
