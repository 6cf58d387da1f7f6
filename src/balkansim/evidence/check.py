"""Check an evidence folder: read it whole, then look for what is allowed but probably not meant."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from balkansim.errors import BalkansimError
from balkansim.evidence.codebook import Key
from balkansim.evidence.coding import value_of, weight_of
from balkansim.evidence.evidence import Evidence, load_evidence

NEEDED = ("parameters.toml", "forecasts.toml", "yardsticks.toml")
WIDE_APART = 0.3
"""Values of one assertion further apart than this, on the unit scale, are told: as "slight" and "very-strong" are."""


@dataclass(frozen=True)
class Finding:
    """One thing found.

    Parameters
    ----------
    level : {"error", "warning"}
        Whether the folder can be used.
    text : str
        What was found and what to do.
    """

    level: str
    text: str


def check(folder: Path | None = None) -> tuple[Finding, ...]:
    """Check an evidence folder.

    Parameters
    ----------
    folder : Path, optional
        The folder; by default the seeds that ship.

    Returns
    -------
    tuple of Finding
        Errors first; empty where all is well.
    """
    try:
        evidence = load_evidence(folder)
    except BalkansimError as error:
        return (Finding("error", str(error)),)
    return (*_missing_files(evidence), *(Finding("warning", text) for text in warnings(evidence)))


def warnings(evidence: Evidence) -> Iterator[str]:
    """Go through what is allowed but probably not meant.

    Parameters
    ----------
    evidence : Evidence
        The folder.
    """
    yield from _uncoded_documents(evidence)
    yield from _single_claims(evidence)
    yield from _wide_assertions(evidence)
    yield from _unmatched_names(evidence)
    yield from _weightless_numbers(evidence)
    yield from _late_claims(evidence)


def _missing_files(evidence: Evidence) -> Iterator[Finding]:
    for name in NEEDED:
        try:
            evidence.path(name)
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
    weights: dict[Key, float] = defaultdict(float)
    for claim in evidence.claims:
        for key in claim.keys:
            weights[key] += weight_of(claim, evidence.codebook)
    for key, weight in weights.items():
        if not weight:
            yield f"{key} has claims, but of kinds that weigh nothing: it stays at its default"


def _late_claims(evidence: Evidence) -> Iterator[str]:
    dates = {document.id: document.date for document in evidence.library}
    for claim in evidence.claims:
        if claim.as_of > dates[claim.document]:
            yield f"{claim.file}, row {claim.row}: as_of {claim.as_of} is after the document's own date"
