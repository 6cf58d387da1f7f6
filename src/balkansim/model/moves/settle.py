"""Phase 7: tension, cohesion, partnership, secession and domestic pressure, government lines, Kosovo's roads."""

from __future__ import annotations

from typing import Any

from balkansim.model.moves.align import stretch_change
from balkansim.model.moves.arm import JANUARY
from balkansim.model.moves.calendar import enter_pfp
from balkansim.model.moves.confront import acts_across
from balkansim.model.moves.grievance import learn, read_tension, step_grievance, strike
from balkansim.model.moves.slots import dyad
from balkansim.model.moves.sums import bond, western_encouragement_dev
from balkansim.model.rulebook.blocs import cohesion_next, exercise_chance
from balkansim.model.rulebook.maths import EDGE, happens, level, monthly_chance, sigma, standard_noise
from balkansim.model.rulebook.politics import conversion_chance, pfp_attempt_rate, pfp_consent_chance
from balkansim.model.rulebook.settle import (
    flare_next,
    government_next,
    incident_impulse,
    partnership_next,
    pressure_next,
    relative_change,
    remembered,
    secession_next,
    strain_next,
)

RUNGS = 4.0
VIOLENCE = 3.0


def incident_dev(w: Any, f: int) -> float:
    """Return the severity of the month's incident, a fourth a rung, above expectation."""
    return w.severity[f] / RUNGS - w.incident_ref[f]


def settle_tension(w: Any, c: Any, u: Any, i: int) -> None:
    """Settle the tension of one state with every later one in the roster."""
    for j in range(i + 1, w.actors):
        settle_dyad(w, c, u, i, j)


def settle_dyad(w: Any, c: Any, u: Any, i: int, j: int) -> None:
    """Settle the tension of one dyad."""
    felt = 0.5 * (w.threat[i, j] - w.threat_usual[i, j] + w.threat[j, i] - w.threat_usual[j, i])
    one = w.conciliates[i, j] - w.conciliate_ref[i, j]
    other = w.conciliates[j, i] - w.conciliate_ref[j, i]
    scuffle, violence, secession = 0.0, 0.0, 0.0
    if w.touchy[i, j] == 1:
        scuffle, violence = impulse_between(w, c, i, j, 0), impulse_between(w, c, i, j, 1)
        secession = secession_between(w, i, j)
    w.flare[i, j] = flare_next(c, w.flare_kept[0], w.flare[i, j], acts_across(w, c, i, j), scuffle)
    w.strain[i, j] = strain_next(
        c,
        w.strain_kept[0],
        w.strain[i, j],
        felt,
        w.quarrel[i, j] + w.quarrel[j, i],
        violence,
        one + other,
        secession,
        standard_noise(u.tension[dyad(i, j)]),
    )
    w.flare[j, i] = w.flare[i, j]
    w.strain[j, i] = w.strain[i, j]
    read_tension(w, i, j)
    w.year_dev[i, j] += w.tension_dev[i, j]


def impulse_between(w: Any, c: Any, i: int, j: int, violent: int) -> float:
    """Return the month's impulse of lesser incidents or of violence between two states, above expectation."""
    total = 0.0
    for f in range(w.flashpoints):
        if dyad(w.party[f, 0], w.party[f, 1]) == dyad(i, j):
            grave = 1 if w.severity[f] >= VIOLENCE else 0
            usual = w.violence_ref[f] if violent == 1 else w.scuffle_ref[f]
            total += (incident_impulse(c, w.severity[f]) if grave == violent else 0.0) - usual
    return total


def secession_between(w: Any, i: int, j: int) -> float:
    """Return the deviation of secession pressure in entities of one state that the other backs."""
    total = 0.0
    for e in range(w.entities):
        if dyad(w.inside[e], w.backer[e]) == dyad(i, j):
            total += w.secession_dev[e]
    return total


