"""The map: states coloured by a variable, blocs outlined, borders as heavy as they are tense, flashpoints marked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from math import ceil, cos, radians
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from balkansim.errors import BalkansimError, unknown
from balkansim.model.world import FIELDS
from balkansim.months import month_iso, month_short
from balkansim.viz.style import ALERT, FAINT, INK, SEQUENCE, SMALL, SOFT, WIDE, WIDTH, owed, ramp, sheet, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from balkansim.analysis.film import FullHistory
    from balkansim.scenario.scenario import Scenario

Line = NDArray[np.float64]

FILE = "region.json"
CELLS = 40
"""By which the widest place of a state is looked for."""


@dataclass(frozen=True, eq=False)
class Outlines:
    """Lines of longitude and latitude, and which of them bound which state.

    ``source``, ``note``: where they come from, and what they do not mean. ``arcs`` (tuple of numpy.ndarray, shape
    (points, 2)): lines, each between at most two states. ``states``: by code: rings, each a list of lines; ``~k`` is
    line k gone along backwards.
    """

    source: str
    note: str
    places: dict[str, list[float]]
    arcs: tuple[Line, ...]
    states: dict[str, list[list[int]]]

    def rings(self, code: str) -> list[Line]:
        """Return the closed outlines of a state, each of shape (points, 2). ``code``: ISO3; it must have an outline."""
        return [np.concatenate([self._way(arc) for arc in ring]) for ring in self.states[code]]

    def border(self, one: str, other: str) -> list[Line]:
        """Return the lines that two states share; none where they are no neighbours. ``one``, ``other``: ISO3."""
        return [self.arcs[arc] for arc in sorted(self._bounds.get(one, set()) & self._bounds.get(other, set()))]

    @cached_property
    def _bounds(self) -> dict[str, set[int]]:
        return {
            code: {arc if arc >= 0 else ~arc for ring in rings for arc in ring} for code, rings in self.states.items()
        }

    def middle(self, code: str) -> tuple[float, float]:
        """Return longitude and latitude of the place in a state that is farthest from its outline.

        ``code``: ISO3; it must have an outline.
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
    text = (files("balkansim.viz") / "shapes" / FILE).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    arcs = tuple(np.array(flat, dtype=float).reshape(-1, 2) for flat in found["arcs"])
    return Outlines(found["source"], found["note"], found["places"], arcs, found["states"])


def _area(ring: Line) -> float:
    """Return the area of a ring in square degrees."""
    x, y = ring.T
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


TENSION = "tension"
VARIABLES = (
    "position", "pressure", "partnership", "expenditure", "stretch", "threat_felt", "capability", TENSION,
)  # fmt: skip
MEANINGS = {TENSION: ("mean tension with the other states", "0-1")}
"""Where the world's own words are of something else."""


@dataclass(frozen=True)
class Snapshot:
    """One month.

    ``month``: months since April 2025. ``tensions`` (dict of (str, str) to float): by dyad, in [0, 1]. ``severities``:
    severity of the month's incident by flashpoint, 0 for none.
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


def snapshots(reel: FullHistory, variable: str, months: Sequence[int]) -> list[Snapshot]:
    """Read months of a history. ``months``: months since April 2025, from the scenario's start on."""
    if variable not in VARIABLES:
        raise unknown("variable", variable, VARIABLES, where="--variable")
    return [_snapshot(reel, variable, month) for month in months]


def meaning(variable: str) -> str:
    """Return a variable with its unit."""
    told, unit = MEANINGS.get(variable) or (FIELDS[variable][3], FIELDS[variable][2])
    return f"{told} ({unit})"


def _snapshot(reel: FullHistory, variable: str, month: int) -> Snapshot:
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


def _bloc_name(reel: FullHistory, bloc: int) -> str:
    """Return the name of a bloc; one founded in the run is called after its founders."""
    from balkansim.analysis.sentences import founders

    name = reel.names.blocs[bloc]
    if name in reel.scenario.blocs:
        return reel.scenario.label(name)
    return f"bloc founded by {' and '.join(reel.names.actors[k] for k in founders(reel, bloc))}"


