"""Structural balance: Heider's triads, the frustration index, and Marvel et al.'s flow to two factions or harmony."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from balkansim.errors import BalkansimError
from balkansim.theories.sides import sample, search

EXACT = 20
"""Up to so many actors the frustration index is exact."""

STARTS = 2000
ALIKE = 1e-9
"""Eigenvalues closer than this share of the largest, and entries of a unit vector below it, count as equal to zero."""


@dataclass(frozen=True)
class Triads:
    """The closed triads of a signed graph.

    Parameters
    ----------
    balanced : int
        How many have a positive product of signs.
    unbalanced : tuple of tuple of int
        The others: three actors each, by place.
    """

    balanced: int
    unbalanced: tuple[tuple[int, int, int], ...]

    @property
    def closed(self) -> int:
        """How many triads have all three ties."""
        return self.balanced + len(self.unbalanced)

    @property
    def share(self) -> float | None:
        """Share of closed triads that are balanced, or None where there is none."""
        return self.balanced / self.closed if self.closed else None


@dataclass(frozen=True, eq=False)
class Frustration:
    """How far a signed graph is from two factions at odds.

    Parameters
    ----------
    index : int
        Fewest ties that contradict any division in two.
    sides : numpy.ndarray
        Booleans, shape (actors,): a division that reaches it.
    exact : bool
        Whether it is the fewest; else no division better than this was found.
    """

    index: int
    sides: Any
    exact: bool


def triads(signs: Any) -> Triads:
    """Return the balanced and the unbalanced closed triads of a signed graph.

    Parameters
    ----------
    signs : numpy.ndarray
        Symmetric, -1, 0 or +1, shape (actors, actors).

    Source
    ------
    Heider 1946; Cartwright & Harary 1956; Antal, Krapivsky & Redner 2006 (great powers before 1914).

    Reading
    -------
    Balanced: the product of the three signs is positive. A triad in which a tie is missing is neither.
    """
    signs = np.asarray(signs).astype(int)
    balanced, unbalanced = 0, []
    for i, j in zip(*np.nonzero(np.triu(signs, 1)), strict=True):
        product = signs[i, j] * signs[i, j + 1 :] * signs[j, j + 1 :]
        balanced += int((product > 0).sum())
        unbalanced += [(int(i), int(j), int(j + 1 + k)) for k in np.flatnonzero(product < 0)]
    return Triads(balanced, tuple(unbalanced))


def frustration_index(signs: Any, *, exact: int = EXACT, seed: int = 1) -> Frustration:
    """Return the fewest ties that contradict a division into two factions.

    Parameters
    ----------
    signs : numpy.ndarray
        Symmetric, -1, 0 or +1, shape (actors, actors).
    exact : int
        Up to so many actors every division is reckoned; beyond, descent from random divisions.
    seed : int
        Seed of the random divisions.

    Source
    ------
    Harary 1959, On the measurement of structural balance, Behavioral Science 4(4): the line index of balance.

    Reading
    -------
    A tie contradicts a division when it is friendly between the factions or hostile within one. With all sizes equal
    this is landscape theory's energy: hostile ties in all, plus half the energy.
    """
    ties = np.asarray(signs, dtype=float)
    found = search(ties) if len(ties) <= exact else sample(ties, STARTS, seed)
    hostile = int((np.triu(ties, 1) < 0).sum())
    return Frustration(hostile + round(found.energies[0] / 2.0), found.sides[0], found.exhaustive)


def relations_at(relations: Any, time: float) -> Any:
    """Return the relations at a time of the flow dX/dt = X X.

    Parameters
    ----------
    relations : numpy.ndarray
        X at time 0, symmetric, shape (actors, actors); positive is friendly.
    time : float
        Before the blow-up.

    Raises
    ------
    BalkansimError
        If the flow has blown up by then.

    Source
    ------
    Marvel, Kleinberg, Kleinberg & Strogatz 2011, Continuous-time model of structural balance, PNAS 108(5).

    Reading
    -------
    X(t) = X0 (I - X0 t)^-1. Time has no unit of its own: doubling all relations halves it.
    """
    ending = blow_up_time(relations)
    if ending is not None and time >= ending:
        expected = f"a time before {ending:.6g}"
        raise BalkansimError(f"time {time:g} is past the blow-up", expected=expected, where="relations_at")
    x = np.asarray(relations, dtype=float)
    return np.linalg.solve(np.eye(len(x)) - x * time, x)


def blow_up_time(relations: Any) -> float | None:
    """Return when the flow dX/dt = X X blows up, or None where it dies down.

    Parameters
    ----------
    relations : numpy.ndarray
        X at time 0, symmetric, shape (actors, actors).

    Source
    ------
    Marvel, Kleinberg, Kleinberg & Strogatz 2011: one over the largest eigenvalue, where that is positive.

    Reading
    -------
    The relation of an actor to itself starts at zero unless the matrix says otherwise.
    """
    largest = float(np.linalg.eigvalsh(relations)[-1])
    return 1.0 / largest if largest > ALIKE else None


def factions(relations: Any) -> Any:
    """Return the factions at the blow-up: signs of the leading eigenvector, or None where they are not determined.

    Parameters
    ----------
    relations : numpy.ndarray
        X at time 0, symmetric, shape (actors, actors).

    Returns
    -------
    numpy.ndarray or None
        -1, 0 or +1, shape (actors,), 0 for an actor whose relations stay finite; all of one sign is harmony. None where
        no relation grows without end, or two eigenvalues lead together.

    Source
    ------
    Marvel, Kleinberg, Kleinberg & Strogatz 2011: only harmony or two factions.

    Reading
    -------
    The first faction is that of the first actor in any.
    """
    values, vectors = np.linalg.eigh(relations)
    if values[-1] <= ALIKE or (len(values) > 1 and values[-1] - values[-2] <= ALIKE * values[-1]):
        return None
    leading = np.where(np.abs(vectors[:, -1]) < ALIKE, 0.0, vectors[:, -1])
    return (np.sign(leading) * np.sign(leading[np.flatnonzero(leading)[0]])).astype(int)
