"""Phase 3: each state provokes, holds or conciliates toward each partner."""

from __future__ import annotations

from typing import Any

from balkansim.model.moves.slots import pair
from balkansim.model.moves.sums import are_allies, closeness_of, superiority
from balkansim.model.rulebook.conduct import chance_of, conciliate_urge, provoke_urge
from balkansim.model.rulebook.maths import happens


def kosovo_matters(w: Any, i: int, j: int) -> bool:
    """Tell whether recognition stands between `i` and `j`, or between `i` and a bloc partner of `j`."""
    if w.nonrecognition[i, j] > 0.5:
        return True
    for b in range(w.opened[0]):
        if w.touches[i, b] == 1 and w.member[b, j] == 1 and w.member[b, i] == 0:
            return True
    return False


def signal(w: Any, c: Any, u: Any, i: int) -> None:
    """Let one state choose its conduct toward every other."""
    for j in range(w.actors):
        if j != i:
            signal_toward(w, c, u, i, j)


def signal_toward(w: Any, c: Any, u: Any, i: int, j: int) -> None:
    """Draw one state's act toward one other; what would be a provocation stops at a condemnation among allies."""
    salience = w.kosovo_salience[i] if kosovo_matters(w, i, j) else 0.0
    closeness = closeness_of(w, i, j)
    provoke = provoke_urge(
        c,
        w.grievance[i, j],
        w.tension_dev[i, j],
        w.provoked_memory[i, j] - w.act_ref[j, i],
        w.pressure_dev[i],
        w.grievance[i, j],
        superiority(w.power[i, j], w.power[j, i]),
        w.mediated[i, j],
        salience,
        closeness,
        w.proximity[i, j],
    )
    conciliate = conciliate_urge(
        c,
        w.conciliated_memory[i, j] - w.conciliate_ref[j, i],
        w.dialogue[0],
        w.candidacy[i],
        w.audience[i],
        w.grievance[i, j],
        closeness,
    )
    provoking = chance_of(c, provoke, conciliate)
    conciliating = chance_of(c, conciliate, provoke)
    luck = u.conduct[pair(i, j)]
    hostile = happens(provoking, luck)
    ally = 1.0 if are_allies(w, i, j) else 0.0
    w.provokes[i, j] = hostile * (1.0 - ally)
    w.condemns[i, j] = hostile * ally
    w.conciliates[i, j] = happens(provoking + conciliating, luck) - hostile
