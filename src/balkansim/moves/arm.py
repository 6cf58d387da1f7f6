"""Phase 6: aid, budgets and expenditure; budgets move in January."""

from __future__ import annotations

from math import exp
from typing import Any

from balkansim.moves.sums import aid_general, aid_programme, passed_on, supplied
from balkansim.rulebook.armament import aid_received, budget_stretch, expenditure_growth, prior_claims
from balkansim.rulebook.maths import MONTHS_A_YEAR, log_ratio

JANUARY = 9


def receive(w: Any, c: Any, u: Any, i: int) -> None:
    """Let one state receive what patrons and bloc partners give."""
    w.aid[i] = aid_received(
        c, aid_general(w, i, False), aid_programme(w, i, False), supplied(w, i, False), passed_on(w, i)
    )


def arm(w: Any, c: Any, u: Any, i: int) -> None:
    """Let one state set its budget in January, on the mean threat of the past twelve months; reckon its stretch."""
    if w.clock[0] % 12 == JANUARY:
        felt = 0.0
        for month in range(12):
            felt += w.threat_year[i, month]
        w.expenditure[i] *= exp(growth_of(w, c, i, w.expenditure[i], felt / MONTHS_A_YEAR, False))
        w.expected_expenditure[i] *= exp(growth_of(w, c, i, w.expected_expenditure[i], 0.0, True))
    w.stretch[i] = budget_stretch(
        c,
        w.standing_stretch[i],
        log_ratio(w.expenditure[i], w.expected_expenditure[i]),
        w.fatigue[0] - w.fatigue_ref[0],
    )


def growth_of(w: Any, c: Any, i: int, expenditure: float, threat_dev: float, standing: bool) -> float:
    """Return the change of ln expenditure from a given level: as things are, or as they stood."""
    burden_log = log_ratio(expenditure, w.base_expenditure[i])
    burden = w.base_burden[i] * expenditure / w.base_expenditure[i]
    return expenditure_growth(
        c,
        threat_dev,
        0.0 if standing else w.aid[i] - w.aid_ref[i],
        burden_log,
        prior_claims(c, w.nato[i], burden),
        w.dependence[i],
        supplied(w, i, standing),
        w.arms_bound[i] if standing else w.arms_bound[i] * w.arms_limits[0],
        w.fatigue_ref[0] if standing else w.fatigue[0],
    )
