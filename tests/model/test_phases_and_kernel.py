"""The month as a table and the month written out tell the same: moves, order, over what; rules in their phases."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

import pytest

from balkansim.model import kernel
from balkansim.model.month import MOVE_MODULES, functions_of, month_functions
from balkansim.model.phases import PHASES, table
from balkansim.model.rulebook.registry import RULES

EACH = {"n": "actor", "w.opened[0]": "bloc", "flashpoints": "flashpoint", "entities": "entity"}
MOVES = {function.__name__: function for function in functions_of(MOVE_MODULES)}
ALL = {function.__name__: function for function in month_functions()}


def told_by_the_kernel() -> list[tuple[str, str]]:
    """Return moves of `live_month` in order, each with what it goes over."""
    body = ast.parse(textwrap.dedent(inspect.getsource(kernel.live_month))).body[0]
    told = []
    for step in body.body[2:]:  # type: ignore[attr-defined]
        call = step.body[0].value if isinstance(step, ast.For) else step.value
        if isinstance(step, ast.For):
            assert len(step.body) == 1
            each = EACH[ast.unparse(step.iter.args[0])]  # type: ignore[attr-defined]
            assert ast.unparse(call.args[-1]) == ast.unparse(step.target)
        else:
            each = "world"
        assert [ast.unparse(argument) for argument in call.args[:-1]] == ["w", "c", "u"]
        told.append((call.func.id, each))
    return told


# What is expected anew once a grievance has moved is month zero's, not the phase's that moved it.
MONTH_ZERO = {"set_grievance"}


def called_by(function: Callable[..., Any], seen: set[str] | None = None) -> set[str]:
    """Return the names of all functions of the month that a function reaches."""
    found = seen if seen is not None else set()
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name = node.func.id
            if name in ALL and name not in found and name not in MONTH_ZERO:
                found.add(name)
                called_by(ALL[name], found)
    return found


def test_the_table_and_the_kernel_make_the_same_moves_in_the_same_order_over_the_same_things() -> None:
    tabled = [(move.name, move.each) for phase in PHASES for move in phase.moves]
    assert told_by_the_kernel() == tabled


def test_phases_are_numbered_in_order() -> None:
    assert [phase.order for phase in PHASES] == list(range(1, len(PHASES) + 1))
    names = ["calendar", "perceive", "signal", "confront", "align", "arm", "settle", "record"]
    assert [phase.name for phase in PHASES] == names


@pytest.mark.parametrize("phase", PHASES, ids=lambda phase: phase.name)
def test_a_phase_names_the_rules_its_moves_reach(phase: Any) -> None:
    reached = {name for move in phase.moves for name in called_by(MOVES[move.name]) if name in RULES}
    borrowed = {"exercise_chance"} if phase.name == "settle" else set()
    assert set(phase.rules) == reached - borrowed


def test_every_rule_has_a_place() -> None:
    of_phases = {name for phase in PHASES for name in phase.rules}
    of_bearings = called_by(MOVES["take_bearings"])
    assert set(RULES) - of_phases <= of_bearings
    assert of_phases <= set(RULES)


def test_the_printed_table_shows_every_phase_and_rule() -> None:
    text = table()
    assert all(f"{phase.order} {phase.name}: {phase.sentence}" in text for phase in PHASES)
    assert all(name in text for phase in PHASES for name in phase.rules)


def test_functions_of_the_month_have_names_of_their_own() -> None:
    names = [function.__name__ for function in month_functions()]
    assert len(names) == len(set(names))
