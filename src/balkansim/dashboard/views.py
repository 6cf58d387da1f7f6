"""What the dashboard shows beside Mesa's controls: one history, and the ledger of an ensemble."""

from __future__ import annotations

from html import escape
from threading import Lock

import solara
import solara.lab

from balkansim.dashboard import ledger_page, month_page, pictures
from balkansim.dashboard.chronicle import Chronicle
from balkansim.dashboard.ledger_page import Reckoned
from balkansim.dashboard.settings import Settings
from balkansim.errors import BalkansimError
from balkansim.plots.snapshot import VARIABLES

TWO_COLUMNS = {
    "display": "grid",
    "grid-template-columns": "repeat(auto-fit, minmax(400px, 1fr))",
    "gap": "16px",
    "align-items": "start",
}
FIRST_VARIABLE = "position"
RECKONING = "Reckoning the ensemble ..."
ONE_AT_A_TIME = Lock()
COMPILING = "Compiling the model, once: this takes about twenty seconds ..."


@solara.component  # type: ignore[untyped-decorator]
def HistoryView(whole: Chronicle, lived: int) -> None:  # noqa: N802
    """Show the month lived last: map, tensions, blocs and the log.

    Parameters
    ----------
    whole : Chronicle
        The history, which may be growing meanwhile.
    lived : int
        How many months of it are shown.
    """
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


def _map(chronicle: Chronicle, variable: str) -> str:
    """Return the map, or why there is none."""
    try:
        return pictures.map_picture(chronicle, variable)
    except BalkansimError as mistake:
        return f'<p class="note">{escape(mistake.told())}</p>'


def _same(chronicle: Chronicle) -> str:
    """Tell how the same history is told on the command line."""
    told = "Every parameter at its median. The same history from the command line"
    return f'<p class="note">{told}: <code>{escape(chronicle.command())}</code></p>'


@solara.component  # type: ignore[untyped-decorator]
def LedgerView(settings: Settings) -> None:  # noqa: N802
    """Show the ledger for the factors as set, run in a thread so that the page stays alive.

    Parameters
    ----------
    settings : Settings
        What is set.
    """
    from balkansim.compiling import is_kept

    newest = solara.use_ref(settings)
    newest.current = settings

    def run() -> tuple[Settings, Reckoned, Reckoned] | None:
        with ONE_AT_A_TIME:
            if newest.current != settings:
                return None
            return settings, ledger_page.reckon(settings), ledger_page.reckon(settings.unset)

    task = solara.lab.use_task(run, dependencies=[settings], raise_error=False)
    shown = task.value or task.latest
    with solara.Column(classes=["bs-page"], gap="4px"):
        solara.ProgressLinear(task.pending)
        if task.pending:
            solara.HTML(unsafe_innerHTML=f'<p class="ran">{RECKONING if is_kept() else COMPILING}</p>')
        if task.error:
            solara.Error(str(task.exception))
        elif shown is not None:
            solara.HTML(unsafe_innerHTML=ledger_page.ledger_html(*shown))
