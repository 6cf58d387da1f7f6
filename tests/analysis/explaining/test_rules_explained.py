"""Coefficients name the rules that read them, and rules what they read, from where, and when."""

from __future__ import annotations

import inspect

import pytest

from balkansim.analysis.explain import explain
from balkansim.analysis.rules import coefficients_by_function, inputs_of, rules
from balkansim.scenario.factors import catalogue


def test_a_coefficient_names_its_rule_with_source_and_reading(world):
    found = explain("accession_base", scenario=world[0], evidence=world[1])
    assert [reader.name for reader in found.readers] == ["application_rate"]
    assert "Sub-regional formats" in found.readers[0].source
    assert "clipped at three" in str(found)
    assert f"origin     {found.origin}" in str(found)
    assert found.low < found.value < found.high


def test_a_coefficient_read_by_a_move(world):
    found = explain("cooloff_months", scenario=world[0], evidence=world[1])
    assert {"consider", "consent", "leave"} <= {reader.name for reader in found.readers}


def test_a_coefficient_no_rule_reads_fills_the_start(world):
    assert "fills the world at the start" in str(explain("proximity_land", scenario=world[0], evidence=world[1]))


def test_what_the_scenario_sets_is_said(world):
    found = explain("accession_base", set_=["accession_base=0.1"], evidence=world[1])
    assert (found.value, found.origin, found.reason) == (0.1, "scenario", f"set by the scenario {found.scenario}")


def test_a_rule_tells_inputs_directions_sources_and_phase(world):
    found = explain("threat", scenario=world[0], evidence=world[1])
    directions = {each.name: each.direction for each in found.inputs}
    assert (directions["tension"], directions["similarity"]) == ("rises", "falls")
    assert "threat_base" in found.coefficients
    assert "Walt 1987" in found.source
    assert found.reading
    assert found.phases[0].startswith("phase 2, perceive")
    assert found.callers


def test_every_rule_can_be_explained(world):
    for name, rule in rules().items():
        text = str(explain(name, scenario=world[0], evidence=world[1]))
        assert all(each in text for each in inputs_of(rule))
        assert max(map(len, text.splitlines())) <= 100
        assert all(each in inspect.getsource(rule.function) for each in coefficients_by_function()[name])


@pytest.mark.parametrize("form", ["text", "md", "json"])
def test_every_coefficient_can_be_explained(world, form):
    names = [name for name, factor in catalogue(*world).items() if "." not in name and factor.origin == "assumed"]
    assert len(names) > 100
    for name in names[::12]:
        assert explain(name, scenario=world[0], evidence=world[1]).formatted(form)
