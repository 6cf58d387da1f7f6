"""Sensitivity indices on functions whose indices are known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample
from SALib.test_functions import Ishigami, Sobol_G

from balkansim.analysis.sensitivity import Index, indices, stillness
from balkansim.errors import BalkansimError

BASE = 1024
LEVELS = 4


def problem(low: float, high: float, *names: str) -> dict[str, Any]:
    return {"num_vars": len(names), "names": list(names), "bounds": [[low, high]] * len(names)}


def by_factor(found: tuple[Index, ...]) -> dict[str, Any]:
    return {index.factor: index for index in found}


@pytest.mark.parametrize("second_order", [False, True])
def test_ishigami_has_its_known_indices(second_order: bool) -> None:
    asked = problem(-np.pi, np.pi, "x1", "x2", "x3")
    matrix = sobol_sample.sample(asked, BASE, calc_second_order=second_order, seed=1)
    found = by_factor(indices(asked, matrix, Ishigami.evaluate(matrix), "sobol", second_order=second_order))
    # V = 1/2 + a^2/8 + b pi^4/5 + b^2 pi^8/18 with a = 7, b = 0.1
    first = {"x1": 0.3139, "x2": 0.4424, "x3": 0.0}
    total = {"x1": 0.5576, "x2": 0.4424, "x3": 0.2437}
    for name in asked["names"]:
        assert found[name].first == pytest.approx(first[name], abs=0.04)
        assert found[name].total == pytest.approx(total[name], abs=0.04)
        assert abs(found[name].first - first[name]) < 1.5 * found[name].first_conf
        assert 0 < found[name].total_conf < 0.15


def test_sobol_g_has_its_known_order_and_shares() -> None:
    asked = problem(0, 1, *(f"x{k}" for k in range(1, 9)))
    matrix = sobol_sample.sample(asked, BASE, calc_second_order=False, seed=1)
    found = indices(asked, matrix, Sobol_G.evaluate(matrix), "sobol")
    assert [index.factor for index in found][:4] == ["x1", "x2", "x3", "x4"]
    first = [by_factor(found)[name].first for name in asked["names"]]
    assert first == pytest.approx([0.7165, 0.1791, 0.0237, 0.0072, 0.0001, 0.0001, 0.0001, 0.0001], abs=0.04)


def test_indices_do_not_hang_on_unit_or_offset() -> None:
    asked = problem(-np.pi, np.pi, "x1", "x2", "x3")
    matrix = sobol_sample.sample(asked, 64, calc_second_order=False, seed=1)
    values = Ishigami.evaluate(matrix)
    plain, moved = indices(asked, matrix, values, "sobol"), indices(asked, matrix, 1e-3 * values + 50, "sobol")
    assert [index.total for index in plain] == pytest.approx([index.total for index in moved])


def test_morris_of_a_sum_and_a_product() -> None:
    asked = problem(0, 1, "steady", "down", "with", "nothing")
    matrix = morris_sample.sample(asked, 40, num_levels=LEVELS, seed=3)
    values = 2 * matrix[:, 0] - 1 * matrix[:, 1] + 4 * (matrix[:, 2] - 0.5) * matrix[:, 0]
    found = by_factor(indices(asked, matrix, values, "morris", levels=LEVELS))
    assert (found["down"].mu, found["down"].mu_star) == pytest.approx((-1, 1))
    assert (found["down"].sigma, found["down"].mu_conf) == pytest.approx((0, 0), abs=1e-9)
    assert (found["nothing"].mu_star, found["nothing"].sigma) == pytest.approx((0, 0))
    # the effect of "with" is 4 x steady, whose mean over the four levels is 1/2 and standard deviation sqrt(5)/6
    assert found["with"].mu == pytest.approx(2, abs=0.5)
    assert found["with"].mu == found["with"].mu_star
    assert found["with"].sigma == pytest.approx(4 * np.sqrt(5) / 6, abs=0.3)
    assert found["with"].mu_conf == pytest.approx(1.96 * found["with"].sigma / np.sqrt(40), rel=0.3)
    assert 0 < found["with"].sigma_conf < 0.5


def test_morris_takes_the_range_of_a_factor_as_one() -> None:
    asked = problem(10, 30, "a", "b")
    matrix = morris_sample.sample(asked, 4, num_levels=LEVELS, seed=3)
    found = by_factor(indices(asked, matrix, matrix[:, 0] / 100, "morris", levels=LEVELS))
    assert found["a"].mu_star == pytest.approx(0.2)


@pytest.mark.parametrize("method", ["sobol", "morris"])
def test_the_same_seed_gives_the_same_intervals(method: str) -> None:
    asked = problem(0, 1, "a", "b", "c")
    if method == "sobol":
        matrix = sobol_sample.sample(asked, 16, calc_second_order=False, seed=1)
    else:
        matrix = morris_sample.sample(asked, 16, num_levels=LEVELS, seed=1)
    values = matrix[:, 0] * matrix[:, 1]
    one, again, other = (indices(asked, matrix, values, method, seed=seed) for seed in (0, 0, 1))
    assert one == again
    assert one != other


def test_an_outcome_that_does_not_vary_is_told() -> None:
    flat = np.full(20, 0.1) + 0.0
    assert stillness(flat, 3, "sobol") == "does not vary: 0.1 at every point"
    assert stillness(flat[:16], 3, "morris").startswith("does not vary")
    crossing = np.zeros(20)
    crossing[2] = 1
    assert stillness(crossing, 3, "sobol") == "hardly varies: 0 at every base sample"
    assert not stillness(crossing, 3, "morris")
    crossing[0] = 1
    assert not stillness(crossing, 3, "sobol")


def test_values_that_do_not_fit_the_design_are_refused() -> None:
    asked = problem(0, 1, "a", "b")
    matrix = np.zeros((8, 2))
    with pytest.raises(BalkansimError, match="7 values for 8 points"):
        indices(asked, matrix, np.arange(7.0), "sobol")
    with pytest.raises(BalkansimError, match="blocks of 6"):
        indices(asked, matrix, np.arange(8.0), "sobol", second_order=True)
    with pytest.raises(BalkansimError, match="2 values are not numbers"):
        indices(asked, matrix, np.array([np.nan, np.inf, 0, 0, 0, 0, 0, 0]), "sobol")
    with pytest.raises(BalkansimError, match="single trajectory"):
        indices(asked, matrix[:3], np.arange(3.0), "morris")
