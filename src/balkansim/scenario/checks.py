"""What must hold of the people in a scenario, each check by itself and told with the file and key at fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from balkansim.errors import BalkansimError, unknown
from balkansim.months import last_day, month_index, month_iso, month_name
from balkansim.scenario.events import EVENT_KINDS
from balkansim.scenario.factors import Actors
from balkansim.scenario.names import KINDS, known_actors, spoken
from balkansim.scenario.scenario import BlocSpec, EntitySpec, Event, FlashpointSpec
from balkansim.scenario.schema import FIRST_START, LAST_START, complaint

FLASHPOINT_CAPACITY, ENTITY_CAPACITY, BLOC_CAPACITY = 4, 2, 8
Where = Callable[..., str]


def check_start(start: int, where: str) -> None:
    """Refuse a start outside the months for which figures can be asked."""
    if not month_index(FIRST_START) <= start <= month_index(LAST_START):
        raise BalkansimError(
            f"start {month_name(start)}", expected=f"a month from {FIRST_START} to {LAST_START}", where=where
        )


def check_roster(roster: Iterable[str], states: Mapping[str, Mapping[str, Any]], where: Where) -> None:
    """Refuse an unknown state, and one that has neither figures that ship nor figures of its own."""
    shipped = known_actors()["states"]
    known = [*spoken("states"), *states]
    for code in roster:
        if code in shipped:
            continue
        place = where("roster")
        if code not in states:
            raise unknown("state", code, known, where=place, todo=f"or describe it in a table [states.{code}]")
        lacking = [key for key in ("label", "expenditure", "burden") if key not in states[code]]
        if lacking:
            raise BalkansimError(
                f"no {' and no '.join(lacking)} for {code}",
                expected="label, expenditure (USD m) and burden (0-1)",
                where=where("states", code),
                todo=f"add them to [states.{code}]: no figures of it ship",
            )


def check_extension(roster: list[str], parent: list[str], where: str) -> None:
    """Refuse a roster in which a state of the parent's changes place: its luck would change with it."""
    shared = min(len(roster), len(parent))
    if roster[:shared] != parent[:shared]:
        raise BalkansimError(
            f"the roster begins {', '.join(roster[:shared])}",
            expected=f"the parent's order, {', '.join(parent[:shared])}, and new states after it",
            where=where,
            todo="append new states or drop only the last ones, so that nobody's luck moves; or leave out the parent",
        )


def check_known(kind: str, word: str, known: Iterable[str], where: str) -> None:
    """Refuse somebody who is not in this world; the nearest who is gets suggested."""
    present = list(known)
    if word not in present:
        actors = known_actors()[kind]
        words = [name for code in present if code in actors for name in actors[code].words() if name != code]
        raise unknown(KINDS[kind], word, [*present, *words], where=where, todo=_how_to_bring(kind, word))


def _how_to_bring(kind: str, word: str) -> str:
    if kind == "states":
        return "name a state of the roster, or add it to the roster"
    return f"name one of them, or describe it in a table [{kind}.{word}]"


def check_blocs(blocs: Mapping[str, BlocSpec], roster: Iterable[str], start: int, where: Where) -> None:
    """Refuse blocs of strangers, blocs founded after the start and members of two opposed blocs."""
    states = list(roster)
    for name, bloc in blocs.items():
        for member in bloc.members:
            check_known("states", member, states, where("blocs", name, "members"))
        for other in bloc.opposed:
            check_known("blocs", other, [bloc for bloc in blocs if bloc != name], where("blocs", name, "opposed"))
            torn = [member for member in bloc.members if member in blocs[other].members]
            if torn:
                raise BalkansimError(
                    f"{torn[0]} is a member of {name} and of {other}, which are opposed",
                    expected="one of two opposed blocs",
                    where=where("blocs", name, "members"),
                )
        if bloc.founded > last_day(start):
            raise BalkansimError(
                f"{name} is founded on {bloc.founded}, after the start in {month_name(start)}",
                expected="a bloc that exists at the start",
                where=where("blocs", name, "founded"),
                todo=f"remove it ([blocs.{name}] remove = true), or start later",
            )
    check_capacity("blocs", blocs, BLOC_CAPACITY, where)


