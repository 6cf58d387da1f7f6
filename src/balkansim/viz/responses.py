"""Impulse responses as a figure: what an event changes, series by series, with bands over parameter draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balkansim.analysis.respond import Response, largest
from balkansim.viz.style import FIRST, INK, PALE, SMALL, SOFT, WIDE, WIDTH, caption_of, quiet, sheet, styled, wrapped

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PANEL = 34.0
"""Millimetres: height of one panel."""
MOST = 8


@styled
def response_figure(response: Response, width: float = WIDTH) -> Figure:
    """Draw the largest responses of each kind, a panel each, on the months after the event.

    ``width``: millimetres.
    """
    shown = list(largest(response.series, 1))[:MOST] or [response.series[0]]
    columns = 1 if width < WIDE / 2 else 2 if width < WIDE * 1.5 else 4
    rows = -(-len(shown) // columns)
    run = response.run
    rest = "Line: median over parameter draws of the mean difference on the same draws; band: 5 to 95%."
    caption = caption_of(run.draws, run.histories, run.seed, world=run.scenario, evidence=run.evidence, rest=rest)
    figure = sheet(width, PANEL * rows, title=response.event, caption=caption)
    for k, one in enumerate(shown):
        axes = figure.add_subplot(rows, columns, k + 1)
        months = range(len(one.mean))
        axes.axhline(0.0, color=PALE, linewidth=0.8)
        axes.fill_between(months, one.band[0], one.band[2], color=FIRST, alpha=0.25, linewidth=0)
        axes.plot(months, one.band[1], color=FIRST, linewidth=1.5)
        quiet(axes, grid="y")
        axes.set_title(wrapped(one.name, width / columns * 0.85), loc="left", fontsize=SMALL, color=INK)
        axes.set_ylabel(one.unit, fontsize=SMALL, color=SOFT)
        axes.set_xlim(0, len(one.mean) - 1)
        axes.set_xticks(range(0, len(one.mean), 12))
        if k >= len(shown) - columns:
            axes.set_xlabel("months after", fontsize=SMALL)
    return figure
