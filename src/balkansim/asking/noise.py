"""How much of an outcome's variance over design points is Monte-Carlo noise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
NOISY = 0.1
"""Share of the variance from which on noise is warned of: it adds as much to each index of total order."""


def noise_share(values: Floats) -> float | None:
    """Return the share of the variance of an outcome's mean over points that is Monte-Carlo noise.

    What all points have in common, draw by draw, makes no difference between points and is taken off first: with
    common random numbers most of each point's own Monte-Carlo error is of that kind. Of what is left, the variance
    over draws divided by their number is the noise in a point's mean. A point's own error, as in the summary, is the
    ceiling.

    Parameters
    ----------
    values : numpy.ndarray, shape (points, draws, histories)
        The outcome of each history; draws and histories in the same order at every point.

    Returns
    -------
    float or None
        In [0, 1]; 0 where nothing varies, None where a point has one history, or there is one point.
    """
    cells = values.mean(axis=2) if values.shape[1] > 1 else values[:, 0, :]
    points, clusters = cells.shape
    if min(points, clusters) < 2:
        return None
    own = cells - cells.mean(axis=0)
    noise = float(own.var(axis=1, ddof=1).mean()) / clusters * points / (points - 1)
    variance = float(cells.mean(axis=1).var(ddof=1))
    return min(1.0, noise / variance) if variance > 0 else 0.0


def noise_warning(outcome: str, noise: float | None) -> str:
    """Return what to say of an outcome that is largely noise; nothing where it is not.

    Parameters
    ----------
    outcome : str
        Its name.
    noise : float or None
        As `noise_share` returns it.
    """
    if noise is None or noise <= NOISY:
        return ""
    return (
        f"{outcome}: {100 * noise:.0f}% of its variance over points is Monte-Carlo noise (more than "
        f"{100 * NOISY:.0f}%): raise draws or histories"
    )
