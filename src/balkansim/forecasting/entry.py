"""The records of the ledger: what was run, and one row a forecast."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Run:
    """What was run, as the ledger says above its rows.

    Parameters
    ----------
    scenario : str
        Name of the scenario asked about, with what was added to it.
    date : str
        Day of the run, or of the evidence.
    evidence : str
        Which evidence, by name or hash.
    coders : int
        How many coders it had.
    draws, histories : int
        Parameter draws, and histories in each.
    seed : int
        Seed of all luck.
    version : str
        Version of balkansim.
    nans : int, optional
        Values that were not numbers, over all histories of all arms.
    """

    scenario: str
    date: str
    evidence: str
    coders: int
    draws: int
    histories: int
    seed: int
    version: str
    nans: int = 0


@dataclass(frozen=True)
class Entry:
    """One row of the ledger.

    Parameters
    ----------
    id, proposition, paragraph : str
        The forecast, in our words, and where its document makes it.
    scenario : str
        The scenario of the histories counted.
    term : str
        The document's word, in brackets where it is no probability term.
    term_low, term_high : float or None
        The word's band under the yardstick, in [0, 1]; None where the word is not scored.
    probability, low, high, mc_error : float or None
        Share of histories, its 90% interval over parameter draws, and the Monte-Carlo error, in [0, 1].
    draws, histories_per_draw, hits : int or None
        Parameter draws, histories in each, and histories in which the forecast came true.
    model_term : str or None
        The word the probability earns under the yardstick.
    naive : tuple of float or None
        Both ends of the naive forecast, in [0, 1]; None where none fits the reading.
    verdict : str
        How probability and word stand to one another, or why that cannot be said.
    share_below, share_in, share_above : float or None
        Shares of parameter draws below, inside and above the band.
    window_start, window_end : str
        First and last calendar month, such as ``2025-07``.
    reading : str
        ``main`` or the name of an alternative reading.
    yardstick, seed, evidence, version
        What the row rests on.
    status : str
        ``open``, ``partly closed``, ``closed`` or ``unresolvable``.
    note : str
        What else must be said: a curve, an effect, why there is no number.
    """

    id: str
    proposition: str
    scenario: str
    term: str
    term_low: float | None
    term_high: float | None
    probability: float | None
    low: float | None
    high: float | None
    mc_error: float | None
    draws: int | None
    histories_per_draw: int | None
    hits: int | None
    model_term: str | None
    naive: tuple[float, float] | None
    verdict: str
    share_below: float | None
    share_in: float | None
    share_above: float | None
    paragraph: str
    window_start: str
    window_end: str
    reading: str
    yardstick: str
    seed: int
    evidence: str
    version: str
    status: str
    note: str

    def as_dict(self) -> dict[str, Any]:
        """Return the row as plain values, its keys in the order above."""
        return asdict(self)
