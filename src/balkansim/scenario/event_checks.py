"""Events after inheritance: their months, and whether who they name is in the world."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from balkansim.errors import BalkansimError
from balkansim.scenario.calendar import month_index, month_iso, month_name
from balkansim.scenario.complaints import complaint
from balkansim.scenario.happenings import EVENT_KINDS
from balkansim.scenario.resolved import BlocSpec, Event, FlashpointSpec
from balkansim.scenario.vocabulary import Cast
from balkansim.scenario.world_checks import Where, check_known

_PARTIES = {"patron": "patrons", "flashpoint": "flashpoints", "entity": "entities", "bloc": "blocs"}


def event_from(name: str, table: Mapping[str, Any], roster: tuple[str, ...], owner: Where) -> Event:
    """Build an event from its merged table, checking it whole once more (an amendment may have spoilt it).

    Parameters
    ----------
    name : str
        The event's key.
    table : mapping
        Its merged table, with a ``kind``.
    roster : tuple of str
        The states, for events that concern all.
    owner : callable
        Tells the file that set a key last.

    Raises
    ------
    BalkansimError
        If a field is missing, superfluous or out of range.
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
    cast: Cast,
    window: tuple[int, int],
    blocs: Mapping[str, BlocSpec],
    flashpoints: Mapping[str, FlashpointSpec],
    where: Where,
) -> None:
    """Refuse an event outside the run or about somebody who is not there.

    Parameters
    ----------
    event : Event
        The event.
    cast : Cast
        Who is in the world.
    window : tuple of int
        Start and last month.
    blocs, flashpoints : mapping
        The blocs and flashpoints at the start.
    where : callable
        Tells the file and key at fault.

    Raises
    ------
    BalkansimError
        With the file and key.
    """
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
    _check_sense(event, blocs, flashpoints, where)


def _check_sense(
    event: Event, blocs: Mapping[str, BlocSpec], flashpoints: Mapping[str, FlashpointSpec], where: Where
) -> None:
    if event.kind == "tension" and len(set(event.states)) < 2:
        raise BalkansimError(
            "a tension of a state with itself", expected="two states", where=where("events", event.name)
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
