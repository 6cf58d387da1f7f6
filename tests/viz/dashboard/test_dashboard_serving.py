"""Serving the dashboard: what is refused, where it listens, and what is opened."""

from __future__ import annotations

import socket
import sys
import webbrowser
from typing import Any

import pytest

from balkansim.cli.show import dashboard as command
from balkansim.errors import BalkansimError
from balkansim.viz import dashboard as serving


def invoke(*words: str) -> Any:
    return command.main(list(words), standalone_mode=False)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be served or computed."""

    def run(listener: socket.socket) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(serving, "check_extra", lambda: None)
    monkeypatch.setattr(serving, "warm_up", lambda settings, tell: None)
    monkeypatch.setattr(serving, "server", lambda: run)
    monkeypatch.setenv(serving.FIRST_SCENARIO, "baseline")


def test_a_missing_extra_is_told_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "solara", None)
    with pytest.raises(BalkansimError, match=r"solara(.|\n)*pip install 'balkansim\[dashboard\]'"):
        invoke("--no-browser")


@pytest.mark.usefixtures("asked")
def test_an_unknown_scenario_is_told_with_the_nearest() -> None:
    with pytest.raises(BalkansimError, match="did you mean 'kfor-drawdown'"):
        invoke("kfor-drawdwn", "--no-browser")


@pytest.mark.usefixtures("asked")
def test_a_port_in_use_is_told_with_a_command_that_helps() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(BalkansimError, match=rf"port {port} cannot be used(.|\n)*--port 0"):
            invoke("--port", str(port), "--no-browser")


def test_it_listens_on_this_machine_only() -> None:
    with serving.listening(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


@pytest.mark.usefixtures("asked")
def test_without_a_browser_the_address_is_told(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    def none(address: str) -> bool:
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(webbrowser, "open", none)
    invoke("kfor-drawdown", "--port", "0")
    said = capsys.readouterr().out
    assert "http://127.0.0.1:" in said
    assert "No browser could be opened" in said
    assert serving.os.environ[serving.FIRST_SCENARIO] == "kfor-drawdown"


@pytest.mark.usefixtures("asked")
def test_nothing_is_opened_where_there_is_no_screen_or_where_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: opened.append(address) or True)
    monkeypatch.setattr(serving.sys, "platform", "linux")
    for screen in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(screen, raising=False)
    assert not serving.opened("http://127.0.0.1:1")
    monkeypatch.setenv("DISPLAY", ":0")
    invoke("--port", "0", "--no-browser")
    assert not opened
    invoke("--port", "0")
    assert len(opened) == 1
