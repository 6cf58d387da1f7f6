"""Who forecast what: the probabilities that model, document's word, naive forecast and status quo gave a question."""

from __future__ import annotations

from balkansim.forecasting.entry import Entry
from balkansim.forecasting.rules import Calm, Rule, StaysOut

MODEL, WORD, NAIVE, STATUS_QUO = "model", "word", "naive", "status quo"
LOW_END, HIGH_END = "low end", "high end"
CERTAIN_TO_STAY = (StaysOut, Calm)
"""Kinds of rule that come true where nothing changes."""


def end_of(forecaster: str, end: str) -> str:
    """Name the forecaster that an end of a range stands for.

    Parameters
    ----------
    forecaster : str
        Whose range.
    end : str
        `LOW_END` or `HIGH_END`.
    """
    return f"{forecaster}, {end}"


def names() -> tuple[str, ...]:
    """Return every forecaster there can be, in the order of the page."""
    ranged = (name for who in (MODEL, WORD, NAIVE) for name in (who, end_of(who, LOW_END), end_of(who, HIGH_END)))
    return (*ranged, STATUS_QUO)


def status_quo(rule: Rule) -> float:
    """Return the forecast that nothing changes.

    Parameters
    ----------
    rule : Rule
        The rule of a forecast.

    Returns
    -------
    float
        1 for staying out and for calm, 0 for whatever takes a change.
    """
    return 1.0 if isinstance(rule, CERTAIN_TO_STAY) else 0.0


def probabilities(entry: Entry, rule: Rule) -> dict[str, float]:
    """Return the probability of yes by forecaster.

    Parameters
    ----------
    entry : Entry
        The forecast's row in a ledger, with a probability.
    rule : Rule
        Its rule.

    Returns
    -------
    dict of str to float
        In [0, 1], in the order of `names`; the word and the naive forecast stand at the middle of their range, and
        whoever gave no forecast is left out.
    """
    word = (entry.term_low, entry.term_high)
    found = {MODEL: entry.probability}
    found |= _ends(MODEL, entry.low, entry.high)
    found |= {WORD: _middle(*word)} | _ends(WORD, *word)
    naive = entry.naive or (None, None)
    found |= {NAIVE: _middle(*naive)} | _ends(NAIVE, *naive)
    found[STATUS_QUO] = status_quo(rule)
    return {name: value for name, value in found.items() if value is not None}


def _ends(name: str, low: float | None, high: float | None) -> dict[str, float | None]:
    return {end_of(name, LOW_END): low, end_of(name, HIGH_END): high}


def _middle(low: float | None, high: float | None) -> float | None:
    return None if low is None or high is None else (low + high) / 2
