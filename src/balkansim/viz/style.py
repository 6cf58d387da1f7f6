"""What all figures share: paper, fonts, colours that can be told apart in grey, title and caption."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from balkansim.pages import release

if TYPE_CHECKING:
    from matplotlib.figure import Figure

P = ParamSpec("P")
T = TypeVar("T")

WIDTH = 160.0
"""Millimetres: the text of a page."""
MM_AN_INCH = 25.4
PAD = 0.05
"""Inches left around everything."""
SIZE, SMALL, TITLE = 7.5, 6.5, 9.0
"""Points: text, small text and titles."""
WIDE = 120.0
"""Millimetres from which two charts stand side by side, and keys in more columns."""
MM_A_POINT = MM_AN_INCH / 72
BREADTH, BOLD = 0.57, 1.12
"""Mean breadth of a letter, measured by the size of the type, and how much broader a bold one is."""

INK, SOFT, PALE, FAINT = "#1a1a1a", "#6b6b6b", "#c9c9c9", "#efefef"
FIRST, SECOND = "#0b4f8a", "#e08a00"
"""Dark blue and orange: told apart by the colour-blind, and in grey by their lightness."""
ALERT = "#b3261e"
SEQUENCE = ("#e6edf2", "#c3d6e4", "#8fb3cf", "#5288b3")
"""Light to middling: what is drawn on top stays darker than any of it."""
HEAT = ("#c77700", "#f3d3a0", "#ffffff", "#a9c6de", "#0b4f8a")
"""Below zero, zero, above it; the numbers stand in the cells, so that nothing depends on the hue."""

SETTINGS: dict[str, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": SIZE,
    "axes.titlesize": SIZE,
    "axes.labelsize": SIZE,
    "axes.linewidth": 0.6,
    "axes.edgecolor": SOFT,
    "text.color": INK,
    "axes.labelcolor": INK,
    "text.parse_math": False,
    "hatch.linewidth": 0.5,
    "svg.hashsalt": "balkansim",
    "pdf.fonttype": 42,
    "savefig.dpi": 200,
}


def styled(draw: Callable[P, T]) -> Callable[P, T]:
    """Let a function draw with the settings of all figures, whatever the user's are."""

    @wraps(draw)
    def within(*args: P.args, **options: P.kwargs) -> T:
        import matplotlib

        with matplotlib.rc_context(SETTINGS):
            return draw(*args, **options)

    return within


def sheet(width: float, height: float, *, title: str, caption: str) -> Figure:
    """Return an empty figure with its title above and its caption beneath.

    ``width``, ``height``: millimetres; the height is that of what is drawn, without title and caption.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Blank

    head, foot = wrapped(title, width, TITLE * BOLD), wrapped(caption, width, SMALL)
    extra = (TITLE * (head.count("\n") + 2) + SMALL * (foot.count("\n") + 2)) * 1.3 * MM_A_POINT
    figure = Blank(figsize=(width / MM_AN_INCH, (height + extra) / MM_AN_INCH), layout="constrained")
    FigureCanvasAgg(figure)
    layout: Any = figure.get_layout_engine()
    layout.set(w_pad=PAD, h_pad=PAD)
    figure.suptitle(head, x=0.01, ha="left", fontsize=TITLE, fontweight="bold")
    figure.supxlabel(foot, x=0.01, ha="left", fontsize=SMALL, color=SOFT)
    return figure


def wrapped(text: str, width: float, size: float = SIZE) -> str:
    """Return a text in lines that fit a width."""
    letters = max(8, int(width / (size * BREADTH * MM_A_POINT)))
    return textwrap.fill(text, letters, break_long_words=False, break_on_hyphens=False)


def quiet(axes: Any, *, grid: str = "") -> None:
    """Take away what tells nothing: the box, heavy ticks; leave a faint grid where values are read off.

    ``grid`` ({"", "x", "y", "both"}): along which axis values are read off.
    """
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(labelsize=SMALL, length=2.5, width=0.6, color=SOFT, labelcolor=INK)
    if grid:
        axes.grid(axis=grid, color=FAINT, linewidth=0.8)
        axes.set_axisbelow(True)


def caption_of(draws: int, histories: int, seed: int, *, world: str = "", evidence: str = "", rest: str = "") -> str:
    """Return a caption: what was run, how often, with which seed, evidence and version.

    ``rest``: what else must be said, as whole sentences.
    """
    n = f"n = {draws * histories} histories ({draws} parameter draws x {histories})"
    run = "; ".join(part for part in (world, n, f"seed {seed}", evidence and f"evidence {evidence}", release()) if part)
    return f"{run}. {rest}".strip()


def ramp(colours: tuple[str, ...]) -> Any:
    """Return a colour map through some colours."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("balkansim", colours)


def owed(codes: Iterable[str]) -> str:
    """Return the notes owed to the names of states that a figure shows."""
    from balkansim.scenario.names import footnote, label

    return " ".join(f"{label(code)} ({code}): {footnote(code)}" for code in codes if footnote(code))
