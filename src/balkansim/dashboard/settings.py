"""What a dashboard is set to: a scenario, a seed and the factors moved from where the scenario has them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from balkansim.errors import BalkansimError
from balkansim.experiments.ensemble import LARGEST_SEED

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.resolved import Scenario

FIRST_SCENARIO = "BALKANSIM_SCENARIO"
"""Environment variable that names the scenario a page opens with."""
FIRST_SEED = 1
WORLDS_KEPT = 64


@dataclass(frozen=True)
class Settings:
    """What is set.

    Parameters
    ----------
    scenario : str
        Name or path of a scenario.
    seed : int
        Seed of all luck, not negative.
    factors : tuple of (str, float)
        Factors that are set, by name; all others are as the scenario has them.

    Raises
    ------
    BalkansimError
        If the seed is out of range.
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
        """The scenario with its factors set.

        Raises
        ------
        BalkansimError
            If there is no such scenario or factor.
        """
        return _world(self.scenario, self.factors)

    @property
    def unset(self) -> Settings:
        """The same scenario and seed with no factor set."""
        return Settings(self.scenario, self.seed)

    def command(self, name: str) -> str:
        """Return the command line that asks the same.

        Parameters
        ----------
        name : str
            Name of a command that takes a scenario, a seed and factors.
        """
        import shlex

        words = ["balkansim", name, shlex.quote(self.scenario), f"--seed {self.seed}"]
        return " ".join([*words, *(f"--set {factor}={value:g}" for factor, value in self.factors)])


def seed_from(text: str) -> int:
    """Read a seed.

    Parameters
    ----------
    text : str
        As typed.

    Raises
    ------
    BalkansimError
        If it is no whole number.
    """
    if not text.strip().isdecimal():
        raise BalkansimError(f"{text!r} is no seed", expected="a whole number, as 7", where="seed")
    return int(text)


def first_settings() -> Settings:
    """Return what a page opens with: the scenario that the environment names, or the baseline."""
    return Settings(os.environ.get(FIRST_SCENARIO, Settings.scenario))


def choices(scenario: str) -> list[str]:
    """Return the scenarios to choose from: those that ship, and the one a page opened with.

    Parameters
    ----------
    scenario : str
        Name or path of the scenario a page opened with.
    """
    from balkansim.scenario.files import shipped_names

    return list(dict.fromkeys([*shipped_names(), scenario]))


@lru_cache(maxsize=1)
def shipped_evidence() -> Evidence:
    """Return the evidence that ships, loaded once."""
    from balkansim.evidence.evidence import load_evidence

    return load_evidence()


@lru_cache(maxsize=WORLDS_KEPT)
def _world(scenario: str, factors: tuple[tuple[str, float], ...]) -> Scenario:
    from balkansim.scenario.inheritance import resolve

    return resolve(scenario, set_=dict(factors), evidence=shipped_evidence())
