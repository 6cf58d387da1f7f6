"""The plan of a sweep: what would be run, how long it takes, what it needs on disk, and how sure a point would be."""

from __future__ import annotations

import math
import os
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from html import escape
from time import perf_counter
from typing import TYPE_CHECKING, Any

from balkansim.experiments.chunks import Cut
from balkansim.experiments.columns import asked_of, chosen, record_columns, series_of
from balkansim.experiments.summary import FEWEST
from balkansim.forecasts.arms import arms_for
from balkansim.forecasts.outcomes import survey
from balkansim.forecasts.questions import Questions, questions_of
from balkansim.model.ensemble import Ensemble, Size
from balkansim.model.luck import BLOCK
from balkansim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from balkansim.experiments.sweep import Sweep

TIMED = 40
"""Histories of a point that are timed."""
BETWEEN_DRAWS = 0.3
"""Share of the variance of a yes or no that lies between parameter draws: 0.2 to 0.45 for most shipped forecasts."""
BYTES = {"double": 9.0, "int64": 3.0, "int32": 0.4, "int16": 0.4, "string": 0.5, "bool": 0.15}
"""Of a value in a compressed part, by its type."""
BYTES_A_FILE, BYTES_A_CELL, CELLS_A_FORECAST = 6000.0, 12.0, 4
BYTES_OF_BANDS, BYTES_OF_COUNTS = 22.0, 100.0
"""Of a month of a series: its quantiles, which stand in two files; its histogram, kept where a point is in pieces."""


def questions_asked(sweep: Sweep) -> Questions:
    """Return the forecasts that a sweep asks."""
    return chosen(questions_of(sweep.evidence), sweep.forecasts)


def arms_of_point(sweep: Sweep, questions: Questions, point: int) -> dict[str, Scenario]:
    """Return the arms that are run at a point."""
    return arms_for(sweep.scenario(point), questions, sweep.evidence, naive=False)


def seconds_a_history(sweep: Sweep, clock: Callable[[], float] = perf_counter) -> float:
    """Time about forty histories of the first and of the last point, all arms and answers, on one core.

    Starting worlds cost the same for a few histories as for many, and a sweep computes them but once for many points:
    they are taken off, by timing also as few histories as there can be.

    ``clock``: tells seconds.
    """
    questions = questions_asked(sweep)
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
    survey(questions, Ensemble(sweep.evidence, size, sweep.at_median).run_arms(arms, 0, size.draws))
    return clock() - begun


