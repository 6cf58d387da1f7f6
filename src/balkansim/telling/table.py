"""One history as a table: a row a number, written so that no digit is lost."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from balkansim.errors import BalkansimError
from balkansim.scenario.calendar import month_iso
from balkansim.start.names import Names
from balkansim.telling.reel import Reel
from balkansim.world import FIELDS

COLUMNS = ("month", "variable", "subject", "object", "value")

# What of a world is written: every index, every act, every lever that an event can move. Left out are standing facts,
# references of month zero, and workspace of a month from which nothing is read later.
WRITTEN = (
    "polarisation",
    "dialogue",
    "fatigue",
    "arms_limits",
    "tension",
    "similarity",
    "threat",
    "power",
    "provokes",
    "conciliates",
    "provoked_memory",
    "conciliated_memory",
    "government",
    "alignment",
    "expenditure",
    "expected_expenditure",
    "stretch",
    "aid",
    "threat_felt",
    "pressure",
    "turnover",
    "partnership",
    "conversion",
    "stages",
    "pace",
    "pfp",
    "pfp_vetoes",
    "encouragement",
    "mediation",
    "giving",
    "leverage",
    "supply",
    "alive",
    "member",
    "cohesion",
    "exercised",
    "idle",
    "menace",
    "invitation",
    "propensity",
    "eligible",
    "applied",
    "declined",
    "vetoed",
    "veto",
    "secession",
    "backing",
    "peacekeepers",
    "hazard",
    "severity",
    "rung",
)
SYMMETRIC = ("tension", "similarity")


def rows(reel: Reel) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the rows of a history, from the initial condition to the last month.

    Parameters
    ----------
    reel : Reel
        The history.

    Yields
    ------
    tuple of str
        Month (as 2025-04), variable, subject, object (empty where there is none), and value with every digit. The
        subject is the one the variable is about: who provokes, who feels threatened, which bloc has a member.
        Symmetric variables (`SYMMETRIC`) have one row a dyad. Blocs appear in the month in which they are founded.
    """
    for t, world in enumerate(reel.film):
        month = month_iso(reel.scenario.start + t)
        opened = int(world["opened"][0])
        for variable in WRITTEN:
            for subject, other, value in _entries(variable, world, reel.names, opened):
                yield month, variable, subject, other, repr(value.item())


def _entries(variable: str, world: Any, names: Names, opened: int) -> Iterator[tuple[str, str, Any]]:
    """Yield subject, object and value of one variable in one world."""
    axes = FIELDS[variable][0].split()
    first = _along(axes[0], world, names, opened)
    if len(axes) == 1:
        yield from ((subject, "", world[variable][i]) for i, subject in enumerate(first))
        return
    among_themselves = axes[0] == axes[1]
    for i, subject in enumerate(first):
        for j, other in enumerate(_along(axes[1], world, names, opened)):
            if among_themselves and (j == i or (variable in SYMMETRIC and j < i)):
                continue
            yield subject, other, world[variable][i, j]


def _along(axis: str, world: Any, names: Names, opened: int) -> tuple[str, ...]:
    """Return who stands along an axis."""
    by_axis = {
        "one": ("",),
        "actor": names.actors,
        "patron": names.patrons,
        "bloc": names.blocs[:opened],
        "flashpoint": names.flashpoints,
        "entity": names.entities,
        "vetoer": tuple(f"ally-{k + 1}" for k in range(int(world["vetoers"]))),
    }
    return by_axis[axis]


def write(reel: Reel, path: Path, *, force: bool = False) -> None:
    """Write a history as CSV; an interruption leaves the path as it was.

    Parameters
    ----------
    reel : Reel
        The history.
    path : pathlib.Path
        Where to; its folder must exist.
    force : bool
        Whether an existing file may be replaced.

    Raises
    ------
    BalkansimError
        If the file exists and `force` is not set, or its folder does not exist.
    """
    check_place(path, force=force)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("w", newline="", encoding="utf-8") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(COLUMNS)
            table.writerows(rows(reel))
        unfinished.replace(path)
    finally:
        with suppress(FileNotFoundError):
            unfinished.unlink()


def check_place(path: Path, *, force: bool = False) -> None:
    """Refuse a place that a history cannot be written to.

    Parameters
    ----------
    path : pathlib.Path
        Where to.
    force : bool
        Whether an existing file may be replaced.

    Raises
    ------
    BalkansimError
        If it is a folder or its folder does not exist, or if the file exists and `force` is not set.
    """
    if path.is_dir() or not path.parent.is_dir():
        found = "is a folder" if path.is_dir() else f"there is no folder {path.parent}"
        raise BalkansimError(f"{path}: {found}", expected="a file in an existing folder", where="--out")
    if path.exists() and not force:
        raise BalkansimError(
            f"{path} exists already", expected="a new file", where="--out", todo="choose another name, or add --force"
        )
