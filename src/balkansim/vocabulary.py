"""Every function of the month: helpers, rules, moves, draws and the month itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import FunctionType, ModuleType

from balkansim.errors import unknown
from balkansim.link import Function
from balkansim.moves import (
    align,
    arm,
    attraction,
    bearings,
    calendar,
    confront,
    perceive,
    record,
    settle,
    signal,
    slots,
    sums,
)
from balkansim.rulebook import accession, armament, blocs, conduct, confrontation, maths, politics, rivals, threat
from balkansim.rulebook import settle as settling
from balkansim.rulebook.registry import RULES

RULE_MODULES = (maths, threat, conduct, confrontation, accession, rivals, blocs, armament, settling, politics)
MOVE_MODULES = (slots, sums, calendar, perceive, signal, confront, attraction, align, arm, settle, record, bearings)


def functions_of(modules: tuple[ModuleType, ...]) -> list[Function]:
    """Return the functions that modules define themselves, in order of definition."""
    return [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, FunctionType) and value.__module__ == module.__name__
    ]


@cache
def month_functions() -> tuple[Function, ...]:
    """Return the rules with their arithmetic, and the moves."""
    return (*functions_of(RULE_MODULES), *functions_of(MOVE_MODULES))


def stand_ins(replaced: Mapping[str, Function]) -> dict[Function, Function]:
    """Map the functions of replaced rules to their stand-ins.

    Parameters
    ----------
    replaced : mapping of str to function
        Stand-in by the rule's name; it takes the same arguments.

    Raises
    ------
    BalkansimError
        If there is no rule of that name.
    """
    for name in replaced:
        if name not in RULES:
            raise unknown("rule", name, RULES, where="rules")
    return {RULES[name].function: function for name, function in replaced.items()}
