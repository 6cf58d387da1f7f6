"""The handful of factors that the dashboard offers as sliders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from balkansim.dashboard.settings import Settings, shipped_evidence

if TYPE_CHECKING:
    from balkansim.scenario.resolved import Event

OFFERED = {
    "dialogue": "Security dialogue",
    "peacekeepers.northern-kosovo": "KFOR strength (1: as in April 2025)",
    "encouragement.USA": "US posture: encouragement of blocs",
    "mediation.USA": "US posture: mediation",
    "encouragement.RUS": "Russian encouragement of blocs",
    "mediation.EU": "EU mediation",
    "invitation.BGR.adriatic": "Bulgaria's invitation to the Adriatic bloc",
    "fatigue": "Budget fatigue",
}
"""In words, by the names that `balkansim factors` lists."""
STEP, DECIMALS = 0.01, 2


@dataclass(frozen=True)
class Lever:
    """One factor as a slider.

    Parameters
    ----------
    name, label : str
        The factor, and what it is called above its slider.
    value : float
        Where the scenario has it, rounded to a step of the slider.
    low, high : float
        Ends of the slider.
    until : str
        The month in which an event of the scenario moves it, empty where none does.
    """

    name: str
    label: str
    value: float
    low: float
    high: float
    until: str = ""

    def told(self, value: float) -> str:
        """Tell the lever and where it stands.

        Parameters
        ----------
        value : float
            Where the slider stands.
        """
        moved = f", set from {self.value:g}" if self.is_moved(value) else ""
        until = f" until {self.until}" if self.until else ""
        return f"{self.label} [{self.name}]: {value:g}{until}{moved}"

    def is_moved(self, value: float) -> bool:
        """Tell whether a slider stands elsewhere than the scenario has the factor.

        Parameters
        ----------
        value : float
            Where the slider stands.
        """
        return abs(value - self.value) >= STEP / 2


@lru_cache(maxsize=64)
def levers_of(scenario: str) -> tuple[Lever, ...]:
    """Return the levers of a scenario's world, those of actors it lacks left out.

    Parameters
    ----------
    scenario : str
        Name or path of a scenario.

    Raises
    ------
    BalkansimError
        If there is no such scenario.
    """
    from balkansim.scenario.calendar import month_name
    from balkansim.scenario.factors import cast_of, catalogue
    from balkansim.scenario.sources import coefficients, quantities
    from balkansim.scenario.vocabulary import vocabulary

    world, evidence = Settings(scenario).world, shipped_evidence()
    limits = vocabulary(cast_of(world), quantities(evidence), coefficients(evidence))
    known = catalogue(world, evidence)
    months: dict[str, int] = {}
    for event in world.events:
        months.setdefault(_moved_by(event), event.month)
    until = {name: month_name(month) for name, month in months.items()}
    return tuple(
        Lever(name, label, round(known[name].value, DECIMALS), limits[name].low, limits[name].high, until.get(name, ""))
        for name, label in OFFERED.items()
        if name in known
    )


def _moved_by(event: Event) -> str:
    """Return the factor that an event moves; the kind of event where it moves none that is offered."""
    if event.kind == "posture":
        return f"{event.lever}.{event.patron}"
    return f"{event.kind}.{event.flashpoint}" if event.kind == "peacekeepers" else event.kind


def moved(levers: Sequence[Lever], positions: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Return the factors that sliders set: those that stand elsewhere than the scenario has them.

    Parameters
    ----------
    levers : sequence of Lever
        The levers of the scenario.
    positions : mapping of str to float
        Where the sliders stand, by factor.
    """
    return tuple(
        (lever.name, round(positions[lever.name], DECIMALS))
        for lever in levers
        if lever.is_moved(positions[lever.name])
    )
