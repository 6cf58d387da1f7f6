"""From what a sweep file says of a factor to an axis: the levels of a grid, or the bounds between which to sample."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.errors import BalkansimError, unknown
from balkansim.experiments.design import MONTH, MONTH_PREFIX, NUMBER, SCENARIO, Axis, rounded, shifted
from balkansim.experiments.sweep_file import FactorTable, code_of
from balkansim.scenario import factors
from balkansim.scenario.checks import check_event
from balkansim.scenario.resolve import in_roster_order
from balkansim.scenario.scenario import Scenario
from balkansim.scenario.schema import factor_key

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence


def kind_of(name: str) -> str:
    """Return whether a factor is a number, an event's month or the scenario."""
    if name == SCENARIO:
        return SCENARIO
    return MONTH if name.startswith(MONTH_PREFIX) else NUMBER


def canonical(name: str, world: Scenario) -> str:
    """Return a factor's name as the catalogue writes it: codes for actors, symmetric ones in roster order.

    ``world``: its roster gives the order.
    """
    return in_roster_order(factor_key(name), world.roster) if kind_of(name) == NUMBER else name


def canonical_names(
    written: Iterable[str], world: Scenario, fixed: Iterable[str], where: Callable[[str], str]
) -> list[str]:
    """Return the names of all factors as the catalogue writes them. ``where``: tells where a factor stands."""
    names: list[str] = []
    held = {canonical(name, world) for name in fixed}
    for word in written:
        name = canonical(word, world)
        if name in names:
            raise BalkansimError(f"{name} is varied twice", expected="each factor once", where=where(word))
        if name in held:
            raise BalkansimError(
                f"{name} is set and varied", expected="one of the two", where=where(word), todo="take it out of [set]"
            )
        names.append(name)
    return names


Ends = tuple[float, float]


class Ranges:
    """The range of every factor of a world."""

    def __init__(self, world: Scenario, evidence: Evidence) -> None:
        self.world, self.evidence = world, evidence

    def of(self, name: str) -> Ends | None:
        """Return a factor's 5% to 95% range as `balkansim factors` prints it, or None where it has none."""
        low, high = self._known.get(name, (0.0, 0.0))
        return (float(factors.number(low)), float(factors.number(high))) if low < high else None

    @cached_property
    def _known(self) -> dict[str, Ends]:
        return {
            name: (factor.low, factor.high) for name, factor in factors.catalogue(self.world, self.evidence).items()
        }


def grid_axis(name: str, table: FactorTable, where: str) -> Axis:
    """Return a factor of a grid.

    ``table``: what the file says of it: ``values``, or ``low``, ``high`` and ``steps`` (months need no steps).
    ``where``: where that stands.
    """
    kind = kind_of(name)
    choices = choices_of(table, where) if kind == SCENARIO else ()
    if table.values is not None:
        _refuse(table, ("low", "high", "steps"), "beside values", where)
        levels = [code_of(kind, value, choices, f"{where}.values") for value in table.values]
    else:
        levels = _between(kind, _ends(kind, table, where, None), table.steps, where)
    check_varies(name, levels, f"{where}.values")
    return Axis(name, kind, levels=tuple(levels), choices=choices, along=tuple(table.along))


def sampled_axis(name: str, table: FactorTable, where: str, usual: Ranges) -> Axis:
    """Return a factor between whose bounds a method samples.

    ``table``: what the file says of it: ``low`` and ``high``, or nothing; for scenarios ``values``. ``where``: where
    that stands.
    """
    kind = kind_of(name)
    _refuse(table, ("steps",) if kind == SCENARIO else ("values", "steps"), "in a sampled design", where)
    if kind == SCENARIO:
        choices = choices_of(table, where)
        check_varies(name, range(len(choices)), f"{where}.values")
        return Axis(name, kind, low=0.0, high=float(len(choices)), choices=choices)
    low, high = _ends(kind, table, where, usual.of(name))
    return Axis(name, kind, low=low, high=high + 1.0 if kind == MONTH else high, along=tuple(table.along))


