"""What planted run folders say on a forecast."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from planting import SIZE, TWO, share, sweep_of, write_folder

from balkansim.analysis.sweep_answers import answer_from
from balkansim.analysis.swept import by_chance, ranked
from balkansim.errors import BalkansimError

KFOR = "peacekeepers.northern-kosovo"
GRID = (
    'method = "grid"\n'
    + SIZE
    + (
        "[factors.dialogue]\nvalues = [0.1, 0.3, 0.5, 0.7, 0.9]\n"
        '[factors."peacekeepers.northern-kosovo"]\nvalues = [0.5, 1.0]\n'
    )
)


def open_and_weak(given: dict[str, Any]) -> np.ndarray:
    """20 to 100% along dialogue, and a little more with weak peacekeepers."""
    return share(given["dialogue"] + (0.1 if given[KFOR] == 0.5 else 0.0))


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("grid")
    columns = {"F1": open_and_weak, "F3": lambda given: False if given["dialogue"] < 0.8 else None}
    return write_folder(folder / "run", sweep_of(folder, GRID), columns)


def test_least_median_greatest_and_where(grid: Path) -> None:
    found = answer_from(grid, "f1")
    assert (found.lowest.probability, found.lowest.point) == (0.1, 1)
    assert (found.highest.probability, found.highest.point) == (1.0, 8)
    assert found.highest.values == {"dialogue": 0.9, KFOR: 0.5}
    assert found.median == pytest.approx(0.55)
    assert found.lowest.low is not None
    assert found.lowest.low <= 0.1


def test_points_nearest_to_the_documents_band(grid: Path) -> None:
    band = answer_from(grid, "F1").band
    assert band is not None
    # "realistic possibility", 40-50%: 0.4 and 0.5 lie in it, both as far from its middle; next is 0.3 or 0.6
    assert (band.low, band.high, band.below, band.inside, band.above) == (0.4, 0.5, 3, 2, 5)
    assert [place.probability for place in band.nearest] == [0.4, 0.5, pytest.approx(0.3)]


def test_ranks_tell_what_moves_it_in_a_grid(grid: Path) -> None:
    movers = answer_from(grid, "F1").movers
    assert [mover.factor for mover in movers.factors] == ["dialogue", KFOR]
    assert movers.factors[0].strength > 0.9
    assert movers.factors[1].strength < 0
    assert movers.chance == pytest.approx(1.96 / 3)


def test_indices_tell_it_where_they_fit(tmp_path: Path) -> None:
    text = 'method = "morris"\ntrajectories = 4\n' + SIZE + TWO
    path = write_folder(tmp_path / "run", sweep_of(tmp_path, text), {"F1": lambda given: share(given["dialogue"])})
    movers = answer_from(path, "F1").movers
    assert movers.measure == "Morris's mu*"
    assert movers.factors[0].factor == "dialogue"
    assert movers.factors[0].strength == pytest.approx(0.8, abs=0.06)
    assert movers.chance is None


def test_points_that_cannot_answer_and_outcomes_that_stand_still(grid: Path) -> None:
    found = answer_from(grid, "F3")
    assert (found.points, found.unanswered) == (8, 2)
    assert "nothing: it is the same at every point." in str(found)


def test_the_page_is_short_and_survives_json(grid: Path) -> None:
    found = answer_from(grid, "F1")
    lines = str(found).splitlines()
    assert len(lines) <= 30
    assert max(map(len, lines)) <= 100
    assert json.loads(found.to_json())["forecast"] == "F1"
    assert found.to_frame()["factor"].tolist() == ["dialogue", KFOR]


def test_a_forecast_that_was_not_asked_is_refused(grid: Path) -> None:
    with pytest.raises(BalkansimError, match="unknown forecast of this sweep 'F2'") as refused:
        answer_from(grid, "F2")
    assert refused.value.todo == "add it to forecasts in the sweep file"
    with pytest.raises(BalkansimError, match="unknown forecast 'F99'"):
        answer_from(grid, "F99")


def test_ranks_worked_by_hand() -> None:
    factors = {
        "up": np.array([1.0, 2.0, 3.0, 4.0]),
        "tied": np.array([2.0, 2.0, 1.0, 1.0]),
        "who": np.array(["a", "a", "b", "b"], dtype=object),
        "fixed": np.ones(4),
    }
    found = {each.factor: each.correlation for each in ranked(factors, np.array([0.1, 0.2, 0.4, 0.9]))}
    assert found == {
        "up": pytest.approx(1),
        "tied": pytest.approx(-2 / np.sqrt(5)),
        "who": pytest.approx(2 / np.sqrt(5)),
    }
    assert ranked(factors, np.ones(4)) == ()
    assert by_chance(1) == 1
    assert by_chance(50) == pytest.approx(0.28)
