"""What the tests of the report share: a page on a small world of hostile words, its ledger, and the command."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hostile import HOSTILE, SCENARIO, SIZE

from balkansim.analysis import drivers as together
from balkansim.cli import main
from balkansim.evidence.evidence import load_evidence
from balkansim.forecasts.forecast import forecast
from balkansim.forecasts.ledger import Ledger
from balkansim.viz import plot as kinds
from balkansim.viz import report_parts as driving
from balkansim.viz import report_parts as grounds
from balkansim.viz.report import report


@dataclass(frozen=True)
class Made:
    """A page with what it was made of."""

    path: Path
    scenario: Path
    evidence: Path
    ledger: Ledger


@pytest.fixture(scope="session")
def quick() -> Iterator[None]:
    """Look for drivers in a few histories only, draw few maps, and tell few numbers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(together, "HISTORIES", 24)
        patch.setattr(driving, "STRONGEST", 1)
        patch.setattr(kinds, "STRIP", 2)
        patch.setattr(grounds, "NUMBERS_TOLD", 2)
        yield


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, quick: None) -> Made:
    """Write the page on a world of thirteen months; a claim's paraphrase is hostile too."""
    home = tmp_path_factory.mktemp("report")
    scenario, evidence = home / "hostile.toml", home / "seeds"
    scenario.write_text(SCENARIO, encoding="utf-8")
    shutil.copytree(load_evidence().folder, evidence)
    for claims in (evidence / "claims").glob("*.csv"):
        _spoil(claims)
    page = home / "page.html"
    report(str(scenario), out=page, evidence=evidence, **SIZE)
    return Made(page, scenario, evidence, forecast(str(scenario), evidence=load_evidence(evidence), **SIZE))


def _spoil(claims: Path) -> None:
    """Put hostile words into every paraphrase of a claim."""
    with claims.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["paraphrase"] = f"claim {HOSTILE}"
    with claims.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Return the command line, to be called with its words."""
    known = tuple(entry for entry in main.ENTRIES if entry.name != "report")
    monkeypatch.setattr(main, "ENTRIES", (*known, main.Entry("report", "show", "See it", "Write a page.")))
    return lambda *words: main.run(["report", *map(str, words)])
