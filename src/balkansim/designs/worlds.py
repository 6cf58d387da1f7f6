"""Resolved scenarios as plain values that can be stored in a manifest and read back in another process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from balkansim.scenario.resolved import Scenario

if TYPE_CHECKING:
    from pydantic import TypeAdapter

KEYED = {"states": "code", "patrons": "code", "blocs": "name", "flashpoints": "name", "entities": "code"}


def world_table(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as plain values, its actors as lists, since their order is the order of their luck.

    Parameters
    ----------
    scenario : Scenario
        Any scenario.
    """
    table = scenario.to_dict()
    return {key: list(value.values()) if key in KEYED else value for key, value in table.items()}


def world_from(table: Mapping[str, Any]) -> Scenario:
    """Return the scenario that `world_table` wrote; it has the same digest, but not what differs from its parent.

    Parameters
    ----------
    table : mapping
        As read back from JSON.
    """
    keyed = {kind: {entry[key]: entry for entry in table[kind]} for kind, key in KEYED.items()}
    return _reader().validate_python({**table, **keyed})


@cache
def _reader() -> TypeAdapter[Scenario]:
    from pydantic import TypeAdapter

    return TypeAdapter(Scenario)