def settle_cohesion(w: Any, c: Any, u: Any, b: int) -> None:
    """Settle one bloc's cohesion."""
    if w.alive[b] == 0:
        return
    pairs, alike, changed, menace = 0, 0.0, 0.0, 0.0
    for i in range(w.actors):
        if w.member[b, i] == 1:
            changed = max(changed, w.turnover[i])
            for j in range(i + 1, w.actors):
                if w.member[b, j] == 1:
                    alike += w.similarity[i, j]
                    pairs += 1
        else:
            menace = max(menace, w.menace[b, i])
    w.cohesion_dev[b] = cohesion_next(
        c,
        w.cohesion_dev[b],
        stretch_change(w, b),
        w.founding_similarity[b] - alike / max(pairs, 1),
        menace - w.founding_threat[b],
        w.exercised[b] - exercise_chance(c, w.standing_cohesion[b], 0.0),
        changed,
        w.leader_dependence[b],
        standard_noise(u.cohesion[b]),
    )
    w.cohesion[b] = level(w.standing_cohesion[b], w.cohesion_dev[b])


def settle_partnership(w: Any, c: Any, u: Any, i: int) -> None:
    """Settle a non-member's working relationship with NATO."""
    if w.nato[i] > 0.5:
        return
    menace, allies = 0.0, 0
    for j in range(w.actors):
        if w.nato[j] > 0.5:
            menace += w.threat[i, j] - w.threat_ref[i, j]
            allies += 1
    line = 0.0
    if w.nato_patron >= 0:
        line = w.alignment[i, w.nato_patron] - w.base_alignment[i, w.nato_patron]
    w.partnership_dev[i] = partnership_next(
        c,
        w.partnership_dev[i],
        menace / max(allies, 1),
        rival_bloc_of(w, i),
        line,
        standard_noise(u.partnership[i]),
    )
    w.partnership[i] = sigma(w.standing_partnership_logit[i] + w.partnership_dev[i])


def rival_bloc_of(w: Any, i: int) -> float:
    """Return the strongest bond of a state's blocs opposed to one that holds a NATO majority."""
    strongest = 0.0
    for b in range(w.opened[0]):
        if w.alive[b] == 1 and w.member[b, i] == 1:
            for rival in range(w.opened[0]):
                if w.alive[rival] == 1 and w.opposed[b, rival] == 1 and nato_majority(w, rival):
                    strongest = max(strongest, bond(w, b))
    return strongest


def nato_majority(w: Any, b: int) -> bool:
    """Tell whether most of a bloc's members are in NATO."""
    inside, members = 0.0, 0.0
    for k in range(w.actors):
        if w.member[b, k] == 1:
            members += 1.0
            inside += w.nato[k]
    return 2.0 * inside > members


def settle_secession(w: Any, c: Any, u: Any, e: int) -> None:
    """Settle the secession pressure of one sub-state entity."""
    backer = w.backer[e]
    emboldened = 0.0
    for b in range(w.opened[0]):
        if w.alive[b] == 1 and w.member[b, backer] == 1:
            emboldened = max(emboldened, bond(w, b))
    incidents = 0.0
    for f in range(w.flashpoints):
        if w.entity[f] == e:
            incidents += incident_dev(w, f)
    w.secession_dev[e] = secession_next(
        c,
        w.secession_dev[e],
        relative_change(c, w.polarisation[0], w.polarisation_ref[0]),
        w.backing[e] - w.backing_ref[e] + c.bloc_backing * w.backing[e] * emboldened,
        w.leverage_dev[0],
        quarrels_of(w, backer),
        incidents,
        standard_noise(u.secession[e]),
    )
    w.secession[e] = sigma(w.standing_secession_logit[e] + w.secession_dev[e])


def quarrels_of(w: Any, i: int) -> float:
    """Return the mean heat between a state and the others, by nearness."""
    total, near = 0.0, 0.0
    for j in range(w.actors):
        if j != i:
            total += w.proximity[i, j] * w.heat[i, j]
            near += w.proximity[i, j]
    return total / max(near, EDGE)


def settle_pressure(w: Any, c: Any, u: Any, i: int) -> None:
    """Settle the domestic pressure of one state."""
    incidents = 0.0
    for f in range(w.flashpoints):
        if w.party[f, 0] == i or w.party[f, 1] == i:
            incidents += incident_dev(w, f)
    w.pressure_dev[i] = pressure_next(c, w.pressure_dev[i], incidents, w.turnover[i], standard_noise(u.pressure[i]))
    w.pressure[i] = sigma(w.standing_pressure_logit[i] + w.pressure_dev[i])


