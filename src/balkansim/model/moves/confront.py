"""Phase 4: incidents at the flashpoints, and the escalation ladder."""

from __future__ import annotations

from typing import Any

from balkansim.model.moves.sums import alliance_of, guarantee_of
from balkansim.model.rulebook.confrontation import descent_chance, flashpoint_heat, incident_chance, severity
from balkansim.model.rulebook.maths import happens
from balkansim.model.rulebook.settle import relative_change


def heat_of(w: Any, c: Any, f: int) -> float:
    """Return the heat of a flashpoint: of its entity or its parties, their partners' quarrels, and polarisation."""
    a, b = w.party[f, 0], w.party[f, 1]
    own = w.secession_dev[w.entity[f]] if w.entity[f] >= 0 else w.heat[a, b]
    polarised = relative_change(c, w.polarisation[0], w.polarisation_ref[0])
    return flashpoint_heat(c, own, w.quarrel[a, b] + w.quarrel[b, a], polarised)


def acts_across(w: Any, c: Any, i: int, j: int) -> float:
    """Return the month's hostile acts between two states above expectation, of both sides together."""
    one = w.provokes[i, j] + c.condemnation * w.condemns[i, j] - w.act_ref[i, j]
    other = w.provokes[j, i] + c.condemnation * w.condemns[j, i] - w.act_ref[j, i]
    return one + other


def confront(w: Any, c: Any, u: Any, f: int) -> None:
    """Let one flashpoint pass the month: an incident with its severity, or a step down the ladder."""
    a, b = w.party[f, 0], w.party[f, 1]
    heat = heat_of(w, c, f)
    w.hazard[f] = incident_chance(
        c,
        w.hazard_base[f],
        heat,
        0.5 * acts_across(w, c, a, b),
        w.peacekeepers[f],
        w.mediated[a, b],
        max(alliance_of(w, a), alliance_of(w, b)),
    )
    guarantee = max(guarantee_of(w, a), guarantee_of(w, b))
    incident = happens(w.hazard[f], u.incident[f])
    drawn = incident * severity(c, heat, w.rung[f], guarantee, u.severity[f]) if incident > 0.0 else 0.0
    w.severity[f] = max(drawn, w.forced[f])
    w.forced[f] = 0.0
    descent = happens(descent_chance(c, w.rung[f]), u.descent[f])
    quiet = max(w.rung[f] - descent * (1.0 - incident), 0.0)
    w.rung[f] = max(quiet, w.severity[f])
