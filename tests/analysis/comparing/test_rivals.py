"""The same world under rival theories of accession."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import pytest
from click.testing import CliRunner

import balkansim
from balkansim.cli.main import cli
from balkansim.evidence.theories import theories
from balkansim.validation.rivals import Contested, Rivals

THEORIES = tuple(theories()["accession"].forms)
SIZE = {"draws": 12, "histories": 4}
FIRST = ("theory.accession=balance-of-threat",)


@cache
def found() -> Rivals:
    """Return a small comparison of theories on two forecasts."""
    return balkansim.rivals(forecasts=("F1", "F3"), **SIZE)


def test_each_column_is_the_forecast_of_that_theory() -> None:
    for theory, scenario in zip(THEORIES, ("baseline", "landscape-theory", "structural-balance"), strict=True):
        ledger = {
            entry.id: entry.hits
            for entry in balkansim.forecast(scenario, **SIZE, set_=() if scenario != "baseline" else FIRST).entries
        }
        place = THEORIES.index(theory)
        assert {c.entries[place].id: c.entries[place].hits for c in found().of("accession")} == {
            "F1": ledger["F1"],
            "F3": ledger["F3"],
        }


def test_the_widest_pair_differs_by_what_its_columns_say() -> None:
    first = found().found[0]
    assert first.widest is not None
    hits = {theory: int(entry.hits or 0) for theory, entry in zip(THEORIES, first.entries, strict=True)}
    one, other = hits[first.widest.one], hits[first.widest.other]
    assert first.widest.paired.difference == pytest.approx((other - one) / 48)
    assert abs(other - one) == max(hits.values()) - min(hits.values())


def test_theories_disagree_where_verdicts_differ_even_by_chance() -> None:
    entry = found().found[1].entries[0]
    same = Contested((entry, entry), None)
    assert not same.disagrees
    assert Contested((entry, replace(entry, verdict="agrees")), None).disagrees


def test_every_state_has_a_distance_and_the_nearest_stands_first() -> None:
    near = found().nearness
    assert {one.state for one in near} == set(["SRB", "XKX", "ALB", "HRV", "HUN", "SVK", "BGR", "MKD", "BIH", "MNE"])
    assert [one.distance for one in near] == sorted(one.distance for one in near)
    assert all(one.state in one.side.split(", ") for one in near)


def test_the_theory_a_scenario_chose_itself_does_not_matter() -> None:
    again = balkansim.rivals("landscape-theory", forecasts=("F1", "F3"), **SIZE)
    own, before = (one.of("accession") for one in (again, found()))
    assert [c.entries[0].hits for c in own] == [c.entries[0].hits for c in before]


def test_the_command_prints_and_gives_json() -> None:
    asked = ["rivals", "--forecast", "F1", "--draws", "4", "--histories", "2"]
    told = CliRunner().invoke(cli, asked)
    assert told.exit_code == 0
    assert "landscape" in told.output and "not averaged" in " ".join(told.output.split())
    assert max(map(len, told.output.splitlines())) <= 100
    given = json.loads(CliRunner().invoke(cli, [*asked, "--json"]).output)
    assert given["theories"] == {name: list(theory.forms) for name, theory in theories().items()}
    told = {(row["theory"], row["form"]) for row in given["forecasts"]}
    assert told == {(name, form) for name, theory in theories().items() for form in theory.forms}


def test_theories_can_be_set_on_the_command_line_and_unknown_ones_are_named() -> None:
    world = balkansim.scenario.resolve.load("baseline", set_=("theory=landscape",))[0]
    assert world.theory == {"accession": "landscape"}
    with pytest.raises(balkansim.errors.BalkansimError, match="structural-balance"):
        balkansim.scenario.resolve.load("baseline", set_=("theory=structural",))
