"""What a coefficient is, why it has its value, and which rules read it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from balkansim.explaining.explanation import Explanation
from balkansim.explaining.page import Page, Section
from balkansim.explaining.readers import readers_of, rules, rules_reading_input
from balkansim.rulebook.inputs import INPUTS
from balkansim.scenario.factors import Factor
from balkansim.scenario.sources import coefficients

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.resolved import Scenario

AT_THE_START = "No rule names it: it fills the world at the start of a run."
BY_CHANCE = "Every coefficient whose name ends in _noise is multiplied by it at the start of a run."
NOISE = "noise"


@dataclass(frozen=True)
class Reader:
    """A rule or move that reads a coefficient.

    Parameters
    ----------
    name : str
        Its name.
    source, reading : str
        Sections of its docstring; empty for a move.
    """

    name: str
    source: str
    reading: str


@dataclass(frozen=True)
class CoefficientExplanation(Explanation):
    """What stands behind a coefficient.

    Parameters
    ----------
    name, meaning, unit, shape, origin, reason : str
        As the evidence folder has it; origin ``scenario`` where the scenario sets it.
    value, low, high : float
        Its middle and its range.
    scenario : str
        The scenario whose world it is of.
    readers : tuple of Reader
        The rules and moves that read it.
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
    """Explain a coefficient.

    Parameters
    ----------
    factor : Factor
        The coefficient, as the catalogue of the scenario's world has it.
    scenario : Scenario
        The scenario.
    evidence : Evidence
        Gives its reason.
    """
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

    Parameters
    ----------
    name : str
        A coefficient, or a starting condition such as ``hazard_base.northern-kosovo``.
    """
    family = name.partition(".")[0]
    names = readers_of(name) or (rules_reading_input(family) if family in INPUTS and name != NOISE else ())
    return tuple(_reader(each) for each in names)


def _reader(name: str) -> Reader:
    rule = rules().get(name)
    return Reader(name, rule.section("Source"), rule.section("Reading")) if rule else Reader(name, "", "")
