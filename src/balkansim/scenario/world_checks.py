"""What must hold of the people in a scenario, each check by itself and told with the file and key at fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from balkansim.errors import BalkansimError, unknown
from balkansim.scenario.calendar import last_day, month_index, month_name
from balkansim.scenario.names import KINDS, known_actors, spoken
from balkansim.scenario.resolved import BlocSpec, EntitySpec, FlashpointSpec
from balkansim.scenario.schema import FIRST_START, LAST_START

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
