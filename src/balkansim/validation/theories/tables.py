"""Read the tables a user brings to a theory: square matrices by name, lists of ties, yearly series."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from balkansim.errors import BalkansimError, nearest
from balkansim.files import DELIMITERS, read_table, read_text

Rows = list[tuple[int, dict[str, str]]]
CORNER = "actor"
NOTHING = ("", "-")
"""What may stand on the diagonal instead of 0."""

FEWEST_ACTORS = 2
ALIKE = 1e-9


@dataclass(frozen=True, eq=False)
class Square:
    """A symmetric table of actors by actors.

    ``names``: the actors, in the order of the rows. ``values``: symmetric, zero diagonal, shape (actors, actors).
    """

    names: tuple[str, ...]
    values: Any
    rows: Rows


LARGEST = 1e12
"""Beyond it squares and products of a table no longer add up."""


def header_of(path: Path) -> list[str]:
    """Return the cells of a table's first row."""
    if not path.is_file():
        found = "is a folder" if path.is_dir() else "file is missing"
        todo = "`balkansim replicate THEORY --template` prints an example table"
        raise BalkansimError(found, expected="a CSV file", where=str(path), todo=todo)
    first = read_text(path).partition("\n")[0]
    if not first.strip():
        raise BalkansimError("the first row is empty", expected="the names of the columns", where=f"{path}, row 1")
    return [cell.strip() for cell in next(csv.reader(io.StringIO(first), delimiter=max(DELIMITERS, key=first.count)))]


def read_square(path: Path, further: Sequence[str] = ()) -> Square:
    """Read a symmetric table with the actors' names in its first column and again in its header.

    ``path``: A CSV file with the columns ``actor``, those in `further`, and one for each actor, in any order.
    """
    header = header_of(path)
    for column in (CORNER, *further):
        if column not in header:
            expected = f"{','.join((CORNER, *further))} and a column for each actor"
            raise BalkansimError(f"no column {column!r}", expected=expected, where=f"{path}, row 1", todo="add it")
    rows = read_table(path, header)
    across = [name for name in header if name not in (CORNER, *further)]
    names = _names(path, rows)
    _check_names(path, rows, names, across)
    values = np.array([[_entry(path, line, cells, name) for name in names] for line, cells in rows])
    _check_symmetry(path, [line for line, _ in rows], names, values)
    return Square(names, values, rows)


def _names(path: Path, rows: Rows) -> tuple[str, ...]:
    """Return the actors by row."""
    names: dict[str, int] = {}
    for line, cells in rows:
        name, where = cells[CORNER], f"{path}, row {line}, column {CORNER}"
        if not name:
            raise BalkansimError("empty", expected="the name of an actor", where=where, todo="fill it in")
        if name in names:
            raise BalkansimError(f"{name!r} stands in row {names[name]} too", where=where, todo="remove one")
        names[name] = line
    if len(names) < FEWEST_ACTORS:
        raise BalkansimError(f"{len(names)} actors", expected="two or more", where=str(path), todo="add rows")
    return tuple(names)


def _check_names(path: Path, rows: Rows, names: Sequence[str], across: Sequence[str]) -> None:
    """Refuse a table whose rows and columns do not name the same actors."""
    counts = f"{len(names)} rows and {len(across)} columns of actors"
    for line, cells in rows:
        if cells[CORNER] not in across:
            guess = nearest(cells[CORNER], [name for name in across if name not in names])
            hint = f"; did you mean {guess!r}?" if guess else ""
            raise BalkansimError(
                f"no column is named as the actor {cells[CORNER]!r}{hint} ({counts})",
                expected="a square table: the same names down and across",
                where=f"{path}, row {line}, column {CORNER}",
                todo="add the column, or remove the row",
            )
    for name in across:
        if name not in names:
            raise BalkansimError(
                f"column {name!r} has no row of that name ({counts})",
                expected="a square table: the same names down and across",
                where=f"{path}, row 1, column {name}",
                todo="add the row, or remove the column",
            )


