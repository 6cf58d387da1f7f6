"""Courses of a series over an ensemble: monthly quantiles, sample histories, and two worlds' paired difference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from balkansim.errors import BalkansimError
from balkansim.plots.series import Drawn, series_named
from balkansim.scenario.calendar import month_iso
from balkansim.scenario.resolved import Scenario
from balkansim.scenario.sentences import event_sentence
from balkansim.storage.bands import QUANTILES, band_names

if TYPE_CHECKING:
    import pandas as pd

    from balkansim.evidence.evidence import Evidence
    from balkansim.experiments.ensemble import Size

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]
SAMPLES = 3


@dataclass(frozen=True, eq=False)
class Course:
    """A series over the histories of one world.

    Parameters
    ----------
    name : str
        The world.
    first : int
        First month, counted from April 2025.
    quantiles : numpy.ndarray, shape (5, months)
        The 5%, 25%, 50%, 75% and 95% quantiles of each month over all histories.
    samples : numpy.ndarray, shape (at most 3, months)
        Some histories.
    events : tuple of (int, str)
        Month and sentence of each dated event.
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

    Parameters
    ----------
    series : Drawn
        The series.
    courses : tuple of Course
        One world, or two of which the first is the reference.
    difference : Course or None
        Second world less the first, history by history.
    caption : str
        What was run.
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
    """Run one world, or two on common random numbers, and follow a series.

    Parameters
    ----------
    scenarios : sequence of Scenario
        One or two.
    evidence : Evidence
        The evidence.
    size : Size
        Draws, histories and seed, the same for both.
    series : str
        Its name; see `balkansim.plots.series.series_named`.
    caption : str
        What was run.
    progress : callable, optional
        Told how many draws are done, and of how many.

    Raises
    ------
    BalkansimError
        If a world has no such series, or the two have no month in common.
    """
    drawn = [series_named(series or series_named("", scenarios[0]).name, scenario) for scenario in scenarios]
    values = [lived(one, world, evidence, size, progress) for one, world in zip(drawn, scenarios, strict=True)]
    courses = tuple(course(world, found) for world, found in zip(scenarios, values, strict=True))
    difference = _difference(courses, values) if len(courses) > 1 else None
    return Fan(drawn[0], courses, difference, caption)


def lived(
    series: Drawn, scenario: Scenario, evidence: Evidence, size: Size, progress: Progress | None = None
) -> Floats:
    """Run a world and return a series of every history, shape (histories, months + 1).

    Parameters
    ----------
    series : Drawn
        The series.
    scenario : Scenario
        The world.
    evidence : Evidence
        The evidence.
    size : Size
        Draws, histories and seed.
    progress : callable, optional
        Told how many draws are done, and of how many.
    """
    from balkansim.draws import history_key
    from balkansim.experiments.ensemble import Maker

    maker = Maker(evidence, size)

    def taped(first: int, draws: int) -> Floats:
        return series.of_tape(maker.tape(scenario, first, draws))

    def filmed(first: int, draws: int) -> Floats:
        start = maker.start(scenario, first, draws)
        films = (
            maker.run(start, np.array([d]), np.array([history_key(first + d, run)]), scenario.horizon, film=True).film
            for d in range(draws)
            for run in range(size.histories)
        )
        return np.array([series.of_film(film) for film in films])

    return np.concatenate(maker.over_chunks(taped if series.is_taped else filmed, progress))


def course(scenario: Scenario, values: Floats) -> Course:
    """Sum up a series of a world.

    Parameters
    ----------
    scenario : Scenario
        The world.
    values : numpy.ndarray, shape (histories, months)
        The series, from the scenario's start.
    """
    return Course(scenario.name, scenario.start, month_quantiles(values), sampled(values), dated(scenario))


def sampled(values: Floats) -> Floats:
    """Return some histories, evenly apart, so that they are of different parameter draws.

    Parameters
    ----------
    values : numpy.ndarray, shape (histories, months)
        All of them.
    """
    shown = min(SAMPLES, len(values))
    return values[[k * len(values) // shown for k in range(shown)]]


def month_quantiles(values: Floats) -> Floats:
    """Return the quantiles of each month over the histories that have a value, shape (5, months).

    Parameters
    ----------
    values : numpy.ndarray, shape (histories, months)
        NaN where a history has none.
    """
    found = np.full((len(QUANTILES), values.shape[1]), np.nan)
    for t, month in enumerate(values.T):
        there = month[~np.isnan(month)]
        if len(there):
            found[:, t] = np.quantile(there, QUANTILES)
    return found


def dated(scenario: Scenario) -> tuple[tuple[int, str], ...]:
    """Return month and sentence of a scenario's events, in order.

    Parameters
    ----------
    scenario : Scenario
        The world.
    """
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
