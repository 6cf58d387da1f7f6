"""A damaged run folder: every changed byte is noticed, and `sweep` makes just what it hit again."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import numpy as np
import pytest

import balkansim
from balkansim.cli.main import run
from balkansim.errors import BalkansimError
from balkansim.experiments.run_folder import CHECKSUMS, MANIFEST, STATUS, RunFolder, read_part
from sweeping import kept, sweep_file

PLACES = 20
MOST_LINES = 10
FILES = (
    "parts/part-0000001.parquet",
    "bands/bands-0000000.parquet",
    "summary.csv",
    "columns.csv",
    "bands.parquet",
    CHECKSUMS,
    STATUS,
    MANIFEST,
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small sweep of which points are large enough for bands, run whole."""
    home = tmp_path_factory.mktemp("whole")
    file = sweep_file(home, draws=8, histories=13, forecasts=("F6",), values=(0.2, 0.9))
    balkansim.sweep(file, home / "run", histories_a_chunk=104)
    return home / "run"


def changed(content: bytes, place: int, rng: np.random.Generator) -> bytes:
    """Change two bytes near a place, or cut the file off there."""
    if place % 5 == 4:
        return content[: int(rng.integers(0, len(content)))]
    at = int(rng.integers(0, len(content) - 1))
    return content[:at] + bytes(byte ^ int(rng.integers(1, 256)) for byte in content[at : at + 2]) + content[at + 2 :]


@pytest.mark.parametrize("name", FILES)
def test_damage_at_any_place_is_noticed_by_status_and_by_all_who_read(
    whole: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, rng = tmp_path / "run", np.random.default_rng(1)
    shutil.copytree(whole, folder)
    content = (folder / name).read_bytes()
    for place in range(PLACES):
        (folder / name).write_bytes(changed(content, place, rng))
        code = run(["status", str(folder)])
        said = "".join(capsys.readouterr())
        assert code in (1, 2)
        assert name in said
        assert "balkansim sweep" in said
        assert len(said.splitlines()) < MOST_LINES
        with pytest.raises(BalkansimError, match=name):
            balkansim.results(folder)
        for words in (["verify", str(folder)], ["sensitivity", str(folder)], ["history", str(folder), "--point", "0"]):
            assert run(words) == 2
            err = capsys.readouterr().err
            assert name in err
            assert len(err.splitlines()) < MOST_LINES


def test_an_undamaged_folder_is_read_and_said_to_be_done(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["status", str(whole)]) == 0
    assert "damaged" not in capsys.readouterr().out
    assert len(balkansim.results(whole).to_frame()) == 208


@pytest.mark.parametrize("name", [name for name in FILES if name != MANIFEST])
def test_the_same_sweep_makes_just_what_is_damaged_again(whole: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "run"
    shutil.copytree(whole, folder)
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[:-9] + b"x" + content[-8:])
    done = balkansim.sweep(whole.parent / "tiny.toml", folder, histories_a_chunk=104)
    assert done.new == (104 if name.startswith(("parts", "bands/")) else 0)
    assert (name in str(done)) == (name not in (CHECKSUMS, "columns.csv"))
    assert kept(folder) == kept(whole)
    assert (folder / CHECKSUMS).read_bytes() == (whole / CHECKSUMS).read_bytes()
    assert not RunFolder(folder).damaged()


def test_a_missing_file_is_named_and_made_again(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(whole, folder)
    RunFolder(folder).part(0).unlink()
    (folder / "summary.csv").unlink()
    with pytest.raises(BalkansimError, match=r"part-0000000\.parquet is missing; summary\.csv is missing"):
        balkansim.results(folder)
    assert balkansim.sweep(whole.parent / "tiny.toml", folder, histories_a_chunk=104).new == 104
    assert kept(folder) == kept(whole)


def test_the_command_that_is_named_is_the_one_that_was_given_and_never_starts_over(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(whole, folder)
    found = RunFolder(folder)
    given = ["/bin/balkansim", "sweep", "a file.toml", "--force", "--out", "x"]
    found.write_manifest({**found.manifest, "command": given})
    assert shlex.split(found.command) == ["balkansim", "sweep", "a file.toml", "--out", "x"]
    found.write_manifest({**found.manifest, "command": ["pytest", "-q"]})
    assert shlex.split(found.command) == ["balkansim", "sweep", "tiny", "--out", str(folder)]


def test_a_page_that_changed_is_noticed_by_whoever_reads_a_part_alone(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "part.parquet"
    content = bytearray((whole / "parts" / "part-0000000.parquet").read_bytes())
    content[len(content) // 4] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(BalkansimError, match=r"part\.parquet: cannot be read"):
        read_part(path)
