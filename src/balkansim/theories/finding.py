"""What a theory says of a table: a page, plain values and a main table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from balkansim.explaining.explanation import Explanation
from balkansim.explaining.page import Page, Section


@dataclass(frozen=True)
class Finding(Explanation):
    """What a theory says of a table.

    Parameters
    ----------
    title : str
        Which theory, on what.
    lines : tuple of str
        What was read and how it was reckoned.
    sections : tuple of Section
        What was found.
    values : dict
        The same as plain values.
    table : list of dict
        Its main table, a mapping a row.
    """

    title: str
    lines: tuple[str, ...]
    sections: tuple[Section, ...]
    values: dict[str, Any]
    table: list[dict[str, Any]]

    def page(self) -> Page:
        """Return the finding as a page."""
        return Page(self.title, self.lines, self.sections)

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as plain values."""
        return {"title": self.title, **self.values}

    def rows(self) -> list[dict[str, Any]]:
        """Return its main table as plain rows."""
        return self.table


def told(number: float, digits: int = 6) -> str:
    """Return a number as it is printed: thousands apart, so many digits.

    Parameters
    ----------
    number : float
        The number.
    digits : int
        Significant digits.
    """
    return f"{number + 0.0:,.{digits}g}"
