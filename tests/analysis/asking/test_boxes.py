"""Boxes planted by hand are found again, whatever the factors are called and hold."""

from __future__ import annotations

import logging
import sys
from itertools import pairwise

import numpy as np
import pytest

from balkansim.analysis.discovery import Step, best, peel
from balkansim.errors import BalkansimError

CASES = 300


def cube(*names: str, seed: int = 1) -> dict[str, np.ndarray]:
    """Return a Latin hypercube: each factor has one value in each of CASES slices of [0, 1]."""
    rng = np.random.default_rng(seed)
    return {name: (rng.permutation(CASES) + 0.5) / CASES for name in names}


def ends(found: Step) -> dict[tuple[str, str], float | None]:
    return {(limit.factor, limit.kind): limit.end for limit in found.limits}


def test_a_planted_box_is_found() -> None:
    factors = cube("a", "b", "idle")
    planted = (factors["a"] >= 0.6) & (factors["b"] <= 0.5)
    steps = peel(factors, planted)
    assert (steps[0].coverage, steps[0].mass, steps[0].limits) == (1.0, 1.0, ())
    assert steps[0].density == pytest.approx(planted.mean())
    assert all(later.mass < step.mass for step, later in pairwise(steps[:5]))
    found = best(steps, factors, planted)
    # each step cuts off a twentieth, so that the ends are met but for a few cases
    assert min(found.coverage, found.density) > 0.97
    assert found.interesting == pytest.approx(found.coverage * planted.sum())
    assert found.interesting == pytest.approx(found.density * found.cases)
    assert ends(found) == {("a", ">="): pytest.approx(0.6, abs=0.02), ("b", "<="): pytest.approx(0.5, abs=0.02)}
    assert found.limits[0].end in factors[found.limits[0].factor]
    assert max(limit.quasi_p for limit in found.limits) < 1e-6


def test_a_noisy_box_is_found_nearly() -> None:
    factors = cube("a", "b", "idle", "idler")
    inside = (factors["a"] >= 0.6) & (factors["b"] <= 0.5)
    flipped = np.random.default_rng(2).random(CASES) < 0.05
    found = best(peel(factors, inside ^ flipped), factors, inside ^ flipped)
    assert ends(found) == {("a", ">="): pytest.approx(0.6, abs=0.06), ("b", "<="): pytest.approx(0.5, abs=0.06)}
    assert found.density > 0.85
    assert found.coverage > 0.7


def test_names_whole_numbers_and_a_factor_called_scenario() -> None:
    rng = np.random.default_rng(3)
    factors = {
        "scenario": rng.choice(["plain", "drawdown", "crisis"], CASES).astype(object),
        "month.visit": rng.integers(0, 12, CASES),
        "fixed": np.full(CASES, 3.0),
    }
    planted = np.isin(factors["scenario"], ["drawdown", "crisis"]) & (factors["month.visit"] >= 7)
    found = best(peel(factors, planted), factors, planted)
    assert (found.coverage, found.density, found.factors) == (1.0, 1.0, 2)
    assert {str(limit) for limit in found.limits} == {"month.visit >= 7", "scenario in crisis, drawdown"}


def test_one_class_few_cases_and_no_factor_are_refused() -> None:
    factors = cube("a")
    with pytest.raises(BalkansimError, match="none of 300 cases are of interest"):
        peel(factors, np.zeros(CASES, dtype=bool))
    with pytest.raises(BalkansimError, match="all of 300 cases are of interest"):
        peel(factors, np.ones(CASES, dtype=bool))
    with pytest.raises(BalkansimError, match="4 cases"):
        peel({"a": np.arange(4.0)}, np.array([True, True, False, False]))
    with pytest.raises(BalkansimError, match="no factor"):
        peel({"a": np.ones(CASES)}, factors["a"] > 0.5)


def test_the_workbench_keeps_silent(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    factors = cube("a")
    with caplog.at_level(logging.DEBUG):
        peel(factors, factors["a"] > 0.7)
    assert not caplog.records
    assert capfd.readouterr() == ("", "")


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ema_workbench.analysis.prim", None)
    factors = cube("a")
    with pytest.raises(BalkansimError, match=r"pip install 'balkansim\[discovery\]'"):
        peel(factors, factors["a"] > 0.7)
