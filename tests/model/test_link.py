"""Linked copies: calls go to the copies, stand-ins reach every caller, originals stay as they are."""

from __future__ import annotations

from typing import Any

from balkansim.model.linking import Function, link


def inner(x: float) -> float:
    return x + 1.0


def middle(x: float) -> float:
    return 2.0 * inner(x)


def outer(x: float) -> float:
    return middle(x) + inner(x)


def hundred(x: float) -> float:
    return 100.0


def twice_middle(x: float) -> float:
    return 10.0 * inner(x)


FUNCTIONS = (inner, middle, outer)


def test_copies_answer_as_the_originals() -> None:
    linked = link(FUNCTIONS)
    assert list(linked) == ["inner", "middle", "outer"]
    assert linked["outer"](3.0) == outer(3.0) == 12.0
    assert linked["outer"] is not outer


def test_a_stand_in_reaches_every_caller_and_no_original() -> None:
    linked = link(FUNCTIONS, {inner: hundred})
    assert linked["outer"](3.0) == 300.0
    assert linked["inner"](3.0) == 100.0
    assert outer(3.0) == 12.0


def test_a_stand_in_is_linked_to_the_copies_too() -> None:
    linked = link(FUNCTIONS, {middle: twice_middle, inner: hundred})
    assert linked["outer"](3.0) == 1100.0


def test_every_call_can_be_traced() -> None:
    calls: list[str] = []

    def traced(function: Function) -> Function:
        def call(*given: Any) -> Any:
            calls.append(function.__name__)
            return function(*given)

        return call

    assert link(FUNCTIONS, wrap=traced)["outer"](3.0) == 12.0
    assert calls == ["outer", "middle", "inner", "inner"]


def test_a_stand_in_may_be_a_closure_or_any_callable() -> None:
    gain = 7.0

    class Constant:
        __name__ = "constant"

        def __call__(self, x: float) -> float:
            return 5.0

    assert link(FUNCTIONS, {inner: lambda x: gain * x})["outer"](2.0) == 42.0
    assert link(FUNCTIONS, {inner: Constant()})["outer"](2.0) == 15.0
