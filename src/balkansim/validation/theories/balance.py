"""Structural balance: Heider's triads, the frustration index, and Marvel et al.'s flow to two factions or harmony."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from balkansim.errors import BalkansimError
from balkansim.pages import Section, Table
from balkansim.validation.theories.sides import sample, search
from balkansim.validation.theories.tables import Ties, read_ties
from balkansim.validation.theories.theory import Finding, Settings, Theory, Value, published_table, published_text, told

EXACT = 20
"""Up to so many actors the frustration index is exact."""

STARTS = 2000
ALIKE = 1e-9
"""Eigenvalues closer than this share of the largest, and entries of a unit vector below it, count as equal to zero."""


@dataclass(frozen=True)
class Triads:
    """The closed triads of a signed graph. ``balanced``: how many have a positive product of signs."""

    balanced: int
    unbalanced: tuple[tuple[int, int, int], ...]

    @property
    def closed(self) -> int:
        """How many triads have all three ties."""
        return self.balanced + len(self.unbalanced)

    @property
    def share(self) -> float | None:
        """Share of closed triads that are balanced, or None where there is none."""
        return self.balanced / self.closed if self.closed else None


@dataclass(frozen=True, eq=False)
class Frustration:
    """How far a signed graph is from two factions at odds.

    ``sides``: booleans, shape (actors,): a division that reaches it.
    """

    index: int
    sides: Any
    exact: bool


def triads(signs: Any) -> Triads:
    """Return the balanced and the unbalanced closed triads of a signed graph.

    ``signs``: symmetric, -1, 0 or +1, shape (actors, actors).

    Source
    ------
    Heider 1946; Cartwright & Harary 1956; Antal, Krapivsky & Redner 2006 (great powers before 1914).

    Reading
    -------
    Balanced: the product of the three signs is positive. A triad in which a tie is missing is neither.
    """
    signs = np.asarray(signs).astype(int)
    balanced, unbalanced = 0, []
    for i, j in zip(*np.nonzero(np.triu(signs, 1)), strict=True):
        product = signs[i, j] * signs[i, j + 1 :] * signs[j, j + 1 :]
        balanced += int((product > 0).sum())
        unbalanced += [(int(i), int(j), int(j + 1 + k)) for k in np.flatnonzero(product < 0)]
    return Triads(balanced, tuple(unbalanced))


def frustration_index(signs: Any, *, exact: int = EXACT, seed: int = 1) -> Frustration:
    """Return the fewest ties that contradict a division into two factions.

    ``signs``: symmetric, -1, 0 or +1, shape (actors, actors).

    Source
    ------
    Harary 1959, On the measurement of structural balance, Behavioral Science 4(4): the line index of balance.

    Reading
    -------
    A tie contradicts a division when it is friendly between the factions or hostile within one. With all sizes equal
    this is landscape theory's energy: hostile ties in all, plus half the energy.
    """
    ties = np.asarray(signs, dtype=float)
    found = search(ties) if len(ties) <= exact else sample(ties, STARTS, seed)
    hostile = int((np.triu(ties, 1) < 0).sum())
    return Frustration(hostile + round(found.energies[0] / 2.0), found.sides[0], found.exhaustive)


def relations_at(relations: Any, time: float) -> Any:
    """Return the relations at a time of the flow dX/dt = X X.

    ``relations``: X at time 0, symmetric, shape (actors, actors); positive is friendly. ``time``: before the blow-up.

    Source
    ------
    Marvel, Kleinberg, Kleinberg & Strogatz 2011, Continuous-time model of structural balance, PNAS 108(5).

    Reading
    -------
    X(t) = X0 (I - X0 t)^-1. Time has no unit of its own: doubling all relations halves it.
    """
    ending = blow_up_time(relations)
    if ending is not None and time >= ending:
        expected = f"a time before {ending:.6g}"
        raise BalkansimError(f"time {time:g} is past the blow-up", expected=expected, where="relations_at")
    x = np.asarray(relations, dtype=float)
    return np.linalg.solve(np.eye(len(x)) - x * time, x)


def blow_up_time(relations: Any) -> float | None:
    """Return when the flow dX/dt = X X blows up, or None where it dies down.

    ``relations``: X at time 0, symmetric, shape (actors, actors).

    Source
    ------
    Marvel, Kleinberg, Kleinberg & Strogatz 2011: one over the largest eigenvalue, where that is positive.

    Reading
    -------
    The relation of an actor to itself starts at zero unless the matrix says otherwise.
    """
    largest = float(np.linalg.eigvalsh(relations)[-1])
    return 1.0 / largest if largest > ALIKE else None


def factions(relations: Any) -> Any:
    """Return the factions at the blow-up: signs of the leading eigenvector, or None where they are not determined.

    ``relations``: X at time 0, symmetric, shape (actors, actors). Returns: -1, 0 or +1, shape (actors,), 0 for an actor
    whose relations stay finite; all of one sign is harmony. None where no relation grows without end, or two
    eigenvalues lead together.

    Source
    ------
    Marvel, Kleinberg, Kleinberg & Strogatz 2011: only harmony or two factions.

    Reading
    -------
    The first faction is that of the first actor in any.
    """
    values, vectors = np.linalg.eigh(relations)
    if values[-1] <= ALIKE or (len(values) > 1 and values[-1] - values[-2] <= ALIKE * values[-1]):
        return None
    leading = np.where(np.abs(vectors[:, -1]) < ALIKE, 0.0, vectors[:, -1])
    return (np.sign(leading) * np.sign(leading[np.flatnonzero(leading)[0]])).astype(int)


LARGEST = 1e6
"""Norm at which the integration stops: what is left of the time is then one over the norm."""

TOLERANCE = 1e-10
PATIENCE = 1e6
"""How long the integration waits for a blow-up, in units of one over the norm at the start."""


def integrated(relations: Any, time: float) -> Any:
    """Return the relations at a time by numerical integration.

    ``relations``: X at time 0, symmetric, shape (actors, actors). ``time``: before the blow-up.

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

    ``relations``: X at time 0, symmetric, shape (actors, actors), with a positive eigenvalue.

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


