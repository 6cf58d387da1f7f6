"""Fixtures: scenario files written into a temporary folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

HEAD = 'question = "What if?"\nexpects = "Something."\n'
Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a scenario file, by default a child of baseline, and returns its path."""

    def writer(body: str, *, name: str = "mine", parent: str | None = "baseline") -> str:
        path = tmp_path / f"{name}.toml"
        above = f'parent = "{parent}"\n' if parent else ""
        path.write_text(above + HEAD + body, encoding="utf-8")
        return str(path)

    return writer
