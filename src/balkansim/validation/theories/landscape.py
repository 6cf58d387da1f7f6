"""Landscape theory of aggregation: who stands with whom when everybody lowers its own frustration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.pages import Section, Table
from balkansim.validation.theories.sides import Optima, energy_of, sample, search
from balkansim.validation.theories.tables import read_sizes, read_square
from balkansim.validation.theories.theory import Finding, Settings, Theory, Value, published_table, published_text, told

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.scenario import Scenario

EXHAUSTIVE = 20
"""Up to so many actors every configuration is computed: half a million of them."""

STARTS = 2000
"""Random starts of the descent beyond that."""

SEED = 1


@dataclass(frozen=True, eq=False)
class Landscape:
    """The energy landscape of some actors.

    ``sizes``: above 0, shape (actors,). ``propensity``: symmetric, zero diagonal, shape (actors, actors): positive
    where two want to stand together. ``optima``: local optima, lowest energy first.
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

    ``sizes``: shape (actors,). ``propensity``: symmetric, shape (actors, actors). ``sides``: booleans, shape (...,
    actors). Returns: shape (...): the sum of all frustrations, each times its actor's size; every pair counts twice.

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

    ``sizes``: shape (actors,). ``propensity``: shape (actors, actors). ``sides``: booleans, shape (actors,). Returns:
    shape (actors,): F_i, the sum over j of s_j p_ij d_ij; the lower the better for the actor.

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

    ``sizes``: shape (actors,). ``propensity``: zero diagonal, shape (actors, actors). ``sides``: booleans, shape
    (actors,). Returns: shape (actors,): by how much its own frustration rises if it alone switches; negative where it
    would gain.

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

    ``names``: the actors, at least two. ``sizes``: above 0, shape (actors,). ``propensity``: symmetric, zero diagonal,
    shape (actors, actors).

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


def landscape_of(scenario: Scenario, evidence: Evidence, *, centred: bool = True) -> Landscape:
    """Return the landscape of a scenario's states where it starts, every parameter at its median.

    Returns: sizes are shares of the roster's military expenditure at t0; propensities as from `propensities`.

    Source
    ------
    Axelrod & Bennett 1993 for the theory; alignments, tensions and expenditure as coded from the documents.

    Reading
    -------
    See `propensities`; sizes are the weights that the polarisation index uses.
    """
    world, names = _start(scenario, evidence)
    used = slice(0, len(names))
    mutual = propensities(world.similarity[used, used], world.tension[used, used], centred=centred)
    return landscape(names, world.weight[used].copy(), mutual)


def propensities(similarity: Any, tension: Any, *, centred: bool = True) -> Any:
    """Return how much each pair of states wants to stand together.

    ``similarity``: portfolio similarity S in [-1, 1], shape (states, states). ``tension``: in [0, 1], shape (states,
    states). Returns: symmetric, zero diagonal, shape (states, states), in [-1, 1] where it is not centred.

    Source
    ------
    Axelrod & Bennett 1993: propensity sums what draws two actors together and what sets them at odds.

    Reading
    -------
    The mean of similarity and of calm, 1 - 2 tension, both on [-1, 1] and weighing alike. Neighbours lean much the same
    way, so that levels would put nearly everybody on one side; as in the rule of accession it is the deviation from the
    roster's mean that counts. Another roster therefore moves every propensity, and can move the optimum.
    """
    between = ~np.eye(len(similarity), dtype=bool)
    mutual = (np.asarray(similarity) + 1.0 - 2.0 * np.asarray(tension)) / 2.0
    if centred and between.any():
        mutual = mutual - mutual[between].mean()
    return np.where(between, mutual, 0.0)


def _start(scenario: Scenario, evidence: Evidence) -> tuple[Any, tuple[str, ...]]:
    """Return the world at its start, every parameter at its median, and the names of its states."""
    from balkansim.evidence.coefficients import coefficient_view
    from balkansim.model.luck import empty_luck
    from balkansim.model.moves.bearings import take_bearings
    from balkansim.model.sampling import Sampler
    from balkansim.model.start import start_of
    from balkansim.model.world import view
    from balkansim.scenario.factors import coefficients

    start = start_of(Sampler(scenario, evidence, coefficients(evidence), draws=1, seed=1, at_median=True))
    world = view(start.worlds)
    take_bearings(world, coefficient_view(start.coefficients), empty_luck()[0], 0)
    return world, start.names.actors


SIZE = "size"
NAME = "landscape"
OPTIMA_SHOWN = 5
OPTIMA_LISTED = 100
NOBODY = "nobody"


def read_landscape(path: Path, seed: int = SEED) -> Landscape:
    """Read sizes and propensities and return their landscape.

    ``path``: A CSV file with the columns ``actor,size`` and a column of propensities for each actor.
    """
    table = read_square(path, (SIZE,))
    return landscape(table.names, read_sizes(path, table, SIZE), table.values, seed=seed)


