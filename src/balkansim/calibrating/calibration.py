"""The result of a calibration: priors and posteriors, and every check of them, failures included."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from balkansim.calibrating import page
from balkansim.calibrating.fitting import Fit, Predicted, Recovered
from balkansim.evidence.posterior import CALIBRATED_BELOW

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Fitting:
    """What a calibration was run with.

    Parameters
    ----------
    command : str
        The command that makes it again.
    seed, simulations, kept, rows : int
        Seed; simulated records; those near enough; draws kept of the posterior.
    accept : float
        Share of the simulations that is kept.
    effective : float
        Kept simulations, counted by weight.
    versions : mapping of str to str
        Of package, interpreter and libraries, and the hash of the rules.
    priors, targets : str
        SHA-256 of the priors fitted and of the file of targets.
    """

    command: str
    seed: int
    simulations: int
    accept: float
    kept: int
    effective: float
    rows: int
    versions: Mapping[str, str]
    priors: str
    targets: str


@dataclass(frozen=True)
class Calibration:
    """A posterior of the intercepts that history identifies.

    Parameters
    ----------
    fitting : Fitting
        What it was run with.
    fits : tuple of Fit
        The coefficients.
    draws : mapping of str to tuple of float
        By coefficient, equally weighted draws of the joint posterior, sorted by the first.
    predicted : tuple of Predicted
        The targets against the posterior's predictions; empty where not asked for.
    recovered : tuple of Recovered
        How often known coefficients were found again; empty where not asked for.
    left_out : mapping of str to mapping of str to float
        By target left out, what remains of each coefficient's prior sd; empty where not asked for.
    bears_on : mapping of str to tuple of str
        By coefficient, the forecasts that rest on it.
    """

    fitting: Fitting
    fits: tuple[Fit, ...]
    draws: Mapping[str, tuple[float, ...]]
    predicted: tuple[Predicted, ...] = ()
    recovered: tuple[Recovered, ...] = ()
    left_out: Mapping[str, Mapping[str, float]] | None = None
    bears_on: Mapping[str, tuple[str, ...]] | None = None

    @property
    def calibrated(self) -> tuple[str, ...]:
        """The coefficients that history narrowed clearly."""
        return tuple(fit.name for fit in self.fits if fit.sd_ratio < CALIBRATED_BELOW)

    def to_frame(self) -> pd.DataFrame:
        """Return the coefficients as a frame, a row each."""
        import pandas as pd

        return pd.DataFrame([_flat(fit) for fit in self.fits])

    def as_dict(self) -> dict[str, Any]:
        """Return everything but the draws as plain values."""
        return {
            "fitting": asdict(self.fitting),
            "coefficients": [
                {**asdict(fit), "origin": "calibrated" if fit.name in self.calibrated else "assumed"}
                for fit in self.fits
            ],
            "predicted": [{**asdict(found), "is_inside": found.is_inside} for found in self.predicted],
            "recovered": [{**asdict(found), "rate": found.rate, "error": found.error} for found in self.recovered],
            "left_out": {name: dict(row) for name, row in (self.left_out or {}).items()},
        }

    def to_json(self) -> str:
        """Return everything but the draws as JSON."""
        return json.dumps(self.as_dict(), indent=2, allow_nan=False)

    def __str__(self) -> str:
        """Return the calibration as text within 100 columns."""
        parts = [page.run(self.fitting), page.coefficients(self.fits)]
        if self.predicted:
            parts.append(page.predictions(self.predicted))
        if self.recovered:
            parts.append(page.recoveries(self.recovered))
        if self.left_out:
            parts.append(page.leaving_out(self.left_out, [fit.name for fit in self.fits]))
        return "\n\n".join(parts)

    def _repr_html_(self) -> str:
        """Return the text as preformatted HTML."""
        return f"<pre>{escape(str(self))}</pre>"


def _flat(fit: Fit) -> dict[str, Any]:
    ends = ("low", "value", "high")
    before = {f"prior_{end}": number for end, number in zip(ends, fit.prior, strict=True)}
    after = {f"posterior_{end}": number for end, number in zip(ends, fit.posterior, strict=True)}
    origin = "calibrated" if fit.sd_ratio < CALIBRATED_BELOW else "assumed"
    return {"name": fit.name, **before, **after, "sd_ratio": fit.sd_ratio, "origin": origin}
