"""A design of one's own: a CSV with a column a factor and a row a design point."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from balkansim.designs.codes import cell_value, code_of
from balkansim.errors import BalkansimError
from balkansim.evidence.reading import DELIMITERS, read_table, read_text

SEMICOLON = ";"


@dataclass(frozen=True)
class Table:
    """A table of design points as read.

    Parameters
    ----------
    where : str
        The file, for errors.
    names : list of str
        The factors, as the header writes them.
    rows : list of (int, dict)
        Line number and cells by factor.
    comma : bool
        Whether decimal commas are read, as where semicolons part the cells.
    """

    where: str
    names: list[str]
    rows: list[tuple[int, dict[str, str]]]
    comma: bool

    def place(self, word: str, line: int = 0) -> str:
        """Tell where a column is, or a cell of it."""
        return f"{self.where}, {f'row {line}, ' if line else ''}column {word}"

    def words(self, word: str) -> tuple[str, ...]:
        """Return the different cells of a column, in the order in which they come."""
        return tuple(dict.fromkeys(cells[word] for _, cells in self.rows))

    def codes(self, word: str, kind: str, choices: Sequence[str]) -> list[tuple[float, str]]:
        """Return the codes of a column, each with its place.

        Parameters
        ----------
        word : str
            The column.
        kind : str
            ``number``, ``month`` or ``scenario``.
        choices : sequence of str
            The scenarios to choose from.

        Raises
        ------
        BalkansimError
            If a cell does not fit the kind.
        """
        found = []
        for line, cells in self.rows:
            place = self.place(word, line)
            value = cell_value(kind, cells[word], place, comma=self.comma)
            found.append((code_of(kind, value, choices, place), place))
        return found


def read_design(path: Path, where: str) -> Table:
    """Read a table of design points.

    Parameters
    ----------
    path : pathlib.Path
        A CSV with commas, semicolons or tabs, with or without a byte-order mark.
    where : str
        The file, for errors.

    Raises
    ------
    BalkansimError
        If the file is missing or not UTF-8, has no rows, a column without a name or a row that does not fit.
    """
    first = read_text(path).partition("\n")[0]
    sign = max(DELIMITERS, key=first.count)
    names = [cell.strip() for cell in next(csv.reader(io.StringIO(first), delimiter=sign), [])]
    if not names or not all(names):
        raise BalkansimError("a column has no name", expected="a factor a column", where=f"{where}, row 1")
    rows = read_table(path, names)
    if not rows:
        raise BalkansimError("the design is empty", expected="a row a design point", where=where)
    return Table(where, names, rows, sign == SEMICOLON)
