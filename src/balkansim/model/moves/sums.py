"""Sums over the world that several moves need: similarity, pooling, exposure, mediation, encouragement."""

from __future__ import annotations

from math import exp
from typing import Any

from balkansim.model.rulebook.maths import EDGE, log_ratio
from balkansim.model.rulebook.threat import similarity


def similarity_of(w: Any, c: Any, i: int, j: int) -> float:
    """Return the similarity of two states over the patrons, by salience."""
    gap = 0.0
    for p in range(w.patrons):
        gap += w.salience[p] * abs(w.alignment[i, p] - w.alignment[j, p])
    return similarity(c, gap / w.salience_total[0])


def weigh_spending(w: Any, c: Any, i: int) -> None:
    """Compute what spending and supplies make of a state: capability, power without partners, distance from its path.

    Particular supplies count as if they had been bought.
    """
    armed = exp(c.supply_power * (supplied(w, w.supply, i) - supplied(w, w.supply_ref, i)))
    w.capability[i] = w.base_expenditure[i] * armed * w.expenditure[i] / w.expected_expenditure[i]
    w.own_power[i] = log_ratio(w.capability[i], 1.0)
    w.spending_dev[i] = log_ratio(w.expenditure[i], w.expected_expenditure[i])


def rivalry_of(w: Any, i: int, j: int) -> float:
    """Return how far another state is a rival in arms, in [0, 1]: near, and tenser than the middle of the scale."""
    return float(w.proximity[i, j] * max(2.0 * w.tension[i, j] - 1.0, 0.0))


def rearmed(w: Any, c: Any, i: int) -> float:
    """Bring a state's power up to date with its spending, and return by how much it moved against its path (log)."""
    before = w.spending_dev[i]
    weigh_spending(w, c, i)
    return float(w.spending_dev[i] - before)


def aim_of(w: Any, i: int, b: int) -> float:
    """Return how far a bloc is aimed at an outsider: opposed to its own, or holding a state it does not recognise."""
    if w.alive[b] == 0 or w.member[b, i] == 1:
        return 0.0
    for own in range(w.opened[0]):
        if w.alive[own] == 1 and w.member[own, i] == 1 and w.opposed[own, b] == 1:
            return 1.0
    for k in range(w.actors):
        if w.member[b, k] == 1 and w.nonrecognition[i, k] > 0.5:
            return float(w.kosovo_salience[i])
    return 0.0


def bond(w: Any, b: int) -> float:
    """Return depth x cohesion of a bloc."""
    return w.depth[b] * w.cohesion[b]


def allied(w: Any, i: int, k: int) -> bool:
    """Tell whether two states are allies: both in NATO, or in one living bloc."""
    if w.nato[i] > 0.5 and w.nato[k] > 0.5:
        return True
    for b in range(w.opened[0]):
        if w.alive[b] == 1 and w.member[b, i] == 1 and w.member[b, k] == 1:
            return True
    return False


def in_any_bloc(w: Any, i: int) -> bool:
    """Tell whether a state is in any living bloc."""
    for b in range(w.opened[0]):
        if w.alive[b] == 1 and w.member[b, i] == 1:
            return True
    return False


def lend_power(w: Any, i: int, b: int) -> None:
    """Add to the power of a bloc's members, as `i` sees it, that of their partners, those allied to `i` left out."""
    substance = bond(w, b) * (1.0 - w.signalling[b])
    for k in range(w.actors):
        if w.member[b, k] == 1 and k != i and not allied(w, i, k):
            for j in range(w.actors):
                if w.member[b, j] == 1 and j != k:
                    w.power[i, j] += substance * w.capability[k]


def closeness_of(w: Any, i: int, j: int) -> float:
    """Return how close two states are: by NATO and cooperation, or by a bloc they share."""
    return max(w.close_ref[i, j], w.friend[i, j])


def are_allies(w: Any, i: int, j: int) -> bool:
    """Tell whether two states are allies this month: both in NATO, or partners in a bloc."""
    return bool(w.friend[i, j] > 0.0 or (w.nato[i] > 0.5 and w.nato[j] > 0.5))


