"""A chart of the tension of a few dyads over the months of one history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.forecasting.months import told
from balkansim.plots.style import ALERT, FIRST, INK, SECOND, SMALL, SOFT, quiet, sheet, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from balkansim.telling.reel import Reel

MOST = 5
YEAR = 12
STEPS, MOST_TICKS = (3, 6, 12, 24), 6
HEIGHT = 42.0
"""Millimetres of the chart."""
LINES: tuple[tuple[str, Any], ...] = (
    (FIRST, "-"), (ALERT, (0, (5, 1.5))), (SECOND, "-"), (INK, (0, (1, 1))), (SOFT, (0, (4, 1, 1, 1))),
)  # fmt: skip
TITLE = "Tension over time (0-1)"
CAPTION = "The dyads of the flashpoints, and the tensest others at the start."


def dyads_of(reel: Reel) -> list[tuple[str, str]]:
    """Return the dyads that are drawn: those of the flashpoints, then the tensest at the start.

    Parameters
    ----------
    reel : Reel
        The history.
    """
    actors, first = reel.names.actors, reel.film[0]["tension"]
    pairs = [(i, j) for j in range(len(actors)) for i in range(j)]
    tensest = sorted(pairs, key=lambda pair: -float(first[pair]))
    parties = [tuple(sorted(map(actors.index, spot.parties))) for spot in reel.scenario.flashpoints.values()]
    chosen = list(dict.fromkeys([*((int(pair[0]), int(pair[1])) for pair in parties), *tensest]))[:MOST]
    return [(actors[i], actors[j]) for i, j in chosen]


@styled
def tension_figure(reel: Reel, dyads: Sequence[tuple[str, str]], *, width: float) -> Figure:
    """Draw the tension of dyads over the months lived.

    Parameters
    ----------
    reel : Reel
        The history.
    dyads : sequence of (str, str)
        Codes of states, at most five pairs.
    width : float
        Millimetres.
    """
    figure = sheet(width, HEIGHT, title=TITLE, caption=CAPTION)
    axes = figure.add_subplot()
    first, lived = reel.scenario.start, len(reel.film) - 1
    months = np.arange(first, first + lived + 1)
    slots = [tuple(map(reel.names.actors.index, dyad)) for dyad in dyads]
    courses = {f"{a}-{b}": reel.film["tension"][:, i, j] for (a, b), (i, j) in zip(dyads, slots, strict=True)}
    for (name, course), (colour, line) in zip(courses.items(), LINES, strict=False):
        label = f"{name} {course[-1]:.2f}"
        axes.plot(months, course, color=colour, linestyle=line, linewidth=1.6, label=label)
        axes.plot(months[-1:], course[-1:], ".", color=colour, markersize=5)
    _frame(axes, first, lived, reel.scenario.horizon)
    _key(axes, [float(course[-1]) for course in courses.values()])
    return figure


def _frame(axes: Any, first: int, lived: int, horizon: int) -> None:
    """Show whole years, as many as are lived, and months as a reader says them."""
    shown = min(horizon, max(1, -(-lived // YEAR)) * YEAR)
    step = next((step for step in STEPS if shown / step < MOST_TICKS), STEPS[-1])
    quiet(axes, grid="y")
    axes.set_xlim(first, first + shown)
    axes.set_ylim(0, 1)
    ticks = range(first, first + shown + 1, step)
    axes.set_xticks(list(ticks), [told(month) for month in ticks])


def _key(axes: Any, last: Sequence[float]) -> None:
    """Name the lines beside the chart, the highest on top."""
    handles, labels = axes.get_legend_handles_labels()
    order = sorted(range(len(labels)), key=lambda k: -last[k])
    axes.legend(
        [handles[k] for k in order], [labels[k] for k in order], loc="center left", bbox_to_anchor=(1.0, 0.5),
        frameon=False, fontsize=SMALL, handlelength=2.4,
    )  # fmt: skip
