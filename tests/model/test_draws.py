"""Luck: the compiled generator is NumPy's Philox, addresses are stable, uniforms lie strictly inside (0, 1)."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from balkansim.model import luck as draws
from balkansim.model.linking import link
from balkansim.model.luck import (
    CHANNELS,
    draw_month,
    empty_luck,
    history_key,
    parameter_uniforms,
    slots_in_use,
    uniforms,
)

LARGEST = np.uint64(2**64 - 1)
TEN, THIRTEEN = slots_in_use(10, 2, 1, 4), slots_in_use(13, 2, 1, 4)


@cache
def compiled() -> Any:
    """Return the generator, compiled."""
    from numba import njit

    functions = (draws.high_product, draws.philox, draws.uniform, draws.draw_month_compiled)
    return link(functions, wrap=lambda function: njit(function))["draw_month_compiled"]


def luck(slots: Any, blocs: int, seed: int, key: int, month: int) -> Any:
    """Return one month's luck, flat, from the plain generator."""
    flat = empty_luck()[1]
    draw_month(flat, slots, blocs, seed, key, month)
    return flat


@pytest.mark.parametrize("seed", [0, 1, 7, 2**63 - 1])
@pytest.mark.parametrize("key", [0, history_key(3, 5), history_key(199, 19)])
@pytest.mark.parametrize("month", [-12, 0, 1, 60, 120])
@pytest.mark.parametrize("blocs", [0, 2, 8])
def test_the_compiled_generator_equals_numpys_in_every_bit(seed: int, key: int, month: int, blocs: int) -> None:
    flat = np.zeros(sum(CHANNELS.values()))
    compiled()(flat, TEN, blocs, seed, key, month)
    expected = luck(TEN, blocs, seed, key, month)
    used = expected > 0.0
    assert np.array_equal(flat[used], expected[used])
    assert used.sum() == TEN[:, 1].sum() + blocs * TEN[:, 2].sum()


@pytest.mark.parametrize(("name", "slots"), CHANNELS.items())
def test_a_channel_holds_whole_blocks_so_that_none_runs_into_the_next(name: str, slots: int) -> None:
    assert slots % draws.BLOCK == 0
    assert TEN[list(CHANNELS).index(name), 0] % draws.BLOCK == 0


def test_luck_is_the_raw_stream_of_its_address() -> None:
    seed, key, month = 7, history_key(2, 3), 9
    raw = np.random.Philox(key=[seed, key], counter=[0, month + 4096, 1, 0]).random_raw(90)
    assert np.array_equal(luck(TEN, 2, seed, key, month)[16 : 16 + 90], uniforms(raw))


def test_appending_actors_moves_nobodys_luck() -> None:
    few, many = luck(TEN, 2, 1, 0, 5), luck(THIRTEEN, 2, 1, 0, 5)
    assert np.count_nonzero(many) > np.count_nonzero(few)
    assert np.array_equal(few[few > 0.0], many[few > 0.0])


def test_opening_a_bloc_moves_nobodys_luck() -> None:
    few, many = luck(TEN, 1, 1, 0, 5), luck(TEN, 4, 1, 0, 5)
    assert np.array_equal(few[few > 0.0], many[few > 0.0])


def test_every_address_has_luck_of_its_own() -> None:
    addresses = [(0, 0, 1), (1, 0, 1), (0, 1, 1), (0, 0, 2), (0, history_key(1, 0), 1)]
    drawn = [luck(TEN, 2, *address) for address in addresses]
    assert all(np.unique(flat[flat > 0.0]).size == np.count_nonzero(flat) for flat in drawn)
    assert len({flat[0] for flat in drawn}) == len(addresses)


def test_uniforms_lie_strictly_inside_the_unit_interval() -> None:
    ends = uniforms(np.array([0, LARGEST], dtype=np.uint64))
    assert 0.0 < ends[0] < ends[1] < 1.0


def test_luck_is_uniform() -> None:
    drawn = np.concatenate([luck(TEN, 8, 3, key, 1) for key in range(40)])
    drawn = drawn[drawn > 0.0]
    assert drawn.mean() == pytest.approx(0.5, abs=5 * 0.2887 / drawn.size**0.5)
    counts = np.histogram(drawn, bins=20, range=(0.0, 1.0))[0]
    assert ((counts - drawn.size / 20) ** 2 / (drawn.size / 20)).sum() < 50.0


@pytest.mark.parametrize("seed", [0, 1])
def test_parameter_draws_do_not_depend_on_how_many_are_made_or_in_which_chunks(seed: int) -> None:
    whole = parameter_uniforms(seed, "threat_base", 200)
    assert np.array_equal(parameter_uniforms(seed, "threat_base", 17), whole[:17])
    chunks = [parameter_uniforms(seed, "threat_base", 20, first) for first in range(0, 200, 20)]
    assert np.array_equal(np.concatenate(chunks), whole)
    assert np.unique(whole).size == 200


def test_parameters_have_streams_of_their_own_and_zero_is_a_seed() -> None:
    streams = [parameter_uniforms(seed, name, 50) for seed in (0, 1) for name in ("threat_base", "threat_own")]
    assert np.unique(np.concatenate(streams)).size == 200
    assert np.abs(np.corrcoef(streams)[np.triu_indices(4, 1)]).max() < 0.5
