"""The ODD+D protocol of the model: a text whose marked places are filled from phases, rules, fields, luck and data."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files

from balkansim.describing.entities import entity_tables
from balkansim.describing.markdown import page, table
from balkansim.describing.moves import movers_of
from balkansim.describing.odd_parts import (
    WHO,
    decisions,
    event_kinds,
    initial_world,
    input_data,
    origins,
    scales,
    submodels,
)
from balkansim.describing.phases import overview
from balkansim.draws import CHANNELS
from balkansim.errors import BalkansimError, unknown

TITLE = "The model described: ODD+D"
MARK = re.compile(r"^<!-- fill: ([a-z-]+) -->$", re.MULTILINE)
TEMPLATE = "odd.md"


def channels() -> str:
    """Return the channels of luck with the moves that draw from each."""
    rows = [(f"`{name}`", ", ".join(f"`{move}`" for move in movers_of(name)), WHO[name]) for name in CHANNELS]
    return table(("channel", "move", "one draw a month for"), rows)


PARTS: dict[str, Callable[[], str]] = {
    "entities": entity_tables,
    "scales": scales,
    "phases": overview,
    "decisions": decisions,
    "channels": channels,
    "initial-world": initial_world,
    "origins": origins,
    "input-data": input_data,
    "event-kinds": event_kinds,
    "submodels": submodels,
}


def odd_page() -> str:
    """Return the page of the protocol."""
    text = files("balkansim.describing").joinpath(TEMPLATE).read_text(encoding="utf-8")
    return page(TITLE, filled(text.strip()))


def filled(text: str) -> str:
    """Fill the marked places of a text.

    Parameters
    ----------
    text : str
        With lines such as ``<!-- fill: phases -->``.

    Raises
    ------
    BalkansimError
        If a mark names no part, or a part has no mark.
    """
    named = MARK.findall(text)
    for name in named:
        if name not in PARTS:
            raise unknown("part", name, PARTS, where=TEMPLATE)
    for name in PARTS:
        if name not in named:
            raise BalkansimError(f"no mark for {name!r}", expected=f"a line <!-- fill: {name} -->", where=TEMPLATE)
    return MARK.sub(lambda mark: PARTS[mark[1]](), text)
