"""Read signed ties: a list of pairs, dated or not, or a square table of -1, 0 and +1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from balkansim.errors import BalkansimError
from balkansim.evidence.reading import read_table
from balkansim.theories.tables import CORNER, FEWEST_ACTORS, header_of, read_square

PAIR = ("a", "b", "sign")
DATES = ("from", "to")
SIGNS = {"-1": -1, "0": 0, "1": 1, "+1": 1}
FIRST, LAST = -(10**9), 10**9


@dataclass(frozen=True)
class Tie:
    """The sign of a pair from one year until before another.

    Parameters
    ----------
    pair : tuple of str
        The two, in alphabetical order.
    sign : int
        -1, 0 or +1.
    begins, ends : int
        First year in which it holds, and first in which it does not.
    line : int
        Its line in the file.
    """

    pair: tuple[str, str]
    sign: int
    begins: int
    ends: int
    line: int


@dataclass(frozen=True)
class Ties:
    """Signed ties of some actors over the years.

    Parameters
    ----------
    names : tuple of str
        The actors.
    ties : tuple of Tie
        Their ties; a pair that is not listed has none.
    """

    names: tuple[str, ...]
    ties: tuple[Tie, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years in which a tie begins or ends, rising; empty for ties without dates."""
        dates = {year for tie in self.ties for year in (tie.begins, tie.ends)}
        return tuple(sorted(dates - {FIRST, LAST}))

    def signs(self, year: int | None = None) -> Any:
        """Return the signs in a year, by default after the last change: symmetric, shape (actors, actors)."""
        when = year if year is not None else (self.years or (0,))[-1]
        place = {name: k for k, name in enumerate(self.names)}
        signs = np.zeros((len(self.names), len(self.names)), dtype=int)
        for tie in self.ties:
            if tie.begins <= when < tie.ends:
                i, j = (place[name] for name in tie.pair)
                signs[i, j] = signs[j, i] = tie.sign
        return signs


def read_ties(path: Path) -> Ties:
    """Read signed ties from a list of pairs or a square table.

    Parameters
    ----------
    path : Path
        A CSV file with the columns ``a,b,sign`` and perhaps ``from,to`` (years), or ``actor`` and a column for each
        actor.

    Raises
    ------
    BalkansimError
        If a sign is none of -1, 0 and +1, a pair has two signs at once, or the table is malformed.
    """
    header = header_of(path)
    if CORNER in header:
        return _from_square(path)
    dated = any(column in header for column in DATES)
    rows = read_table(path, (*PAIR, *DATES) if dated else PAIR)
    ties = tuple(_tie(path, line, cells) for line, cells in rows)
    names = tuple(dict.fromkeys(cells[column] for _, cells in rows for column in PAIR[:2]))
    if len(names) < FEWEST_ACTORS:
        raise BalkansimError(f"{len(names)} actors", expected="two or more", where=str(path), todo="add rows")
    _check_overlaps(path, ties)
    return Ties(names, ties)


def _from_square(path: Path) -> Ties:
    table = read_square(path)
    ties = []
    for i, (line, cells) in enumerate(table.rows):
        for j in range(i + 1, len(table.names)):
            one, two = table.names[i], table.names[j]
            sign = _sign(cells[two], f"{path}, row {line}, column {two}")
            ties.append(Tie((one, two), sign, FIRST, LAST, line))
    return Ties(table.names, tuple(ties))


def _tie(path: Path, line: int, cells: dict[str, str]) -> Tie:
    where = f"{path}, row {line}"
    for column in PAIR[:2]:
        if not cells[column]:
            raise BalkansimError("empty", expected="the name of an actor", where=f"{where}, column {column}")
    if cells["a"] == cells["b"]:
        raise BalkansimError(f"a tie of {cells['a']!r} to itself", expected="two actors", where=f"{where}, column b")
    one, two = sorted((cells["a"], cells["b"]))
    begins = _year(cells.get("from", ""), FIRST, f"{where}, column from")
    ends = _year(cells.get("to", ""), LAST, f"{where}, column to")
    if ends <= begins:
        raise BalkansimError(f"to {ends}, from {begins}", expected="an end after the beginning", where=where)
    return Tie((one, two), _sign(cells["sign"], f"{where}, column sign"), begins, ends, line)


def _sign(cell: str, where: str) -> int:
    if cell not in SIGNS:
        found = repr(cell) if cell else "empty"
        raise BalkansimError(found, expected="-1, 0 or +1", where=where, todo="code the tie as one of them")
    return SIGNS[cell]


def _year(cell: str, otherwise: int, where: str) -> int:
    if not cell:
        return otherwise
    if not cell.isascii() or not cell.isdigit():
        raise BalkansimError(f"{cell!r} is no year", expected="a whole number such as 1907, or empty", where=where)
    return int(cell)


def _check_overlaps(path: Path, ties: Sequence[Tie]) -> None:
    """Refuse two signs of one pair in the same year."""
    seen: dict[tuple[str, str], Tie] = {}
    for tie in sorted(ties, key=lambda tie: (tie.pair, tie.begins, tie.line)):
        before = seen.get(tie.pair)
        if before and tie.begins < before.ends:
            raise BalkansimError(
                f"{' and '.join(tie.pair)} have a sign for the same time in row {before.line}",
                expected="one sign of a pair at a time",
                where=f"{path}, row {tie.line}",
                todo="remove one, or end the first before the second begins",
            )
        seen[tie.pair] = tie
