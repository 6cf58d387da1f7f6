"""Where worlds differ in what counts as a change, a comparison says so, and only there."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from balkansim.analysis.compare import _yardstick

KEY: Any = ("F4", "main")


def world(delta: float) -> Any:
    return SimpleNamespace(deltas={KEY: delta})


def test_worlds_with_another_yardstick_of_change_say_both() -> None:
    assert _yardstick(KEY, world(0.01), world(0.025)) == (
        "a change counts from 0.01 on in the reference, from 0.025 here"
    )


def test_worlds_with_the_same_yardstick_say_nothing() -> None:
    assert _yardstick(KEY, world(0.01), world(0.01)) == ""
