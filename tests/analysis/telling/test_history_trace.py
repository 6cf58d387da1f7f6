"""A month lived again rule by rule."""

from __future__ import annotations

import pytest

from balkansim.analysis.history import History, month_from, state_in
from balkansim.analysis.trace import SUBJECTS, live_again
from balkansim.errors import BalkansimError
from balkansim.model.rulebook.registry import RULES


def test_a_month_lived_again_is_the_month_of_the_film(baseline: History) -> None:
    for month in baseline.months:
        lived = live_again(baseline.reel, month)
        assert lived.worlds[0].tobytes() == baseline.reel.film[month].tobytes()


def test_every_call_is_recorded_with_what_the_rule_answers(baseline: History) -> None:
    lived = live_again(baseline.reel, 6)
    for call in lived.calls:
        assert RULES[call.rule].function(lived.coefficients, **call.inputs) == call.answer
        assert call.rule in call.phase.rules or call.move in SUBJECTS
        assert len(call.slots) == len(SUBJECTS[call.move].names)


def test_calls_know_whom_they_are_about(baseline: History) -> None:
    lived = live_again(baseline.reel, 6)
    before, after = baseline.reel.film[5], baseline.reel.film[6]
    (threat,) = lived.asked("threat", "threat_from", 3, 0)
    assert threat.inputs["tension"] == before["tension"][3, 0]
    assert threat.answer == after["threat"][3, 0]
    for rule, part in (("flare_next", "flare"), ("strain_next", "strain")):
        for pair in ((0, 1), (2, 5)):
            assert next(lived.asked(rule, "settle_dyad", *pair)).answer == after[part][pair]


def test_a_trace_holds_an_actor_s_calls_and_no_others(baseline: History) -> None:
    trace = baseline.trace("2025-10", "BGR")
    actor = baseline.reel.names.actors.index("BGR")
    moves = [call for call in trace.calls if call.move == "signal_toward"]
    assert {call.slots[0] for call in moves} == {actor}
    assert len(moves) == 4 * 9
    dyads = [call for call in trace.calls if call.move == "settle_dyad"]
    assert len(dyads) == 2 * 9
    assert all(actor in call.slots for call in dyads)
    assert not any(call.move in ("confront", "settle_secession") for call in trace.calls)


def test_a_trace_reaches_through_blocs_flashpoints_and_entities(baseline: History) -> None:
    moves = {call.move for call in baseline.trace(6, "SRB").calls}
    assert {"confront", "settle_secession", "settle_cohesion", "exercise", "lapse"} <= moves


def test_a_trace_is_told_by_phase_with_sources_within_a_hundred_columns(baseline: History) -> None:
    told = str(baseline.trace(6, "Bulgaria"))
    heads = [line[0] for line in told.splitlines() if line[:1].isdigit()]
    assert heads == ["2", "3", "5", "6", "7"]
    assert told.startswith("Bulgaria (BGR) in October 2025")
    assert "  signal_toward asks provoke_urge\n    Source: Axelrod 1984" in told
    call = next(c for c in baseline.trace(6, "BGR").calls if c.rule == "similarity")
    assert f"    SRB: gap {call.inputs['gap']:.4g} -> {call.answer:.4g}\n" in told
    assert max(map(len, told.splitlines())) <= 100


@pytest.mark.parametrize(("written", "month"), [("2025-10", 6), ("6", 6), (6, 6), ("2026-01", 9)])
def test_a_month_is_an_index_or_a_year_and_month(written: int | str, month: int) -> None:
    assert month_from(written) == month


@pytest.mark.parametrize(
    ("month", "actor", "said"),
    [
        ("2026-03", "BGR", "2026-03 is not lived in this history\nexpected: a month from 2025-05 to 2026-02"),
        ("2025-04", "BGR", "2025-04 is not lived"),
        ("October", "BGR", "'October' is no month"),
        ("6", "Bulgary", "unknown state 'Bulgary'; did you mean 'Bulgaria'?"),
        ("6", "GRC", "unknown state 'GRC'"),
    ],
)
def test_an_unknown_month_or_actor_is_refused(baseline: History, month: str, actor: str, said: str) -> None:
    with pytest.raises(BalkansimError) as mistake:
        baseline.trace(month, actor)
    assert said in str(mistake.value)


def test_states_answer_to_their_names(baseline: History) -> None:
    assert state_in(baseline.scenario, "kosova") == "XKX"
    assert state_in(baseline.scenario, "bulgaria") == "BGR"
