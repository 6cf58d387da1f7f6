"""The commands `sweep`, `status`, `merge` and `verify`: what they print and with which exit code they end."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from balkansim.cli.main import cli
from balkansim.errors import BalkansimError
from balkansim.experiments.run import sweep
from sweeping import rewritten, sweep_file

WIDTH = 100


def run(name: str, *words: object) -> int | None:
    """Run a command as the command line does."""
    command = cli.get_command(click.Context(cli), name)
    code: int | None = command.main([str(word) for word in words], prog_name=name, standalone_mode=False)
    return code


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """Return what was printed, once it is sure to fit the terminal and any encoding."""
    out = capsys.readouterr().out
    out.encode("cp1252")
    return out


def test_from_shards_to_a_verified_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sweep.__kwdefaults__, "histories_a_chunk", 8)
    file, shards = sweep_file(tmp_path), [tmp_path / "1", tmp_path / "2"]
    for k, shard in enumerate(shards):
        assert run("sweep", file, "--out", shard, "--shard", f"{k + 1}/2", "--jobs", "1") == 0
        assert "balkansim merge" in said(capsys)
    assert run("merge", *shards, "--out", tmp_path / "whole") == 0
    told = said(capsys)
    assert "24 histories of 3 design points" in told
    assert "joined from shards" in told
    assert run("status", tmp_path / "whole") is None
    assert "done: 24 of 24 histories (100%), 3 of 3 chunks" in said(capsys)
    assert run("status", shards[1], "--json") is None
    found = json.loads(said(capsys))
    assert (found["shard"], found["histories"], found["state"]) == ("2/2", 8, "done")
    assert run("verify", tmp_path / "whole", "--sample", "3", "--seed", "2") == 0
    assert "3 of 24 rows" in said(capsys)


def test_verify_ends_with_1_where_a_row_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from balkansim.experiments.run_folder import RunFolder, note_of, parquet_bytes, read_part

    assert run("sweep", sweep_file(tmp_path, values=(0.2, 0.9)), "--out", tmp_path / "out", "--json") == 0
    assert json.loads(said(capsys))["histories"] == 16
    path = RunFolder(tmp_path / "out").part(0)
    table = read_part(path)
    swapped = table.set_column(table.column_names.index("F1"), "F1", [[not hit for hit in table["F1"].to_pylist()]])
    rewritten(tmp_path / "out", 0, parquet_bytes(swapped.cast(table.schema), note_of(path)))
    assert run("verify", tmp_path / "out", "--sample", "2") == 1
    assert "2 values differ" in said(capsys)


@pytest.mark.parametrize(("off", "code"), [(1e-11, 0), (1e-6, 1)])
def test_verify_allows_another_machine_its_own_rounding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], off: float, code: int
) -> None:
    from balkansim.experiments.run_folder import RunFolder, note_of, parquet_bytes, read_part

    folder = tmp_path / "out"
    assert run("sweep", sweep_file(tmp_path, values=(0.2, 0.9)), "--out", folder, "--json") == 0
    path = RunFolder(folder).part(0)
    table = read_part(path)
    moved = [value + off for value in table["mean_tension"].to_pylist()]
    other = table.set_column(table.column_names.index("mean_tension"), "mean_tension", [moved]).cast(table.schema)
    rewritten(folder, 0, parquet_bytes(other, note_of(path)))
    assert run("verify", folder, "--sample", "2") == 1
    manifest = RunFolder(folder).manifest
    manifest["machine"]["arithmetic"] = "another"
    RunFolder(folder).write_manifest(manifest)
    assert run("verify", folder, "--sample", "2") == code


def test_mistakes_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(click.UsageError, match="--out DIR is missing"):
        run("sweep", sweep_file(tmp_path))
    with pytest.raises(BalkansimError, match=r"no manifest\.json"):
        run("status", tmp_path)
    with pytest.raises(BalkansimError, match=r"no manifest\.json"):
        run("merge", tmp_path, "--out", tmp_path / "whole")
    with pytest.raises(BalkansimError, match=r"no manifest\.json"):
        run("verify", tmp_path / "nowhere")
    assert not (tmp_path / "whole").exists()
    assert not (tmp_path / "nowhere").exists()


def test_what_is_printed_fits_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Folders' names apart, which are as long as they are."""
    run("sweep", sweep_file(tmp_path), "--out", tmp_path / "out")
    run("status", tmp_path / "out")
    run("verify", tmp_path / "out")
    for line in said(capsys).replace(str(tmp_path), "").splitlines():
        assert len(line) <= WIDTH


def test_without_a_file_the_sweeps_that_ship_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sweep") == 0
    told = capsys.readouterr().out
    assert "kfor-strength" in told
    assert "How strong must KFOR be" in told
    assert max(map(len, told.splitlines())) <= 100
