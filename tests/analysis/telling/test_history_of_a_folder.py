"""Rows of a run folder lived again, and what the folder gives already."""

import pytest

import balkansim
from balkansim.cli.main import run
from balkansim.experiments.results import results
from balkansim.experiments.run import sweep
from sweeping import sweep_file

KEYS = {
    "drawn": "",
    "independent": "common_random_numbers = false",
    "median": 'parameters = "median"',
    "median, independent": 'parameters = "median"\ncommon_random_numbers = false',
}


@pytest.mark.parametrize("kind", KEYS)
def test_a_row_is_the_history_it_names(tmp_path, kind):
    draws = 1 if "median" in kind else 4
    file = sweep_file(tmp_path, draws=draws, histories=3, forecasts=["F1"], keys=KEYS[kind])
    sweep(file, tmp_path / "out", jobs=1)
    row = results(tmp_path / "out").to_frame().query("point == 2").iloc[-1]
    told = balkansim.history(str(tmp_path / "out"), point=2, run=int(row["run"]))
    n, last = len(told.reel.names.actors), told.reel.film[-1]
    pairs = [last["tension"][i, j] for j in range(n) for i in range(j)]
    assert sum(pairs) / len(pairs) == pytest.approx(row["mean_tension"], abs=1e-12)
    assert last["polarisation"][0] == row["polarisation"]


def test_the_command_tells_a_row_and_refuses_what_the_folder_gives(tmp_path, capsys):
    sweep(sweep_file(tmp_path, forecasts=["F1"]), tmp_path / "out", jobs=1)
    place = str(tmp_path / "out")
    assert run(["history", place, "--point", "1", "--run", "5"]) == 0
    assert "parameter draw 2, run 1" in capsys.readouterr().out
    assert run(["history", place, "--point", "1", "--draw", "2"]) == 2
    assert "leave --draw out" in capsys.readouterr().err
    assert run(["history", place, "--point", "9"]) == 2
    assert run(["history", place, "--point", "1", "--run", "99"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_explain_asks_a_folder(tmp_path, capsys):
    sweep(sweep_file(tmp_path, forecasts=["F1"]), tmp_path / "out", jobs=1)
    place = str(tmp_path / "out")
    assert run(["explain", "F1", "--from", place]) == 0
    assert "over a sweep" in capsys.readouterr().out
    assert str(balkansim.explain("F1", from_=place)).startswith("F1:")
    assert run(["explain", "tension", "SRB", "XKX", "--from", place]) == 2
    assert "name a forecast" in capsys.readouterr().err
