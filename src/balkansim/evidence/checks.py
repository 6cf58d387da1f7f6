"""Check an evidence folder: read it whole, then look for what is allowed but probably not meant."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import fmean
from typing import Any, Literal

import numpy as np

from balkansim.errors import BalkansimError
from balkansim.evidence.claims import DIRECTIONS, Claim
from balkansim.evidence.codebook import Codebook, Key
from balkansim.evidence.coding import used_claims, value_of
from balkansim.evidence.coefficients import load_parameters, load_priors, notes_of
from balkansim.evidence.evidence import Evidence, load_evidence
from balkansim.evidence.figures import VARIABLES
from balkansim.files import read_toml

NEEDED = ("parameters.toml", "forecasts.toml", "yardsticks.toml")
WIDE_APART = 0.3
"""Values of one assertion further apart than this, from the middle of the scale, are told."""


@dataclass(frozen=True)
class Finding:
    """One thing found. ``level`` ({"error", "warning"}): whether the folder can be used."""

    level: str
    text: str


def check(folder: Path | None = None) -> tuple[Finding, ...]:
    """Check an evidence folder.

    ``folder``: the folder; by default the seeds that ship. Returns: errors first; empty where all is well.
    """
    try:
        evidence = load_evidence(folder)
    except BalkansimError as error:
        return (Finding("error", str(error)),)
    return (*_other_files(evidence), *(Finding("warning", text) for text in warnings(evidence)))


def warnings(evidence: Evidence) -> Iterator[str]:
    """Go through what is allowed but probably not meant."""
    yield from _uncoded_documents(evidence)
    yield from _single_claims(evidence)
    yield from _wide_assertions(evidence)
    yield from _unmatched_names(evidence)
    yield from _weightless_numbers(evidence)
    yield from _late_claims(evidence)


def _other_files(evidence: Evidence) -> Iterator[Finding]:
    for name in NEEDED:
        try:
            path = evidence.path(name)
            if name == "parameters.toml":
                load_parameters(path)
            else:
                read_toml(path)
        except BalkansimError as error:
            yield Finding("error", str(error))


def _uncoded_documents(evidence: Evidence) -> Iterator[str]:
    coded = {claim.document for claim in evidence.claims}
    for document in evidence.library:
        if document.id not in coded:
            yield f"document {document.id} has no claim: code it in claims/{document.id}.csv"


def _single_claims(evidence: Evidence) -> Iterator[str]:
    for coder, count in Counter(claim.coder for claim in evidence.claims).items():
        if count == 1:
            yield f"coder {coder!r} has a single claim: is the name mistyped?"


def _wide_assertions(evidence: Evidence) -> Iterator[str]:
    values: dict[tuple[Key, str], list[float]] = defaultdict(list)
    for claim in evidence.claims:
        for key in claim.keys:
            values[key, claim.assertion].append(value_of(claim, evidence.codebook))
    for (key, assertion), found in values.items():
        if max(found) - min(found) > WIDE_APART:
            yield f"assertion {assertion!r} about {key} is coded from {min(found):.2f} to {max(found):.2f}: is it one?"


def _unmatched_names(evidence: Evidence) -> Iterator[str]:
    """Two coders who read one paragraph on one number under different names may mean one assertion."""
    names: dict[tuple[str, int, Key], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for claim in evidence.claims:
        for key in claim.keys:
            names[*claim.place, key][claim.coder].add(claim.assertion)
    apart: dict[tuple[str, int, str, str], list[str]] = defaultdict(list)
    for (document, paragraph, key), coders in names.items():
        together = sorted(set.union(*coders.values()))
        if len(coders) > 1 and sum(map(len, coders.values())) == len(together):
            apart[document, paragraph, key.quantity, ", ".join(together)].append("-".join(filter(None, key[1:])))
    for (document, paragraph, quantity, assertions), parties in apart.items():
        place = f"document {document}, paragraph {paragraph}, {quantity} {' '.join(parties)}"
        yield f"{place}: the coders share no name of an assertion ({assertions}): do they mean the same?"


def _weightless_numbers(evidence: Evidence) -> Iterator[str]:
    about: dict[Key, list[Claim]] = defaultdict(list)
    for claim in evidence.claims:
        for key in claim.keys:
            about[key].append(claim)
    for key, claims in about.items():
        if not used_claims(claims, evidence.codebook, evidence.library, date.max):
            yield f"{key} has claims, but none that weighs anything: it stays at its default"


def _late_claims(evidence: Evidence) -> Iterator[str]:
    dates = {document.id: document.date for document in evidence.library}
    for claim in evidence.claims:
        if claim.as_of > dates[claim.document]:
            yield f"{claim.file}, row {claim.row}: as_of {claim.as_of} is after the document's own date"


@dataclass(frozen=True)
class Audit:
    """Where the numbers of an evidence folder come from.

    ``numbers``: numbers by origin: documented (moved by claims), measured (figures, and numbers of dyads computed from
    them), default (no claim speaks of it). ``computed``: how many of the measured are computed.
    ``coefficients``: coefficients of ``parameters.toml`` by origin (assumed, calibrated, ...). ``context``: figures for
    the reader only.
    """

    until: date
    numbers: Mapping[str, int]
    coefficients: Mapping[str, int]
    defaults: Mapping[str, tuple[Key, ...]]
    unreasoned: tuple[str, ...]
    kinds: Mapping[str, int]
    coders: Mapping[str, int]
    unused: tuple[Claim, ...]
    repeated: tuple[Claim, ...]
    weightless: tuple[Claim, ...]
    context: int
    computed: int


def audit(evidence: Evidence, until: date) -> Audit:
    """Count the numbers of an evidence folder by origin."""
    estimates = evidence.estimates(until)
    found = [estimates.get(*key) for key in evidence.codebook.all_keys()]
    context = sum(VARIABLES[figure.variable].context for figure in evidence.figures.rows)
    computed = sum(estimate.origin == "measured" for estimate in found)
    coefficients = _coefficients(evidence)
    used = {name for estimate in found if estimate.origin == "documented" for name in estimate.claims}
    set_aside = {claim.id for claim in (*estimates.unused, *estimates.repeated)}
    return Audit(
        until=until,
        numbers={
            "documented": sum(estimate.origin == "documented" for estimate in found),
            "measured": len(evidence.figures.rows) - context + computed,
            "default": sum(estimate.origin == "default" for estimate in found),
        },
        coefficients=Counter(origin for origin, _ in coefficients.values()),
        defaults=_by_quantity([estimate.key for estimate in found if estimate.origin == "default"]),
        unreasoned=tuple(name for name, (_, reason) in coefficients.items() if not reason.strip()),
        kinds=Counter(claim.kind for claim in evidence.claims),
        coders=Counter(claim.coder for claim in evidence.claims),
        unused=estimates.unused,
        repeated=estimates.repeated,
        weightless=tuple(claim for claim in evidence.claims if claim.id not in used | set_aside),
        context=context,
        computed=computed,
    )


def _by_quantity(keys: list[Key]) -> dict[str, tuple[Key, ...]]:
    names = dict.fromkeys(key.quantity for key in keys)
    return {name: tuple(key for key in keys if key.quantity == name) for name in names}


def _coefficients(evidence: Evidence) -> dict[str, tuple[str, str]]:
    """Return origin and reason of every coefficient."""
    fitted = notes_of(evidence.folder).get("coefficients", {})
    priors = load_priors(evidence.path("parameters.toml"))
    return {name: (fitted.get(name, {}).get("origin", p.origin), p.reason) for name, p in priors.items()}


def told(audit: Audit) -> str:
    """Tell an audit in plain lines."""
    lines = [
        f"Numbers of the world, from claims known by {audit.until}:",
        f"  documented {audit.numbers['documented']}: moved from their default by claims",
        f"  measured {audit.numbers['measured']}: figures with source and date (and {audit.context} for context only), "
        f"and {audit.computed} numbers of dyads computed from them",
        f"  default {audit.numbers['default']}: rest on nothing but the codebook's wide default",
        f"Coefficients: {_counted(audit.coefficients)}",
        f"Claims by kind: {_counted(audit.kinds)}",
        f"Claims by coder: {_counted(audit.coders)}",
        f"Claims not used: {len(audit.unused)} not yet known, {len(audit.repeated)} on copied paragraphs, "
        f"{len(audit.weightless)} of no weight or about no quantity",
        *[f"  not yet known: {claim.id}, {claim.as_of}: {claim.paraphrase}" for claim in audit.unused],
        "Rest on nothing:",
        *[f"  {name}: {len(keys)} ({_parties(keys)})" for name, keys in audit.defaults.items()],
        *[f"  coefficient {name}: no reason given" for name in audit.unreasoned],
    ]
    return "\n".join(lines)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {counts[name]}" for name in sorted(counts)) or "none"


def _parties(keys: tuple[Key, ...], shown: int = 12) -> str:
    names = ["-".join(part for part in key[1:] if part) for key in keys]
    return ", ".join(names[:shown]) + (", ..." if len(names) > shown else "")


Level = Literal["nominal", "ordinal", "interval"]
Codings = Mapping[Any, Mapping[str, float]]
"""For each unit, each coder's coding of it as a number."""


