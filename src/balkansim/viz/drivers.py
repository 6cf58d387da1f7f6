"""What drives an outcome: sensitivity indices as bars, and what each mechanism contributes as a heat table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from balkansim.analysis.discovery import AMONG, AT_LEAST, AT_MOST, Box, Limit
from balkansim.analysis.knockouts import Knockouts
from balkansim.analysis.sensitivity import SOBOL, Sensitivity
from balkansim.errors import BalkansimError
from balkansim.months import month_iso
from balkansim.pages import release
from balkansim.viz import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BAR, AROUND = 6.5, 26.0
"""Millimetres of a bar, and of axis and key around them."""
MOST = 20
"""Factors shown."""
THICK, THIN = 0.62, 0.3
LABELLED = 0.55
"""Share of the width left to the axis of the bars."""
TOTAL, FIRST_ORDER = "total (with all interactions)", "first order (by itself)"
CELL, HEAD = 5.6, 12.0
NAMES, BROAD = 0.2, 8.4
"""Share of the width left to the mechanisms' names, and millimetres of a cell at least."""
DARK = 0.75
"""Share of the largest contribution from which the number in a cell is written in white."""
HALVES = "Whiskers: 95% confidence intervals from resampling."
CELLS = (
    "Percentage points that a mechanism adds to a forecast's probability: the scenario less the same world without it, "
    "on common random numbers. *: the 90% interval excludes zero. Empty: no history differs."
)


@style.styled
def sensitivity_figure(found: Sensitivity, *, width: float = style.WIDTH) -> Figure:
    """Draw the indices of the first outcome that the factors move."""
    if not found.moved:
        reasons = "; ".join(f"{still.outcome}: {still.reason}" for still in found.still)
        raise BalkansimError(f"no bars to draw ({reasons})", expected="an outcome that varies", where=found.folder)
    moved = found.moved[0]
    shown = moved.indices[:MOST]
    left = len(moved.indices) - len(shown)
    noise = "" if moved.noise is None else f"Monte-Carlo noise: {100 * moved.noise:.0f}% of the variance over points."
    rest = [HALVES, noise, *([f"{left} weaker factors are left out."] if left else [])]
    caption = " ".join(part for part in (f"{found.run}; {release()}.", *rest) if part)
    title = f"What moves {moved.outcome}: {moved.meaning}"
    figure = style.sheet(width, BAR * len(shown) + AROUND, title=title, caption=caption)
    axes = figure.add_subplot()
    style.quiet(axes, grid="x")
    (_sobol if found.method == SOBOL else _morris)(axes, shown)
    axes.set_xlabel(style.wrapped(axes.get_xlabel(), width * LABELLED))
    axes.legend(
        frameon=False,
        fontsize=style.SMALL,
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=2 if width >= style.WIDE else 1,
    )
    axes.set_yticks(range(len(shown)), [style.wrapped(index.factor, width * 0.34, style.SMALL) for index in shown])
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    return figure


def _sobol(axes: Any, shown: Any) -> None:
    """Draw total and first-order indices, the second inside the first."""
    rows = np.arange(len(shown))
    axes.barh(
        rows,
        [index.total for index in shown],
        THICK,
        color=style.PALE,
        edgecolor=style.SOFT,
        linewidth=0.5,
        label=TOTAL,
    )
    axes.barh(rows, [index.first for index in shown], THIN, color=style.FIRST, label=FIRST_ORDER)
    _whiskers(axes, rows, [index.total for index in shown], [index.total_conf for index in shown])
    axes.set_xlabel("share of the outcome's variance over the design")
    axes.axvline(0, color=style.SOFT, linewidth=0.6)


def _morris(axes: Any, shown: Any) -> None:
    """Draw the mean size of the elementary effects, and their mean with its sign as a tick."""
    rows = np.arange(len(shown))
    sizes = [index.mu_star for index in shown]
    axes.barh(rows, sizes, THICK, color=style.PALE, edgecolor=style.SOFT, linewidth=0.5, label="mu*: mean size")
    axes.plot(
        [index.mu for index in shown], rows, "D", color=style.FIRST, markersize=4, label="mu: with its sign", zorder=4
    )
    _whiskers(axes, rows, sizes, [index.mu_star_conf for index in shown])
    axes.set_xlabel("change of the outcome as the factor crosses its range (in the outcome's unit)")
    axes.axvline(0, color=style.SOFT, linewidth=0.6)


