"""Both scores against scoringrules, and the bootstrap against every resample written out."""

from __future__ import annotations

from itertools import product
from math import log

import numpy as np
import pytest

from balkansim.validation.scoring_rules import EXACT_UP_TO, LOG_FLOOR, brier, log_loss, mean, resamples, skill

scoringrules = pytest.importorskip("scoringrules")
PROBABILITIES = (0.01, 0.05, 0.3, 0.5, 0.77, 0.99)


@pytest.mark.parametrize("outcome", [True, False])
def test_scores_are_those_of_scoringrules(outcome):
    for p in PROBABILITIES:
        assert brier(p, outcome) == pytest.approx(scoringrules.brier_score(int(outcome), p))
        assert log_loss(p, outcome) == pytest.approx(scoringrules.log_score(int(outcome), p))


def test_certainty_costs_what_the_floor_costs():
    assert log_loss(0.0, True) == log_loss(1.0, False) == pytest.approx(-log(LOG_FLOOR))
    assert log_loss(0.0, False) == log_loss(1.0, True) == pytest.approx(-log(1 - LOG_FLOOR))
    assert brier(0.0, True) == 1.0 and brier(1.0, True) == 0.0


def every_resample(losses, statistic):
    """Return 5% and 95% quantiles of a statistic over all ordered resamples, each as likely."""
    places = np.array(list(product(range(len(losses)), repeat=len(losses))))
    values = np.sort([statistic(some) for some in places])
    return values[int(np.ceil(0.05 * len(values))) - 1], values[int(np.ceil(0.95 * len(values))) - 1]


def test_the_exact_bootstrap_weighs_every_resample():
    losses, reference = np.array([0.04, 0.5, 0.09, 0.2]), np.array([0.1, 0.3, 0.3, 0.25])
    found = mean(losses)
    assert found.value == pytest.approx(losses.mean())
    assert (found.low, found.high) == pytest.approx(every_resample(losses, lambda k: losses[k].mean()))
    against = skill(losses, reference)
    assert against.value == pytest.approx(1 - losses.sum() / reference.sum())
    ends = every_resample(losses, lambda k: 1 - losses[k].sum() / reference[k].sum())
    assert (against.low, against.high) == pytest.approx(ends)


def test_drawn_resamples_agree_with_the_exact_ones():
    number = EXACT_UP_TO + 1
    drawn = resamples(number)
    assert drawn.weights.sum() == pytest.approx(1.0)
    assert (drawn.counts.sum(axis=1) == number).all()
    losses = np.linspace(0.0, 1.0, number)
    low, high = drawn.interval(drawn.counts @ losses / number)
    spread = 1.645 * losses.std() / np.sqrt(number)
    assert (low, high) == pytest.approx((0.5 - spread, 0.5 + spread), abs=0.02)


def test_one_group_has_no_interval_and_a_reference_without_loss_no_bound():
    assert mean(np.array([0.3])).low is None and skill(np.array([0.3]), np.array([0.1])).high is None
    assert skill(np.array([0.1, 0.2]), np.zeros(2)).value == -np.inf
    assert skill(np.zeros(2), np.zeros(2)).value == 0.0
