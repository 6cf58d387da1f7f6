"""Two-sided configurations: every energy at once for few actors, steepest descent from random starts for many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

SLACK = 1e-12
"""Smallest share of the sum of all weights that counts as a fall in energy; below it is rounding."""

KEPT = 3
"""How many of the lowest configurations are kept beside the optima."""


@dataclass(frozen=True, eq=False)
class Optima:
    """The local optima of an energy over two-sided configurations, lowest first.

    ``sides``: booleans, shape (optima, actors): True on the side opposite to the first actor. ``energies``: shape
    (optima,). ``basins``: share of configurations, or of random starts, from which steepest descent arrives, shape
    (optima,). ``lowest``: booleans, shape (up to `KEPT`, actors): the lowest configurations found, optima or not.
    """

    sides: Any
    energies: Any
    basins: Any
    lowest: Any
    highest: float
    exhaustive: bool


def energy_of(weights: Any, sides: Any) -> Any:
    """Return the energy of configurations: the weights of all pairs on opposite sides, each pair counted twice.

    ``weights``: symmetric, zero diagonal, shape (actors, actors). ``sides``: booleans, shape (..., actors).
    """
    spins = np.where(sides, -1.0, 1.0)
    apart = weights.sum() - np.einsum("...i,ij,...j->...", spins, weights, spins)
    return apart / 2.0


def search(weights: Any) -> Optima:
    """Find every local optimum by computing every configuration.

    ``weights``: symmetric, zero diagonal, shape (actors, actors); memory grows as 2 to the number of actors.
    """
    actors, slack = len(weights), SLACK * np.abs(weights).sum()
    energies = every_energy(weights)
    onward = _steepest(energies, actors, slack)
    optima = np.flatnonzero(onward == np.arange(len(energies)))
    while not np.array_equal(further := onward[onward], onward):
        onward = further
    arrivals = np.bincount(onward, minlength=len(energies))[optima] / len(energies)
    order = np.argsort(energies[optima], kind="stable")
    lowest = np.argpartition(energies, min(KEPT, len(energies)) - 1)[:KEPT]
    return Optima(
        sides_of(optima[order], actors),
        energies[optima][order],
        arrivals[order],
        sides_of(lowest[np.argsort(energies[lowest], kind="stable")], actors),
        float(energies.max()),
        True,
    )


def every_energy(weights: Any) -> Any:
    """Return the energy of every configuration with the first actor's side fixed, by doubling: one actor at a time.

    ``weights``: symmetric, zero diagonal, shape (actors, actors). Returns: shape (2 ** (actors - 1),): in place x, bit
    k - 1 of x says that actor k is on the other side.
    """
    energies = np.zeros(1)
    for k in range(1, len(weights)):
        opposite = np.zeros(1)
        for weight in weights[k, 1:k]:
            opposite = np.concatenate([opposite, opposite + weight])
        with_all = weights[k, :k].sum()
        energies = np.concatenate([energies + 2.0 * opposite, energies + 2.0 * (with_all - opposite)])
    return energies


def sides_of(places: Any, actors: int) -> Any:
    """Return the sides of configurations by their places among all. ``places``: whole numbers, shape (n,)."""
    bits = (np.asarray(places)[:, None] >> np.arange(actors - 1)[None, :]) & 1
    return np.concatenate([np.zeros((len(bits), 1), dtype=bool), bits.astype(bool)], axis=1)


def _steepest(energies: Any, actors: int, slack: float) -> Any:
    """Return where the switch that lowers the energy most leads from each configuration: itself at an optimum."""
    onward = np.arange(len(energies))
    best = energies - slack
    for k in range(actors):
        places = np.arange(len(energies))
        # The first actor's switch is that of everybody else.
        places = places[::-1] if k == 0 else places ^ (1 << (k - 1))
        switched = energies[places]
        better = switched < best
        onward = np.where(better, places, onward)
        best = np.where(better, switched, best)
    return onward


def descend(weights: Any, sides: Any) -> Any:
    """Return where steepest descent leads from given configurations, one switch at a time.

    ``weights``: symmetric, zero diagonal, shape (actors, actors). ``sides``: booleans, shape (starts, actors). Returns:
    booleans, shape (starts, actors): local optima.
    """
    spins = np.where(sides, -1.0, 1.0)
    slack = SLACK * np.abs(weights).sum()
    rows = np.arange(len(spins))
    while len(rows):
        change = 2.0 * spins[rows] * (spins[rows] @ weights)
        first = np.argmin(change, axis=1)
        falls = change[np.arange(len(rows)), first] < -slack
        rows, first = rows[falls], first[falls]
        spins[rows, first] *= -1.0
    return spins < 0.0


def sample(weights: Any, starts: int, seed: int) -> Optima:
    """Find local optima by steepest descent from random configurations.

    ``weights``: symmetric, zero diagonal, shape (actors, actors).
    """
    random = np.random.default_rng(seed)
    begun = random.random((starts, len(weights))) < 0.5
    ended = descend(weights, begun)
    found, arrivals = np.unique(ended ^ ended[:, :1], axis=0, return_counts=True)
    energies = energy_of(weights, found)
    order = np.argsort(energies, kind="stable")
    return Optima(
        found[order],
        energies[order],
        arrivals[order] / starts,
        found[order][:KEPT],
        float(energy_of(weights, begun).max()),
        False,
    )
