"""Scenario discovery as a figure: the box's limits beside all that was tried, and the trajectory that led there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from balkansim.asking.box import Box
from balkansim.asking.limits import AMONG, AT_LEAST, AT_MOST, Limit
from balkansim.plots.style import (
    FIRST,
    INK,
    PALE,
    SECOND,
    SMALL,
    SOFT,
    WIDE,
    WIDTH,
    quiet,
    release,
    sheet,
    styled,
    wrapped,
)
from balkansim.scenario.calendar import month_iso

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW, AROUND, LEAST = 9.0, 22.0, 62.0
"""Millimetres of a factor, around all of them, and of the whole at least."""
THICK, THIN = 0.34, 0.16
NAMES = 0.17
"""Share of the width left to the factors' names."""
READING = (
    "Bars: in the box (thick) of what was tried (thin). Dots: each box of the peeling trajectory, the one shown "
    "ringed; coverage: share of all cases of interest that lie in it; density: share of its cases that are of interest."
)


@styled
def box_figure(box: Box, tried: Mapping[str, NDArray[Any]], *, width: float = WIDTH) -> Figure:
    """Draw a box of factor values.

    Parameters
    ----------
    box : Box
        As found.
    tried : mapping of str to numpy.ndarray, shape (points,)
        Every factor's values over the design.
    width : float
        Millimetres.
    """
    factors = list(dict.fromkeys([*(limit.factor for limit in box.limits), *tried]))
    wanted = f"Of interest: {box.meaning}, {box.by}{f' {box.threshold}' if box.threshold else ''}."
    caption = f"{box.run}; {release()}. {wanted} {READING}"
    height, is_wide = max(LEAST, ROW * len(factors) + AROUND), width >= WIDE
    title = f"Where {box.outcome} comes about"
    figure = sheet(width, height if is_wide else height + LEAST, title=title, caption=caption)
    if is_wide:
        left, right = figure.subplots(1, 2, width_ratios=[1.5, 1.0])
    else:
        left, right = figure.subplots(2, 1, height_ratios=[height, LEAST])
    _limits(left, box, tried, factors, width)
    _trajectory(right, box)
    return figure


def _limits(axes: Any, box: Box, tried: Mapping[str, NDArray[Any]], factors: list[str], width: float) -> None:
    """Draw one bar a factor over its tried range, the box's part dark, with its ends in the factor's unit."""
    quiet(axes)
    for k, factor in enumerate(factors):
        limits = [limit for limit in box.limits if limit.factor == factor]
        low, high = span(tried[factor], limits)
        axes.barh(k, 1.0, THIN, left=0.0, color=PALE)
        axes.barh(k, high - low, THICK, left=low, color=FIRST if limits else SOFT)
        axes.text(0.0, k + 0.42, _told(tried[factor], limits), fontsize=SMALL, color=INK, va="center")
    names = [wrapped(factor.replace(".", ". "), width * NAMES, SMALL).replace(". ", ".") for factor in factors]
    axes.set_yticks(range(len(factors)), names)
    axes.set_ylim(len(factors) - 0.3, -0.6)
    axes.set_xlim(-0.02, 1.02)
    axes.set_xticks([0, 1], ["lowest\ntried", "highest\ntried"])
    axes.tick_params(axis="y", length=0)
    axes.set_title("values of the factors in the box", loc="left", fontsize=SMALL)


def span(values: NDArray[Any], limits: list[Limit]) -> tuple[float, float]:
    """Return both ends of a box's part of a factor, as shares of what was tried.

    Parameters
    ----------
    values : numpy.ndarray
        What was tried.
    limits : list of Limit
        Those on this factor.
    """
    names = [limit for limit in limits if limit.kind == AMONG]
    if values.dtype == object:
        known = sorted(set(values))
        inside = [known.index(name) for name in names[0].names] if names else range(len(known))
        return min(inside) / len(known), (max(inside) + 1) / len(known)
    lowest, highest = float(values.min()), float(values.max())
    ends = {limit.kind: float(limit.end) for limit in limits if limit.end is not None}
    breadth = (highest - lowest) or 1.0
    return (ends.get(AT_LEAST, lowest) - lowest) / breadth, (ends.get(AT_MOST, highest) - lowest) / breadth


def _told(values: NDArray[Any], limits: list[Limit]) -> str:
    """Tell what the box allows of a factor, of what was tried."""
    if values.dtype == object:
        return " and ".join(str(limit).partition(" ")[2] for limit in limits) or "any"
    is_month = any(limit.is_month for limit in limits)
    ends = [month_iso(int(end)) if is_month else f"{end:.4g}" for end in (values.min(), values.max())]
    of = f"{ends[0]} to {ends[1]}"
    allowed = " and ".join(str(limit).removeprefix(limit.factor).strip() for limit in limits)
    return f"{allowed or 'any'} (tried: {of})"


def _trajectory(axes: Any, box: Box) -> None:
    """Draw coverage against density of each box."""
    from matplotlib.ticker import PercentFormatter

    quiet(axes, grid="both")
    coverage, density = np.array([(step.coverage, step.density) for step in box.steps]).T
    axes.plot(coverage, density, "-o", color=SOFT, linewidth=0.8, markersize=2.5)
    ring = {"markersize": 9, "markerfacecolor": "none", "markeredgecolor": SECOND, "markeredgewidth": 1.6}
    axes.plot([box.coverage], [box.density], "o", **ring)
    told, is_low = f"coverage {100 * box.coverage:.0f}%\ndensity {100 * box.density:.0f}%", box.density < 0.5
    place = {"ha": "right", "va": "bottom" if is_low else "top", "fontsize": SMALL}
    at = (box.coverage, box.density)
    axes.annotate(told, at, xytext=(-8, 8 if is_low else -8), textcoords="offset points", **place)
    for axis, label in ((axes.xaxis, "coverage"), (axes.yaxis, "density")):
        axis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        axis.set_label_text(label)
    axes.set_xlim(-0.03, 1.05)
    axes.set_ylim(-0.03, 1.05)
