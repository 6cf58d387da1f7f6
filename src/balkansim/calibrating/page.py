"""A calibration told in text: its tables and how to read them, within 100 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from balkansim.calibrating.fitting import NOMINAL, Fit, Predicted, Recovered
from balkansim.evidence.posterior import CALIBRATED_BELOW

if TYPE_CHECKING:
    from balkansim.calibrating.calibration import Fitting

WIDTH = 100
NAME = 29
CELL = 14
SHORT_NAMES = {"northern-kosovo": "n-kosovo"}


def run(fitting: Fitting) -> str:
    """Tell what a calibration was run with."""
    made_with = ", ".join(f"{name} {version}" for name, version in fitting.versions.items())
    return "\n".join(
        (
            f"calibration on history before April 2025: {fitting.simulations} simulated records, the nearest "
            f"{fitting.kept} kept",
            f"({fitting.effective:.0f} by weight), {fitting.rows} draws of the joint posterior; seed {fitting.seed}",
            f"priors {fitting.priors[:12]}, targets {fitting.targets[:12]}",
            *_wrapped(f"made with {made_with}"),
            f"again: {fitting.command}",
        )
    )


def coefficients(fits: Sequence[Fit]) -> str:
    """Tell priors, posteriors and what is left of the spread."""
    lines = [f"{'coefficient'.ljust(NAME)}{'prior 5-50-95%'.ljust(24)}{'posterior 5-50-95%'.ljust(24)}sd ratio"]
    for fit in fits:
        label = "calibrated" if fit.sd_ratio < CALIBRATED_BELOW else "assumed still"
        cells = f"{_three(fit.prior).ljust(24)}{_three(fit.posterior).ljust(24)}{fit.sd_ratio:8.2f}  {label}"
        lines.append(fit.name.ljust(NAME) + cells)
    lines += _wrapped(
        f"sd ratio: posterior over prior sd on the prior's own scale; calibrated only below {CALIBRATED_BELOW}. It "
        "says how much history adds to a prior that is wide on purpose, not how narrow the posterior is. All "
        "other coefficients are drawn from their ranges meanwhile and stay assumed: the posterior is marginal over "
        "them. Several of those ranges were reasoned from the same record (severity_gap_3, severity_gap_4, "
        "decline_base, exit_base, founding_base, accession_invitation)."
    )
    return "\n".join(lines)


def predictions(predicted: Sequence[Predicted]) -> str:
    """Tell every target against the posterior's predictions."""
    lines = [f"{'target'.ljust(NAME)}{'observed'.rjust(9)}   {'predicted 5-50-95%'.ljust(24)}"]
    for found in predicted:
        verdict = "inside" if found.is_inside else "OUTSIDE"
        held = "" if found.is_fitted else ", held back"
        states = f"; {found.states_inside} of {found.states} states inside" if found.states else ""
        spread = _three((found.low, found.middle, found.high)).ljust(24)
        lines.append(f"{found.id.ljust(NAME)}{_number(found.observed).rjust(9)}   {spread}{verdict}{held}{states}")
    lines += _wrapped(
        "predicted: records simulated from the posterior, all other coefficients drawn from their ranges. accessions "
        "is the logarithm of the rate a candidate-year. The model has no shocks of its own to one state's budget, so "
        "states scatter more than it says. A target held back was not fitted."
    )
    return "\n".join(lines)


def recoveries(recovered: Sequence[Recovered]) -> str:
    """Tell how often known coefficients were found again."""
    lines = [f"{'recovery'.ljust(NAME)}{'in the 90% interval'.ljust(24)}"]
    for found in recovered:
        rate = f"{found.hits} of {found.repetitions} ({100 * found.rate:.0f}%)".ljust(24)
        verdict = "nominal" if found.is_nominal else "NOT NOMINAL"
        lines.append(f"{found.name.ljust(NAME)}{rate}{verdict}")
    error = 100 * recovered[0].error
    lines += _wrapped(
        f"recovery: records simulated from known coefficients are fitted in turn; {100 * NOMINAL:.0f}% of the "
        f"intervals should hold them, within two binomial standard errors of {error:.1f} points."
    )
    return "\n".join(lines)


def leaving_out(table: Mapping[str, Mapping[str, float]], names: Sequence[str]) -> str:
    """Tell what remains of each coefficient's prior sd without each target."""
    heads = [_short(name) for name in names]
    lines = ["without".ljust(NAME - 4) + "".join(head.rjust(CELL) for head in heads)]
    for gone, row in table.items():
        lines.append(gone.ljust(NAME - 4) + "".join(f"{row[name]:.2f}".rjust(CELL) for name in names))
    lines += _wrapped(
        "sd ratios when the target named is left out: what rises was bought by it. Differences of a few hundredths "
        "are chance of the simulations."
    )
    return "\n".join(lines)


def _short(name: str) -> str:
    family, _, party = name.partition(".")
    return f"{family.removesuffix('_base')}" if party in SHORT_NAMES else family


def _three(numbers: Sequence[float]) -> str:
    return "  ".join(_number(number) for number in numbers)


def _number(number: float) -> str:
    return f"{number:.3f}" if abs(number) < 1 else f"{number:.2f}" if abs(number) < 10 else f"{number:.1f}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False)
