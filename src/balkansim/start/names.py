"""Who stands in which slot of a world."""

from __future__ import annotations

from dataclasses import dataclass

from balkansim.scenario.resolved import Scenario
from balkansim.world import CAPACITY


@dataclass(frozen=True)
class Names:
    """Names by slot, in canonical order.

    Parameters
    ----------
    actors, patrons, blocs, flashpoints, entities : tuple of str
        Codes and short names; bloc slots that only a run can open are named ``founded-1``, ``founded-2``, ...
    """

    actors: tuple[str, ...]
    patrons: tuple[str, ...]
    blocs: tuple[str, ...]
    flashpoints: tuple[str, ...]
    entities: tuple[str, ...]


def names_of(scenario: Scenario) -> Names:
    """Return who stands in which slot of a scenario's world.

    Parameters
    ----------
    scenario : Scenario
        A resolved scenario.
    """
    free = CAPACITY["bloc"] - len(scenario.blocs)
    founded = tuple(f"founded-{k + 1}" for k in range(free))
    return Names(
        tuple(scenario.roster),
        tuple(scenario.patrons),
        (*scenario.blocs, *founded),
        tuple(scenario.flashpoints),
        tuple(scenario.entities),
    )
