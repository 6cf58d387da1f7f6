"""A run folder: one process at a time, resumed, refused with the difference named, started over."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from balkansim.errors import BalkansimError
from balkansim.experiments.run_folder import MANIFEST, RunFolder

IDENTITY = {"version": "0.1.0", "sweep": {"seed": 1}}
HOLD = """
import sys
from pathlib import Path
from balkansim.experiments.run_folder import RunFolder
with RunFolder(Path(sys.argv[1])).locked():
    print("held", flush=True)
    sys.stdin.readline()
"""


def opened(path: Path, **options: bool) -> RunFolder:
    """Open a folder and let go of it again."""
    folder = RunFolder(path)
    with folder.locked():
        folder.open(IDENTITY, {"points": 3}, **options)
    return folder


def test_a_second_process_is_refused_until_the_first_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("balkansim.experiments.run_folder.LOCK_SECONDS", 0.0)
    folder = RunFolder(tmp_path)
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert folder.is_held
        with pytest.raises(BalkansimError, match="another process is writing"), folder.locked():
            pass
        holder.kill()
        holder.wait()
    assert not folder.is_held
    with folder.locked():
        pass


def test_the_same_run_goes_on_and_another_is_refused_by_name(tmp_path: Path) -> None:
    folder = opened(tmp_path / "run")
    folder.write_chunk(0, b"rows", None, None)
    leftover = folder.path / "parts" / ".part-0000001.parquet.writing"
    leftover.touch()
    opened(folder.path)
    assert folder.part(0).read_bytes() == b"rows"
    assert not leftover.exists()
    assert len(folder.manifest["resumed"]) == 1
    with folder.locked(), pytest.raises(BalkansimError, match=r"sweep\.seed: 1 there, 2 here") as caught:
        folder.open({**IDENTITY, "sweep": {"seed": 2}}, {})
    assert "--force" in caught.value.told()


def test_force_starts_over_and_leaves_what_is_not_its_own(tmp_path: Path) -> None:
    folder = opened(tmp_path)
    folder.write_chunk(0, b"rows", b"bands", None)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    opened(tmp_path, force=True)
    assert not folder.part(0).exists()
    assert not folder.bands(0).exists()
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_of_other_files_is_refused(tmp_path: Path, force: bool) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "mine.txt").touch()
    with pytest.raises(BalkansimError, match="other files: parts"):
        opened(tmp_path, force=force)
    assert (tmp_path / "parts" / "mine.txt").exists()
    assert not (tmp_path / MANIFEST).exists()


def test_a_run_cut_off_at_its_very_beginning_begins_again(tmp_path: Path) -> None:
    (tmp_path / f".{MANIFEST}.writing").touch()
    folder = opened(tmp_path)
    assert folder.exists
    assert not (tmp_path / f".{MANIFEST}.writing").exists()


def test_a_place_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    with pytest.raises(BalkansimError, match="cannot be written"):
        opened(path)
    with pytest.raises(BalkansimError, match="run folder"):
        _ = RunFolder(tmp_path / "absent").manifest
