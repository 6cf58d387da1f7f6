"""What a sweep would cost: seconds from timing a few histories, bytes from the columns, errors from the numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import TYPE_CHECKING

from balkansim.draws import BLOCK
from balkansim.experiments.arms import arms_for
from balkansim.experiments.asked import asked_of, chosen, record_columns, series_of
from balkansim.experiments.chunks import Cut
from balkansim.experiments.ensemble import Maker, Size
from balkansim.forecasting.outcomes import survey
from balkansim.forecasting.questions import Questions, load_questions
from balkansim.scenario.resolved import Scenario
from balkansim.storage.bands import FEWEST

if TYPE_CHECKING:
    from balkansim.designs.sweep import Sweep

TIMED = 40
"""Histories of a point that are timed."""
BETWEEN_DRAWS = 0.3
"""Share of the variance of a yes or no that lies between parameter draws: 0.2 to 0.45 for most shipped forecasts."""
BYTES = {"double": 9.0, "int64": 3.0, "int32": 0.4, "int16": 0.4, "string": 0.5, "bool": 0.15}
"""Of a value in a compressed part, by its type."""
BYTES_A_FILE, BYTES_A_CELL, CELLS_A_FORECAST = 5000.0, 12.0, 4
BYTES_OF_BANDS, BYTES_OF_COUNTS = 22.0, 100.0
"""Of a month of a series: its quantiles, which stand in two files; its histogram, kept where a point is in pieces."""


def questions_of(sweep: Sweep) -> Questions:
    """Return the forecasts that a sweep asks.

    Parameters
    ----------
    sweep : Sweep
        Any sweep.
    """
    return chosen(load_questions(sweep.evidence.path("forecasts.toml")), sweep.forecasts)


def arms_of_point(sweep: Sweep, questions: Questions, point: int) -> dict[str, Scenario]:
    """Return the arms that are run at a point.

    Parameters
    ----------
    sweep : Sweep
        Any sweep.
    questions : Questions
        The forecasts asked.
    point : int
        A design point.
    """
    return arms_for(sweep.scenario(point), questions, sweep.evidence)


def seconds_a_history(sweep: Sweep, clock: Callable[[], float] = perf_counter) -> float:
    """Time about forty histories of the first and of the last point, all arms and answers, on one core.

    Starting worlds cost the same for a few histories as for many, and a sweep reckons them but once for many points:
    they are taken off, by timing also as few histories as there can be.

    Parameters
    ----------
    sweep : Sweep
        Any sweep.
    clock : callable, optional
        Tells seconds.
    """
    questions = questions_of(sweep)
    draws = min(BLOCK, sweep.size.draws)
    many = max(2, TIMED // draws)
    found = []
    for point in (0, sweep.points - 1):
        arms = arms_of_point(sweep, questions, point)
        _timed(sweep, questions, arms, Size(draws, 1, sweep.size.seed), clock)
        few, all_ = (_timed(sweep, questions, arms, Size(draws, n, sweep.size.seed), clock) for n in (1, many))
        whole = all_ / (draws * many)
        found.append(max((all_ - few) / (draws * (many - 1)), whole / many))
    return sum(found) / len(found)


def _timed(
    sweep: Sweep, questions: Questions, arms: Mapping[str, Scenario], size: Size, clock: Callable[[], float]
) -> float:
    """Return how long a few histories take."""
    begun = clock()
    survey(questions, Maker(sweep.evidence, size, sweep.at_median).tapes(arms, 0, size.draws))
    return clock() - begun


def bytes_of(sweep: Sweep) -> float:
    """Return about how many bytes the run folder of a sweep takes.

    Parameters
    ----------
    sweep : Sweep
        Any sweep.
    """
    everything = load_questions(sweep.evidence.path("forecasts.toml"))
    questions = chosen(everything, sweep.forecasts)
    worlds = list(sweep.worlds.values())
    cut = Cut(sweep.points, sweep.size.draws, sweep.size.histories)
    a_history = sum(BYTES[column.type] for column in record_columns(worlds, asked_of(questions)))
    cells = len(sweep.axes) + CELLS_A_FORECAST * len(asked_of(questions))
    months = len(series_of(worlds, everything)) * sum(world.horizon + 1 for world in worlds) / len(worlds)
    a_month = BYTES_OF_BANDS + (BYTES_OF_COUNTS * len(cut.pieces) if len(cut.pieces) > 1 else 0.0)
    bands = months * a_month if cut.rows_a_point >= FEWEST else 0.0
    a_point = cut.rows_a_point * a_history + cells * BYTES_A_CELL + bands
    return sweep.points * a_point + 2 * len(cut) * BYTES_A_FILE


def monte_carlo_error(size: Size, between: float, probability: float = 0.5) -> float:
    """Return the standard error of a probability at one point.

    Parameters
    ----------
    size : Size
        Draws and histories of the point.
    between : float
        Share of the variance of a yes or no that lies between parameter draws, 0-1: of histories in one draw, only
        the rest is independent. Named tau2 / (p (1 - p)) in `balkansim.forecasting.intervals`.
    probability : float, optional
        The probability; a half is the worst case.

    Returns
    -------
    float
        In [0, 0.5].
    """
    variance = probability * (1.0 - probability)
    of_a_draw = variance * (between + (1.0 - between) / size.histories)
    return math.sqrt(of_a_draw / size.draws)
