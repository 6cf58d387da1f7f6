"""Month zero: what standing grievance without blocs leads one to expect, and the pushes derived from it."""

from __future__ import annotations

from math import exp, log
from typing import Any

from balkansim.model.moves.attraction import feeling
from balkansim.model.moves.confront import heat_of
from balkansim.model.moves.perceive import compare, pool, threat_from, weigh_bloc
from balkansim.model.moves.record import esteban_ray
from balkansim.model.moves.settle import align_line
from balkansim.model.moves.sums import (
    aid_general,
    aid_programme,
    encouragement_of,
    reckon_spending,
    superiority,
    supplied,
)
from balkansim.model.rulebook.accession import application_rate, decline_rate
from balkansim.model.rulebook.armament import aid_received
from balkansim.model.rulebook.conduct import chance_of, conciliate_urge, provoke_urge
from balkansim.model.rulebook.confrontation import expected_severity, incident_chance, severity_chance
from balkansim.model.rulebook.maths import CLIP, EDGE, log_ratio, logit, monthly_chance, sigma
from balkansim.model.rulebook.settle import settle_coefficient
from balkansim.model.rulebook.threat import threat_slope


def take_bearings(w: Any, c: Any, u: Any, i: int) -> None:
    """Derive every reference and every index from the standing condition of a world; `i` is not used."""
    weigh_saliences(w)
    for k in range(w.actors):
        align_line(w, c, u, k)
        for p in range(w.patrons):
            w.base_alignment[k, p] = w.alignment[k, p]
    for k in range(w.actors):
        reckon_spending(w, k)
        compare(w, c, u, k)
    weigh_roster(w, c)
    expect_threat(w, c)
    expect_conduct(w, c)
    expect_incidents(w, c)
    start_tension(w)
    weigh_relations(w)
    derive_pushes(w, c)
    start_indices(w, c, u)
    w.restless[0] = monthly_chance(application_rate(c, CLIP) + decline_rate(c, -CLIP))
    start_blocs(w, c, u)


def weigh_saliences(w: Any) -> None:
    """Sum the patrons' weights."""
    total = 0.0
    for p in range(w.patrons):
        total += w.salience[p]
    w.salience_total[0] = max(total, EDGE)


def weigh_roster(w: Any, c: Any) -> None:
    """Freeze expenditure weights and polarisation at t0, and mean similarity."""
    total, alike, pairs = 0.0, 0.0, 0
    for i in range(w.actors):
        total += w.base_expenditure[i]
        for j in range(i + 1, w.actors):
            alike += w.similarity[i, j]
            pairs += 1
    for i in range(w.actors):
        w.weight[i] = w.base_expenditure[i] / total
        w.weight_power[i] = exp((1.0 + c.polarisation_alpha) * log(max(w.weight[i], EDGE)))
    w.mean_similarity[0] = alike / max(pairs, 1)
    w.polarisation_ref[0] = esteban_ray(w)
    w.polarisation[0] = w.polarisation_ref[0]


def expect_threat(w: Any, c: Any) -> None:
    """Reckon threat at standing grievance without blocs, and the roster's mean of it."""
    total, pairs = 0.0, 0
    for i in range(w.actors):
        for j in range(w.actors):
            w.power[i, j] = log_ratio(w.base_expenditure[j], 1.0)
    for i in range(w.actors):
        for j in range(w.actors):
            if i != j:
                w.threat_ref[i, j] = threat_from(w, c, i, j, w.grievance[i, j], 0.0)
                w.threat[i, j] = w.threat_ref[i, j]
                total += w.threat_ref[i, j]
                pairs += 1
    w.mean_threat[0] = total / max(pairs, 1)


