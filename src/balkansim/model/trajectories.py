"""The record of an ensemble arm that outcomes read: a few monthly quantities and what each history ended with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from balkansim.errors import BalkansimError
from balkansim.months import month_short

NEVER = -1000
"""Stands for a month in which something would have happened but did not."""


class Capacity(NamedTuple):
    """How many slots the arrays hold; only as many are read as there are names."""

    actors: int = 16
    blocs: int = 8
    flashpoints: int = 4
    entities: int = 2


def monthly_type(capacity: Capacity = Capacity()) -> np.dtype[Any]:  # noqa: B008 (an immutable tuple)
    """Return the structured type of one recorded month.

    Returns: fields, all at the end of the month: ``polarisation`` index, by part in the region's quarrels, and
    ``polarisation_spending``, by expenditure; ``secession`` (E,) in [0, 1]; ``partnership``
    (N,) with NATO in [0, 1]; ``hazard`` (F,) probability of an incident in that month; ``severity`` (F,) 0-4, of that
    month's incident, 0 for none; ``idle`` (B,) consecutive months without activity.
    """
    n, b, f, e = capacity
    fields = [
        ("polarisation", "f8"),
        ("polarisation_spending", "f8"),
        ("secession", "f8", (e,)),
        ("partnership", "f8", (n,)),
        ("hazard", "f8", (f,)),
        ("severity", "i2", (f,)),
        ("idle", "i2", (b,)),
    ]
    return np.dtype(fields, align=True)


def ends_type(capacity: Capacity = Capacity()) -> np.dtype[Any]:  # noqa: B008 (an immutable tuple)
    """Return the structured type of what one history ended with.

    Returns: months are calendar months (0 = April 2025) or `NEVER`. Fields: ``joined`` (N, B) month of first accession,
    `NEVER` for founders; ``member`` (N, B) at the end; ``founded`` (B,) month of founding in a run or before; ``ended``
    (B,) month of formal end; ``pfp`` (N,) month of entry into Partnership for Peace; ``army`` (N,) month in which a
    stochastic conversion is complete, `NEVER` where an event scheduled it; ``eligible``, ``applied``, ``declined``,
    ``vetoed`` (N, B) counts of months; ``veto`` (N, B) vetoes cast by that member in that bloc; ``nans`` count of
    values that were not numbers; ``radius`` spectral radius of the linearised month at the
    start; ``race`` growth a year that an arms race feeds back beyond fatigue, which runs away above 0.
    """
    n, b, _, _ = capacity
    fields = [
        ("radius", "f8"),
        ("race", "f8"),
        ("nans", "i8"),
        ("joined", "i2", (n, b)),
        ("member", "i1", (n, b)),
        ("founded", "i2", (b,)),
        ("ended", "i2", (b,)),
        ("pfp", "i2", (n,)),
        ("army", "i2", (n,)),
        ("eligible", "i2", (n, b)),
        ("applied", "i2", (n, b)),
        ("declined", "i2", (n, b)),
        ("vetoed", "i2", (n, b)),
        ("veto", "i2", (n, b)),
    ]
    return np.dtype(fields, align=True)


def blank(
    histories: int,
    months: int,
    dyads: int,
    capacity: Capacity = Capacity(),  # noqa: B008
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return empty arrays for trajectories, nothing having happened.

    ``histories``: number of histories, draws times histories per draw. ``months``: months simulated; one row more is
    kept for the initial condition. Returns: monthly : numpy.ndarray, shape (histories, months + 1); all zero. Returns:
    tension : numpy.ndarray, shape (histories, months + 1, dyads); all zero. Returns: ends : numpy.ndarray, shape
    (histories,); counts zero, months `NEVER`.
    """
    monthly = np.zeros((histories, months + 1), monthly_type(capacity))
    ends = np.zeros(histories, ends_type(capacity))
    for field in ("joined", "founded", "ended", "pfp", "army"):
        ends[field] = NEVER
    return monthly, np.zeros((histories, months + 1, dyads)), ends


