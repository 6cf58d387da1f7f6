"""Sums that moves need, worked by hand on a world of three states and two blocs."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from balkansim.model.moves.sums import passed_on

OUTSIDE, MEMBER, OTHER = range(3)


@pytest.fixture
def world() -> Any:
    """Return three states, the last two in the EU; the first shares bloc 0 with one of them and bloc 1 with both."""
    return SimpleNamespace(
        actors=3,
        opened=np.array([2]),
        alive=np.array([1, 1]),
        member=np.array([[1, 1, 0], [1, 1, 1]]),
        depth=np.array([0.5, 0.25]),
        cohesion=np.array([0.8, 0.4]),
        eu=np.array([0.0, 1.0, 1.0]),
        eu_patron=0,
        giving=np.array([0.6]),
    )


def test_an_outsider_gets_the_aid_of_its_strongest_bond(world: Any) -> None:
    """0.5 x 0.8 of 0.6 through the first bloc; 0.25 x 0.4 of it through the second."""
    assert passed_on(world, OUTSIDE) == pytest.approx(0.24)


def test_without_the_first_bloc_only_the_second_counts(world: Any) -> None:
    world.alive[0] = 0
    assert passed_on(world, OUTSIDE) == pytest.approx(0.06)


def test_a_bloc_that_the_outsider_is_not_in_passes_nothing_on(world: Any) -> None:
    world.member[0, OUTSIDE] = 0
    assert passed_on(world, OUTSIDE) == pytest.approx(0.06)
    world.member[1, OUTSIDE] = 0
    assert passed_on(world, OUTSIDE) == 0.0


def test_partners_outside_the_eu_have_nothing_to_pass_on(world: Any) -> None:
    world.eu[:] = 0.0
    assert passed_on(world, OUTSIDE) == 0.0


def test_a_member_of_the_eu_needs_none(world: Any) -> None:
    assert passed_on(world, MEMBER) == passed_on(world, OTHER) == 0.0


def test_a_bloc_not_opened_yet_does_not_count(world: Any) -> None:
    world.opened[0] = 0
    assert passed_on(world, OUTSIDE) == 0.0
