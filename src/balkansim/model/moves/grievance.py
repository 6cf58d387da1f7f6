"""Standing grievance: what it leads one to expect of a dyad, how events step it, and what a year teaches it."""

from __future__ import annotations

from typing import Any

from balkansim.model.moves.sums import are_allies
from balkansim.model.rulebook.conduct import chance_of, conciliate_urge, provoke_urge
from balkansim.model.rulebook.confrontation import expected_severity, incident_chance, severity_chance
from balkansim.model.rulebook.maths import CLIP, clip, log_ratio, sigma
from balkansim.model.rulebook.settle import grievance_next, incident_impulse
from balkansim.model.rulebook.threat import threat


def strike(w: Any, i: int, j: int, impulse: float) -> None:
    """Add an impulse in logits to the lasting part of a dyad's tension."""
    w.strain[i, j] += impulse
    w.strain[j, i] = w.strain[i, j]
    read_tension(w, i, j)


def alarm_neighbours(w: Any, c: Any, i: int, risen: float) -> None:
    """Let a state's arming by so much (log of power, or supply) add to tension with those who bear it a grievance."""
    for j in range(w.actors):
        if j != i:
            strike(w, i, j, c.impulse_arms * risen * w.proximity[i, j] * w.grievance[i, j])


def read_tension(w: Any, i: int, j: int) -> None:
    """Bring a dyad's tension and heat up to date with its grievance, flare and strain."""
    dev = w.flare[i, j] + w.strain[i, j]
    w.tension_dev[i, j] = dev
    w.tension_dev[j, i] = dev
    w.heat[i, j] = w.grievance_logit[i, j] + dev - w.grievance_start[i, j]
    w.heat[j, i] = w.heat[i, j]
    w.tension[i, j] = sigma(w.grievance_logit[i, j] + dev)
    w.tension[j, i] = w.tension[i, j]


def step_grievance(w: Any, c: Any, i: int, j: int, step: float) -> None:
    """Step a dyad's standing grievance by so many logits; tension moves with it."""
    shift = w.grievance_logit[i, j] - w.grievance_start[i, j] + step
    set_grievance(w, c, i, j, clip(shift, -CLIP, CLIP))
    read_tension(w, i, j)


def set_grievance(w: Any, c: Any, i: int, j: int, shift: float) -> None:
    """Set a dyad's standing grievance so many logits from that of the start, and what is expected of it."""
    w.grievance_logit[i, j] = w.grievance_start[i, j] + shift
    w.grievance_logit[j, i] = w.grievance_logit[i, j]
    w.grievance[i, j] = sigma(w.grievance_logit[i, j])
    w.grievance[j, i] = w.grievance[i, j]
    expect_of(w, c, i, j)
    expect_of(w, c, j, i)
    for f in range(w.flashpoints):
        a, b = w.party[f, 0], w.party[f, 1]
        if (a == i and b == j) or (a == j and b == i):
            expect_incidents(w, c, f)


def learn(w: Any, c: Any, u: Any, i: int) -> None:
    """Let the standing grievance of one state with every later one learn from the year, in January."""
    for j in range(i + 1, w.actors):
        before = w.grievance_logit[i, j] - w.grievance_start[i, j]
        after = grievance_next(c, before, w.year_dev[i, j] / max(w.year_months[0], 1))
        w.year_dev[i, j] = 0.0
        if after != before:
            set_grievance(w, c, i, j, after)
            w.strain[i, j] -= after - before
            w.strain[j, i] = w.strain[i, j]
            read_tension(w, i, j)


