"""The coding rule: how claims move one number of the world from where it would stand without them.

A number starts at its default, which is a prior: what is computed of a dyad from measured facts, the number it
follows, or the codebook's own. Claims are grouped by what they assert and averaged over coders; each distinct assertion
pulls the number its own way, by its weight. Repetition does not count twice, disagreement widens, a document counts for
a few assertions at most, and a default for one at most.

Source
------
Normal-normal updating, precisions added (Gelman et al., Bayesian Data Analysis, 3rd ed. 2013, section 2.5). That a
default must not outweigh what is said is the project's own decision, see ``default_cap`` in the codebook.

Reading
-------
With default mean m and word number n, direction ``+`` pulls toward m + (1 - m) n, ``-`` toward m (1 - n), and ``0``
toward the level n itself: so a ``+`` never brings a number below its default, a ``-`` never above it. The mean is the
precision-weighted mean of m and these targets. The variance is 1 / total precision, plus the weighted variance between
assertions, plus the mean variance between coders; the default has no part in the second, being no witness.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import fmean, pvariance

from balkansim.evidence.claims import Claim
from balkansim.evidence.codebook import Codebook, CodingConstants, Key
from balkansim.evidence.documents import Library

MEAN_EDGE = 0.02
"""A mean stays this far from 0 and 1: prose never makes a level certain."""
NEUTRAL = 0.5
"""Where a number is taken to start when only the words of coders are compared."""


@dataclass(frozen=True)
class Estimate:
    """One number of the world on the unit scale, with what it rests on.

    ``alpha``, ``beta``: the Beta distribution of that mean and sd; positive and finite. ``origin`` ({"documented",
    "measured", "default"}): moved by claims, computed from measured facts, or the codebook's default. ``documents``:
    share of the precision that each document gives; the rest is the default's; empty where no claim speaks.
    ``follows``: where no claim speaks: the quantity of the same parties whose draw is used in its stead, or empty.
    ``start``: mean of the default that the claims moved. ``shares``: where claims speak: the quantity of the same
    parties that was this default, so that the draws of both have the default's part in common, or empty.
    """

    key: Key
    mean: float
    sd: float
    alpha: float
    beta: float
    origin: str
    documents: Mapping[str, float]
    claims: tuple[str, ...]
    assertions: int
    follows: str = ""
    start: float = NEUTRAL
    shares: str = ""


def beta_moments(mean: float, sd: float) -> tuple[float, float, float, float]:
    """Match a Beta distribution to a mean and sd, moved inside what one opinion can be.

    A Beta too wide has peaks at both ends ("one extreme or the other"), which no coder means: the sd is lowered until
    the larger of the two parameters is 1.

    ``mean``, ``sd``: on the unit scale.
    """
    mean = min(max(mean, MEAN_EDGE), 1 - MEAN_EDGE)
    widest = mean * (1 - mean) / (1 + 1 / max(mean, 1 - mean))
    variance = min(sd**2, widest)
    size = mean * (1 - mean) / variance - 1
    return mean, variance**0.5, mean * size, (1 - mean) * size


def standing(key: Key, mean: float, sd: float, origin: str) -> Estimate:
    """Return a number of which no claim speaks. ``origin`` ({"measured", "default"}): whence mean and sd are."""
    mean, sd, alpha, beta = beta_moments(mean, sd)
    return Estimate(key, mean, sd, alpha, beta, origin, {}, (), 0, start=mean)


def default_estimate(key: Key, codebook: Codebook) -> Estimate:
    """Return the codebook's own default of a number."""
    default = codebook.quantity(key.quantity).default
    if isinstance(default, str):
        followed = default_estimate(key._replace(quantity=default), codebook)
        return replace(followed, key=key, follows=default)
    return standing(key, default.mean, default.sd, "default")


