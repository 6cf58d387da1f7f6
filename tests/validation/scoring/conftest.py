"""Made-up resolutions and ledgers: nothing here says what happened in the world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from balkansim.forecasts.ledger import Entry, Ledger, Run
from balkansim.forecasts.questions import Questions, load_questions
from balkansim.validation.resolutions import COLUMNS, resolvable, window_of

SEEDS = Path(__file__).parents[3] / "seeds"
RUN = Run("baseline", "2025-04-04", "made up", 2, draws=2, histories=2, seed=7, version="0.1.0")
ROW = Entry(
    id="", proposition="p", scenario="baseline", term="likely", term_low=None, term_high=None, probability=0.2,
    low=0.1, high=0.4, mc_error=0.01, draws=2, histories_per_draw=2, hits=1, model_term="unlikely", naive=(0.1, 0.3),
    verdict="agrees", share_below=None, share_in=None, share_above=None, paragraph="A1", window_start="", window_end="",
    reading="main", yardstick="y", seed=7, evidence="made up", version="0.1.0", status="open", note="",
)  # fmt: skip


@pytest.fixture(scope="session")
def questions() -> Questions:
    """Return the shipped forecasts."""
    return load_questions(SEEDS / "forecasts.toml")


@pytest.fixture
def made_ledger(questions: Questions) -> Callable[..., Ledger]:
    """Return a maker of ledgers: 20% for every forecast, except as a test says by id."""

    def make(**changes: dict[str, object]) -> Ledger:
        rows = []
        for q in questions.forecasts:
            row = replace(ROW, id=q.id, window_start=q.window.start, window_end=q.window.end)
            rows.append(replace(row, **changes.get(q.id.replace("-", "_"), {})))
        return Ledger(RUN, "y", tuple(rows))

    return make


@pytest.fixture
def made_up(tmp_path: Path, questions: Questions) -> Callable[..., Path]:
    """Return a writer of resolutions: (outcome, date) by id, all else left out."""

    def write(outcomes: dict[str, tuple[str, str]], *, sign: str = ",", bom: str = "") -> Path:
        windows = {q.id: window_of(q) for q in resolvable(questions)}
        rows = [
            (name, "a rule", windows.get(name, ""), outcome, day, "made up")
            for name, (outcome, day) in outcomes.items()
        ]
        path = tmp_path / "resolutions.csv"
        path.write_text(bom + "\n".join(sign.join(row) for row in (COLUMNS, *rows)) + "\n", encoding="utf-8")
        return path

    return write
