"""What a comparison of worlds found: the parameters that differ, and each forecast against the reference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from balkansim.comparing.comparison_page import SHOWN, comparison_page
from balkansim.comparing.levels import Shift
from balkansim.comparing.paired import Paired
from balkansim.explaining.explanation import Explanation
from balkansim.explaining.page import Page
from balkansim.forecasting.entry import Run


@dataclass(frozen=True)
class Row:
    """One forecast in one world, against the reference.

    Parameters
    ----------
    id, reading, proposition, paragraph : str
        The forecast, its reading, in our words, and where its document makes it.
    world : str
        The other world.
    paired : Paired
        How often it came true in both, history by history.
    note : str
        What else must be said; empty otherwise.
    """

    id: str
    reading: str
    proposition: str
    paragraph: str
    world: str
    paired: Paired
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the row as plain values one level deep, both probabilities included."""
        row = {**asdict(self), **asdict(self.paired)}
        del row["paired"]
        row["reference_probability"] = self.paired.reference_hits / self.paired.total
        row["probability"] = self.paired.hits / self.paired.total
        return row


@dataclass(frozen=True)
class Skipped:
    """A forecast that a world cannot answer: its id and reading, the world, and why not."""

    id: str
    reading: str
    world: str
    reason: str


@dataclass(frozen=True)
class Comparison(Explanation):
    """Worlds compared with the first of them, on common random numbers.

    Parameters
    ----------
    run : Run
        What was run of the reference; its ``nans`` are those of all worlds.
    worlds : tuple of str
        The worlds compared, the reference first: scenarios, or bodies of evidence.
    found : tuple of Row
        World by world, the forecasts in the order of their file.
    skipped : tuple of Skipped
        Forecasts that a world cannot answer.
    shifts : tuple of Shift or None
        For bodies of evidence, the parameters in which they differ, largest first; None for scenarios.
    shown : int or None
        How many of them are printed; None for all.
    """

    run: Run
    worlds: tuple[str, ...]
    found: tuple[Row, ...]
    skipped: tuple[Skipped, ...] = ()
    shifts: tuple[Shift, ...] | None = None
    shown: int | None = SHOWN

    @property
    def reference(self) -> str:
        """The world the others are compared with."""
        return self.worlds[0]

    def against_reference(self) -> Iterator[tuple[str, list[Row]]]:
        """Yield each other world with its rows."""
        for world in self.worlds[1:]:
            yield world, [row for row in self.found if row.world == world]

    def page(self) -> Page:
        """Return the comparison as a page."""
        return comparison_page(self)

    def rows(self) -> list[dict[str, Any]]:
        """Return a plain row a forecast and world: probabilities, difference, interval, flips and gain."""
        return [row.as_dict() for row in self.found]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values: ``run``, ``worlds``, ``parameters``, ``forecasts``, ``skipped``."""
        return {
            "run": asdict(self.run),
            "worlds": list(self.worlds),
            "parameters": None if self.shifts is None else [asdict(shift) for shift in self.shifts],
            "forecasts": self.rows(),
            "skipped": [asdict(skipped) for skipped in self.skipped],
        }
