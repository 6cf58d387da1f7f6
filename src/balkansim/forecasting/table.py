"""A plain-text table with wrapped cells, in ASCII."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

GAP = "  "


def table(
    headings: Sequence[Sequence[str]], rows: Sequence[Sequence[Sequence[str]]], widths: Sequence[int]
) -> list[str]:
    """Lay rows of cells out in columns.

    Parameters
    ----------
    headings : sequence of sequence of str
        One cell a column; a cell is a sequence of lines.
    rows : sequence of sequence of sequence of str
        Cells of each row; lines longer than their column are wrapped, empty ones left out.
    widths : sequence of int
        Width of each column.

    Returns
    -------
    list of str
        Lines at most ``sum(widths)`` plus the gaps wide.
    """
    rule = GAP.join("-" * width for width in widths)
    body = [line for row in rows for line in _laid_out(row, widths)]
    return [*_laid_out(headings, widths), rule, *body, rule]


def paragraph(text: str, width: int, indent: str = "") -> list[str]:
    """Wrap a text, indenting its further lines.

    Parameters
    ----------
    text : str
        One paragraph.
    width : int
        Widest line.
    indent : str, optional
        Stands before every line but the first.
    """
    return textwrap.wrap(text, width, subsequent_indent=indent) or [""]


def _laid_out(row: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
    """Return the lines of one row."""
    columns = [_wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
    height = max(len(column) for column in columns)
    padded = [column + [""] * (height - len(column)) for column in columns]
    lines = zip(*padded, strict=True)
    return [GAP.join(part.ljust(width) for part, width in zip(line, widths, strict=True)).rstrip() for line in lines]


def _wrapped(cell: Sequence[str], width: int) -> list[str]:
    """Wrap each line of a cell, breaking at hyphens only where a word is too long."""
    lines = []
    for line in cell:
        lines += textwrap.wrap(line, width, break_on_hyphens=False)
    return lines
