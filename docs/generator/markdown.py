"""Markdown as the documentation site reads it: pages, headings with targets, tables, lists, code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

WRITTEN = "<!-- Written by `python tools/write_reference.py` from code and data: changes made here are lost. -->"
NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")
SPECIAL = re.compile(r"([|*<\[\]\\])")


def page(title: str, *parts: str) -> str:
    """Return a whole generated page, ending in one line end.

    Parameters
    ----------
    title : str
        Its heading.
    *parts : str
        Blocks of Markdown, in order; empty ones are left out.
    """
    return "\n\n".join(part for part in (WRITTEN, f"# {title}", *parts) if part) + "\n"


def heading(level: int, title: str, target: str = "") -> str:
    """Return a heading, with a target that other pages may link to.

    Parameters
    ----------
    level : int
        1 to 6.
    title : str
        Markdown.
    target : str
        As from `target_of`; empty for none.
    """
    return (f"({target})=\n" if target else "") + f"{'#' * level} {title}"


def target_of(kind: str, name: str) -> str:
    """Return the target of a thing: letters, digits and hyphens only.

    Parameters
    ----------
    kind : str
        Such as ``rule`` or ``parameter``.
    name : str
        Its name.
    """
    return NOT_IN_A_NAME.sub("-", f"{kind}-{name}".casefold()).strip("-")


def link(kind: str, name: str) -> str:
    """Return a link to a thing that has a target, its name set as code."""
    return f"[`{name}`](#{target_of(kind, name)})"


def links(kind: str, names: Iterable[str], none: str = "none") -> str:
    """Return links to several things, or a word where there are none."""
    return ", ".join(link(kind, name) for name in names) or none


def marked(kind: str, name: str) -> str:
    """Return a name set as code that links may lead to, for use inside a table."""
    return f"[`{name}`]{{#{target_of(kind, name)}}}"


def plain(text: str) -> str:
    """Return a text in which nothing is taken for Markdown, except what it sets as code."""
    parts = text.replace("``", "`").split("`")
    return "`".join(part if k % 2 else SPECIAL.sub(r"\\\1", part) for k, part in enumerate(parts))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table.

    Parameters
    ----------
    head : sequence of str
        Names of the columns.
    rows : iterable of sequence of str
        Cells as Markdown; a bar inside code is written as a broken one, since a cell cannot hold it.
    """
    lines = [_row(head), _row(["---"] * len(head)), *(_row(row) for row in rows)]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(' '.join(cell.split()) for cell in cells)} |"


def bullets(items: Iterable[str]) -> str:
    """Return a list."""
    return "\n".join(f"- {item}" for item in items)


def code(text: str, language: str = "text") -> str:
    """Return a block of code."""
    return f"```{language}\n{text.rstrip()}\n```"


def number(value: float) -> str:
    """Return a number with as many digits as it needs, four at most."""
    return f"{value:.4g}"


def span(low: float, high: float) -> str:
    """Return a range of numbers."""
    return f"{number(low)} to {number(high)}"
