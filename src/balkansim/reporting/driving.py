"""What drives each forecast: its strongest inputs across their ranges, or its explanation in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from balkansim.explaining.backing import Backing, backing
from balkansim.explaining.building import explain_forecast
from balkansim.explaining.drivers import Driver, measured
from balkansim.explaining.page import Page, shown
from balkansim.explaining.page import Table as Plain
from balkansim.explaining.probing import Laboratory
from balkansim.explaining.screening import Screening
from balkansim.forecasting.entry import Entry
from balkansim.forecasting.questions import Question
from balkansim.reporting.document import Block, Grid, Subheading, Text, grid

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.experiments.ensemble import Size
    from balkansim.scenario.resolved import Scenario

STRONGEST = 5
"""Inputs tried of a forecast that is not explained in full."""
HEAD = ("input", "meaning", "low", "high", "at low", "at high", "points", "origin")
NUMBERS = frozenset(range(2, 7))
FEWEST = 2
"""Parameter draws below which no effect has an error."""
HOW = (
    "Each input alone is set to both ends of its range in every parameter draw, the others as drawn, on the same luck; "
    "points: what that adds to the forecast's probability, with one standard error. Listed are those clear of chance."
)
CLEAR_OF_NOTHING = "No input tried moves it beyond chance."
KEPT = ("resolved", "model", "naive", "verdicts", "histories", "to change", "to quote")
"""Sections of an explanation that the report repeats beside the table of inputs."""


@dataclass(frozen=True)
class Driven:
    """What drives one forecast.

    Parameters
    ----------
    blocks : tuple of Block
        What the report says of it.
    drivers : tuple of (Driver, Backing)
        The inputs clear of chance, strongest first.
    """

    blocks: tuple[Block, ...]
    drivers: tuple[tuple[Driver, Backing], ...] = ()


def driven(
    question: Question, entry: Entry, screening: Screening | None, world: Scenario, evidence: Evidence, size: Size
) -> Driven:
    """Find what drives a forecast, shortly: its inputs that go along most, each across its range.

    Parameters
    ----------
    question : Question
        The forecast.
    entry : Entry
        Its row of the ledger.
    screening : Screening or None
        Which inputs go along with it; None where the run cannot answer it.
    world : Scenario
        The scenario.
    evidence : Evidence
        The evidence.
    size : Size
        Of the ensemble.
    """
    head = Subheading(f"{entry.id}: {entry.proposition}")
    if screening is None:
        return Driven((head, Text(f"Nothing can be tried: the run gives no probability ({entry.verdict}).")))
    if size.draws < FEWEST:
        return Driven((head, Text("One parameter draw alone cannot tell what moves it.")))
    laboratory = Laboratory.of(question, world, evidence, size)
    found = measured(laboratory, screening.strongest(STRONGEST))
    clear = tuple((driver, backing(driver.name, world, evidence)) for driver in found if driver.is_clear)
    return Driven((head, _table(entry.id, clear) if clear else Text(CLEAR_OF_NOTHING)), clear)


def explained(question: Question, world: Scenario, evidence: Evidence, size: Size, yardstick: str) -> Driven:
    """Explain a forecast in full, as `balkansim explain` does.

    Parameters
    ----------
    question, world, evidence, size
        As for `driven`.
    yardstick : str
        Name of a yardstick; by default the evidence folder's own.
    """
    found = explain_forecast(question, world, evidence, size, yardstick=yardstick)
    clear = tuple(pair for pair in found.drivers if pair[0].is_clear)
    table = [_table(question.id, clear) if clear else Text(CLEAR_OF_NOTHING)] if found.experiments else []
    told = _sections(question.id, found.page())
    return Driven((Subheading(f"{question.id}: {question.proposition}"), *table, *told), clear)


def strongest(found: Sequence[Driven]) -> dict[str, tuple[Driver, Backing]]:
    """Return every input that drives a forecast, once, by name, the strongest effect first.

    Parameters
    ----------
    found : sequence of Driven
        Of all forecasts.
    """
    pairs = sorted((pair for each in found for pair in each.drivers), key=lambda pair: -abs(pair[0].effect))
    by_name: dict[str, tuple[Driver, Backing]] = {}
    for pair in pairs:
        by_name.setdefault(pair[0].name, pair)
    return by_name


def moved_by(names: Mapping[str, tuple[Driver, Backing]], found: Sequence[tuple[str, Driven]]) -> dict[str, list[str]]:
    """Return the forecasts that each input moves.

    Parameters
    ----------
    names : mapping
        Inputs by name.
    found : sequence of (str, Driven)
        Forecasts with what drives them.
    """
    return {name: [f for f, each in found if name in {driver.name for driver, _ in each.drivers}] for name in names}


def _table(forecast: str, pairs: Sequence[tuple[Driver, Backing]]) -> Grid:
    rows = tuple(tuple((cell,) for cell in _cells(*pair)) for pair in pairs)
    return Grid(f"drivers-{forecast}", f"What moves {forecast}", HEAD, rows, NUMBERS)


def _cells(driver: Driver, behind: Backing) -> tuple[str, ...]:
    ends = f"{100 * driver.at_low:.1f}%", f"{100 * driver.at_high:.1f}%"
    points = f"{100 * driver.effect:+.1f} ± {100 * driver.error:.1f}"
    origin = " ".join((driver.origin, *behind.paragraphs))
    low, high = shown(float(driver.low)), shown(float(driver.high))
    return driver.name, driver.meaning, low, high, *ends, points, origin


def _sections(forecast: str, page: Page) -> list[Block]:
    """Return the sections of an explanation that the table of inputs does not hold."""
    blocks: list[Block] = []
    for section in (section for section in page.filled if section.heading in KEPT):
        heading = section.heading.capitalize()
        for k, part in enumerate(section.body):
            if isinstance(part, Plain):
                name = f"{section.heading.replace(' ', '-')}-{forecast}-{k}"
                blocks.append(grid(name, f"{heading}, {forecast}", part))
            else:
                blocks.append(Text(f"{heading}: {part}" if k == 0 else part))
    return blocks
