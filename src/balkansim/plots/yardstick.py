"""A yardstick's words along an axis of probability."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from balkansim.forecasting.words import Word, Yardstick
from balkansim.plots.style import BREADTH, FAINT, MM_A_POINT, SMALL, SOFT, quiet

SLANT, APART = 55.0, 3.4
"""Degrees by which words are turned where they would run into one another, and millimetres they then keep apart."""


def probability_axis(axes: Any, label: str) -> None:
    """Make the horizontal axis one of probabilities, in per cent.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        What is drawn on.
    label : str
        What the probability is of.
    """
    from matplotlib.ticker import PercentFormatter

    axes.set_xlim(-0.01, 1.01)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_xlabel(label)


def words_above(axes: Any, yardstick: Yardstick, breadth: float) -> Any:
    """Shade the bands of a yardstick's words and write the words above them; return the axis they stand on.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Its horizontal axis is one of probabilities.
    yardstick : Yardstick
        The words.
    breadth : float
        About how many millimetres lie between 0 and 1.
    """
    for word in yardstick.words:
        axes.axvspan(word.low, word.high, color=FAINT, alpha=0.8, linewidth=0, zorder=0)
    top = axes.secondary_xaxis("top")
    ordered = sorted(yardstick.words, key=_middle)
    lines = [word.word.replace(" ", "\n") for word in ordered]
    turned = _collide(ordered, lines, breadth)
    places = _apart([_middle(word) for word in ordered], APART / breadth) if turned else [*map(_middle, ordered)]
    turn = {"rotation": SLANT, "ha": "left", "va": "bottom", "rotation_mode": "anchor"} if turned else {}
    top.set_xticks(places, [word.word for word in ordered] if turned else lines, **turn)
    quiet(top)
    top.tick_params(length=0, labelcolor=SOFT)
    top.spines["top"].set_visible(False)
    return top


def _apart(places: list[float], least: float) -> list[float]:
    """Move places up, and back from the end, until each stands so far from the one before."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + least) if found else place)
    found[-1] = min(found[-1], max(1.0, places[-1]))
    for k in range(len(found) - 2, -1, -1):
        found[k] = min(found[k], found[k + 1] - least)
    return found


def _collide(words: Sequence[Word], lines: list[str], breadth: float) -> bool:
    """Tell whether two words would run into one another if they were written upright."""
    letter = SMALL * BREADTH * MM_A_POINT
    middles = [_middle(word) * breadth for word in words]
    halves = [max(map(len, line.split("\n"))) * letter / 2 for line in lines]
    return any(middles[k + 1] - middles[k] < halves[k] + halves[k + 1] for k in range(len(words) - 1))


def _middle(word: Word) -> float:
    return (word.low + word.high) / 2
