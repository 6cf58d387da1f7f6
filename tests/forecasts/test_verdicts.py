"""Verdicts: each can be reached for a band ten points wide."""

import numpy as np
import pytest

from balkansim.forecasts.intervals import Spread, hangs_on_delta, judge, spread, verdict

BAND = (0.40, 0.50)


def simulated(mean: float, strength: float) -> Spread:
    luck = np.random.default_rng(5)
    return spread(luck.binomial(20, luck.beta(mean * strength, (1 - mean) * strength, size=200)), 20)


@pytest.mark.parametrize(
    ("mean", "strength", "expected"),
    [
        (0.45, 400, "agrees"),
        (0.45, 8, "agrees"),
        (0.12, 100, "model lower"),
        (0.85, 100, "model higher"),
        (0.36, 10, "undecided"),
        (0.58, 10, "undecided"),
    ],
)
def test_each_verdict_can_be_reached(mean: float, strength: float, expected: str) -> None:
    assert judge(simulated(mean, strength), BAND) == expected


def point(mean: float, low: float | None, high: float | None) -> Spread:
    return Spread(0, 2, 2, mean, low, high, 0.0, None)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (point(0.40, 0.1, 0.9), "agrees"),
        (point(0.50, 0.1, 0.9), "agrees"),
        (point(0.39, 0.38, 0.399), "model lower"),
        (point(0.39, 0.38, 0.401), "undecided"),
        (point(0.51, 0.501, 0.6), "model higher"),
        (point(0.51, 0.499, 0.6), "undecided"),
        (point(0.10, None, None), "undecided"),
        (point(0.45, None, None), "agrees"),
    ],
)
def test_the_cut_offs(found: Spread, expected: str) -> None:
    assert judge(found, BAND) == expected


def test_a_verdict_that_hangs_on_delta_is_undecided() -> None:
    inside, under = point(0.45, 0.4, 0.5), point(0.2, 0.1, 0.3)
    assert verdict([inside, inside, inside], BAND) == "agrees"
    assert verdict([inside, inside, under], BAND) == "undecided"
    assert verdict([inside, under, inside], BAND) == "undecided"
    assert hangs_on_delta([inside, under, inside], BAND)
    assert not hangs_on_delta([inside], BAND)