def _whiskers(axes: Any, rows: Any, values: list[float], halves: list[float]) -> None:
    axes.errorbar(values, rows, xerr=halves, fmt="none", ecolor=style.INK, elinewidth=0.8, capsize=2)


@style.styled
def knockout_figure(found: Knockouts, *, width: float = style.WIDTH) -> Figure:
    """Draw what each mechanism contributes to each forecast as a heat table."""
    if not found.found:
        raise BalkansimError(f"{found.run.scenario} answers none of the forecasts", where="knockout")
    run, frame = found.run, found.to_frame()
    forecasts, mechanisms = list(dict.fromkeys(frame["id"])), [mechanism.name for mechanism in found.mechanisms]
    table = frame.pivot(index="mechanism", columns="id", values="contribution")
    points = 100 * table.loc[mechanisms, forecasts].to_numpy()
    caption = style.caption_of(
        run.draws, run.histories, run.seed, world=f"Scenario {run.scenario}", evidence=run.evidence, rest=CELLS
    )
    blocks = _blocks(forecasts, width)
    height = len(blocks) * (CELL * len(mechanisms) + HEAD)
    figure = style.sheet(width, height, title="What each mechanism contributes", caption=caption)
    told = {(row["mechanism"], row["id"]): _cell(row) for row in found.rows()}
    largest = max(float(np.abs(points).max()), 1e-9)
    first = 0
    for axes, block in zip(figure.subplots(len(blocks), 1, squeeze=False)[:, 0], blocks, strict=True):
        texts = [[told[mechanism, forecast] for forecast in block] for mechanism in mechanisms]
        _heat(axes, points[:, first : first + len(block)], texts, largest)
        _table_axes(axes, mechanisms, block)
        first += len(block)
    return figure


