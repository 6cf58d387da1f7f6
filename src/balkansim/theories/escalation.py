"""Escalation with hysteresis: conflict is entered at a higher pressure than the one at which it is left."""

from __future__ import annotations

from dataclasses import dataclass
from math import atanh, cosh, tanh
from typing import Any

import numpy as np

HIGHEST = 1.0 - 2.0**-53
"""Largest share of the ceiling that a number can tell from the ceiling itself."""

STEPS = 60
MARGIN = 0.15
"""How far the loop goes beyond both ends of the range, as a share of them."""

RELAXING = 400.0
"""How long a state is given to settle, in units of one over beta."""

STEEPEST_EXPONENT = 300.0


@dataclass(frozen=True)
class Ladder:
    """The flow dx/dt = -beta (x - lambda0) + L tanh(alpha x x / L) without its pressure alpha.

    Parameters
    ----------
    standing : float
        lambda0, leading eigenvalue of the standing ties, above 0.
    beta : float
        Pull toward standing ties a unit of time, above 0.
    limit : float
        L, ceiling of the pull toward balance, above 0.

    Source
    ------
    Morrison, Kutz & Gabbay 2023, Transitions between peace and systemic war as bifurcations in a signed network
    dynamical system, Network Science 11(3).

    Reading
    -------
    On the leading eigenvalue of the standing ties, as in the authors' own figures of one mode. Their simulations of
    whole networks bound each tie instead: that changes how high conflict goes, and moves the end of peace by less than
    a twentieth on the graphs tried (the great powers of 1907, one of random ties).
    """

    standing: float
    beta: float
    limit: float

    def rate(self, level: float, alpha: float) -> float:
        """Return the rate of change at a level under a pressure, per unit of time."""
        pull = self.limit * tanh(alpha * level * level / self.limit)
        return pull - self.beta * (level - self.standing)

    def slope(self, level: float, alpha: float) -> float:
        """Return how the rate changes with the level: negative where an equilibrium is stable."""
        steep = min(alpha * level * level / self.limit, STEEPEST_EXPONENT)
        return 2.0 * alpha * level / cosh(steep) ** 2 - self.beta

    def level(self, share: float) -> float:
        """Return the equilibrium at which a share of the ceiling is used, the share in [0, 1]."""
        return self.standing + share * self.limit / self.beta

    def pressure(self, share: float) -> float:
        """Return the pressure alpha under which the equilibrium uses a share of the ceiling, the share in [0, 1)."""
        return self.limit * atanh(share) / self.level(share) ** 2

    @property
    def weak_limit(self) -> float:
        """The pressure at which peace disappears where the ceiling is too high to matter: beta / (4 lambda0)."""
        return self.beta / (4.0 * self.standing)


@dataclass(frozen=True)
class Folds:
    """The range of pressures over which peace and conflict coexist.

    Parameters
    ----------
    conflict_ends, peace_ends : float
        Pressure below which there is no conflict, and above which there is no peace.
    low, high : float
        Shares of the ceiling in use at peace's end and at conflict's end.
    """

    conflict_ends: float
    peace_ends: float
    low: float
    high: float


@dataclass(frozen=True)
class Equilibrium:
    """A level at which nothing changes.

    Parameters
    ----------
    name : str
        ``peace``, ``threshold`` (unstable) or ``conflict``; ``only`` where the ladder has no folds.
    level : float
        The leading eigenvalue of the ties.
    stable : bool
        Whether a small departure dies down.
    """

    name: str
    level: float
    stable: bool


@dataclass(frozen=True, eq=False)
class Loop:
    """A pressure raised and lowered again, slowly.

    Parameters
    ----------
    alpha : numpy.ndarray
        Pressures, rising, shape (steps,).
    up, down : numpy.ndarray
        Levels reached while it rises, and while it falls, shape (steps,).
    """

    alpha: Any
    up: Any
    down: Any

    @property
    def climbed(self) -> float:
        """The pressure at which the rising path makes its largest step."""
        return float(self.alpha[np.argmax(np.diff(self.up)) + 1])

    @property
    def left(self) -> float:
        """The pressure at which the falling path makes its largest step."""
        return float(self.alpha[np.argmax(np.diff(self.down))])


