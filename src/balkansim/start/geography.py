"""How near two states are: by land border, across a narrow sea, through a common neighbour, or far."""

from __future__ import annotations

from balkansim.scenario.names import known_actors
from balkansim.start.sampling import Sampler


def nearness(sampler: Sampler, one: str, other: str) -> str:
    """Return the name of the coefficient that says how near two states are.

    Parameters
    ----------
    sampler : Sampler
        Carries scenario and figures.
    one, other : str
        Two states of the roster.
    """
    if borders(sampler, one, other):
        return "proximity_land"
    if sampler.evidence.figures.figure("sea_neighbours", one, other) is not None:
        return "proximity_sea"
    everyone = dict.fromkeys([*sampler.scenario.roster, *known_actors()["states"]])
    between = (state for state in everyone if state not in (one, other))
    if any(borders(sampler, one, state) and borders(sampler, state, other) for state in between):
        return "proximity_second"
    return "proximity_far"


def borders(sampler: Sampler, one: str, other: str) -> bool:
    """Tell whether two states share a land border, by the scenario or the figures."""
    for state, neighbour in ((one, other), (other, one)):
        spec = sampler.scenario.states.get(state)
        if spec is not None and spec.neighbours is not None and neighbour in spec.neighbours:
            return True
    known = known_actors()["states"]
    if one not in known or other not in known:
        return False
    return sampler.evidence.figures.figure("land_border_km", one, other) is not None