def settle_line(w: Any, c: Any, u: Any, i: int) -> None:
    """Settle a government's line toward every patron; alignment follows when all have settled."""
    noise = standard_noise(u.line[i])
    for p in range(w.patrons):
        company, estranged = 0.0, 0.0
        for b in range(w.opened[0]):
            if w.alive[b] == 1 and w.member[b, i] == 1:
                company += bond(w, b) * (w.line[b, p] - w.alignment[i, p])
            elif w.alive[b] == 1:
                estranged += w.danger_rise[i, b] * w.line[b, p]
        w.government[i, p] = government_next(
            c,
            w.government[i, p],
            w.standing_government[i, p],
            company,
            estranged,
            w.axis[p] * noise,
        )


def align_line(w: Any, c: Any, u: Any, i: int) -> None:
    """Bring a state's alignment up to date with its government's line and its commitments."""
    for p in range(w.patrons):
        w.alignment[i, p] = c.line_weight * w.government[i, p] + (1.0 - c.line_weight) * w.commitment[i, p]


def remember(w: Any, c: Any, u: Any, i: int) -> None:
    """Let one state remember how every other treated it this month."""
    for j in range(w.actors):
        if j != i:
            hostile = w.provokes[j, i] + c.condemnation * w.condemns[j, i]
            w.provoked_memory[i, j] = remembered(c, w.provoked_memory[i, j], hostile)
            w.conciliated_memory[i, j] = remembered(c, w.conciliated_memory[i, j], w.conciliates[j, i])


def convert(w: Any, c: Any, u: Any, i: int) -> None:
    """Let one state's security force complete a stage of its conversion to an army."""
    if w.stages[i] < c.conversion_stages and w.conversion_start[i] < 1.0:
        stage = happens(conversion_chance(c, w.pace[i], w.aid[i] - w.aid_ref[i]), u.conversion[i])
        w.stages[i] += stage
        share = min(w.stages[i] / c.conversion_stages, 1.0)
        w.conversion[i] = w.conversion_start[i] + (1.0 - w.conversion_start[i]) * share
        if w.stages[i] >= c.conversion_stages:
            w.army_month[i] = w.clock[0]
        for j in range(w.actors):
            felt = stage * w.nonrecognition[i, j] * w.kosovo_salience[j] / c.conversion_stages
            if felt > 0.0:
                strike(w, i, j, c.impulse_army * felt)
                step_grievance(w, c, i, j, c.status_army * felt)


def approach_pfp(w: Any, c: Any, u: Any, i: int) -> None:
    """Let one outsider's entry into the Partnership for Peace be put to the allies that do not recognise it."""
    if w.nato[i] > 0.5 or w.pfp[i] > 0.5:
        return
    encouraged = western_encouragement_dev(w)
    if happens(monthly_chance(pfp_attempt_rate(c, encouraged)), u.pfp_attempt[i]) < 0.5:
        return
    coldest = 0.0
    for j in range(w.actors):
        if w.nonrecognition[i, j] > 0.5 and w.tension[i, j] > coldest:
            coldest = w.tension[i, j]
    strained = 0.0
    for j in range(w.actors):
        if w.nonrecognition[i, j] > 0.5 and w.tension[i, j] == coldest:
            strained = w.tension_dev[i, j]
    refused = 0
    for ally in range(w.vetoers):
        if happens(pfp_consent_chance(c, encouraged, strained), u.pfp_consent[ally]) < 0.5:
            w.pfp_vetoes[ally] += 1
            refused += 1
    if refused == 0:
        enter_pfp(w, c, i)


def close_year(w: Any, c: Any, u: Any, i: int) -> None:
    """Let standing grievances learn from the year in January; `i` is not used."""
    w.year_months[0] += 1
    if w.clock[0] % 12 == JANUARY:
        for k in range(w.actors):
            learn(w, c, u, k)
        w.year_months[0] = 0
