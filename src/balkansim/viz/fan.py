"""Fan charts: quantile bands, median and sample histories of a series, and two worlds with their paired difference."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from balkansim.errors import BalkansimError, unknown
from balkansim.experiments.summary import QUANTILES, band_names
from balkansim.model.trajectories import Trajectories
from balkansim.model.world import FIELDS
from balkansim.months import month_iso, month_short
from balkansim.scenario.describe import event_sentence
from balkansim.scenario.names import folded
from balkansim.scenario.scenario import Scenario
from balkansim.viz.style import FIRST, INK, SECOND, SMALL, SOFT, WIDTH, quiet, sheet, styled

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from balkansim.evidence.evidence import Evidence
    from balkansim.model.ensemble import Size

Floats = NDArray[np.float64]

TENSION, COHESION, HAZARD = "tension", "cohesion", "hazard"
OF = {
    TENSION: "states", "polarisation": "", "partnership": "state", "secession": "entity", HAZARD: "flashpoint",
    COHESION: "bloc", "pressure": "state", "expenditure": "state", "position": "state", "stretch": "state",
}  # fmt: skip
"""Kinds of series by whom they are of."""
TAPED = (TENSION, "polarisation", "partnership", "secession", HAZARD)
"""Those that an ensemble keeps of every history; the others are read off every history lived again."""
EXPECTED = "such as 'tension SRB-XKX', 'polarisation', 'cohesion adriatic', 'secession RS' or 'partnership SRB'"
WHERE = "--series"


@dataclass(frozen=True)
class Drawn:
    """A series of a scenario's world. ``name``: as run folders name it: ``tension SRB-XKX``, ``polarisation``."""

    name: str
    kind: str
    title: str
    unit: str
    slots: tuple[int, ...]

    @property
    def is_taped(self) -> bool:
        """Whether an ensemble keeps it."""
        return self.kind in TAPED

    def of_tape(self, trajectories: Trajectories) -> Floats:
        """Return the series of every history, shape (histories, months + 1)."""
        if self.kind == TENSION:
            slot = trajectories.slots([(trajectories.actors[self.slots[0]], trajectories.actors[self.slots[1]])])[0]
            return np.array(trajectories.tension[:, :, slot])
        recorded: Any = trajectories.monthly[self.kind]
        found = np.array(recorded[(slice(None), slice(None), *self.slots)], dtype=np.float64)
        if self.kind == HAZARD:
            found[:, 0] = np.nan
        return found

    def of_film(self, film: Any) -> Floats:
        """Return the series of one history, shape (months + 1,); NaN while a bloc does not exist."""
        slots = self.slots or (0,)
        found = np.array(film[self.kind][(slice(None), *slots)], dtype=np.float64)
        if self.kind == COHESION:
            found[film["alive"][:, slots[0]] == 0] = np.nan
        if self.kind == HAZARD:
            found[0] = np.nan
        return found


def series_named(text: str, scenario: Scenario) -> Drawn:
    """Find a series by its name.

    ``text``: kind and whom it is of: ``tension SRB-XKX``; empty for the tension of the first flashpoint's parties, or
    for polarisation where there is no flashpoint.
    """
    kind, _, rest = (text.strip() or usual(scenario)).partition(" ")
    kind = kind.casefold()
    if kind not in OF:
        raise unknown("series", kind, OF, where=WHERE, todo=EXPECTED)
    if not OF[kind]:
        return Drawn(kind, kind, _capital(FIELDS[kind][3]), FIELDS[kind][2], ())
    pair = kind == TENSION
    names = _two(rest) if pair else [rest.strip()]
    known = _known(scenario, OF[kind])
    codes = [_code(OF[kind].removesuffix("s") if pair else OF[kind], name, known, scenario) for name in names]
    if pair and codes[0] == codes[1]:
        raise BalkansimError(f"tension of {codes[0]} with itself", expected="two states", where=WHERE)
    labels = " and ".join(scenario.label(code) for code in codes)
    slots = sorted(known.index(code) for code in codes) if pair else [known.index(codes[0])]
    name = f"{kind} {'-'.join(sorted(codes))}"
    return Drawn(name, kind, f"{_capital(FIELDS[kind][3])}: {labels}", FIELDS[kind][2], tuple(slots))


def usual(scenario: Scenario) -> str:
    """Return the series that is drawn where none is named."""
    first = next(iter(scenario.flashpoints.values()), None)
    return f"{TENSION} {'-'.join(first.parties)}" if first else "polarisation"


def _two(rest: str) -> list[str]:
    """Split the names of two states."""
    names = [name for name in re.split(r"[\s,/-]+", rest.strip()) if name]
    if len(names) != 2:
        raise BalkansimError(f"tension of {rest or 'nobody'}", expected="two states, as 'tension SRB-XKX'", where=WHERE)
    return names


def _known(scenario: Scenario, whom: str) -> Sequence[str]:
    """Return who can be named, in slot order."""
    groups: dict[str, Iterable[str]] = {
        "bloc": scenario.blocs,
        "entity": scenario.entities,
        "flashpoint": scenario.flashpoints,
    }
    return tuple(groups.get(whom, scenario.roster))


def _code(whom: str, name: str, known: Sequence[str], scenario: Scenario) -> str:
    """Return the code of somebody in this world."""
    if not known:
        raise BalkansimError(f"{scenario.name} has no {whom}", expected="another series", where=WHERE, todo=EXPECTED)
    own = {word.casefold(): code for code in known for word in (code, scenario.label(code))}
    code = own.get(name.casefold(), folded(whom, name))
    if code not in known:
        raise unknown(whom, name, known, where=WHERE)
    return code


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


Progress = Callable[[int, int], None]
SAMPLES = 3


