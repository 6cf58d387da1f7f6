"""Escalation with hysteresis: conflict is entered at a higher pressure than the one at which it is left."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, dataclass
from math import atanh, cosh, tanh
from pathlib import Path
from typing import Any

import numpy as np

from balkansim.errors import BalkansimError
from balkansim.pages import Section, Table
from balkansim.validation.theories.tables import CORNER, read_square, read_ties
from balkansim.validation.theories.theory import Finding, Settings, Theory, Value, published_table, told

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

    ``standing``: lambda0, leading eigenvalue of the standing ties, above 0. ``beta``: pull toward standing ties a unit
    of time, above 0. ``limit``: L, ceiling of the pull toward balance, above 0.

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

    ``low``, ``high``: shares of the ceiling in use at peace's end and at conflict's end.
    """

    conflict_ends: float
    peace_ends: float
    low: float
    high: float


@dataclass(frozen=True)
class Equilibrium:
    """A level at which nothing changes.

    ``name``: ``peace``, ``threshold`` (unstable) or ``conflict``; ``only`` where the ladder has no folds.
    """

    name: str
    level: float
    stable: bool


@dataclass(frozen=True, eq=False)
class Loop:
    """A pressure raised and lowered again, slowly.

    ``alpha``: pressures, rising, shape (steps,). ``up``, ``down``: levels reached while it rises, and while it falls,
    shape (steps,).
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
    """Return every level at which nothing changes under a pressure, lowest first. ``alpha``: pressure, above 0."""
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


NAME = "escalation"
BETA = 0.5
LIMIT = 6.0
STANDING = {"stable": 1.0, "tense": 1.6}
PRESSURES = {"stable": 0.08, "peace to war": 0.08, "war to peace": 0.0515}
FREE = 1e6
"""By how much the ceiling is raised where the published expression leaves it out."""

CEILING = LIMIT / (BETA * STANDING["tense"])
"""The ceiling where none is given, as in the authors' figure: so many times beta lambda0."""

ROWS_SHOWN = 12


def reproduced() -> dict[str, Value]:
    """Return what the code gives for the published threshold and for the states of the authors' figure."""
    stable, tense = (Ladder(STANDING[name], BETA, LIMIT) for name in ("stable", "tense"))
    free = folds(Ladder(STANDING["tense"], BETA, LIMIT * FREE))
    assert free is not None
    return {
        "fold": free.peace_ends,
        "stable": _states(stable, PRESSURES["stable"]),
        "peace to war": _states(tense, PRESSURES["peace to war"]),
        "war to peace": _states(tense, PRESSURES["war to peace"]),
    }


def _states(ladder: Ladder, alpha: float) -> str:
    return " and ".join(found.name for found in equilibria(ladder, alpha) if found.stable)


def template() -> str:
    """Return an example table: the signs of the great powers in 1907 as standing ties."""
    ties = read_ties(published_table("balance"))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((CORNER, *ties.names))
    writer.writerows((name, *row) for name, row in zip(ties.names, ties.signs().tolist(), strict=True))
    return text.getvalue()


def run(path: Path, settings: Settings) -> Finding:
    """Return where peace and conflict end on a user's standing ties, told.

    ``path``: A CSV file with the column ``actor`` and a column of ties for each actor. ``settings``: ``alpha``,
    ``beta`` and ``limit`` are heeded.
    """
    table = read_square(path)
    standing = leading(table.values)
    if standing <= 0.0:
        raise BalkansimError("no two actors have a tie", expected="a tie that is not 0", where=str(path))
    ladder = ladder_of(standing, settings)
    bounds, loop = folds(ladder), hysteresis(ladder)
    states = equilibria(ladder, settings.alpha) if settings.alpha is not None else ()
    lines = (
        f"{len(table.names)} actors; leading eigenvalue of the standing ties {told(standing, 4)}; "
        f"beta {told(ladder.beta, 4)}, L {told(ladder.limit, 4)}.",
    )
    rows = _path(loop) if loop else []
    sections = (
        Section("range", (_range_told(ladder, bounds),)),
        Section("loop", (_loop_told(loop), _loop_table(rows)) if loop else ()),
        Section("states", (f"At alpha {told(settings.alpha)}:", _states_table(states)) if settings.alpha else ()),
    )
    values = {**asdict(ladder), "weak_limit": ladder.weak_limit, "folds": asdict(bounds) if bounds else None}
    loops = {"climbed": loop.climbed, "left": loop.left, "path": rows} if loop else None
    values |= {"equilibria": [asdict(found) for found in states], "loop": loops}
    return Finding(f"Escalation with hysteresis on {path.name}", lines, sections, values, rows)


def ladder_of(standing: float, settings: Settings) -> Ladder:
    """Return the ladder of standing ties under the settings given, the ceiling in proportion where none is.

    ``standing``: leading eigenvalue of the standing ties, above 0. ``settings``: ``alpha``, ``beta`` and ``limit``.
    """
    for name in ("alpha", "beta", "limit"):
        value = getattr(settings, name)
        if value is not None and not 0.0 < value < float("inf"):
            raise BalkansimError(f"{value:g}", expected="a finite number above 0", where=f"--{name}")
    beta = BETA if settings.beta is None else settings.beta
    return Ladder(standing, beta, CEILING * beta * standing if settings.limit is None else settings.limit)


def _range_told(ladder: Ladder, bounds: Folds | None) -> str:
    published = f"Without the ceiling peace ends at beta / (4 lambda0) = {told(ladder.weak_limit, 4)}."
    if bounds is None:
        return f"The ceiling is too low for two states: peace turns into conflict without a jump. {published}"
    return (
        f"Peace and conflict coexist for alpha from {told(bounds.conflict_ends, 4)} (below it conflict ends) to "
        f"{told(bounds.peace_ends, 4)} (above it peace ends). {published}"
    )


def _loop_told(loop: Loop) -> str:
    return (
        f"Raised slowly, the pressure tips peace into conflict at {told(loop.climbed, 4)}; lowered again, conflict "
        f"ends at {told(loop.left, 4)} (to one step of {told(float(loop.alpha[1] - loop.alpha[0]), 2)})."
    )


def _path(loop: Loop) -> list[dict[str, Any]]:
    columns = zip(loop.alpha, loop.up, loop.down, strict=True)
    return [{"alpha": float(a), "rising": float(up), "falling": float(down)} for a, up, down in columns]


def _loop_table(rows: list[dict[str, Any]]) -> Table:
    step = max(1, len(rows) // ROWS_SHOWN)
    cells = [tuple(told(row[name], 4) for name in ("alpha", "rising", "falling")) for row in rows[::step]]
    return Table(("alpha", "level, rising", "level, falling"), tuple(cells))


def _states_table(states: tuple[Equilibrium, ...]) -> Table:
    rows = [(found.name, told(found.level, 5), "stable" if found.stable else "unstable") for found in states]
    return Table(("state", "level", "stability"), tuple(rows))


THEORY = Theory(
    name=NAME,
    summary="Pressure toward balance tips peace into conflict at a higher level than the one at which it lets go.",
    model=Ladder,
    reproduced=reproduced,
    run=run,
    template=template,
    settings=("alpha", "beta", "limit"),
)