def reproduced() -> dict[str, Value]:
    """Return what the code gives for each published number of the eleven-actor case."""
    found = read_landscape(published_table(NAME))
    optima = found.optima
    energies = energy(found.sizes, found.propensity, optima.lowest)
    weighted = found.sizes * found.frustrations()
    return {
        "optimum": found.smaller(optima.sides[0]),
        "optima": len(optima.sides),
        "energy": float(optima.energies[0]),
        "second": found.smaller(optima.lowest[1]),
        "second energy": float(energies[1]),
        "third": found.smaller(optima.lowest[2]),
        "third energy": float(energies[2]),
        "together": float(energy(found.sizes, found.propensity, np.zeros(len(found.names), dtype=bool))),
        "highest": optima.highest,
        **{f"frustration of {name}": float(w) for name, w in zip(found.names, weighted, strict=True)},
    }


def run(path: Path, settings: Settings) -> Finding:
    """Return the landscape of a user's table, told. ``settings``: ``seed`` is heeded."""
    seed = SEED if settings.seed is None else settings.seed
    found = read_landscape(path, seed)
    return finding(found, f"Landscape theory on {path.name}", (_searched(found, seed),))


def finding(found: Landscape, title: str, lines: tuple[str, ...]) -> Finding:
    """Tell a landscape."""
    optima, actors = [_optimum(found, k) for k in range(min(len(found.optima.sides), OPTIMA_LISTED))], _actors(found)
    nearest = min(actors, key=lambda row: row["distance"])
    switching = (
        "distance: by how much the actor's own frustration rises if it alone switches sides; neither a probability nor "
        f"a time. Nearest to switching: {nearest['actor']} ({told(nearest['distance'], 3)})."
    )
    sections = (
        Section("optima", (_optima_table(optima[:OPTIMA_SHOWN]), *_more(found))),
        Section("lowest", (_lowest_table(found),)),
        Section("actors", ("At the lowest optimum:", _actors_table(actors), switching)),
    )
    values = {"optima": optima, "optima_found": len(found.optima.sides), "exhaustive": found.optima.exhaustive}
    return Finding(title, lines, sections, {**values, "actors": actors}, actors)


def _searched(found: Landscape, seed: int) -> str:
    """Say how the landscape was searched."""
    actors = len(found.names)
    if found.optima.exhaustive:
        return f"{actors} actors, all {2 ** (actors - 1):,} configurations computed."
    return (
        f"{actors} actors, too many to try every configuration: steepest descent from {STARTS:,} random ones (seed "
        f"{seed}); there may be optima that it did not reach."
    )


def _optimum(found: Landscape, k: int) -> dict[str, Any]:
    one, other = found.split(found.optima.sides[k])
    energies, basins = found.optima.energies, found.optima.basins
    return {"energy": float(energies[k]), "basin": float(basins[k]), "one": list(one), "other": list(other)}


def _actors(found: Landscape) -> list[dict[str, Any]]:
    """Return each actor's size, side, frustration and distance at the lowest optimum."""
    columns = (found.names, found.sizes, found.optima.sides[0], found.frustrations(), found.distances())
    return [
        {
            "actor": name,
            "size": float(size),
            "side": "other" if other else "one",
            "frustration": float(frustration),
            "distance": float(distance),
        }
        for name, size, other, frustration, distance in zip(*columns, strict=True)
    ]


def _optima_table(optima: list[dict[str, Any]]) -> Table:
    rows = [
        (told(row["energy"]), f"{row['basin']:.1%}", ", ".join(row["one"]), ", ".join(row["other"]) or NOBODY)
        for row in optima
    ]
    return Table(("energy", "basin", "one side", "other side"), tuple(rows))


def _more(found: Landscape) -> tuple[str, ...]:
    count = len(found.optima.sides)
    return (f"{count - OPTIMA_SHOWN:,} more local optima.",) if count > OPTIMA_SHOWN else ()


def _lowest_table(found: Landscape) -> Table:
    lowest = found.optima.lowest
    energies = energy(found.sizes, found.propensity, lowest)
    rows = [(told(float(e)), found.smaller(sides)) for e, sides in zip(energies, lowest, strict=True)]
    return Table(("energy", "smaller side of the lowest configurations, optima or not"), tuple(rows))


def _actors_table(actors: list[dict[str, Any]]) -> Table:
    head = ("actor", "size", "side", "frustration", "distance from switching")
    rows = [
        (row["actor"], told(row["size"], 4), row["side"], told(row["frustration"], 4), told(row["distance"], 4))
        for row in actors
    ]
    return Table(head, tuple(rows))


THEORY = Theory(
    name=NAME,
    summary="Actors of given sizes and mutual propensities settle on two sides that frustrate nobody into switching.",
    model=landscape,
    reproduced=reproduced,
    run=run,
    template=lambda: published_text(NAME),
    settings=("seed",),
)
