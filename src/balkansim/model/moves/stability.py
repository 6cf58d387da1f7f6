"""How stable a month is: the spectral radius of its linearisation, where standing grievance and blocs stay put."""

from __future__ import annotations

from math import exp, log
from typing import Any

from balkansim.model.moves.grievance import calm_urge_at, hazard_at, scuffle_at, urge_at, violence_at, weight_of_act
from balkansim.model.moves.sums import rivalry_of
from balkansim.model.rulebook.conduct import chance_of
from balkansim.model.rulebook.confrontation import descent_chance, expected_severity
from balkansim.model.rulebook.maths import EDGE, log_ratio, sigma
from balkansim.model.rulebook.threat import threat

STEP = 0.01
TRIALS = 48
COUNTED = 24


def radius_at(w: Any, c: Any, above: float) -> float:
    """Return the spectral radius of the month's linearisation so many logits above start or rest, whichever is higher.

    A trial deviation in every dyad is put through the linearised month again and again; what it grows by in a month,
    once the slow modes are left, is the radius. Slopes are differences of the rules themselves.
    """
    take_slopes(w, c, above)
    for i in range(w.actors):
        for j in range(w.actors):
            w.trial_flare[i, j] = 1.0
            w.trial_strain[i, j] = 1.0
            w.trial_provoked[i, j] = 0.0
            w.trial_calmed[i, j] = 0.0
    for e in range(w.entities):
        w.trial_secession[e] = 1.0
    for f in range(w.flashpoints):
        w.trial_rung[f] = 0.0
    before, after = 1.0, 1.0
    for trial in range(TRIALS):
        after = trial_month(w, c)
        if trial == TRIALS - COUNTED - 1:
            before = after
    return exp(log(max(after, EDGE) / max(before, EDGE)) / COUNTED)


def race_of(w: Any, c: Any) -> float:
    """Return the growth a year that arming feeds back when all arm together; above `arms_burden` a race runs away.

    That is Richardson's condition: the largest eigenvalue of the reactions to rivals' spending and to the threat in it.
    """
    for i in range(w.actors):
        take_response_of(w, c, i)
        w.trial_arms[i] = 1.0
    grown = 0.0
    for _ in range(TRIALS):
        grown = 0.0
        for i in range(w.actors):
            w.trial_answer[i] = 0.0
            for j in range(w.actors):
                w.trial_answer[i] += w.arms_response[i, j] * w.trial_arms[j]
            grown = max(grown, w.trial_answer[i])
        for i in range(w.actors):
            w.trial_arms[i] = w.trial_answer[i] / max(grown, EDGE)
    return grown


def take_response_of(w: Any, c: Any, i: int) -> None:
    """Compute how one state's spending answers everybody's, its own included, at the start."""
    rivals, near = 0.0, 0.0
    for j in range(w.actors):
        if j != i:
            rivals += rivalry_of(w, i, j)
            near += w.proximity[i, j]
    w.arms_response[i, i] = 0.0
    for j in range(w.actors):
        if j != i:
            dev = w.tension_dev[i, j]
            calm = threat_at(w, c, i, j, dev, 0.0, 0.0)
            feared = (threat_at(w, c, i, j, dev, STEP, 0.0) - calm) / STEP
            assured = (calm - threat_at(w, c, i, j, dev, 0.0, STEP)) / STEP
            w.arms_response[i, j] = c.arms_rival * rivalry_of(w, i, j) / max(rivals, 1.0)
            w.arms_response[i, j] += c.arms_threat * feared / max(near, EDGE)
            w.arms_response[i, i] -= c.arms_threat * assured / max(near, EDGE)


