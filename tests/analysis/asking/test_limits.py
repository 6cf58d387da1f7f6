"""Limits of a box, told and weighed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from balkansim.analysis.discovery import Limit, inside, loosened, weighed

FACTORS = {
    "a": np.array([1.0, 2.0, 3.0, 4.0]),
    "b": np.array([1.0, 1.0, 2.0, 2.0]),
    "who": np.array(["x", "y", "x", "z"], dtype=object),
}
INTERESTING = np.array([True, True, False, False])


@pytest.mark.parametrize(
    ("limit", "told", "who"),
    [
        (Limit("a", ">=", 3.0), "a >= 3", [False, False, True, True]),
        (Limit("a", "<=", 3.0), "a <= 3", [True, True, True, False]),
        (Limit("who", "in", names=("x", "z")), "who in x, z", [True, False, True, True]),
        (Limit("who", "in", names=("y",)), "who is y", [False, True, False, False]),
        (Limit("a", ">=", 4.0, is_month=True), "a >= 2025-08", [False, False, False, True]),
    ],
)
def test_a_limit_is_told_and_lets_in(limit: Limit, told: str, who: list[bool]) -> None:
    assert str(limit) == told
    assert limit.lets_in(FACTORS[limit.factor]).tolist() == who


def test_a_box_is_where_all_its_limits_hold() -> None:
    assert inside([Limit("a", ">=", 2.0), Limit("b", "<=", 1.0)], FACTORS).tolist() == [False, True, False, False]
    assert inside([], FACTORS).all()


def test_quasi_p_worked_by_hand() -> None:
    # two of two in the box; without the first limit two of three, so (2/3)^2; without the second nothing changes: 1
    limits = [Limit("a", "<=", 2.0), Limit("who", "in", names=("x", "y"))]
    found = weighed(limits, FACTORS, INTERESTING)
    assert [(limit.factor, limit.quasi_p) for limit in found] == [
        ("a", pytest.approx(4 / 9)),
        ("who", pytest.approx(1)),
    ]


def test_what_does_not_matter_is_dropped_and_what_does_is_kept() -> None:
    many = {name: np.repeat(column, 10) for name, column in FACTORS.items()}
    hits = np.repeat(INTERESTING, 10)
    both = [Limit("a", "<=", 2.0), Limit("who", "in", names=("x", "y"))]
    (kept,) = loosened(both, many, hits)
    assert kept.factor == "a"
    # a and b say the same here: each makes the other idle, but not both are dropped
    (one,) = loosened([Limit("a", "<=", 2.0), Limit("b", "<=", 1.0)], many, hits)
    assert one.quasi_p == pytest.approx(0.5**20)
    assert loosened([Limit("who", "in", names=("x", "y", "z"))], many, hits) == ()
