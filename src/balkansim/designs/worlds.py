"""Resolved scenarios as plain values that can be stored in a manifest and read back in another process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError
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

    Raises
    ------
    BalkansimError
        If another version wrote it, whose worlds hold other things.
    """
    from pydantic import ValidationError

    keyed = {kind: {entry[key]: entry for entry in table[kind]} for kind, key in KEYED.items()}
    try:
        return _reader().validate_python({**table, **keyed})
    except ValidationError as mistake:
        first = mistake.errors()[0]
        raise BalkansimError(
            f"{'.'.join(map(str, first['loc']))}: {first['msg'].lower()}",
            expected="a world as this version writes it",
            where="manifest.json",
            todo="run the sweep anew, or read the folder with the version that its manifest names",
        ) from None


@cache
def _reader() -> TypeAdapter[Scenario]:
    from pydantic import TypeAdapter

    return TypeAdapter(Scenario)
