"""The questions put to a small sweep that was really run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from planting import sweep_of

from balkansim.analysis.discovery import discover
from balkansim.analysis.sensitivity import sensitivity
from balkansim.analysis.sweep_answers import answer_from
from balkansim.analysis.swept import open_swept
from balkansim.experiments.run import sweep

KFOR = "peacekeepers.northern-kosovo"
SERIOUS = "serious_incidents_northern-kosovo"
TEXT = f"""\
forecasts = ["F1", "F2-N"]
method = "morris"
trajectories = 7
draws = 4
histories = 2
[set]
horizon = 14
[factors."{KFOR}"]
low = 0.2
high = 2.0
[factors.dialogue]
low = 0.15
high = 0.45
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("real")
    sweep(sweep_of(home, TEXT), home / "run", jobs=1)
    return home / "run"


def test_values_are_those_of_the_summary(folder: Path) -> None:
    swept, summary = open_swept(folder), pd.read_csv(folder / "summary.csv")
    assert {"F1", "F2-N", "polarisation", SERIOUS} <= set(swept.outcomes)
    assert not {"point", "run", "draw", "nans", "ended_adriatic"} & set(swept.outcomes)
    assert swept.values("F1").mean(axis=(1, 2)) == pytest.approx(summary["F1_probability"])
    assert swept.values(SERIOUS).mean(axis=(1, 2)) == pytest.approx(summary[f"{SERIOUS}_mean"])
    assert swept.factors()[KFOR] == pytest.approx(summary[KFOR])


def test_peacekeepers_move_incidents_and_dialogue_does_not(folder: Path) -> None:
    found = sensitivity(folder, SERIOUS).moved[0]
    assert found.indices[0].factor == KFOR
    assert found.indices[0].mu < 0 <= found.indices[1].strength < found.indices[0].strength
    (limit,) = discover(folder, f"{SERIOUS}>0").limits
    assert (limit.factor, limit.kind) == (KFOR, "<=")


def test_a_forecast_over_the_sweep(folder: Path) -> None:
    found = answer_from(folder, "F1")
    shares = pd.read_csv(folder / "summary.csv")["F1_probability"]
    assert found.points == 21
    assert (found.lowest.probability, found.highest.probability) == (shares.min(), shares.max())
    assert found.median == np.median(shares)
    assert len(str(found).splitlines()) <= 30
