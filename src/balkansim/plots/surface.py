"""An outcome over the factors of a sweep: a surface over two, with words as contours; a line over one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.errors import BalkansimError
from balkansim.forecasting.words import Yardstick
from balkansim.plots.style import FIRST, INK, SECOND, SEQUENCE, SMALL, SOFT, WIDTH, quiet, ramp, sheet, styled
from balkansim.plots.swept_outcome import Outcome

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEIGHT = 92.0
STEPS = 20
FEWEST = 3
"""Values of each factor below which there is no surface."""
EVEN = 0.5
COARSE = 0.06
"""Height of an axis of probability from which whole per cents are enough."""
ASIDE = 0.012
"""Of the axis, by which each further line is moved aside, so that intervals stand beside one another."""
LINES = ("-", (0, (5, 1.5)), (0, (1, 1.2)), (0, (5, 1.5, 1, 1.5)), (0, (8, 3)), (0, (2, 2)))
MARKS = "osD^vP"
CONTOURS = "Contours: where a word of the yardstick {} ends or begins."
FIT = "Between the design points the surface is interpolated; dots: design points."


@styled
def surface_figure(outcome: Outcome, yardstick: Yardstick, *, width: float = WIDTH) -> Figure:
    """Draw an outcome over two factors of a sweep.

    Parameters
    ----------
    outcome : Outcome
        Over two factors; over more of them, its mean over the rest is drawn.
    yardstick : Yardstick
        Whose words end and begin along the contours of a probability.
    width : float
        Millimetres.

    Raises
    ------
    BalkansimError
        If there are not two factors of numbers, or too few values of one.
    """
    from matplotlib.ticker import PercentFormatter

    (x_name, x), (y_name, y), z = _points(outcome)
    rest = [FIT, *([CONTOURS.format(yardstick.name)] if outcome.is_probability else [])]
    figure = sheet(width, HEIGHT, title=outcome.title, caption=f"{outcome.caption} {' '.join(rest)}")
    axes = figure.add_subplot()
    low, high = float(z.min()), float(z.max())
    levels = np.linspace(low, high if high > low else low + 1e-6, STEPS + 1)
    filled = axes.tricontourf(x, y, z, levels=levels, cmap=ramp(SEQUENCE))
    shown = PercentFormatter(1.0, decimals=0) if outcome.is_probability else None
    bar = figure.colorbar(filled, ax=axes, label=outcome.unit, format=shown)
    _even(bar, low, high)
    axes.plot(x, y, ".", color=SOFT, markersize=2, clip_on=False)
    if outcome.is_probability:
        _words(axes, x, y, z, yardstick)
    quiet(axes)
    axes.set_xlabel(outcome.axis_label(x_name))
    axes.set_ylabel(outcome.axis_label(y_name))
    axes.set_xlim(x.min(), x.max())
    axes.set_ylim(y.min(), y.max())
    return figure


def edges(yardstick: Yardstick) -> dict[float, str]:
    """Return what ends or begins at each probability: words below an even chance end, words above it begin.

    Parameters
    ----------
    yardstick : Yardstick
        The words.

    Returns
    -------
    dict of float to str
        Inside (0, 1), ascending; a word that reaches an even chance marks nothing.
    """
    found: dict[float, list[str]] = {}
    for word in yardstick.words:
        if 0 < word.high < EVEN:
            found.setdefault(word.high, []).append(f"“{word.word}” ends")
        elif EVEN < word.low < 1:
            found.setdefault(word.low, []).append(f"“{word.word}” begins")
    return {edge: ", ".join(told) for edge, told in sorted(found.items())}


def _words(axes: Any, x: Any, y: Any, z: Any, yardstick: Yardstick) -> None:
    """Draw the contours along which words end and begin."""
    inside = {
        edge: f"{told} ({100 * edge:.0f}%)" for edge, told in edges(yardstick).items() if z.min() < edge < z.max()
    }
    if inside:
        lines = axes.tricontour(x, y, z, levels=list(inside), colors=INK, linewidths=1.1)
        axes.clabel(lines, fmt=inside, fontsize=SMALL, inline=True, inline_spacing=3)


def _even(bar: Any, low: float, high: float) -> None:
    """Give the colour bar a few even ticks."""
    from matplotlib.ticker import MaxNLocator

    bar.set_ticks([tick for tick in MaxNLocator(5).tick_values(low, high) if low <= tick <= high])
    bar.ax.tick_params(labelsize=SMALL, length=2.5, width=0.6)
    bar.outline.set_visible(False)


def _points(outcome: Outcome) -> tuple[tuple[str, Any], tuple[str, Any], Any]:
    """Return both factors' values and the outcome at each distinct pair of them."""
    frame = outcome.to_frame()
    names = outcome.factors[:2]
    if len(names) < 2:
        found = f"only {names[0]} varies" if names else "no factor varies"
        raise BalkansimError(found, expected="two factors", where="surface", todo="--kind line")
    for name in names:
        few = frame[name].nunique() < FEWEST
        if few or frame[name].dtype == object:
            found = f"{frame[name].nunique()} values of {name}" if few else f"{name} is a choice of names"
            expected = f"a factor of numbers with at least {FEWEST} values"
            raise BalkansimError(found, expected=expected, where="--factor", todo="--kind line")
    mean = frame.groupby(names, as_index=False)["value"].mean()
    return (names[0], mean[names[0]].to_numpy()), (names[1], mean[names[1]].to_numpy()), mean["value"].to_numpy()


