"""A scenario after inheritance: everything a run needs to know, checked and frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from balkansim.scenario.calendar import month_name
from balkansim.scenario.specs import (
    BlocSpec,
    EntitySpec,
    Event,
    FlashpointSpec,
    PatronSpec,
    Range,
    StateSpec,
    plain,
)

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

    Parameters
    ----------
    name, title : str
        Short name and title.
    question, expects : str
        What it asks and what it is expected to move.
    claims : tuple of str
        Ids of the claims that inspired it.
    lineage : tuple of str
        Names from the root to this scenario.
    start : int
        Month index at which history begins (0 = April 2025).
    horizon : int
        Months simulated after the start, 1-264.
    roster : tuple of str
        States in canonical order.
    founding, elections, at_rest : bool
        Whether blocs may be founded, whether elections are held, whether every index starts at its standing level.
    theory : str
        What answers whether to join a bloc: ``balance-of-threat``, ``landscape`` or ``structural-balance``.
    states, patrons, blocs, flashpoints, entities : mapping
        Who is in the world, by code or name; ``states`` in roster order.
    overrides : mapping of str to float or Range
        Factors set, by name.
    events : tuple of Event
        Sorted by month, then name.
    changes : mapping of str to tuple
        What differs from the parent: flat key to (parent's value, value); ``None`` for absent.
    """

    name: str
    title: str
    question: str
    expects: str
    claims: tuple[str, ...]
    lineage: tuple[str, ...]
    start: int
    horizon: int
    roster: tuple[str, ...]
    founding: bool
    elections: bool
    at_rest: bool
    theory: str
    states: Mapping[str, StateSpec]
    patrons: Mapping[str, PatronSpec]
    blocs: Mapping[str, BlocSpec]
    flashpoints: Mapping[str, FlashpointSpec]
    entities: Mapping[str, EntitySpec]
    overrides: Mapping[str, float | Range]
    events: tuple[Event, ...]
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)

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
        return replace(self, overrides={**self.overrides, **overrides})

    def to_dict(self) -> dict[str, Any]:
        """Return the scenario as plain dicts, lists, numbers and strings."""
        return {item.name: plain(getattr(self, item.name)) for item in fields(self) if item.name != "changes"}

    def to_toml(self) -> str:
        """Write the scenario as a complete file without a parent, which resolves to the same digest."""
        from balkansim.scenario.writing import as_toml

        return as_toml(self)

    def label(self, code: str) -> str:
        """Return the name, in sentences, of anybody in this world, or the code itself."""
        groups: tuple[Mapping[str, Any], ...]
        groups = (self.states, self.patrons, self.blocs, self.flashpoints, self.entities)
        return next((str(group[code].label) for group in groups if code in group), code)

    def __str__(self) -> str:
        """Tell name, question, start and horizon in one line."""
        return f"{self.name}: {self.question} ({month_name(self.start)}, {self.horizon} months)"


_NOT_RUNNING = frozenset({"name", "title", "question", "expects", "claims", "lineage", "changes"})
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
