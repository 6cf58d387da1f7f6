"""Each kind of sentence, in a world made to produce it."""

from __future__ import annotations

import pytest

from balkansim.analysis.history import History

CLASH = ("severity_2=40", "severity_gap_3=0", "severity_gap_4=0", "severity_guarantee=0")
INCIDENT = """
[events.clash]
month = "2025-05"
kind = "incident"
flashpoint = "northern-kosovo"
severity = 2
note = "as a test"
"""
ELECTION = '[events.vote]\nmonth = "2025-05"\nkind = "election"\nstate = "HUN"\n'
TURNOVER = '[events.falls]\nmonth = "2025-05"\nkind = "turnover"\nstate = "HUN"\n'


def of(history: History, kind: str) -> list[str]:
    """Return the sentences of a kind, as told."""
    return [str(sentence) for sentence in history.sentences if sentence.kind == kind]


def test_an_application_is_accepted_or_vetoed_by_a_named_member(live) -> None:
    open_doors = ("accession_base=1000", "consent_base=40")
    accepted = of(live(*open_doors), "application")
    assert any(
        told.startswith("Bosnia and Herzegovina applies to the Adriatic bloc because of ")
        and told.endswith("; every member consents and it joins.")
        for told in accepted
    )
    assert not any("veto" in told for told in accepted)
    closed = ("consent_base=0", "consent_openness=100", "openness.adriatic=0", "openness.serbia-hungary=0")
    vetoed = of(live("accession_base=1000", *closed), "application")
    assert len(vetoed) == len(accepted)
    assert all(
        told.endswith((
            "; Kosovo vetoes it, because of the bloc's closedness.",
            "; Serbia vetoes it, because of the bloc's closedness.",
        ))
        for told in vetoed
    )  # fmt: skip


def test_of_blocs_that_exclude_each_other_the_preferred_one_is_joined(live) -> None:
    told = of(live("accession_base=1000", "consent_base=40"), "application")
    bulgarian = [sentence for sentence in told if sentence.startswith("Bulgaria")]
    assert len(bulgarian) == 2
    assert sum("and it joins." in sentence for sentence in bulgarian) == 1
    assert sum("but it joins a rival bloc that it prefers." in sentence for sentence in bulgarian) == 1


def test_a_refusal_names_who_declines_what(live) -> None:
    declined = of(live("decline_base=1000"), "refusal")
    assert any(told.startswith("North Macedonia declines to join the Adriatic bloc, ") for told in declined)
    assert not any(told.startswith("Croatia") and "Adriatic" in told for told in declined)


def founding_pair(told: str) -> list[str]:
    """Return the two founders of a founding sentence."""
    pair = told.partition(" found ")[0].removeprefix("Bosnia and Herzegovina and ").split(" and ", 1)
    return ["Bosnia and Herzegovina", *pair] if told.startswith("Bosnia and Herzegovina and ") else pair


def test_a_founding_names_the_founders_and_the_bloc_it_is_against(live) -> None:
    lived = live("founding_base=1000")
    slot = len(lived.scenario.blocs)
    world = lived.reel.film[1]
    (told, *_) = of(lived, "founding")
    members = [lived.scenario.label(lived.reel.names.actors[k]) for k in world["member"][slot].nonzero()[0]]
    assert founding_pair(told) == members
    rival = lived.scenario.label(lived.reel.names.blocs[int(world["opposed"][slot].nonzero()[0][0])])
    assert f" found a bloc against {rival}, because of " in told


def test_a_bloc_founded_in_a_run_is_called_after_its_founders_also_when_it_ends_at_once(live) -> None:
    lived = live("founding_base=1000", "lapse_base=1e6")
    assert lived.reel.film["alive"][1].sum() == 0
    (told, *_) = of(lived, "founding")
    assert any(end.startswith(f"The {'-'.join(founding_pair(told))} bloc ends formally") for end in of(lived, "lapse"))


def test_members_leave_and_the_bloc_they_leave_behind_ends(live) -> None:
    lived = live("exit_base=1e6")
    assert len(of(lived, "exit")) == 5
    assert any(told.startswith("Kosovo leaves the Adriatic bloc") for told in of(lived, "exit"))
    assert of(lived, "lapse") == [
        "The Adriatic bloc ends formally, since fewer than two members are left.",
        "The Serbia-Hungary bloc ends formally, since fewer than two members are left.",
    ]


def test_a_bloc_lapses_by_itself(live) -> None:
    lived = live("lapse_base=1e6")
    assert of(lived, "exit") == []
    assert len(of(lived, "lapse")) == 2
    assert not any("fewer than two" in told for told in of(lived, "lapse"))


def test_an_incident_is_told_with_severity_rung_and_reason(live) -> None:
    (told,) = of(live("hazard_base.northern-kosovo=40", *CLASH), "incident")
    assert told.startswith(
        "There is an armed clash at northern Kosovo, where the ladder is climbed from calm to armed clash (rung 4 of 4)"
    )
    again = of(live("hazard_base.northern-kosovo=40", *CLASH, months=2), "incident")[1]
    assert "where the ladder stays at armed clash (rung 4 of 4)" in again
    assert "as the scenario dates it" not in again


