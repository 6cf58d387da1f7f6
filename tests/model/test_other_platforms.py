"""How far an answer can differ where exponentials and logarithms are rounded otherwise, as on another platform."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from balkansim.experiments.replay import TOLERANCE
from balkansim.model.mesa_model import BalkanModel
from balkansim.model.month import MOVE_MODULES, RULE_MODULES

SERIES = ("tension", "polarisation", "secession", "partnership", "hazard", "expenditure", "cohesion")
RUNS = (0, 1, 2)


def histories() -> list[dict[str, np.ndarray]]:
    """Live a few histories with agents and return what they end with."""
    found = []
    for run in RUNS:
        model = BalkanModel("baseline", rng=1, run=run, draw=run)
        while model.running:
            model.step()
        world = model.snapshot()
        found.append({name: np.array(world[name], dtype=float) for name in SERIES})
    return found


def rounded_otherwise(function: Callable[[float], float], share: float) -> Callable[[float], float]:
    """Return a function that is off by a share of its value, upward or downward by chance of its argument."""

    def other(x: float) -> float:
        return function(x) * (1.0 + (share if hash(x) & 1 else -share))

    return other


def farthest(monkeypatch: pytest.MonkeyPatch, share: float) -> float:
    """Return the largest difference that such rounding makes over whole histories."""
    usual = histories()
    for module in (*RULE_MODULES, *MOVE_MODULES):
        for name in ("exp", "log"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, rounded_otherwise(getattr(math, name), share))
    return max(
        float(np.abs(one[n] - other[n]).max()) for one, other in zip(usual, histories(), strict=True) for n in SERIES
    )


def test_another_rounding_stays_within_the_tolerance_of_verify(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 0.0 < farthest(monkeypatch, 2.0**-52) < TOLERANCE


def test_a_worse_library_would_be_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert farthest(monkeypatch, 1e-6) > TOLERANCE
