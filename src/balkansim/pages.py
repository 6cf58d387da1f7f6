"""A page of an explanation: headed sections of sentences and tables, as text, Markdown or HTML."""

from __future__ import annotations

import json
import re
import textwrap
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar

from balkansim.errors import unknown

if TYPE_CHECKING:
    import pandas as pd
    from jinja2 import Template

WIDTH = 100
LABEL = 11
NARROWEST = 8
GAP = "  "
NUMBER = re.compile(r"^[-+]?[\d.,]+%?( \+-[\d.]+)?$|^-$|^$")

Cell = str | int | float


@dataclass(frozen=True)
class Table:
    """Rows of cells under a head."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def shown(self) -> list[list[str]]:
        """Return head and rows as they are printed."""
        return [list(self.head), *[[shown(cell) for cell in row] for row in self.rows]]


@dataclass(frozen=True)
class Section:
    """One part of a page. ``body``: sentences and tables, in order."""

    heading: str
    body: tuple[str | Table, ...]


@dataclass(frozen=True)
class Page:
    """An explanation as it is read. ``sections``: the parts; those without a body are left out."""

    title: str
    lines: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def filled(self) -> tuple[Section, ...]:
        """The sections that say something."""
        return tuple(section for section in self.sections if section.body)

    def text(self) -> str:
        """Return the page as plain text within 100 columns, headings in a margin."""
        top = [line for part in (self.title, *self.lines) for line in _wrapped(part, WIDTH, "  ")]
        return "\n".join([*top, "", *(line for section in self.filled for line in _section(section))])

    def markdown(self) -> str:
        """Return the page as Markdown, a heading a section."""
        parts = [f"# {self.title}", *self.lines]
        for section in self.filled:
            parts.append(f"## {section.heading}")
            parts += [part if isinstance(part, str) else _markdown_table(part) for part in section.body]
        return "\n\n".join(parts) + "\n"

    def html(self) -> str:
        """Return the page as HTML, for notebooks."""
        parts = [f"<h3>{escape(self.title)}</h3>", *(f"<p>{escape(line)}</p>" for line in self.lines)]
        for section in self.filled:
            parts.append(f"<h4>{escape(section.heading)}</h4>")
            parts += [f"<p>{escape(p)}</p>" if isinstance(p, str) else _html_table(p) for p in section.body]
        return "".join(parts)


def shown(cell: Cell) -> str:
    """Return a cell as it is printed."""
    return f"{cell:.3g}" if isinstance(cell, float) else str(cell)


def _section(section: Section) -> list[str]:
    """Return a section's lines, its heading beside the first."""
    lines: list[str] = []
    for part in section.body:
        lines += _text_table(part) if isinstance(part, Table) else _wrapped(part, WIDTH - LABEL, "  ")
    margin = [section.heading.ljust(LABEL), *[" " * LABEL] * (len(lines) - 1)]
    return [(left + line).rstrip() for left, line in zip(margin, lines, strict=True)]


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(text, width, subsequent_indent=indent, break_on_hyphens=False) or [""]


def _text_table(table: Table) -> list[str]:
    """Lay a table out in columns, the widest wrapped where the page is too narrow, numbers to the right."""
    rows = table.shown()
    columns = list(zip(*rows, strict=True))
    longest = [max(len(word) for cell in column for word in cell.split() or [""]) for column in columns]
    widths = _narrowed([max(len(cell) for cell in column) for column in columns], longest)
    right = [all(NUMBER.match(cell) for cell in column[1:]) for column in columns]
    lines = []
    for row in rows:
        cells = [_wrapped(cell, width, "") for cell, width in zip(row, widths, strict=True)]
        for k in range(max(len(cell) for cell in cells)):
            parts = [cell[k] if k < len(cell) else "" for cell in cells]
            aligned = [p.rjust(w) if r else p.ljust(w) for p, w, r in zip(parts, widths, right, strict=True)]
            lines.append(GAP.join(aligned).rstrip())
    return lines


def _narrowed(widths: list[int], longest: list[int]) -> list[int]:
    """Return widths of columns that fit the page, taken from the widest that need not break a word."""
    room = WIDTH - LABEL - len(GAP) * (len(widths) - 1)
    widths = list(widths)
    while sum(widths) > room:
        loose = [k for k, width in enumerate(widths) if width > max(longest[k], NARROWEST)]
        at = max(loose or range(len(widths)), key=lambda k: (widths[k], k))
        widths[at] -= 1
    return widths


def _markdown_table(table: Table) -> str:
    rows = [[cell.replace("|", "\\|") for cell in row] for row in table.shown()]
    rows.insert(1, ["---"] * len(table.head))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _html_table(table: Table) -> str:
    head, *rows = table.shown()
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


FORMATS = ("text", "md", "json")


class Result(ABC):
    """What a command gives: prints as text, shows in a notebook, gives plain values, JSON and a frame."""

    @abstractmethod
    def __str__(self) -> str:
        """Return the text."""

    @abstractmethod
    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""

    @abstractmethod
    def to_frame(self) -> pd.DataFrame:
        """Return the main table as a frame."""

    def to_json(self) -> str:
        """Return everything as JSON."""
        return json.dumps(self.as_dict(), indent=2, allow_nan=False)

    def _repr_html_(self) -> str:
        """Return the text as preformatted HTML, for notebooks."""
        return f"<pre>{escape(str(self))}</pre>"


