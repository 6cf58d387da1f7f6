"""The ledger of a small ensemble for the factors as set, beside the scenario as it stands."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from balkansim.dashboard.settings import Settings, shipped_evidence
from balkansim.forecasting import told
from balkansim.forecasting.ledger import HOW_TO_READ

if TYPE_CHECKING:
    from balkansim.forecasting.entry import Entry
    from balkansim.forecasting.ledger import Ledger

DRAWS, HISTORIES = 50, 8
LEDGERS_KEPT = 32
HEADS = ("", "Forecast (paragraph)", "Document", "Model, 90%", "In words", "Scenario as it stands", "Verdict")
SMALL = (
    f"A small ensemble, {DRAWS} parameter draws x {HISTORIES} histories, so that a change shows at once: its numbers "
    "move by a few points from seed to seed, and the same luck is used before and after a change."
)


@dataclass(frozen=True)
class Reckoned:
    """A ledger and how long it took.

    Parameters
    ----------
    ledger : Ledger
        The ledger.
    seconds : float
        How long the ensemble ran.
    """

    ledger: Ledger
    seconds: float


@lru_cache(maxsize=LEDGERS_KEPT)
def reckon(settings: Settings) -> Reckoned:
    """Run the small ensemble of a world; what was run lately is remembered.

    Parameters
    ----------
    settings : Settings
        Scenario, seed and factors.

    Raises
    ------
    BalkansimError
        If there is no such scenario or factor.
    """
    from balkansim.experiments.ensemble import Size
    from balkansim.experiments.forecasts import write_ledger

    begun = time.perf_counter()
    found = write_ledger(settings.world, shipped_evidence(), Size(DRAWS, HISTORIES, settings.seed))
    return Reckoned(found, time.perf_counter() - begun)


def ledger_html(settings: Settings, now: Reckoned, before: Reckoned) -> str:
    """Return the ledger as HTML.

    Parameters
    ----------
    settings : Settings
        What is set.
    now, before : Reckoned
        With the factors as set, and as the scenario has them.
    """
    known = {(entry.id, entry.reading): entry for entry in before.ledger.entries}
    head = "".join(f"<th>{text}</th>" for text in HEADS)
    rows = "".join(_row(entry, known.get((entry.id, entry.reading))) for entry in now.ledger.entries)
    command = f"{settings.command('forecast')} --draws {DRAWS} --histories {HISTORIES}"
    below = [SMALL, HOW_TO_READ, *(f"{one.id}: {one.note}." for one in now.ledger.entries if one.note)]
    return (
        f'<p class="ran" data-seconds="{now.seconds:.2f}">{escape(_set(settings))} '
        f"Reckoned in {now.seconds:.1f} s; the same from the command line: <code>{escape(command)}</code></p>"
        f"<table {_about(settings)}><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table>" + "".join(f'<p class="note">{escape(text)}</p>' for text in below)
    )


def _about(settings: Settings) -> str:
    """Return the attributes that say what the table is of."""
    factors = ", ".join(f"{name}={value:g}" for name, value in settings.factors)
    return f'class="ledger" data-scenario="{escape(settings.scenario)}" data-factors="{escape(factors)}"'


def _set(settings: Settings) -> str:
    """Tell what is set."""
    told = ", ".join(f"{name} = {value:g}" for name, value in settings.factors)
    return f"{settings.scenario}, seed {settings.seed}, {f'with {told}' if told else 'every factor as it has it'}."


def _row(entry: Entry, before: Entry | None) -> str:
    """Return one forecast."""
    cells = {
        "id": (entry.id,),
        "what": (f"{entry.proposition} ({entry.paragraph})",),
        "document": (entry.term, told.band(entry.term_low, entry.term_high)),
        "model": (told.probability(entry), told.band(entry.low, entry.high)),
        "words": (entry.model_term or told.NOTHING,),
        "before": _beside(entry, before),
        "verdict": (told.verdict(entry),),
    }
    body = "".join(f'<td class="{name}">{_lines(cell)}</td>' for name, cell in cells.items())
    return f'<tr data-id="{escape(entry.id)}">{body}</tr>'


def _lines(cell: tuple[str, ...]) -> str:
    """Return the lines of a cell, what is empty left out."""
    return "".join(f"<div>{escape(line)}</div>" for line in cell if line)


def _beside(entry: Entry, before: Entry | None) -> tuple[str, ...]:
    """Tell the probability of the scenario as it stands, and the change from it in points."""
    if before is None or before.probability is None or entry.probability is None:
        return (told.NOTHING,)
    change = 100 * (entry.probability - before.probability)
    return told.probability(before), f"now {change:+.1f} points" if change else ""
