"""Landscape theory of aggregation: who stands with whom when everybody lowers its own frustration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from balkansim.theories.sides import Optima, energy_of, sample, search

EXHAUSTIVE = 20
"""Up to so many actors every configuration is reckoned: half a million of them."""

STARTS = 2000
"""Random starts of the descent beyond that."""

SEED = 1


@dataclass(frozen=True, eq=False)
class Landscape:
    """The energy landscape of some actors.

    Parameters
    ----------
    names : tuple of str
        The actors.
    sizes : numpy.ndarray
        Above 0, shape (actors,).
    propensity : numpy.ndarray
        Symmetric, zero diagonal, shape (actors, actors): positive where two want to stand together.
    optima : Optima
        Local optima, lowest energy first.
    """

    names: tuple[str, ...]
    sizes: Any
    propensity: Any
    optima: Optima

    def frustrations(self, optimum: int = 0) -> Any:
        """Return each actor's frustration at an optimum, shape (actors,)."""
        return frustrations(self.sizes, self.propensity, self.optima.sides[optimum])

    def distances(self, optimum: int = 0) -> Any:
        """Return how much each actor's frustration would rise if it switched sides, shape (actors,)."""
        return distances(self.sizes, self.propensity, self.optima.sides[optimum])

    def split(self, sides: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the names on the first actor's side and on the other; `sides` has shape (actors,)."""
        together = tuple(name for name, other in zip(self.names, sides, strict=True) if other == sides[0])
        return together, tuple(name for name in self.names if name not in together)

    def smaller(self, sides: Any) -> str:
        """Return the names of the side with fewer actors, in alphabetical order; `sides` has shape (actors,)."""
        one, other = self.split(sides)
        return ", ".join(sorted(one if len(one) < len(other) else other)) or "nobody"


def energy(sizes: Any, propensity: Any, sides: Any) -> Any:
    """Return the energy of two-sided configurations.

    Parameters
    ----------
    sizes : numpy.ndarray
        Shape (actors,).
    propensity : numpy.ndarray
        Symmetric, shape (actors, actors).
    sides : numpy.ndarray
        Booleans, shape (..., actors).

    Returns
    -------
    numpy.ndarray
        Shape (...): the sum of all frustrations, each times its actor's size; every pair counts twice.

    Source
    ------
    Axelrod & Bennett 1993, A landscape theory of aggregation, British Journal of Political Science 23(2).

    Reading
    -------
    An actor counts nothing toward itself: the diagonal is taken as zero.
    """
    return energy_of(_weights(sizes, propensity), np.asarray(sides))


def frustrations(sizes: Any, propensity: Any, sides: Any) -> Any:
    """Return the frustration of every actor: the sizes of those on the other side, each times the propensity.

    Parameters
    ----------
    sizes : numpy.ndarray
        Shape (actors,).
    propensity : numpy.ndarray
        Shape (actors, actors).
    sides : numpy.ndarray
        Booleans, shape (actors,).

    Returns
    -------
    numpy.ndarray
        Shape (actors,): F_i, the sum over j of s_j p_ij d_ij; the lower the better for the actor.

    Source
    ------
    Axelrod & Bennett 1993: distance d is 0 on the same side and 1 on opposite sides.

    Reading
    -------
    Only two sides; nobody stands aside.
    """
    apart = np.asarray(sides)[:, None] != np.asarray(sides)[None, :]
    return np.where(apart, propensity, 0.0) @ np.asarray(sizes, dtype=float)


def distances(sizes: Any, propensity: Any, sides: Any) -> Any:
    """Return each actor's distance from switching sides.

    Parameters
    ----------
    sizes : numpy.ndarray
        Shape (actors,).
    propensity : numpy.ndarray
        Zero diagonal, shape (actors, actors).
    sides : numpy.ndarray
        Booleans, shape (actors,).

    Returns
    -------
    numpy.ndarray
        Shape (actors,): by how much its own frustration rises if it alone switches; negative where it would gain.

    Source
    ------
    Axelrod & Bennett 1993: an actor switches when that lowers its own frustration.

    Reading
    -------
    A distance is a change of frustration, not a probability and not a time.
    """
    spins = np.where(sides, -1.0, 1.0)
    return spins * (np.asarray(propensity) @ (spins * np.asarray(sizes)))


def landscape(
    names: Sequence[str],
    sizes: Any,
    propensity: Any,
    *,
    exhaustive: int = EXHAUSTIVE,
    starts: int = STARTS,
    seed: int = SEED,
) -> Landscape:
    """Return the energy landscape of actors with all its local optima, or those that descent finds.

    Parameters
    ----------
    names : sequence of str
        The actors, at least two.
    sizes : numpy.ndarray
        Above 0, shape (actors,).
    propensity : numpy.ndarray
        Symmetric, zero diagonal, shape (actors, actors).
    exhaustive : int
        Up to so many actors every configuration is reckoned.
    starts, seed : int
        Random starts of the descent beyond that, and their seed.

    Source
    ------
    Axelrod & Bennett 1993, A landscape theory of aggregation, British Journal of Political Science 23(2); the
    eleven-actor case of Axelrod & Furnas 2016.

    Reading
    -------
    A local optimum is a configuration in which no single switch lowers the energy; on a plateau each counts. Basins
    follow steepest descent, the switch that lowers the energy most; the publication lets any lowering switch happen.
    """
    weights = _weights(sizes, propensity)
    optima = search(weights) if len(names) <= exhaustive else sample(weights, starts, seed)
    return Landscape(tuple(names), np.asarray(sizes, dtype=float), np.asarray(propensity, dtype=float), optima)


def _weights(sizes: Any, propensity: Any) -> Any:
    """Return what each pair weighs when apart: both sizes times the propensity."""
    weights = np.outer(sizes, sizes) * propensity
    np.fill_diagonal(weights, 0.0)
    return weights
