"""What a number of the world rests on: its value, its interval, and each claim behind it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from balkansim.explaining.explanation import Explanation
from balkansim.explaining.page import Page, Section
from balkansim.explaining.weighing import Gathered, Weighed


@dataclass(frozen=True)
class NumberExplanation(Explanation):
    """What stands behind a number of the world.

    Parameters
    ----------
    name, meaning : str
        As in ``--set``, and in words.
    value, low, high : float
        Its mean and 90% interval, on its own scale.
    unit, origin : str
        Scale; ``documented``, ``default``, ``measured`` or ``scenario``.
    said : tuple of str
        What must be said of it: whence it has its value where no claim speaks, what it follows, who sets it.
    assertions : tuple of Gathered
        The assertions behind it, heaviest first, with their claims.
    unused : tuple of Weighed
        Claims about it that do not count, and why.
    texts : dict of str to str
        The reader's own copies of the paragraphs, by paragraph, where asked for.
    """

    name: str
    meaning: str
    value: float
    low: float
    high: float
    unit: str
    origin: str
    said: tuple[str, ...]
    assertions: tuple[Gathered, ...]
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


def _average(each: Gathered) -> str:
    """Tell an assertion's average over coders, its weight, and what the cap did."""
    cap = f", {each.counted:.2g} under the cap of document {each.document}" if each.counted < each.weight else ""
    coders = f"the average of {each.coders} coders" if each.coders > 1 else "one coder"
    return f"{each.name}: {each.value:.3g} ({coders}), weight {each.weight:.2g}{cap}"


def _reasons(claims: tuple[Weighed, ...]) -> list[str]:
    """Tell why claims do not count, a line a reason."""
    reasons = dict.fromkeys(claim.unused for claim in claims)
    return [f"{reason}: {' '.join(c.id for c in claims if c.unused == reason)}." for reason in reasons]