def check_varies(name: str, levels: Any, where: str) -> None:
    """Refuse a factor that has the same value at all points, or a level twice. ``where``: where they stand."""
    found = list(levels)
    if len(set(found)) < 2:
        todo = f"give {name} a second value, or set it under [set] instead"
        raise BalkansimError(f"{name} changes nothing: it has but one value", where=where, todo=todo)
    if len(set(found)) < len(found):
        raise BalkansimError(f"a value of {name} stands there twice", expected="each once", where=where)


def choices_of(table: FactorTable, where: str) -> tuple[str, ...]:
    """Return the scenarios that a factor chooses from.

    ``table``: what the file says of the factor ``scenario``. ``where``: where that stands.
    """
    _refuse(table, ("low", "high"), "for scenarios", where)
    words = table.values or []
    if not words or not all(isinstance(word, str) for word in words):
        raise BalkansimError("no scenarios are named", expected='values = ["baseline", ...]', where=f"{where}.values")
    if len(set(words)) < len(words):
        raise BalkansimError("a scenario stands there twice", expected="each once", where=f"{where}.values")
    return tuple(words)


def _ends(kind: str, table: FactorTable, where: str, usual: Ends | None) -> Ends:
    """Return both ends: those given, or the usual ones."""
    if table.low is None and table.high is None and usual is not None:
        return usual
    if table.low is None or table.high is None:
        raise BalkansimError(
            "it is not said how far it is varied",
            expected="low and high, or in a grid values",
            where=where,
            todo="add both ends; the catalogue has no range for it" if table.low == table.high else "add the other end",
        )
    low, high = code_of(kind, table.low, (), f"{where}.low"), code_of(kind, table.high, (), f"{where}.high")
    if not low < high:
        raise BalkansimError(f"low {table.low} is not below high {table.high}", expected="low < high", where=where)
    return low, high


def _between(kind: str, ends: Ends, steps: int | None, where: str) -> list[float]:
    """Return evenly spaced levels from end to end; months are rounded to whole ones."""
    low, high = ends
    if kind == MONTH:
        steps = steps or int(high - low) + 1
        return list(dict.fromkeys(np.round(np.linspace(low, high, steps)).tolist()))
    if steps is None:
        raise BalkansimError("steps is missing", expected="how many values, from low to high", where=where)
    inside = rounded(np.linspace(low, high, steps), low, high)[1:-1]
    return [low, *inside.tolist(), high]


def _refuse(table: FactorTable, keys: tuple[str, ...], why: str, where: str) -> None:
    for key in keys:
        if getattr(table, key) is not None:
            raise BalkansimError(f"{key} has no place {why}", where=f"{where}.{key}", todo="remove the line")


Uses = Mapping[str, Sequence[tuple[float, str]]]
"""By factor, codes that it takes, each with the place where it stands."""


def limits_in(world: Scenario, evidence: Evidence) -> dict[str, factors.Limits]:
    """Return every number that can be set in a world, with its limits."""
    return factors.vocabulary(factors.actors_of(world), factors.quantities(evidence), factors.coefficients(evidence))


def check_names(names: Sequence[str], world: Scenario, evidence: Evidence, where: Callable[[str], str]) -> None:
    """Refuse factors that a world does not have. ``where``: tells where a factor stands."""
    limits = limits_in(world, evidence)
    for name in names:
        if kind_of(name) == NUMBER and name not in limits:
            factors.check_setting(name, 0.0, limits, where(name))


def check_axes(axes: Sequence[Axis], uses: Uses, worlds: Sequence[Scenario], evidence: Evidence) -> None:
    """Refuse values that a factor cannot take in one of the worlds, and events that are not there or outside the run.

    ``uses`` (mapping of str to sequence of (float, str)): by factor, codes that it takes, each with the place where it
    stands.
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
                    factors.check_setting(axis.name, code, limits, place)
    _check_moved_once(axes, uses)


def _check_months(axis: Axis, told: Sequence[tuple[float, str]], world: Scenario) -> None:
    known = [event.name for event in world.events]
    names = (axis.event, *axis.along)
    for name in names:
        if name not in known:
            todo = "" if known else f"{world.name} has no events: name a scenario that has some"
            raise unknown("event", name, known, where=told[0][1], todo=todo)
    window, cast = (world.start, world.end), factors.actors_of(world)
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
