"""From a merged table to a checked, frozen scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from balkansim.errors import BalkansimError
from balkansim.scenario.calendar import month_index
from balkansim.scenario.event_checks import check_event, event_from
from balkansim.scenario.layers import place
from balkansim.scenario.merging import Path, Table
from balkansim.scenario.names import known_actors, label
from balkansim.scenario.normal import SYMMETRIC
from balkansim.scenario.resolved import (
    BlocSpec,
    EntitySpec,
    Event,
    FlashpointSpec,
    PatronSpec,
    Range,
    Scenario,
    StateSpec,
)
from balkansim.scenario.vocabulary import Cast, Limits, check_setting
from balkansim.scenario.world_checks import check_blocs, check_places, check_roster, check_start


@dataclass(frozen=True)
class Provenance:
    """Which file set what last.

    Parameters
    ----------
    owners : mapping of path to str
        File by path.
    fallback : str
        The file to name where nothing was recorded.
    """

    owners: Mapping[Path, str]
    fallback: str

    def where(self, *path: str) -> str:
        """Tell the file and key of a path, or the option."""
        return place(self.owner(*path), *path)

    def owner(self, *path: str) -> str:
        """Tell the file that set a path last."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.owners:
                return self.owners[path[:length]]
        inside = [owner for known, owner in self.owners.items() if known[: len(path)] == path]
        return inside[-1] if inside else self.fallback


def cast_of(table: Table) -> Cast:
    """Return who is in a merged table's world."""
    return Cast(
        state=tuple(table.get("roster", ())),
        patron=tuple(table["patrons"]),
        bloc=tuple(table["blocs"]),
        flashpoint=tuple(table["flashpoints"]),
        entity=tuple(table["entities"]),
    )


def assembled(table: Table, said: Mapping[str, Any], limits: Mapping[str, Limits], origin: Provenance) -> Scenario:
    """Build and check a scenario.

    Parameters
    ----------
    table : dict
        The merged table.
    said : mapping
        Name, title, question, expects, claims, lineage and changes.
    limits : mapping of str to Limits
        Every factor of this world.
    origin : Provenance
        Which file said what.

    Returns
    -------
    Scenario
        Frozen.

    Raises
    ------
    BalkansimError
        For anything that cannot be, with the file and key at fault.
    """
    if "roster" not in table:
        raise BalkansimError(
            "there is no roster",
            expected="a parent, or a world of its own",
            where=origin.fallback,
            todo='add parent = "baseline", or list the states: roster = ["SRB", "XKX"]',
        )
    start, horizon, roster = month_index(table["start"]), int(table["horizon"]), tuple(table["roster"])
    check_start(start, origin.where("start"))
    states = _states(table, roster, origin)
    blocs, flashpoints, entities = _blocs(table, origin), _flashpoints(table, origin), _entities(table, origin)
    check_blocs(blocs, roster, start, origin.where)
    check_places(flashpoints, entities, roster, origin.where)
    return Scenario(
        **said,
        start=start,
        horizon=horizon,
        roster=roster,
        founding=table["founding"],
        elections=table["elections"],
        at_rest=table["at_rest"],
        theory=table["theory"],
        states=states,
        patrons={code: PatronSpec(code, entry.get("label", label(code))) for code, entry in table["patrons"].items()},
        blocs=blocs,
        flashpoints=flashpoints,
        entities=entities,
        overrides=_overrides(table["set"], roster, limits, origin),
        events=_events(table, (start, start + horizon), blocs, flashpoints, origin),
    )


def _states(table: Table, roster: Sequence[str], origin: Provenance) -> dict[str, StateSpec]:
    told = table["states"]
    check_roster(roster, told, origin.where)
    for code in told:
        if code not in roster:
            raise BalkansimError(
                f"{code} is described but not in the roster",
                expected="a state of the roster",
                where=origin.where("states", code),
                todo=f"add {code} to the roster, or strike [states.{code}]",
            )
    return {code: _state(code, told.get(code, {}), roster, origin) for code in roster}