def _row(reel: FullHistory, month: int) -> int:
    """Return the row of a month, the start among them."""
    first, last = reel.scenario.start, reel.scenario.start + len(reel.film) - 1
    if not first <= month <= last:
        raise BalkansimError(
            f"{month_iso(month)} is not in this history",
            expected=f"a month from {month_iso(first)} to {month_iso(last)}",
            where="--month",
        )
    return month - first


MAPS, KEY, TITLE_LINE = 0.9, 18.0, 5.0
"""Share of the breadth left to maps, and millimetres of the key beneath and of a month's name."""
ROOMY = 4.0
"""Millimetres across a state from which its code is written on a small map."""
ACROSS, FEWER = 3, 2
"""Maps side by side on a wide sheet, and on a narrow one."""
MARGIN = 0.35
"""Degrees around the states."""
LEAST_TENSE, HEAVIEST = 0.1, 4.5
"""Tension from which a border is drawn heavier, and the weight in points of one of tension 1."""
BLOC_LINES = (("#7a1f5c", "-"), ("#d18400", (0, (2.2, 0.9))), ("#1b6e53", (0, (1, 0.8))), (INK, (0, (4, 1, 1, 1))))
BLOC_WEIGHT = 6.0
KEY_TENSIONS = (0.25, 0.5, 1.0)
SEA = "white"
BARE = "no outline of {} ships, so they are not drawn"
READING = "Line along a border: tension of its two states; a filled flashpoint had an incident in that month."


