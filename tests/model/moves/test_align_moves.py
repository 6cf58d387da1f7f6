"""Who joins, who vetoes, who founds: moves of the align phase on small hand-set worlds."""

from __future__ import annotations

from typing import Any

import pytest

import running
from balkansim.model.moves.align import accede, barred, consent, consider, court, found, join, lapse, leave, seek

SRB, XKX, ALB, HRV, HUN, SVK, BGR, MKD, BIH, MNE = range(10)
ADRIATIC, SERBIAN = 0, 1


@pytest.fixture
def world() -> tuple[Any, Any, Any]:
    """Return the baseline in its first month, coefficients, and luck that lets anything with a chance happen."""
    w, c, u = running.plain_world("baseline")
    w.clock[0] = 1
    for channel in u:
        channel[:] = 1e-12
    return w, c, u


def test_members_are_never_asked_again_and_rivals_members_are_barred(world: tuple[Any, Any, Any]) -> None:
    w, c, u = world
    for i in (SRB, HRV):
        consider(w, c, u, i)
    assert barred(w, SRB, ADRIATIC)
    assert barred(w, HRV, SERBIAN)
    assert w.eligible[SRB].sum() == w.eligible[HRV].sum() == 0


def test_an_outsider_applies_to_both_but_joins_the_one_it_prefers(world: tuple[Any, Any, Any]) -> None:
    w, c, u = world
    consider(w, c, u, BGR)
    assert w.applies[BGR, :2].tolist() == [1, 1]
    consent(w, c, u, BGR)
    assert w.accepted[BGR, :2].tolist() == [1, 1]
    accede(w, c, u, BGR)
    preferred = ADRIATIC if w.propensity[BGR, ADRIATIC] > w.propensity[BGR, SERBIAN] else SERBIAN
    assert w.member[preferred, BGR] == 1
    assert w.member[1 - preferred, BGR] == 0
    assert w.joined[BGR, preferred] == 1


def test_of_equals_the_older_slot_is_joined(world: tuple[Any, Any, Any]) -> None:
    w, c, u = world
    w.accepted[BGR, :2] = 1
    w.propensity[BGR, :2] = 0.5
    accede(w, c, u, BGR)
    assert w.member[:2, BGR].tolist() == [1, 0]


def test_one_veto_is_enough_and_is_remembered(world: tuple[Any, Any, Any]) -> None:
    """A sure no of Kosovo alone: the member that does not recognise the candidate stops it."""
    w, c, u = world
    c = c._replace(consent_nonrecognition=1000.0, consent_base=50.0)
    w.nonrecognition[BIH, :] = 0.0
    w.nonrecognition[BIH, XKX] = w.nonrecognition[XKX, BIH] = 1.0
    w.applies[BIH, ADRIATIC] = 1
    w.vetoed_by[BIH, ADRIATIC] = -1
    consent(w, c, u, BIH)
    assert w.accepted[BIH, ADRIATIC] == 0
    assert w.vetoed_by[BIH, ADRIATIC] == XKX
    assert w.veto[:, ADRIATIC].tolist() == [0, 1] + [0] * 14
    assert w.cooloff[BIH, ADRIATIC] == 1 + int(c.cooloff_months)


def test_declining_is_a_choice_on_record_with_a_pause_after_it(world: tuple[Any, Any, Any]) -> None:
    w, c, u = world
    c = c._replace(accession_base=1e-12, decline_base=50.0)
    consider(w, c, u, MKD)
    assert w.declined[MKD, :2].sum() >= 1
    assert w.applies[MKD].sum() == 0
    eligible = w.eligible[MKD].copy()
    consider(w, c, u, MKD)
    assert w.eligible[MKD].tolist() == eligible.tolist()


def test_founding_needs_mutual_best_choice(world: tuple[Any, Any, Any]) -> None:
    w, c, u = world
    for i in range(w.actors):
        seek(w, c, u, i)
    w.partner[SVK], w.partner[BGR], w.foe[SVK, BGR] = BGR, MKD, ADRIATIC
    found(w, c, u, SVK)
    assert w.opened[0] == 2
    w.partner[BGR] = SVK
    found(w, c, u, SVK)
    assert w.opened[0] == 3
    assert w.member[2, [SVK, BGR]].tolist() == [1, 1]
    assert w.opposed[2, ADRIATIC] == w.opposed[ADRIATIC, 2] == 1
    found(w, c, u, SVK)
    assert w.opened[0] == 3


def test_members_of_a_bloc_seek_no_other_partner(world: tuple[Any, Any, Any]) -> None:
    w, c, u = world
    for state in range(w.actors):
        court(w, c, u, state)
    seek(w, c, u, HRV)
    seek(w, c, u, SVK)
    assert w.partner[HRV] == -1
    assert w.partner[SVK] in (BGR, MKD, BIH, MNE)


def test_a_bloc_of_one_has_ended(world: tuple[Any, Any, Any]) -> None:
    w, c, u = world
    w.clock[0] = 2
    for channel in u:
        channel[:] = 1.0 - 1e-12
    u.exit[HUN] = 1e-12
    leave(w, c, u, HUN)
    assert (w.left[HUN, SERBIAN], w.member[SERBIAN, HUN]) == (2, 0)
    lapse(w, c, u, SERBIAN)
    lapse(w, c, u, ADRIATIC)
    assert w.alive[:2].tolist() == [1, 0]
    assert w.ended[SERBIAN] == 2
    assert w.member[SERBIAN].sum() == 0


def test_nobody_leaves_in_the_month_it_joined(world: tuple[Any, Any, Any]) -> None:
    w, c, u = world
    w.member[ADRIATIC, MKD] = 1
    w.joined[MKD, ADRIATIC] = w.clock[0]
    leave(w, c, u, MKD)
    assert w.member[ADRIATIC, MKD] == 1


def test_a_state_that_comes_back_entered_when_it_first_came(world: tuple[Any, Any, Any]) -> None:
    w, c, _ = world
    join(w, c, BGR, ADRIATIC)
    w.member[ADRIATIC, BGR] = 0
    w.clock[0] = 30
    join(w, c, BGR, ADRIATIC)
    assert (w.entered[BGR, ADRIATIC], w.joined[BGR, ADRIATIC]) == (1, 30)