def _entry(path: Path, line: int, cells: dict[str, str], name: str) -> float:
    """Return one cell of the square; on the diagonal only nothing may stand."""
    where = f"{path}, row {line}, column {name}"
    own = cells[CORNER] == name
    if own and cells[name] in NOTHING:
        return 0.0
    value = number(cells[name], where)
    if own and value != 0.0:
        raise BalkansimError(f"{cells[name]} of {name} toward itself", expected="0 or an empty cell", where=where)
    return value


def _check_symmetry(path: Path, lines: Sequence[int], names: Sequence[str], values: Any) -> None:
    scale = max(1.0, float(np.abs(values).max()))
    for i, j in zip(*np.nonzero(np.abs(values - values.T) > ALIKE * scale), strict=True):
        raise BalkansimError(
            f"{names[i]} toward {names[j]} is {values[i, j]:g}, but {names[j]} toward {names[i]} is {values[j, i]:g}",
            expected="a symmetric table: the same both ways",
            where=f"{path}, row {lines[i]}, column {names[j]} and row {lines[j]}, column {names[i]}",
            todo="settle on one value, such as their mean",
        )


def number(
    cell: str, where: str, expected: str = "a finite number", fits: Callable[[float], bool] = math.isfinite
) -> float:
    """Return the number in a cell."""
    try:
        value = float(cell)
    except ValueError:
        todo = "write decimals with a point" if "," in cell else "write a number"
        found = f"{cell!r} is no number" if cell else "empty"
        raise BalkansimError(found, expected=expected, where=where, todo=todo) from None
    if not abs(value) <= LARGEST or not fits(value):
        expected += "" if math.isnan(value) or abs(value) <= LARGEST else f", of at most {LARGEST:g}"
        raise BalkansimError(cell, expected=expected, where=where, todo="write such a number")
    return value


def read_sizes(path: Path, table: Square, column: str) -> Any:
    """Return the sizes of the actors of a square table, shape (actors,)."""
    return np.array(
        [
            number(cells[column], f"{path}, row {line}, column {column}", "a size above 0", lambda size: size > 0.0)
            for line, cells in table.rows
        ]
    )


def read_years(path: Path, blocs: Sequence[str]) -> tuple[Any, Any]:
    """Read a yearly series.

    ``path``: A CSV file with the columns ``year`` and those in `blocs`. Returns: rising years, shape (n,), and levels,
    shape (n, blocs).
    """
    rows = read_table(path, ["year", *blocs])
    years: list[int] = []
    for line, cells in rows:
        year, where = cells["year"], f"{path}, row {line}, column year"
        if not year.isascii() or not year.isdigit():
            raise BalkansimError(f"{year!r} is no year", expected="a whole number such as 1909", where=where)
        if years and int(year) <= years[-1]:
            raise BalkansimError(
                f"{year} after {years[-1]}", expected="rising years", where=where, todo="sort the rows"
            )
        years.append(int(year))
    levels = [[_level(path, line, cells, bloc) for bloc in blocs] for line, cells in rows]
    return np.array(years, dtype=float), np.array(levels, dtype=float).reshape(len(rows), len(blocs))


def _level(path: Path, line: int, cells: dict[str, str], bloc: str) -> float:
    where = f"{path}, row {line}, column {bloc}"
    return number(cells[bloc], where, "an expenditure of 0 or more", lambda level: level >= 0.0)


PAIR = ("a", "b", "sign")
DATES = ("from", "to")
SIGNS = {"-1": -1, "0": 0, "1": 1, "+1": 1}
FIRST, LAST = -(10**9), 10**9


@dataclass(frozen=True)
class Tie:
    """The sign of a pair from one year until before another.

    ``pair``: the two, in alphabetical order. ``begins``, ``ends``: first year in which it holds, and first in which it
    does not.
    """

    pair: tuple[str, str]
    sign: int
    begins: int
    ends: int
    line: int


@dataclass(frozen=True)
class Ties:
    """Signed ties of some actors over the years. ``ties``: their ties; a pair that is not listed has none."""

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

    ``path``: A CSV file with the columns ``a,b,sign`` and perhaps ``from,to`` (years), or ``actor`` and a column for
    each actor.
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
