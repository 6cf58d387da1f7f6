"""Looking up a number of the world: its estimate or its figure, and what else must be said of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.analysis.rules import readers_of, rules, rules_reading_input
from balkansim.evidence.coding import (
    assertions_of,
    capped_weights,
    default_estimate,
    prior_weight,
    used_claims,
    value_of,
    weight_of,
    without_copies,
)
from balkansim.evidence.dyads import FACTS
from balkansim.model.rulebook.inputs import INPUTS
from balkansim.model.sampling import Sampler
from balkansim.months import last_day
from balkansim.pages import Explanation, Page, Section
from balkansim.scenario.factors import TAIL, Factor, coefficients, estimate_of

if TYPE_CHECKING:
    from balkansim.evidence.claims import Claim
    from balkansim.evidence.codebook import Codebook, Key
    from balkansim.evidence.coding import Estimate
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Weighed:
    """One claim behind a number.

    ``value``: where it pulls the number, on the quantity's own scale. ``weight``: how much of an assertion it is worth
    by itself, in [0, 1]. ``unused``: why it does not count; empty for a claim that does.
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
class WeighedAssertion:
    """One assertion with the claims that report it.

    ``name``, ``document``: the assertion, and the first document that reports it. ``value``: averaged over coders, on
    the quantity's own scale.
    """

    name: str
    document: str
    value: float
    weight: float
    counted: float
    coders: int
    claims: tuple[Weighed, ...]


def gathered(key: Key, evidence: Evidence, until: date) -> tuple[tuple[WeighedAssertion, ...], tuple[Weighed, ...]]:
    """Group the claims about one number as the coding rule does, and tell why the others do not count.

    Returns: heaviest assertions first.
    """
    codebook, library = evidence.codebook, evidence.library
    about = [claim for claim in evidence.claims if key in claim.keys]
    start = evidence.estimates(until).start(*key).mean
    kept = without_copies(about, library)
    used = used_claims(about, codebook, library, until)
    assertions = assertions_of(used, codebook, library.order, start)
    counted = capped_weights(assertions, codebook.coding.document_cap.value)
    stretched = codebook.quantities[key.quantity].stretched
    found = [
        WeighedAssertion(name, a.document, stretched(a.value), a.weight, weight, len({c.coder for c in claims}), told)
        for (name, claims), a, weight in zip(_by_assertion(used), assertions, counted, strict=True)
        for told in [tuple(_weighed(claim, codebook, key, start) for claim in claims)]
    ]
    names = {claim.id for claim in used}
    left = {claim.id for claim in kept}
    rest = (claim for claim in about if claim.id not in names)
    unused = tuple(
        _weighed(claim, codebook, key, start, _why(claim, codebook, until, claim.id in left)) for claim in rest
    )
    return tuple(sorted(found, key=lambda each: (-each.counted, each.name))), unused


def _by_assertion(claims: Iterable[Claim]) -> list[tuple[str, list[Claim]]]:
    """Group claims by assertion, in the order in which `assertions_of` returns them."""
    groups: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[claim.assertion].append(claim)
    return sorted(groups.items())


def _weighed(claim: Claim, codebook: Codebook, key: Key, start: float, unused: str = "") -> Weighed:
    value = codebook.quantities[key.quantity].stretched(value_of(claim, codebook, start))
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
    if codebook.words[claim.intensity].weight > 0:
        return "another coder reads nothing but a forecast or hypothesis in it, so it weighs nothing"
    return f"the word {claim.intensity!r} weighs nothing"


