"""What is read off simulated histories of the past: one number a history and target, as the record would have it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from balkansim.calibrating.targets import HALF, Target, Window
from balkansim.forecasting.tape import NEVER, Tape
from balkansim.scenario.calendar import is_january, year_and_month

MONTHS_A_YEAR = 12.0
Floats = NDArray[np.float64]
Luck = Callable[[str], Floats]
"""Uniforms in (0, 1) by name, one a history."""


@dataclass(frozen=True)
class Past:
    """Histories of one scenario of the past, one a parameter draw.

    Parameters
    ----------
    tape : Tape
        One history a draw.
    spent : mapping of int to numpy.ndarray, shape (histories, states)
        By calendar month, the change of ln military expenditure since the start, where a target asks for it.
    founders : mapping of str to tuple of str
        Members at the start, by bloc.
    """

    tape: Tape
    spent: Mapping[int, Floats]
    founders: Mapping[str, tuple[str, ...]]


def statistic(target: Target, pasts: Mapping[str, Past], luck: Luck) -> Floats:
    """Return a target's statistic in each history, the record's own uncertainty included.

    Parameters
    ----------
    target : Target
        What is read.
    pasts : mapping of str to Past
        Histories, by scenario.
    luck : callable
        Uniforms for what came on record and for the record's error.

    Returns
    -------
    numpy.ndarray, shape (histories,)
    """
    from scipy.special import ndtri

    exact = READERS[target.kind](target, pasts, luck)
    return exact + target.uncertainty * ndtri(luck(f"record.{target.id}"))


def accession_rate(target: Target, pasts: Mapping[str, Past], luck: Luck) -> Floats:
    """Return ln of accessions per candidate-year, half an accession added."""
    joins: Any = 0.0
    months: Any = 0.0
    for window in target.windows:
        tape = pasts[window.scenario].tape
        slot, ended = tape.blocs.index(window.bloc), _ended(tape, window)
        for state in window.states:
            when = _joined(tape, tape.actors.index(state), slot)
            until = np.minimum(np.minimum(when, ended), window.last)
            joins = joins + ((when >= window.first) & (when <= window.last))
            months = months + np.maximum(until - window.first + 1.0, 0.0)
    return np.asarray(np.log((joins + HALF) * MONTHS_A_YEAR / np.maximum(months, 1.0)))


def expansions(target: Target, pasts: Mapping[str, Past], luck: Luck) -> Floats:
    """Return the number of formats that gained a member, founders who come back not counted."""
    grown = [_accessions(pasts[window.scenario], window, ()) > 0 for window in target.windows]
    return np.sum(grown, axis=0, dtype=np.float64)


def accessions(target: Target, pasts: Mapping[str, Past], luck: Luck) -> Floats:
    """Return the number of accessions of states that a window does not name."""
    counts = [_accessions(pasts[window.scenario], window, window.states) for window in target.windows]
    return np.sum(counts, axis=0, dtype=np.float64)


def endings(target: Target, pasts: Mapping[str, Past], luck: Luck) -> Floats:
    """Return the number of formats that ended."""
    ended = [_ended(pasts[window.scenario].tape, window) <= window.last for window in target.windows]
    return np.sum(ended, axis=0, dtype=np.float64)


def years(target: Target, pasts: Mapping[str, Past], luck: Luck) -> Floats:
    """Return the number of calendar years with a bad enough incident that came on record."""
    low, high = target.recorded
    chance = low + (high - low) * luck(f"recorded.{target.id}")
    total: Any = 0.0
    for window in target.windows:
        tape = pasts[window.scenario].tape
        place = tape.flashpoints.index(window.flashpoint)
        of_year: dict[int, list[int]] = {}
        for month in range(window.first, window.last + 1):
            of_year.setdefault(year_and_month(month)[0], []).append(tape.row(month))
        for year, rows in of_year.items():
            happened = tape.monthly["severity"][:, rows, place].max(axis=1) >= target.severity
            total = total + happened * (luck(f"recorded.{target.id}.{year}") < chance)
    return np.asarray(total, dtype=np.float64)


def growth(target: Target, pasts: Mapping[str, Past], luck: Luck) -> Floats:
    """Return the median over states of the yearly change of ln expenditure."""
    return np.asarray(np.median(growth_by_state(target, pasts), axis=1))


def growth_by_state(target: Target, pasts: Mapping[str, Past]) -> Floats:
    """Return the yearly change of ln expenditure, shape (histories, states of ``by_state``)."""
    window = target.windows[0]
    past = pasts[window.scenario]
    slots = [past.tape.actors.index(state) for state in target.by_state or ()]
    return past.spent[window.last][:, slots] / budgets(window)


def budgets(window: Window) -> int:
    """Return the number of Januaries, when budgets move, from the first to the last month of a window."""
    return sum(is_january(month) for month in range(window.first, window.last + 1))


def bounds(target: Target, pasts: Mapping[str, Past], luck: Luck) -> Floats:
    """Return the share of dyad-months with tension outside its bounds."""
    low, high = target.bounds
    window = target.windows[0]
    tape = pasts[window.scenario].tape
    tension = tape.tension[:, tape.rows(window.first, window.last)]
    return np.asarray(((tension < low) | (tension > high)).mean(axis=(1, 2)))


READERS: Mapping[str, Callable[[Target, Mapping[str, Past], Luck], Floats]] = {
    "accession-rate": accession_rate,
    "expansions": expansions,
    "accessions": accessions,
    "endings": endings,
    "years": years,
    "growth": growth,
    "bounds": bounds,
}


def _joined(tape: Tape, actor: int, bloc: int) -> Floats:
    """Return the month of accession, infinite where there is none."""
    month = tape.ends["joined"][:, actor, bloc].astype(np.float64)
    return np.where(month == NEVER, np.inf, month)


def _ended(tape: Tape, window: Window) -> Floats:
    """Return the month in which a format ended, infinite where it did not."""
    month = tape.ends["ended"][:, tape.blocs.index(window.bloc)].astype(np.float64)
    return np.where(month == NEVER, np.inf, month)


def _accessions(past: Past, window: Window, left_out: tuple[str, ...]) -> Any:
    """Count accessions inside a window, those of founders and of states left out aside."""
    tape = past.tape
    slot, founders = tape.blocs.index(window.bloc), past.founders[window.bloc]
    total: Any = 0
    for actor, state in enumerate(tape.actors):
        if state not in left_out and state not in founders:
            when = _joined(tape, actor, slot)
            total = total + ((when >= window.first) & (when <= window.last))
    return total
