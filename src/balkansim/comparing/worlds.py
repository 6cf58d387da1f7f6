"""The worlds of a comparison: scenarios on one body of evidence, or one scenario on two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.api import load
from balkansim.errors import BalkansimError

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.resolved import Scenario

SHIPPED = "shipped"
"""Stands for the evidence that ships, where a folder is asked for."""
DEFAULT = "baseline"


@dataclass(frozen=True)
class World:
    """One world of a comparison.

    Parameters
    ----------
    label : str
        What it is called: its scenario, or its evidence.
    scenario : Scenario
        As resolved.
    evidence : Evidence
        Against which it is resolved.
    """

    label: str
    scenario: Scenario
    evidence: Evidence


def worlds_of(
    scenarios: Sequence[str | Scenario],
    evidence: Evidence | Path | str | None,
    *,
    with_: Sequence[str] = (),
    set_: Sequence[str] | Mapping[str, Any] = (),
) -> tuple[World, ...]:
    """Resolve scenarios against one body of evidence.

    Parameters
    ----------
    scenarios : sequence of str or Scenario
        At least two, all different.
    evidence, with_, set_
        As in `balkansim.api.load`.

    Raises
    ------
    BalkansimError
        If there are fewer than two, or two are the same world.
    """
    if len(scenarios) < 2:
        raise BalkansimError(
            f"{len(scenarios)} scenario to compare" if len(scenarios) == 1 else "no scenario to compare",
            expected="at least two scenarios, the reference first, or one with two bodies of evidence",
            where="compare",
            todo="balkansim compare baseline OTHER, or balkansim compare --evidence X Y",
        )
    _, known = load(evidence=_shipped(evidence))
    found = [load(scenario, with_=with_, set_=set_, evidence=known)[0] for scenario in scenarios]
    for one, other in combinations(found, 2):
        if one.digest == other.digest:
            raise BalkansimError(
                f"{one.name} and {other.name} are the same world"
                if one.name != other.name
                else f"{one.name} is named twice",
                expected="scenarios that differ in something that matters to a run",
                where="compare",
                todo="leave one out",
            )
    return tuple(World(label, scenario, known) for label, scenario in zip(_labels(found), found, strict=True))


def bodies(
    scenarios: Sequence[str | Scenario],
    pair: Sequence[Evidence | Path | str],
    *,
    with_: Sequence[str] = (),
    set_: Sequence[str] | Mapping[str, Any] = (),
) -> tuple[World, ...]:
    """Resolve one scenario against two bodies of evidence.

    Parameters
    ----------
    scenarios : sequence of str or Scenario
        One, or none for the baseline.
    pair : sequence of Evidence or path
        Two, with different contents; ``shipped`` stands for what ships.
    with_, set_
        As in `balkansim.api.load`.

    Raises
    ------
    BalkansimError
        If there is more than one scenario, not two bodies of evidence, or both hold the same.
    """
    if len(scenarios) > 1:
        raise BalkansimError(
            f"{len(scenarios)} scenarios and two bodies of evidence",
            expected="one scenario (baseline, if none is named)",
            where="compare --evidence",
            todo="compare either scenarios or bodies of evidence",
        )
    if len(pair) != 2:
        raise BalkansimError(f"{len(pair)} bodies of evidence", expected="two", where="compare --evidence")
    scenario = scenarios[0] if scenarios else DEFAULT
    found = [load(scenario, with_=with_, set_=set_, evidence=_shipped(body)) for body in pair]
    (_, one), (_, other) = found
    if one.hash == other.hash:
        raise BalkansimError(
            f"{one.folder} and {other.folder} hold the same evidence",
            expected="two bodies of evidence that differ",
            where="compare --evidence",
            todo=f"change a claim or a coefficient in one of them; {SHIPPED!r} names what ships",
        )
    names = [f"{known.folder.name} {known.hash[:8]}" for _, known in found]
    return tuple(World(name, *body) for name, body in zip(names, found, strict=True))


def _shipped(body: Evidence | Path | str | None) -> Evidence | Path | str | None:
    """Return a body of evidence, None where the word for what ships is given and no folder has that name."""
    return None if isinstance(body, str | Path) and str(body) == SHIPPED and not Path(body).exists() else body


def _labels(scenarios: Sequence[Scenario]) -> list[str]:
    """Return the scenarios' names, numbered where two files share one."""
    names = [scenario.name for scenario in scenarios]
    return [
        name if names.count(name) == 1 else f"{name} ({names[: k + 1].count(name)})" for k, name in enumerate(names)
    ]
