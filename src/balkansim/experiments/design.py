"""The design points of a sweep as rows of codes: a full grid computed on demand, or a matrix."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import prod
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from balkansim.months import month_iso
from balkansim.scenario.resolve import in_roster_order
from balkansim.scenario.scenario import Event, Scenario

if TYPE_CHECKING:
    import numpy as np

    from balkansim.experiments.sweep import Sweep

NUMBER, MONTH, SCENARIO = "number", "month", "scenario"
MONTH_PREFIX = "month."
SHOWN_LEVELS = 6


@dataclass(frozen=True)
class Axis:
    """One factor of a design.

    A design is a matrix of codes. A number's code is its value; a month's is its index (0 = April 2025), fractions cut
    off; a scenario's is its place among the choices, fractions cut off. Sampling methods draw codes evenly from `low`
    to `high`, so that every month and every scenario gets an equal share.

    ``name``: A factor as ``balkansim factors`` lists it, ``month.EVENT``, or ``scenario``. ``levels``: codes of a grid,
    or those that a table has; empty where the design is sampled. ``low``, ``high``: bounds of sampled codes, equal
    where nothing is sampled; the upper one of a month or scenario is past the last. ``along``: events that keep their
    distance from the event whose month this is.
    """

    name: str
    kind: str
    levels: tuple[float, ...] = ()
    low: float = 0.0
    high: float = 0.0
    choices: tuple[str, ...] = ()
    along: tuple[str, ...] = ()

    @property
    def event(self) -> str:
        """The event whose month this is."""
        return self.name.removeprefix(MONTH_PREFIX)

    def whole(self, code: float) -> int:
        """Return a code of a month or a scenario as the whole number in which it falls.

        ``code``: from `low` to `high`; the upper bound of a sampled axis falls in the last.
        """
        found = math.floor(code)
        return min(found, math.ceil(self.high) - 1) if self.low < self.high else found

    def value(self, code: float) -> float | str:
        """Return the value a code stands for: a number, a month such as ``2025-10``, or a scenario's name."""
        if self.kind == MONTH:
            return month_iso(self.whole(code))
        return self.choices[self.whole(code)] if self.kind == SCENARIO else float(code)

    def told(self) -> str:
        """Tell the range, or the levels where they are few."""
        if self.kind == SCENARIO:
            return ", ".join(self.choices)
        if 0 < len(self.levels) <= SHOWN_LEVELS:
            return ", ".join(_shown(self.value(level)) for level in self.levels)
        first, last = (self.levels[0], self.levels[-1]) if self.levels else (self.low, self.high)
        sampled = ", whole months" if self.kind == MONTH else ""
        rest = f", {len(self.levels)} values" if self.levels else sampled
        return f"{_shown(self.value(first))} to {_shown(self.value(last))}{rest}"

    def as_dict(self) -> dict[str, Any]:
        """Return the axis as plain values, leaving out what is empty."""
        said = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}
        unused = ("low", "high") if self.low == self.high else ()
        return {key: value for key, value in said.items() if value != [] and key not in unused}


def axis_from(said: Mapping[str, Any]) -> Axis:
    """Return the axis that `Axis.as_dict` wrote."""
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}
    return Axis(**fields)


