"""Fan charts: quantile bands, median and sample histories of a series, and two worlds with their paired difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balkansim.forecasting.months import told
from balkansim.plots.courses import Course, Fan
from balkansim.plots.style import FIRST, INK, SECOND, SMALL, SOFT, WIDTH, quiet, sheet, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEIGHT, BENEATH = 72.0, 40.0
"""Millimetres of the chart, and of the difference beneath it."""
OUTER, INNER = 0.16, 0.30
"""How opaque the bands are: 5-95%, and 25-75% on top of it."""
OUTLINES = {0: 0.7, 1: 1.0, 3: 1.0, 4: 0.7}
"""Weight of the line along each quantile but the median."""
COLOURS, LINES = (FIRST, SECOND), ("-", (0, (5, 1.5)))
THREADS = ("-", (0, (4, 2)), (0, (1, 1.5)))
MOST_EVENTS = 12
TICKS = (1, 2, 3, 6, 12, 24)
MOST_TICKS = 7
READING = "Bands: 5-95% and 25-75% of histories; heavy line: median."
PAIRED = "Beneath: the difference history by history on common random numbers."


@styled
def fan_figure(fan: Fan, *, width: float = WIDTH) -> Figure:
    """Draw a series over the histories of one world, or of two.

    Parameters
    ----------
    fan : Fan
        Quantiles, samples and events.
    width : float
        Millimetres.

    Returns
    -------
    matplotlib.figure.Figure
        Bands, median, sample histories (of one world) and dated events; of two worlds their difference beneath.
    """
    height = HEIGHT + (BENEATH if fan.difference else 0.0)
    key = _event_key(fan.courses)
    rest = [READING, *([PAIRED] if fan.difference else []), *([f"Events: {key}."] if key else [])]
    figure = sheet(width, height, title=fan.series.title, caption=f"{fan.caption} {' '.join(rest)}")
    grid = figure.add_gridspec(
        2 if fan.difference else 1, 1, height_ratios=[HEIGHT, BENEATH][: 2 if fan.difference else 1]
    )
    axes = figure.add_subplot(grid[0])
    for k, course in enumerate(fan.courses):
        draw = _course if k == 0 else _outline
        draw(axes, course, COLOURS[k], LINES[k], course.name if fan.difference else "median")
    if not fan.difference:
        _threads(axes, fan.courses[0])
    _events(axes, fan.courses)
    axes.set_ylabel(f"{fan.series.kind} ({fan.series.unit})")
    _months(axes, [month for course in fan.courses for month in course.months])
    _key(axes)
    if fan.difference:
        axes.tick_params(labelbottom=False)
        axes.set_xlabel("")
        _beneath(figure.add_subplot(grid[1], sharex=axes), fan.difference)
    return figure


def _course(axes: Any, course: Course, colour: str, line: Any, label: str) -> None:
    """Draw bands and median."""
    low, lower, median, upper, high = course.quantiles
    axes.fill_between(course.months, low, high, color=colour, alpha=OUTER, linewidth=0)
    axes.fill_between(course.months, lower, upper, color=colour, alpha=INNER, linewidth=0)
    axes.plot(course.months, median, color=colour, linewidth=1.8, linestyle=line, label=label)


def _outline(axes: Any, course: Course, colour: str, line: Any, label: str) -> None:
    """Draw a second world's bands as lines, so that the first one's stay readable beneath."""
    for k, weight in OUTLINES.items():
        axes.plot(course.months, course.quantiles[k], color=colour, linewidth=weight, linestyle=line)
    axes.plot(course.months, course.quantiles[2], color=colour, linewidth=1.8, linestyle=line, label=label)


def _threads(axes: Any, course: Course) -> None:
    """Draw the sample histories, each with a line of its own."""
    for k, sample in enumerate(course.samples):
        label = f"{len(course.samples)} sample histories" if k == 0 else None
        axes.plot(course.months, sample, color=INK, linewidth=0.6, linestyle=THREADS[k % len(THREADS)], label=label)


def _beneath(axes: Any, difference: Course) -> None:
    """Draw the paired difference."""
    axes.axhline(0.0, color=SOFT, linewidth=0.8)
    _course(axes, difference, INK, "-", difference.name)
    axes.set_ylabel("difference")
    _months(axes, list(difference.months))
    axes.set_title(difference.name, loc="left", fontsize=SMALL, color=SOFT)


def _months(axes: Any, months: list[int]) -> None:
    """Label months as a reader says them, few enough to stand apart."""
    quiet(axes, grid="y")
    first, last = min(months), max(months)
    step = next((step for step in TICKS if (last - first) / step < MOST_TICKS), TICKS[-1])
    ticks = range(first, last + 1, step)
    axes.set_xticks(list(ticks), [told(month) for month in ticks])
    axes.set_xlim(first, max(last, first + 1))


def _key(axes: Any) -> None:
    """Name the lines beneath the chart's own area, where nothing lies under them."""
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, frameon=False, fontsize=SMALL, borderaxespad=1.6)


def numbered(courses: tuple[Course, ...]) -> dict[int, list[str]]:
    """Return the events of all worlds by month, each once.

    Parameters
    ----------
    courses : tuple of Course
        The worlds.
    """
    found: dict[int, list[str]] = {}
    for month, sentence in sorted({event for course in courses for event in course.events}):
        found.setdefault(month, []).append(sentence)
    return found


def _events(axes: Any, courses: tuple[Course, ...]) -> None:
    """Mark the months of events by a number above the chart."""
    for number, month in enumerate(list(numbered(courses))[:MOST_EVENTS], start=1):
        axes.axvline(month, color=SOFT, linewidth=0.6, linestyle=(0, (2, 2)), zorder=1)
        axes.annotate(
            str(number), (month, 1.0), xycoords=("data", "axes fraction"), xytext=(0, 1.5),
            textcoords="offset points", ha="center", va="bottom", fontsize=SMALL, color=SOFT,
        )  # fmt: skip


def _event_key(courses: tuple[Course, ...]) -> str:
    """Tell the events by their numbers."""
    by_month = numbered(courses)
    lines = [f"({k}) {'; '.join(by_month[month])}" for k, month in enumerate(list(by_month)[:MOST_EVENTS], start=1)]
    more = len(by_month) - len(lines)
    return "; ".join([*lines, *([f"and {more} more months with events"] if more > 0 else [])])