def test_an_incident_of_the_scenario_is_told_as_such_and_calms_down(live) -> None:
    lived = live("descent_base=1", "descent_rung=0", months=2, body=INCIDENT)
    assert of(lived, "event") == ["There is a confrontation at northern Kosovo (as a test), as the scenario dates it."]
    (told,) = of(lived, "incident")
    assert told.endswith("(rung 2 of 4), as the scenario dates it.")
    assert of(lived, "calm") == ["The situation at northern Kosovo calms down from confrontation to protest."]


@pytest.mark.parametrize(("lean", "outcome"), [(40, "the government changes"), (-40, "the government stays")])
def test_an_election_tells_what_becomes_of_the_government(live, lean, outcome) -> None:
    told = of(live(f"turnover_base={lean}", body=ELECTION), "election")
    assert any(sentence.startswith(f"Hungary votes and {outcome}, ") for sentence in told)


def test_a_change_of_government_without_a_vote_is_the_scenario_s(live) -> None:
    lived = live(body=TURNOVER)
    assert of(lived, "event") == ["The government of Hungary changes, as the scenario dates it."]
    assert not any("Hungary" in told for told in of(lived, "election"))


@pytest.mark.parametrize(
    ("kind", "loud"),
    [
        ('kind = "accession"\nstate = "MKD"\nbloc = "adriatic"', ("accession_base=1000", "consent_base=40")),
        ('kind = "lapse"\nbloc = "adriatic"', ("lapse_base=1e6",)),
        ('kind = "pfp"\nstate = "XKX"', ("pfp_attempts=1000", "pfp_consent=40")),
    ],
)
def test_an_event_that_comes_too_late_is_said_to_do_nothing(live, kind: str, loud: tuple[str, ...]) -> None:
    body = f'[events.too-late]\nmonth = "2025-06"\n{kind}\n'
    assert of(live(*loud, months=2, body=body), "event") == ["The scenario's event too-late finds nothing left to do."]
    (told,) = of(live(months=2, body=body), "event")
    assert told.endswith(", as the scenario dates it.")


def test_notable_budgets_are_told_in_january_with_their_reason(live) -> None:
    budgets = [s for s in live("arms_threat=60", months=9).sentences if s.kind == "budget"]
    assert {sentence.month for sentence in budgets} == {9}
    assert any(
        "raises its military expenditure by 2" in sentence.text and "a year of greater threat" in sentence.reason
        for sentence in budgets
    )


def test_budgets_on_their_expected_path_are_told_in_one_sentence(live) -> None:
    calm = live("arms_threat=0", "arms_aid=0", months=10)
    assert of(calm, "budget") == ["No budget departs notably from its expected path."]


def test_a_security_force_becomes_an_army_stage_by_stage(live) -> None:
    told = of(live("conversion_pace=100", months=11), "army")
    assert len(told) == 10
    assert told[0].startswith("The security force of Kosovo completes stage 1 of 10 of its conversion")
    assert [" and is an army" in sentence for sentence in told] == [False] * 9 + [True]


def test_partnership_for_peace_is_refused_or_entered(live) -> None:
    (refused,) = of(live("pfp_attempts=1000", "pfp_consent=-40"), "partnership-for-peace")
    assert "the entry of Kosovo" in refused.casefold().replace("kosovo", "Kosovo")
    assert "; 4 of the 4 that do not recognise it refuse" in refused
    (entered,) = of(live("pfp_attempts=1000", "pfp_consent=40", months=2), "partnership-for-peace")
    assert "; all 4 that do not recognise it consent, and it enters" in entered


def test_conduct_is_routine_except_toward_rivals_and_in_answer(live) -> None:
    lived = live("provoke_base=60", months=2, draw=None)
    grievance = lived.reel.film["grievance"][0]
    actors = lived.reel.names.actors
    first = [s for s in lived.sentences if s.kind in ("provocation", "condemnation") and s.month == 1]
    assert sum(len(sentence.actors) - 1 for sentence in first) == len(actors) * (len(actors) - 1)
    for sentence in first:
        provoker, *targets = (actors.index(code) for code in sentence.actors)
        assert all((grievance[provoker, target] < 0.5) == sentence.routine for target in targets)
    second = [s for s in lived.sentences if s.kind == "provocation" and s.month == 2]
    assert second
    assert all("in answer to a provocation of the month before" in s.reason and not s.routine for s in second)


def test_conciliations_are_told_with_what_they_are_gained_by(live) -> None:
    told = of(live("provoke_base=-60", "conciliate_base=60"), "conciliation")
    assert len([sentence for sentence in told if sentence.startswith("Serbia conciliates ")]) >= 1
    assert of(live("provoke_base=-60", "conciliate_base=60"), "provocation") == []
