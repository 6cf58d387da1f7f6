"""Phase 1: dated events and elections."""

from __future__ import annotations

from typing import Any

from balkansim.model.moves.align import barred, close, join
from balkansim.model.moves.grievance import alarm_neighbours, step_grievance, strike
from balkansim.model.moves.sums import rearmed, supplied, weigh_spending
from balkansim.model.rulebook.blocs import lost_with_leader
from balkansim.model.rulebook.maths import happens, level, sigma
from balkansim.model.rulebook.politics import line_after_turnover, turnover_chance

# Codes of dated events; append only.
EVENT_CODES = {
    "encouragement": 1,
    "mediation": 2,
    "aid": 3,
    "leverage": 4,
    "supply": 5,
    "dialogue": 6,
    "peacekeepers": 7,
    "fatigue": 8,
    "election": 9,
    "turnover": 10,
    "incident": 11,
    "tension": 12,
    "pressure": 13,
    "secession": 14,
    "invitation": 15,
    "accession": 16,
    "lapse": 17,
    "pfp": 18,
    "pace": 19,
    "expenditure": 20,
    "arms-limits": 21,
    "recognition": 22,
    "agreement": 23,
}


def happenings(w: Any, c: Any, u: Any, i: int) -> None:
    """Let the dated events of the month happen, in the scenario's order; `i` is not used."""
    for k in range(w.actors):
        w.turnover[k] = 0.0
    for e in range(w.events):
        if w.event_month[e] == w.clock[0]:
            code, first, second, value = w.event_kind[e], w.event_first[e], w.event_second[e], w.event_value[e]
            if code <= 8 or code == 21:
                move_lever(w, c, code, first, second, value)
            elif code <= 14:
                shock(w, c, u, code, first, second, value)
            else:
                decree(w, c, code, first, second, value)


def move_lever(w: Any, c: Any, code: int, first: int, second: int, value: float) -> None:
    """Set a patron's posture, the dialogue, peacekeepers, fatigue or the arms limits."""
    if code == 1:
        w.encouragement[first] = value
    elif code == 2:
        w.mediation[first] = value
    elif code == 3:
        w.giving[first] = value
    elif code == 4:
        w.leverage[first] = value
    elif code == 5:
        supply(w, c, first, second, value)
    elif code == 6:
        w.dialogue[0] = value
    elif code == 7:
        w.peacekeepers[first] = value
    elif code == 8:
        w.fatigue[0] = value
    else:
        w.arms_limits[0] = value


def supply(w: Any, c: Any, patron: int, i: int, value: float) -> None:
    """Set what a patron supplies to a state, which alarms its neighbours, or calms them."""
    before = supplied(w, w.supply, i)
    w.supply[patron, i] = value
    weigh_spending(w, c, i)
    alarm_neighbours(w, c, i, supplied(w, w.supply, i) - before)


def shock(w: Any, c: Any, u: Any, code: int, first: int, second: int, value: float) -> None:
    """Let an election, a change of government, an incident or a jump of an index happen."""
    if code == 9:
        vote(w, c, u, first)
    elif code == 10:
        change_government(w, c, first)
    elif code == 11:
        w.forced[first] = max(w.forced[first], value)
    elif code == 12:
        strike(w, first, second, value)
    elif code == 13:
        shift_pressure(w, first, value)
    else:
        w.secession_dev[first] += value
        w.secession[first] = sigma(w.standing_secession_logit[first] + w.secession_dev[first])


def decree(w: Any, c: Any, code: int, first: int, second: int, value: float) -> None:
    """Let an invitation, an accession, an ending, an entry, a pace, a jump in expenditure or a settlement happen."""
    if code == 15:
        w.invitation[first, second] = value
    elif code == 16:
        if w.alive[second] == 1 and w.member[second, first] == 0 and not barred(w, first, second):
            join(w, c, first, second)
    elif code == 17:
        if w.alive[first] == 1:
            close(w, first)
    elif code == 18:
        enter_pfp(w, c, first)
    elif code == 19:
        w.pace[first] = value
    elif code == 20:
        w.expenditure[first] *= value
        alarm_neighbours(w, c, first, rearmed(w, c, first))
    elif code == 22:
        recognise(w, c, first, second)
    elif code == 23:
        agree(w, c, first, second, value)


def recognise(w: Any, c: Any, i: int, j: int) -> None:
    """Let one state recognise another: their quarrel loses its ground, and the concession costs at home."""
    if w.nonrecognition[i, j] < 0.5:
        return
    w.nonrecognition[i, j] = 0.0
    w.nonrecognition[j, i] = 0.0
    strike(w, i, j, -c.impulse_recognition)
    step_grievance(w, c, i, j, -c.status_recognition)
    shift_pressure(w, i, c.pressure_concession * w.audience[i])


def agree(w: Any, c: Any, i: int, j: int, share: float) -> None:
    """Let two states settle a share of their quarrel by an agreement; the concession costs both at home."""
    strike(w, i, j, -c.impulse_agreement * share)
    step_grievance(w, c, i, j, -c.status_agreement * share)
    shift_pressure(w, i, 0.5 * c.pressure_concession * w.audience[i] * share)
    shift_pressure(w, j, 0.5 * c.pressure_concession * w.audience[j] * share)


def shift_pressure(w: Any, i: int, change: float) -> None:
    """Move the domestic pressure of a state by so many logits."""
    w.pressure_dev[i] += change
    w.pressure[i] = sigma(w.standing_pressure_logit[i] + w.pressure_dev[i])


def enter_pfp(w: Any, c: Any, i: int) -> None:
    """Enter a state into the Partnership for Peace; who does not recognise it takes that ill."""
    if w.pfp[i] < 0.5:
        w.pfp[i] = 1.0
        w.pfp_month[i] = w.clock[0]
        for j in range(w.actors):
            if w.nonrecognition[i, j] > 0.5:
                strike(w, i, j, c.impulse_institution * w.kosovo_salience[j])
                step_grievance(w, c, i, j, c.status_institution * w.kosovo_salience[j])


def hold_election(w: Any, c: Any, u: Any, i: int) -> None:
    """Hold a state's scheduled election when its month has come."""
    if w.election_month[i] == w.clock[0]:
        w.election_month[i] += w.election_term[i]
        if w.elections_held == 1:
            vote(w, c, u, i)


def vote(w: Any, c: Any, u: Any, i: int) -> None:
    """Let a state vote; under pressure the government is likelier to change."""
    if happens(turnover_chance(c, w.pressure[i]), u.election[i]) > 0.5:
        change_government(w, c, i)


def change_government(w: Any, c: Any, i: int) -> None:
    """Move the government's line toward the state's commitments; its blocs lose what rested on its leader."""
    w.turnover[i] = 1.0
    for p in range(w.patrons):
        w.standing_government[i, p] = line_after_turnover(c, w.standing_government[i, p], w.commitment[i, p])
        w.government[i, p] = line_after_turnover(c, w.government[i, p], w.commitment[i, p])
    for b in range(w.opened[0]):
        if w.alive[b] == 1 and w.member[b, i] == 1:
            w.depth[b] *= 1.0 - lost_with_leader(c, w.leader_dependence[b])
            w.standing_cohesion[b] = level(w.standing_cohesion[b], -c.standing_turnover * w.leader_dependence[b])
