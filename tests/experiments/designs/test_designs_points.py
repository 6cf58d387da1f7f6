"""A design point becomes the scenario that the command line would make of the same values."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from balkansim.errors import BalkansimError
from balkansim.evidence.evidence import Evidence
from balkansim.experiments.sweep import Sweep, world_from, world_table
from balkansim.scenario.layers import shipped_names
from balkansim.scenario.resolve import resolve

Load = Callable[..., Sweep]


def test_a_point_is_the_scenario_with_the_same_settings(load: Load, evidence: Evidence) -> None:
    """Spoken names, turned pairs and quoted or unquoted headings all mean the same factor."""
    sweep = load(
        'method = "grid"\nscenario = "kfor-drawdown"\n[set]\nfatigue = 0.25\n'
        '[factors.tension.Kosovo.SRB]\nvalues = [0.5, 0.75]\n[factors."openness.adriatic"]\nvalues = [0.25, 1]\n'
    )
    assert sweep.factor_names == ("tension.SRB.XKX", "openness.adriatic")
    for point in range(4):
        settings = {**sweep.values(point), "fatigue": 0.25}
        assert sweep.scenario(point).digest == resolve("kfor-drawdown", set_=settings, evidence=evidence).digest


def test_what_the_command_line_sets_comes_last(load: Load, evidence: Evidence) -> None:
    body = 'method = "grid"\nwith = ["kosovo-pfp"]\n[set]\nfatigue = 0.25\nhorizon = 24\n'
    body += "[factors.noise]\nvalues = [0, 1]\n"
    sweep = load(body, set_=["fatigue=0.5", "elections=false"], with_=["kfor-drawdown"])
    settings = {"fatigue": 0.5, "noise": 1, "horizon": 24, "elections": False}
    expected = resolve("baseline", with_=["kosovo-pfp", "kfor-drawdown"], set_=settings, evidence=evidence)
    assert sweep.scenario(1).digest == expected.digest


def test_a_distribution_may_be_set(load: Load) -> None:
    body = '[set]\nfatigue = { low = 0.1, value = 0.2, high = 0.4, shape = "log" }\n'
    setting = load(f'method = "grid"\n{body}[factors]\nnoise = {{ values = [0, 1] }}\n').base.overrides["fatigue"]
    assert (setting.value, setting.shape) == (0.2, "log")  # type: ignore[union-attr]


def test_a_month_moves_its_event_and_nothing_else(load: Load) -> None:
    sweep = load(
        'method = "grid"\nscenario = "inclusive-dialogue"\n[factors.month.dialogue-opens]\nvalues = ["2026-02", 20]\n'
    )
    before = {event.name: event for event in sweep.base.events}
    for point, month in enumerate((10, 20)):
        after = {event.name: event for event in sweep.scenario(point).events}
        assert after["dialogue-opens"].month == month
        assert {k: v for k, v in after.items() if k != "dialogue-opens"} == {
            k: v for k, v in before.items() if k != "dialogue-opens"
        }
        assert sweep.scenario(point).overrides == sweep.base.overrides
        assert [event.month for event in sweep.scenario(point).events] == [3, 3, month]


def test_events_along_keep_their_distance(load: Load) -> None:
    sweep = load(
        'method = "grid"\nscenario = "inclusive-dialogue"\n[factors.month.dialogue-opens]\n'
        'low = "2025-09"\nhigh = "2025-11"\nalong = ["eu-mediates"]\n'
    )
    assert [sweep.values(p)["month.dialogue-opens"] for p in range(3)] == ["2025-09", "2025-10", "2025-11"]
    months = {event.name: event.month for event in sweep.scenario(2).events}
    assert months == {"dialogue-opens": 7, "eu-mediates": 7, "nato-mediates": 3}


@pytest.mark.parametrize("name", shipped_names())
def test_a_world_read_back_has_the_same_digest(name: str, evidence: Evidence) -> None:
    world = resolve(name, evidence=evidence)
    again = world_from(world_table(world))
    assert again.digest == world.digest
    assert (again.events, again.blocs, again.states) == (world.events, world.blocs, world.states)


def test_there_is_no_point_past_the_last(load: Load) -> None:
    sweep = load('method = "grid"\n[factors]\nnoise = { values = [0, 1] }\n')
    for point in (-1, 2):
        with pytest.raises(BalkansimError, match="no point"):
            sweep.scenario(point)


def test_a_file_of_its_own_is_read_from_beside_the_sweep(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the working folder is."""
    monkeypatch.chdir(tmp_path.parent)
    other = 'parent = "baseline"\nquestion = "What if?"\nexpects = "Little."\nhorizon = 7\n'
    body = 'method = "grid"\nscenario = "./other.toml"\n[factors]\nnoise = { values = [0, 1] }\n'
    assert load(body, other=other).scenario(0).horizon == 7


def test_a_world_that_another_version_wrote_is_refused_with_what_is_missing() -> None:
    table = world_table(resolve("baseline"))
    del table["theory"]
    with pytest.raises(BalkansimError, match="theory: field required") as refused:
        world_from(table)
    assert "run the sweep anew" in str(refused.value)
