"""What the moves of the month reach: helpers and rules they call, luck they draw, fields of the world they set."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from functools import cache

from balkansim.analysis.rules import rules
from balkansim.model.month import month_functions
from balkansim.model.phases import PHASES
from balkansim.model.world import FIELDS
from generator.markdown import plain

WORLD, LUCK = "w", "u"


@cache
def bodies() -> dict[str, tuple[ast.AST, ...]]:
    """Return every part of the body of each function of the month, by the function's name."""
    found = {}
    for function in month_functions():
        tree = ast.parse(inspect.getsource(function)).body[0]
        assert isinstance(tree, ast.FunctionDef)
        found[function.__name__] = tuple(node for statement in tree.body for node in ast.walk(statement))
    return found


@cache
def sentences() -> dict[str, str]:
    """Return the first sentence of the docstring of every function of the month, by name."""
    return {function.__name__: (inspect.getdoc(function) or "").partition("\n")[0] for function in month_functions()}


def sentence_of(move: str) -> str:
    """Return what a move does, as Markdown."""
    return plain(sentences()[move].replace("; `i` is not used", ""))


@cache
def reached_from(move: str) -> tuple[str, ...]:
    """Return a move and all functions of the month that it calls, at any depth."""
    found: list[str] = [move]
    for name in found:
        for node in bodies()[name]:
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if called in bodies() and called not in found:
                found.append(called)
    return tuple(found)


def rules_of(move: str) -> tuple[str, ...]:
    """Return the rules that a move composes, by itself or through helpers."""
    return tuple(name for name in reached_from(move) if name in rules())


def channels_of(move: str) -> tuple[str, ...]:
    """Return the channels of luck that a move draws from, by itself or through helpers."""
    nodes = (node for name in reached_from(move) for node in bodies()[name])
    return tuple(dict.fromkeys(field for node in nodes for field in _field(node, LUCK)))


def movers_of(channel: str) -> tuple[str, ...]:
    """Return the moves of the month that draw from a channel of luck."""
    return tuple(move.name for phase in PHASES for move in phase.moves if channel in channels_of(move.name))


@cache
def phases_setting() -> dict[str, tuple[str, ...]]:
    """Return the phases in which each field of the world is set; none for what is fixed at the start."""
    found: dict[str, dict[str, None]] = {name: {} for name in FIELDS}
    for phase in PHASES:
        for name in (reached for move in phase.moves for reached in reached_from(move.name)):
            for field in _set_by(name):
                found[field][phase.name] = None
    return {name: tuple(phases) for name, phases in found.items()}


def _set_by(function: str) -> Iterator[str]:
    """Yield the fields of the world that one function assigns to."""
    for node in bodies()[function]:
        if isinstance(node, ast.Assign | ast.AugAssign):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                yield from _field(target.value if isinstance(target, ast.Subscript) else target, WORLD)


def _field(node: ast.AST, record: str) -> Iterator[str]:
    """Yield the field that a node names of a record."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == record:
        yield node.attr
