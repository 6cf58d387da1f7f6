"""How the claims behind one number were weighed: by assertion, averaged over coders, capped, and which went unused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from balkansim.evidence.coding import assertions_of, capped_weights, value_of, weight_of, without_copies

if TYPE_CHECKING:
    from balkansim.evidence.claims import Claim
    from balkansim.evidence.codebook import Codebook, Key
    from balkansim.evidence.evidence import Evidence


@dataclass(frozen=True)
class Weighed:
    """One claim behind a number.

    Parameters
    ----------
    id, document, coder, kind, direction, word, paraphrase, note : str
        As coded.
    paragraph : int
        Number of its paragraph.
    assertion : str
        What it asserts, together with others.
    value : float
        On the quantity's own scale.
    weight : float
        How much of an assertion it is worth by itself, in [0, 1].
    unused : str
        Why it does not count; empty for a claim that does.
    """

    id: str
    document: str
    paragraph: int
    coder: str
    kind: str
    direction: str
    word: str
    assertion: str
    value: float
    weight: float
    paraphrase: str
    note: str
    unused: str = ""

    @property
    def place(self) -> str:
        """Its paragraph, such as ``A14``."""
        return f"{self.document}{self.paragraph}"

    def told(self) -> str:
        """Tell the claim in one line."""
        note = f" [{self.note}]" if self.note else ""
        coded = f"{self.direction} {self.word} -> {self.value:.3g}, weight {self.weight:.2g}"
        return f"{self.id} ({self.place}, coder {self.coder}, {self.kind}): {coded}; {self.paraphrase}{note}"


@dataclass(frozen=True)
class Gathered:
    """One assertion with the claims that report it.

    Parameters
    ----------
    name, document : str
        The assertion, and the first document that reports it.
    value : float
        Averaged over coders, on the quantity's own scale.
    weight, counted : float
        What it is worth, and what is left of that under its document's cap.
    coders : int
        How many coders report it.
    claims : tuple of Weighed
        The claims.
    """

    name: str
    document: str
    value: float
    weight: float
    counted: float
    coders: int
    claims: tuple[Weighed, ...]


def gathered(key: Key, evidence: Evidence, until: date) -> tuple[tuple[Gathered, ...], tuple[Weighed, ...]]:
    """Group the claims about one number as the coding rule does, and tell why the others do not count.

    Parameters
    ----------
    key : Key
        The number.
    evidence : Evidence
        Claims, codebook and documents.
    until : datetime.date
        Claims that were not known by this day do not count.

    Returns
    -------
    used : tuple of Gathered
        Heaviest assertions first.
    unused : tuple of Weighed
        The claims that do not count.
    """
    codebook, library = evidence.codebook, evidence.library
    about = [claim for claim in evidence.claims if key in claim.keys]
    kept = without_copies(about, library)
    used = [claim for claim in kept if claim.as_of <= until and weight_of(claim, codebook) > 0]
    assertions = assertions_of(used, codebook, library.order)
    counted = capped_weights(assertions, codebook.coding.document_cap.value)
    stretched = codebook.quantities[key.quantity].stretched
    found = [
        Gathered(name, a.document, stretched(a.value), a.weight, weight, len({c.coder for c in claims}), told)
        for (name, claims), a, weight in zip(_by_assertion(used), assertions, counted, strict=True)
        for told in [tuple(_weighed(claim, codebook, key) for claim in claims)]
    ]
    names = {claim.id for claim in used}
    left = {claim.id for claim in kept}
    rest = (claim for claim in about if claim.id not in names)
    unused = tuple(_weighed(claim, codebook, key, _why(claim, codebook, until, claim.id in left)) for claim in rest)
    return tuple(sorted(found, key=lambda each: (-each.counted, each.name))), unused


def _by_assertion(claims: Iterable[Claim]) -> list[tuple[str, list[Claim]]]:
    """Group claims by assertion, in the order in which `assertions_of` returns them."""
    groups: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[claim.assertion].append(claim)
    return sorted(groups.items())


def _weighed(claim: Claim, codebook: Codebook, key: Key, unused: str = "") -> Weighed:
    value = codebook.quantities[key.quantity].stretched(value_of(claim, codebook))
    return Weighed(
        claim.id,
        claim.document,
        claim.paragraph,
        claim.coder,
        claim.kind,
        claim.direction,
        claim.intensity,
        claim.assertion,
        value,
        weight_of(claim, codebook),
        claim.paraphrase,
        claim.note,
        unused,
    )


def _why(claim: Claim, codebook: Codebook, until: date, kept: bool) -> str:
    """Tell why a claim does not count."""
    if not kept:
        return "its paragraph is a copy that is coded already"
    if claim.as_of > until:
        return f"not known until {claim.as_of.isoformat()}"
    kind = codebook.kinds[claim.kind]
    if kind.informs is not None and claim.quantity not in kind.informs:
        return f"a claim of the kind {claim.kind} informs only {', '.join(kind.informs)}"
    if kind.weight == 0:
        return f"a claim of the kind {claim.kind} weighs nothing"
    return f"the word {claim.intensity!r} weighs nothing"
