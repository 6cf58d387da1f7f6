"""One factor of a design: how a number of the design is read as its value."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from balkansim.scenario.calendar import month_iso

NUMBER, MONTH, SCENARIO = "number", "month", "scenario"
MONTH_PREFIX = "month."
SHOWN_LEVELS = 6


@dataclass(frozen=True)
class Axis:
    """One factor of a design.

    A design is a matrix of codes. A number's code is its value; a month's is its index (0 = April 2025), fractions cut
    off; a scenario's is its place among the choices, fractions cut off. Sampling methods draw codes evenly from `low`
    to `high`, so that every month and every scenario gets an equal share.

    Parameters
    ----------
    name : str
        A factor as ``balkansim factors`` lists it, ``month.EVENT``, or ``scenario``.
    kind : str
        ``number``, ``month`` or ``scenario``.
    levels : tuple of float
        Codes of a grid, or those that a table has; empty where the design is sampled.
    low, high : float
        Bounds of sampled codes, equal where nothing is sampled; the upper one of a month or scenario is past the last.
    choices : tuple of str
        Scenarios to choose from.
    along : tuple of str
        Events that keep their distance from the event whose month this is.
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

        Parameters
        ----------
        code : float
            From `low` to `high`; the upper bound of a sampled axis falls in the last.
        """
        found = math.floor(code)
        return min(found, math.ceil(self.high) - 1) if self.low < self.high else found

    def value(self, code: float) -> float | str:
        """Return the value a code stands for: a number, a month such as ``2025-10``, or a scenario's name.

        Parameters
        ----------
        code : float
            A number of the design.
        """
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
    """Return the axis that `Axis.as_dict` wrote.

    Parameters
    ----------
    said : mapping
        As read back from JSON.
    """
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}
    return Axis(**fields)


def _shown(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"