@dataclass(frozen=True)
class Agreement:
    """Krippendorff's alpha of one thing coded.

    ``level`` ({"nominal", "ordinal", "interval"}): level of measurement. ``alpha``: 1 where coders agree wholly, 0
    where they agree as by chance, below 0 where less than that; None if undefined. ``units``: how many units anybody
    coded. ``reason``: why alpha is undefined, or empty.
    """

    of: str
    level: Level
    alpha: float | None
    units: int
    pairable: int
    reason: str = ""

    def told(self) -> str:
        """Tell the agreement in one line."""
        share = f", {self.pairable / self.units:.0%}" if self.units else ""
        rests = f"{self.pairable} of {self.units} units coded by two or more{share}"
        if self.alpha is None:
            return f"{self.of}: alpha undefined, {self.reason} ({rests})"
        return f"{self.of}: alpha {self.alpha:.2f}, {self.level} ({rests})"


POOLED = "values of all quantities pooled"
WHY_NOT_POOLED = (
    "Read alpha by quantity. Pooled, coders seem to agree on values because they agree on which quantities are high "
    "and which are low, which is not in question. Where few units were seen by two coders, alpha says little."
)


def agreement(evidence: Evidence) -> tuple[Agreement, ...]:
    """Return how far the coders of an evidence folder agree on values, kinds and directions.

    Returns: values on the unit scale of each quantity, in the order of the codebook, then directions, kinds, and last
    all values pooled: by paragraph and number of the world, kinds by paragraph.
    """
    claims, codebook = evidence.claims, evidence.codebook
    coders = {claim.coder for claim in claims}
    coded = {claim.quantity for claim in claims}
    return (
        *(
            alpha_of(name, "interval", values_by_unit((c for c in claims if c.quantity == name), codebook), coders)
            for name in codebook.quantities
            if name in coded
        ),
        alpha_of("directions", "nominal", _directions_by_unit(claims), coders),
        alpha_of("kinds of claims", "nominal", _kinds_by_paragraph(claims, codebook), coders),
        alpha_of(POOLED, "interval", values_by_unit(claims, codebook), coders),
    )