@dataclass(frozen=True)
class NumberExplanation(Explanation):
    """What stands behind a number of the world.

    ``name``, ``meaning``: as in ``--set``, and in words. ``value``, ``low``, ``high``: its mean and 90% interval, on
    its own scale. ``unit``, ``origin``: scale; ``documented``, ``default``, ``measured`` or ``scenario``. ``said``:
    what must be said of it: whence it has its value where no claim speaks, what it follows, who sets it.
    ``assertions``: the assertions behind it, heaviest first, with their claims. ``texts``: the reader's own copies of
    the paragraphs, by paragraph, where asked for.
    """

    name: str
    meaning: str
    value: float
    low: float
    high: float
    unit: str
    origin: str
    said: tuple[str, ...]
    assertions: tuple[WeighedAssertion, ...]
    unused: tuple[Weighed, ...]
    texts: dict[str, str]

    @property
    def claims(self) -> tuple[Weighed, ...]:
        """Every claim about the number, those that count first."""
        return (*(claim for each in self.assertions for claim in each.claims), *self.unused)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return asdict(self)

    def rows(self) -> list[dict[str, Any]]:
        """Return every claim about the number, a row each."""
        return [asdict(claim) for claim in self.claims]

    def page(self) -> Page:
        """Return the explanation as a page."""
        interval = f"{self.value:.3g}, 90% interval {self.low:.3g} to {self.high:.3g}"
        fixed = f"{self.value:.6g}"
        sections = (
            Section("value", (f"{interval if self.low < self.high else fixed} ({self.unit})",)),
            Section("origin", (self.origin, *self.said)),
            *(Section("assertion", (_average(each), *self._told(each.claims))) for each in self.assertions),
            Section("unused", (*_reasons(self.unused), *self._told(self.unused))),
        )
        return Page(f"{self.name.replace('.', ' ')}: {self.meaning}", (), sections)

    def _told(self, claims: tuple[Weighed, ...]) -> list[str]:
        """Tell claims, a line each, the reader's own copy of a paragraph under the last claim read from it."""
        lines = []
        for place, claim in enumerate(claims):
            lines.append(claim.told())
            if claim.place in self.texts and claim.place not in {later.place for later in claims[place + 1 :]}:
                lines.append(f"your copy of {claim.place}: {self.texts[claim.place]}")
        return lines


def _average(each: WeighedAssertion) -> str:
    """Tell an assertion's average over coders, its weight, and what the cap did."""
    cap = f", {each.counted:.2g} under the cap of document {each.document}" if each.counted < each.weight else ""
    coders = f"the average of {each.coders} coders" if each.coders > 1 else "one coder"
    return f"{each.name}: {each.value:.3g} ({coders}), weight {each.weight:.2g}{cap}"


def _reasons(claims: tuple[Weighed, ...]) -> list[str]:
    """Tell why claims do not count, a line a reason."""
    reasons = dict.fromkeys(claim.unused for claim in claims)
    return [f"{reason}: {' '.join(c.id for c in claims if c.unused == reason)}." for reason in reasons]


PARAGRAPH = re.compile(r"\b(([A-Z])\d{1,3})\b")
NOT_IN_COPY = "(no file in the folder has this paragraph word for word)"


@dataclass(frozen=True)
class Backing:
    """What an input rests on.

    ``claims``: ids of the claims behind it, heaviest first. ``paragraphs``: the paragraphs they stand in, such as
    ``A14``, each once, in the order of the claims; for a coefficient, those that the rules reading it cite. ``text``:
    the reader's own copy of the heaviest claim's paragraph, where asked for and found.
    """

    claims: tuple[str, ...]
    paragraphs: tuple[str, ...]
    reason: str
    text: str = ""
    rules: tuple[str, ...] = ()


def backing(name: str, scenario: Scenario, evidence: Evidence, documents: Path | None = None) -> Backing:
    """Return what an input rests on."""
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
        reason = evidence.codebook.quantities[quantity].reason
        measured = "computed from measured facts" if estimate.origin == "measured" else f"rests on nothing: {reason}"
        return Backing((), (), measured)
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
    """Return the reader's own copy of a claim's paragraph, a note where it is not found, or nothing."""
    return copy_of(claim.document, claim.paragraph, evidence, documents)


