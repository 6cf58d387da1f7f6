"""Landscape theory on the published case of eleven actors, and on a table of sizes and propensities."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from balkansim.explaining.page import Section, Table
from balkansim.theories.expected import published_table, published_text
from balkansim.theories.finding import Finding, told
from balkansim.theories.landscape import SEED, STARTS, Landscape, energy, landscape
from balkansim.theories.protocol import Settings, Theory, Value
from balkansim.theories.tables import read_sizes, read_square

SIZE = "size"
NAME = "landscape"
OPTIMA_SHOWN = 5
OPTIMA_LISTED = 100
NOBODY = "nobody"


def read_landscape(path: Path, seed: int = SEED) -> Landscape:
    """Read sizes and propensities and return their landscape.

    Parameters
    ----------
    path : Path
        A CSV file with the columns ``actor,size`` and a column of propensities for each actor.
    seed : int
        Seed of the random starts beyond what is searched exhaustively.

    Raises
    ------
    BalkansimError
        If the table is malformed.
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
    """Return the landscape of a user's table, told.

    Parameters
    ----------
    path : Path
        As in `read_landscape`.
    settings : Settings
        ``seed`` is heeded.
    """
    seed = SEED if settings.seed is None else settings.seed
    found = read_landscape(path, seed)
    return finding(found, f"Landscape theory on {path.name}", (_searched(found, seed),))


def finding(found: Landscape, title: str, lines: tuple[str, ...]) -> Finding:
    """Tell a landscape.

    Parameters
    ----------
    found : Landscape
        The landscape.
    title : str
        Which theory, on what.
    lines : tuple of str
        What was read and how it was reckoned.
    """
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
        return f"{actors} actors, all {2 ** (actors - 1):,} configurations reckoned."
    return (
        f"{actors} actors, too many to reckon every configuration: steepest descent from {STARTS:,} random ones (seed "
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
