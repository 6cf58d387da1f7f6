"""Phase 8: what is kept of the month."""

from __future__ import annotations

from typing import Any

from balkansim.model.rulebook.maths import EDGE


def position(w: Any, i: int) -> float:
    """Return a state's place on the alignment axis, in [-1, 1]."""
    place, total = 0.0, 0.0
    for p in range(w.patrons):
        place += w.salience[p] * w.axis[p] * w.alignment[i, p]
        total += w.salience[p] * abs(w.axis[p])
    return place / max(total, EDGE)


def esteban_ray(w: Any) -> float:
    """Return the Esteban-Ray (1994) polarisation of the roster on the alignment axis, weights frozen at t0."""
    total = 0.0
    for i in range(w.actors):
        w.position[i] = position(w, i)
        for j in range(i):
            apart = abs(w.position[i] - w.position[j])
            total += (w.weight_power[i] * w.weight[j] + w.weight_power[j] * w.weight[i]) * apart
    return total


def record(w: Any, c: Any, u: Any, i: int) -> None:
    """Measure what is measured of the whole world; `i` is not used."""
    w.polarisation[0] = esteban_ray(w)
