"""A scenario after inheritance: everything a run needs to know, checked and frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from typing import Any

from balkansim.months import month_iso, month_name
from balkansim.scenario.events import EVENT_KINDS


@dataclass(frozen=True)
class Range:
    """A factor drawn from a distribution instead of set to a value.

    ``low``, ``value``, ``high``: fifth percentile, median and ninety-fifth percentile, in the factor's unit; ``low <
    high``. ``shape``: ``uniform`` or ``log`` (uniform on the logarithm; then ``low > 0``).
    """

    low: float
    value: float
    high: float
    shape: str = "uniform"


@dataclass(frozen=True)
class StateSpec:
    """What a scenario says of a state; ``None`` where the evidence's figures hold.

    ``expenditure``: military expenditure, constant USD m a year, above 0. ``burden``: military expenditure as a share
    of output, 0-1. ``nato``, ``pfp``, ``recognises_kosovo``, ``arms_limits``: NATO member; in Partnership for Peace;
    recognises Kosovo; bound by the 1996 arms limits. ``eu``: ``member``, ``candidate``, ``potential-candidate`` or
    ``none``. ``neighbours``: states with which it shares a border. ``election``: month index of the next election.
    """

    code: str
    label: str
    expenditure: float | None = None
    burden: float | None = None
    nato: bool | None = None
    eu: str | None = None
    pfp: bool | None = None
    recognises_kosovo: bool | None = None
    neighbours: tuple[str, ...] | None = None
    election: int | None = None
    arms_limits: bool | None = None
    balkan: bool = True


@dataclass(frozen=True)
class PatronSpec:
    """A patron: code and name in sentences. Its salience and posture are factors, set in ``overrides``."""

    code: str
    label: str


@dataclass(frozen=True)
class BlocSpec:
    """A bloc that exists at the start."""

    name: str
    label: str
    members: tuple[str, ...]
    founded: date
    opposed: tuple[str, ...] = ()


@dataclass(frozen=True)
class FlashpointSpec:
    """A place where incidents arise.

    ``peacekeepers``: name of the mission there; empty if there is none. ``entity``: sub-state entity whose secession
    pressure feeds it; empty if none does.
    """

    name: str
    label: str
    parties: tuple[str, str]
    peacekeepers: str = ""
    entity: str = ""


@dataclass(frozen=True)
class EntitySpec:
    """A sub-state entity: code, name in sentences, the state it lies in and the state that backs it (or empty)."""

    code: str
    label: str
    inside: str
    backer: str = ""


@dataclass(frozen=True)
class Event:
    """Something that happens in a given month, whatever the actors do.

    Fields that its kind does not use keep their empty defaults.

    ``month``: month index (0 = April 2025) in whose calendar phase it happens. ``states``: the states concerned: two
    for ``tension`` and ``agreement``, any number for ``expenditure``, otherwise one. ``change``: change on the
    quantity's own scale (logits; logarithms for ``expenditure``). ``severity``: severity of an incident, 1-4.
    """

    name: str
    month: int
    kind: str
    note: str = ""
    patron: str = ""
    lever: str = ""
    flashpoint: str = ""
    entity: str = ""
    bloc: str = ""
    states: tuple[str, ...] = ()
    toward: str = ""
    value: float = 0.0
    change: float = 0.0
    severity: int = 0

    @property
    def state(self) -> str:
        """The one state concerned, or an empty string."""
        return self.states[0] if len(self.states) == 1 else ""


def plain(value: Any) -> Any:
    """Turn specs, tuples, mappings and dates into what JSON and TOML can hold."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


__all__ = [
    "BlocSpec",
    "EntitySpec",
    "Event",
    "FlashpointSpec",
    "PatronSpec",
    "Range",
    "Scenario",
    "StateSpec",
    "plain",
]


