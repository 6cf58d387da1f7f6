"""Measure how the time of a month grows with the number of states: `python benchmarks/scale.py [--quick]`."""

from __future__ import annotations

import json
import math
import sys
import tempfile
from collections.abc import Sequence
from typing import TYPE_CHECKING

from timing import PYTHON, Table, processor_seconds, run_benchmark, told_by

if TYPE_CHECKING:
    from balkansim.model.ensemble import Ensemble
    from balkansim.model.start import Start

SHIPPED = 16
WITHIN, BEYOND = (10, 12, 14, 16), (10, 20, 40, 80, 160)
MONTHS, FEW_MONTHS = 26, 2
WORK = 100_000
"""Histories times states squared of one timing, about."""
MOST_KEPT = 2**28
"""Bytes that the record of one timing may take."""
Grown = dict[int, tuple[float, float]]
"""By states: seconds of a month where blocs keep their members, and where they grow with the roster."""


def month_seconds(states: int, grows: bool, times: int) -> float:
    """Return the time of one month of one history in the kernel: long histories less short ones, the start left out."""
    from crowds import crowd

    ensemble, start = crowd(states, grows)
    histories = max(2, min(WORK // states**2, MOST_KEPT // _bytes_kept()))
    long, short = (_best(ensemble, start, histories, months, times) for months in (MONTHS, FEW_MONTHS))
    return (long - short) / histories / (MONTHS - FEW_MONTHS)


def _best(ensemble: Ensemble, start: Start, histories: int, months: int, times: int) -> float:
    """Return the least processor time that so many histories take: whatever else the machine does only adds to it."""
    import numpy as np

    draw_of, keys = np.zeros(histories, dtype=np.int64), np.arange(histories, dtype=np.int64)
    return min(processor_seconds(lambda: ensemble.run(start, draw_of, keys, months)) for _ in range(times))


def _bytes_kept() -> int:
    """Return how many bytes the record of one history takes with the room there is."""
    import numpy as np

    from balkansim.model import world
    from balkansim.model.trajectories import Capacity, monthly_type

    months = monthly_type(Capacity(world.CAPACITY["actor"])).itemsize
    return (MONTHS + 1) * (months + world.DYADS * np.dtype(np.float64).itemsize)


def measured(capacity: int, states: Sequence[int], times: int) -> Grown:
    """Measure rosters of several sizes in this process, which has room for `capacity` states."""
    from crowds import make_room

    if capacity != SHIPPED:
        make_room(capacity)
    month_seconds(states[0], False, 1)
    return {n: (month_seconds(n, False, times), month_seconds(n, True, times)) for n in states}


def in_child(capacity: int, states: Sequence[int], times: int) -> Grown:
    """Do the same in a process of its own, whose kernel, if it is another than the shipped, is not kept."""
    command = [PYTHON, __file__, "--child", str(capacity), str(times), *map(str, states)]
    with tempfile.TemporaryDirectory() as empty:
        found = told_by(command, **({} if capacity == SHIPPED else {"NUMBA_CACHE_DIR": empty}))
    return {int(n): (kept, grown) for n, (kept, grown) in found.items()}


def growth(title: str, found: Grown) -> Table:
    """Tell how a month grows, and with what power of the states from each size to the next."""
    rows, before = [], 0
    for n, (kept, grown) in found.items():
        powers = ("-", "-") if not before else tuple(f"{_power(found, before, n, k):.1f}" for k in (0, 1))
        dyads = n * (n - 1) // 2
        rows.append(
            (str(n), str(dyads), _micro(kept), powers[0], f"{1e9 * kept / dyads:.0f}", _micro(grown), powers[1])
        )
        before = n
    head = (
        "states",
        "dyads",
        "a month, microseconds",
        "grows with the power",
        "nanoseconds a dyad",
        "blocs growing too, microseconds",
        "power",
    )
    return Table(title, head, tuple(rows))


def _power(found: Grown, few: int, many: int, which: int) -> float:
    """Return the power of the number of states with which the time grows from one size to another."""
    return math.log(found[many][which] / found[few][which]) / math.log(many / few)


def _micro(time: float) -> str:
    return f"{1e6 * time:,.1f}" if time < 1e-4 else f"{1e6 * time:,.0f}"


def tables(quick: bool) -> list[Table]:
    """Measure the shipped kernel and, unless it must be quick, one compiled with more room."""
    times = 2 if quick else 9
    within = growth(f"The kernel as it ships, room for {SHIPPED} states", in_child(SHIPPED, WITHIN, times))
    if quick:
        return [within]
    room = BEYOND[-1]
    return [within, growth(f"The same rules compiled with room for {room} states", in_child(room, BEYOND, times))]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(measured(int(sys.argv[2]), [int(n) for n in sys.argv[4:]], int(sys.argv[3]))))
    else:
        run_benchmark(tables, __doc__ or "")
