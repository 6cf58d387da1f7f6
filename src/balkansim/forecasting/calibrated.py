"""Which numbers of a ledger rest on coefficients that history has narrowed, and which do not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any


def calibrated_told(notes: Mapping[str, Any], ids: Collection[str], given: Collection[str]) -> tuple[str, ...]:
    """Tell which coefficients are calibrated and which forecasts rest on them.

    Parameters
    ----------
    notes : mapping
        Notes of the posterior, with a table ``coefficients``; empty where there is none.
    ids : collection of str
        Ids of the ledger's forecasts.
    given : collection of str
        Factors that the scenario sets: they are not calibrated in this run.

    Returns
    -------
    tuple of str
        A line, or two where something fitted is assumed still.
    """
    coefficients: Mapping[str, Any] = notes.get("coefficients", {})
    if not coefficients:
        return (
            "calibrated: nothing; the evidence folder has no posterior, every coefficient is drawn from its range.",
        )
    of: dict[str, list[str]] = {"calibrated": [], "assumed": [], "set": []}
    for name, entry in coefficients.items():
        bears = [id for id in entry.get("bears_on", ()) if id in ids]
        told = f"{name} ({', '.join(bears)})" if bears else name
        of["set" if name in given else entry["origin"]].append(told)
    lines = [
        f"calibrated: {', '.join(of['calibrated']) or 'nothing'}; fitted to history before April 2025, with the "
        "forecasts that rest on each. Every other coefficient is assumed, slopes above all."
    ]
    if of["assumed"]:
        lines.append(f"fitted too, but hardly narrowed and assumed still: {', '.join(of['assumed'])}.")
    if of["set"]:
        lines.append(f"fitted, but set by this scenario: {', '.join(of['set'])}.")
    return tuple(lines)
