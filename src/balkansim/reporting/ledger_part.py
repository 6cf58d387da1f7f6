"""The ledger in a report: the same rows as on the terminal, as a table."""

from __future__ import annotations

from balkansim.forecasting import told
from balkansim.forecasting.ledger import HEADINGS, Ledger
from balkansim.reporting.document import Grid, Listed, Part, Text

NUMBERS = frozenset({5, 6})


def ledger_part(found: Ledger) -> Part:
    """Return the ledger with everything that must be said under it.

    Parameters
    ----------
    found : Ledger
        The ledger.
    """
    run = found.run
    said = Text(
        f"Scenario {run.scenario}: {run.draws} parameter draws x {run.histories} histories, seed {run.seed}; evidence "
        f"{run.evidence}, coders {run.coders}; yardstick {found.yardstick}."
    )
    wrong = f"Warning: {run.nans} values of this run were not numbers; do not rely on it."
    warning = (Text(wrong),) if run.nans else ()
    return Part("ledger", "The forecasts and the model", (said, *warning, ledger_grid(found), Listed(notes(found))))


def ledger_grid(found: Ledger) -> Grid:
    """Return the rows of a ledger as a table.

    Parameters
    ----------
    found : Ledger
        The ledger.
    """
    head = tuple(" ".join(lines).replace(" /", "/") for lines in HEADINGS)
    rows = tuple(tuple(tuple(line for line in cell if line) for cell in told.cells(entry)) for entry in found.entries)
    return Grid("ledger-table", "Forecast ledger: what the documents say beside the model", head, rows, NUMBERS)


def notes(found: Ledger) -> tuple[str, ...]:
    """Return what must be said under a ledger, each as a sentence.

    Parameters
    ----------
    found : Ledger
        The ledger.
    """
    return tuple(line[:1].upper() + line[1:] for line in found.footer() if not line.startswith("why: "))
