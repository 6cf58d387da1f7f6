"""Fixtures: sweep files written into a temporary folder, and loaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from balkansim.evidence.evidence import Evidence
from balkansim.experiments.sweep import Sweep, load_sweep

HEAD = 'title = "Trial"\nquestion = "What if?"\n'


@pytest.fixture
def load(tmp_path: Path, evidence: Evidence) -> Callable[..., Sweep]:
    """Return a function that writes a sweep file, and beside it a table or a scenario, and loads it."""

    def loader(body: str, *, table: str | bytes = "", other: str = "", **options: Any) -> Sweep:
        path = tmp_path / "trial.toml"
        path.write_text(HEAD + body, encoding="utf-8")
        (tmp_path / "design.csv").write_bytes(table.encode() if isinstance(table, str) else table)
        (tmp_path / "other.toml").write_text(other, encoding="utf-8")
        return load_sweep(path, evidence=evidence, **options)

    return loader
