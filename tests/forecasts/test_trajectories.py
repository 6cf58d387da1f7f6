"""The record that outcomes read."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from balkansim.errors import BalkansimError
from balkansim.model.trajectories import NEVER, Capacity, Trajectories, blank, dyads_of


def test_dyad_slots_follow_the_canonical_order() -> None:
    actors = ("SRB", "XKX", "ALB", "HRV")
    dyads = dyads_of(actors)
    for j in range(4):
        for i in range(j):
            assert dyads[j * (j - 1) // 2 + i] == (actors[i], actors[j])


def test_an_appended_actor_moves_no_dyad() -> None:
    assert dyads_of(("SRB", "XKX", "ALB", "HRV"))[:3] == dyads_of(("SRB", "XKX", "ALB"))


def test_pairs_are_found_in_either_order_and_absent_ones_left_out(make_tape: Callable[..., Trajectories]) -> None:
    trajectories = make_tape(actors=("SRB", "XKX", "ALB"))
    assert trajectories.slots([("XKX", "SRB"), ("ALB", "XKX"), ("HRV", "SRB")]) == [0, 2]


@pytest.mark.parametrize(("start", "reference"), [(0, 0), (-1, 1), (6, 0)])
def test_t0_is_month_0_or_the_later_start(make_tape: Callable[..., Trajectories], start: int, reference: int) -> None:
    assert make_tape(start=start).reference_row == reference


def test_rows_are_calendar_months_after_the_initial_condition(make_tape: Callable[..., Trajectories]) -> None:
    trajectories = make_tape(start=6, months=12)
    assert trajectories.last == 18
    assert trajectories.row(8) == 2
    assert trajectories.rows(8, 10) == slice(2, 5)
    assert trajectories.rows(3, 10) == slice(1, 5)


@pytest.mark.parametrize("month", [5, 19])
def test_a_month_not_on_record_is_named(make_tape: Callable[..., Trajectories], month: int) -> None:
    with pytest.raises(BalkansimError, match="is not on record"):
        make_tape(start=6, months=12).row(month)


def test_a_blank_record_has_seen_nothing() -> None:
    monthly, tension, ends = blank(3, 5, 45)
    assert monthly.shape == (3, 6)
    assert (ends["joined"] == NEVER).all()
    assert (ends["army"] == NEVER).all()
    assert not ends["member"].any()
    assert tension.shape == (3, 6, 45)


def test_records_of_another_number_of_histories_are_refused(make_tape: Callable[..., Trajectories]) -> None:
    good = make_tape()
    with pytest.raises(BalkansimError, match="2 draws x 3 histories = 6"):
        replace(good, histories=3)


def test_tension_of_another_number_of_dyads_is_refused(make_tape: Callable[..., Trajectories]) -> None:
    good = make_tape()
    with pytest.raises(BalkansimError, match=r"expected: \(4, 61, 45\)"):
        replace(good, tension=good.tension[:, :, 1:])


def test_more_names_than_slots_are_refused() -> None:
    kept = blank(1, 2, 1, Capacity(actors=2, blocs=1, flashpoints=1, entities=1))
    with pytest.raises(BalkansimError, match="2 names for 1 slots of idle"):
        Trajectories("b", 0, ("SRB", "XKX"), ("a", "b"), ("f",), ("RS",), 1, 1, *kept)


def test_values_that_are_no_numbers_are_counted(make_tape: Callable[..., Trajectories]) -> None:
    trajectories = make_tape()
    trajectories.ends["nans"] = np.array([0, 2, 0, 1])
    assert trajectories.nans == 3
