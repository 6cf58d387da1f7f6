"""Scores and skills in print: a number, the ends of its interval, the name of a score."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from balkansim.forecasting.told import NOTHING

if TYPE_CHECKING:
    from balkansim.scoring.resampling import Estimate

UNBOUNDED = "-inf"
NAMES = {"brier": "Brier", "crps": "CRPS"}


def number(value: float) -> str:
    """Return a score or skill with three decimals; a skill against a reference without loss has no bound."""
    return f"{value:.3f}" if math.isfinite(value) else UNBOUNDED


def ends(estimate: Estimate) -> str:
    """Return both ends of an interval, such as ``0.012..0.3``, or that there is none."""
    if estimate.low is None or estimate.high is None:
        return NOTHING
    return f"{number(estimate.low)}..{number(estimate.high)}"


def score_name(score: str) -> str:
    """Return a score's name as it is printed: Brier's with its capital."""
    return NAMES.get(score, score)
