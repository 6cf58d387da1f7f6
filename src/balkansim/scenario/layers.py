"""A scenario's lineage: its file and its parents' files, the root first."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from balkansim.errors import BalkansimError, unknown
from balkansim.evidence.theories import check_form
from balkansim.files import data_root, read_toml
from balkansim.months import month_index, month_iso
from balkansim.scenario import schema
from balkansim.scenario.scenario import Range

SUFFIX = ".toml"
HISTORY = "history"
"""Folder, and first part of the names, of the scenarios of the past that ship."""


def shipped_folder() -> Path:
    """Return the folder of the scenarios that ship."""
    return data_root() / "scenarios"


def shipped_names() -> list[str]:
    """List the scenarios that ship, the root first, the others by name."""
    names = sorted(path.stem for path in shipped_folder().glob(f"*{SUFFIX}"))
    return sorted(names, key=lambda name: name != "baseline")


def history_names() -> list[str]:
    """List the scenarios of the past that ship, as ``history/adriatic-charter-2003``, by name."""
    return sorted(f"{HISTORY}/{path.stem}" for path in (shipped_folder() / HISTORY).glob(f"*{SUFFIX}"))


def find(name_or_path: str, *, beside: Path | None = None, where: str = "") -> Path:
    """Find a scenario's file.

    ``name_or_path``: the name of a scenario that ships, or a path (with a slash or ending in ``.toml``). ``beside``:
    folder from which a relative path is read; by default the working folder. ``where``: where the name stood, for the
    error.
    """
    if name_or_path in history_names():
        return (shipped_folder() / f"{name_or_path}{SUFFIX}").resolve()
    if name_or_path.startswith(f"{HISTORY}/") and not name_or_path.endswith(SUFFIX):
        raise unknown(
            "scenario", name_or_path, history_names(), where=where, todo="list them with: balkansim scenarios"
        )
    if _is_path(name_or_path):
        path = (beside or Path()) / Path(name_or_path).expanduser()
        if not path.is_file():
            raise BalkansimError(
                f"no scenario file {name_or_path!r}", expected="a TOML file", where=where, todo=f"looked at {path}"
            )
        return path.resolve()
    path = shipped_folder() / f"{name_or_path}{SUFFIX}"
    if name_or_path not in shipped_names():
        raise unknown(
            "scenario", name_or_path, shipped_names(), where=where, todo="list them with: balkansim scenarios"
        )
    return path.resolve()


def _is_path(name_or_path: str) -> bool:
    return name_or_path.endswith(SUFFIX) or "/" in name_or_path or "\\" in name_or_path


def shown(path: Path) -> str:
    """Return the path as errors show it: the bare file name for what ships, else relative where that is shorter."""
    shipped = shipped_folder().resolve()
    if path.parent in (shipped, shipped / HISTORY):
        return f"scenarios/{path.relative_to(shipped).as_posix()}"
    here = Path().resolve()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def read(path: Path) -> dict[str, Any]:
    """Read a scenario's file as it stands."""
    try:
        return read_toml(path)
    except BalkansimError as mistake:
        raise BalkansimError(mistake.found, expected=mistake.expected, where=shown(path), todo=mistake.todo) from None


OPTION = "--set"
_DESCRIPTION = {"parent", "title", "question", "expects", "moves", "claims"}


@dataclass(frozen=True)
class Layer:
    """One scenario file: what it says of itself and what it changes. ``name``: the file's name without its ending."""

    name: str
    where: str
    title: str
    question: str
    expects: str
    claims: tuple[str, ...]
    moves: tuple[str, ...]
    table: dict[str, Any]
    path: Path | None = None


def place(where: str, *path: str) -> str:
    """Tell where a key stands: file and key, or the option and what it sets."""
    if where == OPTION:
        return f"{OPTION} {'.'.join(path).removeprefix('set.')}"
    return f"{where}, key {'.'.join(path)}"


def lineage(name_or_path: str) -> list[Layer]:
    """Read a scenario and its parents."""
    layers: list[Layer] = []
    path: Path | None = find(name_or_path)
    while path is not None:
        _refuse_circle(path, layers)
        layer, parent = _read_layer(path)
        layers.append(layer)
        path = find(parent, beside=path.parent, where=f"{layer.where}, key parent") if parent else None
    return layers[::-1]


def _refuse_circle(path: Path, layers: list[Layer]) -> None:
    paths = [layer.path for layer in layers]
    if path in paths:
        circle = " -> ".join([*(layer.name for layer in layers[paths.index(path) :]), path.stem])
        raise BalkansimError(
            f"the parents run in a circle: {circle}",
            expected="a line of parents that ends at a root",
            where=f"{layers[-1].where}, key parent",
            todo="give one of them another parent",
        )


def _read_layer(path: Path) -> tuple[Layer, str | None]:
    where = shown(path)
    file = schema.checked(schema.with_flat_set(read(path)), where)
    said = file.model_dump(exclude_none=True, exclude_unset=True)
    layer = Layer(
        name=path.stem,
        where=where,
        title=file.title or path.stem.replace("-", " ").capitalize(),
        question=file.question,
        expects=file.expects,
        claims=tuple(file.claims),
        moves=tuple(file.moves),
        table=schema.normal({key: value for key, value in said.items() if key not in _DESCRIPTION}, where),
        path=path,
    )
    return layer, file.parent


