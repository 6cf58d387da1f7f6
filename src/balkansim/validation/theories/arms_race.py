"""Richardson's arms race: the rate of arming against the level reached, for two blocs together and one by one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import log
from pathlib import Path
from typing import Any

import numpy as np

from balkansim.errors import BalkansimError
from balkansim.pages import Section, Table
from balkansim.validation.theories.tables import header_of, read_years
from balkansim.validation.theories.theory import Finding, Settings, Theory, Value, published_table, published_text, told

FEWEST_TOGETHER = 4
"""Years without which a line through yearly increments is no fit but a drawing."""

FEWEST_APART = 5
"""Years without which three coefficients a side cannot be told from chance at all."""

ALIKE = 1e-12
"""Increments that differ by a smaller share of the largest are the same."""


@dataclass(frozen=True)
class Line:
    """The yearly increment of a sum of armaments as a line over its mid-year level.

    ``slope``: per year: reaction minus fatigue. ``zero``: level at which nothing changes, in the unit of the table;
    None for a level line. ``fit``: share of variance explained, in [0, 1]; None where the increments do not vary.
    """

    slope: float
    zero: float | None
    error: float
    fit: float | None
    increments: int

    @property
    def stable(self) -> bool:
        """Whether a departure from the zero dies down."""
        return self.slope < 0.0

    @property
    def doubling(self) -> float | None:
        """Years in which the distance from the zero doubles, or None where it shrinks."""
        return log(2.0) / self.slope if self.slope > 0.0 else None


@dataclass(frozen=True)
class TwoNations:
    """dx/dt = k y - alpha x + g and dy/dt = l x - beta y + h.

    ``k``, ``l``: reaction of each to the other's armament, per year. ``alpha``, ``beta``: fatigue of each from its own
    armament, per year. ``g``, ``h``: grievance of each, in the unit of the armaments, per year.
    """

    k: float
    alpha: float
    g: float
    l: float  # noqa: E741
    beta: float
    h: float

    @property
    def matrix(self) -> Any:
        """The coefficients of (x, y), shape (2, 2)."""
        return np.array([[-self.alpha, self.k], [self.l, -self.beta]])

    @property
    def growth(self) -> float:
        """Rate per year at which a departure from balance grows in the long run; negative where it dies down."""
        return float(np.linalg.eigvals(self.matrix).real.max())

    @property
    def stable(self) -> bool:
        """Whether the race settles.

        Source
        ------
        Richardson 1960, Arms and Insecurity: k l < alpha beta.

        Reading
        -------
        The condition presupposes that fatigue outweighs its opposite, alpha + beta > 0; a fit can violate that, so
        both are asked.
        """
        return self.k * self.l < self.alpha * self.beta and self.alpha + self.beta > 0.0

    @property
    def balance(self) -> tuple[float, float] | None:
        """The armaments at which nothing changes, or None where there is no such single point."""
        if self.k * self.l == self.alpha * self.beta:
            return None
        x, y = np.linalg.solve(self.matrix, [-self.g, -self.h])
        return float(x), float(y)


def mid_year(years: Any, levels: Any) -> tuple[Any, Any]:
    """Return levels half-way between years and increments a year.

    ``years``: rising, shape (n,). ``levels``: shape (n,) or (n, blocs). Returns: mid-year levels and yearly increments,
    n - 1 rows each.
    """
    years, levels = np.asarray(years, dtype=float), np.asarray(levels, dtype=float)
    steps = np.diff(years).reshape(-1, *[1] * (levels.ndim - 1))
    return (levels[1:] + levels[:-1]) / 2.0, np.diff(levels, axis=0) / steps


def together(years: Any, totals: Any, where: str = "arms-race") -> Line:
    """Fit the yearly increment of a total as a line over its mid-year level.

    ``years``: rising, shape (n,), at least `FEWEST_TOGETHER`. ``totals``: armaments of all, shape (n,). ``where``:
    where they come from, for messages.

    Source
    ------
    Richardson 1960, Arms and Insecurity: expenditure of the two blocs, 1909 to 1913.

    Reading
    -------
    Ordinary least squares, every increment weighing alike. Richardson's coefficients hold for a year's step; a race in
    continuous time at rate r shows the slope 2 tanh(r / 2).
    """
    from scipy.stats import linregress

    _enough(years, FEWEST_TOGETHER, "a line", where)
    levels, increments = mid_year(years, totals)
    if np.ptp(levels) == 0.0:
        raise BalkansimError("all mid-year levels are the same", expected="levels that differ", where=where)
    found = linregress(levels, increments)
    if np.ptp(increments) <= ALIKE * np.abs(increments).max():
        return Line(0.0, None, float(found.stderr), None, len(increments))
    slope, fit = float(found.slope), float(found.rvalue) ** 2
    zero = -float(found.intercept) / slope if slope else None
    return Line(slope, zero, float(found.stderr), fit, len(increments))


def apart(years: Any, one: Any, two: Any, where: str = "arms-race") -> TwoNations:
    """Fit the two-nation system: each one's yearly increment over both mid-year levels.

    ``years``: rising, shape (n,), at least `FEWEST_APART`. ``one``, ``two``: armaments, shape (n,). ``where``: where
    they come from, for messages.

    Source
    ------
    Richardson 1960, Arms and Insecurity.

    Reading
    -------
    Ordinary least squares, each side by itself, on the differences of years.
    """
    _enough(years, FEWEST_APART, "two equations of three coefficients", where)
    levels, increments = mid_year(years, np.column_stack([one, two]))
    design = np.column_stack([levels, np.ones(len(levels))])
    fitted, _, rank, _ = np.linalg.lstsq(design, increments, rcond=None)
    if rank < design.shape[1]:
        found = "the two series move exactly alike, so reaction and fatigue cannot be told apart"
        raise BalkansimError(found, where=where, todo="fit their sum instead: columns year,total")
    (own_one, l), (k, own_two), (g, h) = (map(float, row) for row in fitted)  # noqa: E741
    return TwoNations(k, -own_one, g, l, -own_two, h)


def _enough(years: Any, fewest: int, what: str, where: str) -> None:
    if len(years) < fewest:
        expected = f"at least {fewest} for {what}"
        raise BalkansimError(f"{len(years)} years", expected=expected, where=where, todo="add years")


NAME = "arms-race"
TOTAL, ONE, TWO = "total", "one", "two"
FATIGUE = 0.5
NUDGE = 0.01
"""How far from the border of stability the two-nation system is tried, as a share of it."""


def reproduced() -> dict[str, Value]:
    """Return what the code gives for each published number of 1909 to 1913, and for the condition of stability."""
    years, levels = read_years(published_table(NAME), (TOTAL,))
    line = together(years, levels[:, 0])
    assert line.zero is not None
    inside, border, outside = (_race(FATIGUE * (1.0 + share)) for share in (-NUDGE, 0.0, NUDGE))
    return {
        "slope": line.slope,
        "zero": line.zero,
        "growth on the border": border.growth,
        "inside": _settles(inside),
        "outside": _settles(outside),
    }


def _race(reaction: float) -> TwoNations:
    """Return two nations of unequal fatigue whose reactions have that geometric mean."""
    return TwoNations(2.0 * reaction, 2.0 * FATIGUE, 1.0, reaction / 2.0, FATIGUE / 2.0, 1.0)


def _settles(race: TwoNations) -> str:
    """Say by its eigenvalues whether a race settles, not by Richardson's condition."""
    return "settles" if race.growth < 0.0 else "runs away"