def dyads_of(actors: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the dyads of a roster in slot order, slot j(j-1)/2+i for i < j.

    ``actors``: the roster, in canonical order.
    """
    return tuple((actors[i], actors[j]) for j in range(len(actors)) for i in range(j))


@dataclass(frozen=True, eq=False)
class Trajectories:
    """One arm of an ensemble, or a chunk of whole parameter draws of it.

    ``start``: calendar month of row 0, the initial condition (0 = April 2025). ``actors``, ``blocs``, ``flashpoints``,
    ``entities``: names in slot order; blocs founded in a run are called ``founded-1``, ``founded-2``, ... ``draws``,
    ``histories``: parameter draws, and histories in each; history ``draw * histories + run`` is a row of both arrays.
    ``monthly`` (numpy.ndarray, shape (draws * histories, months + 1)): of `monthly_type`; row t is the calendar month
    ``start + t``; hazard and severity of row 0 are 0. ``tension`` (numpy.ndarray, shape (draws * histories, months + 1,
    dyads)): of every dyad at the end of each month, in [0, 1]; an array of its own, since a roster has far fewer dyads
    than there are slots for. ``ends`` (numpy.ndarray, shape (draws * histories,)): of `ends_type`.
    """

    scenario: str
    start: int
    actors: tuple[str, ...]
    blocs: tuple[str, ...]
    flashpoints: tuple[str, ...]
    entities: tuple[str, ...]
    draws: int
    histories: int
    monthly: NDArray[Any]
    tension: NDArray[Any]
    ends: NDArray[Any]

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit the names and numbers."""
        expected = self.draws * self.histories
        if len(self.monthly) != expected or len(self.ends) != expected:
            raise BalkansimError(
                f"trajectories of {len(self.monthly)} monthly and {len(self.ends)} end records",
                expected=f"{self.draws} draws x {self.histories} histories = {expected}",
                where=f"trajectories of {self.scenario}",
            )
        if self.tension.shape != (*self.monthly.shape, len(self.dyads)):
            raise BalkansimError(
                f"tension of shape {self.tension.shape}",
                expected=f"{(*self.monthly.shape, len(self.dyads))}: a dyad of {len(self.actors)} states each",
                where=f"trajectories of {self.scenario}",
            )
        slots = {
            "partnership": len(self.actors), "idle": len(self.blocs),
            "hazard": len(self.flashpoints), "secession": len(self.entities),
        }  # fmt: skip
        for field, names in slots.items():
            if self.monthly.dtype[field].shape[0] < names:
                raise BalkansimError(
                    f"{names} names for {self.monthly.dtype[field].shape[0]} slots of {field}",
                    expected="at least one slot a name",
                    where=f"trajectories of {self.scenario}",
                )

    @cached_property
    def dyads(self) -> tuple[tuple[str, str], ...]:
        """The dyads of the roster, in slot order."""
        return dyads_of(self.actors)

    @property
    def last(self) -> int:
        """The last calendar month recorded."""
        return self.start + int(self.monthly.shape[1]) - 1

    @property
    def reference_row(self) -> int:
        """The row of t0: calendar month 0, or the initial condition of a run that starts later."""
        return self.row(0) if self.start <= 0 else 0

    @property
    def nans(self) -> int:
        """Values that were not numbers, over all histories."""
        return int(self.ends["nans"].sum())

    def row(self, month: int) -> int:
        """Return the row of a calendar month. ``month``: calendar month, 0 = April 2025."""
        if not self.start <= month <= self.last:
            raise BalkansimError(
                f"{month_short(month)} is not on record",
                expected=f"a month from {month_short(self.start)} to {month_short(self.last)}",
                where=f"trajectories of {self.scenario}",
                todo="set a longer horizon or an earlier start",
            )
        return month - self.start

    def rows(self, first: int, last: int) -> slice:
        """Return the rows of a window of calendar months, leaving out those up to the initial condition.

        ``first``, ``last``: calendar months, both inside the window.
        """
        return slice(self.row(max(first, self.start + 1)), self.row(last) + 1)

    def slots(self, pairs: Iterable[tuple[str, str]]) -> list[int]:
        """Return the dyad slots of pairs of states in either order, leaving out pairs not in the roster.

        ``pairs`` (iterable of (str, str)): ISO3 codes of two states each.
        """
        known = {frozenset(dyad): slot for slot, dyad in enumerate(self.dyads)}
        return [known[frozenset(pair)] for pair in pairs if frozenset(pair) in known]
