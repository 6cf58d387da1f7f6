"""What switching off each mechanism found: how much it contributes to each forecast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from balkansim.comparing.answers import Key
from balkansim.comparing.knockouts_page import knockouts_page
from balkansim.comparing.mechanisms import Mechanism
from balkansim.comparing.paired import Paired
from balkansim.explaining.explanation import Explanation
from balkansim.explaining.page import Page
from balkansim.forecasting.entry import Run
from balkansim.forecasting.questions import Question


@dataclass(frozen=True)
class Knockouts(Explanation):
    """The forecasts of a scenario with each mechanism switched off in turn, on common random numbers.

    Parameters
    ----------
    run : Run
        What was run; its ``nans`` are those of all worlds.
    questions : tuple of Question
        The forecasts answered, in the order of their file.
    mechanisms : tuple of Mechanism
        The mechanisms switched off, in the order of their file.
    found : mapping of (str, Key) to Paired
        By mechanism and forecast: the world without the mechanism is the reference, the scenario itself the other, so
        that differences are what the mechanism contributes.
    refused : mapping of Key to str
        Why the scenario cannot answer the other forecasts.
    """

    run: Run
    questions: tuple[Question, ...]
    mechanisms: tuple[Mechanism, ...]
    found: Mapping[tuple[str, Key], Paired]
    refused: Mapping[Key, str]

    def page(self) -> Page:
        """Return the contributions as a page: a table of all, or in full where only one forecast is asked for."""
        return knockouts_page(self)

    def rows(self) -> list[dict[str, Any]]:
        """Return a plain row a mechanism and forecast: both probabilities, contribution, interval and flips."""
        named = {mechanism.name: mechanism for mechanism in self.mechanisms}
        return [
            {
                "mechanism": name,
                "families": " ".join(named[name].families),
                "id": forecast,
                "probability": pair.hits / pair.total,
                "without": pair.reference_hits / pair.total,
                "contribution": pair.difference,
                **{key: getattr(pair, key) for key in ("low", "high", "gained", "lost", "gain", "draws", "histories")},
            }
            for (name, (forecast, _)), pair in self.found.items()
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values: ``run``, ``mechanisms``, ``contributions``, ``skipped``."""
        return {
            "run": asdict(self.run),
            "mechanisms": [mechanism.model_dump(mode="json") for mechanism in self.mechanisms],
            "contributions": self.rows(),
            "skipped": [{"id": forecast, "reason": reason} for (forecast, _), reason in self.refused.items()],
        }
