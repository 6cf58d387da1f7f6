"""The two scores of one yes-or-no forecast, both losses: the Brier score and the log score with a floor."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

LOG_FLOOR = 0.01
"""Probabilities below this, or as near to 1, count as this in the log score, so that one certainty cannot outweigh all
else; the dearest mistake costs -ln(0.01) = 4.6."""


def brier(probability: float, outcome: bool) -> float:
    """Return the Brier score of one forecast.

    Parameters
    ----------
    probability : float
        Of yes, in [0, 1].
    outcome : bool
        What happened.

    Returns
    -------
    float
        The squared error, in [0, 1]; 0 is best.
    """
    return (probability - outcome) ** 2


def log_loss(probability: float, outcome: bool) -> float:
    """Return the log score of one forecast.

    Parameters
    ----------
    probability : float
        Of yes, in [0, 1]; kept between `LOG_FLOOR` and 1 - `LOG_FLOOR`.
    outcome : bool
        What happened.

    Returns
    -------
    float
        Minus the natural logarithm of the probability of what happened, in nats, above 0; the smaller the better.
    """
    kept = min(max(probability, LOG_FLOOR), 1 - LOG_FLOOR)
    return -math.log(kept if outcome else 1 - kept)


LOSSES: Mapping[str, Callable[[float, bool], float]] = {"brier": brier, "log": log_loss}
"""The scores by name."""
