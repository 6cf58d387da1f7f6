"""What the numbers of a world rest on: counted by origin, and those listed that rest on nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from balkansim.errors import BalkansimError
from balkansim.evidence.claims import Claim
from balkansim.evidence.codebook import Key
from balkansim.evidence.evidence import Evidence
from balkansim.evidence.posterior import notes_of
from balkansim.evidence.reading import read_toml
from balkansim.evidence.variables import VARIABLES


@dataclass(frozen=True)
class Audit:
    """Where the numbers of an evidence folder come from.

    Parameters
    ----------
    until : datetime.date
        Claims that were not known by this day are unused.
    numbers : mapping of str to int
        Numbers by origin: documented (coded from claims), measured (figures), default (no claim speaks of it).
    coefficients : mapping of str to int
        Coefficients of ``parameters.toml`` by origin (assumed, calibrated, ...).
    defaults : mapping of str to tuple of Key
        By quantity, the numbers that rest on nothing.
    unreasoned : tuple of str
        Coefficients that give no reason.
    kinds, coders : mapping of str to int
        Claims by kind, and by coder.
    unused, repeated, weightless : tuple of Claim
        Claims not yet known, on copied paragraphs, and of kinds that weigh nothing (or about no quantity).
    context : int
        Figures for the reader only.
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


def audit(evidence: Evidence, until: date) -> Audit:
    """Count the numbers of an evidence folder by origin.

    Parameters
    ----------
    evidence : Evidence
        The folder.
    until : datetime.date
        Claims that were not known by this day are unused.

    Raises
    ------
    BalkansimError
        If ``parameters.toml`` is missing or an entry is no table with an origin.
    """
    estimates = evidence.estimates(until)
    found = [estimates.get(*key) for key in evidence.codebook.all_keys()]
    context = sum(VARIABLES[figure.variable].context for figure in evidence.figures.rows)
    coefficients = _coefficients(evidence)
    used = {name for estimate in found if estimate.origin == "documented" for name in estimate.claims}
    set_aside = {claim.id for claim in (*estimates.unused, *estimates.repeated)}
    return Audit(
        until=until,
        numbers={
            "documented": sum(estimate.origin == "documented" for estimate in found),
            "measured": len(evidence.figures.rows) - context,
            "default": sum(estimate.origin == "default" for estimate in found),
        },
        coefficients=Counter(str(entry["origin"]) for entry in coefficients.values()),
        defaults=_by_quantity([estimate.key for estimate in found if estimate.origin == "default"]),
        unreasoned=tuple(name for name, entry in coefficients.items() if not str(entry.get("reason", "")).strip()),
        kinds=Counter(claim.kind for claim in evidence.claims),
        coders=Counter(claim.coder for claim in evidence.claims),
        unused=estimates.unused,
        repeated=estimates.repeated,
        weightless=tuple(claim for claim in evidence.claims if claim.id not in used | set_aside),
        context=context,
    )


def _by_quantity(keys: list[Key]) -> dict[str, tuple[Key, ...]]:
    names = dict.fromkeys(key.quantity for key in keys)
    return {name: tuple(key for key in keys if key.quantity == name) for name in names}


def _coefficients(evidence: Evidence) -> dict[str, dict[str, Any]]:
    path = evidence.path("parameters.toml")
    tables = read_toml(path)
    for name, entry in tables.items():
        if not isinstance(entry, dict) or "origin" not in entry:
            todo = 'add its origin, such as origin = "assumed"'
            raise BalkansimError("no origin", expected="a table with its origin", where=f"{path}, {name}", todo=todo)
    fitted = notes_of(evidence.folder).get("coefficients", {})
    return {name: {**entry, **fitted.get(name, {})} for name, entry in tables.items()}


def told(audit: Audit) -> str:
    """Tell an audit in plain lines.

    Parameters
    ----------
    audit : Audit
        The audit.
    """
    lines = [
        f"Numbers of the world, from claims known by {audit.until}:",
        f"  documented {audit.numbers['documented']}: coded from claims",
        f"  measured {audit.numbers['measured']}: figures with source and date (and {audit.context} for context only)",
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
