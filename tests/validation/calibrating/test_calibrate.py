"""The calibration whole, on a handful of records: the same bits again, nothing half-written, numbers refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from balkansim.cli.validate import calibrate as command
from balkansim.errors import BalkansimError
from balkansim.evidence.coefficients import NOTES_FILE, ROWS_FILE
from balkansim.months import last_day, month_index
from balkansim.scenario.layers import history_names
from balkansim.scenario.resolve import resolve
from balkansim.validation import records as simulating
from balkansim.validation.calibration import Calibration, calibrate, notes_text, rows_text, write

FEW = {"simulations": 24, "accept": 1.0, "rows": 8}


@pytest.fixture(scope="module")
def small() -> Calibration:
    return calibrate(**FEW, seed=3, check=True, recovery=1, leave_one_out=True)  # type: ignore[arg-type]


def test_a_small_posterior_is_made_again_bit_for_bit_in_other_portions(
    small: Calibration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulating, "AT_ONCE", 8)
    again = calibrate(**FEW, seed=3)  # type: ignore[arg-type]
    assert rows_text(again) == rows_text(small)
    assert notes_text(again) == notes_text(small)


def test_the_page_shows_every_check_within_100_columns(small: Calibration) -> None:
    told = str(small)
    for part in ("prior 5-50-95%", "predicted 5-50-95%", "recovery", "without", "again: balkansim calibrate"):
        assert part in told
    assert max(len(line) for line in told.splitlines() if "," not in line) <= 100
    assert "durability" in told and "held back" in told
    assert len(small.to_frame()) == 5 and len(small.predicted) == 10
    assert set(small.left_out or {}) == {"(all)", *(found.id for found in small.predicted if found.is_fitted)}


def test_both_files_are_written_or_neither(small: Calibration, tmp_path: Path) -> None:
    write(small, tmp_path / "here")
    assert sorted(path.name for path in (tmp_path / "here").iterdir()) == [ROWS_FILE, NOTES_FILE]
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / ROWS_FILE).mkdir()
    with pytest.raises(BalkansimError, match="cannot be written"):
        write(small, tmp_path / "taken")
    assert [path.name for path in (tmp_path / "taken").iterdir()] == [ROWS_FILE]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"simulations": 0}, "simulations = 0"),
        ({"simulations": 19}, "at least 20 kept"),
        ({"accept": 0.0}, "accept = 0.0"),
        ({"accept": 1.5}, "accept = 1.5"),
        ({"rows": 0}, "rows = 0"),
        ({"recovery": -1}, "recovery = -1"),
        ({"seed": -1}, "seed = -1"),
    ],
)
def test_numbers_out_of_range_are_refused(wrong: dict[str, float], told: str) -> None:
    with pytest.raises(BalkansimError, match=told):
        calibrate(**{**FEW, **wrong})  # type: ignore[arg-type]


def test_a_folder_without_targets_is_refused(tmp_path: Path) -> None:
    from balkansim.evidence.evidence import new

    folder = new(tmp_path / "mine")
    (folder / "targets.toml").unlink()
    with pytest.raises(BalkansimError, match="no targets"):
        calibrate(**FEW, evidence=folder)  # type: ignore[arg-type]


def test_the_command_prints_what_the_function_returns(small: Calibration, tmp_path: Path) -> None:
    options = ["--simulations", "24", "--accept", "1", "--rows", "8", "--seed", "3", "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(command, options, catch_exceptions=False)
    assert done.exit_code == 0 and "calibrated only below 0.7" in done.output
    assert (tmp_path / "out" / ROWS_FILE).read_text(encoding="utf-8") == rows_text(small)


@pytest.mark.parametrize("name", history_names())
def test_a_scenario_of_the_past_knows_no_claim_of_later(name: str) -> None:
    from balkansim.evidence.evidence import load_evidence

    evidence = load_evidence()
    scenario = resolve(name, evidence=evidence)
    assert scenario.end <= month_index("2025-03")
    estimates = evidence.estimates(last_day(scenario.start))
    later = {claim.id for claim in evidence.claims if claim.as_of > last_day(scenario.start)}
    assert not later & {used for found in estimates.all() for used in found.claims}
    assert all(state.expenditure is not None for state in scenario.states.values())
