"""What a class coded: its agreement, the most disputed paragraphs, each forecast under each coding, broken files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from balkansim.comparing.comparison import Comparison, Row
from balkansim.evidence.agreement import Agreement
from balkansim.explaining.explanation import Explanation
from balkansim.explaining.page import Page
from balkansim.teaching.codings import Coding
from balkansim.teaching.disputes import Dispute
from balkansim.teaching.practice import Practice


@dataclass(frozen=True)
class Broken:
    """A file that could not be gathered: its name, and what is wrong in which row."""

    file: str
    message: str


@dataclass(frozen=True)
class Gathered(Explanation):
    """A class's codings.

    Parameters
    ----------
    article : Practice
        The practice article and its cast.
    codings : tuple of Coding
        The students' codings, by file name.
    broken : tuple of Broken
        Files left out.
    agreement : tuple of Agreement
        Krippendorff's alpha of values, directions and kinds.
    disputes : tuple of Dispute
        The most disputed paragraph first.
    comparison : Comparison
        Each forecast under each coding against the shipped one, on the same luck.
    """

    article: Practice
    codings: tuple[Coding, ...]
    broken: tuple[Broken, ...]
    agreement: tuple[Agreement, ...]
    disputes: tuple[Dispute, ...]
    comparison: Comparison

    @property
    def students(self) -> tuple[str, ...]:
        """Whose sheets were gathered."""
        return tuple(coding.student for coding in self.codings)

    def by_forecast(self) -> Iterator[tuple[Row, dict[str, Row]]]:
        """Yield, for each forecast, one of its rows and the rows of all worlds by name."""
        rows: dict[str, dict[str, Row]] = {}
        for row in self.comparison.found:
            rows.setdefault(row.id, {})[row.world] = row
        for worlds in rows.values():
            yield next(iter(worlds.values())), worlds

    def page(self) -> Page:
        """Return what was gathered as a page."""
        from balkansim.teaching.gathered_page import gathered_page

        return gathered_page(self)

    def rows(self) -> list[dict[str, Any]]:
        """Return a plain row a forecast and coding, the class's own included."""
        kept = ("id", "proposition", "reference_probability", "probability", "difference", "low", "high")
        return [{"coding": row["world"]} | {name: row[name] for name in kept} for row in self.comparison.rows()]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values: ``students``, ``broken``, ``agreement``, ``disputed``, ``forecasts``."""
        return {
            "run": asdict(self.comparison.run),
            "students": [{"student": c.student, "file": c.file, "claims": len(c.claims)} for c in self.codings],
            "broken": [asdict(one) for one in self.broken],
            "agreement": [asdict(one) for one in self.agreement],
            "disputed": [asdict(one) | {"name": one.name} for one in self.disputes],
            "forecasts": self.rows(),
        }
