"""Landscape theory on the documents' own world."""

from __future__ import annotations

import numpy as np
import pytest

import running
from balkansim.validation.theories.landscape import landscape_of, propensities


def test_propensity_is_the_mean_of_similarity_and_calm_less_the_mean_of_all_pairs():
    alike = np.array([[0, 0.5, 0.9], [0.5, 0, 0.1], [0.9, 0.1, 0]])
    tense = np.array([[0, 0.75, 0.0], [0.75, 0, 0.5], [0.0, 0.5, 0]])
    plain = propensities(alike, tense, centred=False)
    assert plain == pytest.approx(np.array([[0, 0, 0.95], [0, 0, 0.05], [0.95, 0.05, 0]]))
    assert propensities(alike, tense)[0, 1] == pytest.approx(-1.0 / 3.0)


def test_the_landscape_of_the_baseline_rests_on_its_starting_world():
    world, _, _ = running.plain_world("baseline")
    found = landscape_of(running.scenario("baseline"), running.evidence())
    count = len(found.names)
    assert found.names == tuple(running.scenario("baseline").roster)
    assert found.sizes.tolist() == world.weight[:count].tolist()
    assert found.sizes.sum() == pytest.approx(1.0)
    mutual = propensities(world.similarity[:count, :count], world.tension[:count, :count])
    assert found.propensity.tolist() == mutual.tolist()
    assert (found.distances() >= 0).all()
    apart = dict(zip(found.names, found.optima.sides[0], strict=True))
    assert apart["SRB"] != apart["XKX"]


def test_a_calmer_dyad_wants_more_to_stand_together():
    def pair(**settings):
        found = landscape_of(
            running.changed("baseline", {"reaction_scale": 0.0, **settings}), running.evidence(), centred=False
        )
        return found.propensity[found.names.index("SRB"), found.names.index("XKX")]

    assert pair(**{"tension.SRB.XKX": 0.2}) - pair(**{"tension.SRB.XKX": 0.7}) == pytest.approx(0.5)
