"""Fixtures of the tests of the documentation."""

from __future__ import annotations

from pathlib import Path

import pytest

from balkansim.cli.main import ENTRIES, cli
from balkansim.describing.pages import generated

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="session")
def docs() -> Path:
    """Return the folder of the documentation."""
    return DOCS


@pytest.fixture(scope="session")
def pages() -> dict[str, str]:
    """Return every generated page as it would be written now."""
    return generated(cli, {entry.name: entry.heading for entry in ENTRIES})