def bytes_of(sweep: Sweep) -> float:
    """Return about how many bytes the run folder of a sweep takes."""
    everything = questions_of(sweep.evidence)
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

    ``between``: share of the variance of a yes or no that lies between parameter draws, 0-1: of histories in one draw,
    only the rest is independent. Named tau2 / (p (1 - p)) in `balkansim.forecasts.intervals`. ``probability``: the
    probability; a half is the worst case.
    """
    variance = probability * (1.0 - probability)
    of_a_draw = variance * (between + (1.0 - between) / size.histories)
    return math.sqrt(of_a_draw / size.draws)


WIDTH, INDENT = 100, 11
MINUTES_A_SHARD = 60
UNITS = ("bytes", "kB", "MB", "GB", "TB")


@dataclass(frozen=True)
class Plan:
    """What a sweep would run and cost.

    ``factors`` (tuple of (str, str)): each factor with its values or range. ``disk``: bytes.
    """

    name: str
    question: str
    method: str
    points: int
    factors: tuple[tuple[str, str], ...]
    size: Size
    at_median: bool
    common: bool
    forecasts: tuple[str, ...]
    arms: tuple[str, ...]
    seconds: float
    cores: int
    disk: float

    @property
    def histories_a_point(self) -> int:
        """Histories of one design point."""
        return self.size.draws * self.size.histories

    @property
    def histories(self) -> int:
        """Histories in all."""
        return self.points * self.histories_a_point

    @property
    def minutes(self) -> float:
        """Expected minutes on all cores."""
        return self.histories * self.seconds / self.cores / 60.0

    @property
    def error_of_chance(self) -> float:
        """Worst standard error of a point's probability, in [0, 0.5], if all its draws had the same probability."""
        return monte_carlo_error(self.size, 0.0)

    @property
    def error(self) -> float:
        """Worst standard error of a point's probability, in [0, 0.5], with parameter draws as far apart as is usual."""
        return monte_carlo_error(self.size, 0.0 if self.at_median else BETWEEN_DRAWS)

    @property
    def shards(self) -> int:
        """Shares of about an hour each into which to cut the sweep; 1 for none."""
        return max(1, min(self.points, math.ceil(self.minutes / MINUTES_A_SHARD)))

    def to_frame(self) -> pd.DataFrame:
        """Return one row a factor: its name and its values or range."""
        import pandas as pd

        return pd.DataFrame(self.factors, columns=["factor", "values"])

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values, what follows from the numbers included."""
        derived = ("histories_a_point", "histories", "minutes", "error_of_chance", "error", "shards")
        return asdict(self) | {name: getattr(self, name) for name in derived}

    def rows(self) -> list[tuple[str, str]]:
        """Return the plan as headed sentences."""
        size, a_point = self.size, f"{self.histories_a_point:,} histories"
        drawn = "parameters at their medians" if self.at_median else f"{size.draws} parameter draws x {size.histories}"
        luck = "the same random numbers at all points" if self.common else "other random numbers at each point"
        factors = [("factors" if k == 0 else "", f"{name}: {told}") for k, (name, told) in enumerate(self.factors)]
        return [
            ("design", f"{self.method}, {self.points:,} points"),
            *factors,
            ("a point", f"{a_point} ({drawn})"),
            ("in all", f"{self.histories:,} histories; seed {size.seed}; {luck}"),
            ("forecasts", f"{', '.join(self.forecasts)}; arms run: {', '.join(self.arms)}"),
            ("time", self._time()),
            ("disk", f"about {_bytes(self.disk)}"),
            ("error", self._error()),
            ("shards", self._shards()),
        ]

    def _time(self) -> str:
        pace = f"{1.0 / self.seconds:,.0f} histories a second a core"
        return (
            f"about {_duration(self.minutes)} on {self.cores} cores at {pace}; timed just now on {TIMED} histories of "
            "the first and of the last point, so expect it to be off by a half"
        )

    def _error(self) -> str:
        chance = f"{100 * self.error_of_chance:.1f} points at a probability of 50%, the worst case"
        if self.at_median:
            return f"a standard error of {chance}"
        return (
            f"a standard error of {chance}, if all parameter draws had one probability; {100 * self.error:.1f} if, as "
            f"assumed here, {100 * BETWEEN_DRAWS:.0f}% of the variance lies between draws (more draws help more than "
            "more histories)" + ("; differences between points are surer than that" if self.common else "")
        )

    def _shards(self) -> str:
        if self.shards == 1:
            return "not needed"
        each = _duration(self.minutes / self.shards)
        return (
            f"{self.shards} of about {each} each on machines like this: --shard 1/{self.shards} and so on, then merge"
        )

    def __str__(self) -> str:
        """Return the plan as text within 100 columns."""
        hang = " " * INDENT
        lines = [textwrap.fill(f"sweep {self.name}: {self.question}", WIDTH, subsequent_indent="  ")]
        for head, told in self.rows():
            lines.append(textwrap.fill(told, WIDTH, initial_indent=head.ljust(INDENT), subsequent_indent=hang))
        return "\n".join([*lines, "nothing has been run or written"])

    def _repr_html_(self) -> str:
        """Return the plan as an HTML table."""
        body = "".join(f"<tr><th>{escape(head)}</th><td>{escape(told)}</td></tr>" for head, told in self.rows())
        return f"<p>{escape(self.name)}: {escape(self.question)}</p><table>{body}</table>"


def plan(sweep: Sweep) -> Plan:
    """Say what a sweep would run and cost; a few histories are timed, nothing is written.

    Returns: prints as text, shows as HTML, ``.to_frame()``.
    """
    questions = questions_asked(sweep)
    arms = {arm: None for point in (0, sweep.points - 1) for arm in arms_of_point(sweep, questions, point)}
    return Plan(
        name=sweep.name,
        question=sweep.spec["question"],
        method=sweep.spec["method"],
        points=sweep.points,
        factors=tuple((axis.name, axis.told()) for axis in sweep.axes),
        size=sweep.size,
        at_median=sweep.at_median,
        common=sweep.common,
        forecasts=tuple(question.id for question in questions.forecasts),
        arms=tuple(arms),
        seconds=seconds_a_history(sweep),
        cores=os.cpu_count() or 1,
        disk=bytes_of(sweep),
    )


def _duration(minutes: float) -> str:
    """Tell a time in the unit in which it is read."""
    if minutes < 1.5:
        return f"{60 * minutes:.0f} seconds" if minutes > 1 / 60 else "a second"
    return f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.1f} hours"


def _bytes(number: float) -> str:
    """Tell a number of bytes in the unit in which it is read."""
    power = min(len(UNITS) - 1, int(math.log(max(number, 1.0), 1000)))
    return f"{number / 1000**power:.3g} {UNITS[power]}"
