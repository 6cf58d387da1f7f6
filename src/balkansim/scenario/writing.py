"""Writing a resolved scenario back as a file of its own."""

from __future__ import annotations

from typing import Any

from balkansim.scenario.calendar import month_iso
from balkansim.scenario.happenings import EVENT_KINDS
from balkansim.scenario.resolved import Event, Range, Scenario, plain

_FRAME = ("title", "question", "expects", "claims")
_ACTORS = ("states", "patrons", "blocs", "flashpoints", "entities")


def as_table(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as the table of a complete file without a parent.

    Parameters
    ----------
    scenario : Scenario
        Any scenario.

    Returns
    -------
    dict
        What :func:`balkansim.scenario.inheritance.resolve` reads back to the same digest.
    """
    table: dict[str, Any] = {name: plain(getattr(scenario, name)) for name in _FRAME}
    table |= {"start": month_iso(scenario.start), "horizon": scenario.horizon, "roster": list(scenario.roster)}
    table |= {name: getattr(scenario, name) for name in ("founding", "elections", "at_rest")}
    table["theory"] = {"accession": scenario.theory}
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
