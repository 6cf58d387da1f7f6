"""The Mesa face: stepping, collecting, subclassing agents, replacing rules, batch runs, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import balkansim
import running
from balkansim.errors import BalkansimError
from balkansim.model.mesa_model import BalkanModel, StateActor

TEN = ("SRB", "XKX", "ALB", "HRV", "HUN", "SVK", "BGR", "MKD", "BIH", "MNE")


def test_a_step_is_a_month() -> None:
    model = balkansim.BalkanModel("baseline", rng=7)
    assert (model.month, model.running) == (0, True)
    before = model.snapshot()
    model.step()
    assert model.month == 1
    assert before["clock"][0, 0] == 0
    assert not np.array_equal(before["tension"], model.world.tension)


def test_states_know_their_world() -> None:
    model = BalkanModel("baseline", rng=7)
    assert tuple(model.states) == TEN
    serbia = model.states["SRB"]
    assert serbia.blocs == ("serbia-hungary",)
    assert model.states["XKX"].blocs == ("adriatic",)
    assert serbia.tension_with("XKX") == model.states["XKX"].tension_with("SRB") == model.world.tension[0, 1]
    assert -1.0 <= serbia.alignment_with("RUS") <= 1.0
    assert repr(serbia) == "StateActor(SRB)"


def test_moves_see_the_same_world_number_by_number() -> None:
    model = BalkanModel("baseline", rng=7)
    assert type(model.numbers.tension[0, 1]) is float
    assert type(model.numbers.member[0, 0]) is int
    assert model.numbers.actors == len(TEN)
    model.numbers.tension[0, 1] = 0.25
    assert model.world.tension[0, 1] == model.states["SRB"].tension_with("XKX") == 0.25
    model.world.alive[0] = 0
    assert model.numbers.alive[0] == 0


def test_histories_begin_alike_and_share_nothing() -> None:
    first = BalkanModel("baseline", rng=7, run=1)
    beginning = first.snapshot()
    for _ in range(2):
        first.step()
    assert np.array_equal(BalkanModel("baseline", rng=7, run=2).snapshot(), beginning)
    assert not np.array_equal(BalkanModel("baseline", rng=7, draw=1).snapshot(), beginning)
    calm = BalkanModel("baseline", rng=7, set_={"tension.SRB.XKX": 0.2})
    assert calm.world.tension[0, 1] == pytest.approx(0.2)


def test_it_stops_at_the_horizon() -> None:
    model = BalkanModel(running.changed("baseline", horizon=3), rng=7)
    while model.running:
        model.step()
    assert model.month == 3
    model.step()
    assert model.month == 3


def test_collected_frames_have_a_row_a_month_and_a_row_a_state() -> None:
    model = BalkanModel("baseline", rng=7)
    for _ in range(4):
        model.step()
    frame = model.datacollector.get_model_vars_dataframe()
    assert frame["month"].tolist() == [1, 2, 3, 4]
    assert {"polarisation", "mean_tension", "incidents", "living_blocs"} <= set(frame.columns)
    assert frame["polarisation"].iloc[-1] == model.world.polarisation[0]
    upper = model.world.tension[:10, :10][np.triu_indices(10, 1)]
    assert frame["mean_tension"].iloc[-1] == pytest.approx(upper.mean())
    states = model.datacollector.get_agenttype_vars_dataframe(StateActor)
    assert len(states) == 4 * 10
    assert states["name"].tolist()[:10] == list(TEN)


class Recluse(StateActor):
    """A state that never so much as considers a bloc."""

    def consider(self) -> None:
        """Ignore every bloc."""


def test_a_single_agent_may_be_subclassed() -> None:
    eager = running.changed("baseline", {"accession_base": 50.0, "consent_base": 9.0})
    usual, own = (BalkanModel(eager, rng=7, agents=agents) for agents in ({}, {"BGR": Recluse}))
    for model in (usual, own):
        for _ in range(12):
            model.step()
    bulgaria = TEN.index("BGR")
    assert isinstance(own.states["BGR"], Recluse)
    assert usual.world.eligible[bulgaria].sum() > 0
    assert own.world.eligible[bulgaria].sum() == own.world.applied[bulgaria].sum() == 0
    assert own.world.eligible[TEN.index("MKD")].sum() > 0


def no_incident(*given: Any) -> float:
    """Stand in for `incident_chance`: none ever happens."""
    return 0.0


def test_a_single_rule_may_be_replaced_and_others_keep_theirs() -> None:
    usual, calm = BalkanModel("baseline", rng=7), BalkanModel("baseline", rng=7, rules={"incident_chance": no_incident})
    seen = [0.0, 0.0]
    for _ in range(24):
        for k, model in enumerate((usual, calm)):
            model.step()
            seen[k] += model.world.severity.sum()
    assert seen[0] > 0.0
    assert seen[1] == 0.0
    again = BalkanModel("baseline", rng=7)
    again.step()
    assert again.world.hazard[0] > 0.0


def test_it_works_under_batch_run() -> None:
    import mesa

    short = [running.changed(name, horizon=3) for name in ("baseline", "no-blocs")]
    rows = mesa.batch_run(
        BalkanModel,
        {"scenario": short, "run": [0, 1]},
        number_processes=1,
        max_steps=3,
        data_collection_period=-1,
        display_progress=False,
    )
    found = {(row["scenario"].name, row["run"]): row["mean_tension"] for row in rows}
    assert len(found) == 4
    assert len(set(found.values())) == 4
    alone = BalkanModel(short[0], run=1)
    for _ in range(3):
        alone.step()
    assert found["baseline", 1] == alone.datacollector.get_model_vars_dataframe()["mean_tension"].iloc[-1]


def test_it_works_under_batch_run_with_scenarios_by_name() -> None:
    import mesa

    rows = mesa.batch_run(
        BalkanModel,
        {"scenario": ["baseline", "null-world"], "run": [0]},
        number_processes=1,
        max_steps=2,
        data_collection_period=-1,
        display_progress=False,
    )
    assert {row["scenario"] for row in rows} == {"baseline", "null-world"}


def test_no_seed_is_seed_nought_which_is_a_seed_like_any_other() -> None:
    """Newer batch runners pass rng=None where no seed is swept."""
    unsaid, nought, seven = (BalkanModel("baseline", rng=rng) for rng in (None, 0, 7))
    for model in (unsaid, nought, seven):
        model.step()
    assert (unsaid.world.tension == nought.world.tension).all()
    assert not (unsaid.world.tension == seven.world.tension).all()


@pytest.mark.parametrize("rng", [-1, True, 1.5, "7"])
def test_what_is_no_seed_is_refused(rng: Any) -> None:
    with pytest.raises(BalkansimError, match="seed"):
        BalkanModel("baseline", rng=rng)


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ({"scenario": "basline"}, "baseline"),
        ({"rules": {"thret": no_incident}}, "threat"),
        ({"agents": {"BGRR": StateActor}}, "BGR"),
        ({"set_": ["memory_rte=0.1"]}, "memory_rate"),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(wrong: dict[str, Any], near: str) -> None:
    with pytest.raises(BalkansimError, match=near):
        BalkanModel(**wrong, rng=7)


def test_a_stand_in_that_takes_other_arguments_is_refused() -> None:
    def swapped(c: Any, hazard_base: float, provocation_dev: float, heat_dev: float, *_: float, **__: float) -> float:
        return 0.0

    def turned(c: Any, urge: float, other: float) -> float:
        return 0.0

    with pytest.raises(BalkansimError, match="c, urge, other_urge, in this order"):
        BalkanModel("baseline", rng=7, rules={"chance_of": turned})
    BalkanModel("baseline", rng=7, rules={"incident_chance": swapped})