@dataclass(frozen=True)
class Assertion:
    """One thing asserted about one number, by whomever and however often it is reported.

    ``document``: the first document that reports it. ``value``: where on the unit scale it pulls the number, averaged
    within each coder, then over coders. ``weight``: how much of an assertion it is worth, in (0, 1], averaged likewise.
    ``coder_variance``: variance between the coders' values; None with one coder.
    """

    document: str
    value: float
    weight: float
    coder_variance: float | None


def value_of(claim: Claim, codebook: Codebook, start: float = NEUTRAL) -> float:
    """Return where on the unit scale a claim pulls a number.

    ``start``: mean of the number's default; directions ``+`` and ``-`` move it from there by the word's share of the
    way to the end of the scale. With direction ``0`` the word's number is itself the level. Returns: in [0, 1].
    """
    number = codebook.words[claim.intensity].number
    return {"+": start + (1 - start) * number, "-": start * (1 - number), "0": number}[claim.direction]


def weight_of(claim: Claim, codebook: Codebook) -> float:
    """Return how much of an assertion a claim is worth.

    Returns: in [0, 1]; 0 for forecasts and hypotheses, and for what a kind may not inform (an accusation informs only
    the speaker's hostility to the accused).
    """
    kind = codebook.kinds[claim.kind]
    if kind.informs is not None and claim.quantity not in kind.informs:
        return 0.0
    return kind.weight * codebook.words[claim.intensity].weight


def without_copies(claims: Iterable[Claim], library: Library) -> list[Claim]:
    """Leave out what a copied paragraph repeats.

    A paragraph with the text of an earlier one *is* that paragraph: its claims count as the earlier document's, and
    where that document's own claims already speak of this number there, they add nothing, however they are worded.

    ``library``: the documents, in canonical order. Returns: the claims kept, each at the place where its paragraph
    first stood.
    """
    order, originals = library.order, library.originals
    by_original: dict[tuple[str, int], list[Claim]] = defaultdict(list)
    for claim in claims:
        by_original[originals[claim.place]].append(claim)
    kept = []
    for (document, paragraph), same in by_original.items():
        first = min(order[claim.document] for claim in same)
        kept += [replace(c, document=document, paragraph=paragraph) for c in same if order[c.document] == first]
    return kept


