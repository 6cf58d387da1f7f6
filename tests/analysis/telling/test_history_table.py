"""A history as CSV: the engines agree to the byte, no digit is lost, nothing is half-written."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from balkansim.analysis import history as table
from balkansim.analysis.history import History, history
from balkansim.errors import BalkansimError
from balkansim.model.trajectories import monthly_type
from balkansim.model.world import FIELDS


@pytest.mark.parametrize(
    ("scenario", "key"),
    [
        ("baseline", {"seed": 7, "run": 3, "draw": 5}),
        ("march-2025", {"seed": 0, "run": 0, "draw": 0}),
        ("wider-region", {"seed": 2, "run": 1, "draw": None}),
        ("rs-secession-crisis", {"seed": 3, "run": 2, "draw": 9}),
    ],
)
def test_the_files_of_the_two_engines_are_equal_to_the_byte(tmp_path: Path, scenario: str, key: dict) -> None:
    for engine in ("kernel", "mesa"):
        history(scenario, engine=engine, set_=("horizon=14", "accession_base=3"), **key).write(tmp_path / engine)
    assert (tmp_path / "kernel").read_bytes() == (tmp_path / "mesa").read_bytes()


def test_another_run_is_another_file(tmp_path: Path) -> None:
    for run in (0, 1):
        history(run=run, set_=("horizon=2",)).write(tmp_path / str(run))
    assert (tmp_path / "0").read_bytes() != (tmp_path / "1").read_bytes()


def test_a_row_is_month_variable_subject_object_value_with_every_digit(baseline: History, tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    baseline.write(path)
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    assert header == ["month", "variable", "subject", "object", "value"]
    found = {tuple(row[:4]): row[4] for row in rows}
    assert len(found) == len(rows)
    film, names = baseline.reel.film, baseline.reel.names
    bulgaria, kosovo = names.actors.index("BGR"), names.actors.index("XKX")
    assert float(found["2025-10", "tension", "XKX", "BGR"]) == film["tension"][6][kosovo, bulgaria]
    assert float(found["2026-02", "threat", "BGR", "XKX"]) == film["threat"][10][bulgaria, kosovo]
    assert found["2025-04", "member", "adriatic", "XKX"] == "1"
    assert found["2025-04", "pfp_vetoes", "ally-1", ""] == "0"
    assert float(found["2025-05", "polarisation", "", ""]) == film["polarisation"][1][0]
    assert ("2025-10", "tension", "BGR", "XKX") not in found
    assert not any(row[2] == "founded-1" for row in rows)


def test_what_is_written_are_fields_of_the_world() -> None:
    assert set(table.WRITTEN) <= set(FIELDS)
    assert len(set(table.WRITTEN)) == len(table.WRITTEN)


def test_whatever_forecasts_read_of_a_month_is_written() -> None:
    assert set(monthly_type().names or ()) <= set(table.WRITTEN)


def test_an_existing_file_is_kept_unless_forced(baseline: History, tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(BalkansimError, match="exists already"):
        baseline.write(path)
    assert path.read_text(encoding="utf-8") == "mine"
    baseline.write(path, force=True)
    assert path.read_text(encoding="utf-8").startswith("month,variable")


def test_an_interruption_leaves_no_partial_file(
    baseline: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(reel: object) -> object:
        yield ("2025-04", "tension", "SRB", "XKX", "0.5")
        raise KeyboardInterrupt

    path = tmp_path / "history.csv"
    path.write_text("mine", encoding="utf-8")
    monkeypatch.setattr(table, "rows", interrupted)
    with pytest.raises(KeyboardInterrupt):
        baseline.write(path, force=True)
    assert [entry.name for entry in tmp_path.iterdir()] == ["history.csv"]
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_place_without_a_folder_is_refused(baseline: History, tmp_path: Path) -> None:
    with pytest.raises(BalkansimError, match="there is no folder"):
        baseline.write(tmp_path / "nowhere" / "history.csv")
    with pytest.raises(BalkansimError, match="is a folder"):
        baseline.write(tmp_path)


def test_the_frame_holds_the_same_numbers(baseline: History) -> None:
    frame = baseline.to_frame()
    assert list(frame.columns) == list(table.COLUMNS)
    here = frame[(frame.month == "2025-10") & (frame.variable == "tension") & (frame.subject == "SRB")]
    film = baseline.reel.film["tension"][6]
    assert here.value.tolist() == film[0, 1 : len(baseline.reel.names.actors)].tolist()
