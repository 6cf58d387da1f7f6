"""Phase 2: how alike, how strong and how threatening every other actor looks."""

from __future__ import annotations

from typing import Any

from balkansim.model.moves.sums import aim_of, lend_power, patron_favour, posture_dev, similarity_of
from balkansim.model.rulebook.maths import EDGE, faded, log_ratio
from balkansim.model.rulebook.politics import acceptance
from balkansim.model.rulebook.threat import threat


def weigh_patrons(w: Any, c: Any, u: Any, i: int) -> None:
    """Weigh the patrons' leverage and mediation against their standing posture; `i` is not used."""
    w.leverage_dev[0] = posture_dev(w, w.leverage, w.leverage_ref)
    changed = 0
    for p in range(w.patrons):
        if w.mediation[p] != w.mediation_ref[p]:
            changed = 1
    if changed == 1 or w.mediating[0] == 1:
        for one in range(w.actors):
            for other in range(one):
                w.mediated[one, other] = mediation_between(w, c, one, other)
                w.mediated[other, one] = w.mediated[one, other]
    w.mediating[0] = changed


def mediation_between(w: Any, c: Any, i: int, j: int) -> float:
    """Return mediation relative to the standing posture, of each patron as far as both sides accept it."""
    change = 0.0
    for p in range(w.patrons):
        trusted = min(acceptance(c, w.alignment[i, p]), acceptance(c, w.alignment[j, p]))
        change += w.salience[p] * (w.mediation[p] - w.mediation_ref[p]) * trusted
    return change / w.salience_total[0]


def compare(w: Any, c: Any, u: Any, i: int) -> None:
    """Hold one state's alignment beside that of every later one in the roster."""
    for j in range(i + 1, w.actors):
        alike = similarity_of(w, c, i, j)
        w.similarity[i, j] = alike
        w.similarity[j, i] = alike


def pool(w: Any, c: Any, u: Any, i: int) -> None:
    """Reckon the power of every state as `i` sees it; only bloc members have partners to pool with."""
    for j in range(w.actors):
        w.power[i, j] = w.capability[j]
    for b in range(w.opened[0]):
        if w.alive[b] == 1:
            lend_power(w, i, b)
    for j in range(w.actors):
        if w.power[i, j] == w.capability[j]:
            w.power[i, j] = w.own_power[j]
        else:
            w.power[i, j] = log_ratio(w.power[i, j], 1.0)


def regard(w: Any, c: Any, u: Any, i: int) -> None:
    """Let one state regard every bloc: whom it holds, how pointed it is; and its patrons' encouragement."""
    w.favour[i] = patron_favour(w, i)
    if w.alarm[i] > 0.0:
        w.alarm[i] *= 1.0 - faded(c.alarm_half_life)
    for b in range(w.opened[0]):
        w.touches[i, b] = 0
        for k in range(w.actors):
            if w.alive[b] == 1 and w.member[b, k] == 1 and w.nonrecognition[i, k] > 0.5:
                w.touches[i, b] = 1
        w.aim[i, b] = aim_of(w, i, b)
        w.affront[i, b] = w.aim[i, b] * w.signalling[b] * w.cohesion[b]


def befriend(w: Any, c: Any, u: Any, i: int) -> None:
    """Let one state count its bloc partners, and how hot their quarrels with everybody else are."""
    w.partners[i] = 0
    for k in range(w.actors):
        w.friend[i, k] = 0.0
        w.quarrel[i, k] = 0.0
    for b in range(w.opened[0]):
        if w.alive[b] == 1 and w.member[b, i] == 1:
            for k in range(w.actors):
                if w.member[b, k] == 1 and k != i:
                    w.partners[i] += 1 if w.friend[i, k] == 0.0 else 0
                    w.friend[i, k] = max(w.friend[i, k], w.cohesion[b])
    if w.partners[i] > 0:
        for k in range(w.actors):
            if w.friend[i, k] > 0.0:
                for j in range(w.actors):
                    if j != i and j != k:
                        w.quarrel[i, j] += w.friend[i, k] * w.heat[k, j] / w.partners[i]


def signal_of(w: Any, i: int, j: int) -> float:
    """Return the sharpest signal that `j` sends to `i` through its blocs and partnerships."""
    sharpest = w.nonrecognition[i, j] * w.kosovo_salience[i] * (w.pfp[j] - w.pfp_start[j])
    for b in range(w.opened[0]):
        if w.member[b, j] == 1:
            sharpest = max(sharpest, w.affront[i, b])
    return sharpest


def threat_from(w: Any, c: Any, i: int, j: int, tension: float, signal: float) -> float:
    """Return the threat of `j` to `i` at a given tension and signal."""
    army = w.nonrecognition[i, j] * (w.conversion[j] - w.conversion_start[j])
    return threat(
        c,
        w.proximity[i, j],
        w.power[i, j],
        w.power[j, i],
        tension,
        w.similarity[i, j],
        w.nonrecognition[i, j],
        signal,
        army,
    )


def perceive(w: Any, c: Any, u: Any, i: int) -> None:
    """Let one state judge the threat of every other, and keep the mean rise, by nearness, for its budget."""
    risen, near = 0.0, 0.0
    for j in range(w.actors):
        if j != i:
            w.threat[i, j] = threat_from(w, c, i, j, w.tension[i, j], signal_of(w, i, j))
            risen += w.threat[i, j] - w.threat_ref[i, j]
            near += w.proximity[i, j]
    w.threat_felt[i] = risen / max(near, EDGE)
    w.threat_year[i, w.clock[0] % 12] = w.threat_felt[i]


def fear(w: Any, c: Any, u: Any, i: int) -> None:
    """Reckon the strongest threat to one state from each bloc's members, and its largest rise."""
    for b in range(w.opened[0]):
        w.danger[i, b] = 0.0
        w.danger_rise[i, b] = 0.0
        for k in range(w.actors):
            if w.member[b, k] == 1 and k != i:
                w.danger[i, b] = max(w.danger[i, b], w.threat[i, k])
                w.danger_rise[i, b] = max(w.danger_rise[i, b], w.threat[i, k] - w.threat_ref[i, k])


def weigh_bloc(w: Any, c: Any, u: Any, b: int) -> None:
    """Reckon a bloc's mean alignment and the menace of every outsider to its members."""
    members = 0
    for k in range(w.actors):
        members += w.member[b, k]
    if w.alive[b] == 0 or members == 0:
        return
    for p in range(w.patrons):
        total = 0.0
        for k in range(w.actors):
            if w.member[b, k] == 1:
                total += w.alignment[k, p]
        w.line[b, p] = total / members
    for j in range(w.actors):
        felt, usual = 0.0, 0.0
        for k in range(w.actors):
            if w.member[b, k] == 1 and k != j:
                felt += w.threat[k, j]
                usual += w.threat_ref[k, j]
        w.menace[b, j] = felt / members
        w.menace_ref[b, j] = usual / members
