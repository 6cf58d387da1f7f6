"""Draws of numbers that claims moved: what they share with their default and with their documents."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from balkansim.evidence.evidence import add, load_evidence, new
from balkansim.model.sampling import Sampler
from balkansim.months import last_day
from balkansim.scenario.factors import coefficients
from balkansim.scenario.resolve import load

DRAWS = 4000
CLAIM = "C1,1,1,2025-04-02,mayors-quarrel,fact,BGR,SVK,tension,+,strong,a dispute about a crossing,\n"


@pytest.fixture(scope="module")
def sampler(tmp_path_factory):
    """Return a sampler of the baseline with one claim about the tension of Bulgaria and Slovakia."""
    folder = tmp_path_factory.mktemp("sampling")
    text = folder / "a.txt"
    text.write_text("Two mayors quarrel over a bridge.\n", encoding="utf-8")
    mine = new(folder / "mine")
    add(mine, text, "C", "Somebody", "2025-04-02")
    with (mine / "claims" / "C.csv").open("a", encoding="utf-8", newline="") as file:
        file.write(CLAIM)
    scenario, evidence = load(evidence=load_evidence(mine))
    return Sampler(scenario, evidence, coefficients(evidence), DRAWS, 1)


def test_a_number_shares_the_draws_of_its_default_by_the_defaults_part_of_its_precision(sampler):
    tension, grievance = (sampler.quantity(name, "BGR", "SVK") for name in ("tension", "grievance"))
    told = sum(sampler.estimate("tension", "BGR", "SVK").documents.values())
    assert 0.3 < told < 0.7
    assert spearmanr(tension, grievance).statistic == pytest.approx(np.sqrt(1 - told), abs=0.08)


def test_draws_have_the_moments_of_the_estimate(sampler):
    found = sampler.estimates.get("tension", "BGR", "SVK")
    drawn = sampler.quantity("tension", "BGR", "SVK")
    assert sampler.estimates.until == last_day(sampler.scenario.start)
    assert (drawn.mean(), drawn.std()) == (pytest.approx(found.mean, abs=0.01), pytest.approx(found.sd, abs=0.01))


def test_where_no_claim_speaks_both_are_one_draw(sampler):
    tension, grievance = (sampler.quantity(name, "BGR", "MKD") for name in ("tension", "grievance"))
    assert tension.tolist() == grievance.tolist()