def posture_dev(w: Any, posture: Any, standing: Any) -> float:
    """Return the patrons' posture (mediation, leverage) relative to their standing one, by salience."""
    change = 0.0
    for p in range(w.patrons):
        change += w.salience[p] * (posture[p] - standing[p])
    return change / w.salience_total[0]


def encouragement_of(w: Any, encouragement: Any, i: int, b: int) -> float:
    """Return how far patrons with a given encouragement move a state toward a bloc: those both lean to, by salience."""
    felt, leaning = 0.0, 0.0
    for p in range(w.patrons):
        behind = w.salience[p] * max(w.line[b, p], 0.0)
        felt += behind * encouragement[p] * max(w.alignment[i, p], 0.0)
        leaning += behind
    return felt / max(leaning, EDGE)


def western_encouragement_dev(w: Any) -> float:
    """Return NATO's side's encouragement relative to its standing posture, by salience and side."""
    change, total = 0.0, 0.0
    for p in range(w.patrons):
        side = w.salience[p] * max(w.axis[p], 0.0)
        change += side * (w.encouragement[p] - w.encouragement_ref[p])
        total += side
    return change / max(total, EDGE)


def alliance_of(w: Any, i: int) -> float:
    """Return the strongest bond of the blocs behind a state."""
    strongest = 0.0
    for b in range(w.opened[0]):
        if w.alive[b] == 1 and w.member[b, i] == 1:
            strongest = max(strongest, bond(w, b))
    return strongest


def guarantee_of(w: Any, i: int) -> float:
    """Return how far a NATO guarantee covers a state: fully for a member, by the bond for a member's bloc partner."""
    if w.nato[i] > 0.5:
        return 1.0
    cover = 0.0
    for b in range(w.opened[0]):
        if w.alive[b] == 1 and w.member[b, i] == 1:
            for k in range(w.actors):
                if w.member[b, k] == 1 and w.nato[k] > 0.5:
                    cover = max(cover, bond(w, b))
    return cover


def superiority(other: float, own: float) -> float:
    """Return by how much the other's power exceeds one's own, both in logs; zero where it does not."""
    return max(other - own, 0.0)


def aid_general(w: Any, giving: Any, i: int) -> float:
    """Return aid of the patrons a state is aligned with, by salience; the EU's goes to members as a programme."""
    felt = 0.0
    for p in range(w.patrons):
        if p != w.eu_patron:
            felt += w.salience[p] * giving[p] * max(w.base_alignment[i, p], 0.0)
    return felt / w.salience_total[0]


def aid_programme(w: Any, giving: Any, i: int) -> float:
    """Return the EU programme's aid to a member state; zero for others."""
    if w.eu_patron < 0:
        return 0.0
    return w.eu[i] * giving[w.eu_patron]


def supplied(w: Any, supply: Any, i: int) -> float:
    """Return what patrons supply to a state in particular, in [0, 1]: each fills a share of what the others leave."""
    lacking = 1.0
    for p in range(w.patrons):
        lacking *= 1.0 - supply[p, i]
    return 1.0 - lacking


def passed_on(w: Any, i: int) -> float:
    """Return the programme aid that bloc partners in the EU can pass on to an outsider, by the bond."""
    best = 0.0
    if w.eu[i] > 0.5:
        return best
    for b in range(w.opened[0]):
        if w.alive[b] == 1 and w.member[b, i] == 1:
            for k in range(w.actors):
                if w.member[b, k] == 1:
                    best = max(best, bond(w, b) * aid_programme(w, w.giving, k))
    return best


def patron_favour(w: Any, i: int) -> float:
    """Return the change in encouragement by the patrons a state is aligned with, by salience."""
    change = 0.0
    for p in range(w.patrons):
        change += w.salience[p] * (w.encouragement[p] - w.encouragement_ref[p]) * max(w.alignment[i, p], 0.0)
    return change / w.salience_total[0]
