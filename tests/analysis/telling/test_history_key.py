"""Which history the command runs: draw and run as named, the first of each otherwise, none drawn at the median."""

from __future__ import annotations

from typing import Any

import pytest

import balkansim
from balkansim.cli.ask import _named_history

USUAL = {"seed": 1, "point": None, "engine": "mesa", "with_": (), "set_": (), "evidence": None}


@pytest.mark.parametrize(
    ("asked", "draw", "run"),
    [
        ({"median": False, "draw": None, "run": None}, 0, 0),
        ({"median": False, "draw": 3, "run": 2}, 3, 2),
        ({"median": False, "draw": 0, "run": 0}, 0, 0),
        ({"median": True, "draw": None, "run": 5}, None, 5),
    ],
)
def test_the_history_is_the_one_that_was_named(
    monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any], draw: int | None, run: int
) -> None:
    found: dict[str, Any] = {}
    monkeypatch.setattr(balkansim, "history", lambda scenario, **key: found.update(key), raising=False)
    _named_history("baseline", USUAL | asked)
    assert (found["draw"], found["run"]) == (draw, run)
