"""Sweeps that are interrupted, killed, out of disk or wrong at a point: nothing is lost, the same command resumes."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from balkansim.cli.sweeps import sweep as command
from balkansim.errors import BalkansimError
from balkansim.experiments.results import results, status
from balkansim.experiments.run import sweep
from balkansim.experiments.run_folder import RunFolder
from balkansim.experiments.workers import Stopped
from sweeping import FACTOR, kept, sweep_file

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there a process is not stopped by signals")
CHUNK = 8
KILLED_IN_MID_WRITE = """
import os, signal, sys
from pathlib import Path
from balkansim.experiments.run import sweep
from balkansim import files
flushed = os.fsync
def flush(descriptor):
    flushed(descriptor)
    if len(list(Path(sys.argv[2]).glob("parts/part-*.parquet"))) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
os.fsync = flush
sweep(sys.argv[1], sys.argv[2], jobs=2, histories_a_chunk=8)
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return what the uninterrupted sweep of `tiny` writes."""
    place = tmp_path_factory.mktemp("whole")
    tiny(place, place / "out")
    return kept(place / "out")


def tiny(place: Path, out: Path, **options: Any) -> Any:
    """Run the tiny sweep: six chunks of three points."""
    return sweep(sweep_file(place, draws=8), out, histories_a_chunk=CHUNK, **options)


def after_parts(monkeypatch: pytest.MonkeyPatch, number: int, act: Callable[[], None]) -> None:
    """Do something once so many chunks are written."""
    write = RunFolder.write_chunk
    written: list[int] = []

    def noted(self: RunFolder, chunk: int, *content: Any) -> None:
        write(self, chunk, *content)
        written.append(chunk)
        if len(written) == number:
            act()

    monkeypatch.setattr(RunFolder, "write_chunk", noted)


def test_killed_in_mid_write_and_resumed_every_byte_is_the_same(tmp_path: Path, whole: dict[str, bytes]) -> None:
    out = tmp_path / "out"
    file = sweep_file(tmp_path, draws=8)
    words = [sys.executable, "-c", KILLED_IN_MID_WRITE, str(file), str(out)]
    died = subprocess.run(words, capture_output=True, text=True)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert [path.name for path in out.rglob(".*.writing")]
    found = status(out)
    assert (found.state, found.chunks_done, found.chunks) == ("dead", 2, 6)
    assert "goes on where it stopped" in str(found)
    run = tiny(tmp_path, out)
    assert (run.new, run.histories) == (32, 48)
    assert kept(out) == whole
    assert not list(out.rglob("*.writing"))
    assert status(out).state == "done"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_keeps_what_is_done_and_resumes(
    number: signal.Signals,
    tmp_path: Path,
    whole: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert threading.current_thread() is threading.main_thread()
    monkeypatch.setattr("balkansim.experiments.run.HISTORIES_A_CHUNK", CHUNK)
    monkeypatch.setitem(sweep.__kwdefaults__, "histories_a_chunk", CHUNK)
    out = tmp_path / "out"
    words = [str(sweep_file(tmp_path, draws=8)), "--out", str(out)]
    with monkeypatch.context() as patch:
        after_parts(patch, 2, lambda: os.kill(os.getpid(), number))
        assert command.main(words, standalone_mode=False) == 128 + number
    assert "the same command goes on" in capsys.readouterr().err
    assert status(out).state == "interrupted"
    assert status(out).chunks_done == 2
    assert command.main(words, standalone_mode=False) == 0
    assert "32 histories run now" in capsys.readouterr().out
    assert kept(out) == whole


def test_signals_are_handled_as_before_once_a_sweep_is_over(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    tiny(tmp_path, tmp_path / "out")
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


def test_a_full_disk_is_said_and_the_same_call_resumes(
    tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    out, flushed = tmp_path / "out", os.fsync

    def full(descriptor: int) -> None:
        if len(list(out.glob("parts/part-*.parquet"))) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        flushed(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(BalkansimError, match="the disk is full"):
            tiny(tmp_path, out)
    assert status(out).chunks_done == 3
    assert not list(out.rglob("*.writing"))
    assert tiny(tmp_path, out).new == 24
    assert kept(out) == whole


def test_a_point_that_fails_is_recorded_and_tried_again(
    tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from balkansim.experiments import sweep as designs

    out, placed = tmp_path / "out", designs.placed

    def failing(worlds: Any, axes: Any, codes: Any) -> Any:
        if codes[0] == 0.5:
            raise BalkansimError("no such month", expected="another", where="point")
        return placed(worlds, axes, codes)

    monkeypatch.setitem(sweep.__kwdefaults__, "histories_a_chunk", CHUNK)
    words = [str(sweep_file(tmp_path, draws=8)), "--out", str(out)]
    with monkeypatch.context() as patch:
        patch.setattr(designs, "placed", failing)
        assert command.main(words, standalone_mode=False) == 1
    told = capsys.readouterr().out
    assert "1 points failed, the first is 1: point: no such month" in told
    assert (out / "failures.csv").read_text(encoding="utf-8").splitlines() == [
        "point,error",
        "1,point: no such month; expected: another",
    ]
    summary = results(out).summary()
    assert summary["n"].tolist() == [16, 0, 16]
    assert summary[FACTOR].tolist() == [0.2, 0.5, 0.9]
    assert status(out).failed_points == 1
    assert command.main(words, standalone_mode=False) == 0
    assert kept(out) == whole


def test_of_points_run_together_only_the_one_that_fails_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from balkansim.experiments import runner

    read = runner.rows_of

    def failing(lots: Any, *others: Any) -> Any:
        if any(lot.point == 1 for lot in lots):
            raise ZeroDivisionError("division by zero")
        return read(lots, *others)

    monkeypatch.setattr(runner, "rows_of", failing)
    run = sweep(sweep_file(tmp_path), tmp_path / "out")
    assert run.failed == {1: "ZeroDivisionError: division by zero"}
    assert results(tmp_path / "out").to_frame()["point"].value_counts().to_dict() == {0: 8, 2: 8}


def test_a_damaged_part_is_run_again(tmp_path: Path, whole: dict[str, bytes]) -> None:
    out = tmp_path / "out"
    tiny(tmp_path, out)
    part = RunFolder(out).part(4)
    part.write_bytes(part.read_bytes()[:-9])
    assert tiny(tmp_path, out).new == 8
    assert kept(out) == whole


def test_a_held_folder_is_refused_and_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("balkansim.experiments.run_folder.LOCK_SECONDS", 0.0)
    out = tmp_path / "out"
    tiny(tmp_path, out)
    before = kept(out)
    with RunFolder(out).locked():
        assert status(out).state == "running"
        with pytest.raises(BalkansimError, match="another process is writing"):
            tiny(tmp_path, out, force=True)
    assert kept(out) == before


def test_stopped_is_an_interrupt_with_an_exit_code() -> None:
    assert issubclass(Stopped, KeyboardInterrupt)
    assert (Stopped(signal.SIGINT).code, Stopped(signal.SIGTERM).code) == (130, 143)
