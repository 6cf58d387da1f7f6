"""One month of one history as a map needs it: a number a state, members of blocs, tensions and incidents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.errors import BalkansimError, unknown
from balkansim.scenario.calendar import month_iso
from balkansim.world import FIELDS

if TYPE_CHECKING:
    from balkansim.telling.reel import Reel

TENSION = "tension"
VARIABLES = (
    "position", "pressure", "partnership", "expenditure", "stretch", "threat_felt", "capability", TENSION,
)  # fmt: skip
MEANINGS = {TENSION: ("mean tension with the other states", "0-1")}
"""Where the world's own words are of something else."""


@dataclass(frozen=True)
class Snapshot:
    """One month.

    Parameters
    ----------
    month : int
        Months since April 2025.
    values : dict of str to float
        The variable, by state.
    members : dict of str to tuple of str
        Members of each bloc that exists, by the bloc's name in sentences.
    tensions : dict of (str, str) to float
        By dyad, in [0, 1].
    severities : dict of str to int
        Severity of the month's incident by flashpoint, 0 for none.
    """

    month: int
    values: dict[str, float]
    members: dict[str, tuple[str, ...]]
    tensions: dict[tuple[str, str], float]
    severities: dict[str, int]

    def rows(self, variable: str) -> list[dict[str, Any]]:
        """Return what is drawn, one row a number: month, what, of whom, value."""
        month = month_iso(self.month)
        drawn = [
            *((variable, state, value) for state, value in self.values.items()),
            *(("member", f"{state} in {bloc}", 1.0) for bloc, states in self.members.items() for state in states),
            *((TENSION, "-".join(pair), value) for pair, value in self.tensions.items()),
            *(("severity", name, float(severity)) for name, severity in self.severities.items()),
        ]
        return [{"month": month, "what": what, "of": of, "value": value} for what, of, value in drawn]


def snapshots(reel: Reel, variable: str, months: Sequence[int]) -> list[Snapshot]:
    """Read months of a history.

    Parameters
    ----------
    reel : Reel
        The history.
    variable : str
        One of `VARIABLES`.
    months : sequence of int
        Months since April 2025, from the scenario's start on.

    Raises
    ------
    BalkansimError
        If there is no such variable, or a month is not in the history.
    """
    if variable not in VARIABLES:
        raise unknown("variable", variable, VARIABLES, where="--variable")
    return [_snapshot(reel, variable, month) for month in months]


def meaning(variable: str) -> str:
    """Return a variable with its unit.

    Parameters
    ----------
    variable : str
        One of `VARIABLES`.
    """
    told, unit = MEANINGS.get(variable) or (FIELDS[variable][3], FIELDS[variable][2])
    return f"{told} ({unit})"


def _snapshot(reel: Reel, variable: str, month: int) -> Snapshot:
    world = reel.film[_row(reel, month)]
    actors = reel.names.actors
    count = len(actors)
    tension = np.array(world[TENSION][:count, :count])
    np.fill_diagonal(tension, 0.0)
    mean = tension.sum(axis=1) / max(1, count - 1)
    values = mean if variable == TENSION else world[variable][:count]
    blocs = [b for b in range(int(world["opened"][0])) if world["alive"][b]]
    named = {b: _bloc_name(reel, b) for b in blocs}
    return Snapshot(
        month,
        {state: float(value) for state, value in zip(actors, values, strict=True)},
        {named[b]: tuple(s for k, s in enumerate(actors) if world["member"][b, k]) for b in blocs},
        {(actors[i], actors[j]): float(tension[i, j]) for j in range(count) for i in range(j)},
        {name: int(world["severity"][f]) for f, name in enumerate(reel.names.flashpoints)},
    )


def _bloc_name(reel: Reel, bloc: int) -> str:
    """Return the name of a bloc; one founded in the run is called after its founders."""
    from balkansim.telling.scene import founders

    name = reel.names.blocs[bloc]
    if name in reel.scenario.blocs:
        return reel.scenario.label(name)
    return f"bloc founded by {' and '.join(reel.names.actors[k] for k in founders(reel, bloc))}"


def _row(reel: Reel, month: int) -> int:
    """Return the row of a month, the start among them."""
    first, last = reel.scenario.start, reel.scenario.start + len(reel.film) - 1
    if not first <= month <= last:
        raise BalkansimError(
            f"{month_iso(month)} is not in this history",
            expected=f"a month from {month_iso(first)} to {month_iso(last)}",
            where="--month",
        )
    return month - first