def run(path: Path, settings: Settings) -> Finding:
    """Return what Richardson's model says of a user's table, told.

    ``path``: A CSV file with the columns ``year,total`` or ``year,one,two``. ``settings``: none is heeded.
    """
    if TOTAL in header_of(path):
        years, levels = read_years(path, (TOTAL,))
        race = None
    else:
        years, levels = read_years(path, (ONE, TWO))
        race = apart(years, levels[:, 0], levels[:, 1], str(path))
    line = together(years, levels.sum(axis=1), str(path))
    middle, increments = mid_year(years, levels.sum(axis=1))
    points = [
        {"mid_year": float(year), "level": float(level), "increment": float(step)}
        for year, level, step in zip((years[1:] + years[:-1]) / 2.0, middle, increments, strict=True)
    ]
    values: dict[str, Any] = {"line": {**asdict(line), "stable": line.stable}, "points": points}
    if race:
        values["two_nations"] = {**asdict(race), "stable": race.stable, "growth": race.growth, "balance": race.balance}
    sections = (
        Section("together", (_line_told(line), _points_table(points))),
        Section("apart", _race_told(race) if race else ()),
    )
    title = f"Richardson's arms race on {path.name}"
    lines = (f"{len(years)} years, {years[0]:.0f} to {years[-1]:.0f}; few points: read the fit with care.",)
    return Finding(title, lines, sections, values, points)


def _line_told(line: Line) -> str:
    doubling = f", its distance doubling in {line.doubling:.2g} years" if line.doubling else ""
    if line.zero is None:
        return "Increments do not depend on the level, so there is no single level at which nothing changes."
    zero = f"the level {told(line.zero, 4)}"
    fit = "" if line.fit is None else f"variance explained {line.fit:.1%}, "
    way = "settles at" if line.stable else "runs away from"
    return (
        f"Reaction minus fatigue {told(line.slope, 3)} a year (standard error {told(line.error, 2)}, {fit}"
        f"{line.increments} increments). The race {way} {zero}{doubling}."
    )


def _points_table(points: list[dict[str, Any]]) -> Table:
    rows = [(f"{row['mid_year']:.1f}", told(row["level"]), told(row["increment"], 4)) for row in points]
    return Table(("mid-year", "level", "increment a year"), tuple(rows))


def _race_told(race: TwoNations) -> tuple[str, ...]:
    less = "below" if race.k * race.l < race.alpha * race.beta else "not below"
    balance = "no single balance" if race.balance is None else f"balance at {' and '.join(map(told, race.balance))}"
    return (
        f"one: reaction k {told(race.k, 3)}, fatigue alpha {told(race.alpha, 3)}, grievance g {told(race.g, 3)}; "
        f"two: reaction l {told(race.l, 3)}, fatigue beta {told(race.beta, 3)}, grievance h {told(race.h, 3)}.",
        f"k l is {less} alpha beta; the race {'settles' if race.stable else 'does not settle'}, {balance}, long-run "
        f"growth of a departure {told(race.growth, 3)} a year.",
    )


THEORY = Theory(
    name=NAME,
    summary="Each side arms in answer to the other and tires of its own arms; the race settles or runs away.",
    model=together,
    reproduced=reproduced,
    run=run,
    template=lambda: published_text(NAME),
)
