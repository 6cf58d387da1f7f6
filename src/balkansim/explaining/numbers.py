"""Looking up a number of the world: its estimate or its figure, and what else must be said of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from balkansim.explaining.backing import copy_of
from balkansim.explaining.number import NumberExplanation
from balkansim.explaining.weighing import Gathered, Weighed, gathered
from balkansim.scenario.calendar import last_day
from balkansim.scenario.factors import TAIL, Factor
from balkansim.scenario.sources import coefficients
from balkansim.start.sampling import Sampler

if TYPE_CHECKING:
    from balkansim.evidence.codebook import Key
    from balkansim.evidence.estimates import Estimate
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.resolved import Scenario

DRAWS, SEED = 4000, 1
"""Draws from which a number that stands on another one's draw gets its interval."""


def explain_number(
    factor: Factor, key: Key | None, scenario: Scenario, evidence: Evidence, documents: Path | None = None
) -> NumberExplanation:
    """Explain a number of the codebook.

    Parameters
    ----------
    factor : Factor
        The number, as the catalogue of the scenario's world has it.
    key : Key or None
        Its key; None where its parties are no parties of the codebook, so that no claim can speak of it.
    scenario : Scenario
        Its start decides which claims are known.
    evidence : Evidence
        Claims and codebook.
    documents : Path, optional
        Folder with the reader's own copies of the texts.
    """
    used: tuple[Gathered, ...] = ()
    unused: tuple[Weighed, ...] = ()
    said: list[str] = []
    until = last_day(scenario.start)
    if factor.name in scenario.overrides:
        said.append(f"The scenario {scenario.name} sets it; claims would otherwise have given it.")
    if key is not None:
        used, unused = gathered(key, evidence, until)
        said += _said(evidence.estimates(until).get(*key), evidence, used)
    else:
        said.append("No claim can speak of it: its parties are not in the codebook.")
    value, low, high, more = _as_drawn(factor, scenario, evidence)
    texts = _texts((*(claim for each in used for claim in each.claims), *unused), evidence, documents)
    return NumberExplanation(
        factor.name, factor.meaning, value, low, high, factor.unit, factor.origin, (*said, *more), used, unused, texts
    )


def explain_figure(factor: Factor, scenario: Scenario, evidence: Evidence) -> NumberExplanation:
    """Explain a number that others measured.

    Parameters
    ----------
    factor : Factor
        The number, as the catalogue of the scenario's world has it.
    scenario : Scenario
        The scenario, which may set it.
    evidence : Evidence
        Gives the figure.
    """
    variable, state = factor.name.split(".")
    figure = evidence.figures.figure(variable, state)
    said = f"{figure.source}, {figure.year}, published {figure.published}." if figure else "no figure has it."
    if factor.origin == "scenario":
        said = f"The scenario {scenario.name} sets it; the figure: {said}"
    numbers = factor.value, factor.low, factor.high
    return NumberExplanation(factor.name, factor.meaning, *numbers, factor.unit, factor.origin, (said,), (), (), {})


def _said(estimate: Estimate, evidence: Evidence, used: tuple[Gathered, ...]) -> list[str]:
    """Say what documents give an estimate and what the cap did, or that it rests on nothing and why."""
    entry = evidence.codebook.quantities[estimate.key.quantity]
    if estimate.origin == "default":
        said = [f"{'No claim gives it' if estimate.follows else 'It rests on nothing'}: {entry.reason}."]
        if estimate.follows:
            followed = f"{estimate.follows} {' '.join(estimate.key[1:])}"
            said.append(f"It takes the value of {followed}: balkansim explain {followed}")
        return said
    shares = ", ".join(f"document {name} {100 * share:.0f}%" for name, share in estimate.documents.items())
    claims = sum(len(each.claims) for each in used)
    return [f"{claims} claims make {estimate.assertions} assertions; {shares} of the weight.", *_cap(used, evidence)]


def _cap(used: tuple[Gathered, ...], evidence: Evidence) -> list[str]:
    """Tell what the cap of each document did."""
    cap, told = evidence.codebook.coding.document_cap.value, []
    for document in dict.fromkeys(each.document for each in used):
        whole = sum(each.weight for each in used if each.document == document)
        if whole > cap:
            told.append(f"Document {document}: assertions worth {whole:.2g} count as {cap:g}, the most a document can.")
    return told


def _as_drawn(factor: Factor, scenario: Scenario, evidence: Evidence) -> tuple[float, float, float, list[str]]:
    """Return mean and interval as worlds get them, and whence, where that is not the estimate itself."""
    plain = factor.value, factor.low, factor.high
    quantity, *parties = factor.name.split(".")
    if factor.origin != "default":
        return *plain, []
    sampler = Sampler(scenario, evidence, coefficients(evidence), DRAWS, SEED)
    drawn = sampler.quantity(quantity, *parties)
    own = sampler.estimate(quantity, *parties)
    scale = evidence.codebook.quantities[quantity].stretched
    if own.follows or abs(float(np.mean(drawn)) - scale(own.mean)) > own.sd:
        low, high = (float(x) for x in np.quantile(drawn, (TAIL, 1 - TAIL)))
        more = [] if own.follows else ["Membership or candidacy moves it: balkansim explain membership_commitment"]
        return float(np.mean(drawn)), low, high, more
    return *plain, []


def _texts(claims: Iterable[Weighed], evidence: Evidence, documents: Path | None) -> dict[str, str]:
    """Return the reader's own copies of the claims' paragraphs."""
    if documents is None:
        return {}
    places = dict.fromkeys((claim.document, claim.paragraph) for claim in claims)
    return {f"{d}{n}": copy_of(d, n, evidence, documents) for d, n in sorted(places)}
