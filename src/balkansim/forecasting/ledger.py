"""The forecast ledger: what was run, a row for each forecast, and what must be said under them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from balkansim.forecasting import told
from balkansim.forecasting.entries import entries
from balkansim.forecasting.entry import Entry, Run
from balkansim.forecasting.outcomes import Survey
from balkansim.forecasting.questions import MAIN, Questions, Untestable
from balkansim.forecasting.table import paragraph, table
from balkansim.forecasting.verdicts import CUT_OFFS
from balkansim.forecasting.words import Yardstick

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 100
HEADINGS = (
    ("id",),
    ("proposition", "(paragraph)"),
    ("document's", "word, band"),
    ("model,", "90%, mc"),
    ("model's word",),
    ("below/in", "/above"),
    ("naive",),
    ("verdict",),
)
WIDTHS = (6, 17, 12, 10, 15, 8, 6, 12)
HOW_TO_READ = (
    "model: share of histories; beneath it the 90% interval over parameter draws, chance removed, and the Monte-Carlo "
    "error (mc) in points; with no hit, or only hits, the interval ends at Jeffreys' 95% bound. below/in/above: per "
    "cent of parameter draws against the band of the word. Words in brackets are no probability terms and are not "
    "scored."
)


@dataclass(frozen=True)
class Ledger:
    """The forecasts of the documents beside the model's.

    Parameters
    ----------
    run : Run
        What was run.
    yardstick : str
        The yardstick of the words.
    entries : tuple of Entry
        The rows.
    caveats : tuple of str
        What must be said under the rows.
    untestable : tuple of Untestable
        Forecasts that no rule can answer.
    """

    run: Run
    yardstick: str
    entries: tuple[Entry, ...]
    caveats: tuple[str, ...] = ()
    untestable: tuple[Untestable, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Return the rows as a frame, one column a field of `Entry`, naive forecasts as two columns."""
        import pandas as pd

        rows = [entry.as_dict() for entry in self.entries]
        for row in rows:
            row["naive_low"], row["naive_high"] = row.pop("naive") or (None, None)
        return pd.DataFrame(rows)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values: ``run``, ``forecasts``, ``caveats``, ``untestable``."""
        return {
            "run": {**asdict(self.run), "yardstick": self.yardstick},
            "forecasts": [entry.as_dict() for entry in self.entries],
            "caveats": list(self.caveats),
            "untestable": [found.model_dump() for found in self.untestable],
        }

    def to_json(self) -> str:
        """Return everything as JSON; see `Entry` for the keys of a forecast."""
        return json.dumps(self.as_dict(), indent=2, allow_nan=False)

    def header(self) -> list[str]:
        """Return the lines above the rows: what was run."""
        run = self.run
        lines = [
            f"balkansim {run.version}: forecast ledger, {run.date}",
            f"scenario {run.scenario}; {run.draws} parameter draws x {run.histories} histories; seed {run.seed}",
            f"evidence {run.evidence}; coders {run.coders}; yardstick {self.yardstick}",
        ]
        if run.nans:
            lines.append(f"warning: {run.nans} values of this run were not numbers; do not rely on it")
        return lines

    def footer(self) -> list[str]:
        """Return the lines beneath the rows, unwrapped: notes, how to read them, caveats and what to ask next."""
        notes = [f"{_row_name(entry)}: {entry.note}." for entry in self.entries if entry.note]
        untestable = [f"{found.id} ({found.paragraph}) is untestable: {found.reason}." for found in self.untestable]
        ask = [f"why: balkansim explain {self.entries[0].id}"] if self.entries else []
        return [*notes, HOW_TO_READ, *CUT_OFFS, *self.caveats, *untestable, *ask]

    def __str__(self) -> str:
        """Return the ledger as text within 100 columns."""
        top = [line for text in self.header() for line in paragraph(text, WIDTH, "  ")]
        rows = table(HEADINGS, [told.cells(entry) for entry in self.entries], WIDTHS)
        bottom = [line for text in self.footer() for line in paragraph(text, WIDTH, "  ")]
        return "\n".join([*top, "", *rows, *bottom])

    def _repr_html_(self) -> str:
        """Return the ledger as an HTML table, for notebooks."""
        top = "<br>".join(escape(line) for line in self.header())
        bottom = "<br>".join(escape(line) for line in self.footer())
        body = "".join(f"<tr>{_html_cells(told.cells(entry), 'td')}</tr>" for entry in self.entries)
        head = f"<tr>{_html_cells(HEADINGS, 'th')}</tr>"
        return f"<p>{top}</p><table><thead>{head}</thead><tbody>{body}</tbody></table><p>{bottom}</p>"


def ledger(
    questions: Questions,
    survey: Survey,
    yardstick: Yardstick,
    run: Run,
    *,
    readings: bool = False,
    notes: Sequence[str] = (),
) -> Ledger:
    """Write the ledger of a run.

    Parameters
    ----------
    questions : Questions
        The forecasts.
    survey : Survey
        What the run measured (see `balkansim.forecasting.outcomes.survey`).
    yardstick : Yardstick
        Which band each word stands for.
    run : Run
        What was run.
    readings : bool, optional
        Also give a row to each alternative reading.
    notes : sequence of str, optional
        What else must be said under the rows.
    """
    caveats = (*(question.caveat for question in questions.forecasts if question.caveat), *notes)
    rows = tuple(entries(questions, survey, yardstick, run, readings=readings))
    return Ledger(run, yardstick.name, rows, caveats, questions.untestable)


def _row_name(entry: Entry) -> str:
    """Name a row of the ledger in a note."""
    return entry.id if entry.reading == MAIN else f"{entry.id}, {entry.reading}"


def _html_cells(cells: Sequence[Sequence[str]], tag: str) -> str:
    """Return cells as HTML, a line break between their lines."""
    return "".join(f"<{tag}>{'<br>'.join(escape(line) for line in cell if line)}</{tag}>" for cell in cells)
