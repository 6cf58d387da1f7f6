"""What draws a state to a bloc: its propensity to join under each theory of accession."""

from __future__ import annotations

from math import sqrt
from typing import Any

from balkansim.model.moves.sums import encouragement_of
from balkansim.model.rulebook.accession import accession_propensity
from balkansim.model.rulebook.maths import EDGE
from balkansim.model.rulebook.rivals import balance_propensity, landscape_propensity

# Codes of the theories that answer whether to join; append only.
THEORY_CODES = {"balance-of-threat": 0, "landscape": 1, "structural-balance": 2}


def propensity_of(w: Any, c: Any, i: int, b: int) -> float:
    """Return a state's propensity to join a bloc, as things stand, by the theory the scenario chose."""
    if w.theory == 1:
        return landscape_propensity(c, relief_of(w, i, b))
    if w.theory == 2:
        return balance_propensity(c, closure_of(w, i, b))
    return balancing_of(w, c, i, b)


def shared_threat(w: Any, i: int, b: int) -> float:
    """Return the strongest threat from one outsider that a state shares with a bloc (geometric mean)."""
    strongest = 0.0
    for k in range(w.actors):
        if k != i and w.member[b, k] == 0:
            strongest = max(strongest, w.threat[i, k] * w.menace[b, k])
    return sqrt(strongest)


def exposure_of(w: Any, i: int, b: int) -> float:
    """Return how exposed a state is to blocs opposed to this one: nearness of their members, by cohesion."""
    worst = 0.0
    for rival in range(w.opened[0]):
        if w.alive[rival] == 1 and w.opposed[rival, b] == 1:
            for k in range(w.actors):
                if w.member[rival, k] == 1 and k != i:
                    worst = max(worst, w.proximity[i, k] * w.cohesion[rival])
    return worst


def rival_line_of(w: Any, i: int, b: int) -> float:
    """Return a state's alignment with the patron that sets the rival bloc most apart from this one."""
    widest, line = 0.0, 0.0
    for rival in range(w.opened[0]):
        if w.alive[rival] == 1 and w.opposed[rival, b] == 1:
            for p in range(w.patrons):
                apart = w.line[rival, p] - w.line[b, p]
                if apart > widest:
                    widest = apart
                    line = w.alignment[i, p]
    return line


def balancing_of(w: Any, c: Any, i: int, b: int) -> float:
    """Return a state's propensity to join a bloc by balance of threat, as things stand."""
    alike, tie, members = 0.0, 0.0, 0.0
    for k in range(w.actors):
        if w.member[b, k] == 1:
            alike += w.similarity[i, k]
            tie += w.tie[i, k]
            members += 1.0
    return accession_propensity(
        c,
        alike / members - w.mean_similarity[0],
        shared_threat(w, i, b) - w.mean_threat[0],
        encouragement_of(w, w.encouragement, i, b) - w.encouragement_mean[b],
        exposure_of(w, i, b),
        w.stretch[i] - 0.5,
        w.nato[i],
        rival_line_of(w, i, b),
        w.invitation[i, b],
        w.neutrality[i],
        tie / members - 0.5,
    )


def feeling(w: Any, i: int, j: int) -> float:
    """Return how two states stand to each other, in [-1, 1]: the mean of similarity and of calm, both on that scale."""
    return 0.5 * (w.similarity[i, j] + 1.0 - 2.0 * w.tension[i, j])


def relation(w: Any, i: int, j: int) -> float:
    """Return how two states stand to each other beside the roster's mean at t0: positive is friendly."""
    return feeling(w, i, j) - w.mean_relation[0]


def relief_of(w: Any, i: int, b: int) -> float:
    """Return the frustration a state would be spared by siding with a bloc, a unit of size of those who took sides."""
    spared, sizes = 0.0, 0.0
    for k in range(w.actors):
        side = side_of(w, k, b)
        if k != i and side != 0.0:
            spared += side * w.weight[k] * relation(w, i, k)
            sizes += w.weight[k]
    return spared / max(sizes, EDGE)


def side_of(w: Any, k: int, b: int) -> float:
    """Return 1 for a bloc's member, -1 for a member of a living bloc opposed to it, 0 for anybody else."""
    if w.member[b, k] == 1:
        return 1.0
    for rival in range(w.opened[0]):
        if w.alive[rival] == 1 and w.opposed[rival, b] == 1 and w.member[rival, k] == 1:
            return -1.0
    return 0.0


def closure_of(w: Any, i: int, b: int) -> float:
    """Return how well friendly ties to a bloc's members would balance the triads with everybody else, in [-1, 1]."""
    total, members = 0.0, 0
    for k in range(w.actors):
        if w.member[b, k] == 1 and k != i:
            total += agreement_of(w, i, k)
            members += 1
    return total / max(members, 1)


def agreement_of(w: Any, i: int, k: int) -> float:
    """Return how far two states share friends and foes: the cosine of their relations to everybody else."""
    both, one, other = 0.0, 0.0, 0.0
    for j in range(w.actors):
        if j != i and j != k:
            mine, theirs = relation(w, i, j), relation(w, k, j)
            both += mine * theirs
            one += mine * mine
            other += theirs * theirs
    return both / max(sqrt(one * other), EDGE)
