"""Published numbers beside what the code gives for them, and what a theory says of a table or a scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from balkansim.explaining.explanation import Explanation
from balkansim.explaining.page import Page, Section, Table
from balkansim.theories.expected import inputs_from, not_checked
from balkansim.theories.finding import Finding, told
from balkansim.theories.protocol import NO_VALIDATION, Check, Theory, Value

HEAD = ("what", "from", "expected", "got", "difference", "met")
EXACTLY = "0"


@dataclass(frozen=True)
class Replication(Explanation):
    """What was published beside what is got, and a finding on a table where one was asked for.

    Parameters
    ----------
    theories : tuple of Theory
        The theories asked about.
    checks : tuple of Check
        Their published numbers.
    finding : Finding or None
        What the theory says of a table or a scenario.
    """

    theories: tuple[Theory, ...]
    checks: tuple[Check, ...]
    finding: Finding | None = None

    @property
    def holds(self) -> bool:
        """Whether every number is met but those known not to be."""
        return all(check.holds or check.known for check in self.checks)

    def of(self, theory: Theory) -> tuple[Check, ...]:
        """Return the checks of one theory."""
        return tuple(check for check in self.checks if check.theory == theory.name)

    def page(self) -> Page:
        """Return the finding, or else the checks, as a page."""
        if self.finding:
            found = self.finding
            bottom = (Section("reading", (self.theories[0].reading,)), Section("checks", (self.verdict, NO_VALIDATION)))
            return Page(found.title, found.lines, (*found.sections, *bottom))
        sections = [Section(theory.name, self._theory_told(theory)) for theory in self.theories]
        bottom_line = Section("in all", (self.verdict, NO_VALIDATION))
        return Page("Published models, reproduced", (), (*sections, bottom_line))

    @property
    def verdict(self) -> str:
        """How many of the published and of the derived numbers are met, and which are not, in a sentence."""
        names = ", ".join(theory.name for theory in self.theories)
        printed, derived = (_met([c for c in self.checks if c.derived is kind]) for kind in (False, True))
        missed = [f"{check.theory}, {check.what}{_excuse(check)}" for check in self.checks if not check.holds]
        consequences = f", {derived} derived from them" if any(check.derived for check in self.checks) else ""
        told_missed = f" Missed: {'; '.join(missed)}." if missed else ""
        return f"{names}: {printed} published numbers met{consequences}.{told_missed}"

    def _theory_told(self, theory: Theory) -> tuple[str | Table, ...]:
        """Return a theory's summary, source, reading and checks."""
        own = self.of(theory)
        gone = not_checked(theory)
        return (
            theory.summary,
            f"Source: {theory.source}",
            f"Reading: {theory.reading}",
            f"Inputs and numbers: {inputs_from(theory)}.",
            Table(HEAD, tuple(_row(check) for check in own)),
            *(f"Note on {check.what}: {check.note}." for check in own if check.note),
            *((f"Not checked: {gone}.",) if gone else ()),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values: ``holds``, ``checks``, ``not_checked``, ``caveat``, ``finding``."""
        return {
            "holds": self.holds,
            "checks": [check.as_dict() for check in self.checks],
            "not_checked": {theory.name: not_checked(theory) for theory in self.theories if not_checked(theory)},
            "caveat": NO_VALIDATION,
            "finding": self.finding.as_dict() if self.finding else None,
        }

    def rows(self) -> list[dict[str, Any]]:
        """Return the finding's main table, or the checks, as plain rows."""
        return self.finding.rows() if self.finding else [check.as_dict() for check in self.checks]


def _met(checks: list[Check]) -> str:
    return f"{sum(check.holds for check in checks)} of {len(checks)}"


def _excuse(check: Check) -> str:
    return f" (known; expected {_value(check.expected)}, got {_value(check.got)})" if check.known else ""


def _row(check: Check) -> tuple[str, ...]:
    """Return a check as the cells of a row."""
    difference = check.difference
    gap = "" if difference is None else EXACTLY if difference == 0.0 else told(difference, 2)
    met = "yes" if check.holds else "known not" if check.known else "MISSED"
    return check.what, "derived" if check.derived else "print", _value(check.expected), _value(check.got), gap, met


def _value(value: Value) -> str:
    return value if isinstance(value, str) else told(value)
