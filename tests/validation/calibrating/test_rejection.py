"""Rejection with regression adjustment, on a problem whose posterior is known by hand."""

from __future__ import annotations

import numpy as np
import pytest

from balkansim.evidence.coefficients import Parameter
from balkansim.validation.records import Pool
from balkansim.validation.rejection import accept, left_out, recovery, sampled, sd_ratio
from balkansim.validation.targets import Target

SIMULATIONS = 4000
NOISE = 0.5
PRIORS = {name: Parameter(name, 0.0, -5.0, 5.0) for name in ("told", "untold")}


def pool() -> Pool:
    """Return records of one number, which is the first of two coefficients with normal noise."""
    luck = np.random.Generator(np.random.Philox(7))
    shares = luck.random((SIMULATIONS, 2))
    told = PRIORS["told"].quantiles(shares[:, 0]) + NOISE * luck.standard_normal(SIMULATIONS)
    other = luck.standard_normal(SIMULATIONS)
    return Pool(shares, np.column_stack([told, other]), {})


def target(name: str, observed: float) -> Target:
    return Target(name, "", "endings", "", observed, 10.0, 0.0, True, ())


def test_the_posterior_is_the_normal_one_around_what_was_observed() -> None:
    records = pool()
    found = accept(records.shares, records.statistics, np.array([1.0, 0.0]), 0.05)
    values = PRIORS["told"].quantiles(sampled(found, 400)[:, 0])
    assert values.mean() == pytest.approx(1.0, abs=0.1)
    assert values.std() == pytest.approx(NOISE, abs=0.1)


def test_a_coefficient_that_no_target_tells_of_keeps_its_prior() -> None:
    records = pool()
    shares = sampled(accept(records.shares, records.statistics, np.array([1.0, 0.0]), 0.05), 400)
    assert sd_ratio(PRIORS["told"], shares[:, 0]) < 0.25
    assert sd_ratio(PRIORS["untold"], shares[:, 1]) == pytest.approx(1.0, abs=0.12)


def test_nothing_leaves_its_prior_even_where_the_record_does() -> None:
    records = pool()
    found = accept(records.shares, records.statistics, np.array([6.0, 0.0]), 0.05)
    assert ((found.shares > 0.0) & (found.shares < 1.0)).all()
    assert found.quantiles([0.5])[0, 0] > 0.9


def test_known_coefficients_are_found_at_the_nominal_rate() -> None:
    told, untold = recovery(pool(), [0, 1], list(PRIORS), 0.05, 60)
    assert told.is_nominal and untold.is_nominal
    assert told.error == pytest.approx(0.0387, abs=1e-4)


def test_intervals_that_miss_are_found_out() -> None:
    records = pool()
    records.shares[::100] = 0.999  # what is said to have made the records fitted in turn, which is not true
    assert not recovery(records, [0], list(PRIORS), 0.05, 40)[0].is_nominal


def test_what_a_target_buys_is_seen_by_leaving_it_out() -> None:
    fitted = [(0, target("first", 1.0)), (1, target("second", 0.0))]
    table = left_out(pool(), fitted, PRIORS, 0.05, 400)
    assert list(table) == ["(all)", "first", "second"]
    assert table["(all)"]["told"] < 0.25 < 0.8 < table["first"]["told"]
    assert table["second"]["told"] == pytest.approx(table["(all)"]["told"], abs=0.05)
