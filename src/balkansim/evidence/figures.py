"""The figures measured by others: each with its unit, year, source and day of publication."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from balkansim.errors import BalkansimError, unknown
from balkansim.files import iso_date, read_table


@dataclass(frozen=True)
class Variable:
    """What one variable of ``figures.csv`` means and which values it can have.

    ``meaning``: in plain words, with the unit. ``pattern``: for values that are words: what they look like; empty for
    numbers. ``context``: known to the reader only: no rule uses it, so its day of publication does not matter.
    ``lasting``: known long before the edition it was read in, such as a border, so that it holds at any day.
    """

    meaning: str
    low: float = 0.0
    high: float = math.inf
    pattern: str = ""
    symmetric: bool = False
    context: bool = False
    lasting: bool = False

    @property
    def expected(self) -> str:
        """What a value must be, for a message."""
        if self.pattern:
            return f"{self.meaning}: one of {self.pattern.replace('|', ', ')}" if "|" in self.pattern else self.meaning
        return f"{self.meaning}, a number from {self.low:g} to {self.high:g}"


FIRST_YEAR, LAST_YEAR = 1900.0, 2100.0
SMALLEST = 1e-6
"""Stands for "above 0" where a variable is divided by or put under a logarithm."""

VARIABLES: dict[str, Variable] = {
    "expenditure": Variable("military expenditure in constant USD m, above 0", low=SMALLEST),
    "burden": Variable("military expenditure as a share of GDP", high=1.0),
    "expenditure_growth": Variable("yearly growth of military expenditure, as a share", low=-1.0, high=1.0),
    "gdp": Variable("gross domestic product in current USD bn, above 0", low=SMALLEST, context=True),
    "population": Variable("inhabitants, above 0", low=SMALLEST, context=True),
    "active_personnel": Variable("active military personnel", context=True),
    "nato_since": Variable("year of accession to NATO", low=FIRST_YEAR, high=LAST_YEAR),
    "eu_since": Variable("year of accession to the EU", low=FIRST_YEAR, high=LAST_YEAR),
    "eu_status": Variable("standing toward the EU", pattern="member|candidate|potential-candidate|none"),
    "pfp_since": Variable("year of entry into the Partnership for Peace", low=FIRST_YEAR, high=LAST_YEAR),
    "recognises_kosovo": Variable("recognition of Kosovo", pattern="y|n"),
    "land_border_km": Variable(
        "length of the common land border in km, above 0", low=SMALLEST, symmetric=True, lasting=True
    ),
    "sea_neighbours": Variable(
        "1 where the two face each other over a narrow sea", high=1.0, symmetric=True, lasting=True
    ),
    "election_due": Variable("month of the next regular election, such as 2026-04", pattern=r"20\d\d-(0[1-9]|1[0-2])"),
    "election_term_months": Variable("months from one regular election to the next", low=1.0, high=120.0),
    "arms_limits_1996": Variable("1 for a state bound by the 1996 arms limits", high=1.0),
    "unga_ideal_point": Variable("ideal point in votes of the UN General Assembly", low=-5.0, high=5.0),
    "militarised_disputes": Variable(
        "years with a militarised dispute of the two since 1992, such as 1992 1995, or none",
        pattern=r"none|\d{4}( \d{4})*",
        symmetric=True,
    ),
    "strategic_rivalry": Variable("years of a rivalry, such as 1992-2020", pattern=r"\d{4}-\d{4}", symmetric=True),
    "defence_pact_since": Variable(
        "year of a defence pact of the two besides NATO", low=FIRST_YEAR, high=LAST_YEAR, symmetric=True
    ),
    "common_formats": Variable("standing sub-regional formats to which both belong", symmetric=True),
    "standing_council": Variable("1 where the two governments meet in council regularly", high=1.0, symmetric=True),
    "open_dispute": Variable(
        "open bilateral dispute: 0.5 where it is carried on, 1 where one obstructs the other over it",
        high=1.0,
        symmetric=True,
    ),
    "kfor_strength": Variable("soldiers of KFOR"),
}
"""Every variable by its name in the column ``variable``."""


COLUMNS = ("subject", "object", "variable", "value", "unit", "year", "published", "source", "note")


@dataclass(frozen=True)
class Figure:
    """One figure.

    ``variable``, ``subject``, ``object``: what it measures, of whom, and toward whom (empty where nobody). ``number``:
    the value, where it is a number. ``year``: year or year and month it holds for; later ones sort after earlier ones.
    ``published``: day it was first published; where only the year is known, the last day of that.
    """

    variable: str
    subject: str
    object: str
    text: str
    number: float | None
    unit: str
    year: str
    published: date
    source: str
    note: str
    row: int

    def known(self, day: date) -> bool:
        """Tell whether it was known by a day."""
        of_then = self.year <= day.isoformat()[: len(self.year)]
        return VARIABLES[self.variable].lasting or (self.published <= day and of_then)


@dataclass(frozen=True)
class Figures:
    """All figures of a folder. ``rows``: in the order of the file."""

    rows: tuple[Figure, ...]
    file: str

    def known(self, day: date) -> Figures:
        """Return the figures known by a day: published by then, and of no later year."""
        return Figures(tuple(figure for figure in self.rows if figure.known(day)), self.file)

    @cached_property
    def _index(self) -> dict[tuple[str, str, str], list[Figure]]:
        index: dict[tuple[str, str, str], list[Figure]] = {}
        for figure in sorted(self.rows, key=lambda figure: figure.year):
            index.setdefault(_parties(figure.variable, figure.subject, figure.object), []).append(figure)
        return index

    def series(self, variable: str, subject: str, object: str = "") -> tuple[Figure, ...]:
        """Return a variable's figures by year; two parties stand in either order.

        ``variable``, ``subject``, ``object``: the names; ``object`` is empty where the variable has none.
        """
        if variable not in VARIABLES:
            raise unknown("variable", variable, VARIABLES)
        return tuple(self._index.get(_parties(variable, subject, object), ()))

    def figure(self, variable: str, subject: str, object: str = "", year: str = "") -> Figure | None:
        """Return the latest figure, or that of one year, or None where there is none.

        ``year``: A year as written in the file; by default the latest.
        """
        found = [figure for figure in self.series(variable, subject, object) if year in ("", figure.year)]
        return found[-1] if found else None

    def value(self, variable: str, subject: str, object: str = "", year: str = "") -> float | None:
        """Return the latest number, or that of one year, or None where there is none.

        ``variable``, ``subject``, ``object``, ``year``: as for ``figure``.
        """
        figure = self.figure(variable, subject, object, year)
        return figure.number if figure else None

    def word(self, variable: str, subject: str, object: str = "", year: str = "") -> str:
        """Return the latest value as written (``candidate``, ``y``, ``2026-04``), or an empty string.

        ``variable``, ``subject``, ``object``, ``year``: as for ``figure``.
        """
        figure = self.figure(variable, subject, object, year)
        return figure.text if figure else ""

    def required(self, variable: str, subject: str, object: str = "") -> float:
        """Return the latest number of a variable that a model cannot do without."""
        value = self.value(variable, subject, object)
        if value is None:
            raise BalkansimError(
                f"no {variable} of {' '.join(name for name in (subject, object) if name)}",
                expected=f"a row with its {VARIABLES[variable].meaning}",
                where=self.file,
                todo="add the row with its source, year and day of publication",
            )
        return value


def _parties(variable: str, subject: str, object: str) -> tuple[str, str, str]:
    pair = sorted((subject, object)) if VARIABLES[variable].symmetric else (subject, object)
    return variable, pair[0], pair[1]


def load_figures(path: Path, known_by: date) -> Figures:
    """Read ``figures.csv``.

    ``path``: A CSV file with the columns ``COLUMNS``. ``known_by``: A figure published later is refused, unless its
    variable is context only.
    """
    seen: dict[tuple[str, ...], int] = {}
    figures = []
    for row, cells in read_table(path, COLUMNS):
        figure = _figure(cells, f"{path}, row {row}", row, known_by)
        key = (*_parties(figure.variable, figure.subject, figure.object), figure.year)
        if key in seen:
            raise BalkansimError(f"same figure as row {seen[key]}", where=f"{path}, row {row}", todo="remove one")
        seen[key] = row
        figures.append(figure)
    return Figures(tuple(figures), str(path))


def _figure(cells: dict[str, str], where: str, row: int, known_by: date) -> Figure:
    for column in ("subject", "variable", "value", "unit", "year", "published", "source"):
        if not cells[column]:
            raise BalkansimError("empty", expected=f"a {column}", where=f"{where}, column {column}", todo="fill it in")
    name = cells["variable"]
    if name not in VARIABLES:
        raise unknown("variable", name, VARIABLES, where=f"{where}, column variable")
    if not re.fullmatch(r"[12]\d{3}(-(0[1-9]|1[0-2]))?", cells["year"]):
        raise BalkansimError(
            f"year {cells['year']!r}", expected="a year, or year-month such as 2025-03", where=f"{where}, column year"
        )
    return Figure(
        variable=name,
        subject=cells["subject"],
        object=cells["object"],
        text=cells["value"],
        number=_number(cells["value"], VARIABLES[name], f"{where}, column value"),
        unit=cells["unit"],
        year=cells["year"],
        published=_published(cells["published"], VARIABLES[name], f"{where}, column published", known_by),
        source=cells["source"],
        note=cells["note"],
        row=row,
    )


def _number(cell: str, variable: Variable, where: str) -> float | None:
    if variable.pattern:
        if not re.fullmatch(variable.pattern, cell):
            raise BalkansimError(f"{cell!r}", expected=variable.expected, where=where)
        return None
    try:
        number = float(cell)
    except ValueError:
        raise BalkansimError(f"{cell!r} is no number", expected=variable.expected, where=where) from None
    if not (math.isfinite(number) and variable.low <= number <= variable.high):
        raise BalkansimError(f"{cell}", expected=variable.expected, where=where)
    return number


def _published(cell: str, variable: Variable, where: str, known_by: date) -> date:
    published = iso_date(cell, where)
    if published > known_by and not variable.context:
        raise BalkansimError(
            f"published {published}",
            expected=f"a figure known by {known_by} (known_by in documents.toml)",
            where=where,
            todo="use an earlier edition, or remove the row",
        )
    return published
