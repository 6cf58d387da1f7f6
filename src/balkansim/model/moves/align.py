"""Phase 5: outsiders apply, decline or ignore; members consent; pairs found; members leave; blocs lapse."""

from __future__ import annotations

from math import sqrt
from typing import Any

from balkansim.model.moves.attraction import propensity_of
from balkansim.model.moves.grievance import step_grievance, strike
from balkansim.model.moves.slots import bloc_actor
from balkansim.model.moves.sums import aim_of, in_any_bloc
from balkansim.model.rulebook.accession import (
    application_rate,
    consent_chance,
    decline_rate,
    founding_propensity,
    founding_rate,
)
from balkansim.model.rulebook.blocs import exercise_chance, exit_rate, lapse_rate
from balkansim.model.rulebook.maths import happens, monthly_chance
from balkansim.model.rulebook.settle import pact_impulse
from balkansim.model.world import CAPACITY, NEVER

BLOCS = CAPACITY["bloc"]


def barred(w: Any, i: int, b: int) -> bool:
    """Tell whether membership in an opposed bloc bars a state from a bloc."""
    for own in range(w.opened[0]):
        if w.alive[own] == 1 and w.member[own, i] == 1 and w.opposed[own, b] == 1:
            return True
    return False


def consider(w: Any, c: Any, u: Any, i: int) -> None:
    """Let one state apply to each bloc open to it, decline, or ignore it."""
    now = w.clock[0]
    for b in range(w.opened[0]):
        w.applies[i, b] = 0
        w.accepted[i, b] = 0
        w.vetoed_by[i, b] = -1
        if w.alive[b] == 0 or w.member[b, i] == 1 or w.cooloff[i, b] > now or barred(w, i, b):
            continue
        w.eligible[i, b] += 1
        w.propensity[i, b] = propensity_of(w, c, i, b)
        luck = u.application[bloc_actor(b, i)]
        if luck >= w.restless[0]:
            continue
        applying = application_rate(c, w.propensity[i, b])
        declining = decline_rate(c, w.propensity[i, b])
        any_choice = monthly_chance(applying + declining)
        if happens(any_choice * applying / (applying + declining), luck) > 0.5:
            w.applies[i, b] = 1
            w.applied[i, b] += 1
        elif happens(any_choice, luck) > 0.5:
            w.declined[i, b] += 1
            w.cooloff[i, b] = now + int(c.cooloff_months)


def consent(w: Any, c: Any, u: Any, i: int) -> None:
    """Put one state's applications to the members: all must consent, and one draw tells who stopped it."""
    for b in range(w.opened[0]):
        if w.applies[i, b] == 1:
            luck = u.consent[bloc_actor(b, i)]
            together = 1.0
            for k in range(w.actors):
                if w.member[b, k] == 1 and w.vetoed_by[i, b] < 0:
                    together *= consent_chance(c, w.similarity[i, k], w.nonrecognition[i, k], w.openness[b])
                    if happens(together, luck) < 0.5:
                        w.vetoed_by[i, b] = k
            if w.vetoed_by[i, b] < 0:
                w.accepted[i, b] = 1
            else:
                w.vetoed[i, b] += 1
                w.veto[w.vetoed_by[i, b], b] += 1
                w.cooloff[i, b] = w.clock[0] + int(c.cooloff_months)


def accede(w: Any, c: Any, u: Any, i: int) -> None:
    """Let one state join what accepted it; of blocs that exclude each other the preferred one, then the older slot."""
    for b in range(w.opened[0]):
        if w.accepted[i, b] == 1:
            preferred = True
            for rival in range(w.opened[0]):
                if w.accepted[i, rival] == 1 and w.opposed[rival, b] == 1:
                    ahead = w.propensity[i, rival] - w.propensity[i, b]
                    if ahead > 0.0 or (ahead == 0.0 and rival < b):
                        preferred = False
            if preferred:
                join(w, c, i, b)


def join(w: Any, c: Any, i: int, b: int) -> None:
    """Enter a state into a bloc; whom the bloc is aimed at takes it ill."""
    w.member[b, i] = 1
    w.joined[i, b] = w.clock[0]
    if w.entered[i, b] == NEVER:
        w.entered[i, b] = w.clock[0]
    for j in range(w.actors):
        if w.member[b, j] == 0:
            aim = max(w.aim[j, b], w.nonrecognition[j, i] * w.kosovo_salience[j])
            take_ill(w, c, j, i, c.impulse_accession, 0.0, aim)


def take_ill(w: Any, c: Any, i: int, member: int, size: float, status: float, aim: float) -> None:
    """Let a state that a pact is aimed at react to one of its members, and be alarmed for a while."""
    if aim > 0.0:
        w.alarm[i] = max(w.alarm[i], aim)
        strike(w, i, member, pact_impulse(c, size, aim, w.close_ref[i, member]))
        if status > 0.0:
            step_grievance(w, c, i, member, pact_impulse(c, status, aim, w.close_ref[i, member]))


def court(w: Any, c: Any, u: Any, i: int) -> None:
    """Let one unbound state and every later one in the roster weigh a bloc against what menaces both most."""
    unbound = w.founding_allowed == 1 and not in_any_bloc(w, i)
    w.foe[i, i] = -1
    for j in range(i + 1, w.actors):
        b = common_foe(w, i, j) if unbound and not in_any_bloc(w, j) else -1
        w.foe[i, j] = b
        w.foe[j, i] = b
        if b >= 0:
            w.wish[i, j] = founding_wish(w, c, i, j, b)
            w.wish[j, i] = w.wish[i, j]


