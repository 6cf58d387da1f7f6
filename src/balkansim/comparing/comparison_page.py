"""A comparison of worlds as a page: what was run, the parameters that differ, the forecasts, and how to read them."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from balkansim.comparing import words
from balkansim.comparing.levels import Level, Shift
from balkansim.explaining.page import Page, Section, Table
from balkansim.forecasting.questions import MAIN
from balkansim.forecasting.told import NOTHING

if TYPE_CHECKING:
    from balkansim.comparing.comparison import Comparison, Row

SHOWN = 15
"""Parameters printed, unless all are asked for."""
FORECASTS = ("id", "forecast", "ref.", "other", "diff.", "90%", "flips +/-", "gain")
PARAMETERS = ("parameter", "reference: median, interval", "other: median, interval", "unit")
HOW_TO_READ = (
    "ref., other: share of histories in the reference and in the other world; diff.: the other's less the reference's, "
    "in percentage points.",
    f"{words.INTERVAL}.",
    "flips +/-: histories that turn from no in the reference to yes in the other world, and from yes to no; the rest "
    "answer alike.",
    "gain: how many times as large the variance of the difference would be under independent seeds, measured on these "
    "draws; as many times more draws would be needed for the same interval.",
)


def comparison_page(comparison: Comparison) -> Page:
    """Write a comparison as a page.

    Parameters
    ----------
    comparison : Comparison
        What was found.
    """
    run = comparison.run
    others = ", ".join(comparison.worlds[1:])
    lines = (*words.run_lines(run), f"reference: {comparison.reference}", f"compared with it: {others}")
    sections = (
        Section("parameters", _parameters(comparison)),
        Section("forecasts", _forecasts(comparison)),
        Section("skipped", tuple(f"{s.id}{_named(s.reading)} in {s.world}: {s.reason}" for s in comparison.skipped)),
        Section("reading", HOW_TO_READ if comparison.found else ()),
    )
    return Page(f"balkansim {run.version}: comparison, {run.date}", lines, sections)


def _parameters(comparison: Comparison) -> tuple[str | Table, ...]:
    """Tell which parameters differ between two bodies of evidence, the largest difference first."""
    shifts = comparison.shifts
    if shifts is None:
        return ()
    if not shifts:
        return ("no parameter differs",)
    shown = shifts[: comparison.shown]
    more = len(shifts) - len(shown)
    table = Table(PARAMETERS, tuple(_parameter(shift) for shift in shown))
    top = f"{len(shifts)} differ, the largest first (by the share of the wider interval that median or ends move):"
    return (top, table, *([f"and {more} more: --all-parameters lists them"] if more else []))


def _parameter(shift: Shift) -> tuple[str, str, str, str]:
    """Return one parameter as cells."""
    return shift.name, _level(shift.reference), _level(shift.other), shift.unit


def _level(level: Level | None) -> str:
    """Return median and interval of a parameter, or that it is unknown."""
    if level is None:
        return NOTHING
    ends = f" ({level.low:.3g} to {level.high:.3g})" if level.low < level.high else ""
    return f"{level.median:.3g}{ends}"


def _forecasts(comparison: Comparison) -> tuple[str | Table, ...]:
    """Tell each other world's forecasts against the reference's."""
    parts: list[str | Table] = []
    for world, rows in comparison.against_reference():
        parts.append(f"{world} against {comparison.reference}:")
        parts.append(Table(FORECASTS, tuple(_forecast(row) for row in rows)))
        parts += [f"{row.id}{_named(row.reading)}: {row.note}" for row in rows if row.note]
        parts.append(_gained(rows))
    return tuple(parts)


def _forecast(row: Row) -> tuple[str, ...]:
    """Return one forecast as cells."""
    found = row.paired
    flips = f"{found.gained}/{found.lost}"
    text = words.points(found.difference), words.interval(found), flips, words.gain(found.gain)
    return f"{row.id}{_named(row.reading)}", row.proposition, *words.shares(found), *text


def _gained(rows: list[Row]) -> str:
    """Tell the gain over independent seeds where it counts: a forecast that hardly flips gains without end."""
    gains = [row.paired.gain for row in rows if row.paired.excludes_zero and row.paired.gain is not None]
    if not gains:
        return "gain over independent seeds: see the rows; no forecast differs clearly"
    over = f"{words.gain(min(gains))} to {words.gain(max(gains))} over the forecasts whose interval excludes zero"
    return f"gain over independent seeds: {words.gain(median(gains))} (median; {over})"


def _named(reading: str) -> str:
    """Return the name of an alternative reading as it follows its forecast's id."""
    return "" if reading == MAIN else f", {reading}"