class Explanation(Result):
    """What stands behind something: a result that is laid out as a page."""

    @abstractmethod
    def page(self) -> Page:
        """Return the explanation as a page."""

    @abstractmethod
    def rows(self) -> list[dict[str, Any]]:
        """Return its main table as plain rows."""

    def to_frame(self) -> pd.DataFrame:
        """Return its main table as a frame."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def to_markdown(self) -> str:
        """Return the explanation as Markdown."""
        return self.page().markdown()

    def formatted(self, form: str) -> str:
        """Return the explanation in a named form. ``form`` ({"text", "md", "json"}): which."""
        check_format(form)
        return {"text": self.__str__, "md": self.to_markdown, "json": self.to_json}[form]()

    def __str__(self) -> str:
        """Return the explanation as text within 100 columns."""
        return self.page().text()

    def _repr_html_(self) -> str:
        """Return the explanation as HTML, for notebooks."""
        return self.page().html()


def check_format(form: str) -> None:
    """Refuse a form of printing that is not offered."""
    if form not in FORMATS:
        raise unknown("format", form, FORMATS, where="--format")


@dataclass(frozen=True)
class TextTable:
    """Rows with the text that tells them."""

    rows: Sequence[Mapping[str, Any]]
    text: str

    def to_frame(self) -> pd.DataFrame:
        """Return the rows as a frame."""
        import pandas as pd

        return pd.DataFrame(list(self.rows))

    def __str__(self) -> str:
        """Return the text."""
        return self.text

    def _repr_html_(self) -> str:
        """Return the text as preformatted HTML."""
        return f"<pre>{escape(self.text)}</pre>"


COLUMN_GAP = "  "


def table(
    headings: Sequence[Sequence[str]], rows: Sequence[Sequence[Sequence[str]]], widths: Sequence[int]
) -> list[str]:
    """Lay rows of cells out in columns.

    ``rows``: cells of each row; lines longer than their column are wrapped, empty ones left out. Returns: lines at most
    ``sum(widths)`` plus the gaps wide.
    """
    rule = COLUMN_GAP.join("-" * width for width in widths)
    body = [line for row in rows for line in _laid_out(row, widths)]
    return [*_laid_out(headings, widths), rule, *body, rule]


def paragraph(text: str, width: int, indent: str = "") -> list[str]:
    """Wrap a text, indenting its further lines. ``indent``: stands before every line but the first."""
    return textwrap.wrap(text, width, subsequent_indent=indent) or [""]


def _laid_out(row: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
    """Return the lines of one row."""
    columns = [_wrapped_cell(cell, width) for cell, width in zip(row, widths, strict=True)]
    height = max(len(column) for column in columns)
    padded = [column + [""] * (height - len(column)) for column in columns]
    lines = zip(*padded, strict=True)
    return [
        COLUMN_GAP.join(part.ljust(width) for part, width in zip(line, widths, strict=True)).rstrip() for line in lines
    ]


def _wrapped_cell(cell: Sequence[str], width: int) -> list[str]:
    """Wrap each line of a cell, breaking at hyphens only where a word is too long."""
    lines = []
    for line in cell:
        lines += textwrap.wrap(line, width, break_on_hyphens=False)
    return lines


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
    """A table of which the first cell of a row names the row."""

    name: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Lines, ...], ...]
    numbers: frozenset[int] = frozenset()
    kind: ClassVar[str] = "grid"


@dataclass(frozen=True)
class Picture:
    """A figure in two widths, each whole in the page."""

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
    """One part of a report. ``blocks``: what it says, in order."""

    name: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A report.

    ``date``: day on which it was made; the only thing that differs between two reports on the same. ``parts``: its
    parts; those without a block are left out.
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
    """Return a table of an explanation as a table of a report."""
    head, *rows = table.shown()
    return Grid(name, caption, tuple(head), tuple(tuple((cell,) for cell in row) for row in rows), numbers)


PHONE = 640
"""Pixels up to which a screen gets the narrow figures; the style sheet turns tables into cards there."""

SHORT = 12
"""Letters up to which the name of a row stands on one line."""


def rendered(document: Document) -> bytes:
    """Return a report as HTML, in UTF-8; whatever it quotes is escaped."""
    page = _template().render(document=document, style=_own_style(), generator=release(), phone=PHONE, short=SHORT)
    return (page + "\n").encode("utf-8", "replace")


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    return Environment(autoescape=True, undefined=StrictUndefined).from_string(_own("page.html"))


def _own_style() -> str:
    """Return the package's own style sheet, the one thing that is let through as it stands."""
    from markupsafe import Markup

    return Markup(_own("page.css"))


def _own(name: str) -> str:
    return files("balkansim").joinpath("templates", name).read_text(encoding="utf-8")


def release() -> str:
    """Return name and version of what made a figure."""
    return f"balkansim {version('balkansim')}"
