"""From what a sweep file says of a factor to an axis: the levels of a grid, or the bounds between which to sample."""

from __future__ import annotations

from typing import Any

import numpy as np

from balkansim.designs.axes import MONTH, SCENARIO, Axis
from balkansim.designs.codes import code_of
from balkansim.designs.names import kind_of
from balkansim.designs.points import rounded
from balkansim.designs.ranges import Ends, Ranges
from balkansim.designs.schema import FactorTable
from balkansim.errors import BalkansimError


def grid_axis(name: str, table: FactorTable, where: str) -> Axis:
    """Return a factor of a grid.

    Parameters
    ----------
    name : str
        The factor.
    table : FactorTable
        What the file says of it: ``values``, or ``low``, ``high`` and ``steps`` (months need no steps).
    where : str
        Where that stands.

    Raises
    ------
    BalkansimError
        If that gives no levels, or a level twice, or but one.
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

    Parameters
    ----------
    name : str
        The factor.
    table : FactorTable
        What the file says of it: ``low`` and ``high``, or nothing; for scenarios ``values``.
    where : str
        Where that stands.
    usual : Ranges
        The catalogue's own ranges.

    Raises
    ------
    BalkansimError
        If that gives no bounds, or bounds that do not rise.
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
    """Refuse a factor that has the same value at all points, or a level twice.

    Parameters
    ----------
    name : str
        The factor.
    levels : iterable of float
        Its levels.
    where : str
        Where they stand.
    """
    found = list(levels)
    if len(set(found)) < 2:
        todo = f"give {name} a second value, or set it under [set] instead"
        raise BalkansimError(f"{name} changes nothing: it has but one value", where=where, todo=todo)
    if len(set(found)) < len(found):
        raise BalkansimError(f"a value of {name} stands there twice", expected="each once", where=where)


def choices_of(table: FactorTable, where: str) -> tuple[str, ...]:
    """Return the scenarios that a factor chooses from.

    Parameters
    ----------
    table : FactorTable
        What the file says of the factor ``scenario``.
    where : str
        Where that stands.

    Raises
    ------
    BalkansimError
        If none is named, or one twice.
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