def expect_conduct(w: Any, c: Any) -> None:
    """Reckon the chances of provoking and conciliating at standing grievance without blocs."""
    for i in range(w.actors):
        for j in range(w.actors):
            if i != j:
                w.inferiority_ref[i, j] = superiority(w.power[i, j], w.power[j, i])
                rivalry = w.grievance[i, j]
                provoke = provoke_urge(c, w.grievance[i, j], 0.0, 0.0, 0.0, rivalry, 0.0, 0.0, 0.0)
                conciliate = conciliate_urge(c, 0.0, w.dialogue_ref[0], w.candidacy[i], w.audience[i], rivalry)
                w.provoke_ref[i, j] = chance_of(c, provoke, conciliate)
                w.conciliate_ref[i, j] = chance_of(c, conciliate, provoke)
    for i in range(w.actors):
        for j in range(w.actors):
            w.provoked_memory[i, j] = w.provoke_ref[j, i]
            w.conciliated_memory[i, j] = w.conciliate_ref[j, i]


def expect_incidents(w: Any, c: Any) -> None:
    """Reckon hazard and expected severity of each flashpoint at standing heat with peacekeepers as at t0."""
    for f in range(w.flashpoints):
        w.hazard_ref[f] = incident_chance(c, w.hazard_base[f], 0.0, 0.0, 1.0, 0.0, 0.0)
        w.incident_ref[f] = w.hazard_ref[f] * expected_severity(c, 0.0, 0.0, 0.0, 0.0) / 4.0


def derive_pushes(w: Any, c: Any) -> None:
    """Derive what threat, provocation and incident do to tension from the drawn closed-loop gain and its shares.

    The slopes are the steepest among all dyads and flashpoints, at reference and in the heat of a crisis.
    """
    steepest_echo = 0.0
    for i in range(w.actors):
        for j in range(w.actors):
            if i != j:
                steepest_echo = max(steepest_echo, reaction_of(w, c, i, j) * c.provoke_provoked)
    w.echo[0] = min(1.0, c.echo_limit / max(steepest_echo, EDGE))
    steepest_threat, steepest_act, steepest_incident = 0.0, 0.0, 0.0
    for i in range(w.actors):
        for j in range(w.actors):
            if i != j:
                steepest_threat = max(steepest_threat, threat_slope_of(w, c, i, j))
                steepest_act = max(steepest_act, act_slope(w, c, i, j))
    for f in range(w.flashpoints):
        hot = incident_slope(w, c, f, heated(c, heat_of(w, f)))
        steepest_incident = max(steepest_incident, incident_slope(w, c, f, 0.0), hot)
    total = c.share_threat + c.share_conduct + c.share_incident
    w.push_threat[0] = settle_coefficient(c, c.share_threat / total, steepest_threat)
    w.push_provocation[0] = settle_coefficient(c, c.share_conduct / total, steepest_act)
    w.push_incident[0] = settle_coefficient(c, c.share_incident / total, steepest_incident)


def threat_slope_of(w: Any, c: Any, i: int, j: int) -> float:
    """Return the steeper response of threat to a logit of tension: at grievance, or at the start."""
    at_rest = threat_slope(c, w.proximity[i, j], w.grievance[i, j])
    return max(at_rest, threat_slope(c, w.proximity[i, j], w.tension[i, j]))


def heated(c: Any, deviation: float) -> float:
    """Return where a slope is taken: so many logits above grievance or, if that is higher, above the start."""
    return max(deviation, 0.0) + c.slope_reach


def reaction_of(w: Any, c: Any, i: int, j: int) -> float:
    """Return how fast the chance of provoking rises with the urge, salience included: at rest or in heat."""
    chance = w.provoke_ref[i, j]
    salience = w.kosovo_salience[i]
    heat = heated(c, w.tension_dev[i, j])
    urge = provoke_urge(c, w.grievance[i, j], heat, 0.0, 0.0, w.grievance[i, j], 0.0, 0.0, salience)
    conciliate = conciliate_urge(c, 0.0, w.dialogue_ref[0], w.candidacy[i], w.audience[i], w.grievance[i, j])
    chance_then = chance_of(c, urge, conciliate)
    steeper = max(chance * (1.0 - chance), chance_then * (1.0 - chance_then))
    return steeper * (1.0 + c.salience_reaction * salience)


def act_slope(w: Any, c: Any, i: int, j: int) -> float:
    """Return how fast provocations rise with a logit of tension, reciprocity included."""
    reaction = reaction_of(w, c, i, j)
    return reaction * c.provoke_tension / (1.0 - reaction * c.provoke_provoked * w.echo[0])


