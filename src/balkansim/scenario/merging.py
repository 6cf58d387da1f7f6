"""Laying a scenario's changes over its parent, and telling which changes touch the same thing."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any

from balkansim.errors import BalkansimError, unknown
from balkansim.scenario.layers import Layer, place
from balkansim.scenario.normal import ACTOR_TABLES

Table = dict[str, Any]
Path = tuple[str, ...]

DEFAULTS: Table = {
    "start": "2025-04",
    "horizon": 60,
    "founding": True,
    "elections": True,
    "at_rest": False,
    "theory": "balance-of-threat",
}


def rooted() -> Table:
    """Return the table of a world that says nothing yet."""
    return {**DEFAULTS, **{kind: {} for kind in (*ACTOR_TABLES, "set", "events")}}


def laid_over(below: Table, layer: Layer, owners: dict[Path, str], *, is_root: bool = False) -> Table:
    """Lay what a layer changes over the table below it.

    Parameters
    ----------
    below : dict
        The merged table of the layers beneath; left as it is.
    layer : Layer
        The layer to lay over it.
    owners : dict of path to str
        Who set what last; brought up to date in place.
    is_root : bool
        Whether nothing lies beneath, so that restating a default is no idle change.

    Returns
    -------
    dict
        The merged table.

    Raises
    ------
    BalkansimError
        If a change changes nothing, or removes or amends what is not there.
    """
    if not layer.table and not is_root:
        raise _idle("it changes nothing", layer.where)
    merged = copy.deepcopy(below)
    for key, value in layer.table.items():
        if isinstance(value, dict):
            for name, entry in value.items():
                _lay_entry(merged, key, name, entry, layer)
        else:
            if merged.get(key) == value and not is_root:
                raise _idle(f"{key} = {told(value)} is what the parent has", place(layer.where, key))
            merged[key] = value
    for path in touched(layer):
        for stale in [known for known in owners if known[: len(path)] == path]:
            del owners[stale]
        owners[path] = layer.where
    return merged


def _lay_entry(merged: Table, kind: str, name: str, entry: Any, layer: Layer) -> None:
    at, table = place(layer.where, kind, name), merged[kind]
    if kind == "set" or not isinstance(entry, dict):
        if table.get(name) == entry:
            raise _idle(f"{told(entry)} is what the parent has", at)
        table[name] = entry
        return
    if entry.get("remove"):
        _strike(merged, kind, name, entry, at)
        return
    present = table.get(name)
    if kind == "patrons" and present is not None and not entry:
        return  # only its salience was said, which is a factor
    if kind == "events" and "kind" not in entry and present is None:
        raise BalkansimError(
            f"no event {name!r} of the parent to amend",
            expected=_listed(table),
            where=at,
            todo='state a kind = "..."',
        )
    replaced = entry if kind == "events" and "kind" in entry else {**(present or {}), **entry}
    idle = [key for key, value in entry.items() if present and present.get(key) == value]
    if present is not None and (replaced == present or (idle and "kind" not in entry)):
        raise _idle(f"{', '.join(idle) or 'it'} is as the parent has it", at)
    table[name] = replaced


def _strike(merged: Table, kind: str, name: str, entry: Table, at: str) -> None:
    if len(entry) > 1:
        raise BalkansimError("remove = true stands beside other keys", expected="remove = true alone", where=at)
    if name not in merged[kind]:
        raise unknown(f"entry of {kind} to remove", name, merged[kind], where=at)
    del merged[kind][name]
    if kind == "blocs":
        for bloc in merged["blocs"].values():
            if name in bloc.get("opposed", []):
                bloc["opposed"] = [other for other in bloc["opposed"] if other != name]


def touched(layer: Layer) -> list[Path]:
    """List what a layer touches, as paths: a whole entry where it is removed or an event is stated anew."""
    return list(_paths(layer.table))


def _paths(table: Table) -> Iterator[Path]:
    for key, value in table.items():
        if not isinstance(value, dict):
            yield (key,)
            continue
        for name, entry in value.items():
            if key == "set" or not isinstance(entry, dict) or "kind" in entry or "remove" in entry or not entry:
                yield (key, name)
            else:
                yield from ((key, name, part) for part in entry)


def clash(ours: Iterable[Path], theirs: Iterable[Path]) -> str:
    """Return the first key that two lists of paths both touch, or an empty string."""
    others = list(theirs)
    for path in ours:
        for other in others:
            shared = min(len(path), len(other))
            if path[:shared] == other[:shared]:
                return ".".join(path if len(path) > shared else other)
    return ""


def flat(table: Table) -> dict[str, Any]:
    """Spread a merged table into one level: ``blocs.adriatic.members``, ``set.dialogue``, ``start``."""
    leaves: dict[str, Any] = {}
    for key, value in table.items():
        if not isinstance(value, dict):
            leaves[key] = value
            continue
        for name, entry in value.items():
            if key == "set" or not isinstance(entry, dict):
                leaves[f"{key}.{name}"] = entry
            else:
                leaves.update({f"{key}.{name}": {}} if not entry else {})
                leaves.update({f"{key}.{name}.{part}": item for part, item in entry.items()})
    return leaves


def difference(below: Table, above: Table) -> dict[str, tuple[Any, Any]]:
    """Return what differs between two merged tables: flat key to (value below, value above), ``None`` for absent."""
    old, new = flat(below), flat(above)
    return {key: (old.get(key), new.get(key)) for key in {**old, **new} if old.get(key) != new.get(key)}


def told(value: Any) -> str:
    """Write a value as a scenario file or an option would hold it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict) and "low" in value:
        return f"{value['low']:g}..{value['high']:g}"
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)


def _idle(found: str, where: str) -> BalkansimError:
    return BalkansimError(found, expected="a change that changes something", where=where, todo="strike it or change it")


def _listed(table: Table) -> str:
    return f"one of {', '.join(table)}" if table else "a parent with events"
