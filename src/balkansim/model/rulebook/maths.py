"""Arithmetic that every rule may use: total on its declared range, the same in plain Python and compiled."""

from __future__ import annotations

from math import exp, log, pi, sqrt

MONTHS_A_YEAR = 12.0
EDGE = 1e-9
LOGISTIC_SD = pi / sqrt(3.0)
CLIP = 3.0


def sigma(x: float) -> float:
    """Return the logistic function of `x`, in [0, 1], without overflow."""
    e = exp(-abs(x))
    return (1.0 if x >= 0.0 else e) / (1.0 + e)


def logit(p: float) -> float:
    """Return the log odds of a probability; 0 and 1 are taken a hair inside."""
    inside = min(max(p, EDGE), 1.0 - EDGE)
    return log(inside / (1.0 - inside))


def clip(x: float, low: float, high: float) -> float:
    """Return `x` held between `low` and `high`."""
    if x < low:
        return low
    return high if x > high else x


def clipped(x: float) -> float:
    """Return a deviation held within three units of zero."""
    return clip(x, -CLIP, CLIP)


def log_ratio(a: float, b: float) -> float:
    """Return ln(a / b) of two non-negative amounts, zero amounts taken a hair above zero."""
    return log(max(a, EDGE) / max(b, EDGE))


def monthly_chance(rate_per_year: float) -> float:
    """Return the chance of at least one event in a month at a yearly rate (1 - exp(-r/12))."""
    return 1.0 - exp(-rate_per_year / MONTHS_A_YEAR)


def faded(half_life: float) -> float:
    """Return the share of a deviation that is gone after a month, from the months after which half of it is."""
    return 1.0 - exp(-log(2.0) / half_life)


def level(standing: float, deviation: float) -> float:
    """Return the level in [0, 1] that lies `deviation` logits from a standing level."""
    return sigma(logit(standing) + deviation)


def standard_noise(luck: float) -> float:
    """Turn a uniform draw in (0, 1) into noise of mean 0 and variance 1 (logistic distribution)."""
    return log(luck / (1.0 - luck)) / LOGISTIC_SD


def happens(chance: float, luck: float) -> float:
    """Return 1.0 if something with this chance happens under this draw, else 0.0."""
    return 1.0 if luck < chance else 0.0
