"""Figures of a report: drawn at two widths, each whole in the page, or a sentence why there is none."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable

from balkansim.errors import BalkansimError
from balkansim.plots.api import Drawing
from balkansim.plots.saving import rendered
from balkansim.plots.style import WIDTH
from balkansim.reporting.document import Picture, Text

PATH, LONG = re.compile(rb' d="[^"]*"'), re.compile(rb"(\.\d\d)\d+")
NARROW = 95.0
"""Millimetres: the breadth of a phone."""


def picture(name: str, drawing: Drawing, alt: str, caption: str, command: str) -> Picture:
    """Draw a figure for a page and for a phone.

    Parameters
    ----------
    name : str
        An id, unique on the page.
    drawing : Drawing
        The figure.
    alt, caption, command : str
        What it shows, how to read it, and the command line that draws it again.
    """
    wide, narrow = (_uri(rendered(drawing.at(width).figure, ".svg")) for width in (WIDTH, NARROW))
    return Picture(name, wide, narrow, alt, caption, command)


def picture_or_reason(what: str, draw: Callable[[], Picture]) -> Picture | Text:
    """Draw a figure, or say why it cannot be drawn.

    Parameters
    ----------
    what : str
        The figure, as a sentence begins with it.
    draw : callable
        Draws it.
    """
    try:
        return draw()
    except BalkansimError as reason:
        return Text(f"{what} cannot be drawn: {reason.told().replace(chr(10), '; ')}.")


def extent(values: Iterable[float]) -> str:
    """Return the least and the greatest of some values with two decimals, such as ``0.12 to 0.80``."""
    found = [value for value in values if value == value]
    return f"{min(found):.2f} to {max(found):.2f}" if found else "no values"


def _uri(svg: bytes) -> str:
    """Return a drawing as a data URI, its paths rounded to a hundredth of a point: what nobody sees is left out."""
    shorter = PATH.sub(lambda path: LONG.sub(rb"\1", path[0]), svg)
    return f"data:image/svg+xml;base64,{b64encode(shorter).decode('ascii')}"