def _state(code: str, entry: Mapping[str, Any], roster: Sequence[str], origin: Provenance) -> StateSpec:
    actor = known_actors()["states"].get(code)
    fields: dict[str, Any] = {"label": label(code), "balkan": actor.balkan if actor else False, **entry}
    if "neighbours" in entry:
        for neighbour in entry["neighbours"]:
            if neighbour not in roster and neighbour not in known_actors()["states"]:
                raise BalkansimError(
                    f"unknown neighbour {neighbour!r}",
                    expected="states of the roster",
                    where=origin.where("states", code, "neighbours"),
                )
        fields["neighbours"] = tuple(entry["neighbours"])
    if "election" in entry:
        fields["election"] = month_index(entry["election"])
    return StateSpec(code=code, **fields)


def _blocs(table: Table, origin: Provenance) -> dict[str, BlocSpec]:
    told = table["blocs"]
    opposed = {
        name: [other for other in told if other in entry.get("opposed", []) or name in told[other].get("opposed", [])]
        for name, entry in told.items()
    }
    return {
        name: BlocSpec(
            name=name,
            label=entry.get("label", label(name)),
            members=tuple(_required(entry, "members", origin, "blocs", name)),
            founded=_day(_required(entry, "founded", origin, "blocs", name), origin.where("blocs", name, "founded")),
            opposed=(*opposed[name], *(other for other in entry.get("opposed", []) if other not in told)),
        )
        for name, entry in told.items()
    }


def _flashpoints(table: Table, origin: Provenance) -> dict[str, FlashpointSpec]:
    return {
        name: FlashpointSpec(
            name=name,
            label=entry.get("label", label(name)),
            parties=tuple(_required(entry, "parties", origin, "flashpoints", name)),
            peacekeepers=entry.get("peacekeepers", ""),
            entity=entry.get("entity", ""),
        )
        for name, entry in table["flashpoints"].items()
    }


def _entities(table: Table, origin: Provenance) -> dict[str, EntitySpec]:
    return {
        code: EntitySpec(
            code=code,
            label=entry.get("label", label(code)),
            inside=_required(entry, "inside", origin, "entities", code),
            backer=entry.get("backer", ""),
        )
        for code, entry in table["entities"].items()
    }


def _required(entry: Mapping[str, Any], key: str, origin: Provenance, *path: str) -> Any:
    if key not in entry:
        raise BalkansimError(
            f"{key} is missing",
            expected=f"{key} = ...",
            where=origin.where(*path),
            todo=f"add {key} to [{'.'.join(path)}]",
        )
    return entry[key]


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BalkansimError(f"{text!r} is no day", expected="a day, as 2025-03-18", where=where) from None


def _overrides(
    settings: Mapping[str, Any], roster: Sequence[str], limits: Mapping[str, Limits], origin: Provenance
) -> dict[str, float | Range]:
    overrides: dict[str, float | Range] = {}
    for key, setting in settings.items():
        name = in_roster_order(key, roster)
        overrides[name] = Range(**setting) if isinstance(setting, dict) else float(setting)
        check_setting(name, overrides[name], limits, origin.where("set", key))
    return overrides


def in_roster_order(name: str, roster: Sequence[str]) -> str:
    """Return a factor's name with the parties of a symmetric quantity in roster order."""
    quantity, *parties = name.split(".")
    if quantity in SYMMETRIC and all(party in roster for party in parties):
        parties.sort(key=list(roster).index)
    return ".".join([quantity, *parties])


def _events(
    table: Table,
    window: tuple[int, int],
    blocs: Mapping[str, BlocSpec],
    flashpoints: Mapping[str, FlashpointSpec],
    origin: Provenance,
) -> tuple[Event, ...]:
    cast = cast_of(table)
    events = [event_from(name, entry, cast.state, origin.owner) for name, entry in table["events"].items()]
    for event in events:
        check_event(event, cast, window, blocs, flashpoints, origin.where)
    return tuple(sorted(events, key=lambda event: (event.month, event.name)))
