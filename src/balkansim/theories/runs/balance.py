"""Structural balance on the great powers before 1914, and on a table of signed ties."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from balkansim.explaining.page import Section, Table
from balkansim.theories.balance import (
    STARTS,
    blow_up_time,
    factions,
    frustration_index,
    relations_at,
    triads,
)
from balkansim.theories.expected import published_table, published_text
from balkansim.theories.finding import Finding, told
from balkansim.theories.flow import integrated, integrated_blow_up
from balkansim.theories.protocol import Settings, Theory, Value
from balkansim.theories.ties import Ties, read_ties

NAME = "balance"
YEAR = 1907
TRIADS_SHOWN = 10
SEED = 1


def reproduced() -> dict[str, Value]:
    """Return what the code gives for each published number of the great powers in 1907, and for harmony."""
    ties = read_ties(published_table(NAME))
    signs = ties.signs(YEAR)
    counted, frustrated, ending = triads(signs), frustration_index(signs), blow_up_time(signs)
    assert ending is not None
    half = ending / 2.0
    friends = np.ones((3, 3)) - np.eye(3)
    return {
        "closed": counted.closed,
        "balanced": counted.balanced,
        "index": frustrated.index,
        "division": divided(ties.names, np.where(frustrated.sides, -1, 1)),
        "factions": divided(ties.names, factions(signs)),
        "blow-up": ending,
        "blow-up by integration": integrated_blow_up(signs),
        "gap": float(np.abs(relations_at(signs, half) - integrated(signs, half)).max()),
        "harmony": len(set(factions(friends))),
    }


def divided(names: tuple[str, ...], marks: Any) -> str:
    """Return a division in words.

    Parameters
    ----------
    names : tuple of str
        The actors.
    marks : numpy.ndarray or None
        -1, 0 (in neither) or +1 for each; None where no division is determined.
    """
    if marks is None:
        return "not determined"
    groups = {mark: sorted(n for n, m in zip(names, marks, strict=True) if m == mark) for mark in (1, -1, 0)}
    sides = sorted(", ".join(groups[mark]) for mark in (1, -1) if groups[mark])
    text = " against ".join(sides) if len(sides) > 1 else f"all together: {sides[0]}"
    return text + (f"; in neither: {', '.join(groups[0])}" if groups[0] else "")


def run(path: Path, settings: Settings) -> Finding:
    """Return what structural balance says of a user's table, told.

    Parameters
    ----------
    path : Path
        As for `balkansim.theories.ties.read_ties`.
    settings : Settings
        ``year`` (of dated ties; by default after the last change) and ``seed`` are heeded.
    """
    ties = read_ties(path)
    seed = SEED if settings.seed is None else settings.seed
    signs = ties.signs(settings.year)
    counted, frustrated = triads(signs), frustration_index(signs, seed=seed)
    when = settings.year if settings.year is not None else (ties.years or (None,))[-1]
    title = f"Structural balance on {path.name}" + (f" in {when}" if when is not None else "")
    pairs = np.triu(signs, 1)
    lines = (f"{len(ties.names)} actors, {int((pairs > 0).sum())} friendly and {int((pairs < 0).sum())} hostile ties.",)
    values = {
        "year": when,
        "closed_triads": counted.closed,
        "balanced_triads": counted.balanced,
        "balanced_share": counted.share,
        "unbalanced": [[ties.names[k] for k in triad] for triad in counted.unbalanced],
        "frustration_index": frustrated.index,
        "frustration_exact": frustrated.exact,
        "division": divided(ties.names, np.where(frustrated.sides, -1, 1)),
        "blow_up_time": blow_up_time(signs),
        "factions": divided(ties.names, factions(signs)),
    }
    by_year = _by_year(ties, seed)
    sections = (
        Section("triads", _triads_told(values)),
        Section("division", (_division_told(values),)),
        Section("flow", (_flow_told(values),)),
        Section("years", (_years_table(by_year),) if by_year else ()),
    )
    return Finding(title, lines, sections, {**values, "years": by_year}, by_year or [values])


def _triads_told(values: dict[str, Any]) -> tuple[str, ...]:
    if not values["closed_triads"]:
        return ("No three actors have all three ties, so there is nothing to balance.",)
    counts = f"{values['balanced_triads']} of {values['closed_triads']} closed triads are balanced"
    unbalanced = [", ".join(names) for names in values["unbalanced"]]
    more = f"; and {len(unbalanced) - TRIADS_SHOWN} more" if len(unbalanced) > TRIADS_SHOWN else ""
    shown = f"Not balanced: {'; '.join(unbalanced[:TRIADS_SHOWN])}{more}."
    return (f"{counts} ({values['balanced_share']:.0%}).", *((shown,) if unbalanced else ()))


def _division_told(values: dict[str, Any]) -> str:
    exact = "" if values["frustration_exact"] else f" at most, by descent from {STARTS:,} random divisions"
    return f"Frustration index {values['frustration_index']}{exact} (ties that contradict): {values['division']}."


def _flow_told(values: dict[str, Any]) -> str:
    if values["blow_up_time"] is None:
        return "Relations die down: no eigenvalue is positive."
    return f"dX/dt = X X blows up at time {told(values['blow_up_time'])}; factions then: {values['factions']}."


def _by_year(ties: Ties, seed: int) -> list[dict[str, Any]]:
    """Return triads and frustration index in every year of a change."""
    rows = []
    for year in ties.years:
        signs = ties.signs(year)
        counted, frustrated = triads(signs), frustration_index(signs, seed=seed)
        numbers = {"closed": counted.closed, "balanced": counted.balanced, "frustration_index": frustrated.index}
        rows.append({"year": year, **numbers})
    return rows


def _years_table(rows: list[dict[str, Any]]) -> Table:
    head = ("year of a change", "closed triads", "balanced", "frustration index")
    return Table(head, tuple(tuple(row.values()) for row in rows))


THEORY = Theory(
    name=NAME,
    summary="Friends of friends become friends and enemies of friends enemies, until there are two factions or one.",
    model=relations_at,
    reproduced=reproduced,
    run=run,
    template=lambda: published_text(NAME),
    settings=("year", "seed"),
)
