"""Every function of the month: helpers, rules, moves, draws and the month itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from inspect import signature
from types import FunctionType, ModuleType

from balkansim.errors import BalkansimError, unknown
from balkansim.model.linking import Function
from balkansim.model.moves import (
    align,
    arm,
    attraction,
    bearings,
    calendar,
    confront,
    grievance,
    perceive,
    record,
    settle,
    signal,
    slots,
    stability,
    sums,
)
from balkansim.model.rulebook import accession, armament, blocs, conduct, confrontation, maths, politics, rivals, threat
from balkansim.model.rulebook import settle as settling
from balkansim.model.rulebook.registry import RULES

RULE_MODULES = (maths, threat, conduct, confrontation, accession, rivals, blocs, armament, settling, politics)
MOVE_MODULES = (
    slots,
    sums,
    grievance,
    calendar,
    perceive,
    signal,
    confront,
    attraction,
    align,
    arm,
    settle,
    record,
    stability,
    bearings,
)


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
    """Map the functions of replaced rules to their stand-ins."""
    for name, stand_in in replaced.items():
        if name not in RULES:
            raise unknown("rule", name, RULES, where="rules")
        _check_arguments(name, stand_in)
    return {RULES[name].function: function for name, function in replaced.items()}


def _check_arguments(name: str, stand_in: Function) -> None:
    """Refuse a stand-in whose arguments are not the rule's: rules are called by position, so that an order counts."""
    expected, found = (signature(function).parameters for function in (RULES[name].function, stand_in))
    takes_any = any(one.kind is one.VAR_POSITIONAL for one in found.values())
    if not takes_any and list(found) != list(expected):
        raise BalkansimError(
            f"a stand-in for {name} that takes {', '.join(found) or 'nothing'}",
            expected=f"{', '.join(expected)}, in this order",
            where="rules",
            todo=f"balkansim explain {name} says what each is",
        )