@dataclass(frozen=True)
class Scenario:
    """A scenario after inheritance.

    ``moves``: series that it is expected to move in the baseline, as ``up hazard northern-kosovo``. ``start``: month
    index at which history begins (0 = April 2025). ``horizon``: months simulated after the start,
    1-264. ``roster``: states in canonical order. ``theory``: the form taken of
    each theory that is fixed; the others are drawn by weight. ``states``, ``patrons``, ``blocs``, ``flashpoints``,
    ``entities``: who is in the world, by code or name; ``states`` in roster order. ``events``: sorted by month, then
    name. ``changes``: what differs from the parent: flat key to (parent's value, value); ``None`` for absent.
    """

    name: str
    title: str
    question: str
    expects: str
    claims: tuple[str, ...]
    moves: tuple[str, ...]
    lineage: tuple[str, ...]
    start: int
    horizon: int
    roster: tuple[str, ...]
    founding: bool
    elections: bool
    at_rest: bool
    theory: Mapping[str, str]
    states: Mapping[str, StateSpec]
    patrons: Mapping[str, PatronSpec]
    blocs: Mapping[str, BlocSpec]
    flashpoints: Mapping[str, FlashpointSpec]
    entities: Mapping[str, EntitySpec]
    overrides: Mapping[str, float | Range]
    events: tuple[Event, ...]
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    root: Scenario | None = field(default=None, repr=False, compare=False)

    @property
    def family(self) -> Scenario:
        """The root world that this scenario shares with all that descend from it; parameter draws are judged there."""
        return self.root or self

    @property
    def end(self) -> int:
        """Month index of the last month simulated."""
        return self.start + self.horizon

    @property
    def parent(self) -> str:
        """Name of the parent, or an empty string for a root."""
        return self.lineage[-2] if len(self.lineage) > 1 else ""

    @property
    def digest(self) -> str:
        """SHA-256, in hex, of everything that matters to a run: not names, titles, questions, labels or notes."""
        content = json.dumps(_running_content(self), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(content.encode("ascii")).hexdigest()

    def overriding(self, overrides: Mapping[str, float | Range]) -> Scenario:
        """Return the same scenario with more factors set, unchecked: for designs that set thousands."""
        return replace(self, root=self.family, overrides={**self.overrides, **overrides})

    def to_dict(self) -> dict[str, Any]:
        """Return the scenario as plain dicts, lists, numbers and strings."""
        return {
            item.name: plain(getattr(self, item.name)) for item in fields(self) if item.name not in ("changes", "root")
        }

    def to_toml(self) -> str:
        """Write the scenario as a complete file without a parent, which resolves to the same digest."""
        return as_toml(self)

    def label(self, code: str) -> str:
        """Return the name, in sentences, of anybody in this world, or the code itself."""
        groups: tuple[Mapping[str, Any], ...]
        groups = (self.states, self.patrons, self.blocs, self.flashpoints, self.entities)
        return next((str(group[code].label) for group in groups if code in group), code)

    def __str__(self) -> str:
        """Tell name, question, start and horizon in one line."""
        return f"{self.name}: {self.question} ({month_name(self.start)}, {self.horizon} months)"


_NOT_RUNNING = frozenset({"name", "title", "question", "expects", "moves", "claims", "lineage", "changes", "root"})
_NOT_RUNNING_INSIDE = frozenset({"label", "note"})


def _running_content(scenario: Scenario) -> dict[str, Any]:
    """Return what a run depends on; actors as lists, since their order is the order of their luck."""
    content: dict[str, Any] = {}
    for item in fields(scenario):
        value = getattr(scenario, item.name)
        if item.name in ("states", "patrons", "blocs", "flashpoints", "entities"):
            value = list(value.values())
        if item.name not in _NOT_RUNNING:
            content[item.name] = _without_labels(plain(value))
    return content


def _without_labels(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_labels(part) for part in value]
    if isinstance(value, dict):
        return {key: part for key, part in value.items() if key not in _NOT_RUNNING_INSIDE}
    return value


_FRAME = ("title", "question", "expects", "moves", "claims")
_ACTORS = ("states", "patrons", "blocs", "flashpoints", "entities")


def as_table(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as the table of a complete file without a parent."""
    table: dict[str, Any] = {name: plain(getattr(scenario, name)) for name in _FRAME}
    table |= {"start": month_iso(scenario.start), "horizon": scenario.horizon, "roster": list(scenario.roster)}
    table |= {name: getattr(scenario, name) for name in ("founding", "elections", "at_rest")}
    table["theory"] = dict(scenario.theory)
    for kind in _ACTORS:
        table[kind] = {code: _entry(spec) for code, spec in getattr(scenario, kind).items()}
    table["set"] = {name: _setting(setting) for name, setting in scenario.overrides.items()}
    table["events"] = {event.name: _event(event) for event in scenario.events}
    return {key: value for key, value in table.items() if value != {}}


def _entry(spec: Any) -> dict[str, Any]:
    said = {key: value for key, value in plain(spec).items() if key not in ("code", "name") and value is not None}
    if "election" in said:
        said["election"] = month_iso(said["election"])
    return said


def _setting(setting: float | Range) -> Any:
    return plain(setting)


def _event(event: Event) -> dict[str, Any]:
    fields = EVENT_KINDS[event.kind].model_fields
    said: dict[str, Any] = {"month": month_iso(event.month), "kind": event.kind}
    for name in fields:
        if name not in said and (name != "note" or event.note):
            said[name] = list(event.states) if name == "states" else getattr(event, name)
    if event.kind == "arms-limits":
        said["value"] = int(event.value)
    return said


def as_toml(scenario: Scenario) -> str:
    """Write a scenario as TOML."""
    table = as_table(scenario)
    lines = [f"{key} = {_literal(value)}" for key, value in table.items() if not isinstance(value, dict)]
    for kind, entries in table.items():
        if isinstance(entries, dict):
            lines += ["", f"[{kind}]", *(f"{_key(name)} = {_literal(entry)}" for name, entry in entries.items())]
    return "\n".join(lines) + "\n"


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_literal(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_literal(item) for item in value) + "]"
    return _quoted(value) if isinstance(value, str) else repr(value)


def _key(name: str) -> str:
    return name if name.replace("-", "").replace("_", "").isalnum() and name.isascii() else _quoted(name)


def _quoted(text: str) -> str:
    escaped = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text.replace("\\", "\\\\"))
    return '"' + escaped.replace('"', '\\"') + '"'
