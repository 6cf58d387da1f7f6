"""A scenario is a diff of its parent; other scenarios and settings are laid over it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from balkansim.errors import BalkansimError
from balkansim.scenario.resolve import resolve
from balkansim.scenario.scenario import Range

Write = Callable[..., str]

TWO = 'roster = ["SRB", "XKX"]\nhorizon = 12\n'
DIALOGUE = '[events.talks]\nmonth = "2025-10"\nkind = "dialogue"\nvalue = 0.5\nnote = "a start"\n'


def test_a_root_is_a_world_of_its_own(write: Write) -> None:
    world = resolve(write(TWO, parent=None))
    assert (world.roster, world.horizon, world.start, world.end) == (("SRB", "XKX"), 12, 0, 12)
    assert (world.blocs, world.events, world.lineage, world.parent, world.changes) == ({}, (), ("mine",), "", {})


def test_a_child_keeps_what_it_does_not_name(write: Write) -> None:
    child, parent = resolve(write("horizon = 24")), resolve("baseline")
    assert child.lineage == ("baseline", "mine")
    assert (child.roster, child.blocs, child.flashpoints) == (parent.roster, parent.blocs, parent.flashpoints)
    assert dict(child.changes) == {"horizon": (60, 24)}


def test_tables_are_merged_and_lists_replaced(write: Write) -> None:
    child = resolve(write('[blocs.adriatic]\nmembers = ["ALB", "HRV", "XKX", "BGR"]'))
    assert child.blocs["adriatic"].members == ("ALB", "HRV", "XKX", "BGR")
    assert child.blocs["adriatic"].founded == resolve("baseline").blocs["adriatic"].founded
    assert list(child.changes) == ["blocs.adriatic.members"]


def test_removing_a_bloc_leaves_no_opposition_to_it(write: Write) -> None:
    child = resolve(write("[blocs.serbia-hungary]\nremove = true"))
    assert list(child.blocs) == ["adriatic"]
    assert child.blocs["adriatic"].opposed == ()


def test_opposition_is_mutual(write: Write) -> None:
    child = resolve(write('[blocs.new]\nmembers = ["BGR", "MKD"]\nfounded = 2025-01-01\nopposed = ["adriatic"]'))
    assert child.blocs["adriatic"].opposed == ("serbia-hungary", "new")
    assert child.blocs["new"].opposed == ("adriatic",)


def test_a_grandchild_amends_and_strikes_events(write: Write) -> None:
    child = write(DIALOGUE, name="child")
    later = resolve(write('[events.talks]\nmonth = "2026-01"', name="later", parent="./child.toml"))
    assert [(event.month, event.value, event.note) for event in later.events] == [(9, 0.5, "a start")]
    struck = resolve(write("[events.talks]\nremove = true", name="struck", parent="./child.toml"))
    assert struck.events == ()
    assert resolve(child).digest != struck.digest == resolve("baseline").digest


def test_an_event_stated_anew_replaces_the_parents(write: Write) -> None:
    write(DIALOGUE, name="child")
    anew = '[events.talks]\nmonth = "2025-11"\nkind = "lapse"\nbloc = "adriatic"'
    (event,) = resolve(write(anew, name="anew", parent="./child.toml")).events
    assert (event.kind, event.month, event.bloc, event.value, event.note) == ("lapse", 7, "adriatic", 0.0, "")


def test_an_amendment_may_not_spoil_an_event(write: Write) -> None:
    write(DIALOGUE, name="child")
    with pytest.raises(BalkansimError, match=r"spoilt.toml, key events.talks.value: found 1.5"):
        resolve(write("[events.talks]\nvalue = 1.5", name="spoilt", parent="./child.toml"))
    with pytest.raises(BalkansimError, match="value is as the parent has it"):
        resolve(write("[events.talks]\nvalue = 0.5", name="idle", parent="./child.toml"))


def test_the_file_that_spoke_last_is_named(write: Write) -> None:
    write(DIALOGUE, name="child")
    write("[events.talks]\nvalue = 0.6", name="amended", parent="./child.toml")
    anew = '[events.talks]\nmonth = "2031-01"\nkind = "dialogue"\nvalue = 0.7'
    with pytest.raises(BalkansimError, match=r"anew.toml, key events.talks.month"):
        resolve(write(anew, name="anew", parent="./amended.toml"))
    late = write('[events.talks]\nmonth = "2031-01"', name="late", parent="./child.toml")
    anew = '[events.talks]\nmonth = "2031-02"\nkind = "dialogue"\nvalue = 0.7'
    with pytest.raises(BalkansimError, match=r"last.toml, key events.talks.month: February 2031"):
        resolve(write(anew, name="last", parent=late))


def test_events_are_sorted_by_month_then_name(write: Write) -> None:
    lapse = '[events.{}]\nmonth = "{}"\nkind = "lapse"\nbloc = "adriatic"\n'
    body = lapse.format("b", "2025-06") + lapse.format("c", "2025-05") + lapse.format("a", "2025-06")
    assert [event.name for event in resolve(write(body)).events] == ["c", "a", "b"]


def test_an_error_in_the_parent_names_the_parent(write: Write) -> None:
    write("[set]\ndialoge = 0.2", name="child")
    with pytest.raises(BalkansimError, match=r"child.toml, key set.dialoge"):
        resolve(write("horizon = 12", name="grandchild", parent="./child.toml"))


@pytest.mark.parametrize(
    "written",
    ['"tension.SRB.XKX" = 0.6', '"tension.XKX.SRB" = 0.6', "tension.Kosovo.Serbia = 0.6", "tension.SRB.XKX = 0.6"],
)
def test_a_dyad_has_one_name_however_written(written: str, write: Write) -> None:
    assert resolve(write(f"[set]\n{written}")).overrides == {"tension.SRB.XKX": 0.6}


def test_posture_and_salience_are_short_hands_of_factors(write: Write) -> None:
    child = resolve(write("[posture.Turkey]\naid = 0.9\n[patrons.CHN]\nsalience = 0.1"))
    assert child.overrides == {"aid.TUR": 0.9, "patron_salience.CHN": 0.1}


def test_anybody_can_be_added_without_code(write: Write) -> None:
    roster = ", ".join(f'"{code}"' for code in (*resolve("baseline").roster, "CYP"))
    body = f"""roster = [{roster}]