NAME = "balance"
YEAR = 1907
TRIADS_SHOWN = 10
SEED = 1


def reproduced() -> dict[str, Value]:
    """Return what the code gives for each published number of the great powers in 1907, and for harmony."""
    ties = read_ties(published_table(NAME))
    signs = ties.signs(YEAR)
    counted, frustrated, ending = triads(signs), frustration_index(signs), blow_up_time(signs)
    assert ending is not None
    half = ending / 2.0
    friends = np.ones((3, 3)) - np.eye(3)
    return {
        "closed": counted.closed,
        "balanced": counted.balanced,
        "index": frustrated.index,
        "division": divided(ties.names, np.where(frustrated.sides, -1, 1)),
        "factions": divided(ties.names, factions(signs)),
        "blow-up": ending,
        "blow-up by integration": integrated_blow_up(signs),
        "gap": float(np.abs(relations_at(signs, half) - integrated(signs, half)).max()),
        "harmony": len(set(factions(friends))),
    }


def divided(names: tuple[str, ...], marks: Any) -> str:
    """Return a division in words.

    ``marks``: -1, 0 (in neither) or +1 for each; None where no division is determined.
    """
    if marks is None:
        return "not determined"
    groups = {mark: sorted(n for n, m in zip(names, marks, strict=True) if m == mark) for mark in (1, -1, 0)}
    sides = sorted(", ".join(groups[mark]) for mark in (1, -1) if groups[mark])
    text = " against ".join(sides) if len(sides) > 1 else f"all together: {sides[0]}"
    return text + (f"; in neither: {', '.join(groups[0])}" if groups[0] else "")


def run(path: Path, settings: Settings) -> Finding:
    """Return what structural balance says of a user's table, told.

    ``settings``: ``year`` (of dated ties; by default after the last change) and ``seed`` are heeded.
    """
    ties = read_ties(path)
    seed = SEED if settings.seed is None else settings.seed
    signs = ties.signs(settings.year)
    counted, frustrated = triads(signs), frustration_index(signs, seed=seed)
    when = settings.year if settings.year is not None else (ties.years or (None,))[-1]
    title = f"Structural balance on {path.name}" + (f" in {when}" if when is not None else "")
    pairs = np.triu(signs, 1)
    lines = (f"{len(ties.names)} actors, {int((pairs > 0).sum())} friendly and {int((pairs < 0).sum())} hostile ties.",)
    values = {
        "year": when,
        "closed_triads": counted.closed,
        "balanced_triads": counted.balanced,
        "balanced_share": counted.share,
        "unbalanced": [[ties.names[k] for k in triad] for triad in counted.unbalanced],
        "frustration_index": frustrated.index,
        "frustration_exact": frustrated.exact,
        "division": divided(ties.names, np.where(frustrated.sides, -1, 1)),
        "blow_up_time": blow_up_time(signs),
        "factions": divided(ties.names, factions(signs)),
    }
    by_year = _by_year(ties, seed)
    sections = (
        Section("triads", _triads_told(values)),
        Section("division", (_division_told(values),)),
        Section("flow", (_flow_told(values),)),
        Section("years", (_years_table(by_year),) if by_year else ()),
    )
    return Finding(title, lines, sections, {**values, "years": by_year}, by_year or [values])


def _triads_told(values: dict[str, Any]) -> tuple[str, ...]:
    if not values["closed_triads"]:
        return ("No three actors have all three ties, so there is nothing to balance.",)
    counts = f"{values['balanced_triads']} of {values['closed_triads']} closed triads are balanced"
    unbalanced = [", ".join(names) for names in values["unbalanced"]]
    more = f"; and {len(unbalanced) - TRIADS_SHOWN} more" if len(unbalanced) > TRIADS_SHOWN else ""
    shown = f"Not balanced: {'; '.join(unbalanced[:TRIADS_SHOWN])}{more}."
    return (f"{counts} ({values['balanced_share']:.0%}).", *((shown,) if unbalanced else ()))


def _division_told(values: dict[str, Any]) -> str:
    exact = "" if values["frustration_exact"] else f" at most, by descent from {STARTS:,} random divisions"
    return f"Frustration index {values['frustration_index']}{exact} (ties that contradict): {values['division']}."


def _flow_told(values: dict[str, Any]) -> str:
    if values["blow_up_time"] is None:
        return "Relations die down: no eigenvalue is positive."
    return f"dX/dt = X X blows up at time {told(values['blow_up_time'])}; factions then: {values['factions']}."


def _by_year(ties: Ties, seed: int) -> list[dict[str, Any]]:
    """Return triads and frustration index in every year of a change."""
    rows = []
    for year in ties.years:
        signs = ties.signs(year)
        counted, frustrated = triads(signs), frustration_index(signs, seed=seed)
        numbers = {"closed": counted.closed, "balanced": counted.balanced, "frustration_index": frustrated.index}
        rows.append({"year": year, **numbers})
    return rows


def _years_table(rows: list[dict[str, Any]]) -> Table:
    head = ("year of a change", "closed triads", "balanced", "frustration index")
    return Table(head, tuple(tuple(row.values()) for row in rows))


THEORY = Theory(
    name=NAME,
    summary="Friends of friends become friends and enemies of friends enemies, until there are two factions or one.",
    model=relations_at,
    reproduced=reproduced,
    run=run,
    template=lambda: published_text(NAME),
    settings=("year", "seed"),
)
