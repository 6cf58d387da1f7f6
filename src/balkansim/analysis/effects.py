"""How much each scenario and each mechanism moves the world: the largest effects in standard deviations."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from balkansim.analysis.knockouts import load_mechanisms
from balkansim.analysis.respond import Followed, Series, differences, follow
from balkansim.errors import unknown
from balkansim.model.compiling import rules_hash
from balkansim.model.ensemble import Ensemble, Size
from balkansim.scenario.layers import shipped_names
from balkansim.scenario.resolve import resolve

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

DRAWS, HISTORIES, MONTHS, SEED = 60, 4, 60, 1
MATTERS = 0.3
"""From this share of a standard deviation on an effect counts as seen."""
DIRECTIONS = {"up": 1.0, "down": -1.0}
REFERENCE = "baseline"
SHOWN = 3


@dataclass(frozen=True)
class Expected:
    """One thing that a scenario says it moves. ``size``: its effect in standard deviations, in the direction said."""

    direction: str
    series: str
    size: float

    @property
    def holds(self) -> bool:
        """Whether it moves as expected by so much that it is seen."""
        return self.size >= MATTERS


@dataclass(frozen=True)
class Effect:
    """What a scenario, or a mechanism taken out, moves.

    ``world``: where a mechanism is taken out; the reference of a scenario. ``largest``: name and size in standard
    deviations of the series moved most, of different kinds.
    """

    name: str
    world: str
    expected: tuple[Expected, ...]
    largest: tuple[tuple[str, float], ...]

    @property
    def size(self) -> float:
        """The largest effect, in standard deviations."""
        return max((abs(size) for _, size in self.largest), default=0.0)


def world_hash(evidence: Evidence) -> str:
    """Return a hash of what effects depend on: rules, evidence, and every scenario that ships."""
    worlds = [resolve(name, evidence=evidence).digest for name in shipped_names()]
    return hashlib.sha256("".join([rules_hash({}), evidence.hash, *worlds]).encode()).hexdigest()[:12]


def move_of(text: str, where: str) -> tuple[str, str]:
    """Split ``up hazard northern-kosovo`` into direction and series."""
    direction, _, series = text.partition(" ")
    if direction not in DIRECTIONS:
        raise unknown("direction", direction, DIRECTIONS, where=where)
    return direction, series


def effects_of_scenarios(evidence: Evidence, names: Sequence[str] = ()) -> Iterator[Effect]:
    """Yield the effects of the scenarios that ship, each against the baseline."""
    maker = Ensemble(evidence, Size(DRAWS, HISTORIES, SEED))
    base = _followed(maker, REFERENCE, evidence)
    for name in names or [name for name in shipped_names() if name != REFERENCE]:
        world = resolve(name, evidence=evidence)
        found = differences(base, follow(maker, world, DRAWS, HISTORIES, MONTHS))
        by_name = {one.name: one for one in found}
        expected = []
        for text in world.moves:
            direction, series = move_of(text, f"scenario {name}, key moves")
            if series not in by_name:
                raise unknown("series", series, by_name, where=f"scenario {name}, key moves")
            expected.append(Expected(direction, series, DIRECTIONS[direction] * by_name[series].size))
        yield Effect(name, REFERENCE, tuple(expected), _largest(found))


def effects_of_mechanisms(evidence: Evidence) -> Iterator[Effect]:
    """Yield the effect of taking out each mechanism, in the scenario that is about it or in the baseline."""
    usual: dict[str, Followed] = {}
    for mechanism in load_mechanisms(evidence):
        world = mechanism.about or REFERENCE
        if world not in usual:
            usual[world] = _followed(Ensemble(evidence, Size(DRAWS, HISTORIES, SEED)), world, evidence)
        without = Ensemble(evidence, Size(DRAWS, HISTORIES, SEED), fixed=mechanism.set)
        yield Effect(
            mechanism.name, world, (), _largest(differences(usual[world], _followed(without, world, evidence)))
        )


def _followed(maker: Ensemble, name: str, evidence: Evidence) -> Followed:
    return follow(maker, resolve(name, evidence=evidence), DRAWS, HISTORIES, MONTHS)


def _largest(found: Sequence[Series]) -> tuple[tuple[str, float], ...]:
    """Return name and size of the series moved most, the largest of each kind, some of them."""
    best: dict[str, Series] = {}
    for one in sorted(found, key=lambda s: -abs(s.size)):
        best.setdefault(one.kind, one)
    return tuple((one.name, one.size) for one in list(best.values())[:SHOWN])
