"""One way of saying each thing: codes instead of names, factors instead of their short-hands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from balkansim.errors import BalkansimError
from balkansim.scenario.happenings import LEVERS
from balkansim.scenario.names import folded

ACTOR_TABLES = ("states", "patrons", "blocs", "flashpoints", "entities")
SYMMETRIC = frozenset({"tension", "grievance", "tie"})
_DISTRIBUTION_KEYS = frozenset({"low", "value", "high", "shape"})
_NAMED_FIELDS = {
    "members": "states",
    "parties": "states",
    "neighbours": "states",
    "states": "states",
    "state": "states",
    "inside": "states",
    "backer": "states",
    "opposed": "blocs",
    "bloc": "blocs",
    "patron": "patrons",
    "flashpoint": "flashpoints",
    "entity": "entities",
}


def with_flat_set(table: dict[str, Any]) -> dict[str, Any]:
    """Return the file's table with ``tension.SRB.XKX = 1`` under ``[set]`` read as ``"tension.SRB.XKX" = 1``."""
    settings = table.get("set")
    return {**table, "set": dict(_flattened(settings))} if isinstance(settings, dict) else table


def _flattened(settings: dict[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    for key, value in settings.items():
        if isinstance(value, dict) and not _DISTRIBUTION_KEYS & value.keys():
            yield from _flattened(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def normal(table: dict[str, Any], where: str) -> dict[str, Any]:
    """Return what a checked scenario file changes, said in one way.

    Parameters
    ----------
    table : dict
        The checked file without empty keys: switches, theory, roster, tables of actors, posture, set and events.
    where : str
        The file's name, for errors.

    Returns
    -------
    dict
        States, patrons, blocs, flashpoints and entities by code; ``posture`` and ``salience`` moved into ``set``; the
        theory of accession as one word.

    Raises
    ------
    BalkansimError
        If one actor or factor stands there twice under different names.
    """
    said = {key: value for key, value in table.items() if key not in (*ACTOR_TABLES, "posture", "set", "events")}
    if "theory" in said:
        said["theory"] = said["theory"]["accession"]
    if "roster" in said:
        said["roster"] = _codes("states", said["roster"], f"{where}, key roster")
    for kind in ACTOR_TABLES:
        if kind in table:
            said[kind] = _keyed(kind, table[kind], where)
    said["set"] = _settings(table, said.get("patrons", {}), where)
    said["events"] = {name: _entry(event) for name, event in table.get("events", {}).items()}
    return {key: value for key, value in said.items() if value not in ({}, None)}


def factor_key(name: str) -> str:
    """Return a factor's name with codes for its parties, and the parties of a symmetric one in alphabetical order.

    Examples
    --------
    >>> factor_key("tension.Serbia.Kosovo"), factor_key("tension.XKX.SRB"), factor_key("dialogue")
    ('tension.SRB.XKX', 'tension.SRB.XKX', 'dialogue')
    """
    quantity, *parties = name.strip().split(".")
    codes = [_party(word) for word in parties]
    return ".".join([quantity, *(sorted(codes) if quantity in SYMMETRIC else codes)])


def _party(word: str) -> str:
    codes = (folded(kind, word) for kind in ACTOR_TABLES)
    return next((code for code in codes if code != word), word)


def _codes(kind: str, words: list[str], place: str) -> list[str]:
    codes = [folded(kind, word) for word in words]
    for position, code in enumerate(codes):
        if code in codes[:position]:
            twice = words[position] if words[position] == code else f"{words[position]} ({code})"
            raise BalkansimError(f"{twice} stands there twice", expected="each once", where=place)
    return codes


def _keyed(kind: str, entries: dict[str, dict[str, Any]], where: str) -> dict[str, Any]:
    _codes(kind, list(entries), f"{where}, table {kind}")
    return {folded(kind, name): _entry(entry) for name, entry in entries.items()}


def _entry(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: _folded_value(_NAMED_FIELDS.get(key), value) for key, value in entry.items()}


def _folded_value(kind: str | None, value: Any) -> Any:
    if kind is None or value == "all":
        return value
    return [folded(kind, word) for word in value] if isinstance(value, list) else folded(kind, value)


def _settings(table: dict[str, Any], patrons: dict[str, dict[str, Any]], where: str) -> dict[str, Any]:
    """Gather the factors set under ``[set]``, under ``[posture]`` and as a patron's ``salience``."""
    said: list[tuple[str, Any]] = [(factor_key(name), value) for name, value in table.get("set", {}).items()]
    for patron, levers in table.get("posture", {}).items():
        code = folded("patrons", patron)
        said += [(f"{lever}.{code}", levers[lever]) for lever in LEVERS if lever in levers]
    said += [
        (f"patron_salience.{code}", entry.pop("salience")) for code, entry in patrons.items() if "salience" in entry
    ]
    settings: dict[str, Any] = {}
    for name, value in said:
        if name in settings:
            raise BalkansimError(
                f"{name} is set twice",
                expected="each factor once",
                where=where,
                todo="keep one of the two lines (posture and salience are short-hands of [set])",
            )
        settings[name] = value
    return settings
