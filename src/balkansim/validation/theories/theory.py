"""What a theory is here: a name, a sentence, its source and reading, its published numbers, and a run on any table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from math import inf
from pathlib import Path
from typing import Any

from balkansim.files import read_text, read_toml
from balkansim.model.rulebook.registry import Rule
from balkansim.pages import Explanation, Page, Section

Value = float | str

NO_VALIDATION = (
    "None of this validates any value of a Balkan parameter: it shows that the mechanisms are built as their authors "
    "meant them."
)


@dataclass(frozen=True)
class Check:
    """One number or outcome beside what the code gives: published, or derived from what was published.

    ``tolerance``: largest difference that counts as met: 0 for exactly, else half a unit of the last printed digit; for
    derived numbers what numerical integration leaves. ``note``: what must be said about it, or empty.
    """

    theory: str
    what: str
    expected: Value
    got: Value
    tolerance: float = 0.0
    derived: bool = False
    known: bool = False
    note: str = ""

    @property
    def difference(self) -> float | None:
        """What was got above what was expected, or None where words are compared."""
        if isinstance(self.expected, str) or isinstance(self.got, str):
            return None
        return self.got - self.expected

    @property
    def holds(self) -> bool:
        """Whether the expected number is met."""
        difference = self.difference
        return self.got == self.expected if difference is None else abs(difference) <= self.tolerance

    def as_dict(self) -> dict[str, Any]:
        """Return the check as plain values, with its difference and whether it holds."""
        return {**asdict(self), "difference": self.difference, "holds": self.holds}


@dataclass(frozen=True)
class Settings:
    """What a run of a theory on a table can be told beside the table; None leaves it to the theory.

    ``alpha``: strength of the pull toward balance (escalation), above 0. ``beta``: strength of the pull toward standing
    ties a unit of time (escalation), above 0. ``limit``: ceiling L of the pull toward balance (escalation), above 0.
    ``year``: year of dated ties (balance).
    """

    alpha: float | None = None
    beta: float | None = None
    limit: float | None = None
    year: int | None = None
    seed: int | None = None

    def given(self) -> list[str]:
        """Return the names of the settings that were given."""
        return [name for name, value in asdict(self).items() if value is not None]


@dataclass(frozen=True)
class Theory:
    """One published model.

    ``reproduced``: takes nothing; returns what the code gives for each published number, by the key in
    ``expected.toml``.
    """

    name: str
    summary: str
    model: Callable[..., Any]
    reproduced: Callable[[], Mapping[str, Value]]
    run: Callable[[Path, Settings], Finding]
    template: Callable[[], str]
    settings: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """Who published it, from the docstring of the model."""
        return section(self.model, "Source")

    @property
    def reading(self) -> str:
        """How the publication was read, from the docstring of the model."""
        return section(self.model, "Reading")


def section(function: Callable[..., Any], title: str) -> str:
    """Return a docstring section of any function as one line of prose, as a rule of the rulebook returns its own.

    ``title``: ``Source`` or ``Reading``.
    """
    return Rule(function, "", (-inf, inf), (), ()).section(title)


@dataclass(frozen=True)
class Finding(Explanation):
    """What a theory says of a table."""

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
    """Return a number as it is printed: thousands apart, so many digits."""
    return f"{number + 0.0:,.{digits}g}"


PUBLISHED = Path(__file__).parent / "published"


def published_table(name: str) -> Path:
    """Return the file of a published input. ``name``: file name without its ending."""
    return PUBLISHED / f"{name}.csv"


def published_text(name: str) -> str:
    """Return a published input as text: an example of the table its theory reads.

    ``name``: file name without its ending.
    """
    return read_text(published_table(name))


@cache
def _expected() -> dict[str, Any]:
    return read_toml(PUBLISHED / "expected.toml")


def checks(theory: Theory) -> tuple[Check, ...]:
    """Reproduce a theory's published numbers and return them beside what was published."""
    got = theory.reproduced()
    numbers = (dict(number) for number in _expected()[theory.name]["number"])
    return tuple(Check(theory.name, got=got[number.pop("key")], **number) for number in numbers)


def inputs_from(theory: Theory) -> str:
    """Return where the published inputs and numbers of a theory come from."""
    return str(_expected()[theory.name]["source"])


def not_checked(theory: Theory) -> str:
    """Return which published results of a theory cannot be reproduced, and why, or an empty string."""
    return str(_expected()[theory.name].get("not_checked", ""))
