"""Screening finds what was planted; paired runs give effect and error worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from balkansim.analysis.drivers import PairedRuns, correlations, follows, paired, sampler_of, values_of
from balkansim.model.ensemble import Size
from balkansim.scenario.factors import Factor

FACTOR = Factor("x", "an input", 0.5, 0.0, 1.0, "0-1", "assumed", "uniform")


def test_the_planted_input_comes_first_and_copies_are_left_out():
    rng = np.random.default_rng(3)
    values = {f"idle-{k}": rng.random(400) for k in range(50)} | {"planted": rng.random(400)}
    values["same ranking"] = np.exp(values["planted"])
    hits = (values["planted"] + 0.3 * rng.random(400) < 0.4).astype(float)
    found = correlations(values, hits)
    assert next(iter(found)) == "planted"
    assert found["planted"] < -0.5
    assert "same ranking" not in found


def test_an_outcome_that_never_varies_goes_along_with_nothing():
    assert correlations({"x": np.arange(5.0)}, np.ones(5)) == {}


def test_a_perfect_order_correlates_fully_and_a_constant_input_not_at_all():
    found = correlations({"x": np.array([3.0, 1.0, 4.0, 2.0]), "c": np.ones(4)}, np.array([3.0, 1.0, 4.0, 2.0]))
    assert found == {"x": pytest.approx(1.0)}


def test_effect_and_error_of_paired_runs():
    found = paired(FACTOR, np.array([0, 1, 2, 1]), np.array([2, 1, 4, 3]), 10)
    assert (found.at_low, found.at_high, found.effect) == pytest.approx((0.1, 0.25, 0.15))
    assert found.error == pytest.approx(0.1 / 2)  # differences 0.2 0 0.2 0.2: sd 0.1 over four draws
    assert found.is_clear


def test_a_change_within_two_standard_errors_is_not_clear():
    assert not paired(FACTOR, np.array([0, 2]), np.array([2, 1]), 10).is_clear


@pytest.mark.parametrize(("shape", "moved"), [("uniform", 0.5), ("log", 0.2)])
def test_a_logarithmic_input_moves_on_its_logarithm(shape, moved):
    factor = Factor("x", "", 0.1, 0.05, 0.9 if shape == "uniform" else 0.4, "", "assumed", shape)
    found = paired(factor, np.zeros(2, int), np.zeros(2, int), 1)
    assert found.moved(factor.high, 0.5) == pytest.approx(moved)
    assert found.moved(factor.high, 1.0) == pytest.approx(factor.high)


def test_what_follows_another_quantity_has_no_draw_of_its_own(world, questions):
    scenario, evidence = world
    paired_runs = PairedRuns.of(questions.get("F1"), scenario, evidence, Size(4, 1))
    sampler = sampler_of(scenario, paired_runs, 0, 4, {})
    assert follows(sampler, "tension.SVK.BGR")
    assert not follows(sampler, "grievance.SRB.XKX")
    assert values_of(sampler, "tension.SVK.BGR").tolist() == values_of(sampler, "grievance.SVK.BGR").tolist()


def test_fixing_an_input_moves_it_and_nothing_else(world, questions):
    scenario, evidence = world
    paired_runs = PairedRuns.of(questions.get("F1"), scenario, evidence, Size(8, 5))
    plain, again = paired_runs.hits(), paired_runs.hits({})
    assert plain.tolist() == again.tolist()
    few, many = (paired_runs.hits({"accession_base": rate}).sum() for rate in (0.0001, 2.0))
    assert few < plain.sum() < many
