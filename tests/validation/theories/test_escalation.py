"""Escalation with hysteresis: the published threshold, the states, and a way up that is not the way down."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from balkansim.validation.theories.escalation import Ladder, equilibria, folds, hysteresis, leading
from balkansim.validation.theories.tables import read_ties
from balkansim.validation.theories.theory import published_table

TENSE = Ladder(1.6, 0.5, 6.0)


def stable(ladder, alpha):
    return [found.name for found in equilibria(ladder, alpha) if found.stable]


@settings(deadline=None, max_examples=50)
@given(st.floats(0.1, 10), st.floats(0.1, 10))
def test_with_a_high_ceiling_peace_ends_at_beta_over_four_lambda(standing, beta):
    ladder = Ladder(standing, beta, 1e6 * beta * standing)
    assert ladder.weak_limit == beta / (4 * standing)
    assert folds(ladder).peace_ends == pytest.approx(beta / (4 * standing), rel=1e-6)


def test_the_states_of_the_authors_figure():
    assert stable(TENSE, 0.08) == ["conflict"]
    assert stable(TENSE, 0.0515) == ["peace"]
    assert stable(Ladder(1.0, 0.5, 6.0), 0.08) == ["peace", "conflict"]


@settings(deadline=None, max_examples=50)
@given(st.floats(0.2, 5), st.floats(0.2, 5), st.floats(0.5, 50), st.floats(0.2, 3))
def test_equilibria_are_all_the_zeros_of_the_rate_and_alternate_in_stability(standing, beta, limit, share):
    ladder = Ladder(standing, beta, limit)
    alpha = share * ladder.weak_limit
    found = equilibria(ladder, alpha)
    levels = np.linspace(standing, standing + limit / beta, 4001)
    crossings = np.count_nonzero(np.diff(np.sign([ladder.rate(x, alpha) for x in levels[:-1]])))
    assert len(found) in (1, 3)
    assert len(found) >= crossings
    for state in found:
        assert ladder.rate(state.level, alpha) == pytest.approx(0.0, abs=1e-6 * limit)
    assert [state.stable for state in found] == [True, False, True][: len(found)]


def test_inside_the_range_there_are_three_states_and_outside_one():
    bounds = folds(TENSE)
    inside = (bounds.conflict_ends * 1.001, bounds.peace_ends * 0.999)
    outside = (bounds.conflict_ends * 0.999, bounds.peace_ends * 1.001)
    assert [len(equilibria(TENSE, alpha)) for alpha in inside] == [3, 3]
    assert [[s.name for s in equilibria(TENSE, alpha)] for alpha in outside] == [["peace"], ["conflict"]]


def test_the_way_up_is_not_the_way_down():
    loop, bounds = hysteresis(TENSE), folds(TENSE)
    step = loop.alpha[1] - loop.alpha[0]
    assert bounds.peace_ends <= loop.climbed <= bounds.peace_ends + step
    assert bounds.conflict_ends - step <= loop.left <= bounds.conflict_ends
    inside = (loop.alpha > bounds.conflict_ends) & (loop.alpha < bounds.peace_ends)
    assert (loop.down[inside] > loop.up[inside] + 1).all()
    assert loop.down[~inside] == pytest.approx(loop.up[~inside], rel=1e-3)
    for k in np.flatnonzero(inside)[::10]:
        peace, _, conflict = (state.level for state in equilibria(TENSE, loop.alpha[k]))
        assert (loop.up[k], loop.down[k]) == pytest.approx((peace, conflict), rel=1e-3)


def test_a_low_ceiling_leaves_no_jump():
    low = Ladder(5.0, 0.5, 1.0)
    assert folds(low) is None
    assert hysteresis(low) is None
    assert [state.name for state in equilibria(low, 0.02)] == ["only"]


def test_far_above_the_range_the_ceiling_is_reached():
    (state,) = equilibria(TENSE, 1000.0)
    assert state.level == pytest.approx(1.6 + 6.0 / 0.5)
    assert state.stable


def test_a_whole_network_tips_where_its_leading_eigenvalue_says():
    ties = read_ties(published_table("balance")).signs(1907).astype(float)
    ladder = Ladder(leading(ties), 0.5, 18.75)
    assert ladder.standing == pytest.approx(5.0)

    def ends(alpha):
        def rate(_, flat):
            values, vectors = np.linalg.eigh(flat.reshape(ties.shape))
            pull = (vectors * (ladder.limit * np.tanh(alpha * values**2 / ladder.limit))) @ vectors.T
            return (pull - ladder.beta * (flat.reshape(ties.shape) - ties)).ravel()

        last = solve_ivp(rate, (0, 400), ties.ravel(), method="LSODA").y[:, -1]
        return leading(last.reshape(ties.shape))

    bounds = folds(ladder)
    assert ends(bounds.peace_ends * 0.98) < 3 * ladder.standing
    assert ends(bounds.peace_ends * 1.02) > 3 * ladder.standing
