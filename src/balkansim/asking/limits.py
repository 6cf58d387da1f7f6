"""The limits of a box, one side of one factor each: which cases they let in, and whether they matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from balkansim.scenario.calendar import month_iso

AT_LEAST, AT_MOST, AMONG = ">=", "<=", "in"
SURE = 0.05
"""Quasi-p value above which a limit does not matter."""

Column = NDArray[Any]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Limit:
    """What a box asks of one factor on one side.

    Parameters
    ----------
    factor : str
        The factor.
    kind : {">=", "<=", "in"}
        What is asked of it.
    end : float or None
        Least or greatest value in the box, in the factor's unit; None for a factor of names.
    names : tuple of str
        The names in the box, of a factor of names.
    quasi_p : float
        Chance of as many cases of interest in the box if this limit did not matter (one-sided binomial), in [0, 1].
    is_month : bool
        Whether the end is a month, counted from April 2025.
    """

    factor: str
    kind: str
    end: float | None = None
    names: tuple[str, ...] = ()
    quasi_p: float = 1.0
    is_month: bool = False

    def lets_in(self, values: Column) -> Flags:
        """Tell which values of the factor it allows.

        Parameters
        ----------
        values : numpy.ndarray, shape (cases,)
            The factor's values.
        """
        if self.kind == AMONG:
            return np.isin(values, list(self.names))
        return np.asarray(values >= self.end if self.kind == AT_LEAST else values <= self.end, dtype=bool)

    def __str__(self) -> str:
        """Return the limit as a condition."""
        if self.end is None:
            return f"{self.factor} {'is' if len(self.names) == 1 else 'in'} {', '.join(self.names)}"
        return f"{self.factor} {self.kind} {month_iso(int(self.end)) if self.is_month else f'{self.end:.4g}'}"


def inside(limits: Sequence[Limit], factors: Mapping[str, Column]) -> Flags:
    """Tell which cases lie in a box.

    Parameters
    ----------
    limits : sequence of Limit
        What the box asks.
    factors : mapping of str to numpy.ndarray, shape (cases,)
        Values of each factor.
    """
    found = np.ones(len(next(iter(factors.values()))), dtype=bool)
    for limit in limits:
        found &= limit.lets_in(factors[limit.factor])
    return found


def weighed(limits: Sequence[Limit], factors: Mapping[str, Column], interesting: Flags) -> tuple[Limit, ...]:
    """Return limits with their quasi-p values (Bryant and Lempert 2010), the surest first.

    A limit's value is the chance of as many cases of interest among those in the box if each were of interest with the
    probability it has in the box without that limit.

    Parameters
    ----------
    limits : sequence of Limit
        What the box asks.
    factors : mapping of str to numpy.ndarray, shape (cases,)
        Values of each factor.
    interesting : numpy.ndarray of bool, shape (cases,)
        Which cases are of interest.
    """
    from scipy.stats import binom

    box = inside(limits, factors)
    cases, hits = int(box.sum()), int((box & interesting).sum())
    found = []
    for limit in limits:
        wider = inside([other for other in limits if other is not limit], factors)
        found.append(replace(limit, quasi_p=float(binom.sf(hits - 1, cases, interesting[wider].mean()))))
    return tuple(sorted(found, key=lambda limit: limit.quasi_p))


def loosened(limits: Sequence[Limit], factors: Mapping[str, Column], interesting: Flags) -> tuple[Limit, ...]:
    """Return the limits that matter: the least sure is dropped and the rest weighed anew until all are sure.

    Parameters
    ----------
    limits : sequence of Limit
        What the box asks.
    factors : mapping of str to numpy.ndarray, shape (cases,)
        Values of each factor.
    interesting : numpy.ndarray of bool, shape (cases,)
        Which cases are of interest.
    """
    left = weighed(limits, factors, interesting)
    while left and left[-1].quasi_p > SURE:
        left = weighed(left[:-1], factors, interesting)
    return left
