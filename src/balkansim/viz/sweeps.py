"""An outcome over the factors of a sweep: a surface over two, with words as contours; a line over one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from balkansim.analysis.swept import Swept, open_swept
from balkansim.errors import BalkansimError, unknown
from balkansim.experiments.replay import sweep_of
from balkansim.experiments.results import results
from balkansim.experiments.run_folder import RunFolder
from balkansim.experiments.summary import band_names
from balkansim.forecasts.forecast import run_of
from balkansim.forecasts.intervals import NO_TERM, TAIL, judge, spread
from balkansim.forecasts.ledger import Entry, Ledger, Run
from balkansim.forecasts.questions import MAIN, Question, questions_of
from balkansim.forecasts.yardsticks import Yardstick
from balkansim.months import month_index
from balkansim.pages import release
from balkansim.scenario.scenario import Scenario
from balkansim.viz.fan import SAMPLES, WHERE, Course, Fan, dated, series_named, usual
from balkansim.viz.style import FIRST, INK, SECOND, SEQUENCE, SMALL, SOFT, WIDTH, owed, quiet, ramp, sheet, styled

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Floats = NDArray[np.float64]
OVER_DRAWS = "Intervals: 90% over parameter draws"


@dataclass(frozen=True, eq=False)
class Outcome:
    """An outcome at each design point.

    ``is_probability``: whether it is a share of histories. ``values``, ``low``, ``high`` (numpy.ndarray, shape
    (points,)): mean and 90% interval over parameter draws; NaN where there is no interval. ``columns``: values of each
    factor that varies; the first ones are drawn along the axes.
    """

    name: str
    meaning: str
    is_probability: bool
    values: Floats
    low: Floats
    high: Floats
    columns: dict[str, NDArray[Any]]
    caption: str
    interval: str

    @property
    def factors(self) -> list[str]:
        """The factors, those along the axes first."""
        return list(self.columns)

    @property
    def title(self) -> str:
        """Outcome and meaning."""
        return f"{self.name}: {self.meaning}"

    @property
    def unit(self) -> str:
        """What the outcome's axis shows."""
        return "probability (share of histories)" if self.is_probability else "mean over histories"

    def axis_label(self, factor: str) -> str:
        """Return a factor's name with its unit, where the name alone does not say it."""
        return f"{factor} (months since April 2025)" if factor.startswith("month.") else factor

    def to_frame(self) -> pd.DataFrame:
        """Return one row a design point: the factors, value, low and high."""
        import pandas as pd

        return pd.DataFrame({**self.columns, "value": self.values, "low": self.low, "high": self.high})


def outcome_of(folder: Path | str, name: str = "", factors: Sequence[str] = ()) -> Outcome:
    """Read an outcome off a run folder.

    ``name``: such as ``F1``, ``polarisation`` or ``serious_incidents_northern-kosovo>0``; by default the first.
    ``factors``: those along the axes; by default in the order of the sweep.
    """
    from balkansim.analysis.swept import open_swept

    swept = open_swept(folder)
    swept.check_complete()
    chosen = swept.called(name) if name else next(iter(swept.outcomes))
    values = swept.values(chosen)
    if np.isnan(values).any():
        empty = int(np.isnan(values).any(axis=(1, 2)).sum())
        found = f"{chosen} is not answerable in the world of {empty} of {len(values)} points"
        raise BalkansimError(found, expected="an outcome of every point", where=str(folder), todo="another --outcome")
    is_probability = swept.is_yes_or_no(chosen)
    low, high = intervals(values, is_probability=is_probability)
    told = OVER_DRAWS + (", chance removed." if is_probability else ", of the means of draws.")
    return Outcome(
        chosen, swept.meaning(chosen), is_probability, values.mean(axis=(1, 2)), low, high,
        _varied(swept, factors), f"{swept.told}; {release()}.", told if not np.isnan(low).all() else "",
    )  # fmt: skip


def intervals(values: Floats, *, is_probability: bool) -> tuple[Floats, Floats]:
    """Return both ends of the 90% interval over parameter draws at each point, NaN where there is none.

    ``values`` (numpy.ndarray, shape (points, draws, histories)): the outcome of each history.
    """
    if is_probability:
        found = [spread(point.sum(axis=1), point.shape[1]) for point in values]
        ends = [(np.nan, np.nan) if one.low is None else (one.low, one.high) for one in found]
        low, high = np.array(ends, dtype=float).T
        return low, high
    if values.shape[1] == 1:
        return np.full(len(values), np.nan), np.full(len(values), np.nan)
    low, high = np.quantile(values.mean(axis=2), (TAIL, 1 - TAIL), axis=1)
    return low, high


