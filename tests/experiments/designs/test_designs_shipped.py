"""The sweeps that ship: each loads, asks something, and points editors to a schema that is not stale."""

from __future__ import annotations

import json
import tomllib
from functools import cache

import pytest

from balkansim.evidence.evidence import load_evidence
from balkansim.experiments.sweep import Sweep, load_sweep
from balkansim.experiments.sweep_file import FILE, schema_text, shipped_sweeps, sweep_names
from balkansim.scenario.factors import catalogue
from balkansim.scenario.resolve import resolve

POINTS = {
    "border-escalation": 128 * 12,
    "bulgaria-openness-and-threat": 110,
    "dialogue-early-or-late": 13,
    "kfor-strength": 50,
}
TRULY = 0.06


@cache
def shipped(name: str) -> Sweep:
    return load_sweep(name, evidence=load_evidence())


def test_these_ship() -> None:
    assert {name: shipped(name).points for name in sweep_names()} == POINTS


@pytest.mark.parametrize("name", POINTS)
def test_each_asks_something_and_says_how_to_read_the_answer(name: str) -> None:
    text = (shipped_sweeps() / f"{name}.toml").read_text(encoding="utf-8")
    assert text.splitlines()[0] == f"#:schema ./{FILE}"
    assert "# Read: " in text
    sweep = shipped(name)
    assert sweep.name == name
    assert sweep.spec["title"]
    assert sweep.spec["question"].endswith("?")


@pytest.mark.parametrize("name", POINTS)
def test_no_two_points_of_a_grid_are_the_same_and_all_differ_from_the_base(name: str) -> None:
    sweep = shipped(name)
    points = range(min(sweep.points, 110))
    assert len({sweep.scenario(point).digest for point in points}) == len(points)


def test_every_factor_of_a_sampled_sweep_that_has_a_range_keeps_to_it() -> None:
    known = catalogue(resolve("baseline"), load_evidence())
    for axis in shipped("border-escalation").axes:
        if known[axis.name].low < known[axis.name].high:
            assert (axis.low, axis.high) == pytest.approx((known[axis.name].low, known[axis.name].high), rel=2e-3)


def test_a_dialogue_lasts_two_years_at_every_point_and_leads_back_to_where_it_began() -> None:
    sweep = shipped("dialogue-early-or-late")
    for point in range(sweep.points):
        months = {event.name: event.month for event in sweep.scenario(point).events}
        assert months["dialogue-stops"] - months["dialogue-opens"] == 24
        assert len(set(months.values())) == 2
    ends = {(event.kind, event.patron): event.value for event in sweep.base.events if event.month == 27}
    assert ends[("dialogue", "")] == sweep.base.overrides["dialogue"]
    for patron in ("EU", "NATO"):
        assert ends[("posture", patron)] == sweep.base.overrides[f"mediation.{patron}"]


def test_before_it_the_levels_are_the_shipped_medians() -> None:
    known = catalogue(resolve("baseline"), load_evidence())
    for name, value in shipped("dialogue-early-or-late").base.overrides.items():
        assert value == pytest.approx(known[name].value, abs=TRULY)


def test_the_shipped_schema_is_not_stale() -> None:
    assert (shipped_sweeps() / FILE).read_text(encoding="utf-8") == schema_text()


def test_the_schema_knows_every_key_of_the_shipped_files_and_nested_headings() -> None:
    schema = json.loads(schema_text())
    for name in POINTS:
        table = tomllib.loads((shipped_sweeps() / f"{name}.toml").read_text(encoding="utf-8"))
        assert table.keys() <= schema["properties"].keys()
        assert set(schema["required"]) <= table.keys()
    assert {"$ref": "#/$defs/Factors"} in schema["$defs"]["Factors"]["additionalProperties"]["anyOf"]
