"""The map: states coloured by a variable, blocs outlined, borders as heavy as they are tense, flashpoints marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, cos, radians
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.errors import BalkansimError
from balkansim.forecasting.months import told
from balkansim.plots.outlines import Outlines, outlines
from balkansim.plots.snapshot import Snapshot, meaning
from balkansim.plots.style import ALERT, FAINT, INK, SEQUENCE, SMALL, SOFT, WIDE, WIDTH, owed, ramp, sheet, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from balkansim.scenario.resolved import Scenario

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
    """Draw a map of one month, or a strip of several.

    Parameters
    ----------
    months : sequence of Snapshot
        The months, of one history.
    variable : str
        By which states are coloured.
    scenario : Scenario
        Its world.
    caption : str
        What was run.
    width : float
        Millimetres.

    Raises
    ------
    BalkansimError
        If there is no outline of any state.
    """
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
    axes.set_title(told(month.month), loc="left", fontsize=SMALL, color=INK)


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
    """Return how heavy a border is drawn, in points.

    Parameters
    ----------
    tension : float
        In [0, 1].
    """
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

    Parameters
    ----------
    name : str
        The flashpoint.
    scenario : Scenario
        Its world.
    shapes : Outlines
        The outlines.

    Returns
    -------
    tuple of float or None
        Longitude and latitude; None where there is no outline of the parties.
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
