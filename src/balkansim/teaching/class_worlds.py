"""The world under each student's coding, and under the whole class's, on the same luck."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

from balkansim.api import load
from balkansim.comparing.comparison import Comparison
from balkansim.comparing.running import run_comparison
from balkansim.comparing.worlds import SHIPPED, World
from balkansim.evidence.claims import Claim
from balkansim.evidence.evidence import Evidence
from balkansim.experiments.ensemble import Size
from balkansim.experiments.forecasts import evidence_told
from balkansim.teaching.codings import Coding

CLASS = "class"
DRAWS, HISTORIES = 20, 5


def recoded(evidence: Evidence, claims: Sequence[Claim]) -> Evidence:
    """Return evidence in which the paragraphs that claims speak of are coded by them alone; the rest stands.

    Parameters
    ----------
    evidence : Evidence
        The evidence.
    claims : sequence of Claim
        The claims that take the place of others on their paragraphs.
    """
    places = {claim.place for claim in claims}
    kept = [claim for claim in evidence.claims if claim.place not in places]
    told = repr([(claim.keys, claim.place, claim.kind, claim.direction, claim.intensity) for claim in claims])
    digest = hashlib.sha256((evidence.hash + told).encode()).hexdigest()
    return replace(evidence, claims=(*kept, *claims), hash=digest, _estimates={})


def class_worlds(scenario: str, evidence: Evidence, codings: Sequence[Coding]) -> tuple[World, ...]:
    """Return the world as shipped, under the class's pooled coding, and under each student's.

    Parameters
    ----------
    scenario : str
        Name or path of the scenario.
    evidence : Evidence
        Evidence that knows the practice article.
    codings : sequence of Coding
        The students' codings.
    """
    bodies = {SHIPPED: evidence}
    if len(codings) > 1:
        bodies[CLASS] = recoded(evidence, [claim for coding in codings for claim in coding.claims])
    bodies |= {coding.student: recoded(evidence, coding.claims) for coding in codings}
    return tuple(World(label, load(scenario, evidence=body)[0], body) for label, body in bodies.items())


def class_forecasts(
    scenario: str,
    evidence: Evidence,
    codings: Sequence[Coding],
    size: Size,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Answer every forecast under each coding and compare it with the shipped one, history by history.

    Parameters
    ----------
    scenario, evidence, codings
        As in `class_worlds`.
    size : Size
        Draws, histories and seed of each world.
    progress : callable, optional
        Told how much of the work is done, in per cent, and 100.
    """
    found = run_comparison(class_worlds(scenario, evidence, codings), size, progress=progress)
    return replace(found, run=replace(found.run, evidence=evidence_told(evidence)))
