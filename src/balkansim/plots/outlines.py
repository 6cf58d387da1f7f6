"""Outlines of the region's states, cut once from Natural Earth; their boundaries are drawing aids."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

Line = NDArray[np.float64]

FILE = "region.json"
CELLS = 40
"""By which the widest place of a state is looked for."""


@dataclass(frozen=True, eq=False)
class Outlines:
    """Lines of longitude and latitude, and which of them bound which state.

    Parameters
    ----------
    source, note : str
        Where they come from, and what they do not mean.
    places : mapping of str to sequence of float
        Longitude and latitude at which a flashpoint that ships is marked.
    arcs : tuple of numpy.ndarray, shape (points, 2)
        Lines, each between at most two states.
    states : mapping of str to sequence of sequence of int
        By code: rings, each a list of lines; ``~k`` is line k gone along backwards.
    """

    source: str
    note: str
    places: dict[str, list[float]]
    arcs: tuple[Line, ...]
    states: dict[str, list[list[int]]]

    def rings(self, code: str) -> list[Line]:
        """Return the closed outlines of a state, each of shape (points, 2).

        Parameters
        ----------
        code : str
            ISO3; it must have an outline.
        """
        return [np.concatenate([self._way(arc) for arc in ring]) for ring in self.states[code]]

    def border(self, one: str, other: str) -> list[Line]:
        """Return the lines that two states share; none where they are no neighbours.

        Parameters
        ----------
        one, other : str
            ISO3.
        """
        return [self.arcs[arc] for arc in sorted(self._bounds.get(one, set()) & self._bounds.get(other, set()))]

    @cached_property
    def _bounds(self) -> dict[str, set[int]]:
        return {
            code: {arc if arc >= 0 else ~arc for ring in rings for arc in ring} for code, rings in self.states.items()
        }

    def middle(self, code: str) -> tuple[float, float]:
        """Return longitude and latitude of the place in a state that is farthest from its outline.

        Parameters
        ----------
        code : str
            ISO3; it must have an outline.
        """
        from matplotlib.path import Path

        ring = max(self.rings(code), key=_area)
        (west, south), (east, north) = ring.min(axis=0), ring.max(axis=0)
        x, y = np.meshgrid(np.linspace(west, east, CELLS), np.linspace(south, north, CELLS))
        grid = np.column_stack([x.ravel(), y.ravel()])
        inside = grid[Path(ring).contains_points(grid)]
        distance = np.hypot(*(inside[:, None, :] - ring[None, :, :]).transpose(2, 0, 1)).min(axis=1)
        found = inside[int(distance.argmax())]
        return float(found[0]), float(found[1])

    def _way(self, arc: int) -> Line:
        return self.arcs[arc] if arc >= 0 else self.arcs[~arc][::-1]


@cache
def outlines() -> Outlines:
    """Read the outlines that ship."""
    text = (files("balkansim.plots") / "shapes" / FILE).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    arcs = tuple(np.array(flat, dtype=float).reshape(-1, 2) for flat in found["arcs"])
    return Outlines(found["source"], found["note"], found["places"], arcs, found["states"])


def _area(ring: Line) -> float:
    """Return the area of a ring in square degrees."""
    x, y = ring.T
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)
