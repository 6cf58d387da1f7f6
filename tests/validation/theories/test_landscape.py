"""Landscape theory: the published case, invariants, and both ways of searching."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balkansim.validation.theories.landscape import distances, energy, frustrations, landscape, read_landscape
from balkansim.validation.theories.sides import descend, every_energy, sides_of
from balkansim.validation.theories.theory import published_table


@st.composite
def worlds(draw, least=2, most=6):
    actors = draw(st.integers(least, most))
    sizes = np.array(draw(st.lists(st.integers(1, 9), min_size=actors, max_size=actors)), dtype=float)
    pairs = actors * (actors - 1) // 2
    upper = np.zeros((actors, actors))
    upper[np.triu_indices(actors, 1)] = draw(st.lists(st.integers(-5, 5), min_size=pairs, max_size=pairs))
    sides = np.array(draw(st.lists(st.booleans(), min_size=actors, max_size=actors)))
    return sizes, upper + upper.T, sides


def names_of(count):
    return [f"n{k}" for k in range(count)]


def random_world(actors, seed=5):
    random = np.random.default_rng(seed)
    upper = np.triu(random.normal(size=(actors, actors)), 1)
    return random.uniform(1, 9, actors), upper + upper.T


def test_the_eleven_actors_have_one_optimum_and_the_published_energies():
    found = read_landscape(published_table("landscape"))
    assert found.smaller(found.optima.sides[0]) == "ISIS, Nusra, Turkey"
    assert len(found.optima.sides) == 1
    assert found.optima.basins.tolist() == [1.0]
    lowest = energy(found.sizes, found.propensity, found.optima.lowest)
    assert lowest.tolist() == [-83200, -82400, -81200]
    assert [found.smaller(sides) for sides in found.optima.lowest[1:]] == ["ISIS, Nusra", "ISIS, Turkey"]
    assert found.optima.highest == 0


def test_frustration_energy_and_distance_worked_by_hand():
    # A (size 1) and B (size 2) are friends and stand against C (size 3), whom A dislikes and B likes.
    sizes, mutual = [1, 2, 3], np.array([[0, 2, -1], [2, 0, 1], [-1, 1, 0]])
    sides = np.array([False, False, True])
    assert frustrations(sizes, mutual, sides).tolist() == [-3, 3, 1]
    assert energy(sizes, mutual, sides) == 1 * -3 + 2 * 3 + 3 * 1
    # With C, A would be apart from B (4) instead of C (-3); B from A (2) instead of C (3); C from nobody (0, not 1).
    assert distances(sizes, mutual, sides).tolist() == [4 + 3, 2 - 3, 0 - 1]


@settings(deadline=None, max_examples=50)
@given(worlds())
def test_a_switch_lowers_the_own_frustration_exactly_when_it_lowers_the_energy(world):
    sizes, mutual, sides = world
    before, away = frustrations(sizes, mutual, sides), distances(sizes, mutual, sides)
    for k in range(len(sizes)):
        switched = sides.copy()
        switched[k] ^= True
        own = frustrations(sizes, mutual, switched)[k] - before[k]
        assert own == away[k]
        assert energy(sizes, mutual, switched) - energy(sizes, mutual, sides) == 2 * sizes[k] * own


@settings(deadline=None, max_examples=50)
@given(worlds(), st.randoms(use_true_random=False))
def test_names_and_order_do_not_matter(world, random):
    sizes, mutual, _ = world
    order = list(range(len(sizes)))
    random.shuffle(order)
    names = names_of(len(sizes))
    one = landscape(names, sizes, mutual)
    two = landscape([names[k] for k in order], sizes[order], mutual[np.ix_(order, order)])

    def told(found):
        splits = [frozenset(map(frozenset, found.split(sides))) for sides in found.optima.sides]
        return sorted(zip(found.optima.energies, map(str, map(sorted, (map(sorted, s) for s in splits))), strict=True))

    assert told(one) == told(two)


@settings(deadline=None, max_examples=50)
@given(worlds(most=5))
def test_every_configuration_and_every_optimum_as_by_brute_force(world):
    sizes, mutual, _ = world
    actors = len(sizes)
    found = landscape(names_of(actors), sizes, mutual).optima
    optima = set()
    for rest in product((False, True), repeat=actors - 1):
        sides = np.array([False, *rest])
        energies = [energy(sizes, mutual, sides ^ (np.arange(actors) == k)) for k in range(actors)]
        if min(energies) >= energy(sizes, mutual, sides):
            optima.add(tuple(sides.tolist()))
    assert {tuple(sides) for sides in found.sides.tolist()} == optima
    places = np.arange(2 ** (actors - 1))
    weights = np.outer(sizes, sizes) * mutual
    assert every_energy(weights).tolist() == energy(sizes, mutual, sides_of(places, actors)).tolist()
    assert found.energies.tolist() == sorted(energy(sizes, mutual, found.sides).tolist())
    assert found.basins.sum() == pytest.approx(1.0)


@settings(deadline=None, max_examples=50)
@given(worlds(least=3))
def test_descent_ends_in_an_optimum_of_the_exhaustive_list(world):
    sizes, mutual, sides = world
    optima = {tuple(found) for found in landscape(names_of(len(sizes)), sizes, mutual).optima.sides.tolist()}
    (end,) = descend(np.outer(sizes, sizes) * mutual, sides[None, :])
    assert tuple((end ^ end[0]).tolist()) in optima


def test_basins_by_descent_from_every_configuration():
    sizes, mutual = random_world(9)
    found = landscape(names_of(9), sizes, mutual).optima
    ends = descend(np.outer(sizes, sizes) * mutual, sides_of(np.arange(2**8), 9))
    reached, counts = np.unique(ends ^ ends[:, :1], axis=0, return_counts=True)
    assert len(found.sides) > 1
    for sides, count in zip(reached.tolist(), counts, strict=True):
        assert found.basins[found.sides.tolist().index(sides)] == count / 2**8


def test_restarts_find_the_optima_that_exhaustion_finds():
    sizes, mutual = random_world(12)
    every = landscape(names_of(12), sizes, mutual).optima
    some = landscape(names_of(12), sizes, mutual, exhaustive=5, starts=500).optima
    assert every.exhaustive
    assert not some.exhaustive
    assert some.sides[0].tolist() == every.sides[0].tolist()
    assert some.energies[0] == pytest.approx(every.energies[0])
    assert {tuple(s) for s in some.sides.tolist()} <= {tuple(s) for s in every.sides.tolist()}


def test_twenty_actors_are_searched_exhaustively_and_forty_by_descent_from_the_seed():
    sizes, mutual = random_world(20)
    twenty = landscape(names_of(20), sizes, mutual)
    assert twenty.optima.exhaustive
    assert (twenty.distances() > 0).all()
    sizes, mutual = random_world(40)
    one, again = (landscape(names_of(40), sizes, mutual, starts=100, seed=3) for _ in range(2))
    assert not one.optima.exhaustive
    assert one.optima.energies.tolist() == again.optima.energies.tolist()
    assert (one.distances() > 0).all()


def test_a_landscape_without_any_propensity_is_flat():
    found = landscape(names_of(4), np.ones(4), np.zeros((4, 4))).optima
    assert len(found.sides) == 8
    assert set(found.energies) == {0.0}
