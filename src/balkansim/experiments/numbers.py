"""The numbers kept of each history: accessions, endings, serious incidents and last indices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.forecasting.tape import NEVER
from balkansim.scenario.calendar import month_iso
from balkansim.storage.columns import Column

if TYPE_CHECKING:
    from balkansim.forecasting.tape import Tape
    from balkansim.scenario.resolved import Scenario

SERIOUS = 3


def numbers_of(tape: Tape, blocs: Iterable[str]) -> dict[str, Any]:
    """Return the numbers of a tape by column, one value a history.

    Parameters
    ----------
    tape : Tape
        The record of an arm.
    blocs : iterable of str
        The blocs that exist at the start, in slot order.

    Returns
    -------
    dict of str to numpy.ndarray, shape (histories,)
        Counts, months as text (empty where it never happened) and indices, as `number_columns` tells them.
    """
    found: dict[str, Any] = {}
    for b, bloc in enumerate(blocs):
        joined = tape.ends["joined"][:, : len(tape.actors), b] != NEVER
        found[f"joined_{bloc}"] = joined.sum(axis=1)
        found[f"ended_{bloc}"] = _months(tape.ends["ended"][:, b])
    for f, flashpoint in enumerate(tape.flashpoints):
        severity = tape.monthly["severity"][:, :, f]
        found[f"serious_incidents_{flashpoint}"] = (severity >= SERIOUS).sum(axis=1)
    found["mean_tension"] = tape.tension[:, -1].mean(axis=1)
    found["polarisation"] = tape.monthly["polarisation"][:, -1].copy()
    for e, entity in enumerate(tape.entities):
        found[f"secession_{entity}"] = tape.monthly["secession"][:, -1, e].copy()
    return found


def number_columns(worlds: Iterable[Scenario]) -> list[Column]:
    """Return the columns of the numbers of some worlds, each once.

    Parameters
    ----------
    worlds : iterable of Scenario
        At least one; others may have other blocs, flashpoints and entities.
    """
    worlds = list(worlds)
    found: dict[str, Column] = {}
    for bloc in _names(world.blocs for world in worlds):
        joined = Column(f"joined_{bloc}", "int16", f"states that joined {bloc}", "states", "0 to the roster's size")
        ended = Column(
            f"ended_{bloc}", "string", f"month in which {bloc} ended; empty if it did not", "month", "2025-05"
        )
        found |= {joined.name: joined, ended.name: ended}
    for flashpoint in _names(world.flashpoints for world in worlds):
        meaning = f"months with an incident of severity {SERIOUS} or more at {flashpoint}"
        name = f"serious_incidents_{flashpoint}"
        found[name] = Column(name, "int16", meaning, "months", "0 to the horizon")
    indices = {"mean_tension": "mean tension of all dyads", "polarisation": "polarisation of the region"}
    indices |= {f"secession_{e}": f"secession pressure in {e}" for e in _names(world.entities for world in worlds)}
    for name, meaning in indices.items():
        found[name] = Column(name, "double", f"{meaning} in the last month", "index", "0 to 1")
    return list(found.values())


def _names(groups: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the names of several groups, each once, in the order in which they come."""
    return list(dict.fromkeys(name for group in groups for name in group))


def _months(values: Any) -> Any:
    """Return months as text, empty where it never happened."""
    distinct, places = np.unique(values, return_inverse=True)
    return np.array(["" if month == NEVER else month_iso(int(month)) for month in distinct], dtype=object)[places]
