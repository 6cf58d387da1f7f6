"""Hand-made trajectories of two draws with two histories each, in which nothing happens until a test says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from balkansim.forecasts.ledger import Run
from balkansim.forecasts.questions import Questions, Rule, load_questions
from balkansim.forecasts.series import Window
from balkansim.forecasts.yardsticks import Yardsticks, load_yardsticks
from balkansim.model.trajectories import Trajectories, blank, dyads_of

SEEDS = Path(__file__).parents[2] / "seeds"
ACTORS = ("SRB", "XKX", "ALB", "HRV", "HUN", "SVK", "BGR", "MKD", "BIH", "MNE")
BLOCS = ("adriatic", "serbia-hungary", "founded-1")
FLASHPOINTS = ("northern-kosovo", "inter-entity-line")
QUIET_TENSION, QUIET_HAZARD = 0.5, 0.1


@pytest.fixture
def make_tape() -> Callable[..., Trajectories]:
    """Return a maker of trajectories in which tension is 0.5, the hazard 0.1 a month, and nothing happens."""

    def make(
        scenario: str = "baseline", *, start: int = 0, months: int = 60, draws: int = 2, **names: Any
    ) -> Trajectories:
        given: dict[str, Any] = {"actors": ACTORS, "blocs": BLOCS, "flashpoints": FLASHPOINTS, "entities": ("RS",)}
        given |= names
        monthly, tension, ends = blank(draws * 2, months, len(dyads_of(given["actors"])))
        tension[:] = QUIET_TENSION
        monthly["hazard"][:, 1:] = QUIET_HAZARD
        return Trajectories(
            scenario, start, **given, draws=draws, histories=2, monthly=monthly, tension=tension, ends=ends
        )

    return make


@pytest.fixture
def arms(make_tape: Callable[..., Trajectories]) -> dict[str, Trajectories]:
    """Return four quiet arms."""
    names = {"scenario": "baseline", "no-blocs": "no-blocs", "dialogue": "inclusive-dialogue", "null": "null-world"}
    return {arm: make_tape(scenario) for arm, scenario in names.items()}


@pytest.fixture(scope="session")
def questions() -> Questions:
    """Return the shipped forecasts."""
    return load_questions(SEEDS / "forecasts.toml")


@pytest.fixture(scope="session")
def first_version() -> Questions:
    """Return the shipped forecasts as they were fixed first."""
    return load_questions(SEEDS / "forecasts-1.toml")


@pytest.fixture(scope="session")
def yardsticks() -> Yardsticks:
    """Return the shipped yardsticks."""
    return load_yardsticks(SEEDS / "yardsticks.toml")


@pytest.fixture
def asked(questions: Questions, first_version: Questions) -> Callable[..., tuple[Rule, Window]]:
    """Return a finder of the rule and window of a shipped forecast, or of one of its readings."""

    def find(name: str, reading: str = "main", version: int = 2) -> tuple[Rule, Window]:
        question = (first_version if version == 1 else questions).get(name)
        found = next(entry for entry in question.all_readings() if entry.name == reading)
        return found.rule, found.window or question.window

    return find


@pytest.fixture
def run() -> Run:
    """Return what a ledger says was run."""
    return Run("baseline", "2025-04-04", "shipped", 2, draws=2, histories=2, seed=7, version="0.1.0")
