"""The manifest of a run folder: what was run, by which it is known again, and where, when and with what."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from balkansim.storage.arithmetic import arithmetic

LIBRARIES = ("numpy", "numba", "pandas", "pyarrow", "scipy")
ABSENT = "nothing"
LONGEST_VALUE = 40
MOST_NAMED = 8


def differences(there: Mapping[str, Any], here: Mapping[str, Any]) -> list[str]:
    """Name each difference between two identities.

    Parameters
    ----------
    there, here : mapping
        Identities, nested mappings of plain values: the folder's, and that of what is asked now.

    Returns
    -------
    list of str
        One a difference, ``seed: 1 there, 2 here``; empty where they are equal.
    """
    one, other = dict(_flat(there)), dict(_flat(here))
    names = [*one, *(name for name in other if name not in one)]
    return [
        f"{name}: {_told(one.get(name, ABSENT))} there, {_told(other.get(name, ABSENT))} here"
        for name in names
        if one.get(name, ABSENT) != other.get(name, ABSENT)
    ]


def told(found: list[str]) -> str:
    """Tell differences in one sentence, the first few of many.

    Parameters
    ----------
    found : list of str
        As from `differences`.
    """
    more = f"; and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    return "; ".join(found[:MOST_NAMED]) + more


def surroundings() -> dict[str, Any]:
    """Return where and with what a run is made: command line, machine, versions; none of it belongs to the identity."""
    return {
        "command": sys.argv,
        "machine": {
            "system": platform.platform(),
            "processor": platform.machine(),
            "name": platform.node(),
            "arithmetic": arithmetic(),
        },
        "versions": {"python": platform.python_version()} | {name: _version(name) for name in LIBRARIES},
    }


def now() -> str:
    """Return the present time, in UTC, to the second, as ``2025-07-01T12:00:00+00:00``."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _flat(found: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the leaves of nested mappings under dotted names; lists are leaves."""
    for name, value in found.items():
        if isinstance(value, Mapping) and value:
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _told(value: Any) -> str:
    """Tell a value shortly."""
    text = str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 3]}..."


def _version(library: str) -> str:
    """Return the version of a library, or that there is none."""
    try:
        return version(library)
    except PackageNotFoundError:
        return ABSENT
