"""Serving the dashboard on this machine: its extra, its port, its address, and nothing from elsewhere."""

from __future__ import annotations

import importlib.util
import os
import socket
import sys
import warnings
import webbrowser
from collections.abc import Callable

from balkansim.dashboard.settings import FIRST_SCENARIO, Settings
from balkansim.errors import BalkansimError

HOME = "127.0.0.1"
PORT = 8765
NOWHERE = f"http://{HOME}:9/"
"""Where a file that is missing on this machine would be looked for: a port nobody listens on."""
APP = "balkansim.app"
NEEDED = ("solara", "ipyvuetify", "altair", "uvicorn")
INSTALL = "pip install 'balkansim[dashboard]'"
Tell = Callable[[str], None]


def serve(scenario: str = "baseline", *, port: int = PORT, browser: bool = True, tell: Tell = print) -> None:
    """Serve the dashboard until it is interrupted.

    Parameters
    ----------
    scenario : str
        Name or path of the scenario that a page opens with.
    port : int
        Port of this machine, 0 for any that is free.
    browser : bool
        Whether to open a browser.
    tell : callable
        Takes each line that is told.

    Raises
    ------
    BalkansimError
        If the extra is not installed, there is no such scenario, or the port is in use.
    """
    check_extra()
    settings = Settings(scenario)
    _ = settings.world
    with listening(port) as listener:
        tell("The dashboard is getting ready ...")
        warm_up(settings, tell)
        address = f"http://{HOME}:{listener.getsockname()[1]}"
        os.environ[FIRST_SCENARIO] = scenario
        run = server()
        tell(f"The dashboard is at {address} (on this machine only; Ctrl-C stops it)")
        if browser and not opened(address):
            tell(f"No browser could be opened: open {address} in one yourself.")
        try:
            run(listener)
        except KeyboardInterrupt:
            tell("The dashboard has stopped.")


def check_extra() -> None:
    """Refuse to go on without the libraries of the extra.

    Raises
    ------
    BalkansimError
        If one is not installed.
    """
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise BalkansimError(
            f"not installed: {', '.join(missing)}", expected="the extra dashboard", where="dashboard", todo=INSTALL
        )


def listening(port: int) -> socket.socket:
    """Return a socket that listens on a port of this machine.

    Parameters
    ----------
    port : int
        The port, 0 for any that is free.

    Raises
    ------
    BalkansimError
        If it is in use or not allowed.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOME, port))
        listener.listen()
    except OSError as mistake:
        listener.close()
        raise BalkansimError(
            f"port {port} cannot be used ({mistake.strerror})",
            expected="a port that no other program uses",
            where="--port",
            todo="stop the other program, or: balkansim dashboard --port 0 (any free port)",
        ) from None
    return listener


def warm_up(settings: Settings, tell: Tell) -> None:
    """Compile the model where it is not yet, and run the first ledger.

    Parameters
    ----------
    settings : Settings
        What a page opens with.
    tell : callable
        Takes each line that is told.
    """
    from balkansim.compiling import is_kept
    from balkansim.dashboard.ledger_page import reckon

    if not is_kept():
        tell("Compiling the model, once: this takes about twenty seconds ...")
    reckon(settings)


def opened(address: str) -> bool:
    """Open a browser, and tell whether there was one with a screen to open it on.

    Parameters
    ----------
    address : str
        What it opens.
    """
    blind = sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    try:
        return not blind and webbrowser.open(address)
    except (webbrowser.Error, OSError):
        return False


def server() -> Callable[[socket.socket], None]:
    """Return what serves the app: Solara, with all its files from this machine and nothing reported to anybody.

    Raises
    ------
    BalkansimError
        If the files of the page are not on this machine.
    """
    # Solara warns of how Mesa is written, and of cookies that only matter in frames of other pages.
    warnings.filterwarnings("ignore", category=UserWarning, module="solara")
    import solara.server.settings as own
    import solara.settings as shared
    import uvicorn

    own.telemetry.mixpanel_enable = False
    own.main.mode = "production"
    own.theme.title, own.theme.show_banner = "balkansim", False
    shared.assets.cdn = NOWHERE
    if not any(own.assets.proxy_cache_dir.glob("@widgetti/solara-vuetify-app*")):
        raise BalkansimError(
            f"no page files in {own.assets.proxy_cache_dir}", expected="those of solara-assets", todo=INSTALL
        )
    import solara.server.app as apps
    import solara.server.starlette as starlette

    apps.apps["__default__"] = apps.AppScript(APP)

    def run(listener: socket.socket) -> None:
        uvicorn.Server(uvicorn.Config(starlette.app, log_level="error")).run(sockets=[listener])

    return run