def _blocks(forecasts: list[str], width: float) -> list[list[str]]:
    """Part the forecasts into tables beneath one another, each as broad as the sheet allows."""
    across = max(1, int(width * (1 - NAMES) / BROAD))
    rows = -(-len(forecasts) // across)
    size = -(-len(forecasts) // rows)
    return [forecasts[k : k + size] for k in range(0, len(forecasts), size)]


def _heat(axes: Any, points: Any, texts: list[list[str]], largest: float) -> None:
    """Colour the cells by their points and write the numbers into them."""
    axes.imshow(points, cmap=style.ramp(style.HEAT), vmin=-largest, vmax=largest, aspect="auto")
    for (i, j), value in np.ndenumerate(points):
        colour = "white" if value > DARK * largest else style.INK
        axes.text(j, i, texts[i][j], ha="center", va="center", fontsize=style.SMALL, color=colour)


def _cell(row: dict[str, Any]) -> str:
    """Return a contribution in points, with a star where its interval excludes zero."""
    if row["gained"] == row["lost"] == 0:
        return ""
    sure = row["low"] is not None and (row["low"] > 0 or row["high"] < 0)
    return f"{100 * row['contribution']:+.1f}{'*' if sure else ''}"


def _table_axes(axes: Any, mechanisms: list[str], forecasts: list[str]) -> None:
    """Write the forecasts above and the mechanisms beside the table, with thin lines between the cells."""
    style.quiet(axes)
    axes.set_xticks(range(len(forecasts)), forecasts)
    axes.set_yticks(range(len(mechanisms)), mechanisms)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_xticks(np.arange(len(forecasts) - 1) + 0.5, minor=True)
    axes.set_yticks(np.arange(len(mechanisms) - 1) + 0.5, minor=True)
    axes.grid(which="minor", color="white", linewidth=1.2)
    axes.tick_params(which="minor", length=0)


ROW, BOX_AROUND, LEAST = 9.0, 22.0, 62.0
"""Millimetres of a factor, around all of them, and of the whole at least."""
BOX_THICK, BOX_THIN = 0.34, 0.16
BOX_NAMES = 0.17
"""Share of the width left to the factors' names."""
READING = (
    "Bars: in the box (thick) of what was tried (thin). Dots: each box of the peeling trajectory, the one shown "
    "ringed; coverage: share of all cases of interest that lie in it; density: share of its cases that are of interest."
)


@style.styled
def box_figure(box: Box, tried: Mapping[str, NDArray[Any]], *, width: float = style.WIDTH) -> Figure:
    """Draw a box of factor values.

    ``tried`` (mapping of str to numpy.ndarray, shape (points,)): every factor's values over the design.
    """
    factors = list(dict.fromkeys([*(limit.factor for limit in box.limits), *tried]))
    wanted = f"Of interest: {box.meaning}, {box.by}{f' {box.threshold}' if box.threshold else ''}."
    caption = f"{box.run}; {release()}. {wanted} {READING}"
    height, is_wide = max(LEAST, ROW * len(factors) + BOX_AROUND), width >= style.WIDE
    title = f"Where {box.outcome} comes about"
    figure = style.sheet(width, height if is_wide else height + LEAST, title=title, caption=caption)
    if is_wide:
        left, right = figure.subplots(1, 2, width_ratios=[1.5, 1.0])
    else:
        left, right = figure.subplots(2, 1, height_ratios=[height, LEAST])
    _limits(left, box, tried, factors, width)
    _trajectory(right, box)
    return figure


def _limits(axes: Any, box: Box, tried: Mapping[str, NDArray[Any]], factors: list[str], width: float) -> None:
    """Draw one bar a factor over its tried range, the box's part dark, with its ends in the factor's unit."""
    style.quiet(axes)
    for k, factor in enumerate(factors):
        limits = [limit for limit in box.limits if limit.factor == factor]
        low, high = span(tried[factor], limits)
        axes.barh(k, 1.0, BOX_THIN, left=0.0, color=style.PALE)
        axes.barh(k, high - low, BOX_THICK, left=low, color=style.FIRST if limits else style.SOFT)
        axes.text(0.0, k + 0.42, _told(tried[factor], limits), fontsize=style.SMALL, color=style.INK, va="center")
    names = [
        style.wrapped(factor.replace(".", ". "), width * BOX_NAMES, style.SMALL).replace(". ", ".")
        for factor in factors
    ]
    axes.set_yticks(range(len(factors)), names)
    axes.set_ylim(len(factors) - 0.3, -0.6)
    axes.set_xlim(-0.02, 1.02)
    axes.set_xticks([0, 1], ["lowest\ntried", "highest\ntried"])
    axes.tick_params(axis="y", length=0)
    axes.set_title("values of the factors in the box", loc="left", fontsize=style.SMALL)


def span(values: NDArray[Any], limits: list[Limit]) -> tuple[float, float]:
    """Return both ends of a box's part of a factor, as shares of what was tried."""
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

    style.quiet(axes, grid="both")
    coverage, density = np.array([(step.coverage, step.density) for step in box.steps]).T
    axes.plot(coverage, density, "-o", color=style.SOFT, linewidth=0.8, markersize=2.5)
    ring = {"markersize": 9, "markerfacecolor": "none", "markeredgecolor": style.SECOND, "markeredgewidth": 1.6}
    axes.plot([box.coverage], [box.density], "o", **ring)
    told, is_low = f"coverage {100 * box.coverage:.0f}%\ndensity {100 * box.density:.0f}%", box.density < 0.5
    place = {"ha": "right", "va": "bottom" if is_low else "top", "fontsize": style.SMALL}
    at = (box.coverage, box.density)
    axes.annotate(told, at, xytext=(-8, 8 if is_low else -8), textcoords="offset points", **place)
    for axis, label in ((axes.xaxis, "coverage"), (axes.yaxis, "density")):
        axis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        axis.set_label_text(label)
    axes.set_xlim(-0.03, 1.05)
    axes.set_ylim(-0.03, 1.05)
