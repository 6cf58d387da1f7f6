"""Phase 4: incidents at the flashpoints, and the escalation ladder."""

from __future__ import annotations

from typing import Any

from balkansim.model.moves.sums import guarantee_of, restraint_of
from balkansim.model.rulebook.confrontation import descent_chance, incident_chance, severity
from balkansim.model.rulebook.maths import happens


def heat_of(w: Any, f: int) -> float:
    """Return the heat of a flashpoint: an entity's secession pressure, or the tension of its parties."""
    if w.entity[f] >= 0:
        return w.secession_dev[w.entity[f]]
    return w.tension_dev[w.party[f, 0], w.party[f, 1]]


def provocation_across(w: Any, i: int, j: int) -> float:
    """Return the month's provocations between two states above expectation, as a mean of both sides."""
    one = w.provokes[i, j] - w.provoke_ref[i, j]
    other = w.provokes[j, i] - w.provoke_ref[j, i]
    return 0.5 * (one + other)


def confront(w: Any, c: Any, u: Any, f: int) -> None:
    """Let one flashpoint pass the month: an incident with its severity, or a step down the ladder."""
    a, b = w.party[f, 0], w.party[f, 1]
    heat = heat_of(w, f)
    w.hazard[f] = incident_chance(
        c,
        w.hazard_base[f],
        heat,
        provocation_across(w, a, b),
        w.peacekeepers[f],
        w.mediation_dev[0],
        max(restraint_of(w, a), restraint_of(w, b)),
    )
    guarantee = max(guarantee_of(w, a), guarantee_of(w, b))
    incident = happens(w.hazard[f], u.incident[f])
    drawn = incident * severity(c, heat, w.rung[f], guarantee, u.severity[f]) if incident > 0.0 else 0.0
    w.severity[f] = max(drawn, w.forced[f])
    w.forced[f] = 0.0
    descent = happens(descent_chance(c, w.rung[f]), u.descent[f])
    quiet = max(w.rung[f] - descent * (1.0 - incident), 0.0)
    w.rung[f] = max(quiet, w.severity[f])
