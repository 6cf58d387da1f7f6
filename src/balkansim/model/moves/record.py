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


def measure_polarisation(w: Any) -> None:
    """Measure the Esteban-Ray (1994) polarisation of the roster on the alignment axis, by both weights of t0."""
    quarrels, spending = 0.0, 0.0
    for i in range(w.actors):
        w.position[i] = position(w, i)
        for j in range(i):
            apart = abs(w.position[i] - w.position[j])
            quarrels += (w.part_power[i] * w.part[j] + w.part_power[j] * w.part[i]) * apart
            spending += (w.weight_power[i] * w.weight[j] + w.weight_power[j] * w.weight[i]) * apart
    w.polarisation[0] = quarrels
    w.polarisation_spending[0] = spending


def record(w: Any, c: Any, u: Any, i: int) -> None:
    """Measure what is measured of the whole world; `i` is not used."""
    measure_polarisation(w)
