"""Escalation with hysteresis at the authors' own parameters, and on a table of standing ties."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from pathlib import Path
from typing import Any

from balkansim.errors import BalkansimError
from balkansim.explaining.page import Section, Table
from balkansim.theories.escalation import Equilibrium, Folds, Ladder, Loop, equilibria, folds, hysteresis, leading
from balkansim.theories.expected import published_table
from balkansim.theories.finding import Finding, told
from balkansim.theories.protocol import Settings, Theory, Value
from balkansim.theories.tables import CORNER, read_square
from balkansim.theories.ties import read_ties

NAME = "escalation"
BETA = 0.5
LIMIT = 6.0
STANDING = {"stable": 1.0, "tense": 1.6}
PRESSURES = {"stable": 0.08, "peace to war": 0.08, "war to peace": 0.0515}
FREE = 1e6
"""By how much the ceiling is raised where the published expression leaves it out."""

CEILING = LIMIT / (BETA * STANDING["tense"])
"""The ceiling where none is given, as in the authors' figure: so many times beta lambda0."""

ROWS_SHOWN = 12


def reproduced() -> dict[str, Value]:
    """Return what the code gives for the published threshold and for the states of the authors' figure."""
    stable, tense = (Ladder(STANDING[name], BETA, LIMIT) for name in ("stable", "tense"))
    free = folds(Ladder(STANDING["tense"], BETA, LIMIT * FREE))
    assert free is not None
    return {
        "fold": free.peace_ends,
        "stable": _states(stable, PRESSURES["stable"]),
        "peace to war": _states(tense, PRESSURES["peace to war"]),
        "war to peace": _states(tense, PRESSURES["war to peace"]),
    }


def _states(ladder: Ladder, alpha: float) -> str:
    return " and ".join(found.name for found in equilibria(ladder, alpha) if found.stable)


def template() -> str:
    """Return an example table: the signs of the great powers in 1907 as standing ties."""
    ties = read_ties(published_table("balance"))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((CORNER, *ties.names))
    writer.writerows((name, *row) for name, row in zip(ties.names, ties.signs().tolist(), strict=True))
    return text.getvalue()


def run(path: Path, settings: Settings) -> Finding:
    """Return where peace and conflict end on a user's standing ties, told.

    Parameters
    ----------
    path : Path
        A CSV file with the column ``actor`` and a column of ties for each actor.
    settings : Settings
        ``alpha``, ``beta`` and ``limit`` are heeded.

    Raises
    ------
    BalkansimError
        If the table is malformed or has no tie, or a setting is not above 0.
    """
    table = read_square(path)
    standing = leading(table.values)
    if standing <= 0.0:
        raise BalkansimError("no two actors have a tie", expected="a tie that is not 0", where=str(path))
    ladder = ladder_of(standing, settings)
    bounds, loop = folds(ladder), hysteresis(ladder)
    states = equilibria(ladder, settings.alpha) if settings.alpha is not None else ()
    lines = (
        f"{len(table.names)} actors; leading eigenvalue of the standing ties {told(standing, 4)}; "
        f"beta {told(ladder.beta, 4)}, L {told(ladder.limit, 4)}.",
    )
    rows = _path(loop) if loop else []
    sections = (
        Section("range", (_range_told(ladder, bounds),)),
        Section("loop", (_loop_told(loop), _loop_table(rows)) if loop else ()),
        Section("states", (f"At alpha {told(settings.alpha)}:", _states_table(states)) if settings.alpha else ()),
    )
    values = {**asdict(ladder), "weak_limit": ladder.weak_limit, "folds": asdict(bounds) if bounds else None}
    loops = {"climbed": loop.climbed, "left": loop.left, "path": rows} if loop else None
    values |= {"equilibria": [asdict(found) for found in states], "loop": loops}
    return Finding(f"Escalation with hysteresis on {path.name}", lines, sections, values, rows)


def ladder_of(standing: float, settings: Settings) -> Ladder:
    """Return the ladder of standing ties under the settings given, the ceiling in proportion where none is.

    Parameters
    ----------
    standing : float
        Leading eigenvalue of the standing ties, above 0.
    settings : Settings
        ``alpha``, ``beta`` and ``limit``.
    """
    for name in ("alpha", "beta", "limit"):
        value = getattr(settings, name)
        if value is not None and not 0.0 < value < float("inf"):
            raise BalkansimError(f"{value:g}", expected="a finite number above 0", where=f"--{name}")
    beta = BETA if settings.beta is None else settings.beta
    return Ladder(standing, beta, CEILING * beta * standing if settings.limit is None else settings.limit)


def _range_told(ladder: Ladder, bounds: Folds | None) -> str:
    published = f"Without the ceiling peace ends at beta / (4 lambda0) = {told(ladder.weak_limit, 4)}."
    if bounds is None:
        return f"The ceiling is too low for two states: peace turns into conflict without a jump. {published}"
    return (
        f"Peace and conflict coexist for alpha from {told(bounds.conflict_ends, 4)} (below it conflict ends) to "
        f"{told(bounds.peace_ends, 4)} (above it peace ends). {published}"
    )


def _loop_told(loop: Loop) -> str:
    return (
        f"Raised slowly, the pressure tips peace into conflict at {told(loop.climbed, 4)}; lowered again, conflict "
        f"ends at {told(loop.left, 4)} (to one step of {told(float(loop.alpha[1] - loop.alpha[0]), 2)})."
    )


def _path(loop: Loop) -> list[dict[str, Any]]:
    columns = zip(loop.alpha, loop.up, loop.down, strict=True)
    return [{"alpha": float(a), "rising": float(up), "falling": float(down)} for a, up, down in columns]


def _loop_table(rows: list[dict[str, Any]]) -> Table:
    step = max(1, len(rows) // ROWS_SHOWN)
    cells = [tuple(told(row[name], 4) for name in ("alpha", "rising", "falling")) for row in rows[::step]]
    return Table(("alpha", "level, rising", "level, falling"), tuple(cells))


def _states_table(states: tuple[Equilibrium, ...]) -> Table:
    rows = [(found.name, told(found.level, 5), "stable" if found.stable else "unstable") for found in states]
    return Table(("state", "level", "stability"), tuple(rows))


THEORY = Theory(
    name=NAME,
    summary="Pressure toward balance tips peace into conflict at a higher level than the one at which it lets go.",
    model=Ladder,
    reproduced=reproduced,
    run=run,
    template=template,
    settings=("alpha", "beta", "limit"),
)
