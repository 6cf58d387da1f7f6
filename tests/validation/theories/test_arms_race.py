"""Richardson's arms race: the published fit, simulated races recovered, and the condition of stability."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from balkansim.errors import BalkansimError
from balkansim.validation.theories.arms_race import TwoNations, apart, mid_year, together
from balkansim.validation.theories.tables import read_years
from balkansim.validation.theories.theory import published_table

RATES = st.floats(0.05, 2.0)


def test_the_slope_of_1909_to_1913_is_the_printed_one_and_the_zero_rounds_to_195():
    years, totals = read_years(published_table("arms-race"), ("total",))
    line = together(years, totals[:, 0])
    assert round(line.slope, 2) == 0.73
    assert line.zero == pytest.approx(194.914, abs=5e-4)
    assert not line.stable
    assert line.doubling == pytest.approx(np.log(2) / 0.7310, rel=1e-3)


def test_increments_stand_against_the_level_half_way():
    levels, increments = mid_year([2000, 2001, 2003], [10, 12, 20])
    assert levels.tolist() == [11, 16]
    assert increments.tolist() == [2, 4]


def test_a_race_in_yearly_steps_gives_its_coefficients_back():
    slope, zero = -0.4, 50.0
    total = [90.0]
    for _ in range(6):
        # The increment is slope * (mid-year - zero), and mid-year holds half the increment.
        step = slope * (total[-1] - zero) / (1 - slope / 2)
        total.append(total[-1] + step)
    line = together(range(1900, 1907), total)
    assert (line.slope, line.zero, line.fit) == pytest.approx((slope, zero, 1.0))
    assert line.stable
    assert line.doubling is None


def test_a_continuous_race_shows_twice_the_hyperbolic_tangent_of_half_its_rate():
    years = np.arange(8)
    assert together(years, 30 + 2 * np.exp(0.6 * years)).slope == pytest.approx(2 * np.tanh(0.3))


def test_two_simulated_nations_give_their_coefficients_back():
    truth = TwoNations(k=0.5, alpha=0.3, g=1.0, l=0.2, beta=0.4, h=2.0)
    half = np.eye(2) - truth.matrix / 2
    levels = [np.array([10.0, 40.0])]
    for _ in range(7):
        step = np.linalg.solve(half, truth.matrix @ levels[-1] + [truth.g, truth.h])
        levels.append(levels[-1] + step)
    found = apart(range(8), *np.transpose(levels))
    for name in ("k", "alpha", "g", "l", "beta", "h"):
        assert getattr(found, name) == pytest.approx(getattr(truth, name), rel=1e-6)
    assert found.balance == pytest.approx(truth.balance)
    x, y = truth.balance
    assert (truth.k * y - truth.alpha * x + truth.g, truth.l * x - truth.beta * y + truth.h) == pytest.approx((0, 0))


@settings(deadline=None, max_examples=50)
@given(RATES, RATES, RATES, RATES)
def test_the_race_settles_exactly_under_richardsons_condition(k, l, alpha, beta):  # noqa: E741
    assume(abs(k * l - alpha * beta) > 1e-3)
    race = TwoNations(k, alpha, 0.0, l, beta, 0.0)
    assert race.stable == (k * l < alpha * beta)
    later = np.abs(expm(race.matrix * (20 / abs(race.growth))) @ [1.0, 1.0]).max()
    assert race.stable == (later < 1.0)


def test_negative_fatigue_is_not_stable_even_where_the_products_say_so():
    race = TwoNations(k=0.1, alpha=-1.0, g=0, l=0.1, beta=-1.0, h=0)
    assert race.k * race.l < race.alpha * race.beta
    assert not race.stable
    assert race.growth > 0
    assert TwoNations(1, 1, 1, 1, 1, 1).balance is None


@pytest.mark.parametrize(
    ("fit", "expected"),
    [
        (lambda: together([1, 2, 3], [1, 2, 4]), "at least 4"),
        (lambda: together([1, 2, 3, 4], [5, 5, 5, 5]), "all mid-year levels are the same"),
        (lambda: apart([1, 2, 3, 4], [1, 2, 4, 8], [1, 3, 4, 9]), "at least 5"),
        (lambda: apart(range(6), [1, 2, 4, 8, 9, 11], [2, 4, 8, 16, 18, 22]), "exactly alike"),
    ],
)
def test_what_cannot_be_fitted_is_refused(fit, expected):
    with pytest.raises(BalkansimError, match=expected):
        fit()