@styled
def line_figure(outcome: Outcome, yardstick: Yardstick, *, width: float = WIDTH) -> Figure:
    """Draw an outcome over one factor of a sweep, with intervals; a second factor of few values gives several lines.

    Parameters
    ----------
    outcome : Outcome
        Over one factor, or two.
    yardstick : Yardstick
        Whose words stand beside a probability.
    width : float
        Millimetres.

    Raises
    ------
    BalkansimError
        If no factor varies, or the others have too many combinations of values.
    """
    frame = outcome.to_frame()
    if not outcome.factors:
        raise BalkansimError("no factor varies", expected="a sweep that varies something", where="line")
    name, others = outcome.factors[0], outcome.factors[1:]
    if frame[name].dtype == object:
        raise BalkansimError(f"{name} is a choice of names", expected="a factor of numbers", where="--factor")
    groups = list(frame.groupby(others)) if others else [("", frame)]
    if len(groups) > len(LINES):
        todo = "--kind surface, or a sweep of fewer factors"
        found = f"{len(groups)} combinations of {', '.join(others)}"
        raise BalkansimError(found, expected=f"at most {len(LINES)} lines", where="line", todo=todo)
    figure = sheet(width, HEIGHT * 0.8, title=outcome.title, caption=f"{outcome.caption} {outcome.interval}")
    axes = figure.add_subplot()
    for k, (values, group) in enumerate(groups):
        told = ", ".join(_told(*pair) for pair in zip(others, np.atleast_1d(values), strict=True)) if others else ""
        _line(axes, group.sort_values(name), name, k, told, ASIDE * k * float(np.ptp(frame[name].to_numpy(float))))
    _finish(axes, outcome, yardstick, frame)
    axes.set_xlabel(outcome.axis_label(name))
    if others:
        axes.legend(frameon=False, fontsize=SMALL, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2)
    return figure


def _told(factor: str, value: Any) -> str:
    return f"{factor} {value}" if isinstance(value, str) else f"{factor} {value:.4g}"


def _line(axes: Any, group: Any, name: str, number: int, label: str, aside: float) -> None:
    """Draw one line with its intervals, moved aside a little so that several do not hide one another."""
    colour = FIRST if number % 2 == 0 else SECOND
    x = group[name].to_numpy() + aside
    style = {"color": colour, "linewidth": 1.4, "linestyle": LINES[number], "marker": MARKS[number], "markersize": 4}
    axes.plot(x, group["value"], label=label, **style)
    if group["low"].notna().all():
        axes.vlines(x, group["low"], group["high"], color=colour, linewidth=0.8)
        axes.plot(x, group["low"], "_", x, group["high"], "_", color=colour, markersize=5)


def _finish(axes: Any, outcome: Outcome, yardstick: Yardstick, frame: Any) -> None:
    """Label the outcome's axis, and beside a probability write where words end and begin."""
    from matplotlib.ticker import PercentFormatter

    quiet(axes, grid="" if outcome.is_probability else "y")
    axes.set_ylabel(outcome.unit)
    if not outcome.is_probability:
        return
    top = float(np.nanmax([frame["high"].max(), frame["value"].max()]))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0 if top > COARSE else None))
    axes.set_ylim(-0.01, min(1.01, top * 1.15 + 0.02))
    for edge, told in edges(yardstick).items():
        if edge < axes.get_ylim()[1]:
            axes.axhline(edge, color=SOFT, linewidth=0.6, linestyle=(0, (2, 2)), zorder=1)
            axes.annotate(
                told, (1.0, edge), xycoords=("axes fraction", "data"), xytext=(3, 0), textcoords="offset points",
                va="center", fontsize=SMALL, color=SOFT,
            )  # fmt: skip