Table = dict[str, Any]
KeyPath = tuple[str, ...]

DEFAULTS: Table = {
    "start": "2025-04",
    "horizon": 60,
    "founding": True,
    "elections": True,
    "at_rest": False,
    "theory": {},
}


def rooted() -> Table:
    """Return the table of a world that says nothing yet."""
    return {**copy.deepcopy(DEFAULTS), **{kind: {} for kind in (*schema.ACTOR_TABLES, "set", "events")}}


def laid_over(below: Table, layer: Layer, owners: dict[KeyPath, str], *, is_root: bool = False) -> Table:
    """Lay what a layer changes over the table below it.

    ``owners``: who set what last; brought up to date in place. ``is_root``: whether nothing lies beneath, so that
    restating a default is no idle change.
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


def touched(layer: Layer) -> list[KeyPath]:
    """List what a layer touches, as paths: a whole entry where it is removed or an event is stated anew."""
    return list(_paths(layer.table))


def _paths(table: Table) -> Iterator[KeyPath]:
    for key, value in table.items():
        if not isinstance(value, dict):
            yield (key,)
            continue
        for name, entry in value.items():
            if key == "set" or not isinstance(entry, dict) or "kind" in entry or "remove" in entry or not entry:
                yield (key, name)
            else:
                yield from ((key, name, part) for part in entry)


def clash(ours: Iterable[KeyPath], theirs: Iterable[KeyPath]) -> str:
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


SWITCHES = ("founding", "elections", "at_rest")
FRAME = (*SWITCHES, "start", "horizon")
THEORY = "theory"


def settings_layer(settings: Sequence[str] | Mapping[str, Any]) -> Layer | None:
    """Turn settings into the last layer of a scenario.

    ``settings``: ``NAME=VALUE`` each, as on the command line; or names with numbers, booleans, :class:`Range` or such
    texts. Returns: none if nothing is set.
    """
    table: dict[str, Any] = {}
    for name, value in _pairs(settings):
        where = f"{OPTION} {name}={_shown(value)}"
        kind, _, theory = name.partition(".")
        if name in FRAME:
            key, part, read = name, table, _framed(name, value, where)
        elif kind == THEORY:
            key, part, read = theory or "accession", table.setdefault(THEORY, {}), str(value)
            check_form(key, read, where)
        else:
            key, part, read = schema.factor_key(name), table.setdefault("set", {}), _setting(value, where)
        if key in part:
            raise BalkansimError(f"{key} is set twice", expected="each once", where=where, todo="keep one of the two")
        part[key] = read
    if not table:
        return None
    names = ", ".join(f"{name}={_shown(value)}" for name, value in _pairs(settings))
    return Layer(name=names, where=OPTION, title="", question="", expects="", claims=(), moves=(), table=table)


def _pairs(settings: Sequence[str] | Mapping[str, Any]) -> list[tuple[str, Any]]:
    if isinstance(settings, Mapping):
        return [(str(name), value) for name, value in settings.items()]
    pairs = []
    for setting in settings:
        name, sign, value = setting.partition("=")
        if not (sign and name.strip() and value.strip()):
            raise BalkansimError(
                f"{setting!r} is no setting", expected="NAME=VALUE, as dialogue=0.6 or dialogue=0.4..0.8", where=OPTION
            )
        pairs.append((name.strip(), value.strip()))
    return pairs


def _shown(value: Any) -> str:
    if isinstance(value, Range):
        return f"{value.low:g}..{value.high:g}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _framed(name: str, value: Any, where: str) -> Any:
    """Read the value of a switch, the start or the horizon."""
    text = _shown(value)
    if name in SWITCHES:
        if text not in ("true", "false"):
            raise BalkansimError(f"found {text!r}", expected="true or false", where=where)
        return text == "true"
    if name == "start":
        return text if isinstance(value, str) and month_index(text, where=where) is not None else month_iso(int(value))
    if not (text.isdecimal() and 1 <= int(text) <= schema.HORIZON_LIMIT):
        raise BalkansimError(
            f"found {text!r}", expected=f"a whole number of months, 1 to {schema.HORIZON_LIMIT}", where=where
        )
    return int(text)


def _setting(value: Any, where: str) -> float | dict[str, Any]:
    """Read the value of a factor: a number or a range."""
    if isinstance(value, Range):
        _rising(value.low, value.high, where)
        return {"low": value.low, "value": value.value, "high": value.high, "shape": value.shape}
    if isinstance(value, str) and ".." in value:
        low, _, high = value.partition("..")
        ends = _number(low, where), _number(high, where)
        _rising(*ends, where)
        return {"low": ends[0], "value": sum(ends) / 2, "high": ends[1], "shape": "uniform"}
    return _number(value, where)


def _rising(low: float, high: float, where: str) -> None:
    if not low < high:
        raise BalkansimError(f"the range {low:g}..{high:g} does not rise", expected="low..high", where=where)


def _number(value: Any, where: str) -> float:
    try:
        number = float(value) if isinstance(value, str) else value
    except ValueError:
        number = math.nan
    if not schema.is_finite_number(number):
        raise BalkansimError(f"found {value!r}", expected="a finite number, or low..high", where=where)
    return float(number)