@styled
def map_figure(
    months: Sequence[Snapshot], variable: str, scenario: Scenario, *, caption: str = "", width: float = WIDTH
) -> Figure:
    """Draw a map of one month, or a strip of several. ``months``: the months, of one history."""
    from matplotlib.colors import Normalize

    shapes = outlines()
    known = [state for state in scenario.roster if state in shapes.states]
    if not known:
        raise BalkansimError(BARE.format(", ".join(scenario.roster)), expected="states of the region", where="map")
    across = min(ACROSS if width >= WIDE else FEWER, len(months))
    down = ceil(len(months) / across)
    bare = [state for state in scenario.roster if state not in shapes.states]
    notes = [
        caption,
        owed(scenario.roster),
        READING,
        *([f"{BARE.format(', '.join(bare))}.".capitalize()] if bare else []),
        shapes.note,
    ]
    notes.append(f"Outlines: {shapes.source}.")
    blocs = list(dict.fromkeys(bloc for month in months for bloc in month.members))
    breadth = width * MAPS / across
    height = breadth * _height(known, shapes) + TITLE_LINE
    figure = sheet(
        width, down * height + KEY, title=meaning(variable).capitalize(), caption=" ".join(filter(None, notes))
    )
    values = [month.values[state] for month in months for state in known]
    scale = Normalize(min(values), max(values) if max(values) > min(values) else min(values) + 1e-9)
    grid = figure.add_gridspec(down + 1, across, height_ratios=[*[height] * down, KEY])
    panels = [figure.add_subplot(grid[k // across, k % across]) for k in range(len(months))]
    look = Look(scale, blocs, breadth, len(months) == 1, width >= WIDE)
    for axes, month in zip(panels, months, strict=True):
        _panel(axes, month, scenario, shapes, look)
    _colour_bar(figure, panels, scale)
    _key(figure.add_subplot(grid[down, :]), look, has_flashpoints=bool(months[0].severities))
    return figure


@dataclass(frozen=True)
class Look:
    """How the panels of a map look: colour scale, all blocs, a panel's breadth in mm, one or more, wide or not."""

    scale: Any
    blocs: Sequence[str]
    breadth: float
    is_one: bool
    is_wide: bool

    @property
    def share(self) -> float:
        """By which lines are lighter on small maps."""
        return 1.0 if self.is_one else 0.5


def _height(states: Sequence[str], shapes: Outlines) -> float:
    """Return the height of a map, measured by its breadth."""
    west, south, east, north = _window(states, shapes)
    return (north - south) / ((east - west) * cos(radians((south + north) / 2)))


def _panel(axes: Any, month: Snapshot, scenario: Scenario, shapes: Outlines, look: Look) -> None:
    """Draw one month."""
    _land(axes, month, shapes, look.scale)
    _blocs(axes, month, shapes, look)
    _borders(axes, month, shapes, look.share)
    _labels(axes, month, shapes, look)
    _flashpoints(axes, month, scenario, shapes, 8.0 * look.share)
    _frame(axes, _window([state for state in month.values if state in shapes.states], shapes))
    axes.set_title(month_short(month.month), loc="left", fontsize=SMALL, color=INK)


def _patch(rings: Sequence[Any]) -> Any:
    """Return closed outlines as one path."""
    from matplotlib.path import Path

    return Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))


def _land(axes: Any, month: Snapshot, shapes: Outlines, scale: Any) -> None:
    """Fill the states by their values, and the neighbours faintly."""
    from matplotlib.patches import PathPatch

    colours = ramp(SEQUENCE)
    for code in shapes.states:
        inside = code in month.values
        fill = colours(scale(month.values[code])) if inside else FAINT
        line = {"edgecolor": SOFT if inside else "white", "linewidth": 0.5}
        axes.add_patch(PathPatch(_patch(shapes.rings(code)), facecolor=fill, **line, zorder=1 + inside, gid=code))


def _blocs(axes: Any, month: Snapshot, shapes: Outlines, look: Look) -> None:
    """Outline each bloc's members within their own borders, so that two blocs lie side by side."""
    from matplotlib.patches import PathPatch

    worn: dict[str, int] = {}
    for bloc, states in month.members.items():
        colour, line = _bloc_line(look.blocs, bloc)
        for state in (state for state in states if state in shapes.states):
            path = _patch(shapes.rings(state))
            heavy = look.share * BLOC_WEIGHT / (1 + worn.get(state, 0))
            drawn = {"edgecolor": colour, "linestyle": line, "linewidth": heavy, "capstyle": "butt"}
            patch = axes.add_patch(PathPatch(path, facecolor="none", zorder=3, gid=f"{bloc}: {state}", **drawn))
            patch.set_clip_path(path, axes.transData)
            worn[state] = worn.get(state, 0) + 1


def _bloc_line(blocs: Sequence[str], bloc: str) -> tuple[str, Any]:
    """Return colour and line of a bloc, the same in all months."""
    return BLOC_LINES[blocs.index(bloc) % len(BLOC_LINES)]


def weight(tension: float) -> float:
    """Return how heavy a border is drawn, in points."""
    return HEAVIEST * max(0.0, tension - LEAST_TENSE) / (1 - LEAST_TENSE)


def _borders(axes: Any, month: Snapshot, shapes: Outlines, share: float) -> None:
    """Draw each border as heavy as its two states are tense."""
    from matplotlib.collections import LineCollection

    drawn = [(line, tension) for pair, tension in month.tensions.items() for line in shapes.border(*pair)]
    weights = [share * weight(tension) for _, tension in drawn]
    axes.add_collection(
        LineCollection([line for line, _ in drawn], linewidths=weights, colors=INK, capstyle="round", zorder=4)
    )


def _labels(axes: Any, month: Snapshot, shapes: Outlines, look: Look) -> None:
    """Write each state's code, on a large map with its value, on a small one where there is room."""
    from matplotlib.patheffects import withStroke

    here = [state for state in month.values if state in shapes.states]
    west, _, east, _ = _window(here, shapes)
    for state in here:
        across = max(np.ptp(ring[:, 0]) for ring in shapes.rings(state)) / (east - west) * look.breadth
        if look.is_one or across >= ROOMY:
            text = f"{state}\n{month.values[state]:.2f}" if look.is_one and look.is_wide else state
            axes.annotate(
                text, shapes.middle(state), ha="center", va="center", fontsize=SMALL if look.is_one else SMALL - 1.5,
                zorder=6, path_effects=[withStroke(linewidth=1.6, foreground="white")], linespacing=0.95,
            )  # fmt: skip


def _flashpoints(axes: Any, month: Snapshot, scenario: Scenario, shapes: Outlines, size: float) -> None:
    """Mark the flashpoints, filled where there was an incident."""
    for name, severity in month.severities.items():
        place = place_of(name, scenario, shapes)
        if place is not None:
            fill = ALERT if severity > 0 else "white"
            look = {"markerfacecolor": fill, "markeredgecolor": INK, "markeredgewidth": 0.8, "markersize": size}
            axes.plot(*place, marker="^", linestyle="", zorder=7, **look)


def place_of(name: str, scenario: Scenario, shapes: Outlines) -> tuple[float, float] | None:
    """Return where a flashpoint is marked: its own place, the middle of the parties' border, or of the first party.

    Returns: longitude and latitude; None where there is no outline of the parties.
    """
    if name in shapes.places:
        return shapes.places[name][0], shapes.places[name][1]
    parties = scenario.flashpoints[name].parties
    border = shapes.border(*parties)
    if border:
        line = max(border, key=len)
        return float(line[len(line) // 2][0]), float(line[len(line) // 2][1])
    return next((shapes.middle(party) for party in parties if party in shapes.states), None)


def _window(states: Sequence[str], shapes: Outlines) -> tuple[float, float, float, float]:
    """Return west, south, east and north of some states with a little around them."""
    points = np.concatenate([ring for state in states for ring in shapes.rings(state)])
    (west, south), (east, north) = points.min(axis=0) - MARGIN, points.max(axis=0) + MARGIN
    return float(west), float(south), float(east), float(north)


def _frame(axes: Any, window: tuple[float, float, float, float]) -> None:
    """Show a window, as wide as it is there."""
    west, south, east, north = window
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(1 / cos(radians((south + north) / 2)))
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_facecolor(SEA)
    for spine in axes.spines.values():
        spine.set_color(FAINT)


def _colour_bar(figure: Any, panels: Sequence[Any], scale: Any) -> None:
    """Add the scale of colours."""
    from matplotlib.cm import ScalarMappable

    bar = figure.colorbar(ScalarMappable(scale, ramp(SEQUENCE)), ax=panels, shrink=0.6, aspect=25, pad=0.015)
    bar.ax.tick_params(labelsize=SMALL, length=2.5, width=0.6)
    bar.outline.set_visible(False)


def _key(axes: Any, look: Look, *, has_flashpoints: bool) -> None:
    """Add the key of lines and marks on axes of its own."""
    from matplotlib.lines import Line2D

    axes.set_axis_off()
    handles = []
    for bloc in look.blocs:
        colour, line = _bloc_line(look.blocs, bloc)
        handles.append(Line2D([], [], color=colour, linestyle=line, linewidth=BLOC_WEIGHT / 2, label=bloc))
    tense = ((t, look.share * weight(t)) for t in KEY_TENSIONS)
    handles += [Line2D([], [], color=INK, linewidth=heavy, label=f"tension {t:g}") for t, heavy in tense]
    if has_flashpoints:
        mark: dict[str, Any] = {"markerfacecolor": "white", "markeredgecolor": INK, "markersize": 6}
        handles.append(Line2D([], [], linestyle="", marker="^", label="flashpoint", **mark))
    columns = 3 if look.is_wide else 2
    legend = axes.legend(
        handles=handles, loc="center left", ncols=columns, frameon=False, fontsize=SMALL, handlelength=3.2
    )
    legend.set_in_layout(False)
