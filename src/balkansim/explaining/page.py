"""A page of an explanation: headed sections of sentences and tables, as text, Markdown or HTML."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from html import escape

WIDTH = 100
LABEL = 11
NARROWEST = 8
GAP = "  "
NUMBER = re.compile(r"^[-+]?[\d.,]+%?( \+-[\d.]+)?$|^-$|^$")

Cell = str | int | float


@dataclass(frozen=True)
class Table:
    """Rows of cells under a head.

    Parameters
    ----------
    head : tuple of str
        Names of the columns.
    rows : tuple of tuple
        Cells: words, whole numbers, or numbers shown with three digits.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def shown(self) -> list[list[str]]:
        """Return head and rows as they are printed."""
        return [list(self.head), *[[shown(cell) for cell in row] for row in self.rows]]


@dataclass(frozen=True)
class Section:
    """One part of a page.

    Parameters
    ----------
    heading : str
        A word or two.
    body : tuple of str or Table
        Sentences and tables, in order.
    """

    heading: str
    body: tuple[str | Table, ...]


@dataclass(frozen=True)
class Page:
    """An explanation as it is read.

    Parameters
    ----------
    title : str
        What is explained.
    lines : tuple of str
        What was run or read, under the title.
    sections : tuple of Section
        The parts; those without a body are left out.
    """

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
    """Return a cell as it is printed.

    Parameters
    ----------
    cell : str, int or float
        A word, a whole number, or a number shown with three digits.
    """
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