def read_as_forecast(claims: Iterable[Claim], codebook: Codebook) -> frozenset[str]:
    """Return the claims about one number that a coder reads as nothing but forecast or hypothesis.

    What the documents expect is tested, so it must not leak into what the world starts from by another coder's reading.
    An assertion that any coder reads only so counts for nothing; where coders share no name of an assertion, neither
    does what one reads in a paragraph in which the other reads a forecast of the same number.

    Returns: ids of claims.
    """
    by_name: dict[str, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    by_place: dict[tuple[str, int], dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        by_name[claim.assertion][claim.coder].append(claim)
        by_place[claim.place][claim.coder].append(claim)
    found: set[str] = set()
    for coders in by_name.values():
        if any(all(_expects(claim, codebook) for claim in own) for own in coders.values()):
            found |= {claim.id for own in coders.values() for claim in own}
    for coders in by_place.values():
        for coder, own in coders.items():
            others = [claim for other, theirs in coders.items() if other != coder for claim in theirs]
            forecast = {c.assertion for c in others if _expects(c, codebook)} - {c.assertion for c in own}
            if forecast:
                shared = {claim.assertion for claim in others}
                found |= {claim.id for claim in own if claim.assertion not in shared}
    return frozenset(found)


def _expects(claim: Claim, codebook: Codebook) -> bool:
    return codebook.kinds[claim.kind].weight == 0


def used_claims(claims: Iterable[Claim], codebook: Codebook, library: Library, until: date) -> list[Claim]:
    """Return the claims about one number that count, as known by a day."""
    kept = without_copies(claims, library)
    forecasts = read_as_forecast(kept, codebook)
    return [c for c in kept if c.as_of <= until and c.id not in forecasts and weight_of(c, codebook) > 0]


def assertions_of(
    claims: Iterable[Claim], codebook: Codebook, order: Mapping[str, int], start: float
) -> list[Assertion]:
    """Group claims about one number by what they assert.

    ``order``: place of each document in the canonical order. ``start``: mean of the number's default. Returns: in the
    order of their names.
    """
    by_name: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_name[claim.assertion].append(claim)
    return [_assertion(by_name[name], codebook, order, start) for name in sorted(by_name)]


def _assertion(claims: Sequence[Claim], codebook: Codebook, order: Mapping[str, int], start: float) -> Assertion:
    values = _by_coder(claims, lambda claim: value_of(claim, codebook, start))
    weights = _by_coder(claims, lambda claim: weight_of(claim, codebook))
    return Assertion(
        document=min((claim.document for claim in claims), key=order.__getitem__),
        value=fmean(values),
        weight=fmean(weights),
        coder_variance=pvariance(values) if len(values) > 1 else None,
    )


def _by_coder(claims: Iterable[Claim], number: Callable[[Claim], float]) -> list[float]:
    """Return each coder's mean of a number, coders in the order of their names."""
    numbers: dict[str, list[float]] = defaultdict(list)
    for claim in claims:
        numbers[claim.coder].append(number(claim))
    return [fmean(sorted(numbers[coder])) for coder in sorted(numbers)]


def capped_weights(assertions: Sequence[Assertion], cap: float) -> list[float]:
    """Return the assertions' weights, scaled down where a document's sum would pass the cap.

    ``cap``: how many assertions a document counts for at most.
    """
    total: dict[str, float] = defaultdict(float)
    for assertion in assertions:
        total[assertion.document] += assertion.weight
    return [a.weight * min(1.0, cap / total[a.document]) for a in assertions]


def prior_weight(prior: Estimate, constants: CodingConstants) -> float:
    """Return how many assertions a default counts for: as its sd says, up to the cap."""
    return min((constants.assertion_sd.value / prior.sd) ** 2, constants.default_cap.value)


def combined(
    assertions: Sequence[Assertion], prior: Estimate, constants: CodingConstants
) -> tuple[float, float, dict[str, float]]:
    """Let assertions about one number move its default.

    ``assertions``: at least one, each of positive weight. Returns: mean, sd, and share of the precision by document;
    the rest is the default's.
    """
    weights = capped_weights(assertions, constants.document_cap.value)
    values = [assertion.value for assertion in assertions]
    own = prior_weight(prior, constants)
    total = own + sum(weights)
    mean = _weighted_mean([prior.mean, *values], [own, *weights])
    middle = _weighted_mean(values, weights)
    between = _weighted_mean([(value - middle) ** 2 for value in values], weights)
    coders = [assertion.coder_variance for assertion in assertions if assertion.coder_variance is not None]
    variance = constants.assertion_sd.value**2 / total + between + (fmean(coders) if coders else 0.0)
    shares: dict[str, float] = defaultdict(float)
    for assertion, weight in zip(assertions, weights, strict=True):
        shares[assertion.document] += weight / total
    return mean, max(variance**0.5, constants.smallest_sd.value), dict(shares)


def _weighted_mean(numbers: Sequence[float], weights: Sequence[float]) -> float:
    return sum(number * weight for number, weight in zip(numbers, weights, strict=True)) / sum(weights)


def estimate(
    key: Key, claims: Iterable[Claim], prior: Estimate, codebook: Codebook, library: Library, until: date
) -> Estimate:
    """Return one number of the world as the claims known by a day move it.

    ``prior``: where it stands without them. ``library``: the documents, in canonical order. Returns: the prior itself
    if no claim weighs anything.
    """
    used = used_claims(claims, codebook, library, until)
    if not used:
        return prior
    assertions = assertions_of(used, codebook, library.order, prior.mean)
    mean, sd, shares = combined(assertions, prior, codebook.coding)
    names = tuple(claim.id for claim in used)
    moments = beta_moments(mean, sd)
    return Estimate(key, *moments, "documented", shares, names, len(assertions), start=prior.mean, shares=prior.follows)
