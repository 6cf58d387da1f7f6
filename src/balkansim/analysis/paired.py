"""How often something comes true in two worlds that share draws and luck: difference, interval, flips and gain."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from balkansim.forecasts.intervals import TAIL
from balkansim.forecasts.kinds import Bools
from balkansim.forecasts.ledger import NOTHING, Run, counted

Floats = NDArray[np.float64]

ADDED_FLIPS = 2.0
"""One flip either way, in the variance of the flips' sum."""


@dataclass(frozen=True)
class Paired:
    """A forecast in a reference world and in another, history by history on common random numbers.

    ``difference``: probability in the other world less that in the reference, in [-1, 1]. ``low``, ``high``: 90%
    interval of the difference; None where there is but one parameter draw. ``gain``: how many times as large the
    variance of the difference is under independent seeds; None where it cannot be told: one draw only, or the
    difference is the same in all of them.
    """

    draws: int
    histories: int
    reference_hits: int
    hits: int
    gained: int
    lost: int
    difference: float
    low: float | None
    high: float | None
    gain: float | None

    @property
    def total(self) -> int:
        """All histories."""
        return self.draws * self.histories

    @property
    def excludes_zero(self) -> bool:
        """Whether the whole interval lies on one side of zero."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def paired(reference: Bools, other: Bools) -> Paired:
    """Compare two worlds history by history.

    The histories of one parameter draw are not independent, so the interval rests on the draws' differences: t with one
    degree of freedom less than there are draws. One flip either way is added to their variance, so that a handful of
    flips, or none, does not look surer than it is (Agresti & Min 2005): zero is excluded from about five flips on that
    all go one way, as in the exact test of matched pairs. Under independent seeds neither draws nor luck would be
    shared, and the variances of the two worlds would add up: the gain is their sum over the variance of the paired
    difference.

    ``reference``, ``other`` (numpy.ndarray of bool, shape (draws, histories)): whether it came true, the same draws and
    luck in both.
    """
    ours, theirs = reference.sum(axis=1).astype(float), other.sum(axis=1).astype(float)
    low, high = _interval(theirs - ours, reference.shape[1])
    return Paired(
        draws=reference.shape[0],
        histories=reference.shape[1],
        reference_hits=int(reference.sum()),
        hits=int(other.sum()),
        gained=int((other & ~reference).sum()),
        lost=int((reference & ~other).sum()),
        difference=float((theirs - ours).sum()) / reference.size,
        low=low,
        high=high,
        gain=_gain(ours, theirs),
    )


def _interval(differences: Floats, histories: int) -> tuple[float | None, float | None]:
    """Return the 90% interval of the mean difference, from the difference in hits of each draw."""
    from scipy.special import stdtrit

    draws = len(differences)
    if draws == 1:
        return None, None
    mean = float(differences.mean()) / histories
    variance = draws * float(differences.var(ddof=1)) + ADDED_FLIPS
    half = float(stdtrit(draws - 1, 1 - TAIL)) * math.sqrt(variance) / (draws * histories)
    return max(mean - half, -1.0), min(mean + half, 1.0)


def _gain(reference: Floats, other: Floats) -> float | None:
    """Return the ratio of the difference's variance under independent seeds to that on common random numbers."""
    if len(reference) == 1 or np.ptp(other - reference) == 0.0:
        return None
    return float((reference.var(ddof=1) + other.var(ddof=1)) / (other - reference).var(ddof=1))


SMALL = 0.95
"""Points below which a second decimal is shown."""
INTERVAL = (
    "90%: t interval of the difference, over the parameter draws' own differences, one flip either way added to their "
    "variance"
)


def points(difference: float) -> str:
    """Return a difference of probability in percentage points, its sign in front."""
    number = 100 * difference
    return f"{number:+.{1 if abs(number) >= SMALL else 2}f}" if number else "0"


def interval(found: Paired) -> str:
    """Return the interval of a difference in points, such as ``-0.40..+2.1``."""
    if found.low is None or found.high is None:
        return NOTHING
    return f"{points(found.low)}..{points(found.high)}"


def shares(found: Paired) -> tuple[str, str]:
    """Return the probabilities in the reference and in the other world, told as the ledger tells them."""
    return counted(found.reference_hits, found.total), counted(found.hits, found.total)


def gain(times: float | None) -> str:
    """Return how much is gained over independent seeds, such as ``3.4``.

    ``times``: ratio of variances; None where it cannot be told.
    """
    return NOTHING if times is None else f"{times:.1f}" if times < 10 else f"{times:.0f}"


def run_lines(run: Run) -> list[str]:
    """Return what was run in lines for the head of a page."""
    lines = [
        f"scenario {run.scenario}; {run.draws} parameter draws x {run.histories} histories; seed {run.seed} in every "
        "world: common random numbers",
        f"evidence {run.evidence}; coders {run.coders}",
    ]
    if run.nans:
        lines.append(f"warning: {run.nans} values of these runs were not numbers; do not rely on them")
    return lines
