"""Fixtures: short games on the shipped evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import running
from balkansim.analysis.film import Key
from balkansim.teaching.game import Game

Begin = Callable[..., Game]
EAGER = {"consent_base": 30.0, "accession_base": 1e-9, "decline_base": 1e-9, "exit_base": 1e-9, "lapse_base": 1e-9}


@pytest.fixture
def begin() -> Begin:
    """Return a maker of games: a state, a scenario, factors set, and the scenario's fields."""

    def made(
        state: str = "MKD",
        world: str = "baseline",
        seed: int = 3,
        settings: dict[str, float] | None = None,
        **fields: Any,
    ) -> Game:
        return Game(running.changed(world, settings, **fields), running.evidence(), Key(seed), state)

    return made
