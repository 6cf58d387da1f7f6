"""The null world, noise on: it fills no corner of its range, and chance alone carries no index anywhere."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

import running
from balkansim.model.ensemble import Record

DRAWS, RUNS = 200, 10
OUTER_SHARE = 0.02
# The median change may be a quarter of the spread of changes: what a naive forecast of "same" (1/2) can bear.
DRIFT = 0.25
DYADS = [(i, j) for j in range(10) for i in range(j)]
F3 = [("SRB", other) for other in ("ALB", "HRV", "XKX")]
F4 = [("SRB", other) for other in ("HRV", "BIH", "MNE", "XKX", "MKD", "BGR", "HUN", "ALB")]


@cache
def kept() -> Record:
    """Return what is kept of the null world."""
    return running.ensemble("null-world", DRAWS, RUNS, seed=5)


def tension_of(pairs: list[tuple[str, str]]) -> Any:
    """Return the mean tension of pairs of states: (histories, months + 1)."""
    roster = running.scenario("null-world").roster
    slots = [DYADS.index(tuple(sorted((roster.index(a), roster.index(b))))) for a, b in pairs]
    return kept().tension[:, :, slots].mean(axis=2)


def series(name: str) -> Any:
    """Return one series that forecasts read: (histories, months + 1)."""
    months, serbia = kept().monthly, running.slot("null-world", "SRB")
    return {
        "polarisation": months["polarisation"],
        "F3": tension_of(F3),
        "F4": tension_of(F4),
        "secession": months["secession"][:, :, 0],
        "partnership": months["partnership"][:, :, serbia],
        "hazard in northern Kosovo": months["hazard"][:, :, 0],
        "hazard at the inter-entity line": months["hazard"][:, :, 1],
    }[name]


def test_few_dyads_reach_the_ends_of_the_scale() -> None:
    tension = kept().tension[:, 1:]
    outside = ((tension < 0.03) | (tension > 0.97)).mean()
    assert outside < OUTER_SHARE


def test_nothing_is_not_a_number() -> None:
    found = running.ensemble("null-world", 20, 5)
    assert found.ends["nans"].sum() == 0
    assert all(
        np.isfinite(running.series(found, name)).all()
        for name in ("tension", "polarisation", "secession", "partnership")
    )


@pytest.mark.parametrize(
    "name",
    [
        "polarisation",
        "F3",
        "F4",
        "secession",
        "partnership",
        "hazard in northern Kosovo",
        "hazard at the inter-entity line",
    ],
)
def test_chance_alone_carries_no_index_anywhere(name: str) -> None:
    values = series(name)
    before = values[:, 1] if name.startswith("hazard") else values[:, 0]
    for first, last in ((10, 12), (13, 36), (58, 60)):
        change = values[:, first : last + 1].mean(axis=1) - before
        drift = np.median(change) / change.std()
        assert abs(drift) < DRIFT, f"months {first}-{last}: {drift:+.2f} sd"


def test_no_bloc_is_founded_and_no_government_falls() -> None:
    films = running.films("null-world", ("opened", "turnover"), 4, 2)
    assert films["opened"].sum() == films["turnover"].sum() == 0
