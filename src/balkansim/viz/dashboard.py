"""What the dashboard shows beside Mesa's controls: one history, and the ledger of an ensemble."""

from __future__ import annotations

import importlib.util
import os
import socket
import sys
import warnings
import webbrowser
from collections.abc import Callable
from html import escape
from threading import Lock

import solara
import solara.lab

from balkansim.errors import BalkansimError
from balkansim.viz import dashboard_parts as ledger_page
from balkansim.viz import dashboard_parts as month_page
from balkansim.viz import dashboard_parts as pictures
from balkansim.viz.dashboard_parts import ComputedLedger, LiveHistory
from balkansim.viz.dashboard_settings import FIRST_SCENARIO, Settings
from balkansim.viz.map import VARIABLES

TWO_COLUMNS = {
    "display": "grid",
    "grid-template-columns": "repeat(auto-fit, minmax(400px, 1fr))",
    "gap": "16px",
    "align-items": "start",
}
FIRST_VARIABLE = "position"
COMPUTING = "Computing the ensemble ..."
ONE_AT_A_TIME = Lock()
COMPILING = "Compiling the model, once: this takes about twenty seconds ..."


@solara.component  # type: ignore[untyped-decorator]
def HistoryView(whole: LiveHistory, lived: int) -> None:  # noqa: N802
    """Show the month lived last: map, tensions, blocs and the log. ``lived``: how many months of it are shown."""
    chronicle = solara.use_memo(lambda: whole.until(lived), [whole, lived])
    variable = solara.use_reactive(FIRST_VARIABLE)
    drawn = solara.use_memo(lambda: _map(chronicle, variable.value), [chronicle, variable.value])
    tensions = solara.use_memo(lambda: pictures.tension_picture(chronicle), [chronicle])
    with solara.Column(classes=["bs-page"], gap="0px"):
        solara.HTML(unsafe_innerHTML=month_page.heading(chronicle))
        with solara.Div(style=TWO_COLUMNS):
            with solara.Column(gap="0px"):
                solara.Select("Colour states by", values=list(VARIABLES), value=variable, dense=True)
                solara.HTML(unsafe_innerHTML=drawn)
            with solara.Column(gap="4px"):
                solara.HTML(unsafe_innerHTML=month_page.blocs(chronicle))
                solara.HTML(unsafe_innerHTML=tensions)
                solara.HTML(unsafe_innerHTML="<h3>Who did what, and why</h3>" + month_page.log(chronicle))
        solara.HTML(unsafe_innerHTML=_same(chronicle) + month_page.notes(chronicle.scenario))


def _map(chronicle: LiveHistory, variable: str) -> str:
    """Return the map, or why there is none."""
    try:
        return pictures.map_picture(chronicle, variable)
    except BalkansimError as mistake:
        return f'<p class="note">{escape(mistake.told())}</p>'


def _same(chronicle: LiveHistory) -> str:
    """Tell how the same history is told on the command line."""
    told = "Every parameter at its median. The same history from the command line"
    return f'<p class="note">{told}: <code>{escape(chronicle.command())}</code></p>'


@solara.component  # type: ignore[untyped-decorator]
def LedgerView(settings: Settings) -> None:  # noqa: N802
    """Show the ledger for the factors as set, run in a thread so that the page stays alive."""
    from balkansim.model.compiling import is_kept

    newest = solara.use_ref(settings)
    newest.current = settings

    def run() -> tuple[Settings, ComputedLedger, ComputedLedger] | None:
        with ONE_AT_A_TIME:
            if newest.current != settings:
                return None
            return settings, ledger_page.compute_ledger(settings), ledger_page.compute_ledger(settings.unset)

    task = solara.lab.use_task(run, dependencies=[settings], raise_error=False)
    shown = task.value or task.latest
    with solara.Column(classes=["bs-page"], gap="4px"):
        solara.ProgressLinear(task.pending)
        if task.pending:
            solara.HTML(unsafe_innerHTML=f'<p class="ran">{COMPUTING if is_kept() else COMPILING}</p>')
        if task.error:
            solara.Error(str(task.exception))
        elif shown is not None:
            solara.HTML(unsafe_innerHTML=ledger_page.ledger_html(*shown))