def take_slopes(w: Any, c: Any, above: float) -> None:
    """Compute how fast threat, conduct and incidents rise with tension, so many logits above start or rest."""
    for i in range(w.actors):
        for j in range(w.actors):
            if i != j:
                take_slopes_of(w, c, i, j, max(w.tension_dev[i, j], 0.0) + above)
    for f in range(w.flashpoints):
        a, b = w.party[f, 0], w.party[f, 1]
        own = w.secession_dev[w.entity[f]] if w.entity[f] >= 0 else w.heat[a, b]
        heat = max(own, 0.0) + above
        scuffle, violence = scuffle_at(w, c, f, heat, 0.0, 0.0), violence_at(w, c, f, heat, 0.0, 0.0)
        severity = severity_at(w, c, f, heat, 0.0)
        w.slope_scuffle[f] = (scuffle_at(w, c, f, heat + STEP, 0.0, 0.0) - scuffle) / STEP
        w.slope_violence[f] = (violence_at(w, c, f, heat + STEP, 0.0, 0.0) - violence) / STEP
        w.slope_scuffle_act[f] = (scuffle_at(w, c, f, heat, STEP, 0.0) - scuffle) / STEP
        w.slope_violence_act[f] = (violence_at(w, c, f, heat, STEP, 0.0) - violence) / STEP
        w.slope_scuffle_rung[f] = (scuffle_at(w, c, f, heat, 0.0, STEP) - scuffle) / STEP
        w.slope_violence_rung[f] = (violence_at(w, c, f, heat, 0.0, STEP) - violence) / STEP
        w.slope_severity[f] = (severity_at(w, c, f, heat + STEP, 0.0) - severity) / STEP
        quiet = (1.0 - hazard_at(w, c, f, heat, 0.0)) * (1.0 - descent_chance(c, 0.0))
        w.rung_kept[f] = quiet + 4.0 * (severity_at(w, c, f, heat, STEP) - severity) / STEP


def severity_at(w: Any, c: Any, f: int, heat: float, rung: float) -> float:
    """Return a flashpoint's expected severity in a month, a fourth a rung."""
    return hazard_at(w, c, f, heat, 0.0) * expected_severity(c, heat, rung, 0.0, 0.0) / 4.0


def take_slopes_of(w: Any, c: Any, i: int, j: int, dev: float) -> None:
    """Compute the slopes of one state's threat and conduct toward another at a deviation of tension."""
    w.slope_threat[i, j] = (threat_at(w, c, i, j, dev + STEP, 0.0, 0.0) - threat_at(w, c, i, j, dev, 0.0, 0.0)) / STEP
    provoke, calm = urge_at(w, c, i, j, dev, 0.0), calm_urge_at(w, c, i, j, 0.0)
    tenser, provoked = urge_at(w, c, i, j, dev + STEP, 0.0), urge_at(w, c, i, j, dev, STEP)
    calmer = calm_urge_at(w, c, i, j, STEP)
    act, gesture = chance_of(c, provoke, calm), chance_of(c, calm, provoke)
    weight = weight_of_act(w, c, i, j)
    w.slope_act[i, j] = weight * (chance_of(c, tenser, calm) - act) / STEP
    w.slope_act_provoked[i, j] = weight * (chance_of(c, provoked, calm) - act) / STEP
    w.slope_act_calmed[i, j] = weight * (act - chance_of(c, provoke, calmer)) / STEP
    w.slope_calm[i, j] = (gesture - chance_of(c, calm, tenser)) / STEP
    w.slope_calm_provoked[i, j] = (gesture - chance_of(c, calm, provoked)) / STEP
    w.slope_calm_calmed[i, j] = (chance_of(c, calmer, provoke) - gesture) / STEP


def threat_at(w: Any, c: Any, i: int, j: int, dev: float, armed: float, own: float) -> float:
    """Return threat at a deviation of tension and of either side's power (logs), with all else as without blocs."""
    return threat(
        c,
        w.proximity[i, j],
        log_ratio(w.base_expenditure[j], 1.0) + armed,
        log_ratio(w.base_expenditure[i], 1.0) + own,
        sigma(w.grievance_logit[i, j] + dev),
        w.similarity_ref[i, j],
        w.nonrecognition[i, j],
        0.0,
        0.0,
    )


def trial_month(w: Any, c: Any) -> float:
    """Put the trial deviations through one linearised month and return their sum."""
    for i in range(w.actors):
        for j in range(w.actors):
            w.trial_dev[i, j] = w.trial_flare[i, j] + w.trial_strain[i, j]
    total = 0.0
    for i in range(w.actors):
        for j in range(i):
            total += trial_dyad(w, c, i, j)
    for e in range(w.entities):
        total += trial_entity(w, c, e)
    return total


