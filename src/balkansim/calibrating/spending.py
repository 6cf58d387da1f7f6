"""Military expenditure at the end of simulated histories, which tapes do not hold."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from balkansim.compiling import call, entry_with, readable
from balkansim.draws import luck_dtype, slots_in_use
from balkansim.forecasting.tape import blank, dyads_of
from balkansim.start.worlds import Start
from balkansim.world import empty_worlds, world_dtype


def spent_since(start: Start, keys: NDArray[np.int64], seed: int, months: int) -> NDArray[np.float64]:
    """Return the change of ln military expenditure over the first months of histories, one a parameter draw.

    Parameters
    ----------
    start : Start
        Where the histories start.
    keys : numpy.ndarray, shape (draws,)
        Their keys of luck.
    seed : int
        Seed of all luck.
    months : int
        How long they live.

    Returns
    -------
    numpy.ndarray, shape (draws, states)
        In the order of the roster.
    """
    world, luck, film = readable(empty_worlds(2)), readable(np.zeros(1, luck_dtype())), np.zeros(0, world_dtype())
    names = start.names
    monthly, tension, ends = blank(1, months, len(dyads_of(names.actors)))
    kept = readable(monthly), tension, readable(ends)
    slots = slots_in_use(
        len(names.actors), len(names.flashpoints), len(names.entities), int(start.worlds["vetoers"].max())
    )
    worlds, coefficients, entry = readable(start.worlds), readable(start.coefficients), entry_with({})
    flat = luck.view(np.float64)
    after = np.zeros((len(keys), len(names.actors)))
    for draw in range(len(keys)):
        one: tuple[Any, ...] = (np.array([draw], dtype=np.int64), keys[draw : draw + 1], seed, months)
        call(entry, worlds, coefficients, *one, world, luck, flat, slots, *kept, readable(film))
        after[draw] = world["expenditure"][0, : len(names.actors)]
    return np.asarray(np.log(after / start.worlds["expenditure"][:, : len(names.actors)]))