def common_foe(w: Any, i: int, j: int) -> int:
    """Return the living bloc that menaces two states most together, or -1 where there is none."""
    foe, most = -1, -1.0
    for b in range(w.opened[0]):
        together = w.danger[i, b] * w.danger[j, b]
        if w.alive[b] == 1 and together > most:
            foe, most = b, together
    return foe


def seek(w: Any, c: Any, u: Any, i: int) -> None:
    """Let one state find the partner with whom it would rather found a bloc than with any other."""
    w.partner[i] = -1
    w.partner_wish[i] = 0.0
    for j in range(w.actors):
        if w.foe[i, j] >= 0 and (w.partner[i] < 0 or w.wish[i, j] > w.partner_wish[i]):
            w.partner[i] = j
            w.partner_wish[i] = w.wish[i, j]
            w.partner_alarm[i] = max(w.alarm[i], w.alarm[j])


def founding_wish(w: Any, c: Any, i: int, j: int, b: int) -> float:
    """Return the propensity of two states to found a bloc against another."""
    menace = sqrt(w.danger[i, b] * w.danger[j, b])
    encouraged = 0.5 * (w.favour[i] + w.favour[j])
    return founding_propensity(
        c,
        menace - w.mean_threat[0],
        w.similarity[i, j] - w.mean_similarity[0],
        w.tie[i, j] - 0.5,
        encouraged,
        0.5 * (w.neutrality[i] + w.neutrality[j]),
        0.5 * (w.stretch[i] + w.stretch[j]) - 0.5,
    )


def found(w: Any, c: Any, u: Any, i: int) -> None:
    """Let one state found a bloc with its partner where the choice is mutual and both are still unbound."""
    j = w.partner[i]
    if j <= i or w.partner[j] != i or in_any_bloc(w, i) or in_any_bloc(w, j):
        return
    chance = monthly_chance(founding_rate(c, w.partner_wish[i], w.partner_alarm[i]))
    if w.opened[0] < BLOCS and happens(chance, u.founding[i]) > 0.5:
        open_bloc(w, c, i, j, w.opened[0], w.foe[i, j])


def open_bloc(w: Any, c: Any, i: int, j: int, b: int, rival: int) -> None:
    """Open a slot for a bloc of two, opposed to the one that prompted it."""
    w.opened[0] += 1
    w.alive[b] = 1
    w.founded[b] = w.clock[0]
    w.member[b, i] = 1
    w.member[b, j] = 1
    w.opposed[b, rival] = 1
    w.opposed[rival, b] = 1
    w.depth[b] = c.new_depth
    w.standing_cohesion[b] = c.new_cohesion
    w.cohesion[b] = c.new_cohesion
    w.cohesion_dev[b] = 0.0
    w.openness[b] = c.new_openness
    w.leader_dependence[b] = c.new_leader_dependence
    w.signalling[b] = c.new_signalling
    w.founding_similarity[b] = w.similarity[i, j]
    w.founding_threat[b] = w.mean_threat[0]
    w.encouragement_mean[b] = 0.0
    for k in range(w.actors):
        if k != i and k != j:
            aim = aim_of(w, k, b)
            take_ill(w, c, k, i, c.impulse_pact, c.status_pact, aim)
            take_ill(w, c, k, j, c.impulse_pact, c.status_pact, aim)


def exercise(w: Any, c: Any, u: Any, b: int) -> None:
    """Let one bloc do something together, or count an idle month."""
    w.exercised[b] = 0.0
    if w.alive[b] == 1:
        w.exercised[b] = happens(exercise_chance(c, w.cohesion[b], stretch_change(w, b)), u.exercise[b])
        w.idle[b] = 0 if w.exercised[b] > 0.5 else w.idle[b] + 1


def stretch_change(w: Any, b: int) -> float:
    """Return the mean rise of a bloc's budget stretch since t0."""
    total, members = 0.0, 0
    for k in range(w.actors):
        if w.member[b, k] == 1:
            total += w.stretch[k] - w.standing_stretch[k]
            members += 1
    return total / max(members, 1)


def leave(w: Any, c: Any, u: Any, i: int) -> None:
    """Let one state leave a bloc it belonged to before this month."""
    now = w.clock[0]
    for b in range(w.opened[0]):
        long_enough = w.joined[i, b] < now and w.founded[b] < now
        if w.alive[b] == 1 and w.member[b, i] == 1 and long_enough:
            if happens(monthly_chance(exit_rate(c, w.cohesion[b])), u.exit[i]) > 0.5:
                w.member[b, i] = 0
                w.left[i, b] = now
                w.cooloff[i, b] = now + int(c.cooloff_months)


def lapse(w: Any, c: Any, u: Any, b: int) -> None:
    """End a bloc that lapses or has fewer than two members left."""
    if w.alive[b] == 1:
        members = 0
        for k in range(w.actors):
            members += w.member[b, k]
        lapses = happens(monthly_chance(lapse_rate(c, w.cohesion[b])), u.lapse[b])
        if members < 2 or lapses > 0.5:
            close(w, b)


def close(w: Any, b: int) -> None:
    """End a bloc formally."""
    w.alive[b] = 0
    w.ended[b] = w.clock[0]
    for k in range(w.actors):
        w.member[b, k] = 0
