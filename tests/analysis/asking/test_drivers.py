"""Sensitivity of run folders whose outcomes are planted."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from planting import DRAWS, HISTORIES, SIZE, TWO, sweep_of, write_folder

from balkansim.analysis.sensitivity import indices, sensitivity
from balkansim.analysis.swept import noise_share
from balkansim.cli.sweeps import sensitivity as command
from balkansim.errors import BalkansimError
from balkansim.experiments.design import matrix, problem

SOBOL = 'method = "sobol"\nbase_samples = 32\n' + SIZE + TWO
MORRIS = 'method = "morris"\ntrajectories = 6\n' + SIZE + TWO
KFOR = "peacekeepers.northern-kosovo"
ACROSS = 0.8
"""Range of both factors."""


def linear(given: dict[str, Any]) -> float:
    return float(3 * given[KFOR] + given["dialogue"])


def serious(given: dict[str, Any]) -> np.ndarray:
    """Yes in the more histories, the weaker the peacekeepers; by histories, alike in each draw."""
    return np.arange(HISTORIES) < round(HISTORIES * (1 - given[KFOR]))


def jitter(given: dict[str, Any]) -> np.ndarray:
    """Noise of its own at each point, drawn by the point's values."""
    return np.random.default_rng(int(1e6 * given["dialogue"])).random((DRAWS, HISTORIES))


