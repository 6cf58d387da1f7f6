"""Where coders part: how far apart their values are, paragraph by paragraph and number by number."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean
from typing import Any

from balkansim.evidence.agreement import values_by_unit
from balkansim.evidence.claims import Claim
from balkansim.evidence.codebook import Codebook, Key
from balkansim.teaching.codings import SPOKEN, Coding


@dataclass(frozen=True)
class Reading:
    """One number of the world as coders read it in one paragraph.

    Parameters
    ----------
    key : Key
        The number.
    apart : float or None
        Mean distance of two coders' values, in [0, 1]; None where only one coder read it.
    readers : int
        How many read it there.
    words : tuple of (str, int)
        Direction and word of strength with how many coders gave them, the most frequent first.
    """

    key: Key
    apart: float | None
    readers: int
    words: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Dispute:
    """One paragraph and how far its coders are apart.

    Parameters
    ----------
    document : str
        Id of the document.
    paragraph : int
        Number of the paragraph.
    apart : float or None
        Mean distance of two coders' values over all pairs of coders and numbers in it, in [0, 1]; None where no number
        has two readers.
    coders : int
        How many coded the paragraph.
    readings : tuple of Reading
        Its numbers, the most disputed first.
    """

    document: str
    paragraph: int
    apart: float | None
    coders: int
    readings: tuple[Reading, ...]

    @property
    def name(self) -> str:
        """The paragraph's name, such as ``P3``."""
        return f"{self.document}{self.paragraph}"


def disputes(codings: Sequence[Coding], codebook: Codebook) -> tuple[Dispute, ...]:
    """Return every paragraph in which a number was coded, the most disputed first.

    Parameters
    ----------
    codings : sequence of Coding
        The codings.
    codebook : Codebook
        The coding scheme.
    """
    claims = [claim for coding in codings for claim in coding.claims]
    coders = Counter(place for coding in codings for place in coding.places)
    spoken = _words(claims)
    units: dict[Any, dict[str, float]] = values_by_unit(claims, codebook)
    readings: dict[tuple[str, int], list[Reading]] = defaultdict(list)
    pooled: dict[tuple[str, int], list[float]] = defaultdict(list)
    for unit, values in units.items():
        apart = [abs(one - other) for one, other in combinations(values.values(), 2)]
        pooled[unit[:2]] += apart
        reading = Reading(Key(*unit[2:]), _mean(apart), len(values), tuple(spoken[unit].most_common()))
        readings[unit[:2]].append(reading)
    found = [
        Dispute(*place, _mean(pooled[place]), coders[place], tuple(sorted(those, key=_most_first)))
        for place, those in readings.items()
    ]
    return tuple(sorted(found, key=lambda one: (-(one.apart or 0.0), one.document, one.paragraph)))


def _most_first(reading: Reading) -> tuple[float, Key]:
    return -(reading.apart or 0.0), reading.key


def _mean(distances: Sequence[float]) -> float | None:
    return fmean(distances) if distances else None


def _words(claims: Sequence[Claim]) -> dict[Any, Counter[str]]:
    """Count, by paragraph and number, the coders that gave each direction and word."""
    names = {sign: name for name, sign in SPOKEN.items()}
    told = {(c.coder, (*c.place, *key), f"{names[c.direction]} {c.intensity}") for c in claims for key in c.keys}
    counted: dict[Any, Counter[str]] = defaultdict(Counter)
    for _, unit, words in sorted(told):
        counted[unit][words] += 1
    return counted
