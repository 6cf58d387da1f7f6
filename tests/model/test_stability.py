"""A world at rest stays there, and the month draws a nudged world back: chance averaged away, noise off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

import running
from balkansim.model.draws import attempts_of, refused_share
from balkansim.scenario.factors import coefficients

DRAWS, SEED = 1000, 3
YEARS, TAIL = 30, 2
ROUNDING = 1e-12
# Kosovo's force is held where it stands where only the month's own pull is asked about.
STILL = {"noise": 0.0, "army_conversion.XKX": 1.0}
INDICES = ("tension", "pressure", "partnership", "secession", "polarisation", "provoked_memory", "conciliated_memory")


def largest_drift(settings: Mapping[str, float]) -> dict[str, float]:
    """Return how far each index of the null world goes from where it started, in 60 months, in four draws."""
    world = running.changed("null-world", settings)
    drift = dict.fromkeys(INDICES, 0.0)
    for first in range(0, 16, 4):
        film = running.mean_field_film(running.an_ensemble().start(world, first, 4), 60)
        for name in INDICES:
            drift[name] = max(drift[name], float(np.abs(film[name] - film[name][0]).max()))
    return drift


def test_a_world_at_rest_stays_there_exactly() -> None:
    """A rung left standing makes the next incident graver, which expectation leaves out: here it does not."""
    drift = largest_drift({**STILL, "severity_rung": 0.0})
    assert max(drift.values()) < ROUNDING, drift


def test_so_it_does_within_a_hundredth_when_a_rung_prepares_the_next_incident() -> None:
    drift = largest_drift(STILL)
    assert max(drift.values()) < 0.01, drift


def test_the_null_world_stays_there_as_it_ships() -> None:
    drift = largest_drift({"noise": 0.0})
    assert max(drift.values()) < 0.01, drift


@pytest.mark.parametrize(
    ("name", "fields", "share"),
    [("null-world", {}, 0.005), ("baseline", {"at_rest": True}, 0.02), ("baseline", {}, 0.05)],
)
def test_a_nudge_at_the_start_fades(name: str, fields: dict[str, Any], share: float) -> None:
    """The year, January included, iterated to convergence, shrinks a nudge in all draws but a few.

    A year carries tension out of the neighbourhood in which a draw is judged, most of all in the world of the blocs.
    """
    world = running.changed(name, STILL, **fields)
    start = running.an_ensemble(DRAWS, seed=SEED).start(world, 0, DRAWS)
    growth = running.growth_a_year(start, YEARS)[:, -TAIL:]
    rate = np.exp(np.log(np.maximum(growth, 1e-12)).mean(axis=1))
    assert rate.shape == (DRAWS,)
    unstable = np.flatnonzero(rate >= 1.0)
    told = f"{unstable.size} of {DRAWS} draws, worst {rate.max():.3f} a year: {unstable[:10]}"
    assert unstable.size <= share * DRAWS, told
    refused = attempts_of(world, running.evidence(), coefficients(running.evidence()), SEED, range(DRAWS))
    assert 0.05 < refused_share(refused) < 0.6
