"""Scenarios in plain English."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from balkansim.scenario.describe import WIDTH, event_sentence, listed, listing, questions, tell, told_from
from balkansim.scenario.events import EVENT_KINDS
from balkansim.scenario.layers import shipped_names
from balkansim.scenario.resolve import resolve

Write = Callable[..., str]

SENTENCES = {
    'kind = "posture"\npatron = "EU"\nlever = "aid"\nvalue = 0.5': "aid of the European Union moves to 0.50",
    'kind = "supply"\npatron = "TUR"\nstate = "XKX"\nvalue = 0.5': "by Türkiye to Kosovo moves to 0.50",
    'kind = "dialogue"\nvalue = 0.5': "the inclusive dialogue moves to 0.50",
    'kind = "peacekeepers"\nflashpoint = "northern-kosovo"\nvalue = 0.5': "KFOR, at northern Kosovo, goes to 0.5",
    'kind = "fatigue"\nvalue = 0.5': "budget fatigue moves to 0.50",
    'kind = "election"\nstate = "SRB"': "Serbia holds an early election",
    'kind = "turnover"\nstate = "HUN"': "the government of Hungary changes",
    'kind = "incident"\nflashpoint = "inter-entity-line"\nseverity = 3': "there is violence at the inter-entity line",
    'kind = "tension"\nstates = ["SRB", "XKX"]\nchange = 1': "the tension of Serbia and Kosovo jumps by +1 logits",
    'kind = "pressure"\nstate = "SRB"\nchange = -0.5': "the domestic pressure in Serbia jumps by -0.5 logits",
    'kind = "secession"\nentity = "RS"\nchange = 1': "the secession pressure of Republika Srpska jumps by +1 logits",
    'kind = "invitation"\nstate = "BGR"\nbloc = "adriatic"\nvalue = 1': "the Adriatic bloc formally invites Bulgaria",
    'kind = "accession"\nstate = "SVK"\nbloc = "serbia-hungary"': "Slovakia joins the Serbia-Hungary bloc",
    'kind = "lapse"\nbloc = "adriatic"': "the Adriatic bloc ends formally",
    'kind = "pfp"\nstate = "XKX"': "Kosovo enters NATO's Partnership for Peace",
    'kind = "pace"\nstate = "XKX"\nvalue = 2': "the security force of Kosovo becomes an army at 2 times the pace",
    'kind = "expenditure"\nstates = ["HRV", "HUN"]\nchange = 0.1': "expenditure of Croatia and Hungary jumps by +0.1",
    'kind = "arms-limits"\nvalue = 0': "the arms limits of 1996 cease to bind",
    'kind = "recognition"\nstate = "SRB"\ntoward = "XKX"': "Serbia recognises Kosovo",
    'kind = "agreement"\nstates = ["SRB", "XKX"]\nvalue = 0.5': "Serbia and Kosovo sign a normalisation agreement",
}


@pytest.mark.parametrize(("fields", "told"), SENTENCES.items(), ids=[f.split('"')[1] for f in SENTENCES])
def test_each_kind_of_event_is_a_dated_sentence(fields: str, told: str, write: Write) -> None:
    scenario = resolve(write(f'[events.x]\nmonth = "2025-10"\nnote = "a reason"\n{fields}'))
    (event,) = scenario.events
    sentence = event_sentence(event, scenario)
    assert told in sentence
    assert sentence.startswith("In October 2025 ")
    assert sentence.endswith("(a reason).")


def test_every_kind_is_told() -> None:
    assert {fields.split('"')[1] for fields in SENTENCES} == set(EVENT_KINDS)


def test_the_listing_gives_each_name_and_question_within_the_width() -> None:
    text = listing()
    assert [line.split()[0] for line in text.splitlines() if not line.startswith(" ")] == shipped_names()
    assert max(map(len, text.splitlines())) <= WIDTH
    assert set(questions()) == set(shipped_names())


@pytest.mark.parametrize("name", shipped_names())
def test_each_scenario_is_told_within_the_width(name: str) -> None:
    text = told_from(name)
    assert max(map(len, text.splitlines())) <= WIDTH
    assert resolve(name).question.split()[-1] in text
    assert "without prejudice" in text
    assert ("What differs from baseline:" in text) is (name != "baseline")


def test_a_lever_is_told_from_where_it_stands() -> None:
    text = " ".join(told_from("us-retrenchment").split())
    assert "the mediation by the United States falls from 0.40 to 0.20" in text
    raised = " ".join(told_from("us-retrenchment", set_=["mediation.USA=0.1"]).split())
    assert "the mediation by the United States rises from 0.10 to 0.20" in raised


def test_a_setting_is_told_against_the_median_or_the_parents_value(write: Write) -> None:
    text = " ".join(told_from("baseline", set_=["dialogue=0.6"]).split())
    assert "is 0.6 instead of 0.30." in text
    mine = write("[set]\ndialogue = 0.5")
    assert "is 0.6 instead of 0.5." in " ".join(told_from(mine, set_=["dialogue=0.6"]).split())


def test_the_claims_that_inspired_it_are_told() -> None:
    text = told_from("kfor-drawdown")
    assert "Claims that inspired it:" in text
    assert "B37 (paragraph B18): " in text


def test_what_the_parent_holds_is_told_apart_from_what_differs(write: Write) -> None:
    child = write('[events.talks]\nmonth = "2025-10"\nkind = "dialogue"\nvalue = 0.5\n', name="child")
    text = tell(resolve(write("horizon = 24\nelections = false", name="later", parent="./child.toml")))
    differs, _, held = text.partition("What else will happen in it:")
    assert "It runs 24 months, not 60." in differs
    assert "No elections are held." in differs
    assert "In October 2025 the inclusive dialogue" in held
    assert "What else" not in tell(resolve(child))
    struck = tell(resolve(write("[events.talks]\nremove = true", name="struck", parent="./child.toml")))
    assert "The parent's event talks does not happen." in struck


def test_rosters_blocs_and_ranges_are_told(write: Write) -> None:
    wider = tell(resolve("wider-region"))
    assert "Slovenia, Romania and Greece are in the world too." in wider
    assert "There is no bloc serbia-hungary." in tell(resolve("march-2025"))
    ranged = tell(resolve("baseline", set_=["dialogue=0.2..0.4", "start=2025-06"]))
    assert "dialogue is drawn from 0.2 to 0.4." in ranged
    assert "History begins in June 2025, not in April 2025." in ranged
    mine = tell(resolve(write('[blocs.new]\nmembers = ["BGR", "MKD"]\nfounded = "2025-01-01"')))
    assert "members BGR and MKD" in mine


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists_read_as_english(words: list[str], text: str) -> None:
    assert listed(words) == text
