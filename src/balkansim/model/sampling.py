"""Draws of everything uncertain: documented numbers with an effect shared by a document, coefficients from ranges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.evidence.coefficients import Parameter
from balkansim.evidence.theories import theories
from balkansim.model.luck import BLOCK, parameter_uniforms
from balkansim.months import last_day
from balkansim.scenario.factors import estimate_of
from balkansim.scenario.scenario import Range, Scenario

if TYPE_CHECKING:
    from balkansim.evidence.coding import Estimate
    from balkansim.evidence.evidence import Evidence

MIDDLE = 0.5
HELD_OFF_THE_ENDS = ("tension", "grievance")


@dataclass
class Sampler:
    """Draws values of factors, a vector of parameter draws each.

    ``scenario``: its overrides come first. ``fixed``: values given from outside, such as a sweep's design: shape
    (draws,) or a number; they come before all else. ``first``: number of the first draw, a multiple of four. ``known``:
    draws made already, shared by the arms of one ensemble; pass the same dictionary for the same evidence, seed, draws
    and first draw. ``attempts``: how often each draw has been refused before, shape (draws,); None for never.
    ``numbers``: numbers of the draws where they do not follow each other.
    """

    scenario: Scenario
    evidence: Evidence
    parameters: Mapping[str, Parameter]
    draws: int
    seed: int
    at_median: bool = False
    fixed: Mapping[str, Any] = field(default_factory=dict)
    first: int = 0
    known: dict[Any, Any] = field(default_factory=dict)
    attempts: Any = None
    numbers: Any = None

    def __post_init__(self) -> None:
        """Take the estimates of what was known by the end of the start month."""
        self.estimates = self.evidence.estimates(last_day(self.scenario.start))
        self.effect = float(self.evidence.codebook.coding.document_effect.value)
        self.theories = theories(self.evidence)
        again = self.attempts is not None and np.any(self.attempts)
        self.mark = np.asarray(self.attempts).tobytes() if again else b""

    def given(self, name: str) -> Any:
        """Return the values a design or the scenario sets a factor to, or None where it is left as evidence has it."""
        if name in self.fixed:
            return np.broadcast_to(np.asarray(self.fixed[name], dtype=np.float64), (self.draws,))
        override = self.scenario.overrides.get(name)
        if override is None:
            return None
        if isinstance(override, Range):
            spread = Parameter(name, override.value, override.low, override.high, shape=override.shape)
            return spread.quantiles(self._shares(name))
        return np.full(self.draws, float(override))

    def coefficient(self, name: str, *, standing: bool = False) -> Any:
        """Return draws of a coefficient, or of a starting condition that no document gives.

        Coefficients fitted to history are drawn together: one uniform picks a row of their posterior.

        ``name``: its name; where the file has none for this actor, the one for others stands in.
        """
        given = None if standing else self.given(name)
        if given is not None:
            return given
        parameter = self.parameters[name if name in self.parameters else f"{name.split('.')[0]}.other"]
        if parameter.posterior and not self.at_median:
            drawn = parameter.rows(self._uniforms(parameter.anchor))
        else:
            drawn = parameter.quantiles(self._shares(name))
        return drawn * self._form_factor(name)

    def form(self, theory: str) -> Any:
        """Return the number of the form that each draw takes of a theory: the scenario's, or one drawn by weight."""
        chosen, forms = self.scenario.theory.get(theory), list(self.theories[theory].forms)
        if chosen is not None:
            return np.full(self.draws, forms.index(chosen), dtype=np.int64)
        if self.at_median:
            return np.zeros(self.draws, dtype=np.int64)
        return self.theories[theory].pick(self._uniforms(f"theory.{theory}"))

    def _form_factor(self, name: str) -> Any:
        """Return what the forms taken multiply a drawn coefficient by."""
        factor: Any = 1.0
        for theory, entry in self.theories.items():
            factors = np.array([form.factor.get(name, 1.0) for form in entry.forms.values()])
            if (factors != 1.0).any():
                factor = factor * factors[self.form(theory)]
        return factor

    def quantity(self, quantity: str, subject: str, object_: str = "", *, standing: bool = False) -> Any:
        """Return draws of a quantity of the codebook, on its own scale.

        ``quantity``, ``subject``, ``object_``: which; symmetric quantities accept either order.
        """
        name = ".".join(part for part in (quantity, subject, object_) if part)
        if not standing:
            turned = ".".join(part for part in (quantity, object_, subject) if part)
            names = (name, turned) if self.evidence.codebook.quantities[quantity].symmetric else (name,)
            for known in names:
                given = self.given(known)
                if given is not None:
                    return given
        estimate = self.estimate(quantity, subject, object_)
        if estimate.follows:
            return self.quantity(estimate.follows, subject, object_, standing=standing)
        if quantity == "commitment" and estimate.origin == "default":
            usual = self._usual_commitment(subject, object_)
            if usual is not None:
                return 2.0 * usual - 1.0
        unit = self._beta(name, estimate)
        if quantity in HELD_OFF_THE_ENDS:
            edge = self.coefficient("level_edge")
            unit = np.clip(unit, edge, 1.0 - edge)
        return 2.0 * unit - 1.0 if self.evidence.codebook.quantities[quantity].scale == "signed" else unit

    def estimate(self, quantity: str, subject: str, object_: str = "") -> Estimate:
        """Return what the claims known at the start say of a number, or the codebook's default."""
        return estimate_of(self.estimates, quantity, subject, object_)

    def _beta(self, name: str, estimate: Estimate) -> Any:
        """Return Beta draws whose normal scores share one effect a document."""
        from scipy.special import betaincinv, ndtr

        if self.at_median:
            return np.full(self.draws, float(betaincinv(estimate.alpha, estimate.beta, MIDDLE)))
        address = (name, estimate.alpha, estimate.beta, self.mark)
        if address not in self.known:
            score = self._score(name, estimate)
            self.known[address] = betaincinv(estimate.alpha, estimate.beta, ndtr(score))
        return self.known[address]

    def _score(self, name: str, estimate: Estimate) -> Any:
        """Return normal scores of a number; parts of its precision shared with documents or a default are mixed in."""
        from scipy.special import ndtri

        score = ndtri(self._uniforms(name))
        weights = dict(estimate.documents)
        length, told = np.sqrt(sum(share * share for share in weights.values())), sum(weights.values())
        if estimate.shares:
            followed = estimate.key._replace(quantity=estimate.shares)
            theirs = self._score(".".join(filter(None, followed)), self.estimate(*followed))
            score = np.sqrt(told) * score + np.sqrt(1.0 - told) * theirs
        if length > 0.0:
            tone = self.evidence.codebook.quantities[estimate.key.quantity].tone
            shared = sum(share / length * self._document_score(document) for document, share in weights.items())
            effect = self.effect * np.sqrt(told) if tone else 0.0
            score = np.sqrt(1.0 - effect**2) * score + effect * tone * shared
        return score

    def _document_score(self, document: str) -> Any:
        """Return a document's own normal scores, common to all it informs."""
        from scipy.special import ndtri

        return ndtri(self._uniforms(f"document.{document}"))

    def _usual_commitment(self, state: str, patron: str) -> Any:
        """Return the commitment of members and candidates, on the unit scale, where no claim speaks; else None."""
        if patron == "NATO" and self.is_nato(state):
            return self.coefficient("membership_commitment")
        if patron == "EU":
            status = self.eu_status(state)
            if status == "member":
                return self.coefficient("membership_commitment")
            if status in ("candidate", "potential-candidate"):
                return self.coefficient("candidacy_commitment")
        return None

    def is_nato(self, state: str) -> bool:
        """Tell whether a state is in NATO, by the scenario or the figures."""
        said = self.scenario.states[state].nato
        return self.evidence.figures.value("nato_since", state) is not None if said is None else said

    def eu_status(self, state: str) -> str:
        """Return a state's relation to the EU: member, candidate, potential-candidate or none."""
        return self.scenario.states[state].eu or self.evidence.figures.word("eu_status", state) or "none"

    def _shares(self, name: str) -> Any:
        """Return where in its distribution each draw of a factor lies."""
        if self.at_median:
            return np.full(self.draws, MIDDLE)
        return self._uniforms(name)

    def _uniforms(self, name: str) -> Any:
        """Return the uniform draws of a name, the same whichever chunk of draws they are part of."""
        address = ("uniforms", name, self.mark)
        if address not in self.known:
            self.known[address] = self._drawn(name)
        return self.known[address]

    def _drawn(self, name: str) -> Any:
        """Draw the uniforms of a name, of each draw at the attempt that was not refused."""
        if self.numbers is None:
            found = parameter_uniforms(self.seed, name, self.draws, self.first)
            numbers = range(self.first, self.first + self.draws)
        else:
            found, numbers = np.zeros(self.draws), self.numbers
        attempts = np.zeros(self.draws, dtype=np.int64) if self.attempts is None else self.attempts
        for k in np.flatnonzero((attempts > 0) | (self.numbers is not None)):
            block = int(numbers[k]) // BLOCK * BLOCK
            found[k] = parameter_uniforms(self.seed, name, BLOCK, block, int(attempts[k]))[int(numbers[k]) - block]
        return found
