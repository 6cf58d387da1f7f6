"""What history says: the targets of the calibration, and the coefficients fitted to them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from balkansim.scenario.resolved import Scenario

HALF = 0.5
"""Added to a count of accessions, so that its logarithm exists."""


@dataclass(frozen=True)
class Window:
    """Where and when a target looks.

    Parameters
    ----------
    scenario : str
        A scenario of the past, without its folder.
    first, last : int
        Calendar months, 0 = April 2025; both inside.
    bloc, flashpoint : str
        Which, where the target is about one.
    states : tuple of str
        Whose accessions count, or do not.
    """

    scenario: str
    first: int
    last: int
    bloc: str = ""
    flashpoint: str = ""
    states: tuple[str, ...] = ()


@dataclass(frozen=True)
class Target:
    """One thing that history says.

    Parameters
    ----------
    id, statement, kind, source : str
        Short name; in words; what is read off histories; where it stands.
    observed : float
        What was counted or measured.
    out_of : float
        Of how many, above 0.
    uncertainty : float
        Sd of the record itself, on the scale of the statistic.
    is_fitted : bool
        Whether it is fitted, or held back and only compared.
    windows : tuple of Window
        Where it looks.
    severity : int
        Least severity of an incident that counts.
    recorded : tuple of float
        Range of the chance that such a year came on record.
    bounds : tuple of float
        Range that tension should not leave.
    by_state : mapping of str to float
        The measured value state by state.
    """

    id: str
    statement: str
    kind: str
    source: str
    observed: float
    out_of: float
    uncertainty: float
    is_fitted: bool
    windows: tuple[Window, ...]
    severity: int = 0
    recorded: tuple[float, float] = (1.0, 1.0)
    bounds: tuple[float, float] = (0.0, 1.0)
    by_state: Mapping[str, float] | None = None

    @property
    def statistic(self) -> float:
        """What was observed, on the scale of the statistic."""
        return math.log((self.observed + HALF) / self.out_of) if self.kind == "accession-rate" else self.observed


@dataclass(frozen=True)
class Targets:
    """All targets, and what is fitted to them.

    Parameters
    ----------
    coefficients : mapping of str to mapping
        Coefficients to fit: what each is about (``what``) and which forecasts rest on it (``bears_on``).
    targets : tuple of Target
        In the order of the file.
    scenarios : mapping of str to Scenario
        The scenarios of the past that they look at.
    """

    coefficients: Mapping[str, Mapping[str, Any]]
    targets: tuple[Target, ...]
    scenarios: Mapping[str, Scenario]

    @property
    def fitted(self) -> tuple[Target, ...]:
        """The targets that are fitted."""
        return tuple(target for target in self.targets if target.is_fitted)