def expect_of(w: Any, c: Any, i: int, j: int) -> None:
    """Compute threat and conduct of one state toward another at standing grievance, without blocs and at rest."""
    w.threat_usual[i, j] = threat(
        c,
        w.proximity[i, j],
        log_ratio(w.base_expenditure[j], 1.0),
        log_ratio(w.base_expenditure[i], 1.0),
        w.grievance[i, j],
        w.similarity_ref[i, j],
        w.nonrecognition[i, j],
        0.0,
        0.0,
    )
    provoke = urge_at(w, c, i, j, 0.0, 0.0)
    conciliate = calm_urge_at(w, c, i, j, 0.0)
    w.provoke_ref[i, j] = chance_of(c, provoke, conciliate)
    w.conciliate_ref[i, j] = chance_of(c, conciliate, provoke)
    w.act_ref[i, j] = w.provoke_ref[i, j] * weight_of_act(w, c, i, j)


def urge_at(w: Any, c: Any, i: int, j: int, tension_dev: float, provoked_dev: float) -> float:
    """Return the urge to provoke at a deviation of tension and of memory, with all else at its reference."""
    salience = w.kosovo_salience[i] * w.nonrecognition[i, j]
    g = w.grievance[i, j]
    inferiority, close = w.inferiority_ref[i, j], w.close_ref[i, j]
    near = w.proximity[i, j]
    return provoke_urge(c, g, tension_dev, provoked_dev, 0.0, g, inferiority, 0.0, salience, close, near)


def calm_urge_at(w: Any, c: Any, i: int, j: int, conciliated_dev: float) -> float:
    """Return the urge to conciliate at a deviation of memory, with all else at its reference."""
    return conciliate_urge(
        c, conciliated_dev, w.dialogue_ref[0], w.candidacy[i], w.audience[i], w.grievance[i, j], w.close_ref[i, j]
    )


def weight_of_act(w: Any, c: Any, i: int, j: int) -> float:
    """Return what a hostile act counts: one for a provocation, less for the condemnation that allies stop at."""
    return c.condemnation if are_allies(w, i, j) else 1.0


def expect_incidents(w: Any, c: Any, f: int) -> None:
    """Compute hazard, severity and impulses of a flashpoint at standing heat, with peacekeepers as at t0."""
    heat = 0.0
    if w.entity[f] < 0:
        a, b = w.party[f, 0], w.party[f, 1]
        heat = w.grievance_logit[a, b] - w.grievance_start[a, b]
    w.hazard_ref[f] = incident_chance(c, w.hazard_base[f], heat, 0.0, 1.0, 0.0, 0.0)
    w.incident_ref[f] = w.hazard_ref[f] * expected_severity(c, heat, 0.0, 0.0, 0.0) / 4.0
    w.scuffle_ref[f] = scuffle_at(w, c, f, heat, 0.0, 0.0)
    w.violence_ref[f] = violence_at(w, c, f, heat, 0.0, 0.0)


def hazard_at(w: Any, c: Any, f: int, heat: float, acts: float) -> float:
    """Return a flashpoint's hazard at a heat and so many acts across it above expectation, all else at reference."""
    return incident_chance(c, w.hazard_base[f], heat, acts, 1.0, 0.0, 0.0)


def scuffle_at(w: Any, c: Any, f: int, heat: float, acts: float, rung: float) -> float:
    """Return the expected impulse of protests and confrontations at a flashpoint, logits a month."""
    two, three = severity_chance(c, 2.0, heat, rung, 0.0), severity_chance(c, 3.0, heat, rung, 0.0)
    protests = (1.0 - two) * incident_impulse(c, 1.0)
    return hazard_at(w, c, f, heat, acts) * (protests + (two - three) * incident_impulse(c, 2.0))


def violence_at(w: Any, c: Any, f: int, heat: float, acts: float, rung: float) -> float:
    """Return the expected impulse of violence and clashes at a flashpoint, logits a month."""
    three, four = severity_chance(c, 3.0, heat, rung, 0.0), severity_chance(c, 4.0, heat, rung, 0.0)
    clashes = four * incident_impulse(c, 4.0)
    return hazard_at(w, c, f, heat, acts) * ((three - four) * incident_impulse(c, 3.0) + clashes)
