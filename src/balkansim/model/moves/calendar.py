"""Phase 1: dated events and elections."""

from __future__ import annotations

from typing import Any

from balkansim.model.moves.align import barred, close, join
from balkansim.model.moves.sums import reckon_spending
from balkansim.model.rulebook.maths import happens, sigma
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
}


def happenings(w: Any, c: Any, u: Any, i: int) -> None:
    """Let the dated events of the month happen, in the scenario's order; `i` is not used."""
    for k in range(w.actors):
        w.turnover[k] = 0.0
    for e in range(w.events):
        if w.event_month[e] == w.clock[0]:
            code, first, second, value = w.event_kind[e], w.event_first[e], w.event_second[e], w.event_value[e]
            if code <= 8 or code == 21:
                move_lever(w, code, first, second, value)
            elif code <= 14:
                shock(w, c, u, code, first, second, value)
            else:
                decree(w, code, first, second, value)


def move_lever(w: Any, code: int, first: int, second: int, value: float) -> None:
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
        w.supply[first, second] = value
    elif code == 6:
        w.dialogue[0] = value
    elif code == 7:
        w.peacekeepers[first] = value
    elif code == 8:
        w.fatigue[0] = value
    else:
        w.arms_limits[0] = value


def shock(w: Any, c: Any, u: Any, code: int, first: int, second: int, value: float) -> None:
    """Let an election, a change of government, an incident or a jump of an index happen."""
    if code == 9:
        vote(w, c, u, first)
    elif code == 10:
        change_government(w, c, first)
    elif code == 11:
        w.forced[first] = max(w.forced[first], value)
    elif code == 12:
        shift_tension(w, first, second, value)
    elif code == 13:
        w.pressure_dev[first] += value
        w.pressure[first] = sigma(w.standing_pressure_logit[first] + w.pressure_dev[first])
    else:
        w.secession_dev[first] += value
        w.secession[first] = sigma(w.standing_secession_logit[first] + w.secession_dev[first])


def shift_tension(w: Any, i: int, j: int, change: float) -> None:
    """Move the tension of a dyad by so many logits."""
    w.tension_dev[i, j] += change
    w.tension_dev[j, i] = w.tension_dev[i, j]
    w.tension[i, j] = sigma(w.grievance_logit[i, j] + w.tension_dev[i, j])
    w.tension[j, i] = w.tension[i, j]


def decree(w: Any, code: int, first: int, second: int, value: float) -> None:
    """Let an invitation, an accession, an ending, an entry, a pace or a jump in expenditure happen."""
    if code == 15:
        w.invitation[first, second] = value
    elif code == 16:
        if w.alive[second] == 1 and w.member[second, first] == 0 and not barred(w, first, second):
            join(w, first, second)
    elif code == 17:
        if w.alive[first] == 1:
            close(w, first)
    elif code == 18:
        enter_pfp(w, first)
    elif code == 19:
        w.pace[first] = value
    elif code == 20:
        w.expenditure[first] *= value
        reckon_spending(w, first)


def enter_pfp(w: Any, i: int) -> None:
    """Enter a state into the Partnership for Peace."""
    if w.pfp[i] < 0.5:
        w.pfp[i] = 1.0
        w.pfp_month[i] = w.clock[0]


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
    """Move the government's line toward the state's commitments and mark the change for blocs and pressure."""
    w.turnover[i] = 1.0
    for p in range(w.patrons):
        w.standing_government[i, p] = line_after_turnover(c, w.standing_government[i, p], w.commitment[i, p])
        w.government[i, p] = line_after_turnover(c, w.government[i, p], w.commitment[i, p])
