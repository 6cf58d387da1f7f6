"""What the tests of theories share: the command line with `replicate` in it, and files written from text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from balkansim.cli import main

Writer = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Writer:
    """Return a writer of table files."""

    def written(text: str, name: str = "own.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding=encoding)
        return path

    return written


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[str]], int]:
    """Return the command line, with `replicate` among its commands."""
    if "replicate" not in {entry.name for entry in main.ENTRIES}:
        monkeypatch.setattr(
            main, "ENTRIES", (*main.ENTRIES, main.Entry("replicate", "validate", "Ask the model", "Replicate."))
        )
    return main.run
