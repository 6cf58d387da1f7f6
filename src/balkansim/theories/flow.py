"""The flow of relations dX/dt = X X integrated numerically: an answer that owes nothing to the formula."""

from __future__ import annotations

from typing import Any

import numpy as np

from balkansim.errors import BalkansimError

LARGEST = 1e6
"""Norm at which the integration stops: what is left of the time is then one over the norm."""

TOLERANCE = 1e-10
PATIENCE = 1e6
"""How long the integration waits for a blow-up, in units of one over the norm at the start."""


def integrated(relations: Any, time: float) -> Any:
    """Return the relations at a time by numerical integration.

    Parameters
    ----------
    relations : numpy.ndarray
        X at time 0, symmetric, shape (actors, actors).
    time : float
        Before the blow-up.

    Source
    ------
    Marvel, Kleinberg, Kleinberg & Strogatz 2011, the equation itself.

    Reading
    -------
    As published.
    """
    return _integrate(relations, time).y[:, -1].reshape(np.shape(relations))


def integrated_blow_up(relations: Any) -> float:
    """Return the time of the blow-up by numerical integration.

    Parameters
    ----------
    relations : numpy.ndarray
        X at time 0, symmetric, shape (actors, actors), with a positive eigenvalue.

    Raises
    ------
    BalkansimError
        If nothing has blown up after a very long time.

    Source
    ------
    Marvel, Kleinberg, Kleinberg & Strogatz 2011, the equation itself.

    Reading
    -------
    Near the end the largest eigenvalue alone counts and grows as one over the time left.
    """
    found = _integrate(relations, PATIENCE / float(np.linalg.norm(relations)))
    if not found.t_events[0].size:
        raise BalkansimError("the relations do not blow up", expected="a positive eigenvalue", where="flow")
    last = found.y_events[0][0].reshape(np.shape(relations))
    return float(found.t_events[0][0] + 1.0 / np.linalg.norm(last, 2))


def _integrate(relations: Any, time: float) -> Any:
    from scipy.integrate import solve_ivp

    shape = np.shape(relations)

    def rate(_: float, flat: Any) -> Any:
        x = flat.reshape(shape)
        return (x @ x).ravel()

    def large(_: float, flat: Any) -> float:
        return float(np.linalg.norm(flat)) - LARGEST

    large.terminal = True  # type: ignore[attr-defined]
    start = np.asarray(relations, dtype=float).ravel()
    return solve_ivp(rate, (0.0, time), start, method="DOP853", rtol=TOLERANCE, atol=TOLERANCE, events=large)