def copy_of(document: str, number: int, evidence: Evidence, documents: Path | None) -> str:
    """Return the reader's own copy of a paragraph, a note where it is not found, or nothing."""
    if documents is None:
        return ""
    from balkansim.evidence.documents import paragraph_text

    return paragraph_text(documents, evidence.library.document(document), number) or NOT_IN_COPY


DRAWS, SEED = 4000, 1
"""Draws from which a number that stands on another one's draw gets its interval."""


def explain_number(
    factor: Factor, key: Key | None, scenario: Scenario, evidence: Evidence, documents: Path | None = None
) -> NumberExplanation:
    """Explain a number of the codebook.

    ``key``: its key; None where its parties are no parties of the codebook, so that no claim can speak of it.
    """
    used: tuple[WeighedAssertion, ...] = ()
    unused: tuple[Weighed, ...] = ()
    said: list[str] = []
    until = last_day(scenario.start)
    if factor.name in scenario.overrides:
        said.append(f"The scenario {scenario.name} sets it; claims would otherwise have given it.")
    if key is not None:
        used, unused = gathered(key, evidence, until)
        said += _said(evidence.estimates(until).get(*key), evidence, used, until)
    else:
        said.append("No claim can speak of it: its parties are not in the codebook.")
    value, low, high, more = _as_drawn(factor, scenario, evidence)
    texts = _texts((*(claim for each in used for claim in each.claims), *unused), evidence, documents)
    return NumberExplanation(
        factor.name, factor.meaning, value, low, high, factor.unit, factor.origin, (*said, *more), used, unused, texts
    )


def explain_figure(factor: Factor, scenario: Scenario, evidence: Evidence) -> NumberExplanation:
    """Explain a number that others measured."""
    variable, state = factor.name.split(".")
    figure = evidence.figures.figure(variable, state)
    said = f"{figure.source}, {figure.year}, published {figure.published}." if figure else "no figure has it."
    if factor.origin == "scenario":
        said = f"The scenario {scenario.name} sets it; the figure: {said}"
    numbers = factor.value, factor.low, factor.high
    return NumberExplanation(factor.name, factor.meaning, *numbers, factor.unit, factor.origin, (said,), (), (), {})


def _said(estimate: Estimate, evidence: Evidence, used: tuple[WeighedAssertion, ...], until: date) -> list[str]:
    """Say what documents give an estimate and what the cap did, or that it rests on nothing and why."""
    entry = evidence.codebook.quantities[estimate.key.quantity]
    if estimate.origin == "documented":
        shares = ", ".join(f"document {name} {100 * share:.0f}%" for name, share in estimate.documents.items())
        claims = sum(len(each.claims) for each in used)
        own = prior_weight(evidence.estimates(until).start(*estimate.key), evidence.codebook.coding)
        start = f"{entry.stretched(estimate.start):.2g}"
        return [
            f"{claims} claims make {estimate.assertions} assertions, which move it from its default, {start}; "
            f"the default counts for {own:.2g} assertions. Weight: {shares}, the default the rest.",
            *_computed(estimate.key, evidence, until),
            *_cap(used, evidence),
        ]
    if estimate.follows:
        followed = f"{estimate.follows} {' '.join(estimate.key[1:])}"
        reason = f"No claim gives it: {entry.reason}."
        return [reason, f"It takes the value of {followed}: balkansim explain {followed}"]
    if estimate.origin == "measured":
        return ["No claim gives it; it is computed from measured facts.", *_computed(estimate.key, evidence, until)]
    return [f"It rests on nothing: {entry.reason}."]


def _computed(key: Key, evidence: Evidence, until: date) -> list[str]:
    """Tell what each measured fact adds to a dyad's default."""
    found = evidence.estimates(until).contributions(key)
    if not found:
        return []
    told = "; ".join(f"{FACTS[each.fact][0]}, {each.size:.2g} x {each.weight:+.2g}" for each in found[1:])
    return [f"Its default in log-odds: strangers {found[0].weight:+.2g}; {told or 'no fact holds'}."]


