"""What a report consists of before it is HTML: parts with headings, and the blocks in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from balkansim.explaining.page import Table

Lines = tuple[str, ...]
"""A cell of a table: its lines, one beneath the other."""


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str
    kind: ClassVar[str] = "text"


@dataclass(frozen=True)
class Subheading:
    """A heading within a part."""

    text: str
    kind: ClassVar[str] = "subheading"


@dataclass(frozen=True)
class Command:
    """A command line to copy."""

    text: str
    kind: ClassVar[str] = "command"


@dataclass(frozen=True)
class Listed:
    """Sentences as a list."""

    items: tuple[str, ...]
    kind: ClassVar[str] = "listed"


@dataclass(frozen=True)
class Grid:
    """A table of which the first cell of a row names the row.

    Parameters
    ----------
    name : str
        An id, unique on the page.
    caption : str
        What the table says.
    head : tuple of str
        Names of the columns.
    rows : tuple of tuple of Lines
        Cells, as many in each row as the head has.
    numbers : frozenset of int
        Columns that hold numbers.
    """

    name: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Lines, ...], ...]
    numbers: frozenset[int] = frozenset()
    kind: ClassVar[str] = "grid"


@dataclass(frozen=True)
class Picture:
    """A figure in two widths, each whole in the page.

    Parameters
    ----------
    name : str
        An id, unique on the page.
    wide, narrow : str
        Data URIs of SVG drawings, for a page and for a phone.
    alt : str
        What the figure shows, for those who do not see it.
    caption, command : str
        How to read it, and the command line that draws it again.
    """

    name: str
    wide: str
    narrow: str
    alt: str
    caption: str
    command: str
    kind: ClassVar[str] = "picture"


Block = Text | Subheading | Command | Listed | Grid | Picture


@dataclass(frozen=True)
class Part:
    """One part of a report.

    Parameters
    ----------
    name : str
        An id, unique on the page.
    heading : str
        Its heading.
    blocks : tuple of Block
        What it says, in order.
    """

    name: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A report.

    Parameters
    ----------
    title, lead : str
        Its heading, and the sentence under it.
    date : str
        Day on which it was made; the only thing that differs between two reports on the same.
    parts : tuple of Part
        Its parts; those without a block are left out.
    """

    title: str
    lead: str
    date: str
    parts: tuple[Part, ...]

    @property
    def filled(self) -> tuple[Part, ...]:
        """The parts that say something."""
        return tuple(part for part in self.parts if part.blocks)

    def blocks(self, kind: str) -> int:
        """Count the blocks of a kind, such as ``grid`` or ``picture``."""
        return sum(block.kind == kind for part in self.filled for block in part.blocks)


def grid(name: str, caption: str, table: Table, numbers: frozenset[int] = frozenset()) -> Grid:
    """Return a table of an explanation as a table of a report.

    Parameters
    ----------
    name, caption : str
        Id and caption.
    table : balkansim.explaining.page.Table
        Head and rows.
    numbers : frozenset of int
        Columns that hold numbers.
    """
    head, *rows = table.shown()
    return Grid(name, caption, tuple(head), tuple(tuple((cell,) for cell in row) for row in rows), numbers)