def trial_dyad(w: Any, c: Any, i: int, j: int) -> float:
    """Put one dyad's trial deviation through the month: acts, memories, incidents, threat, friends' quarrels."""
    dev = w.trial_dev[i, j]
    mine, theirs = trial_act(w, i, j, dev), trial_act(w, j, i, dev)
    withheld, refused = trial_calm(w, i, j, dev), trial_calm(w, j, i, dev)
    friends = trial_quarrel(w, i, j) + trial_quarrel(w, j, i)
    scuffle, violence, secession = 0.0, 0.0, 0.0
    if w.touchy[i, j] == 1:
        for f in range(w.flashpoints):
            a, b = w.party[f, 0], w.party[f, 1]
            if (a == i and b == j) or (a == j and b == i):
                own = w.trial_secession[w.entity[f]] if w.entity[f] >= 0 else dev
                heat, acts = own + c.heat_friends * friends, 0.5 * (mine + theirs)
                rung = w.trial_rung[f]
                scuffle += w.slope_scuffle[f] * heat + w.slope_scuffle_act[f] * acts + w.slope_scuffle_rung[f] * rung
                violence += w.slope_violence[f] * heat + w.slope_violence_act[f] * acts
                violence += w.slope_violence_rung[f] * rung
                w.trial_rung[f] = w.rung_kept[f] * rung + 4.0 * w.slope_severity[f] * heat
        for e in range(w.entities):
            a, b = w.inside[e], w.backer[e]
            if (a == i and b == j) or (a == j and b == i):
                secession += w.trial_secession[e]
    flare = w.flare_kept[0] * w.trial_flare[i, j]
    flare += c.impulse_provocation * (mine + theirs) + scuffle
    strain = w.strain_kept[0] * w.trial_strain[i, j]
    strain += 0.5 * c.strain_threat * (w.slope_threat[i, j] + w.slope_threat[j, i]) * dev
    strain += c.strain_friends * friends + violence + c.tension_secession * secession
    strain += c.impulse_conciliation * (withheld + refused)
    keep = 1.0 - c.memory_rate
    w.trial_flare[i, j] = flare
    w.trial_flare[j, i] = flare
    w.trial_strain[i, j] = strain
    w.trial_strain[j, i] = strain
    w.trial_provoked[i, j] = keep * w.trial_provoked[i, j] + c.memory_rate * theirs
    w.trial_provoked[j, i] = keep * w.trial_provoked[j, i] + c.memory_rate * mine
    w.trial_calmed[i, j] = keep * w.trial_calmed[i, j] + c.memory_rate * refused
    w.trial_calmed[j, i] = keep * w.trial_calmed[j, i] + c.memory_rate * withheld
    return flare + strain


def trial_act(w: Any, i: int, j: int, dev: float) -> float:
    """Return the rise of one state's hostile acts toward another in a trial month."""
    remembered = w.slope_act_provoked[i, j] * w.trial_provoked[i, j] + w.slope_act_calmed[i, j] * w.trial_calmed[i, j]
    return w.slope_act[i, j] * dev + remembered


def trial_calm(w: Any, i: int, j: int, dev: float) -> float:
    """Return the fall of one state's conciliations toward another in a trial month."""
    remembered = w.slope_calm_provoked[i, j] * w.trial_provoked[i, j] + w.slope_calm_calmed[i, j] * w.trial_calmed[i, j]
    return w.slope_calm[i, j] * dev + remembered


def trial_quarrel(w: Any, i: int, j: int) -> float:
    """Return the heat between one state's bloc partners and another in a trial month."""
    total = 0.0
    if w.partners[i] > 0:
        for k in range(w.actors):
            if w.friend[i, k] > 0.0 and k != j:
                total += w.friend[i, k] * w.trial_dev[k, j] / w.partners[i]
    return total


def trial_entity(w: Any, c: Any, e: int) -> float:
    """Put one entity's trial deviation through the month."""
    total, near, backer = 0.0, 0.0, w.backer[e]
    for j in range(w.actors):
        if j != backer:
            total += w.proximity[backer, j] * w.trial_dev[backer, j]
            near += w.proximity[backer, j]
    own = (1.0 - c.secession_return) * w.trial_secession[e] + c.secession_quarrel * total / max(near, EDGE)
    for f in range(w.flashpoints):
        if w.entity[f] == e:
            own += c.secession_incident * w.slope_severity[f] * w.trial_secession[e]
    w.trial_secession[e] = own
    return own
