"""The search for the smallest change finds known answers, and says when there is none."""

from __future__ import annotations

import pytest

from balkansim.analysis.drivers import Driver, nearest_end, shifted, smallest_change

BAND = (0.4, 0.5)


def driver(name, at_low, at_high, shape="uniform"):
    return Driver(name, "", "0-1", "assumed", shape, 0.5, 0.0, 1.0, at_low, at_high, at_high - at_low, 0.01)


def line(slopes, middle=0.2):
    """Return a probability that rises by so much from the middle of each input to its high end."""

    def probability(fixed):
        return middle + sum(slopes[name] * (value - 0.5) / 0.5 for name, value in fixed.items())

    return probability


def test_the_known_answer_is_found():
    found = smallest_change([driver("x", 0.0, 0.6)], line({"x": 0.4}), 0.2, BAND)
    assert found is not None
    assert (found.name, found.start) == ("x", 0.5)
    assert found.share == pytest.approx(0.5, abs=1 / 32)
    assert found.value == pytest.approx(0.75, abs=1 / 64)
    assert BAND[0] <= found.probability <= BAND[1]


def test_the_smaller_of_two_changes_wins_whatever_the_order():
    slopes, drivers = {"x": 0.25, "y": -0.8}, [driver("x", -0.05, 0.45), driver("y", 1.0, -0.6)]
    for order in (drivers, drivers[::-1]):
        found = smallest_change(order, line(slopes), 0.2, BAND)
        assert found is not None
        assert found.name == "y"
        assert found.value < found.start


def test_a_probability_above_the_band_is_brought_down():
    found = smallest_change([driver("x", 0.3, 1.0)], line({"x": 0.4}, 0.7), 0.7, BAND)
    assert found is not None
    assert found.value == pytest.approx(0.25, abs=1 / 64)


def test_none_where_no_end_reaches_and_the_nearest_is_named():
    drivers = [driver("x", 0.1, 0.3), driver("y", 0.35, 0.1)]
    assert smallest_change(drivers, line({"x": 0.1, "y": -0.15}), 0.2, BAND) is None
    found = nearest_end(drivers, BAND)
    assert found is not None
    assert (found[0].name, found[1], found[2]) == ("y", 0.0, 0.35)


def test_none_where_the_band_is_jumped_over():
    def step(fixed):
        return 0.9 if fixed["x"] > 0.8 else 0.2

    assert smallest_change([driver("x", 0.2, 0.9)], step, 0.2, BAND) is None


def test_fixing_an_input_at_its_middle_is_no_change():
    """Runs with the input fixed lie a tenth above those in which it varies; only moving it counts."""
    found = smallest_change([driver("x", 0.1, 0.7)], line({"x": 0.4}, 0.3), 0.2, BAND)
    assert found is not None
    assert found.share == pytest.approx(0.5, abs=1 / 32)


def test_ends_are_shifted_to_the_ensemble():
    (found,) = shifted([driver("x", 0.1, 0.3)], 0.05)
    assert (found.at_low, found.at_high) == pytest.approx((0.15, 0.35))


def test_a_straight_line_may_mislead():
    """By a straight line x is nearer; but x moves the probability only at its very end, y almost at once."""

    def probability(fixed):
        if "x" in fixed:
            return 0.45 if fixed["x"] >= 0.99 else 0.2
        return 0.41 if fixed["y"] >= 0.55 else 0.2

    found = smallest_change([driver("x", 0.2, 0.45), driver("y", 0.2, 0.41)], probability, 0.2, BAND)
    assert found is not None
    assert (found.name, found.share) == ("y", 0.125)
