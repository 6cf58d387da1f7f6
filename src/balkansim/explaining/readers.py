"""Who reads what: rules and moves by the coefficients in their sources, and phases by their rules."""

from __future__ import annotations

import inspect
import re
from functools import cache
from typing import TYPE_CHECKING

from balkansim.phases import PHASES, Phase

if TYPE_CHECKING:
    from balkansim.rulebook.registry import Rule

COEFFICIENT = re.compile(r"\bc\.([a-z][a-z0-9_]*)")


@cache
def rules() -> dict[str, Rule]:
    """Return every registered rule by name."""
    from balkansim import vocabulary
    from balkansim.rulebook.registry import RULES

    vocabulary.month_functions()
    return dict(RULES)


@cache
def coefficients_by_function() -> dict[str, tuple[str, ...]]:
    """Return the coefficients that each rule and move names in its source, in order of appearance."""
    from balkansim.vocabulary import month_functions

    found = {}
    for function in month_functions():
        names = COEFFICIENT.findall(inspect.getsource(function))
        found[function.__name__] = tuple(dict.fromkeys(names))
    return found


def readers_of(coefficient: str) -> tuple[str, ...]:
    """Return the rules and moves that read a coefficient, in the order of the rulebook.

    Parameters
    ----------
    coefficient : str
        Its name; one with a dot is read under the name before it, as an input of the world.
    """
    return tuple(name for name, named in coefficients_by_function().items() if coefficient in named)


def rules_reading_input(name: str) -> tuple[str, ...]:
    """Return the rules that take an input of this name.

    Parameters
    ----------
    name : str
        An input, as in `balkansim.rulebook.inputs`.
    """
    return tuple(rule.name for rule in rules().values() if name in inputs_of(rule))


def inputs_of(rule: Rule) -> tuple[str, ...]:
    """Return the names of a rule's inputs, the coefficients left out.

    Parameters
    ----------
    rule : Rule
        A registered rule.
    """
    return tuple(inspect.signature(rule.function).parameters)[1:]


def phases_of(rule: str) -> tuple[Phase, ...]:
    """Return the phases of the month in which a rule is used.

    Parameters
    ----------
    rule : str
        Its name.
    """
    return tuple(phase for phase in PHASES if rule in phase.rules)


def callers_of(rule: str) -> tuple[str, ...]:
    """Return the moves and rules that call a rule.

    Parameters
    ----------
    rule : str
        Its name.
    """
    from balkansim.vocabulary import month_functions

    call = re.compile(rf"\b{rule}\(")
    names = [f.__name__ for f in month_functions() if f.__name__ != rule and call.search(inspect.getsource(f))]
    return tuple(names)
