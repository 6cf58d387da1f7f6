"""Pictures of a month of one history as HTML images: the map and the tensions."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING

from balkansim.plots.saving import rendered

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from balkansim.dashboard.chronicle import Chronicle

WIDTH = 105.0
"""Millimetres: half a page of 1280 pixels beside the controls, so that the type keeps its size."""


def map_picture(chronicle: Chronicle, variable: str) -> str:
    """Return the map of the month lived last.

    Parameters
    ----------
    chronicle : Chronicle
        The history.
    variable : str
        By which states are coloured (see `balkansim.plots.snapshot.VARIABLES`).

    Raises
    ------
    BalkansimError
        If no state of the world has an outline.
    """
    from balkansim.plots.map import map_figure
    from balkansim.plots.snapshot import snapshots

    months = snapshots(chronicle.reel(), variable, [chronicle.month])
    figure = map_figure(months, variable, chronicle.scenario, width=WIDTH)
    return _picture(figure, "map", chronicle, f"map of {variable}")


def tension_picture(chronicle: Chronicle) -> str:
    """Return the chart of tensions up to the month lived last.

    Parameters
    ----------
    chronicle : Chronicle
        The history.
    """
    from balkansim.dashboard.tensions import dyads_of, tension_figure

    reel = chronicle.reel()
    return _picture(tension_figure(reel, dyads_of(reel), width=WIDTH), "tensions", chronicle, "tensions over time")


def _picture(figure: Figure, kind: str, chronicle: Chronicle, alt: str) -> str:
    """Return a figure as an image that says what it is of."""
    data = b64encode(rendered(figure)).decode("ascii")
    about = f'data-kind="{kind}" data-month="{chronicle.lived}" data-scenario="{escape(chronicle.settings.scenario)}"'
    return f'<img class="picture" alt="{escape(alt)}" {about} src="data:image/png;base64,{data}">'
