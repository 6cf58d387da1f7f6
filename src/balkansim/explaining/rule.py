"""What a rule says: its sentence, inputs, coefficients, sources and reading, and where in the month it is used."""

from __future__ import annotations

import inspect
from dataclasses import asdict, dataclass
from typing import Any

from balkansim.explaining.explanation import Explanation
from balkansim.explaining.page import Cell, Page, Section, Table
from balkansim.explaining.readers import callers_of, coefficients_by_function, inputs_of, phases_of, rules
from balkansim.rulebook.inputs import INPUTS

RISES, FALLS, EITHER = "rises", "falls", "either way"


@dataclass(frozen=True)
class Input:
    """One input of a rule.

    Parameters
    ----------
    name, meaning : str
        What it is.
    low, high : float or None
        Its declared range; None where none is declared.
    direction : str
        How the answer moves as it grows, all else equal: ``rises``, ``falls`` or ``either way``.
    """

    name: str
    meaning: str
    low: float | None
    high: float | None
    direction: str


@dataclass(frozen=True)
class RuleExplanation(Explanation):
    """What stands behind a rule.

    Parameters
    ----------
    name, family, sentence : str
        Its name, the mechanism it belongs to, and what it returns.
    low, high : float
        Range of its answer.
    returns, source, reading : str
        The sections of its docstring.
    inputs : tuple of Input
        In the order of its arguments.
    coefficients : tuple of str
        The coefficients it reads.
    phases : tuple of str
        The phases of the month that use it.
    callers : tuple of str
        The moves and rules that call it.
    """

    name: str
    family: str
    sentence: str
    low: float
    high: float
    returns: str
    source: str
    reading: str
    inputs: tuple[Input, ...]
    coefficients: tuple[str, ...]
    phases: tuple[str, ...]
    callers: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return asdict(self)

    def rows(self) -> list[dict[str, Any]]:
        """Return the inputs, a row each."""
        return [asdict(found) for found in self.inputs]

    def page(self) -> Page:
        """Return the explanation as a page."""
        rows = tuple((i.name, _end(i.low), _end(i.high), i.direction, i.meaning) for i in self.inputs)
        sections = (
            Section("answer", (f"{self.returns} Between {self.low:g} and {self.high:g}.",)),
            Section("inputs", (Table(("input", "low", "high", "answer", "meaning"), rows),)),
            Section("reads", (", ".join(self.coefficients) or "no coefficient",)),
            Section("used in", (*self.phases, f"called by {', '.join(self.callers) or 'nothing'}.")),
            Section("source", (self.source,)),
            Section("reading", (self.reading,)),
            Section("next", (f"balkansim explain {self.coefficients[0]}",) if self.coefficients else ()),
        )
        return Page(f"rule {self.name} ({self.family}): {self.sentence}", (), sections)


def explain_rule(name: str) -> RuleExplanation:
    """Explain a rule.

    Parameters
    ----------
    name : str
        Its name; it must be registered.
    """
    rule = rules()[name]
    sentence = (inspect.getdoc(rule.function) or "").splitlines()[0].removeprefix("Return ")
    returned = rule.section("Returns").partition(" ")[2]
    phases = tuple(f"phase {phase.order}, {phase.name}: {phase.sentence}" for phase in phases_of(name))
    return RuleExplanation(
        name,
        rule.family,
        sentence,
        *rule.answer,
        returned,
        rule.section("Source"),
        rule.section("Reading"),
        tuple(_input(each, rule.rises, rule.falls) for each in inputs_of(rule)),
        coefficients_by_function()[name],
        phases,
        callers_of(name),
    )


def _input(name: str, rises: tuple[str, ...], falls: tuple[str, ...]) -> Input:
    (low, high), meaning = INPUTS.get(name, ((None, None), "not in the vocabulary of inputs"))
    return Input(name, meaning, low, high, RISES if name in rises else FALLS if name in falls else EITHER)


def _end(number: float | None) -> Cell:
    return "-" if number is None else float(number)
