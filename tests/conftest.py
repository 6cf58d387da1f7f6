"""Fixtures shared by the tests of the model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import running
from balkansim.evidence.evidence import Evidence
from balkansim.scenario.resolve import resolve
from balkansim.scenario.scenario import Scenario

HEAD = 'question = "What then?"\nexpects = "What is worked out by hand."\n'
WorldMaker = Callable[..., Scenario]


@pytest.fixture(scope="session")
def evidence() -> Evidence:
    """Return the shipped evidence."""
    return running.evidence()


@pytest.fixture
def world_of(tmp_path: Path, evidence: Evidence) -> WorldMaker:
    """Return a maker of worlds of their own: a roster, switches, and the text of further tables."""

    def make(*roster: str, tables: str = "", **keys: Any) -> Scenario:
        switches = {"founding": False, "elections": False, "at_rest": True, "horizon": 60, "start": "2025-04"} | keys
        lines = [f"{key} = {_toml(value)}" for key, value in {**switches, "roster": list(roster)}.items()]
        path = tmp_path / "own.toml"
        path.write_text(HEAD + "\n".join(lines) + "\n" + tables, encoding="utf-8")
        return resolve(str(path), evidence=evidence)

    return make


def _toml(value: Any) -> str:
    """Write a value as TOML."""
    return str(value).lower() if isinstance(value, bool) else repr(value).replace("'", '"')
