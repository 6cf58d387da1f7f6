"""Files are written whole or not at all, and a full disk is said in a sentence."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from balkansim.errors import BalkansimError
from balkansim.files import read_json, remove_leftovers, write_json, write_whole, writing


def test_a_write_that_fails_leaves_what_stood_there(tmp_path: Path) -> None:
    path = tmp_path / "kept.txt"
    write_whole(path, b"before")
    with pytest.raises(ZeroDivisionError), writing(path) as file:
        file.write(b"half")
        _ = 1 / 0
    assert path.read_bytes() == b"before"
    assert [found.name for found in tmp_path.iterdir()] == ["kept.txt"]


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BalkansimError, match="the disk is full") as caught:
        write_whole(tmp_path / "part", b"rows")
    assert "same command again" in caught.value.told()
    assert list(tmp_path.iterdir()) == []


def test_leftovers_of_a_killed_process_are_removed_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    for name in ("parts/.part-0.parquet.writing", ".summary.csv.writing", "parts/part-1.parquet", ".lock"):
        (tmp_path / name).touch()
    assert remove_leftovers(tmp_path) == 2
    assert sorted(path.name for path in tmp_path.rglob("*")) == [".lock", "part-1.parquet", "parts"]


def test_json_is_read_as_written_and_anything_else_refused(tmp_path: Path) -> None:
    path = tmp_path / "status.json"
    write_json(path, {"state": "done", "name": "čekaj"})
    assert read_json(path) == {"state": "done", "name": "čekaj"}
    path.write_text("[1]", encoding="utf-8")
    with pytest.raises(BalkansimError, match="no object"):
        read_json(path)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(BalkansimError, match="not readable"):
        read_json(path)
    with pytest.raises(BalkansimError, match="no manifest"):
        read_json(tmp_path / "manifest.json")