def _cap(used: tuple[WeighedAssertion, ...], evidence: Evidence) -> list[str]:
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
    if factor.origin not in ("default", "measured"):
        return *plain, []
    sampler = Sampler(scenario, evidence, coefficients(evidence), DRAWS, SEED)
    drawn = sampler.quantity(quantity, *parties)
    own = sampler.estimate(quantity, *parties)
    scale = evidence.codebook.quantities[quantity].stretched
    plainly = default_estimate(own.key, evidence.codebook)
    if own.follows or (factor.origin == "default" and abs(float(np.mean(drawn)) - scale(plainly.mean)) > plainly.sd):
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


AT_THE_START = "No rule names it: it fills the world at the start of a run."
BY_CHANCE = "Every coefficient whose name ends in _noise is multiplied by it at the start of a run."
NOISE = "noise"


@dataclass(frozen=True)
class Reader:
    """A rule or move that reads a coefficient. ``source``, ``reading``: sections of its docstring; empty for a move."""

    name: str
    source: str
    reading: str


@dataclass(frozen=True)
class CoefficientExplanation(Explanation):
    """What stands behind a coefficient.

    ``name``, ``meaning``, ``unit``, ``shape``, ``origin``, ``reason``: as the evidence folder has it; origin
    ``scenario`` where the scenario sets it.
    """

    name: str
    meaning: str
    unit: str
    shape: str
    origin: str
    reason: str
    value: float
    low: float
    high: float
    scenario: str
    readers: tuple[Reader, ...]

    @property
    def _example(self) -> str:
        """A value to set it to that changes something."""
        return f"{self.high:.4g}" if self.low < self.high else "VALUE"

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return asdict(self)

    def rows(self) -> list[dict[str, Any]]:
        """Return the rules and moves that read it, a row each."""
        return [asdict(reader) for reader in self.readers]

    def page(self) -> Page:
        """Return the explanation as a page."""
        spread = f"range {self.low:.4g} to {self.high:.4g} ({self.shape})"
        sections = (
            Section("value", (f"{self.value:.4g}, {spread}, {self.unit}",)),
            Section("origin", (f"{self.origin}: {self.reason or 'no reason is given'}",)),
            *(section for reader in self.readers for section in _sections(reader)),
            Section("read by", () if self.readers else (BY_CHANCE if self.name == NOISE else AT_THE_START,)),
            Section("to set it", (f"balkansim forecast {self.scenario} --set {self.name}={self._example}",)),
        )
        return Page(f"coefficient {self.name}: {self.meaning}", (), sections)


def _sections(reader: Reader) -> tuple[Section, ...]:
    body = (f"Source: {reader.source}", f"Reading: {reader.reading}") if reader.source else ("(a move)",)
    return (Section("read by", (reader.name, *body)),)


def explain_coefficient(factor: Factor, scenario: Scenario, evidence: Evidence) -> CoefficientExplanation:
    """Explain a coefficient."""
    known, family = coefficients(evidence), factor.name.partition(".")[0]
    parameter = known.get(factor.name) or known[f"{family}.other"]
    reason = f"set by the scenario {scenario.name}" if factor.name in scenario.overrides else parameter.reason
    return CoefficientExplanation(
        factor.name,
        factor.meaning,
        factor.unit,
        factor.shape,
        factor.origin,
        reason,
        factor.value,
        factor.low,
        factor.high,
        scenario.name,
        readers(factor.name),
    )


def readers(name: str) -> tuple[Reader, ...]:
    """Return the rules and moves that read a coefficient, or the rules that take it as an input of the world.

    ``name``: A coefficient, or a starting condition such as ``hazard_base.northern-kosovo``.
    """
    family = name.partition(".")[0]
    names = readers_of(name) or (rules_reading_input(family) if family in INPUTS and name != NOISE else ())
    return tuple(_reader(each) for each in names)


def _reader(name: str) -> Reader:
    rule = rules().get(name)
    return Reader(name, rule.section("Source"), rule.section("Reading")) if rule else Reader(name, "", "")
