"""Fixtures: coding sheets as a class hands them in."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from teaching_sheets import DEPTH, FORECAST, TENSION

from balkansim.evidence.evidence import Evidence
from balkansim.teaching.codings import COLUMNS
from balkansim.teaching.exercises import Practice, practice, with_practice

Row = tuple[str, ...]
Hand = Callable[..., Path]


@pytest.fixture
def hand_in(tmp_path: Path) -> Hand:
    """Return a function that writes a student's sheet into a folder."""

    def hand(
        name: str,
        *rows: Row,
        columns: Sequence[str] = COLUMNS,
        delimiter: str = ",",
        encoding: str = "utf-8",
    ) -> Path:
        folder = tmp_path / "class"
        folder.mkdir(exist_ok=True)
        path = folder / name
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=delimiter)
            writer.writerow(columns)
            writer.writerows(rows or (DEPTH, TENSION, FORECAST))
        return path

    return hand


@pytest.fixture(scope="session")
def article(evidence: Evidence) -> Practice:
    """Return the practice article."""
    return practice(evidence.library)


@pytest.fixture(scope="session")
def knowing(evidence: Evidence, article: Practice) -> Evidence:
    """Return the shipped evidence with the practice article."""
    return with_practice(evidence, article)
