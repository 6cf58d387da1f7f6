"""From what a hindcast draws its coefficients, and how far they have seen the outcomes that they are held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError
from balkansim.experiments.ensemble import Maker
from balkansim.parameters import Parameter, load_priors
from balkansim.scenario.sources import coefficients
from balkansim.start.sampling import Sampler
from balkansim.start.worlds import Start, start_of

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.resolved import Scenario

IN_VIEW = (
    "decline_base",
    "accession_invitation",
    "founding_base",
    "exit_base",
    "severity_gap_3",
    "severity_gap_4",
)
"""Coefficients that are not fitted, but whose ranges, by their reasons, were chosen with the same record in view."""


@dataclass(frozen=True)
class PriorMaker(Maker):
    """Makes tapes with every coefficient drawn from its prior, whatever history was fitted to."""

    def start(self, scenario: Scenario, first: int, draws: int, known: dict[Any, Any] | None = None) -> Start:
        """Fill the starting worlds of a chunk of draws."""
        sampler = Sampler(
            scenario,
            self.evidence,
            _priors(self.evidence.path("parameters.toml")),
            draws,
            self.size.seed,
            first=first,
            known={} if known is None else known,
        )
        return start_of(sampler)


@lru_cache(maxsize=8)
def _priors(path: Path) -> Mapping[str, Parameter]:
    """Read the coefficients as they were before any fit, once a process."""
    return load_priors(path)


def fitted(evidence: Evidence) -> tuple[str, ...]:
    """Return the coefficients that history was fitted to.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    """
    return tuple(name for name, found in coefficients(evidence).items() if found.posterior)


def check_calibrated(evidence: Evidence) -> None:
    """Refuse to draw from a posterior that is not there.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Raises
    ------
    BalkansimError
        If the evidence has none.
    """
    if not fitted(evidence):
        raise BalkansimError(
            f"{evidence.folder.name} has no posterior",
            expected="posterior.csv beside parameters.toml",
            where="--calibrated",
            todo="leave it out, or run `balkansim calibrate` first",
        )


def sample_told(evidence: Evidence, *, calibrated: bool) -> str:
    """Tell from what the coefficients are drawn, and what of them is in-sample.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    calibrated : bool
        Whether they are drawn from the posterior.
    """
    names = ", ".join(fitted(evidence))
    if calibrated:
        return (
            f"IN-SAMPLE: {names} are drawn from the posterior, which was fitted to these very formats and years. A "
            "good score here says that the model can be fitted, not that it can forecast."
        )
    left = f"; the posterior of {names} is not used" if names else ""
    return (
        f"Every coefficient is drawn from its prior, the range it was given before any calibration{left}. The rest is "
        f"not wholly out of sample: by their reasons the ranges of {', '.join(IN_VIEW)} were chosen with these formats "
        "and years in view, and the rules were written by people who knew the outcomes."
    )
