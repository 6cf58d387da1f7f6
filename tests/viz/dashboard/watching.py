"""A browser page that notes everything that goes wrong in it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

HOME = "127.0.0.1"
PATIENCE = 60_000
"""Milliseconds that a page may take to show something."""


class Watched:
    """A page, and what went wrong in it."""

    def __init__(self, browser: Any) -> None:
        self.page = browser.new_page(viewport={"width": 1280, "height": 800})
        self.page.set_default_timeout(PATIENCE)
        self.wrong: list[str] = []
        self.page.on("console", lambda said: self._note(said.type == "error", f"console: {said.text}"))
        self.page.on("pageerror", lambda error: self._note(True, f"error: {error}"))
        self.page.on("requestfailed", lambda request: self._note(True, f"failed: {request.url}"))
        self.page.on("response", lambda answer: self._note(answer.status >= 400, f"{answer.status}: {answer.url}"))
        self.page.on("request", lambda request: self._note(self._is_foreign(request.url), f"foreign: {request.url}"))
        self.page.on("websocket", lambda socket: self._note(self._is_foreign(socket.url), f"foreign: {socket.url}"))
        self.page.on("dialog", self._dialog)

    def _note(self, happened: bool, what: str) -> None:
        if happened:
            self.wrong.append(what)

    def _dialog(self, dialog: Any) -> None:
        self.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    @staticmethod
    def _is_foreign(url: str) -> bool:
        return urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).hostname != HOME
