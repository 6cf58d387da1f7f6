"""Structural balance: the great powers, worked triads, the frustration index and the flow."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balkansim.errors import BalkansimError
from balkansim.validation.theories.balance import (
    blow_up_time,
    divided,
    factions,
    frustration_index,
    integrated,
    integrated_blow_up,
    relations_at,
    triads,
)
from balkansim.validation.theories.tables import read_ties
from balkansim.validation.theories.theory import published_table

POWERS = read_ties(published_table("balance"))
RIVALS = np.array([[0, 1, -1], [1, 0, 1], [-1, 1, 0]])


@st.composite
def graphs(draw, most=6):
    actors = draw(st.integers(2, most))
    signs = np.zeros((actors, actors), dtype=int)
    for i, j in combinations(range(actors), 2):
        signs[i, j] = signs[j, i] = draw(st.sampled_from((-1, 0, 1)))
    return signs


def test_in_1907_all_twenty_triads_are_balanced_and_entente_stands_against_alliance():
    signs = POWERS.signs(1907)
    found = triads(signs)
    assert (found.closed, found.balanced, found.share) == (20, 20, 1.0)
    frustrated = frustration_index(signs)
    assert (frustrated.index, frustrated.exact) == (0, True)
    sides = "AUH, DEU, ITA against FRA, GBR, RUS"
    assert divided(POWERS.names, np.where(frustrated.sides, 1, -1)) == sides
    assert divided(POWERS.names, factions(signs)) == sides


def test_ties_hold_from_their_first_year_until_before_their_last():
    def sign(year, one, two):
        return POWERS.signs(year)[POWERS.names.index(one), POWERS.names.index(two)]

    assert [sign(year, "FRA", "GBR") for year in (1871, 1872, 1903, 1904)] == [0, -1, -1, 1]
    assert [sign(year, "RUS", "FRA") for year in (1889, 1890, 1891)] == [-1, 0, 1]
    assert POWERS.years == (1872, 1882, 1890, 1891, 1904, 1907)


def test_one_quarrel_among_three_friends_is_one_contradiction():
    found = triads(RIVALS)
    assert (found.balanced, found.unbalanced, found.share) == (0, ((0, 1, 2),), 0.0)
    assert frustration_index(RIVALS).index == 1
    assert triads(np.zeros((3, 3))).share is None


@settings(deadline=None, max_examples=50)
@given(graphs())
def test_triads_and_frustration_as_by_brute_force(signs):
    found, actors = triads(signs), range(len(signs))
    products = {t: signs[t[0], t[1]] * signs[t[0], t[2]] * signs[t[1], t[2]] for t in combinations(actors, 3)}
    assert found.balanced == sum(p > 0 for p in products.values())
    assert set(found.unbalanced) == {t for t, p in products.items() if p < 0}
    counts = [
        sum(signs[i, j] * (1 if sides[i] == sides[j] else -1) < 0 for i, j in combinations(actors, 2))
        for sides in product((0, 1), repeat=len(signs))
    ]
    assert frustration_index(signs).index == min(counts)
    assert frustration_index(signs, exact=1).index >= min(counts)


def test_the_flow_follows_its_formula_and_blows_up_when_it_should():
    random = np.random.default_rng(2)
    start = random.normal(size=(5, 5))
    start = (start + start.T) / 2
    ending = blow_up_time(start)
    assert ending == pytest.approx(1 / np.linalg.eigvalsh(start)[-1])
    assert integrated_blow_up(start) == pytest.approx(ending, rel=1e-6)
    for share in (0.3, 0.9):
        assert relations_at(start, share * ending) == pytest.approx(integrated(start, share * ending), rel=1e-6)
    with pytest.raises(BalkansimError, match="past the blow-up"):
        relations_at(start, ending)


def test_close_to_the_blow_up_the_relations_have_the_signs_of_the_factions():
    signs = POWERS.signs(1907)
    late = relations_at(signs, 0.999 * blow_up_time(signs))
    sides = factions(signs)
    assert (np.sign(late) == np.outer(sides, sides)).all()
    assert blow_up_time(signs) == pytest.approx(0.2)


def test_friends_of_everybody_end_in_harmony():
    friends = np.ones((4, 4)) - np.eye(4)
    assert factions(friends).tolist() == [1, 1, 1, 1]
    assert divided(("D", "C", "B", "A"), factions(friends)) == "all together: A, B, C, D"
    assert (relations_at(friends, 0.3) > 0).all()


def test_where_nothing_grows_or_two_camps_grow_alike_there_are_no_factions():
    assert blow_up_time(-np.eye(3)) is None
    assert factions(-np.eye(3)) is None
    pairs = np.kron(np.eye(2), np.array([[0, 1], [1, 0]]))
    assert factions(pairs) is None
    with pytest.raises(BalkansimError, match="do not blow up"):
        integrated_blow_up(-np.eye(2))


def test_an_actor_without_ties_is_in_no_faction():
    signs = np.zeros((3, 3))
    signs[0, 2] = signs[2, 0] = -1
    assert factions(signs).tolist() == [1, 0, -1]
    assert divided(("A", "B", "C"), factions(signs)) == "A against C; in neither: B"


def test_the_smaller_of_two_separate_circles_of_friends_is_in_no_faction():
    larger = np.array([1, 0, 1, 0, 0, 1, 1])
    signs = np.equal.outer(larger, larger) & ~np.eye(7, dtype=bool)
    assert factions(signs.astype(float)).tolist() == larger.tolist()
