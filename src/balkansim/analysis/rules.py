"""What a rule says: its sentence, inputs, coefficients, sources and reading, and where in the month it is used."""

from __future__ import annotations

import inspect
import re
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from balkansim.model.phases import PHASES, Phase
from balkansim.model.rulebook.inputs import INPUTS
from balkansim.pages import Cell, Explanation, Page, Section, Table

if TYPE_CHECKING:
    from balkansim.model.rulebook.registry import Rule

COEFFICIENT = re.compile(r"\bc\.([a-z][a-z0-9_]*)")


@cache
def rules() -> dict[str, Rule]:
    """Return every registered rule by name."""
    from balkansim.model import month as vocabulary
    from balkansim.model.rulebook.registry import RULES

    vocabulary.month_functions()
    return dict(RULES)


@cache
def coefficients_by_function() -> dict[str, tuple[str, ...]]:
    """Return the coefficients that each rule and move names in its source, in order of appearance."""
    from balkansim.model.month import month_functions

    found = {}
    for function in month_functions():
        names = COEFFICIENT.findall(inspect.getsource(function))
        found[function.__name__] = tuple(dict.fromkeys(names))
    return found


def readers_of(coefficient: str) -> tuple[str, ...]:
    """Return the rules and moves that read a coefficient, in the order of the rulebook.

    ``coefficient``: its name; one with a dot is read under the name before it, as an input of the world.
    """
    return tuple(name for name, named in coefficients_by_function().items() if coefficient in named)


def rules_reading_input(name: str) -> tuple[str, ...]:
    """Return the rules that take an input of this name."""
    return tuple(rule.name for rule in rules().values() if name in inputs_of(rule))


def inputs_of(rule: Rule) -> tuple[str, ...]:
    """Return the names of a rule's inputs, the coefficients left out."""
    return tuple(inspect.signature(rule.function).parameters)[1:]


def phases_of(rule: str) -> tuple[Phase, ...]:
    """Return the phases of the month in which a rule is used."""
    return tuple(phase for phase in PHASES if rule in phase.rules)


def callers_of(rule: str) -> tuple[str, ...]:
    """Return the moves and rules that call a rule."""
    from balkansim.model.month import month_functions

    call = re.compile(rf"\b{rule}\(")
    names = [f.__name__ for f in month_functions() if f.__name__ != rule and call.search(inspect.getsource(f))]
    return tuple(names)


RISES, FALLS, EITHER = "rises", "falls", "either way"


@dataclass(frozen=True)
class Input:
    """One input of a rule.

    ``low``, ``high``: its declared range; None where none is declared. ``direction``: how the answer moves as it grows,
    all else equal: ``rises``, ``falls`` or ``either way``.
    """

    name: str
    meaning: str
    low: float | None
    high: float | None
    direction: str


@dataclass(frozen=True)
class RuleExplanation(Explanation):
    """What stands behind a rule.

    ``inputs``: in the order of its arguments. ``phases``: the phases of the month that use it.
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
    """Explain a rule. ``name``: its name; it must be registered."""
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
