"""The command `plot` writes whole files of every kind, or says plainly why not and writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from balkansim.scenario.scenario import Scenario
from balkansim.viz.plot import KINDS, PlotRequest, plot, rendered, usual_kind

Command = Callable[..., int]
TINY = ("--draws", 4, "--histories", 2)
HEADS = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}


@pytest.mark.parametrize("ending", HEADS)
def test_a_figure_and_its_data_are_written(command: Command, tmp_path: Path, ending: str) -> None:
    out, data = tmp_path / f"fan{ending}", tmp_path / "fan.csv"
    assert command("baseline", "--kind", "fan", "--dyad", "SRB-XKX", *TINY, "--out", out, "--data", data) == 0
    assert out.read_bytes().startswith(HEADS[ending])
    frame = pd.read_csv(data)
    assert frame.columns.tolist()[:4] == ["series", "world", "month", "q05"]
    assert (frame["series"].unique().tolist(), len(frame)) == (["tension SRB-XKX"], 61)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([out.name, "fan.csv"])


def test_the_same_figure_is_the_same_file_in_the_width_asked_for() -> None:
    one, other = (plot("baseline", "map", width=100.0) for _ in range(2))
    for ending in (".svg", ".pdf"):
        assert rendered(one.figure, ending) == rendered(other.figure, ending)
    assert one.figure.get_size_inches()[0] * 25.4 == pytest.approx(100.0)
    assert "data:image/png;base64," in one._repr_html_()


@pytest.mark.parametrize("kind", ["ledger", "fan", "map", "surface", "line", "strip"])
def test_a_run_folder_can_be_drawn(grid: Path, kind: str) -> None:
    found = plot(
        grid, kind, outcome="F2-N" if kind in ("surface", "line") else "", point=4 if kind != "surface" else None
    )
    assert len(found.data) and rendered(found.figure).startswith(HEADS[".png"])
    if kind == "ledger":
        summary = pd.read_csv(grid / "summary.csv")
        assert found.data["probability"].tolist() == [summary["F2-N_probability"][4]]
        assert found.data["low"].tolist() == pytest.approx([summary["F2-N_low"][4]])
    if kind == "fan":
        bands = pd.read_parquet(grid / "bands.parquet").query("point == 4 and series == 'tension SRB-XKX'")
        assert np.array_equal(found.data["q50"], bands["q50"])
        assert abs(found.data["history_1"] - found.data["q50"]).max() < 0.5


def test_what_suits_a_target_is_drawn(grid: Path) -> None:
    assert usual_kind(PlotRequest("baseline")) == "ledger"
    assert usual_kind(PlotRequest(str(grid))) == "surface"


@pytest.mark.parametrize("scenario", ["null-world", "no-blocs"])
def test_worlds_without_blocs_are_drawn(scenario: str) -> None:
    assert plot(scenario, "map").data["what"].ne("member").all()


def test_a_world_without_flashpoints_has_a_fan_and_a_map(world_of: Callable[..., Scenario]) -> None:
    world = world_of("SRB", "HUN", horizon=4)
    fan = plot(world, "fan", draws=4, histories=2)
    assert fan.data["series"].unique().tolist() == ["polarisation"]
    assert plot(world, "map").data["what"].ne("severity").all()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["baseline"], "nothing to write"),
        (["baseline", "--kind", "fans", "--out", "x.png"], "did you mean 'fan'"),
        (["baseline", "--out", "x.jpg"], "ends in .jpg"),
        (["baseline", "--out", "x"], "ends in nothing"),
        (["baseline", "--out", "no/x.png"], "there is no folder"),
        (["baseline", "--data", "x.txt"], "ends in .txt"),
        (["baseline", "--width", "20", "--out", "x.png"], "from 80 to 420 millimetres"),
        (["baseline", "--width", "nan", "--out", "x.png"], "from 80 to 420 millimetres"),
        (["nowhere", "--out", "x.png"], "unknown scenario 'nowhere'"),
        (["empty", "--out", "x.png"], "empty is no run folder"),
        (["empty", "--kind", "ledger", "--out", "x.png"], "empty is no run folder"),
        (["baseline", "--kind", "surface", "--out", "x.png"], "baseline is no run folder"),
        (["baseline", "--kind", "fan", "--series", "tenson SRB-XKX", "--out", "x.png"], "did you mean 'tension'"),
        (["baseline", "--kind", "fan", "--dyad", "SRB-SRB", "--out", "x.png"], "with itself"),
        (["baseline", "--kind", "fan", "--dyad", "SRB", "--out", "x.png"], "two states"),
        (["baseline", "--kind", "fan", "--dyad", "SRB-GRC", "--out", "x.png"], "unknown state 'GRC'"),
        (["no-blocs", "--kind", "fan", "--series", "cohesion adriatic", "--out", "x.png"], "no-blocs has no bloc"),
        (["baseline", "--kind", "map", "--month", "2050-01", "--out", "x.png"], "2050-01 is not in this history"),
        (["baseline", "--kind", "reliability", "--out", "x.png"], "there is no such file"),
        (["empty", "--kind", "knockout", "--out", "x.png"], "empty is a folder"),
    ],
)
def test_mistakes_are_told_and_nothing_is_written(
    command: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    assert command(*words) == 2
    said = capsys.readouterr().err
    assert told in said and "Traceback" not in said
    assert [path.name for path in tmp_path.iterdir() if path.name != "own.toml"] == ["empty"]


def test_a_file_is_replaced_only_if_forced(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "map.png"
    out.write_text("mine", encoding="utf-8")
    assert command("baseline", "--kind", "map", "--out", out) == 2
    assert out.read_text(encoding="utf-8") == "mine"
    assert command("baseline", "--kind", "map", "--out", out, "--force") == 0
    assert out.read_bytes().startswith(HEADS[".png"])


def test_a_half_finished_folder_is_refused_with_what_to_do(
    grid: Path, command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import shutil

    half = tmp_path / "half"
    shutil.copytree(grid, half)
    for part in (half / "parts").glob("*"):
        part.unlink()
    assert command(half, "--out", tmp_path / "x.png") == 2
    assert "part-0000000.parquet is missing" in capsys.readouterr().err
    assert not (tmp_path / "x.png").exists()


def test_an_outcome_that_the_sweep_has_not_is_refused(
    grid: Path, command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words, told in (
        (["--outcome", "F9"], "unknown outcome 'F9'"),
        (["--factor", "hazard"], "did you mean 'hazard_heat'"),
        (["--kind", "ledger", "--point", 9], "point 9 is not there"),
        (["--kind", "fan", "--point", 9], "no bands of point 9"),
    ):
        assert command(grid, *words, "--out", tmp_path / "x.png") == 2
        assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_every_kind_is_offered(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("--help") == 0
    assert "|".join(KINDS) in "".join(capsys.readouterr().out.split())
