"""A headless Chromium for tests: pages opened in it, with every console error and failed request they caused."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NoReturn

import pytest

REQUIRED = "BALKANSIM_BROWSER"
NAMES = ("chromium", "chromium-browser")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
_running: list[Any] = []
REMEDY = "run .ci/browser and pip install playwright, or leave BALKANSIM_BROWSER unset"


@dataclass
class Visit:
    """A page in the browser, and what went wrong or was asked for while it was open."""

    page: Any
    errors: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @property
    def asked_of_the_network(self) -> list[str]:
        """Return the requests that left the machine's own files and data."""
        return [url for url in self.requests if not url.startswith(("file:", "data:", "blob:", "about:"))]


@contextmanager
def browsing(width: int = 1280, height: int = 900) -> Iterator[Visit]:
    """Open an empty page of a size in pixels; where there is no browser, skip the test, or fail it if one is required.

    A page that is opened while another one is open stands in the same browser.
    """
    with open_browser() as browser:
        context = browser.new_context(viewport={"width": width, "height": height})
        try:
            yield _watched(context.new_page())
        finally:
            context.close()


@contextmanager
def open_browser() -> Iterator[Any]:
    """Yield the browser that is open, or start one and close it again; skip or fail as `browsing` does."""
    if _running:
        yield _running[-1]
        return
    path = chromium()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _absent("playwright is not installed")
    with sync_playwright() as playwright:
        _running.append(playwright.chromium.launch(executable_path=path, headless=True, args=list(QUIET)))
        try:
            yield _running[-1]
        finally:
            _running.pop().close()


def chromium() -> str:
    """Return where Chromium is; skip the test, or fail it if a browser is required, where there is none."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    return found or _absent(f"there is no {' or '.join(NAMES)} on the path")


def _absent(reason: str) -> NoReturn:
    if os.environ.get(REQUIRED) == "required":
        pytest.fail(f"{reason}, and {REQUIRED}=required: {REMEDY}")
    pytest.skip(f"{reason}: {REMEDY}")


def _watched(page: Any) -> Visit:
    """Note errors, failed requests and answers of 400 and above."""
    visit = Visit(page)
    page.on("console", lambda said: visit.errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on("request", lambda request: visit.requests.append(request.url))
    page.on("requestfailed", lambda request: visit.failed.append(request.url))
    page.on("response", lambda answer: visit.failed.append(answer.url) if answer.status >= 400 else None)
    return visit
