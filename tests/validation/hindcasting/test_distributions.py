"""Scores of counts by hand and against scoringrules, and counts read off a record."""

from __future__ import annotations

import numpy as np
import pytest
import scoringrules

from balkansim.forecasts.joining import Accession
from balkansim.forecasts.series import Window
from balkansim.model.trajectories import Trajectories, blank
from balkansim.validation.past import Confrontation, counts
from balkansim.validation.scoring_rules import (
    at_least,
    beta_binomial,
    brier,
    certain,
    crps,
    log_loss,
    of_counts,
    whether,
)
from balkansim.validation.scoring_rules import (
    mean_distribution as mean,
)

START = -60  # April 2020


def test_crps_by_hand():
    # Two of three sure, one seen: cumulative 0, 0, 1 against 0, 1, 1.
    assert crps((0.0, 0.0, 1.0), 1) == 1.0
    assert crps((0.2, 0.5, 0.3), 0) == pytest.approx(0.8**2 + 0.3**2)
    assert crps((1.0,), 3) == 3.0
    assert crps(certain(4), 4) == 0.0


def test_crps_is_that_of_scoringrules():
    rng = np.random.default_rng(5)
    for observed in range(6):
        ensemble = rng.binomial(4, 0.4, size=50)
        expected = scoringrules.crps_ensemble(float(observed), ensemble.astype(float), estimator="nrg")
        assert crps(of_counts(ensemble), observed) == pytest.approx(float(expected), abs=1e-12)
    expected = scoringrules.crps_binomial(2.0, 4.0, 0.3)
    shares = [0.7**4, 4 * 0.3 * 0.7**3, 6 * 0.09 * 0.49, 4 * 0.027 * 0.7, 0.3**4]
    assert crps(shares, 2) == pytest.approx(float(expected))


@pytest.mark.parametrize("probability", [0.02, 0.3, 0.9])
@pytest.mark.parametrize("outcome", [False, True])
def test_scores_of_yes_or_no_are_those_of_scoringrules(probability, outcome):
    assert brier(probability, outcome) == pytest.approx(float(scoringrules.brier_score(float(outcome), probability)))
    assert log_loss(probability, outcome) == pytest.approx(float(scoringrules.log_score(float(outcome), probability)))
    assert crps((1 - probability, probability), int(outcome)) == pytest.approx(brier(probability, outcome))


def test_shares_of_counts():
    assert of_counts(np.array([[0, 2], [2, 1]])) == (0.25, 0.25, 0.5)
    assert mean((0.25, 0.25, 0.5)) == 1.25
    assert at_least((0.25, 0.25, 0.5), 2) == 0.5
    assert at_least((0.25, 0.75), 5) == 0.0
    assert whether((0.25, 0.25, 0.5), 1) == (0.25, 0.75)
    assert beta_binomial(2, 1.0, 1.0) == pytest.approx((1 / 3, 1 / 3, 1 / 3))


def record() -> Trajectories:
    """Return two histories of 24 months from April 2020."""
    monthly, tension, ends = blank(2, 24, 6)
    ends["joined"][0, 2, 0] = START + 5
    ends["joined"][1, 2, 0] = ends["joined"][1, 3, 0] = START + 13
    monthly["severity"][0, [1, 8, 9], 0] = 2, 1, 3  # May, December 2020; January 2021
    monthly["severity"][1, [2, 5], 0] = 2
    return Trajectories(
        "made up", START, ("SRB", "ALB", "MKD", "MNE"), ("pact",), ("north",), (), 1, 2, monthly, tension, ends
    )


def test_states_that_joined_within_the_window_are_counted():
    rule = Accession(kind="accession", states=("MKD", "MNE"), bloc="pact")
    assert counts(rule, Window(start="2020-05", end="2021-04"), record()).tolist() == [1, 0]
    assert counts(rule, Window(start="2020-05", end="2021-05"), record()).tolist() == [1, 2]


def test_years_are_counted_once_each():
    window = Window(start="2020-05", end="2021-12")
    serious = Confrontation(kind="confrontation", flashpoint="north", severity=2)
    severe = Confrontation(kind="confrontation", flashpoint="north", severity=3)
    assert counts(serious, window, record()).tolist() == [2, 1]
    assert counts(severe, window, record()).tolist() == [1, 0]
    assert counts(serious, Window(start="2020-06", end="2020-12"), record()).tolist() == [0, 1]
