"""Turning a report into one HTML page that asks for nothing else."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from balkansim.plots.style import release
from balkansim.reporting.document import Document

if TYPE_CHECKING:
    from jinja2 import Template

PHONE = 640
"""Pixels up to which a screen gets the narrow figures; the style sheet turns tables into cards there."""

SHORT = 12
"""Letters up to which the name of a row stands on one line."""


def rendered(document: Document) -> bytes:
    """Return a report as HTML, in UTF-8; whatever it quotes is escaped.

    Parameters
    ----------
    document : Document
        The report.
    """
    page = _template().render(document=document, style=_own_style(), generator=release(), phone=PHONE, short=SHORT)
    return (page + "\n").encode("utf-8", "replace")


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    return Environment(autoescape=True, undefined=StrictUndefined).from_string(_own("page.html"))


def _own_style() -> str:
    """Return the package's own style sheet, the one thing that is let through as it stands."""
    from markupsafe import Markup

    return Markup(_own("page.css"))


def _own(name: str) -> str:
    return files("balkansim.reporting").joinpath(name).read_text(encoding="utf-8")
