"""Intervals over parameter draws, chance removed."""

import math

import numpy as np
import pytest

from balkansim.forecasts.intervals import Spread, between_draws, spread


def ends(found: Spread) -> tuple[float, float]:
    assert found.low is not None
    assert found.high is not None
    return found.low, found.high


def shares(found: Spread, low: float, high: float) -> tuple[float, float, float]:
    given = found.shares(low, high)
    assert given is not None
    return given


def test_the_moments_worked_by_hand() -> None:
    """Shares 0.2 and 0.6, L = 10: mean 0.4, var 0.08; tau2 = (10 * 0.08 - 0.4 * 0.6) / 9 = 0.0622..."""
    assert between_draws([2, 6], 10) == pytest.approx(0.56 / 9)
    found = spread([2, 6], 10)
    assert found.mean == pytest.approx(0.4)
    assert found.mc_error == pytest.approx(math.sqrt(0.08 / 2))
    strength = 0.24 / (0.56 / 9) - 1
    assert found.shape == pytest.approx((0.4 * strength, 0.6 * strength))


def test_shares_that_differ_by_less_than_chance_have_no_variance_left() -> None:
    assert between_draws([5, 5, 5], 10) == 0
    found = spread([5, 5, 5], 10)
    assert (found.low, found.high) == (0.5, 0.5)
    assert found.mc_error == pytest.approx(math.sqrt(0.25 / 30))


@pytest.mark.parametrize("truth", [0.05, 0.12, 0.5])
def test_a_world_without_parameter_uncertainty_has_an_interval_of_almost_no_width(truth: float) -> None:
    luck = np.random.default_rng(3)
    widths = []
    for _ in range(20):
        hits = luck.binomial(20, truth, size=200)
        found = spread(hits, 20)
        raw = np.quantile(hits / 20, [0.05, 0.95])
        widths.append(np.ptp(ends(found)))
        assert widths[-1] < 0.6 * (raw[1] - raw[0])
    assert np.median(widths) < 0.07


def test_true_parameter_uncertainty_is_found() -> None:
    luck = np.random.default_rng(4)
    truth = luck.beta(4, 6, size=2000)
    found = spread(luck.binomial(20, truth), 20)
    assert (found.low, found.high) == pytest.approx(np.quantile(truth, [0.05, 0.95]), abs=0.02)
    below, inside, above = shares(found, 0.3, 0.5)
    assert below == pytest.approx((truth < 0.3).mean(), abs=0.03)
    assert inside == pytest.approx(((truth >= 0.3) & (truth <= 0.5)).mean(), abs=0.03)
    assert below + inside + above == pytest.approx(1)


@pytest.mark.parametrize("hits", [[0, 20], [20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]])
def test_the_interval_contains_the_mean_when_every_draw_is_all_or_nothing(hits: list[int]) -> None:
    found = spread(hits, 20)
    low, high = ends(found)
    assert low <= found.mean <= high
    assert all(math.isfinite(number) for number in (low, high, *shares(found, 0.2, 0.3)))


def test_none_of_n_reaches_up_to_jeffreys_bound() -> None:
    found = spread([0, 0, 0, 0, 0], 20)
    assert found.low == found.mean == found.mc_error == 0
    assert found.high == pytest.approx(0.0191, abs=2e-4)
    assert shares(found, 0.1, 0.2)[0] == pytest.approx(1, abs=1e-4)


def test_all_of_n_mirrors_none_of_n() -> None:
    none, every = spread([0, 0], 20), spread([20, 20], 20)
    assert every.high == 1
    assert ends(every)[0] == pytest.approx(1 - ends(none)[1])


@pytest.mark.parametrize(("hits", "histories", "why"), [([5], 20, "one parameter draw"), ([0, 1, 1], 1, "one history")])
def test_chance_and_parameters_that_cannot_be_told_apart_give_no_interval(
    hits: list[int], histories: int, why: str
) -> None:
    found = spread(hits, histories)
    assert found.low is None
    assert found.high is None
    assert found.shares(0.1, 0.2) is None
    assert why in found.note
    assert found.mc_error > 0


def test_a_share_without_spread_lies_wholly_on_one_side() -> None:
    found = spread([5, 5, 5], 10)
    assert found.shares(0.4, 0.5) == (0, 1, 0)
    assert found.shares(0.55, 0.75) == (1, 0, 0)
    assert found.shares(0.1, 0.2) == (0, 0, 1)
