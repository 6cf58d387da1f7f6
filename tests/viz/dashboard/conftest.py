"""Fixtures: one dashboard, served in a process of its own, and pages of one browser on it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from watching import Watched

from browsing import chromium, open_browser

HOSTILE = "<img src=x onerror=alert(1)>"
SCENARIO = f"""parent = "baseline"
title = "{HOSTILE}"
question = "Is it {HOSTILE} or <script>alert(2)</script>?"
expects = "Nothing."
horizon = 2

[events.shots]
month = "2025-05"
kind = "incident"
flashpoint = "northern-kosovo"
severity = 4
note = "<b>{HOSTILE}</b>"
"""


class Served:
    """A dashboard that is served."""

    def __init__(self, folder: Path) -> None:
        self.scenario = folder / f"{HOSTILE}.toml"
        self.scenario.write_text(SCENARIO, encoding="utf-8")
        self.record = folder / "left-the-machine.txt"
        words = [str(Path(__file__).with_name("guarded.py")), str(self.record), str(self.scenario)]
        here = {**os.environ, "SOLARA_HOME": str(folder), "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
        self.process = subprocess.Popen(
            [sys.executable, *words, "--port", "0", "--no-browser"],
            cwd=folder, env=here, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        )  # fmt: skip
        self.said: list[str] = []
        self.address = self._await_address()

    def _await_address(self) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if found:
                return found[0]
        self.process.communicate()
        raise AssertionError("".join(self.said))

    def stop(self) -> str:
        """Interrupt it as Ctrl-C does, and return what else it said."""
        self.process.send_signal(signal.SIGINT)
        try:
            rest, _ = self.process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            rest, _ = self.process.communicate()
        return rest


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the dashboard of a scenario with a hostile name."""
    pytest.importorskip("solara")
    chromium()
    found = Served(tmp_path_factory.mktemp("served"))
    yield found
    said = found.stop()
    assert said.splitlines() == ["The dashboard has stopped."]
    assert found.process.returncode == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start the browser."""
    with open_browser() as started:
        yield started


@pytest.fixture
def watched(browser: Any, served: Served) -> Iterator[Watched]:
    """Open the dashboard, and hold it to it that nothing goes wrong and nothing leaves the machine."""
    page = Watched(browser)
    page.page.goto(served.address)
    yield page
    page.page.close()
    assert not page.wrong
    assert not served.record.exists(), served.record.read_text(encoding="utf-8")
