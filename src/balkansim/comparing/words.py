"""Differences of probability, intervals and gains as a reader sees them."""

from __future__ import annotations

from balkansim.comparing.paired import Paired
from balkansim.forecasting.entry import Run
from balkansim.forecasting.told import NOTHING, counted

SMALL = 0.95
"""Points below which a second decimal is shown."""
INTERVAL = (
    "90%: t interval of the difference, over the parameter draws' own differences, one flip either way added to their "
    "variance"
)


def points(difference: float) -> str:
    """Return a difference of probability in percentage points, its sign in front.

    Parameters
    ----------
    difference : float
        In [-1, 1].
    """
    number = 100 * difference
    return f"{number:+.{1 if abs(number) >= SMALL else 2}f}" if number else "0"


def interval(found: Paired) -> str:
    """Return the interval of a difference in points, such as ``-0.40..+2.1``.

    Parameters
    ----------
    found : Paired
        A forecast in two worlds.
    """
    if found.low is None or found.high is None:
        return NOTHING
    return f"{points(found.low)}..{points(found.high)}"


def shares(found: Paired) -> tuple[str, str]:
    """Return the probabilities in the reference and in the other world, told as the ledger tells them.

    Parameters
    ----------
    found : Paired
        A forecast in two worlds.
    """
    return counted(found.reference_hits, found.total), counted(found.hits, found.total)


def gain(times: float | None) -> str:
    """Return how much is gained over independent seeds, such as ``3.4``.

    Parameters
    ----------
    times : float or None
        Ratio of variances; None where it cannot be told.
    """
    return NOTHING if times is None else f"{times:.1f}" if times < 10 else f"{times:.0f}"


def run_lines(run: Run) -> list[str]:
    """Return what was run in lines for the head of a page.

    Parameters
    ----------
    run : Run
        What was run.
    """
    lines = [
        f"scenario {run.scenario}; {run.draws} parameter draws x {run.histories} histories; seed {run.seed} in every "
        "world: common random numbers",
        f"evidence {run.evidence}; coders {run.coders}",
    ]
    if run.nans:
        lines.append(f"warning: {run.nans} values of these runs were not numbers; do not rely on them")
    return lines
