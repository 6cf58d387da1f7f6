"""Worlds of more states than there are: the ten of the baseline, repeated; for the benchmark of growth only."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from balkansim.model.ensemble import Ensemble
    from balkansim.model.start import Start


def make_room(states: int) -> None:
    """Make room for more states in this process; everything that reads the capacity must be imported afterwards."""
    from balkansim.model import world

    late = [name for name in ("balkansim.model.luck", "balkansim.model.moves.slots") if name in sys.modules]
    if late:
        raise RuntimeError(f"{', '.join(late)} imported already, with room for {world.CAPACITY['actor']} states")
    world.CAPACITY["actor"] = states
    world.DYADS = states * (states - 1) // 2
    from balkansim.model import ensemble
    from balkansim.model.trajectories import Capacity, blank

    ensemble.blank = partial(blank, capacity=Capacity(actors=states))  # type: ignore[attr-defined]


def crowd(states: int, grows: bool) -> tuple[Ensemble, Start]:
    """Return a maker and the start of one parameter draw of the baseline with so many states.

    State ``i`` is a copy of state ``i % 10``; between copies of one state things are as between it and the next. No
    dated events. Blocs keep their members, or, where they grow, take in the members' copies.
    """
    from dataclasses import replace

    from balkansim.model.ensemble import Ensemble, Size
    from balkansim.scenario.resolve import load

    scenario, evidence = load("baseline")
    ensemble = Ensemble(evidence, Size(1, 1, 1), at_median=True)
    start = ensemble.start(scenario, 0, 1)
    return ensemble, replace(start, worlds=repeated(start.worlds, states, grows))


def repeated(worlds: Any, states: int, grows: bool) -> Any:
    """Return worlds whose states are those of `worlds` over and over."""
    import numpy as np

    from balkansim.model.world import FIELDS, empty_worlds

    known = int(worlds[0]["actors"])
    copy_of = np.arange(states) % known
    made = empty_worlds(len(worlds))
    for name, (axes, *_) in FIELDS.items():
        values = worlds[name]
        where = [k + 1 for k, axis in enumerate(axes.split()) if axis == "actor"]
        for axis in where:
            values = np.take(values, copy_of, axis=axis)
        room = tuple(slice(0, states) if axis == "actor" else slice(None) for axis in axes.split())
        made[name][(slice(None), *room)] = values
        if len(where) == 2:
            _set_apart(made[name], worlds[name], copy_of, known)
    made["actors"], made["events"] = states, 0
    if not grows:
        made["member"][:, :, known:] = 0
    return made


def _set_apart(made: Any, values: Any, copy_of: Any, known: int) -> None:
    """Let copies of one state stand to one another as it stands to the next."""
    for i, one in enumerate(copy_of):
        for j in range(int(one), len(copy_of), known):
            if i != j:
                made[:, i, j] = values[:, one, (one + 1) % known]