def check_places(
    flashpoints: Mapping[str, FlashpointSpec], entities: Mapping[str, EntitySpec], roster: Iterable[str], where: Where
) -> None:
    """Refuse flashpoints and entities whose states are not in the roster."""
    states = list(roster)
    for name, entity in entities.items():
        check_known("states", entity.inside, states, where("entities", name, "inside"))
        if entity.backer:
            check_known("states", entity.backer, states, where("entities", name, "backer"))
    for name, place in flashpoints.items():
        for party in place.parties:
            check_known("states", party, states, where("flashpoints", name, "parties"))
        if place.entity:
            check_known("entities", place.entity, entities, where("flashpoints", name, "entity"))
    check_capacity("flashpoints", flashpoints, FLASHPOINT_CAPACITY, where)
    check_capacity("entities", entities, ENTITY_CAPACITY, where)


def check_capacity(kind: str, members: Mapping[str, Any], capacity: int, where: Where) -> None:
    """Refuse more of a kind than a run has room for."""
    if len(members) > capacity:
        raise BalkansimError(f"{len(members)} {kind}", expected=f"at most {capacity}", where=where(kind))


_PARTIES = {"patron": "patrons", "flashpoint": "flashpoints", "entity": "entities", "bloc": "blocs"}


def event_from(name: str, table: Mapping[str, Any], roster: tuple[str, ...], owner: Where) -> Event:
    """Build an event from its merged table, checking it whole once more (an amendment may have spoilt it).

    ``table``: its merged table, with a ``kind``.
    """
    try:
        EVENT_KINDS[table["kind"]].model_validate(dict(table))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        problem = {**first, "loc": ("events", name, table["kind"], *first["loc"])}
        raise complaint(problem, owner("events", name, *map(str, first["loc"]))) from None
    fields: dict[str, Any] = {key: value for key, value in table.items() if key not in ("month", "state", "states")}
    states = table.get("states", [table["state"]] if "state" in table else [])
    fields |= {key: float(fields[key]) for key in ("value", "change") if key in fields}
    return Event(
        name=name,
        month=month_index(table["month"]),
        states=roster if states == "all" else tuple(states),
        **fields,
    )


def check_event(
    event: Event,
    cast: Actors,
    window: tuple[int, int],
    blocs: Mapping[str, BlocSpec],
    flashpoints: Mapping[str, FlashpointSpec],
    where: Where,
) -> None:
    """Refuse an event outside the run or about somebody who is not there. ``window``: start and last month."""
    start, end = window
    if not start < event.month <= end:
        raise BalkansimError(
            f"{month_name(event.month)} is outside the run, which simulates "
            f"{month_name(start + 1)} to {month_name(end)}",
            expected=f"a month from {month_iso(start + 1)} to {month_iso(end)}",
            where=where("events", event.name, "month"),
            todo="move the event, or change start or horizon",
        )
    for key, kind in _PARTIES.items():
        word = getattr(event, key)
        if word:
            check_known(kind, word, cast.of(key), where("events", event.name, key))
    for state in event.states:
        check_known("states", state, cast.state, where("events", event.name, "state"))
    if event.toward:
        check_known("states", event.toward, cast.state, where("events", event.name, "toward"))
    _check_sense(event, blocs, flashpoints, where)


def _check_sense(
    event: Event, blocs: Mapping[str, BlocSpec], flashpoints: Mapping[str, FlashpointSpec], where: Where
) -> None:
    between = (*event.states, event.toward) if event.toward else event.states
    if event.kind in ("tension", "agreement", "recognition") and len(set(between)) < 2:
        raise BalkansimError(
            f"{event.kind} of a state with itself", expected="two states", where=where("events", event.name)
        )
    if event.kind == "peacekeepers" and not flashpoints[event.flashpoint].peacekeepers:
        raise BalkansimError(
            f"there are no peacekeepers at {event.flashpoint}",
            expected="a flashpoint with peacekeepers",
            where=where("events", event.name, "flashpoint"),
        )
    if event.kind in ("accession", "invitation"):
        for name in (event.bloc, *(blocs[event.bloc].opposed if event.kind == "accession" else ())):
            if event.state in blocs[name].members:
                raise BalkansimError(
                    f"{event.state} is a member of {name} from the start",
                    expected=f"a state that is not, and not of a bloc opposed to {event.bloc}",
                    where=where("events", event.name, "state"),
                )
