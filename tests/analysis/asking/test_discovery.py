"""Boxes planted in run folders are found by points and by histories."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from planting import SIZE, TWO, share, sweep_of, write_folder

from balkansim.analysis import discovery
from balkansim.analysis.discovery import discover, threshold_for
from balkansim.cli.sweeps import discover as command
from balkansim.errors import BalkansimError
from balkansim.forecasts.yardsticks import Word, Yardstick

KFOR = "peacekeepers.northern-kosovo"
LATIN = 'method = "latin-hypercube"\npoints = 80\n' + SIZE + TWO
YARDSTICK = Yardstick(
    "own", "", "", (Word(word="unlikely", low=0.25, high=0.35), Word(word="likely", low=0.55, high=0.75))
)


def weak_and_silent(given: dict[str, Any]) -> bool:
    return bool(given[KFOR] <= 0.6 and given["dialogue"] <= 0.5)


def planted(given: dict[str, Any]) -> np.ndarray:
    return share(0.8 if weak_and_silent(given) else 0.1)


@pytest.fixture(scope="module")
def latin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("latin")
    columns = {"F1": planted, "F3": lambda _: False, "polarisation": lambda given: given["dialogue"]}
    return write_folder(folder / "run", sweep_of(folder, LATIN), columns, skip=[79])


def test_a_box_planted_in_the_points_is_found(latin: Path) -> None:
    found = discover(latin, "f1")
    assert found.threshold is not None
    assert str(found.threshold) == 'above 55% (where "likely" begins on phia-2025)'
    assert found.coverage > 0.9
    assert found.density > 0.9
    ends = {(limit.factor, limit.kind): limit.end for limit in found.limits}
    assert ends == {(KFOR, "<="): pytest.approx(0.6, abs=0.05), ("dialogue", "<="): pytest.approx(0.5, abs=0.05)}
    assert found.cases == 79
    assert found.notes == ("Left out, since they are not there in full: 1 points.",)


def test_the_other_side_of_a_threshold(latin: Path) -> None:
    found = discover(latin, "polarisation", threshold=0.3, side="below")
    (limit,) = found.limits
    assert (limit.factor, limit.kind, limit.end) == ("dialogue", "<=", pytest.approx(0.3, abs=0.03))
    assert "free       peacekeepers.northern-kosovo" in str(found)


def test_a_number_becomes_a_yes_or_no_by_a_comparison(latin: Path) -> None:
    found = discover(latin, "Polarisation > 0.50")
    assert (found.outcome, found.meaning) == ("polarisation>0.5", "polarisation of the region > 0.5")
    (limit,) = found.limits
    assert (limit.factor, limit.kind, limit.end) == ("dialogue", ">=", pytest.approx(0.5, abs=0.03))
    with pytest.raises(BalkansimError, match="unknown outcome 'polaris'; did you mean 'polarisation'"):
        discover(latin, "polaris>0.5")
    with pytest.raises(BalkansimError, match="is no number"):
        discover(latin, "polarisation>0.5.1")


def test_a_box_planted_in_the_histories_is_found(latin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = discover(latin, "F1", by="histories")
    assert found.cases == 79 * 20
    assert found.steps[0].density == pytest.approx(0.1 + 0.7 * found.steps[0].interesting / found.cases, abs=0.3)
    assert found.density == pytest.approx(0.8, abs=0.02)
    assert {limit.factor for limit in found.limits} == {KFOR, "dialogue"}
    assert any("drawn coefficients are not in the rows" in note for note in found.notes)
    monkeypatch.setattr(discovery, "MOST_CASES", 500)
    fewer = discover(latin, "F1", by="histories", seed=2)
    assert fewer.cases == 500
    assert fewer.notes[-2] == "500 of 1580 histories were drawn for the peeling, with seed 2."
    assert fewer.density == pytest.approx(0.8, abs=0.08)


def test_scenarios_and_months_are_factors_too(tmp_path: Path) -> None:
    text = (
        'method = "latin-hypercube"\npoints = 60\n'
        + SIZE
        + (
            '[factors.scenario]\nvalues = ["inclusive-dialogue", "kfor-drawdown"]\n'
            "[factors.dialogue]\nlow = 0.1\nhigh = 0.9\n"
        )
    )
    path = write_folder(
        tmp_path / "a", sweep_of(tmp_path, text), {"F1": lambda given: given["scenario"] == "kfor-drawdown"}
    )
    (limit,) = discover(path).limits
    assert str(limit) == "scenario is kfor-drawdown"
    late = (
        'scenario = "inclusive-dialogue"\nmethod = "grid"\n'
        + SIZE
        + (
            '[factors."month.dialogue-opens"]\nlow = "2025-07"\nhigh = "2026-06"\n'
            "[factors.dialogue]\nvalues = [0.2, 0.3]\n"
        )
    )
    path = write_folder(
        tmp_path / "b",
        sweep_of(tmp_path, late),
        {"F1": lambda given: share(0.9) if given["month.dialogue-opens"] >= "2026-02" else share(0.2)},
    )
    found = discover(path)
    assert [str(limit) for limit in found.limits] == ["month.dialogue-opens >= 2026-02"]
    assert (found.coverage, found.density) == (1, 1)


def test_the_output_fits_and_survives_json(latin: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = discover(latin)
    assert max(map(len, str(found).splitlines())) <= 100
    frame = found.to_frame()
    assert len(frame) == len(found.steps)
    assert frame["density"].iloc[found.chosen.step] == found.density
    command.main([str(latin), "--box", "1", "--json"], standalone_mode=False)
    said = json.loads(capsys.readouterr().out)
    assert said["chosen"]["step"] == 1
    assert len(said["trajectory"]) == len(found.steps)
    command.main([str(latin), "--below"], standalone_mode=False)
    assert 'below 35% (where "unlikely" ends' in " ".join(capsys.readouterr().out.split())


def test_a_box_of_noise_is_warned_of(tmp_path: Path) -> None:
    def jitter(given: dict[str, Any]) -> np.ndarray:
        return np.random.default_rng(int(1e6 * given["dialogue"])).random((4, 5))

    found = discover(
        write_folder(tmp_path / "run", sweep_of(tmp_path, LATIN), {"polarisation": jitter}), "polarisation"
    )
    assert "is Monte-Carlo noise (more than 10%)" in found.notes[0]


def test_thresholds_worked_by_hand() -> None:
    def cut(values: list[float], side: str = "above", *, is_probability: bool = True) -> float:
        asked: dict[str, Any] = {"given": None, "is_probability": is_probability, "yardstick": YARDSTICK}
        return threshold_for(np.array(values), side=side, **asked).value

    assert cut([0.1, 0.6]) == 0.55
    assert cut([0.3, 0.6], "below") == 0.35
    assert cut([0.0, 0.1, 0.2, 0.3, 0.4]) == pytest.approx(0.3)
    assert cut([0.5, 0.6, 0.7, 0.8, 0.9], "below") == pytest.approx(0.6)
    assert cut([1, 2, 3, 4, 9], is_probability=False) == 4
    assert cut([1, 2, 9, 9, 9], is_probability=False) == 2
    assert cut([1, 1, 1, 8, 9], "below", is_probability=False) == 8


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"outcome": "F3"}, "none of 79 cases"),
        ({"outcome": "F99"}, "unknown outcome"),
        ({"threshold": 55}, "a probability from 0 to 1"),
        ({"seed": -1}, "seed -1"),
        ({"side": "over"}, "unknown side"),
        ({"by": "runs"}, "unknown kind of case"),
        ({"box": 99}, "there is no box 99"),
        ({"outcome": "F1.two-or-more"}, "not answerable at any point"),
    ],
)
def test_mistakes_are_sentences(latin: Path, asked: dict[str, Any], told: str) -> None:
    with pytest.raises(BalkansimError, match=told):
        discover(latin, **asked)