def alpha_of(of: str, level: Level, codings: Codings, coders: Iterable[str]) -> Agreement:
    """Return Krippendorff's alpha, or why it is undefined.

    ``level`` ({"nominal", "ordinal", "interval"}): level of measurement. ``codings``: for each unit, each coder's
    coding of it as a number.
    """
    names = sorted(set(coders))
    pairable = [unit for unit in codings.values() if len(unit) > 1]
    seen = {number for unit in pairable for number in unit.values()}

    def result(alpha: float | None, reason: str = "") -> Agreement:
        return Agreement(of, level, alpha, len(codings), len(pairable), reason)

    if len(names) < 2:
        return result(None, "there is only one coder" if names else "there is no coder")
    if not pairable:
        return result(None, "no two coders coded the same unit")
    if len(seen) < 2:
        return result(None, "all codings are the same, so there is nothing to agree about")
    return result(_krippendorff(pairable, names, level))


def _krippendorff(units: Sequence[Mapping[str, float]], coders: Sequence[str], level: Level) -> float:
    import krippendorff

    table = np.array([[unit.get(coder, np.nan) for unit in units] for coder in coders], dtype=float)
    return float(krippendorff.alpha(reliability_data=table, level_of_measurement=level))


def values_by_unit(claims: Iterable[Claim], codebook: Codebook) -> dict[Hashable, dict[str, float]]:
    """Return each coder's mean value of each number of the world in each paragraph.

    ``claims``: claims; those without a quantity are left out.
    """
    by_unit = _claims_by_unit(claims)
    return {
        unit: {coder: fmean(value_of(claim, codebook) for claim in coded) for coder, coded in coders.items()}
        for unit, coders in by_unit.items()
    }


def _directions_by_unit(claims: Iterable[Claim]) -> dict[Hashable, dict[str, float]]:
    places = {direction: float(place) for place, direction in enumerate(DIRECTIONS)}
    return {
        unit: {coder: places[_most([claim.direction for claim in coded])] for coder, coded in coders.items()}
        for unit, coders in _claims_by_unit(claims).items()
    }


def _kinds_by_paragraph(claims: Iterable[Claim], codebook: Codebook) -> dict[Hashable, dict[str, float]]:
    """Return each coder's most frequent kind of claim in each paragraph, as its place in the codebook."""
    places = {kind: float(place) for place, kind in enumerate(codebook.kinds)}
    kinds: dict[Hashable, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        kinds[claim.place][claim.coder].append(claim.kind)
    return {place: {coder: places[_most(coded)] for coder, coded in coders.items()} for place, coders in kinds.items()}


def _claims_by_unit(claims: Iterable[Claim]) -> dict[Hashable, dict[str, list[Claim]]]:
    """Group claims by unit (paragraph and number of the world), then by coder."""
    units: dict[Hashable, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        for key in claim.keys:
            units[(*claim.place, *key)][claim.coder].append(claim)
    return units


def _most(words: Sequence[str]) -> str:
    """Return the most frequent word, the first in the alphabet of several."""
    counts = Counter(words)
    return min(counts, key=lambda word: (-counts[word], word))