def _shown(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


MOST_POINTS = 10_000_000
GRAIN = 6
"""Sampled numbers are rounded to this many digits of their range, so that what is written is what is run."""


class Design(Protocol):
    """What is needed of a design: its points, the codes of each, and a hash of all."""

    @property
    def points(self) -> int:
        """Number of design points."""

    @property
    def digest(self) -> str:
        """SHA-256 of the design, in hexadecimal digits."""

    def codes(self, point: int) -> tuple[float, ...]:
        """Return the codes of one point, one a factor."""

    def matrix(self) -> NDArray[np.float64]:
        """Return the codes of all points, shape (points, factors)."""


@dataclass(frozen=True)
class Grid:
    """Every combination of levels; the last factor changes fastest."""

    levels: tuple[tuple[float, ...], ...]

    @property
    def points(self) -> int:
        """Number of combinations."""
        return prod(map(len, self.levels))

    @property
    def digest(self) -> str:
        """SHA-256 of the levels."""
        return hashlib.sha256(json.dumps(self.levels).encode()).hexdigest()

    def codes(self, point: int) -> tuple[float, ...]:
        """Return the codes of one point, one a factor."""
        found = []
        for levels in reversed(self.levels):
            point, place = divmod(point, len(levels))
            found.append(levels[place])
        return tuple(reversed(found))

    def matrix(self) -> NDArray[np.float64]:
        """Return the codes of all points, shape (points, factors)."""
        axes = np.meshgrid(*self.levels, indexing="ij")
        return np.stack([axis.ravel() for axis in axes], axis=1)


@dataclass(frozen=True, eq=False)
class Rows:
    """A design given row by row. ``rows`` (numpy.ndarray, shape (points, factors)): codes."""

    rows: NDArray[np.float64]

    @property
    def points(self) -> int:
        """Number of rows."""
        return len(self.rows)

    @property
    def digest(self) -> str:
        """SHA-256 of the rows."""
        return hashlib.sha256(np.ascontiguousarray(self.rows, dtype="<f8").tobytes()).hexdigest()

    def codes(self, point: int) -> tuple[float, ...]:
        """Return the codes of one point, one a factor."""
        return tuple(self.rows[point].tolist())

    def matrix(self) -> NDArray[np.float64]:
        """Return the codes of all points, shape (points, factors)."""
        return self.rows


def rounded(values: Any, low: float, high: float) -> NDArray[np.float64]:
    """Round numbers to a power of ten that is at most a millionth of their range, and keep them within it."""
    decimals = GRAIN - int(np.floor(np.log10(high - low)))
    found: NDArray[np.float64] = np.clip(np.round(np.asarray(values, dtype=np.float64), decimals), low, high)
    return found + 0.0


def settled(rows: NDArray[np.float64], axes: Sequence[Axis]) -> Rows:
    """Return sampled codes as a design, numbers rounded and the rest as sampled.

    ``rows`` (numpy.ndarray, shape (points, factors)): codes as sampled.
    """
    columns = [
        rounded(rows[:, k], axis.low, axis.high) if axis.kind == NUMBER else rows[:, k] for k, axis in enumerate(axes)
    ]
    return Rows(np.stack(columns, axis=1))


LATIN, SOBOL, MORRIS = "latin-hypercube", "sobol", "morris"
SAMPLED = (LATIN, SOBOL, MORRIS)


def problem_of(axes: Sequence[Axis]) -> dict[str, Any]:
    """Return the factors as SALib's problem, without groups. Returns: ``num_vars``, ``names`` and ``bounds``."""
    bounds = [[axis.low, axis.high] for axis in axes]
    return {"num_vars": len(axes), "names": [axis.name for axis in axes], "bounds": bounds}


def size_of_sample(method: str, options: Mapping[str, Any], factors: int) -> int:
    """Return how many points a sampling method makes. ``method``: ``latin-hypercube``, ``sobol`` or ``morris``."""
    if method == LATIN:
        return int(options["points"])
    if method == SOBOL:
        return int(options["base_samples"]) * ((2 * factors + 2) if options["second_order"] else factors + 2)
    return int(options["trajectories"]) * (factors + 1)


def sampled(method: str, options: Mapping[str, Any], axes: Sequence[Axis], seed: int) -> Rows:
    """Draw a design, the same whenever method, options, factors and seed are the same.

    ``method``: ``latin-hypercube``, ``sobol`` (scrambled, no point skipped) or ``morris``.
    """
    problem = problem_of(axes)
    if method == LATIN:
        from SALib.sample import latin

        return settled(latin.sample(problem, options["points"], seed=seed), axes)
    if method == SOBOL:
        from SALib.sample import sobol

        second = options["second_order"]
        return settled(sobol.sample(problem, options["base_samples"], calc_second_order=second, seed=seed), axes)
    from SALib.sample import morris

    return settled(morris.sample(problem, options["trajectories"], num_levels=options["levels"], seed=seed), axes)


def problem(sweep: Sweep) -> dict[str, Any]:
    """Return the problem of a sampled sweep as SALib's analyses take it.

    Returns: ``num_vars``, ``names`` and ``bounds``; a month's bounds are months since April 2025, the upper one past
    the last; a scenario's are 0 and the number of scenarios.
    """
    return problem_of(sweep.axes)


def matrix(sweep: Sweep) -> NDArray[np.float64]:
    """Return the design of a sweep as numbers, in the order in which SALib analyses it.

    Returns: numpy.ndarray, shape (points, factors); A number's value; of months and scenarios what was sampled,
    fractions kept: the whole part is the month since April 2025, or the place among the scenarios.
    """
    return sweep.design.matrix()


BASE = ""
"""Key of the base scenario among a specification's worlds."""


def placed(worlds: Mapping[str, Scenario], axes: Sequence[Axis], codes: Sequence[float]) -> Scenario:
    """Return a scenario with the codes of a point put in.

    ``worlds``: the base under an empty name, and each scenario that is chosen from.
    """
    told = list(zip(axes, codes, strict=True))
    chosen = next((str(axis.value(code)) for axis, code in told if axis.kind == SCENARIO), BASE)
    world = worlds[chosen]
    numbers = {in_roster_order(axis.name, world.roster): float(code) for axis, code in told if axis.kind == NUMBER}
    moved = world.events
    for axis, code in told:
        if axis.kind == MONTH:
            moved = shifted(moved, axis, axis.whole(code))
    return replace(world.overriding(numbers), events=moved)


def shifted(events: tuple[Event, ...], axis: Axis, month: int) -> tuple[Event, ...]:
    """Return events with one moved to a month, those along with it by as many months, and all others as they stand.

    ``events``: sorted by month, then name. ``month``: months since April 2025.
    """
    by = month - next(event.month for event in events if event.name == axis.event)
    names = (axis.event, *axis.along)
    moved = (replace(event, month=event.month + by) if event.name in names else event for event in events)
    return tuple(sorted(moved, key=lambda event: (event.month, event.name)))
