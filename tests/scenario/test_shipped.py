"""The scenarios that ship: each resolves, asks something, differs from its parent and keeps to the convention."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from balkansim.evidence.evidence import Evidence, load_evidence
from balkansim.months import month_name
from balkansim.scenario.events import LEVERS
from balkansim.scenario.factors import Factor, catalogue
from balkansim.scenario.layers import shipped_folder, shipped_names
from balkansim.scenario.resolve import resolve
from balkansim.scenario.scenario import Event
from balkansim.scenario.schema import FILE, schema_text

NAMES = [
    "baseline",
    "null-world",
    "no-blocs",
    "march-2025",
    "bulgaria-invited",
    "north-macedonia-invited",
    "slovakia-joins",
    "inclusive-dialogue",
    "kfor-drawdown",
    "kosovo-army-early",
    "kosovo-pfp",
    "us-retrenchment",
    "russia-backs-serbia",
    "rearm-europe-surge",
    "budget-fatigue",
    "serbia-early-election",
    "hungary-government-change",
    "rs-secession-crisis",
    "arms-limits-collapse",
    "turkey-arms-kosovo",
    "wider-region",
    "landscape-theory",
    "structural-balance",
    "serbia-recognises",
    "normalisation-agreement",
    "second-gun-battle",
    "serbia-arms",
    "crisis-with-croatia",
]
TEN = ("SRB", "XKX", "ALB", "HRV", "HUN", "SVK", "BGR", "MKD", "BIH", "MNE")
ROUNDING = 0.051
WITHOUT_CLAIMS = {"baseline", "null-world", "landscape-theory", "structural-balance"} | set(NAMES[-5:])


@cache
def evidence() -> Evidence:
    return load_evidence()


@cache
def factors() -> dict[str, Factor]:
    return catalogue(resolve("baseline"), evidence())


def test_all_of_them_ship() -> None:
    assert sorted(shipped_names()) == sorted(NAMES)
    assert shipped_names()[0] == "baseline"


@pytest.mark.parametrize("name", NAMES)
def test_each_resolves_against_the_evidence_and_says_what_it_is_about(name: str) -> None:
    scenario = resolve(name, evidence=evidence())
    assert scenario.name == name == scenario.lineage[-1]
    assert scenario.question.endswith("?")
    assert scenario.expects.endswith(".")
    assert bool(scenario.claims) is (name not in WITHOUT_CLAIMS)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "baseline"])
def test_each_really_differs_from_its_parent(name: str) -> None:
    scenario = resolve(name)
    assert scenario.changes
    assert scenario.digest != resolve(scenario.parent).digest


def test_no_two_are_the_same() -> None:
    assert len({resolve(name).digest for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_points_editors_to_the_schema(name: str) -> None:
    first = (shipped_folder() / f"{name}.toml").read_text(encoding="utf-8").splitlines()[0]
    assert first == f"#:schema ./{FILE}"


def test_the_shipped_schema_is_not_stale() -> None:
    assert (shipped_folder() / FILE).read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("name", NAMES)
def test_each_written_out_whole_is_the_same_world(name: str, tmp_path: Path) -> None:
    path = tmp_path / "whole.toml"
    path.write_text(resolve(name).to_toml(), encoding="utf-8")
    assert resolve(str(path)).digest == resolve(name).digest


def test_the_baseline_is_april_2025() -> None:
    baseline = resolve("baseline")
    assert (baseline.start, baseline.horizon, baseline.roster) == (0, 60, TEN)
    assert {name: bloc.members for name, bloc in baseline.blocs.items()} == {
        "adriatic": ("ALB", "HRV", "XKX"),
        "serbia-hungary": ("SRB", "HUN"),
    }
    assert baseline.blocs["adriatic"].opposed == ("serbia-hungary",)
    assert list(baseline.patrons) == ["NATO", "EU", "USA", "RUS", "CHN", "TUR"]
    assert (baseline.founding, baseline.elections, baseline.at_rest) == (True, True, False)
    assert baseline.flashpoints["inter-entity-line"].entity == "RS"


def test_the_null_world_has_neither_blocs_nor_events() -> None:
    null = resolve("null-world")
    assert (null.blocs, null.events, null.founding, null.elections, null.at_rest) == ({}, (), False, False, True)


def test_without_blocs_none_is_founded_but_elections_go_on() -> None:
    scenario = resolve("no-blocs")
    assert (scenario.blocs, scenario.founding, scenario.elections, scenario.at_rest) == ({}, False, True, False)


def test_march_2025_begins_with_the_adriatic_bloc_alone() -> None:
    scenario = resolve("march-2025")
    assert (scenario.start, list(scenario.blocs), scenario.founding) == (-1, ["adriatic"], True)


def test_the_wider_region_appends_three_states() -> None:
    assert resolve("wider-region").roster == (*TEN, "SVN", "ROU", "GRC")


EVENTS = [(name, event) for name in NAMES for event in resolve(name).events]


@pytest.mark.parametrize(("name", "event"), EVENTS, ids=[f"{name}-{event.name}" for name, event in EVENTS])
def test_what_the_documents_do_not_date_happens_in_july_2025(name: str, event: Event) -> None:
    expected = "April 2026" if name == "hungary-government-change" else "July 2025"
    assert month_name(event.month) == expected


LEVER_EVENTS = [
    (name, event)
    for name, event in EVENTS
    if event.kind in ("posture", "supply", "dialogue", "fatigue", "peacekeepers")
]
UP = {"inclusive-dialogue", "russia-backs-serbia", "rearm-europe-surge", "budget-fatigue", "turkey-arms-kosovo"}


def lever_of(event: Event) -> str:
    """Name the factor that a lever's event moves."""
    named = {
        "posture": f"{event.lever}.{event.patron}",
        "supply": f"supply.{event.patron}.{event.state}",
        "peacekeepers": f"peacekeepers.{event.flashpoint}",
    }
    return named.get(event.kind, event.kind)


@pytest.mark.parametrize(("name", "event"), LEVER_EVENTS, ids=[f"{n}-{event.name}" for n, event in LEVER_EVENTS])
def test_a_lever_moves_half_way_to_the_end_of_its_scale(name: str, event: Event) -> None:
    """Where it stands is the median of the shipped evidence: see scenarios/README.md; re-round after recoding."""
    stands = factors()[lever_of(event)].value
    end = 1.0 if name in UP else 0.0
    assert event.value == pytest.approx((stands + end) / 2, abs=ROUNDING)
    assert (event.value > stands) is (name in UP)


def test_levers_are_those_of_the_codebook() -> None:
    assert set(LEVERS) <= set(evidence().codebook.quantities)
