"""Richardson's arms race on 1909 to 1913, and on a table of yearly expenditure."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from balkansim.explaining.page import Section, Table
from balkansim.theories.arms_race import Line, TwoNations, apart, mid_year, together
from balkansim.theories.expected import published_table, published_text
from balkansim.theories.finding import Finding, told
from balkansim.theories.protocol import Settings, Theory, Value
from balkansim.theories.tables import header_of, read_years

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

    Parameters
    ----------
    path : Path
        A CSV file with the columns ``year,total`` or ``year,one,two``.
    settings : Settings
        None is heeded.
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
