"""What a dashboard is set to: a scenario, a seed and the factors moved from where the scenario has them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from balkansim.errors import BalkansimError
from balkansim.model.ensemble import LARGEST_SEED

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.scenario import Event, Scenario

FIRST_SCENARIO = "BALKANSIM_SCENARIO"
"""Environment variable that names the scenario a page opens with."""
FIRST_SEED = 1
WORLDS_KEPT = 64


@dataclass(frozen=True)
class Settings:
    """What is set.

    ``seed``: seed of all luck, not negative. ``factors`` (tuple of (str, float)): factors that are set, by name; all
    others are as the scenario has them.
    """

    scenario: str = "baseline"
    seed: int = FIRST_SEED
    factors: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        """Refuse a seed that is none."""
        if not 0 <= self.seed <= LARGEST_SEED:
            raise BalkansimError(f"seed {self.seed}", expected=f"a whole number from 0 to {LARGEST_SEED}", where="seed")

    @property
    def world(self) -> Scenario:
        """The scenario with its factors set."""
        return _world(self.scenario, self.factors)

    @property
    def unset(self) -> Settings:
        """The same scenario and seed with no factor set."""
        return Settings(self.scenario, self.seed)

    def command(self, name: str) -> str:
        """Return the command line that asks the same."""
        import shlex

        words = ["balkansim", name, shlex.quote(self.scenario), f"--seed {self.seed}"]
        return " ".join([*words, *(f"--set {factor}={value:g}" for factor, value in self.factors)])


def seed_from(text: str) -> int:
    """Read a seed."""
    if not text.strip().isdecimal():
        raise BalkansimError(f"{text!r} is no seed", expected="a whole number, as 7", where="seed")
    return int(text)


def first_settings() -> Settings:
    """Return what a page opens with: the scenario that the environment names, or the baseline."""
    return Settings(os.environ.get(FIRST_SCENARIO, Settings.scenario))


def choices(scenario: str) -> list[str]:
    """Return the scenarios to choose from: those that ship, and the one a page opened with."""
    from balkansim.scenario.layers import shipped_names

    return list(dict.fromkeys([*shipped_names(), scenario]))


@lru_cache(maxsize=1)
def shipped_evidence() -> Evidence:
    """Return the evidence that ships, loaded once."""
    from balkansim.evidence.evidence import load_evidence

    return load_evidence()


@lru_cache(maxsize=WORLDS_KEPT)
def _world(scenario: str, factors: tuple[tuple[str, float], ...]) -> Scenario:
    from balkansim.scenario.resolve import resolve

    return resolve(scenario, set_=dict(factors), evidence=shipped_evidence())


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

    ``value``: where the scenario has it, rounded to a step of the slider. ``until``: the month in which an event of the
    scenario moves it, empty where none does.
    """

    name: str
    label: str
    value: float
    low: float
    high: float
    until: str = ""

    def told(self, value: float) -> str:
        """Tell the lever and where it stands. ``value``: where the slider stands."""
        moved = f", set from {self.value:g}" if self.is_moved(value) else ""
        until = f" until {self.until}" if self.until else ""
        return f"{self.label} [{self.name}]: {value:g}{until}{moved}"

    def is_moved(self, value: float) -> bool:
        """Tell whether a slider stands elsewhere than the scenario has the factor.

        ``value``: where the slider stands.
        """
        return abs(value - self.value) >= STEP / 2


@lru_cache(maxsize=64)
def levers_of(scenario: str) -> tuple[Lever, ...]:
    """Return the levers of a scenario's world, those of actors it lacks left out."""
    from balkansim.months import month_name
    from balkansim.scenario.factors import actors_of, catalogue, coefficients, quantities, vocabulary

    world, evidence = Settings(scenario).world, shipped_evidence()
    limits = vocabulary(actors_of(world), quantities(evidence), coefficients(evidence))
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

    ``positions``: where the sliders stand, by factor.
    """
    return tuple(
        (lever.name, round(positions[lever.name], DECIMALS))
        for lever in levers
        if lever.is_moved(positions[lever.name])
    )
