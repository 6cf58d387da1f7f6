"""The catalogue's own ranges, looked up only where a sweep file leaves them out."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from balkansim.scenario.factor_table import number
from balkansim.scenario.factors import catalogue
from balkansim.scenario.resolved import Scenario

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

Ends = tuple[float, float]


class Ranges:
    """The range of every factor of a world.

    Parameters
    ----------
    world : Scenario
        The world.
    evidence : Evidence
        The evidence.
    """

    def __init__(self, world: Scenario, evidence: Evidence) -> None:
        self.world, self.evidence = world, evidence

    def of(self, name: str) -> Ends | None:
        """Return a factor's 5% to 95% range as `balkansim factors` prints it, or None where it has none.

        Parameters
        ----------
        name : str
            The factor.
        """
        low, high = self._known.get(name, (0.0, 0.0))
        return (float(number(low)), float(number(high))) if low < high else None

    @cached_property
    def _known(self) -> dict[str, Ends]:
        return {name: (factor.low, factor.high) for name, factor in catalogue(self.world, self.evidence).items()}