def leading(ties: Any) -> float:
    """Return the leading eigenvalue of a symmetric matrix of standing ties."""
    return float(np.linalg.eigvalsh(ties)[-1])


def folds(ladder: Ladder) -> Folds | None:
    """Return where peace and conflict end, or None where one changes into the other without a jump.

    Parameters
    ----------
    ladder : Ladder
        The ladder.

    Source
    ------
    Morrison, Kutz & Gabbay 2023: peace disappears at alpha = beta / (4 lambda0).

    Reading
    -------
    The published expression leaves the ceiling out. With it, an equilibrium that uses the share u of the ceiling needs
    the pressure L artanh(u) / (lambda0 + u L / beta)^2, and a fold is where that neither rises nor falls with u.
    """
    from scipy.optimize import brentq

    ratio = ladder.beta * ladder.standing / ladder.limit

    def turning(share: float) -> float:
        return 2.0 * (1.0 - share * share) * atanh(share) - share - ratio

    # Turning is highest where 4 u artanh(u) = 1.
    middle = float(brentq(lambda share: 4.0 * share * atanh(share) - 1.0, 0.1, 0.9))
    if turning(middle) <= 0.0:
        return None
    low, high = float(brentq(turning, 0.0, middle, xtol=1e-15)), float(brentq(turning, middle, HIGHEST))
    return Folds(ladder.pressure(high), ladder.pressure(low), low, high)


def equilibria(ladder: Ladder, alpha: float) -> tuple[Equilibrium, ...]:
    """Return every level at which nothing changes under a pressure, lowest first.

    Parameters
    ----------
    ladder : Ladder
        The ladder.
    alpha : float
        Pressure, above 0.
    """
    from scipy.optimize import brentq

    bounds = folds(ladder)
    names, ends = ("only",), [0.0, HIGHEST]
    if bounds:
        names, ends = ("peace", "threshold", "conflict"), [0.0, bounds.low, bounds.high, HIGHEST]  # type: ignore[assignment]
    found = []
    for name, first, last in zip(names, ends[:-1], ends[1:], strict=True):
        below, above = ladder.pressure(first) - alpha, ladder.pressure(last) - alpha
        if last == HIGHEST and above <= 0.0:
            share = HIGHEST
        elif below * above < 0.0:
            share = float(brentq(lambda share: ladder.pressure(share) - alpha, first, last, xtol=1e-15))
        else:
            continue
        level = ladder.level(share)
        found.append(Equilibrium(name, level, ladder.slope(level, alpha) < 0.0))
    return tuple(found)


def hysteresis(ladder: Ladder, steps: int = STEPS) -> Loop | None:
    """Raise the pressure from below the range of coexistence to above it and lower it again, or None without a range.

    Parameters
    ----------
    ladder : Ladder
        The ladder.
    steps : int
        Pressures tried on each way.

    Reading
    -------
    At each pressure the flow is integrated from where the last one left it until it has settled.
    """
    bounds = folds(ladder)
    if bounds is None:
        return None
    alpha = np.linspace(bounds.conflict_ends * (1.0 - MARGIN), bounds.peace_ends * (1.0 + MARGIN), steps)
    up, level = [], ladder.standing
    for pressure in alpha:
        level = _settled(ladder, level, pressure)
        up.append(level)
    down = []
    for pressure in alpha[::-1]:
        level = _settled(ladder, level, pressure)
        down.append(level)
    return Loop(alpha, np.array(up), np.array(down[::-1]))


def _settled(ladder: Ladder, level: float, alpha: float) -> float:
    from scipy.integrate import solve_ivp

    span = (0.0, RELAXING / ladder.beta)
    found = solve_ivp(lambda _, x: [ladder.rate(x[0], alpha)], span, [level], method="LSODA", rtol=1e-8)
    return float(found.y[0, -1])