@dataclass(frozen=True, eq=False)
class Course:
    """A series over the histories of one world.

    ``first``: first month, counted from April 2025. ``quantiles`` (numpy.ndarray, shape (5, months)): the 5%, 25%, 50%,
    75% and 95% quantiles of each month over all histories. ``samples`` (numpy.ndarray, shape (at most 3, months)): some
    histories. ``events`` (tuple of (int, str)): month and sentence of each dated event.
    """

    name: str
    first: int
    quantiles: Floats
    samples: Floats
    events: tuple[tuple[int, str], ...] = ()

    @property
    def months(self) -> range:
        """Its months, counted from April 2025."""
        return range(self.first, self.first + self.quantiles.shape[1])

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a month: world, month, quantiles and samples."""
        return [
            {"world": self.name, "month": month_iso(month)}
            | dict(zip(band_names(), self.quantiles[:, t], strict=True))
            | {f"history_{k + 1}": sample[t] for k, sample in enumerate(self.samples)}
            for t, month in enumerate(self.months)
        ]


@dataclass(frozen=True, eq=False)
class Fan:
    """What a fan chart is drawn from.

    ``courses``: one world, or two of which the first is the reference. ``difference``: second world less the first,
    history by history.
    """

    series: Drawn
    courses: tuple[Course, ...]
    difference: Course | None
    caption: str

    def to_frame(self) -> pd.DataFrame:
        """Return one row a world and month, the paired difference last."""
        import pandas as pd

        drawn = [*self.courses, *([self.difference] if self.difference else [])]
        return pd.DataFrame([{"series": self.series.name, **row} for course in drawn for row in course.rows()])


def fan_of(
    scenarios: Sequence[Scenario],
    evidence: Evidence,
    size: Size,
    series: str,
    caption: str,
    progress: Progress | None = None,
) -> Fan:
    """Run one world, or two on common random numbers, and follow a series."""
    drawn = [series_named(series or series_named("", scenarios[0]).name, scenario) for scenario in scenarios]
    values = [lived(one, world, evidence, size, progress) for one, world in zip(drawn, scenarios, strict=True)]
    courses = tuple(course(world, found) for world, found in zip(scenarios, values, strict=True))
    difference = _difference(courses, values) if len(courses) > 1 else None
    return Fan(drawn[0], courses, difference, caption)


def lived(
    series: Drawn, scenario: Scenario, evidence: Evidence, size: Size, progress: Progress | None = None
) -> Floats:
    """Run a world and return a series of every history, shape (histories, months + 1)."""
    from balkansim.model.ensemble import Ensemble
    from balkansim.model.luck import history_key

    ensemble = Ensemble(evidence, size)

    def taped(first: int, draws: int) -> Floats:
        return series.of_tape(ensemble.run_arm(scenario, first, draws))

    def filmed(first: int, draws: int) -> Floats:
        start = ensemble.start(scenario, first, draws)
        films = (
            ensemble.run(
                start, np.array([d]), np.array([history_key(first + d, run)]), scenario.horizon, film=True
            ).film
            for d in range(draws)
            for run in range(size.histories)
        )
        return np.array([series.of_film(film) for film in films])

    return np.concatenate(ensemble.over_chunks(taped if series.is_taped else filmed, progress))


def course(scenario: Scenario, values: Floats) -> Course:
    """Sum up a series of a world.

    ``values`` (numpy.ndarray, shape (histories, months)): the series, from the scenario's start.
    """
    return Course(scenario.name, scenario.start, month_quantiles(values), sampled(values), dated(scenario))


def sampled(values: Floats) -> Floats:
    """Return some histories, evenly apart, so that they are of different parameter draws.

    ``values`` (numpy.ndarray, shape (histories, months)): all of them.
    """
    shown = min(SAMPLES, len(values))
    return values[[k * len(values) // shown for k in range(shown)]]


def month_quantiles(values: Floats) -> Floats:
    """Return the quantiles of each month over the histories that have a value, shape (5, months).

    ``values`` (numpy.ndarray, shape (histories, months)): naN where a history has none.
    """
    found = np.full((len(QUANTILES), values.shape[1]), np.nan)
    for t, month in enumerate(values.T):
        there = month[~np.isnan(month)]
        if len(there):
            found[:, t] = np.quantile(there, QUANTILES)
    return found


def dated(scenario: Scenario) -> tuple[tuple[int, str], ...]:
    """Return month and sentence of a scenario's events, in order."""
    plain = (replace(event, note="") for event in scenario.events)
    return tuple((event.month, event_sentence(event, scenario).removeprefix("In ").rstrip(".")) for event in plain)


def _difference(courses: Sequence[Course], values: Sequence[Floats]) -> Course:
    """Subtract the first world from the second, history by history, over the months of both."""
    first = max(course.months.start for course in courses)
    stop = min(course.months.stop for course in courses)
    if first >= stop:
        told = " and ".join(course.name for course in courses)
        raise BalkansimError(
            f"{told} have no month in common", expected="two scenarios that overlap", where="--against"
        )
    one, other = (
        found[:, first - course.first : stop - course.first] for course, found in zip(courses, values, strict=True)
    )
    change = other - one
    name = f"{courses[1].name} less {courses[0].name}"
    return Course(name, first, month_quantiles(change), sampled(change))


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
    """Draw a series over the histories of one world, or of two."""
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
    axes.set_xticks(list(ticks), [month_short(month) for month in ticks])
    axes.set_xlim(first, max(last, first + 1))


def _key(axes: Any) -> None:
    """Name the lines beneath the chart's own area, where nothing lies under them."""
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, frameon=False, fontsize=SMALL, borderaxespad=1.6)


def numbered(courses: tuple[Course, ...]) -> dict[int, list[str]]:
    """Return the events of all worlds by month, each once."""
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