@pytest.fixture(scope="module")
def sobol(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sobol")
    planted = {
        "F1": serious,
        "F1.two-or-more": lambda _: False,
        "F3": lambda given: None if given["dialogue"] > 0.5 else True,
        "joined_adriatic": lambda given: round(10 * given["dialogue"]),
        "polarisation": linear,
    }
    return write_folder(folder / "run", sweep_of(folder, SOBOL), planted)


def test_a_sum_goes_back_to_its_terms(sobol: Path) -> None:
    found = sensitivity(sobol)
    (moved,) = [each for each in found.moved if each.outcome == "polarisation"]
    strong, weak = moved.indices
    assert (strong.factor, weak.factor) == (KFOR, "dialogue")
    # variances are 9 and 1 parts, without interaction
    assert (strong.first, strong.total) == pytest.approx((0.9, 0.9), abs=0.08)
    assert (weak.first, weak.total) == pytest.approx((0.1, 0.1), abs=0.08)
    assert moved.noise == 0


def test_every_outcome_is_there_or_told_why_not(sobol: Path) -> None:
    found = sensitivity(sobol)
    assert [each.outcome for each in found.moved] == ["F1", "joined_adriatic", "polarisation"]
    assert {each.outcome: each.reason for each in found.still} == {
        "F1.two-or-more": "does not vary: 0 at every point",
        "F3": "not answerable in the world of 64 of 128 points",
    }
    assert found.warnings[0] == "F1.two-or-more: does not vary: 0 at every point; it has no indices"
    assert all(index.factor == KFOR for each in found.moved[:1] for index in each.indices[:1])


def test_the_indices_are_those_of_the_plain_function(sobol: Path, tmp_path: Path) -> None:
    sweep = sweep_of(tmp_path, SOBOL)
    values = np.array([linear(sweep.values(point)) for point in range(sweep.points)])
    (moved,) = sensitivity(sobol, "Polarisation", seed=3).moved
    plain = indices(problem(sweep), matrix(sweep), values, "sobol", seed=3)
    for one, other in zip(moved.indices, plain, strict=True):
        assert asdict(one) == pytest.approx(asdict(other))


def test_the_output_fits_and_survives_json(sobol: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = sensitivity(sobol)
    text = str(found)
    assert max(map(len, text.splitlines())) <= 100
    assert "F1.two-or-more: does not vary" in text
    command.main([str(sobol), "--outcome", "f1", "--json"], standalone_mode=False)
    said = json.loads(capsys.readouterr().out)
    assert [row["factor"] for row in said["indices"]] == [KFOR, "dialogue"]
    assert said["outcomes"][0]["is_probability"]
    frame = found.to_frame()
    assert len(frame) == 6
    assert {"outcome", "factor", "first", "first_conf", "total", "total_conf", "noise"} == set(frame.columns)


def test_a_morris_design_gives_effects_in_the_outcomes_unit(tmp_path: Path) -> None:
    path = write_folder(tmp_path / "run", sweep_of(tmp_path, MORRIS), {"polarisation": linear, "F1": serious})
    found = sensitivity(path, "polarisation")
    strong, weak = found.moved[0].indices
    assert (strong.factor, strong.mu, weak.mu) == (KFOR, pytest.approx(3 * ACROSS), pytest.approx(ACROSS))
    assert (strong.sigma, strong.mu_star_conf) == pytest.approx((0, 0), abs=1e-5)
    downwards = sensitivity(path, "F1").moved[0].indices[0]
    assert downwards.mu == pytest.approx(-ACROSS, abs=0.15)
    assert "mu*" in str(found)


def test_noise_is_told_and_warned_of(tmp_path: Path) -> None:
    path = write_folder(tmp_path / "run", sweep_of(tmp_path, MORRIS), {"polarisation": jitter})
    found = sensitivity(path, "polarisation")
    assert found.moved[0].noise == pytest.approx(1, abs=0.4)
    assert "is Monte-Carlo noise (more than 10%)" in found.warnings[0]


def test_noise_worked_by_hand() -> None:
    common = np.array([[[0.0], [1.0]], [[2.0], [3.0]]])
    assert noise_share(common) == 0
    crossed = np.array([[[0.0], [1.5]], [[3.0], [3.0]]])
    # off the mean of each draw: (-1.5, -0.75) and (1.5, 0.75), whose variance is 9/32; over 2 draws 9/64, times 2 for
    # two points 9/32; the means are 3/4 and 3, their variance 81/32
    assert noise_share(crossed) == pytest.approx(1 / 9)
    assert noise_share(np.ones((3, 1, 1))) is None
    assert noise_share(np.array([[[0.0, 1.0]], [[2.0, 3.0]]])) == 0
    assert noise_share(np.zeros((3, 2, 2))) == 0


def test_another_design_is_refused_with_the_one_that_fits(tmp_path: Path) -> None:
    text = 'method = "grid"\n' + SIZE + "[factors.dialogue]\nvalues = [0.1, 0.5]\n"
    path = write_folder(tmp_path / "run", sweep_of(tmp_path, text), {"polarisation": lambda _: 0.5})
    with pytest.raises(BalkansimError, match='method = "sobol"') as refused:
        sensitivity(path)
    assert refused.value.found == "a grid design has no sensitivity indices"


def test_missing_and_failed_points_are_named_with_the_command(tmp_path: Path) -> None:
    sweep = sweep_of(tmp_path, MORRIS)
    path = write_folder(tmp_path / "run", sweep, {"polarisation": linear}, skip=[17], failed=[3, 5])
    with pytest.raises(BalkansimError) as refused:
        sensitivity(path)
    assert refused.value.found.startswith("3 of 18 points are missing: 3, 5, 17; 2 of them failed (3, 5)")
    assert refused.value.todo == "balkansim sweep planted.toml --out here"


@pytest.mark.parametrize(
    ("words", "told"),
    [(["--outcome", "F99"], "unknown outcome 'F99'"), (["--seed", "-1"], "seed -1")],
)
def test_mistakes_are_sentences(sobol: Path, words: list[str], told: str) -> None:
    with pytest.raises(BalkansimError, match=told):
        command.main([str(sobol), *words], standalone_mode=False)


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BalkansimError, match="run folder"):
        sensitivity(tmp_path)
    write_folder(tmp_path / "run", sweep_of(tmp_path, MORRIS), {"polarisation": linear})
    for part in (tmp_path / "run" / "parts").iterdir():
        part.unlink()
    with pytest.raises(BalkansimError, match=r"part-0000000\.parquet is missing"):
        sensitivity(tmp_path / "run")
