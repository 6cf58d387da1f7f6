"""What the tests of figures share: a small ledger, run folders, and the command line with the command `plot`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from balkansim.cli import main
from balkansim.experiments.run import sweep
from balkansim.forecasts.forecast import forecast
from balkansim.forecasts.ledger import Ledger
from balkansim.forecasts.yardsticks import Word, Yardstick

KFOR, HEAT = "peacekeepers.northern-kosovo", "hazard_heat"
GRID = f"""title = "Grid"
question = "Where?"
scenario = "baseline"
forecasts = ["F2-N"]
method = "grid"
draws = 10
histories = 10
seed = 3
[set]
horizon = 12
[factors."{KFOR}"]
values = [0.2, 1.0, 3.0]
[factors.{HEAT}]
values = [0.4, 0.8, 1.2]
"""
BANDS = {"unlikely": (0.0, 0.3), "even": (0.4, 0.6), "likely": (0.7, 1.0)}
WORDS = Yardstick("ours", "Ours", "made up", tuple(Word(word=w, low=a, high=b) for w, (a, b) in BANDS.items()))


@pytest.fixture(scope="session")
def yardstick() -> Yardstick:
    """Return a yardstick of three words: unlikely ends at 0.3, likely begins at 0.7."""
    return WORDS


@pytest.fixture(scope="session")
def ledger() -> Ledger:
    """Return the ledger of a tiny ensemble."""
    return forecast(draws=4, histories=4)


@pytest.fixture(scope="session")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run folder over two factors of three values each, with bands."""
    home = tmp_path_factory.mktemp("grid")
    (home / "grid.toml").write_text(GRID, encoding="utf-8")
    sweep(home / "grid.toml", home / "run", jobs=1)
    return home / "run"


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Return the command line, to be called with its words."""
    known = tuple(entry for entry in main.ENTRIES if entry.name != "plot")
    monkeypatch.setattr(main, "ENTRIES", (*known, main.Entry("plot", "show", "See it", "Draw a figure.")))
    return lambda *words: main.run(["plot", *map(str, words)])
