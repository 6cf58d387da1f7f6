"""The plan of a sweep: what would be run, how long it takes, what it needs on disk, and how sure a point would be."""

from __future__ import annotations

import math
import os
import textwrap
from dataclasses import asdict, dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from balkansim.designs.costs import (
    BETWEEN_DRAWS,
    TIMED,
    arms_of_point,
    bytes_of,
    monte_carlo_error,
    questions_of,
    seconds_a_history,
)
from balkansim.experiments.ensemble import Size

if TYPE_CHECKING:
    import pandas as pd

    from balkansim.designs.sweep import Sweep

WIDTH, INDENT = 100, 11
MINUTES_A_SHARD = 60
UNITS = ("bytes", "kB", "MB", "GB", "TB")


@dataclass(frozen=True)
class Plan:
    """What a sweep would run and cost.

    Parameters
    ----------
    name, question, method : str
        Of the sweep.
    points : int
        Design points.
    factors : tuple of (str, str)
        Each factor with its values or range.
    size : Size
        Draws, histories and seed of one point.
    at_median, common : bool
        Whether parameters stand at their medians; whether all points use the same random numbers.
    forecasts, arms : tuple of str
        Forecasts asked, and arms run for them.
    seconds : float
        For one history with all its arms, on one core, as timed.
    cores : int
        Cores of this machine.
    disk : float
        Bytes.
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

    Parameters
    ----------
    sweep : Sweep
        Any sweep.

    Returns
    -------
    Plan
        Prints as text, shows as HTML, ``.to_frame()``.
    """
    questions = questions_of(sweep)
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
