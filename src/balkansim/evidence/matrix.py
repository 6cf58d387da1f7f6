"""Every dyad's tension, grievance, tie and reaction in matrices, so that what is off can be seen at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from balkansim.evidence.coding import Estimate
from balkansim.evidence.dyads import FACTS
from balkansim.evidence.evidence import Estimates, Evidence
from balkansim.pages import Explanation, Page, Section, Table

MARKS = {"documented": "d", "measured": "m", "default": ""}
HOW_TO_READ = (
    "Means on the unit scale. d: claims moved it from its default; m: no claim speaks of it, it is computed from "
    "measured facts; no mark: the codebook's default, or what it follows. Tension without claims of its own follows "
    "grievance.",
)


@dataclass(frozen=True)
class DyadMatrix(Explanation):
    """The numbers of every dyad on a day. ``states``: in the order of the codebook. ``quantities``: of two states."""

    until: date
    states: tuple[str, ...]
    quantities: tuple[str, ...]
    estimates: Estimates

    def get(self, quantity: str, one: str, other: str) -> Estimate:
        """Return one number; two states stand in either order."""
        return self.estimates.get(quantity, one, other)

    def table(self, quantity: str) -> Table:
        """Return one quantity's matrix: mean and mark of origin, each dyad once."""
        head = ("", *self.states[1:])
        rows = [
            (one, *("" if k < i else self._cell(quantity, one, other) for k, other in enumerate(self.states[1:])))
            for i, one in enumerate(self.states[:-1])
        ]
        return Table(head, tuple(rows))

    def _cell(self, quantity: str, one: str, other: str) -> str:
        found = self.get(quantity, one, other)
        return f"{found.mean:.2f}{self._mark(found)}"

    def _mark(self, found: Estimate) -> str:
        """Return the mark of where a number comes from; of one that follows another, that one's."""
        return MARKS[self.get(found.follows, *found.key[1:]).origin if found.follows else found.origin]

    def page(self) -> Page:
        """Return the matrices as a page."""
        sections = [Section(name, (self.table(name),)) for name in self.quantities]
        return Page(f"dyads as known by {self.until}", (), (*sections, Section("reading", HOW_TO_READ)))

    def rows(self) -> list[dict[str, Any]]:
        """Return a plain row a quantity and dyad, with what each measured fact adds to its default's log-odds."""
        return [self._row(name, *pair) for name in self.quantities for pair in combinations(self.states, 2)]

    def _row(self, quantity: str, one: str, other: str) -> dict[str, Any]:
        found = self.get(quantity, one, other)
        facts = {each.fact: each.size * each.weight for each in self.estimates.contributions(found.key)}
        told = {"quantity": quantity, "one": found.key.subject, "other": found.key.object, "mean": found.mean}
        return told | {
            "sd": found.sd, "origin": found.origin, "follows": found.follows, "start": found.start,
            "assertions": found.assertions, "log_odds": facts,
        }  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return {"until": self.until.isoformat(), "states": list(self.states), "dyads": self.rows()}


def dyad_matrix(evidence: Evidence, until: date | None = None) -> DyadMatrix:
    """Return the numbers of every dyad. ``until``: last day of claims and figures; by default as for figures."""
    codebook, day = evidence.codebook, until or evidence.library.known_by
    quantities = tuple(name for name, quantity in codebook.quantities.items() if quantity.symmetric)
    return DyadMatrix(day, tuple(codebook.parties.state), quantities, evidence.estimates(day))


def fact_rows(evidence: Evidence) -> Iterator[Sequence[str]]:
    """Yield what each measured fact adds to the log-odds of each quantity, as cells: fact, weights, reasons."""
    dyads = evidence.codebook.dyads
    for name, (meaning, _) in FACTS.items() if dyads else ():
        for quantity, prior in dyads.quantities.items() if dyads else ():
            weight = prior.facts.get(name)
            if weight is not None:
                spread = f"{weight.value:+g} ({weight.low:g} to {weight.high:g}) {weight.unit}"
                yield meaning, quantity, spread, weight.reason
