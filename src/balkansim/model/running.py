"""Calling the compiled kernel: histories in, what is kept of them out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from balkansim.model.compiling import call, entry_with, mark_kept, readable
from balkansim.model.linking import Function
from balkansim.model.luck import luck_dtype, slots_in_use
from balkansim.model.start import Start
from balkansim.model.trajectories import blank
from balkansim.model.world import empty_worlds, world_dtype


class Record(NamedTuple):
    """What the kernel keeps of histories, as `blank` makes it, and every month of the last one if asked."""

    monthly: Any
    tension: Any
    ends: Any
    film: Any


def run_kernel(
    start: Start,
    draw_of: Any,
    keys: Any,
    seed: int,
    months: int,
    *,
    film: bool = False,
    replaced: Mapping[Function, Function] | None = None,
) -> Record:
    """Run histories in the compiled kernel; `film` keeps every month of the last one.

    ``draw_of``, ``keys``: parameter draw and key of each history, integers, shape (histories,).
    """
    entry = entry_with(replaced or {})
    world = start.worlds[0]
    actors = int(world["actors"])
    monthly, tension, ends = blank(len(keys), months, actors * (actors - 1) // 2)
    luck = np.zeros(1, luck_dtype())
    slots = slots_in_use(
        actors,
        int(world["flashpoints"]),
        int(world["entities"]),
        int(start.worlds["vetoers"].max()),
    )
    reel = np.zeros(months + 1 if film else 0, world_dtype())
    call(
        entry,
        readable(start.worlds),
        readable(start.coefficients),
        draw_of,
        keys,
        seed,
        months,
        readable(empty_worlds(2)),
        readable(luck),
        luck.view(np.float64),
        slots,
        readable(monthly),
        tension,
        readable(ends),
        readable(reel),
    )
    if not replaced:
        mark_kept()
    return Record(monthly, tension, ends, reel)
