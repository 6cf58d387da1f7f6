"""What draws a state to a bloc under each theory: worked by hand on small hand-set worlds."""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
import pytest

import running
from balkansim.evidence.theories import theories
from balkansim.model.moves.align import close
from balkansim.model.moves.attraction import (
    THEORY_CODES,
    agreement_of,
    closure_of,
    propensity_of,
    relation,
    relief_of,
    side_of,
)
from balkansim.model.rulebook.rivals import balance_propensity, landscape_propensity
from balkansim.validation.theories.landscape import propensities

SRB, XKX, ALB, HRV, HUN, SVK, BGR, MKD, BIH, MNE = range(10)
ADRIATIC, SERBIAN = 0, 1


@pytest.fixture
def world() -> tuple[Any, Any]:
    """Return the baseline at its start, all relations set to zero, and coefficients."""
    w, c, _ = running.plain_world("baseline")
    w.similarity[:] = 0.0
    w.tension[:] = 0.5
    w.mean_relation[0] = 0.0
    return w, c


def relate(w: Any, i: int, j: int, similarity: float) -> None:
    """Set the similarity of two states, and so half as much of a relation."""
    w.similarity[i, j] = w.similarity[j, i] = similarity


def test_every_theory_that_a_scenario_can_name_has_a_code() -> None:
    assert set(theories()["accession"].forms) == set(THEORY_CODES)


def test_relations_are_the_propensities_of_the_published_theory() -> None:
    w, _, _ = running.plain_world("baseline")
    n = slice(0, w.actors)
    expected = propensities(w.similarity[n, n], w.tension[n, n])
    found = np.array([[relation(w, i, j) if i != j else 0.0 for j in range(10)] for i in range(10)])
    assert np.allclose(found, expected, rtol=0.0, atol=1e-14)


def test_sides_are_members_and_members_of_living_rivals(world: tuple[Any, Any]) -> None:
    w, _ = world
    assert [side_of(w, k, ADRIATIC) for k in (ALB, SRB, BGR)] == [1.0, -1.0, 0.0]
    close(w, SERBIAN)
    assert side_of(w, SRB, ADRIATIC) == 0.0


def test_relief_weighs_members_against_rivals_by_size(world: tuple[Any, Any]) -> None:
    w, c = world
    w.weight[:10] = [0.4, 0.1, 0.1, 0.2, 0.2, 0.0, 0.0, 0.0, 0.0, 0.0]
    relate(w, BGR, HRV, 0.8)
    relate(w, BGR, SRB, -0.6)
    relate(w, BGR, MKD, 1.0)
    # (0.2 x 0.4 + 0.4 x 0.3) / (0.1 + 0.1 + 0.2 + 0.4 + 0.2); North Macedonia took no side
    assert relief_of(w, BGR, ADRIATIC) == pytest.approx(0.2)
    assert relief_of(w, BGR, SERBIAN) == pytest.approx(-0.2)
    assert landscape_propensity(c._replace(landscape_pull=3.0), 0.2) == pytest.approx(0.6)


def test_friends_and_foes_shared_close_a_triad_and_a_tie_of_the_two_does_not_count(world: tuple[Any, Any]) -> None:
    w, c = world
    relate(w, BGR, MKD, 0.8)
    relate(w, HRV, MKD, 0.4)
    relate(w, BGR, SRB, -0.6)
    relate(w, HRV, SRB, -0.8)
    relate(w, BGR, HRV, -1.0)
    expected = (0.4 * 0.2 + 0.3 * 0.4) / sqrt((0.16 + 0.09) * (0.04 + 0.16))
    assert agreement_of(w, BGR, HRV) == pytest.approx(expected)
    assert agreement_of(w, HRV, BGR) == pytest.approx(expected)
    # Albania and Kosovo have no relations: they neither attract nor repel
    assert closure_of(w, BGR, ADRIATIC) == pytest.approx(expected / 3.0)
    assert balance_propensity(c._replace(balance_pull=2.0), 0.5) == pytest.approx(1.0)


def test_a_common_foe_attracts_and_a_friends_foe_repels(world: tuple[Any, Any]) -> None:
    w, _ = world
    relate(w, BGR, SRB, -0.5)
    relate(w, ALB, SRB, -0.5)
    assert closure_of(w, BGR, ADRIATIC) > 0.0
    relate(w, ALB, SRB, 0.5)
    assert closure_of(w, BGR, ADRIATIC) < 0.0


@pytest.mark.parametrize("name", ["landscape-theory", "structural-balance"])
def test_the_scenario_chooses_who_answers_and_invitations_no_longer_count(name: str) -> None:
    w, c, _ = running.plain_world(name)
    before = propensity_of(w, c, BGR, ADRIATIC)
    w.invitation[BGR, ADRIATIC] = 1.0
    assert propensity_of(w, c, BGR, ADRIATIC) == before
    by_threat, c, _ = running.plain_world("baseline")
    before = propensity_of(by_threat, c, BGR, ADRIATIC)
    by_threat.invitation[BGR, ADRIATIC] = 1.0
    assert propensity_of(by_threat, c, BGR, ADRIATIC) > before


def test_no_choice_is_likelier_than_the_bound_that_saves_reckoning_it() -> None:
    from balkansim.model.rulebook.accession import application_rate, decline_rate
    from balkansim.model.rulebook.maths import monthly_chance

    w, c, _ = running.plain_world("baseline")
    for propensity in np.linspace(-4.0, 4.0, 81):
        chance = monthly_chance(application_rate(c, propensity) + decline_rate(c, propensity))
        assert chance <= w.restless[0]