def incident_slope(w: Any, c: Any, f: int, heat: float) -> float:
    """Return how fast the expected severity of incidents (a fourth a rung) rises with a logit of heat.

    Provocation and the ladder's own push are part of it.
    """
    a, b = w.party[f, 0], w.party[f, 1]
    hazard = incident_chance(c, w.hazard_base[f], heat, 0.0, 1.0, 0.0, 0.0)
    pull = c.hazard_heat + c.hazard_provocation * max(act_slope(w, c, a, b), act_slope(w, c, b, a))
    spread = 0.0
    for step in (2.0, 3.0, 4.0):
        reach = severity_chance(c, step, heat, 0.0, 0.0)
        spread += reach * (1.0 - reach)
    slope = hazard * (1.0 - hazard) * pull * expected_severity(c, heat, 0.0, 0.0, 0.0)
    slope += hazard * spread * c.severity_heat
    return slope / (4.0 * (1.0 - min(hazard * spread * c.severity_rung, c.echo_limit)))


def start_tension(w: Any) -> None:
    """Reckon how far each dyad's tension starts from its grievance, and mark dyads with something between them."""
    for f in range(w.flashpoints):
        w.touchy[w.party[f, 0], w.party[f, 1]] = 1
        w.touchy[w.party[f, 1], w.party[f, 0]] = 1
    for e in range(w.entities):
        w.touchy[w.inside[e], w.backer[e]] = 1
        w.touchy[w.backer[e], w.inside[e]] = 1
    for i in range(w.actors):
        for j in range(w.actors):
            if i != j:
                w.grievance_logit[i, j] = logit(w.grievance[i, j])
                w.tension_dev[i, j] = logit(w.tension[i, j]) - w.grievance_logit[i, j]


def weigh_relations(w: Any) -> None:
    """Reckon the roster's mean relation at t0, from which the rival theories of accession measure."""
    total, pairs = 0.0, 0
    for i in range(w.actors):
        for j in range(i + 1, w.actors):
            total += feeling(w, i, j)
            pairs += 1
    w.mean_relation[0] = total / max(pairs, 1)


def start_indices(w: Any, c: Any, u: Any) -> None:
    """Set every index to where it starts, and aid to where it stands."""
    for i in range(w.actors):
        w.standing_pressure_logit[i] = logit(w.standing_pressure[i])
        w.standing_partnership_logit[i] = logit(w.standing_partnership[i])
        w.pressure[i] = sigma(w.standing_pressure_logit[i] + w.pressure_dev[i])
        w.partnership[i] = sigma(w.standing_partnership_logit[i] + w.partnership_dev[i])
        w.stretch[i] = w.standing_stretch[i]
        general, programme = aid_general(w, w.giving_ref, i), aid_programme(w, w.giving_ref, i)
        w.aid_ref[i] = aid_received(c, general, programme, supplied(w, w.supply_ref, i), 0.0)
        w.aid[i] = w.aid_ref[i]
    for e in range(w.entities):
        w.standing_secession_logit[e] = logit(w.standing_secession[e])
        w.secession[e] = sigma(w.standing_secession_logit[e] + w.secession_dev[e])


def start_blocs(w: Any, c: Any, u: Any) -> None:
    """Take each bloc's bearings: line, founders' similarity, greatest menace, usual encouragement."""
    for b in range(w.opened[0]):
        if w.alive[b] == 1:
            weigh_bloc(w, c, u, b)
            alike, pairs = 0.0, 0
            for i in range(w.actors):
                if w.member[b, i] == 0:
                    w.founding_threat[b] = max(w.founding_threat[b], w.menace[b, i])
                for j in range(i + 1, w.actors):
                    if w.member[b, i] == 1 and w.member[b, j] == 1:
                        alike += w.similarity[i, j]
                        pairs += 1
            w.founding_similarity[b] = alike / max(pairs, 1)
            felt = 0.0
            for i in range(w.actors):
                felt += encouragement_of(w, w.encouragement_ref, i, b)
            w.encouragement_mean[b] = felt / max(w.actors, 1)
    for i in range(w.actors):
        pool(w, c, u, i)
