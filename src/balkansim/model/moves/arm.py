"""Phase 6: aid, budgets and expenditure; budgets move in January."""

from __future__ import annotations

from math import exp
from typing import Any

from balkansim.model.moves.grievance import alarm_neighbours
from balkansim.model.moves.sums import aid_general, aid_programme, passed_on, rearmed, rivalry_of, supplied
from balkansim.model.rulebook.armament import aid_received, budget_stretch, expenditure_growth, prior_claims
from balkansim.model.rulebook.maths import MONTHS_A_YEAR, log_ratio

JANUARY = 9


def receive(w: Any, c: Any, u: Any, i: int) -> None:
    """Let one state receive what patrons and bloc partners give."""
    general, programme = aid_general(w, w.giving, i), aid_programme(w, w.giving, i)
    w.aid[i] = aid_received(c, general, programme, supplied(w, w.supply, i), passed_on(w, i))


def arm(w: Any, c: Any, u: Any, i: int) -> None:
    """Let one state set its budget in January, on the mean threat of the past twelve months and rivals' spending."""
    if w.clock[0] % 12 == JANUARY:
        felt = 0.0
        for month in range(12):
            felt += w.threat_year[i, month]
        w.expenditure[i] *= exp(actual_growth(w, c, i, felt / MONTHS_A_YEAR))
        w.expected_expenditure[i] *= exp(expected_growth(w, c, i))


def budget(w: Any, c: Any, u: Any, i: int) -> None:
    """Compute what spending makes of one state once all budgets are set, and how stretched its own is."""
    if w.clock[0] % 12 == JANUARY:
        w.rearmed[i] = rearmed(w, c, i)
    w.stretch[i] = budget_stretch(
        c,
        w.standing_stretch[i],
        w.spending_dev[i],
        w.fatigue[0] - w.fatigue_ref[0],
    )


def actual_growth(w: Any, c: Any, i: int, threat_dev: float) -> float:
    """Return the change of ln expenditure as things are."""
    aid_dev = w.aid[i] - w.aid_ref[i]
    arms_bound = w.arms_bound[i] * w.arms_limits[0]
    rivals, supply = rival_arms(w, i), supplied(w, w.supply, i)
    return growth_of(w, c, i, w.expenditure[i], threat_dev, rivals, aid_dev, supply, arms_bound, w.fatigue[0])


def rival_arms(w: Any, i: int) -> float:
    """Return by how much rivals spend beyond their expected path (log), by how far each is one."""
    total, weights = 0.0, 0.0
    for j in range(w.actors):
        if j != i:
            weight = rivalry_of(w, i, j)
            total += weight * w.spending_dev[j]
            weights += weight
    return total / max(weights, 1.0)


def expected_growth(w: Any, c: Any, i: int) -> float:
    """Return the change of ln expenditure on the expected path: no new threat, no new aid, levers as they stood."""
    supply = supplied(w, w.supply_ref, i)
    return growth_of(w, c, i, w.expected_expenditure[i], 0.0, 0.0, 0.0, supply, w.arms_bound[i], w.fatigue_ref[0])


def growth_of(
    w: Any,
    c: Any,
    i: int,
    expenditure: float,
    threat_dev: float,
    rivals: float,
    aid_dev: float,
    supply: float,
    arms_bound: float,
    fatigue: float,
) -> float:
    """Return the change of ln expenditure from a given level."""
    burden_log = log_ratio(expenditure, w.base_expenditure[i])
    burden = w.base_burden[i] * expenditure / w.base_expenditure[i]
    claims = prior_claims(c, w.nato[i], burden)
    return expenditure_growth(
        c, threat_dev, rivals, aid_dev, burden_log, claims, w.dependence[i], supply, arms_bound, fatigue
    )


def alarm(w: Any, c: Any, u: Any, i: int) -> None:
    """Let neighbours react to what one state's budget has become against its expected path, in January."""
    if w.clock[0] % 12 == JANUARY:
        alarm_neighbours(w, c, i, w.rearmed[i])