[states.CYP]
label = "Cyprus"
expenditure = 500
burden = 0.018
neighbours = ["Greece"]
election = "2026-05"
[patrons.GBR]
label = "the United Kingdom"
salience = 0.4
[flashpoints.presevo]
label = "the Presevo valley"
parties = ["SRB", "ALB"]
[set]
"tension.SRB.CYP" = 0.1
"hazard_base.presevo" = -4
[events.visit]
month = "2025-09"
kind = "posture"
patron = "GBR"
lever = "mediation"
value = 0.5
"""
    child = resolve(write(body))
    state = child.states["CYP"]
    assert (state.expenditure, state.neighbours, state.election) == (500, ("GRC",), 13)
    assert child.roster[-1] == "CYP"
    assert child.label("GBR") == "the United Kingdom"
    assert child.overrides["patron_salience.GBR"] == 0.4
    assert list(child.flashpoints)[-1] == "presevo"


def test_all_states_means_the_roster(write: Write) -> None:
    body = '[events.x]\nmonth = "2025-07"\nkind = "expenditure"\nstates = "all"\nchange = 0.1'
    (event,) = resolve(write(body)).events
    assert event.states == resolve("baseline").roster


def test_dropping_the_last_states_is_allowed_if_nobody_needs_them(write: Write) -> None:
    roster = resolve("baseline").roster[:-1]
    assert resolve(write(f"roster = {list(roster)!r}")).roster == roster
    with pytest.raises(BalkansimError, match="unknown state 'BIH'"):
        resolve(write(f"roster = {list(roster[:-1])!r}"))


# --- scenarios laid over one another --------------------------------------------------------------


def test_with_lays_a_scenarios_own_changes_over_another() -> None:
    both = resolve("march-2025", with_=["kfor-drawdown", "kosovo-pfp"])
    assert both.start == -1
    assert {event.name for event in both.events} == {"kfor-halved", "kosovo-enters"}
    assert both.lineage == ("baseline", "march-2025", "march-2025 + kfor-drawdown + kosovo-pfp")
    assert all(key.startswith("events.") for key in both.changes)
    assert "KFOR" in both.question


def test_the_order_of_with_does_not_matter_to_the_world() -> None:
    one = resolve("baseline", with_=["kfor-drawdown", "kosovo-pfp"])
    other = resolve("kosovo-pfp", with_=["kfor-drawdown"])
    assert one.digest == other.digest != resolve("kosovo-pfp").digest


@pytest.mark.parametrize(
    ("name", "with_", "told"),
    [
        ("baseline", ["no-blocs", "march-2025"], "march-2025 and no-blocs both change blocs.serbia-hungary"),
        ("no-blocs", ["null-world"], "null-world and no-blocs both change"),
        ("kfor-drawdown", ["baseline"], "baseline is in the lineage already"),
        ("kfor-drawdown", ["kfor-drawdown"], "kfor-drawdown is in the lineage already"),
        ("baseline", ["kfor-drawdown", "kfor-drawdown"], "kfor-drawdown is in the lineage already"),
        ("baseline", ["kfor-drawdwn"], "did you mean 'kfor-drawdown'"),
    ],
)
def test_what_cannot_be_laid_over_is_refused(name: str, with_: list[str], told: str) -> None:
    with pytest.raises(BalkansimError, match=told):
        resolve(name, with_=with_)


def test_a_removed_bloc_clashes_with_a_changed_one(write: Write) -> None:
    mine = write('[blocs.adriatic]\nmembers = ["ALB", "HRV", "XKX", "BGR"]')
    with pytest.raises(BalkansimError, match=r"both change blocs.adriatic"):
        resolve("no-blocs", with_=[mine])


def test_a_world_of_another_root_cannot_be_laid_over(write: Write) -> None:
    with pytest.raises(BalkansimError, match="no parent in common"):
        resolve("baseline", with_=[write(TWO, parent=None)])


# --- settings -------------------------------------------------------------------------------------


def test_settings_take_numbers_ranges_switches_and_months() -> None:
    settings = ["dialogue=0.6", "tension.Kosovo.SRB=0.4..0.8", "founding=false", "horizon=24", "start=2025-06"]
    scenario = resolve("baseline", set_=settings)
    assert scenario.overrides["dialogue"] == 0.6
    assert scenario.overrides["tension.SRB.XKX"] == Range(0.4, pytest.approx(0.6), 0.8, "uniform")
    assert (scenario.founding, scenario.horizon, scenario.start) == (False, 24, 2)
    assert scenario.changes["start"] == ("2025-04", "2025-06")


def test_settings_as_a_mapping_say_the_same() -> None:
    texts = resolve("baseline", set_=["dialogue=0.6", "founding=false", "start=2025-06", "horizon=24"])
    mapping = resolve("baseline", set_={"dialogue": 0.6, "founding": False, "start": 2, "horizon": 24})
    ranged = resolve("baseline", set_={"dialogue": Range(0.1, 0.2, 0.5)})
    assert mapping.digest == texts.digest
    assert ranged.overrides == {"dialogue": Range(0.1, 0.2, 0.5)}


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (["dialoge=0.5"], "unknown factor 'dialoge'; did you mean 'dialogue'"),
        (["dialogue=1.5"], "--set dialogue: dialogue = 1.5"),
        (["dialogue=nan"], "expected: a finite number, or low..high"),
        (["dialogue=much"], "found 'much'"),
        (["dialogue=0.8..0.4"], "the range 0.8..0.4 does not rise"),
        (["dialogue"], "'dialogue' is no setting"),
        (["dialogue="], "'dialogue=' is no setting"),
        (["dialogue=0.5", "dialogue=0.6"], "dialogue is set twice"),
        (["tension.SRB.XKX=0.5", "tension.XKX.SRB=0.6"], "tension.SRB.XKX is set twice"),
        (["founding=yes"], "expected: true or false"),
        (["founding=true"], "--set founding: founding = true is what the parent has"),
        (["horizon=1.5"], "a whole number of months"),
        (["start=2025-3"], "'2025-3' is no month"),
        (["start=2025-03"], "serbia-hungary is founded on 2025-04-01, after the start"),
        ({"dialogue": True}, "found True"),
        ({"dialogue": float("inf")}, "found inf"),
    ],
)
def test_a_bad_setting_is_refused(settings: list[str] | dict[str, object], told: str) -> None:
    with pytest.raises(BalkansimError) as refused:
        resolve("baseline", set_=settings)
    assert told in str(refused.value)


def test_a_setting_overrides_the_scenarios_own_but_not_one_laid_over(write: Write) -> None:
    mine = write("[set]\ndialogue = 0.5")
    assert resolve(mine, set_=["dialogue=0.7"]).overrides == {"dialogue": 0.7}
    with pytest.raises(BalkansimError, match="what the parent has"):
        resolve(mine, set_=["dialogue=0.5"])
    with pytest.raises(BalkansimError, match=r"--set and --with .*mine.* both change set.dialogue"):
        resolve("baseline", with_=[mine], set_=["dialogue=0.7"])
