"""Month zero: what standing grievance without blocs leads one to expect, and how stable the month is."""

from __future__ import annotations

from math import exp, log
from typing import Any

from balkansim.model.moves.attraction import feeling
from balkansim.model.moves.grievance import expect_incidents, expect_of, read_tension
from balkansim.model.moves.perceive import befriend, compare, pool, regard, weigh_bloc
from balkansim.model.moves.record import measure_polarisation
from balkansim.model.moves.settle import align_line
from balkansim.model.moves.stability import race_of, radius_at
from balkansim.model.moves.sums import (
    aid_general,
    aid_programme,
    encouragement_of,
    superiority,
    supplied,
    weigh_spending,
)
from balkansim.model.rulebook.accession import application_rate, decline_rate
from balkansim.model.rulebook.armament import aid_received
from balkansim.model.rulebook.maths import CLIP, EDGE, clip, faded, log_ratio, logit, monthly_chance, sigma


def take_bearings(w: Any, c: Any, u: Any, i: int) -> None:
    """Derive every reference and every index from the standing condition of a world; `i` is not used."""
    weigh_saliences(w)
    w.flare_kept[0] = 1.0 - faded(c.flare_half_life)
    w.strain_kept[0] = 1.0 - faded(c.strain_half_life)
    for k in range(w.actors):
        align_line(w, c, u, k)
        for p in range(w.patrons):
            w.base_alignment[k, p] = w.alignment[k, p]
    for k in range(w.actors):
        weigh_spending(w, c, k)
        compare(w, c, u, k)
    start_tension(w)
    weigh_roster(w, c)
    expect_dyads(w, c)
    for f in range(w.flashpoints):
        expect_incidents(w, c, f)
    weigh_relations(w)
    start_indices(w, c, u)
    w.restless[0] = monthly_chance(application_rate(c, CLIP) + decline_rate(c, -CLIP))
    start_blocs(w, c, u)
    w.radius[0] = max(radius_at(w, c, 0.0), radius_at(w, c, c.stability_reach))
    w.race[0] = race_of(w, c) - c.arms_burden


def weigh_saliences(w: Any) -> None:
    """Sum the patrons' weights."""
    total = 0.0
    for p in range(w.patrons):
        total += w.salience[p]
    w.salience_total[0] = max(total, EDGE)


def start_tension(w: Any) -> None:
    """Compute how far each dyad's tension starts from its grievance, and mark dyads with something between them."""
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
                w.grievance_start[i, j] = w.grievance_logit[i, j]
                w.strain[i, j] = logit(w.tension[i, j]) + w.reaction[i, j] - w.grievance_logit[i, j]
    for i in range(w.actors):
        for j in range(i):
            read_tension(w, i, j)


def weigh_roster(w: Any, c: Any) -> None:
    """Freeze the roster's weights and polarisation at t0, and mean similarity."""
    total, alike, quarrels, pairs = 0.0, 0.0, 0.0, 0
    for i in range(w.actors):
        total += w.base_expenditure[i]
        for j in range(i + 1, w.actors):
            alike += w.similarity[i, j]
            quarrels += 2.0 * w.tension[i, j]
            pairs += 1
    for i in range(w.actors):
        w.weight[i] = w.base_expenditure[i] / total
        w.weight_power[i] = raised(c, w.weight[i])
        own = 0.0
        for j in range(w.actors):
            if j != i:
                own += w.tension[i, j]
        w.part[i] = own / max(quarrels, EDGE)
        w.part_power[i] = raised(c, w.part[i])
    w.mean_similarity[0] = alike / max(pairs, 1)
    measure_polarisation(w)
    w.polarisation_ref[0] = w.polarisation[0]


def raised(c: Any, weight: float) -> float:
    """Return a weight raised to the power of the Esteban-Ray index."""
    return exp((1.0 + c.polarisation_alpha) * log(max(weight, EDGE)))


def expect_dyads(w: Any, c: Any) -> None:
    """Compute threat and conduct at standing grievance without blocs, and the roster's mean threat."""
    total, pairs = 0.0, 0
    for i in range(w.actors):
        for j in range(w.actors):
            if i != j:
                w.power[i, j] = log_ratio(w.base_expenditure[j], 1.0)
    for i in range(w.actors):
        for j in range(w.actors):
            if i != j:
                w.inferiority_ref[i, j] = superiority(
                    log_ratio(w.base_expenditure[j], 1.0), log_ratio(w.base_expenditure[i], 1.0)
                )
                cooperation = clip(2.0 * w.tie[i, j] - 1.0, 0.0, 1.0)
                w.close_ref[i, j] = max(c.closeness_nato * w.nato[i] * w.nato[j], cooperation)
                w.similarity_ref[i, j] = w.similarity[i, j]
                expect_of(w, c, i, j)
                w.threat_ref[i, j] = w.threat_usual[i, j]
                w.threat[i, j] = w.threat_usual[i, j]
                total += w.threat_ref[i, j]
                pairs += 1
    for i in range(w.actors):
        for j in range(w.actors):
            w.provoked_memory[i, j] = w.act_ref[j, i]
            w.conciliated_memory[i, j] = w.conciliate_ref[j, i]
    w.mean_threat[0] = total / max(pairs, 1)


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
        befriend(w, c, u, i)
        regard(w, c, u, i)
        for b in range(w.opened[0]):
            age = max(w.clock[0] - w.founded[b], 0)
            w.alarm[i] = max(w.alarm[i], w.aim[i, b] * exp(-log(2.0) * age / c.alarm_half_life))
