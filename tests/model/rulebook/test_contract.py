"""What every rule promises: docstring, inputs, range of answers, directions, and the same answers compiled."""

from __future__ import annotations

import inspect
from functools import cache
from typing import Any

import numpy as np
import pytest

import running
from balkansim.evidence.coefficients import coefficient_dtype, coefficient_names, coefficient_view, load_parameters
from balkansim.model.linking import link
from balkansim.model.month import RULE_MODULES, functions_of
from balkansim.model.rulebook.inputs import INPUTS
from balkansim.model.rulebook.registry import RULES, Rule

POINTS = 300
STEPS = 7
CORNER_LIMIT = 256
WHOLE = {"step"}
rules = pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))


def arguments(rule: Rule) -> list[str]:
    """Return the names of a rule's inputs, coefficients left out."""
    return list(inspect.signature(rule.function).parameters)[1:]


def bounds(name: str) -> tuple[float, float]:
    """Return the range of an input."""
    return INPUTS[name][0]


@cache
def coefficients() -> Any:
    """Return coefficients at both ends of their ranges, mixed ends, and drawn: structured, shape (64,)."""
    known = load_parameters(running.evidence().path("parameters.toml"))
    rng = np.random.default_rng(1)
    drawn = np.zeros(64, coefficient_dtype())
    for name in coefficient_names():
        drawn[name] = known[name].quantiles(rng.uniform(1e-9, 1.0 - 1e-9, 64))
        ends = np.array([known[name].low, known[name].high])
        drawn[name][:2] = ends
        drawn[name][2:16] = rng.choice(ends, 14)
    return drawn


@cache
def points(rule_name: str) -> list[tuple[int, list[float]]]:
    """Return inputs to try a rule on: corners and random points, each with the number of a draw of coefficients."""
    names = arguments(RULES[rule_name])
    ranges = np.array([bounds(name) for name in names]).reshape(-1, 2)
    rng = np.random.default_rng(2)
    count = min(2 ** len(names), CORNER_LIMIT)
    numbers = np.arange(count) if count == 2 ** len(names) else rng.integers(0, 2 ** len(names), count)
    corners = [[ranges[k, (int(number) >> k) & 1] for k in range(len(names))] for number in numbers]
    inside = rng.uniform(ranges[:, 0], ranges[:, 1], (POINTS, len(names)))
    for column, name in enumerate(names):
        if name in WHOLE:
            inside[:, column] = np.round(inside[:, column])
    return [(k % 64, [float(x) for x in point]) for k, point in enumerate([*corners, *inside])]


@rules
def test_the_docstring_names_source_reading_parameters_and_answer(rule: Rule) -> None:
    text = inspect.getdoc(rule.function) or ""
    assert rule.section("Source")
    assert rule.section("Reading")
    for title in ("Parameters\n-------", "Returns\n-------"):
        assert title in text
    described = text.split("Parameters\n")[1].split("Returns\n")[0]
    assert all(name in described for name in arguments(rule))


@rules
def test_inputs_are_of_the_one_vocabulary(rule: Rule) -> None:
    assert set(arguments(rule)) <= set(INPUTS)
    assert {*rule.rises, *rule.falls} <= set(arguments(rule))
    assert not set(rule.rises) & set(rule.falls)


def test_every_listed_input_is_used_by_a_rule() -> None:
    used = {name for rule in RULES.values() for name in arguments(rule)}
    assert set(INPUTS) - used == set()


@rules
def test_answers_are_numbers_within_the_declared_range(rule: Rule) -> None:
    low, high = rule.answer
    for draw, point in points(rule.name):
        answer = rule.function(coefficient_view(coefficients(), draw), *point)
        assert type(answer) is float
        assert low <= answer <= high, f"{rule.name}{tuple(point)} with draw {draw} = {answer}"


DIRECTIONS = [
    (rule, name, sign)
    for rule in RULES.values()
    for names, sign in ((rule.rises, 1), (rule.falls, -1))
    for name in names
]


@pytest.mark.parametrize(("rule", "name", "sign"), DIRECTIONS, ids=[f"{r.name}-{n}" for r, n, _ in DIRECTIONS])
def test_declared_directions_hold(rule: Rule, name: str, sign: int) -> None:
    at = arguments(rule).index(name)
    low, high = bounds(name)
    steps = [2.0, 3.0, 4.0] if name in WHOLE else np.linspace(low, high, STEPS).tolist()
    moved = 0
    for draw, point in points(rule.name)[::4]:
        c = coefficient_view(coefficients(), draw)
        line = [[*point[:at], step, *point[at + 1 :]] for step in steps]
        answers = np.array([rule.function(c, *inputs) for inputs in line])
        slack = 1e-12 * max(1.0, float(np.abs(answers).max()))
        assert (sign * np.diff(answers) >= -slack).all(), (name, draw, point, answers)
        moved += int(abs(answers[-1] - answers[0]) > slack)
    assert moved > 0, f"{name} never moves {rule.name}"


@cache
def compiled() -> dict[str, Any]:
    """Return every rule, compiled."""
    from numba import njit

    return link(functions_of(RULE_MODULES), wrap=lambda function: njit(function, error_model="numpy"))


@rules
def test_compiled_answers_equal_plain_ones_in_every_bit(rule: Rule) -> None:
    fast = compiled()[rule.name]
    for draw, point in points(rule.name)[::2]:
        plain = rule.function(coefficient_view(coefficients(), draw), *point)
        assert fast(coefficients()[draw], *point) == plain, (draw, point)
