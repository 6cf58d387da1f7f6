"""Fixtures: short histories of worlds in which one thing is certain to happen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from balkansim.analysis.history import History, history

Live = Callable[..., History]
QUIET = (
    "accession_base=1e-9",
    "decline_base=1e-9",
    "founding_base=1e-9",
    "exit_base=1e-9",
    "lapse_base=1e-9",
    "pfp_attempts=1e-9",
    "conversion_pace=0",
    "hazard_base.northern-kosovo=-40",
    "hazard_base.inter-entity-line=-40",
)
HEAD = 'parent = "baseline"\nquestion = "What if?"\nexpects = "Something."\n'


def quiet_but(*loud: str, months: int) -> tuple[str, ...]:
    """Return settings in which nothing happens but what is set loud."""
    named = {setting.partition("=")[0] for setting in loud}
    return (*(setting for setting in QUIET if setting.partition("=")[0] not in named), *loud, f"horizon={months}")


@pytest.fixture
def live(tmp_path: Path) -> Live:
    """Return a function that lives a quiet history, but for what is set or written into the scenario."""

    def lived(*loud: str, months: int = 1, body: str = "", **key: Any) -> History:
        settings = quiet_but(*loud, months=months)
        if not body:
            return history("baseline", set_=settings, **key)
        path = tmp_path / "mine.toml"
        path.write_text(HEAD + body, encoding="utf-8")
        return history(str(path), set_=settings, **key)

    return lived


@pytest.fixture(scope="session")
def baseline() -> History:
    """Return a history of the baseline, long enough for a January and conduct that is answered."""
    return history("baseline", seed=7, run=3, draw=5, set_=("horizon=10",))
