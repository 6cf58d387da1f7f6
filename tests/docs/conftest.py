"""Fixtures of the tests of the documentation."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = f"""
import json, sys
sys.path.insert(0, {str(DOCS)!r})
from balkansim.cli.main import ENTRIES, cli
from generator.generate import generated
sys.stdout.reconfigure(encoding="utf-8")
print(json.dumps(generated(cli, {{entry.name: entry.heading for entry in ENTRIES}})))
"""


@pytest.fixture(scope="session")
def docs() -> Path:
    """Return the folder of the documentation."""
    return DOCS


@pytest.fixture(scope="session")
def pages() -> dict[str, str]:
    """Return every generated page as a new process would write it: click remembers how a command was called before."""
    told = subprocess.run([sys.executable, "-c", PAGES], capture_output=True, text=True, encoding="utf-8", check=True)
    found: dict[str, str] = json.loads(told.stdout)
    return found
