"""Whether the factors of a design are in its worlds and stay within what each can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from balkansim.designs.axes import MONTH, NUMBER, Axis
from balkansim.designs.names import kind_of
from balkansim.designs.placing import shifted
from balkansim.errors import BalkansimError, unknown
from balkansim.scenario.event_checks import check_event
from balkansim.scenario.factors import cast_of
from balkansim.scenario.resolved import Scenario
from balkansim.scenario.sources import coefficients, quantities
from balkansim.scenario.vocabulary import Limits, check_setting, vocabulary

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

Uses = Mapping[str, Sequence[tuple[float, str]]]
"""By factor, codes that it takes, each with the place where it stands."""


def limits_in(world: Scenario, evidence: Evidence) -> dict[str, Limits]:
    """Return every number that can be set in a world, with its limits.

    Parameters
    ----------
    world : Scenario
        The world.
    evidence : Evidence
        Gives quantities and coefficients.
    """
    return vocabulary(cast_of(world), quantities(evidence), coefficients(evidence))


def check_names(names: Sequence[str], world: Scenario, evidence: Evidence, where: Callable[[str], str]) -> None:
    """Refuse factors that a world does not have.

    Parameters
    ----------
    names : sequence of str
        Factors.
    world : Scenario
        The world.
    evidence : Evidence
        Gives quantities and coefficients.
    where : callable
        Tells where a factor stands.

    Raises
    ------
    BalkansimError
        With the nearest known name.
    """
    limits = limits_in(world, evidence)
    for name in names:
        if kind_of(name) == NUMBER and name not in limits:
            check_setting(name, 0.0, limits, where(name))


def check_axes(axes: Sequence[Axis], uses: Uses, worlds: Sequence[Scenario], evidence: Evidence) -> None:
    """Refuse values that a factor cannot take in one of the worlds, and events that are not there or outside the run.

    Parameters
    ----------
    axes : sequence of Axis
        The factors.
    uses : mapping of str to sequence of (float, str)
        By factor, codes that it takes, each with the place where it stands.
    worlds : sequence of Scenario
        Every scenario of the design.
    evidence : Evidence
        Gives quantities and coefficients.

    Raises
    ------
    BalkansimError
        With the range, or the months that are simulated.
    """
    for world in worlds:
        limits = limits_in(world, evidence)
        in_world = f" (in {world.name})" if len(worlds) > 1 else ""
        for axis in axes:
            told = [(code, place + in_world) for code, place in uses[axis.name]]
            if axis.kind == MONTH:
                _check_months(axis, told, world)
            elif axis.kind == NUMBER:
                for code, place in told:
                    check_setting(axis.name, code, limits, place)
    _check_moved_once(axes, uses)


def _check_months(axis: Axis, told: Sequence[tuple[float, str]], world: Scenario) -> None:
    known = [event.name for event in world.events]
    names = (axis.event, *axis.along)
    for name in names:
        if name not in known:
            todo = "" if known else f"{world.name} has no events: name a scenario that has some"
            raise unknown("event", name, known, where=told[0][1], todo=todo)
    window, cast = (world.start, world.end), cast_of(world)
    for code, place in told:
        for event in shifted(world.events, axis, axis.whole(code)):
            if event.name in names:
                check_event(event, cast, window, world.blocs, world.flashpoints, lambda *_, place=place: place)


def _check_moved_once(axes: Sequence[Axis], uses: Uses) -> None:
    """Refuse an event that two factors move, and a number that is said to move events."""
    moved: list[str] = []
    for axis in axes:
        place = uses[axis.name][0][1]
        if axis.along and axis.kind != MONTH:
            raise BalkansimError("along has no place here", expected="the month of an event", where=place)
        for name in (axis.event, *axis.along) if axis.kind == MONTH else ():
            if name in moved:
                raise BalkansimError(f"{name} is moved twice", expected="each event by one factor", where=place)
            moved.append(name)
