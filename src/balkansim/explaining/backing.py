"""What an input rests on: its claims with their paragraphs, its reason, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from balkansim.evidence.coding import weight_of
from balkansim.explaining.readers import readers_of, rules
from balkansim.scenario.calendar import last_day
from balkansim.scenario.factors import estimate_of
from balkansim.scenario.sources import coefficients

if TYPE_CHECKING:
    from balkansim.evidence.claims import Claim
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.resolved import Scenario

PARAGRAPH = re.compile(r"\b(([A-Z])\d{1,3})\b")
NOT_IN_COPY = "(no file in the folder has this paragraph word for word)"


@dataclass(frozen=True)
class Backing:
    """What an input rests on.

    Parameters
    ----------
    claims : tuple of str
        Ids of the claims behind it, heaviest first.
    paragraphs : tuple of str
        The paragraphs they stand in, such as ``A14``, each once, in the order of the claims; for a coefficient, those
        that the rules reading it cite.
    reason : str
        The heaviest claim's paraphrase; for what no claim speaks of, why it has its value.
    text : str
        The reader's own copy of the heaviest claim's paragraph, where asked for and found.
    rules : tuple of str
        For a coefficient, the rules and moves that read it.
    """

    claims: tuple[str, ...]
    paragraphs: tuple[str, ...]
    reason: str
    text: str = ""
    rules: tuple[str, ...] = ()


def backing(name: str, scenario: Scenario, evidence: Evidence, documents: Path | None = None) -> Backing:
    """Return what an input rests on.

    Parameters
    ----------
    name : str
        A factor, as the catalogue names it.
    scenario : Scenario
        Its start decides which claims are known; what it sets rests on the scenario itself.
    evidence : Evidence
        Claims, codebook and coefficients.
    documents : Path, optional
        Folder with the reader's own copies of the texts.
    """
    if name in scenario.overrides:
        return Backing((), (), f"set by the scenario {scenario.name}")
    quantity, *parties = name.split(".")
    if quantity not in evidence.codebook.quantities:
        known = coefficients(evidence)
        found = known.get(name) or known.get(f"{quantity}.other")
        cited = tuple(place for rule in readers_of(name) if rule in rules() for place in _cited(rule, evidence))
        return Backing((), tuple(dict.fromkeys(cited)), found.reason if found else "", rules=readers_of(name))
    estimates = evidence.estimates(last_day(scenario.start))
    estimate = estimate_of(estimates, quantity, parties[0], parties[1] if len(parties) > 1 else "")
    if not estimate.claims:
        return Backing((), (), f"rests on nothing: {evidence.codebook.quantities[quantity].reason}")
    by_id = {claim.id: claim for claim in evidence.claims}
    claims = sorted((by_id[i] for i in estimate.claims), key=lambda c: -weight_of(c, evidence.codebook))
    paragraphs = tuple(dict.fromkeys(f"{claim.document}{claim.paragraph}" for claim in claims))
    text = own_copy(claims[0], evidence, documents)
    return Backing(tuple(claim.id for claim in claims), paragraphs, claims[0].paraphrase, text)


def _cited(rule: str, evidence: Evidence) -> list[str]:
    """Return the paragraphs of the documents that a rule gives as its source."""
    known = {document.id for document in evidence.library}
    return [place for place, document in PARAGRAPH.findall(rules()[rule].section("Source")) if document in known]


def own_copy(claim: Claim, evidence: Evidence, documents: Path | None) -> str:
    """Return the reader's own copy of a claim's paragraph, a note where it is not found, or nothing if not asked for.

    Parameters
    ----------
    claim : Claim
        The claim.
    evidence : Evidence
        Knows the fingerprint of its paragraph.
    documents : Path or None
        Folder with the reader's own copies of the texts.

    Raises
    ------
    BalkansimError
        If there is no such folder, or it holds no text.
    """
    return copy_of(claim.document, claim.paragraph, evidence, documents)


def copy_of(document: str, number: int, evidence: Evidence, documents: Path | None) -> str:
    """Return the reader's own copy of a paragraph, a note where it is not found, or nothing if not asked for.

    Parameters
    ----------
    document : str
        Id of the document.
    number : int
        Number of the paragraph, from 1.
    evidence : Evidence
        Knows the paragraph's fingerprint.
    documents : Path or None
        Folder with the reader's own copies of the texts.
    """
    if documents is None:
        return ""
    from balkansim.evidence.texts import paragraph_text

    return paragraph_text(documents, evidence.library.document(document), number) or NOT_IN_COPY