CSS = """
.v-navigation-drawer { min-width: 340px !important; }
.v-navigation-drawer .v-card { margin: 8px !important; }
.v-navigation-drawer .v-card__title { font-size: 15px; padding: 8px 12px 0; }
.v-navigation-drawer .v-card__text { padding: 4px 12px 8px; }
.v-input__slider .v-input__slot { flex-wrap: wrap; margin: 0; }
.v-input__slider .v-input__slot > .v-label { flex: 1 0 100%; height: auto !important;
  font-size: 13px; line-height: 1.25; margin: 0; }
.v-input__slider { margin: 0 0 2px; padding: 0; }
.v-input__slider .v-messages { display: none; }
.bs-page { font-size: 14px; max-width: 1500px; padding: 6px 12px 24px; }
.bs-page h2.month { display: inline-block; margin: 4px 12px 0 0; font-size: 22px; }
.bs-page .far { opacity: 0.7; }
.bs-page p.question { margin: 2px 0 8px; }
.bs-page img.picture { display: block; max-width: 100%; background: white; }
.bs-page table { border-collapse: collapse; width: 100%; margin: 0 0 12px; font-size: 13px; }
.bs-page th, .bs-page td { text-align: left; vertical-align: top; padding: 4px 10px 4px 0;
  border-bottom: 1px solid rgba(128, 128, 128, 0.3); }
.bs-page th { font-weight: 600; }
.bs-page .log { max-height: 420px; overflow-y: auto; border-top: 2px solid rgba(128, 128, 128, 0.4); padding: 4px 8px; }
.bs-page .log h4 { margin: 6px 0 2px; font-size: 14px; }
.bs-page .log ul { margin: 0 0 4px; padding-left: 18px; }
.bs-page .log p { margin: 0 0 4px; opacity: 0.7; }
.bs-page p.note, .bs-page p.ran { font-size: 12px; opacity: 0.8; margin: 2px 0 4px; }
.bs-page table.ledger td.id, .bs-page table.ledger td.model div:first-child { font-weight: 600; }
.bs-page table.ledger td.id, .bs-page table.ledger td.model, .bs-page table.ledger td.before { white-space: nowrap; }
.bs-page code { font-size: 12px !important; }
.solara-autorouter-content .v-tabs { margin-top: -20px; }
.bs-page h3 { font-size: 15px; margin: 8px 0 4px; }
"""


HOME = "127.0.0.1"
PORT = 8765
NOWHERE = f"http://{HOME}:9/"
"""Where a file that is missing on this machine would be looked for: a port nobody listens on."""
APP = "balkansim.app"
NEEDED = ("solara", "ipyvuetify", "altair", "uvicorn")
INSTALL = "pip install 'balkansim[dashboard]'"
Tell = Callable[[str], None]


def serve(scenario: str = "baseline", *, port: int = PORT, browser: bool = True, tell: Tell = print) -> None:
    """Serve the dashboard until it is interrupted. ``port``: port of this machine, 0 for any that is free."""
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
    """Refuse to go on without the libraries of the extra."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise BalkansimError(
            f"not installed: {', '.join(missing)}", expected="the extra dashboard", where="dashboard", todo=INSTALL
        )


def listening(port: int) -> socket.socket:
    """Return a socket that listens on a port of this machine. ``port``: the port, 0 for any that is free."""
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
    """Compile the model where it is not yet, and run the first ledger."""
    from balkansim.model.compiling import is_kept
    from balkansim.viz.dashboard_parts import compute_ledger

    if not is_kept():
        tell("Compiling the model, once: this takes about twenty seconds ...")
    compute_ledger(settings)


def opened(address: str) -> bool:
    """Open a browser, and tell whether there was one with a screen to open it on."""
    blind = sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    try:
        return not blind and webbrowser.open(address)
    except (webbrowser.Error, OSError):
        return False


def server() -> Callable[[socket.socket], None]:
    """Return what serves the app: Solara, with all its files from this machine and nothing reported to anybody."""
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
