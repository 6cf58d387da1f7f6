"""Every scenario that ships runs, brings numbers, and moves something against its parent on common random numbers."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

import running
from balkansim.forecasts.arms import null_world, with_dialogue, without_blocs
from balkansim.model.ensemble import Ensemble, Record, Size
from balkansim.scenario.layers import shipped_names

DRAWS, RUNS = 8, 5
READ = ("tension", "polarisation", "secession", "partnership", "hazard", "severity")


@cache
def run(name: str) -> Record:
    """Run a small ensemble of a shipped scenario."""
    return running.ensemble(name, DRAWS, RUNS, seed=2)


@pytest.mark.parametrize("name", shipped_names())
def test_it_runs_and_everything_is_a_number(name: str) -> None:
    kept = run(name)
    assert kept.ends["nans"].sum() == 0
    for field in READ:
        assert np.isfinite(running.series(kept, field)).all()
    for field in ("tension", "secession", "partnership", "hazard"):
        found = running.series(kept, field)
        assert ((found >= 0.0) & (found <= 1.0)).all()


@pytest.mark.parametrize("name", [name for name in shipped_names() if name != "baseline"])
def test_it_differs_from_its_parent_on_common_random_numbers(name: str) -> None:
    own, parents = run(name), run(running.scenario(name).parent)
    months = min(own.monthly.shape[1], parents.monthly.shape[1])
    moved = [
        field
        for field in READ
        if not np.array_equal(running.series(own, field)[:, :months], running.series(parents, field)[:, :months])
    ]
    assert moved or not np.array_equal(own.ends, parents.ends)


@pytest.mark.parametrize("name", ["kfor-drawdown", "budget-fatigue", "turkey-arms-kosovo", "rs-secession-crisis"])
def test_before_anything_happens_it_is_its_parents_history(name: str) -> None:
    """Nobody's luck moves when an event is added: months up to June 2025 are the same in every bit."""
    own, parents = run(name), run("baseline")
    for field in READ:
        assert np.array_equal(running.series(own, field)[:, :3], running.series(parents, field)[:, :3])


def test_the_ten_keep_their_luck_in_the_wider_region() -> None:
    """Similar worlds, same luck: the ten states' tensions go up and down together."""
    wide, narrow = run("wider-region").tension[:, :, :45], run("baseline").tension
    steps = [np.diff(kept, axis=1).reshape(-1, 45) for kept in (wide, narrow)]
    together = [np.corrcoef(steps[0][:, d], steps[1][:, d])[0, 1] for d in range(45)]
    assert np.median(together) > 0.9


def test_chunks_of_draws_make_no_difference() -> None:
    made = running.an_ensemble(8, 3)
    world = running.scenario("baseline")
    whole = made.run_arm(world, 0, 8)
    parts = [made.run_arm(world, first, 4) for first in (0, 4)]
    assert np.array_equal(whole.monthly, np.concatenate([part.monthly for part in parts]))
    assert np.array_equal(whole.tension, np.concatenate([part.tension for part in parts]))
    assert np.array_equal(whole.ends, np.concatenate([part.ends for part in parts]))


def test_threads_make_no_difference() -> None:
    made = running.an_ensemble(40, 1)
    world = running.changed("baseline", horizon=12)

    def work(first: int, draws: int) -> Any:
        return made.run_arm(world, first, draws).monthly

    one, four = (np.concatenate(made.over_chunks(work, jobs=jobs)) for jobs in (1, 4))
    assert np.array_equal(one, four)
    assert len(one) == 40


def test_common_luck_cuts_the_noise_of_a_difference() -> None:
    """In one world, the spread of the effect of a scenario is smaller on common than on independent luck."""
    names = ("baseline", "inclusive-dialogue")
    base, arm = (running.ensemble(name, 1, 60, at_median=True, months=12).tension[:, 12] for name in names)
    paired = (arm - base).mean(axis=1).std()
    apart = (np.roll(arm, 1, axis=0) - base).mean(axis=1).std()
    assert paired < 0.5 * apart


def test_slots_never_opened_end_with_nothing_having_happened() -> None:
    """As `ends_type` says: months are calendar months, or NEVER."""
    ends = run("no-blocs").ends
    for field in ("founded", "ended", "joined"):
        assert (ends[field] == -1000).all(), field


def test_arms_differ_only_in_what_they_leave_out() -> None:
    base = running.scenario("baseline")
    assert (without_blocs(base).blocs, without_blocs(base).founding) == ({}, False)
    null = null_world(running.scenario("kfor-drawdown"))
    assert (null.at_rest, null.elections, null.events, null.blocs) == (True, False, (), {})
    talking = with_dialogue(base, running.evidence())
    assert {event.name for event in talking.events} >= {"dialogue-opens", "eu-mediates"}
    assert talking.blocs == base.blocs


def test_a_dialogue_brings_no_patron_into_a_world_that_has_none() -> None:
    base = running.scenario("baseline")
    alone = replace(base, patrons={code: spec for code, spec in base.patrons.items() if code != "EU"})
    talking = with_dialogue(alone, running.evidence())
    assert "dialogue-opens" in {event.name for event in talking.events}
    assert "EU" not in {event.patron for event in talking.events}


@pytest.mark.parametrize("made", [without_blocs, null_world])
def test_an_arm_equals_the_scenario_that_ships_under_that_name(made: Any) -> None:
    name = {"without_blocs": "no-blocs", "null_world": "null-world"}[made.__name__]
    monthly = running.ensemble(made(running.scenario("baseline")), DRAWS, RUNS, seed=2)[0]
    assert np.array_equal(monthly, run(name)[0])


@pytest.mark.parametrize(
    "size", [{"draws": 0}, {"histories": 0}, {"seed": -1}, {"draws": True}, {"seed": 2**63}, {"histories": 2**32}]
)
def test_sizes_that_cannot_be_run_are_refused(size: dict[str, Any]) -> None:
    from balkansim.errors import BalkansimError

    with pytest.raises(BalkansimError, match="whole number"):
        Size(**size)


def test_zero_is_a_seed() -> None:
    worlds = running.changed("baseline", horizon=3)
    kept = [running.ensemble(worlds, 4, 1, seed=seed).tension for seed in (0, 0, 1)]
    assert np.array_equal(kept[0], kept[1])
    assert not np.array_equal(kept[0], kept[2])


def test_at_the_median_every_draw_is_the_same_world() -> None:
    made = Ensemble(running.evidence(), Size(4, 1, 1), at_median=True)
    start = made.start(running.scenario("baseline"), 0, 4)
    assert all(start.worlds[d] == start.worlds[0] for d in range(4))
    assert all(start.coefficients[d] == start.coefficients[0] for d in range(4))
