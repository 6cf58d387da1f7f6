"""The coding rule: how claims become the mean and the spread of one number of the world.

Claims are grouped by what they assert, averaged over coders, and combined. Independent assertions narrow, repetition
does not, disagreement widens; a document counts for a few assertions at most, however many it makes.
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


@dataclass(frozen=True)
class Estimate:
    """One number of the world on the unit scale, with what it rests on.

    ``alpha``, ``beta``: the Beta distribution of that mean and sd; positive and finite. ``origin`` ({"documented",
    "default"}): coded from claims, or the codebook's default. ``documents``: share of the precision that each document
    gives; sums to 1, empty for a default. ``follows``: for a default: the quantity of the same parties whose draw is to
    be used in its stead, or empty.
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


def default_estimate(key: Key, codebook: Codebook) -> Estimate:
    """Return the codebook's default of a number of which no claim speaks."""
    default = codebook.quantity(key.quantity).default
    if isinstance(default, str):
        followed = default_estimate(key._replace(quantity=default), codebook)
        return replace(followed, key=key, follows=default)
    return Estimate(key, *beta_moments(default.mean, default.sd), "default", {}, (), 0)


@dataclass(frozen=True)
class Assertion:
    """One thing asserted about one number, by whomever and however often it is reported.

    ``document``: the first document that reports it. ``value``: on the unit scale, averaged within each coder, then
    over coders. ``weight``: how much of an assertion it is worth, in (0, 1], averaged likewise. ``coder_variance``:
    variance between the coders' values; None with one coder.
    """

    document: str
    value: float
    weight: float
    coder_variance: float | None


def value_of(claim: Claim, codebook: Codebook) -> float:
    """Return a claim's value on the unit scale: the middle, moved up or down by half its word's number.

    Returns: in [0, 1]. With direction 0 the word's number is itself the level.
    """
    number = codebook.words[claim.intensity].number
    return {"+": (1 + number) / 2, "-": (1 - number) / 2, "0": number}[claim.direction]


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


def assertions_of(claims: Iterable[Claim], codebook: Codebook, order: Mapping[str, int]) -> list[Assertion]:
    """Group claims about one number by what they assert.

    ``order``: place of each document in the canonical order. Returns: in the order of their names.
    """
    by_name: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_name[claim.assertion].append(claim)
    return [_assertion(by_name[name], codebook, order) for name in sorted(by_name)]


def _assertion(claims: Sequence[Claim], codebook: Codebook, order: Mapping[str, int]) -> Assertion:
    values = _by_coder(claims, lambda claim: value_of(claim, codebook))
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


def combined(assertions: Sequence[Assertion], constants: CodingConstants) -> tuple[float, float, dict[str, float]]:
    """Combine assertions about one number.

    ``assertions``: at least one, each of positive weight. Returns: the weighted mean, and the root of 1 / precision +
    variance between assertions + variance between coders. Returns: share of the precision by document.
    """
    weights = capped_weights(assertions, constants.document_cap.value)
    total = sum(weights)
    mean = _weighted_mean([assertion.value for assertion in assertions], weights)
    between = _weighted_mean([(assertion.value - mean) ** 2 for assertion in assertions], weights)
    coders = [assertion.coder_variance for assertion in assertions if assertion.coder_variance is not None]
    variance = constants.assertion_sd.value**2 / total + between + (fmean(coders) if coders else 0.0)
    shares: dict[str, float] = defaultdict(float)
    for assertion, weight in zip(assertions, weights, strict=True):
        shares[assertion.document] += weight / total
    return mean, max(variance**0.5, constants.smallest_sd.value), dict(shares)


def _weighted_mean(numbers: Sequence[float], weights: Sequence[float]) -> float:
    return sum(number * weight for number, weight in zip(numbers, weights, strict=True)) / sum(weights)


def estimate(key: Key, claims: Iterable[Claim], codebook: Codebook, library: Library, until: date) -> Estimate:
    """Return one number of the world as the claims known by a day tell it.

    ``library``: the documents, in canonical order. Returns: origin ``default`` if no claim weighs anything.
    """
    known = [claim for claim in without_copies(claims, library) if claim.as_of <= until]
    used = [claim for claim in known if weight_of(claim, codebook) > 0]
    if not used:
        return default_estimate(key, codebook)
    assertions = assertions_of(used, codebook, library.order)
    mean, sd, shares = combined(assertions, codebook.coding)
    names = tuple(claim.id for claim in used)
    return Estimate(key, *beta_moments(mean, sd), "documented", shares, names, len(assertions))