def _varied(swept: Swept, wanted: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Return the factors that vary, those wanted first."""
    known = {name: column for name, column in swept.factors().items() if len(np.unique(column)) > 1}
    for name in wanted:
        if name not in known:
            raise unknown("factor", name, known, where="--factor")
    return {name: known[name] for name in dict.fromkeys((*wanted, *known))}


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

    ``yardstick``: whose words end and begin along the contours of a probability.
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

    Returns: inside (0, 1), ascending; a word that reaches an even chance marks nothing.
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

    ``yardstick``: whose words stand beside a probability.
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


def point_ledger(folder: Path, point: int, yardstick: Yardstick) -> Ledger:
    """Return the ledger of one design point, read off its rows; verdicts rest on one delta.

    ``point``: the design point; it must be there in full.
    """
    swept = open_swept(folder)
    place = _place(swept, point)
    evidence = swept.sweep.evidence
    questions = questions_of(evidence)
    asked = [question for question in questions.forecasts if question.id in swept.outcomes]
    scenario = swept.sweep.scenario(point)
    run = run_of(scenario, evidence, swept.sweep.size, 0)
    rows = [_entry(question, swept.values(question.id)[place], yardstick, run) for question in asked]
    if not rows:
        raise BalkansimError("no forecast was asked in this sweep", expected="another --kind", where=str(folder))
    return Ledger(run, yardstick.name, tuple(rows))


def _entry(question: Question, values: np.ndarray, yardstick: Yardstick, run: Run) -> Entry:
    """Return the row of one forecast, from its yes or no of shape (draws, histories); NaN where there is no answer."""
    band = yardstick.band(question.term) if question.scored else None
    found = None if np.isnan(values).any() else spread(values.sum(axis=1), values.shape[1])
    verdict = judge(found, band) if found and band else yardstick.missing(question.term) if found else "not here"
    shares = (found.shares(*band) if found and band else None) or (None, None, None)
    reading = question.all_readings()[0]
    return Entry(
        id=question.id, proposition=question.proposition, scenario=run.scenario, term=question.shown_term,
        term_low=band[0] if band else None, term_high=band[1] if band else None,
        probability=found.mean if found else None, low=found.low if found else None,
        high=found.high if found else None, mc_error=found.mc_error if found else None,
        draws=found.draws if found else None, histories_per_draw=found.histories if found else None,
        hits=found.hits if found else None, model_term=yardstick.word_for(found.mean) if found else None,
        naive=reading.naive.range() if reading.naive and reading.naive.same_rule_in is None else None,
        verdict=verdict if question.scored else NO_TERM, share_below=shares[0], share_in=shares[1],
        share_above=shares[2], paragraph=question.paragraph, window_start=question.window.start,
        window_end=question.window.end, reading=MAIN, yardstick=yardstick.name, seed=run.seed, evidence=run.evidence,
        version=run.version, status="", note="",
    )  # fmt: skip


def point_fan(folder: Path, point: int, series: str) -> Fan:
    """Return the fan of one design point: bands as kept, sample histories lived again.

    ``series``: its name; by default the tension of the first flashpoint's parties.
    """
    from balkansim.analysis.history import history

    found = results(folder)
    bands = found.bands()
    sweep = sweep_of(RunFolder(folder))
    if point not in set(bands["point"]):
        raise BalkansimError(
            f"no bands of point {point}", expected=f"a point from 0 to {sweep.points - 1}", where="--point"
        )
    mine = bands[bands["point"] == point]
    kept = list(dict.fromkeys(mine["series"]))
    scenario: Scenario = sweep.scenario(point)
    drawn = series_named(series or usual(scenario), scenario)
    if drawn.name not in kept:
        raise unknown("series", drawn.name, kept, where=WHERE, todo="a scenario instead of a folder has every series")
    rows = mine[mine["series"] == drawn.name]
    size = sweep.size
    total = size.draws * size.histories
    runs = [k * total // min(SAMPLES, total) for k in range(min(SAMPLES, total))]
    films = [history(str(folder), point=point, run=run).reel.film for run in runs]
    course = Course(
        scenario.name,
        month_index(rows["month"].iloc[0]),
        rows[band_names()].to_numpy().T,
        np.array([drawn.of_film(film) for film in films])[:, -len(rows) :],
        dated(scenario),
    )
    told = f"Point {point} of {open_swept(folder).told}; {release()}. {owed(scenario.roster)}"
    return Fan(drawn, (course,), None, told.strip())


def _place(swept: Swept, point: int) -> int:
    """Return where a point stands among those that are there in full."""
    points = swept.points.tolist()
    if point not in points:
        expected = f"a point from 0 to {swept.sweep.points - 1} that is there in full"
        raise BalkansimError(f"point {point} is not there", expected=expected, where="--point", todo=swept.command)
    return points.index(point)
