"""Numbers and words of the ledger as a reader sees them."""

from __future__ import annotations

from balkansim.forecasting.entry import Entry
from balkansim.forecasting.verdicts import NO_TERM

DECIMALS = ((10.0, 0), (0.1, 1), (0.0, 2))
"""Decimals of a percentage at least so far from 0 and from 100."""
NOTHING = "-"


def percent(share: float) -> str:
    """Return a share as a number of per cent without the sign, with decimals only where it is near 0 or 100.

    Parameters
    ----------
    share : float
        In [0, 1].
    """
    number = 100 * share
    if number in (0.0, 100.0):
        return f"{number:.0f}"
    decimals = next(places for bound, places in DECIMALS if min(number, 100 - number) >= bound)
    rounded = f"{number:.{decimals}f}"
    return rounded.rstrip("0").rstrip(".") if decimals else rounded


def counted(hits: int, total: int) -> str:
    """Return a share of histories in per cent; never 0% or 100%, but "0 of n" or "n of n".

    Parameters
    ----------
    hits, total : int
        Histories in which something happened, and all histories.
    """
    shown = percent(hits / total)
    return f"{hits} of {total}" if float(shown) in (0.0, 100.0) else f"{shown}%"


def band(low: float | None, high: float | None) -> str:
    """Return a range of shares such as ``40-50%``, one number where both ends look alike.

    Parameters
    ----------
    low, high : float or None
        In [0, 1]; nothing is said without them.
    """
    if low is None or high is None:
        return ""
    ends = percent(low), percent(high)
    return f"{ends[0]}%" if ends[0] == ends[1] else f"{ends[0]}-{ends[1]}%"


def probability(entry: Entry) -> str:
    """Return the model's probability, as `counted` tells it.

    Parameters
    ----------
    entry : Entry
        A row of the ledger.
    """
    if entry.hits is None or entry.draws is None or entry.histories_per_draw is None:
        return NOTHING
    return counted(entry.hits, entry.draws * entry.histories_per_draw)


def error(entry: Entry) -> str:
    """Return the Monte-Carlo error in points, such as ``mc 0.7``.

    Parameters
    ----------
    entry : Entry
        A row of the ledger.
    """
    return "" if not entry.mc_error else f"mc {100 * entry.mc_error:.1f}"


def shares(entry: Entry) -> str:
    """Return the shares of parameter draws below, inside and above the band, such as ``60/30/10``.

    Parameters
    ----------
    entry : Entry
        A row of the ledger.
    """
    parts = (entry.share_below, entry.share_in, entry.share_above)
    return NOTHING if None in parts else "/".join(f"{100 * part:.0f}" for part in parts if part is not None)


def verdict(entry: Entry) -> str:
    """Return the verdict, short where brackets around the word already say why there is none.

    Parameters
    ----------
    entry : Entry
        A row of the ledger.
    """
    return "not scored" if entry.verdict == NO_TERM else entry.verdict


def cells(entry: Entry) -> list[list[str]]:
    """Return a row as cells, each a list of lines that may be wrapped further.

    Parameters
    ----------
    entry : Entry
        A row of the ledger.

    Returns
    -------
    list of list of str
        Id, proposition, document's word, model, model's word, shares, naive, verdict.
    """
    naive = band(*entry.naive) if entry.naive else NOTHING
    return [
        [entry.id],
        [f"{entry.proposition} ({entry.paragraph})"],
        [entry.term, band(entry.term_low, entry.term_high)],
        [probability(entry), band(entry.low, entry.high), error(entry)],
        [entry.model_term or NOTHING],
        [shares(entry)],
        [naive],
        [verdict(entry)],
    ]
