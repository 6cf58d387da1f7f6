"""One sentence to quote: a probability with its interval and its word, and never a word of confidence."""

from __future__ import annotations

import re

from balkansim.forecasting import told
from balkansim.forecasting.entry import Entry

CONFIDENCE = re.compile(r"\b(un)?(confiden\w*|certainty|sure|surely)\b", re.IGNORECASE)


def has_confidence_word(text: str) -> bool:
    """Tell whether a text speaks of confidence, which is no probability.

    Parameters
    ----------
    text : str
        Any text. "Almost certain" is a word of probability and passes.
    """
    return bool(CONFIDENCE.search(text))


def quote(entry: Entry) -> str:
    """Return one sentence to quote about a forecast.

    A probability word and a word of confidence never stand in it together: where the proposition or the document's word
    speaks of confidence, numbers alone are given.

    Parameters
    ----------
    entry : Entry
        The row of the ledger.
    """
    if entry.probability is None or entry.draws is None or entry.histories_per_draw is None:
        return f"balkansim gives no probability that {entry.proposition}: {entry.note or entry.status}."
    total = entry.draws * entry.histories_per_draw
    interval = told.band(entry.low, entry.high)
    spread = f" (90% interval over parameter draws {interval})" if interval else ""
    opening = f"In {told.probability(entry)} of {total} simulated histories of the balkansim scenario {entry.scenario}"
    if told.probability(entry).endswith(f"of {total}"):
        opening = f"In {told.probability(entry)} simulated histories of the balkansim scenario {entry.scenario}"
    return f"{opening}{spread} {entry.proposition}{_words(entry)}."


def _words(entry: Entry) -> str:
    """Return the model's and the document's words, unless one of them would meet a word of confidence."""
    if has_confidence_word(f"{entry.proposition} {entry.term} {entry.model_term}"):
        return ""
    model = f', "{entry.model_term}" on the yardstick {entry.yardstick}' if entry.model_term else ""
    band = told.band(entry.term_low, entry.term_high)
    document = f'; the document ({entry.paragraph}) says "{entry.term}"' if not entry.term.startswith("(") else ""
    return f"{model}{document}{f', {band}' if band and document else ''}"
