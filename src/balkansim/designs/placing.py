"""Putting the codes of a design point into a scenario: numbers set, events moved, a scenario chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from balkansim.designs.axes import MONTH, NUMBER, SCENARIO, Axis
from balkansim.scenario.assembly import in_roster_order
from balkansim.scenario.resolved import Event, Scenario

BASE = ""
"""Key of the base scenario among a specification's worlds."""


def placed(worlds: Mapping[str, Scenario], axes: Sequence[Axis], codes: Sequence[float]) -> Scenario:
    """Return a scenario with the codes of a point put in.

    Parameters
    ----------
    worlds : mapping of str to Scenario
        The base under an empty name, and each scenario that is chosen from.
    axes : sequence of Axis
        The factors.
    codes : sequence of float
        One a factor.
    """
    told = list(zip(axes, codes, strict=True))
    chosen = next((str(axis.value(code)) for axis, code in told if axis.kind == SCENARIO), BASE)
    world = worlds[chosen]
    numbers = {in_roster_order(axis.name, world.roster): float(code) for axis, code in told if axis.kind == NUMBER}
    moved = world.events
    for axis, code in told:
        if axis.kind == MONTH:
            moved = shifted(moved, axis, axis.whole(code))
    return replace(world.overriding(numbers), events=moved)


def shifted(events: tuple[Event, ...], axis: Axis, month: int) -> tuple[Event, ...]:
    """Return events with one moved to a month, those along with it by as many months, and all others as they stand.

    Parameters
    ----------
    events : tuple of Event
        Sorted by month, then name.
    axis : Axis
        Names the event and those that move along.
    month : int
        Months since April 2025.
    """
    by = month - next(event.month for event in events if event.name == axis.event)
    names = (axis.event, *axis.along)
    moved = (replace(event, month=event.month + by) if event.name in names else event for event in events)
    return tuple(sorted(moved, key=lambda event: (event.month, event.name)))
