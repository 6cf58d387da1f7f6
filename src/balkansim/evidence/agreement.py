"""How far coders agree: Krippendorff's alpha on values, on kinds of claims and on directions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any, Literal

import numpy as np

from balkansim.evidence.claims import DIRECTIONS, Claim
from balkansim.evidence.codebook import Codebook
from balkansim.evidence.coding import value_of
from balkansim.evidence.evidence import Evidence

Level = Literal["nominal", "ordinal", "interval"]
Codings = Mapping[Any, Mapping[str, float]]
"""For each unit, each coder's coding of it as a number."""


@dataclass(frozen=True)
class Agreement:
    """Krippendorff's alpha of one thing coded.

    Parameters
    ----------
    of : str
        What was coded.
    level : {"nominal", "ordinal", "interval"}
        Level of measurement.
    alpha : float or None
        1 where coders agree wholly, 0 where they agree as by chance, below 0 where less than that; None if undefined.
    units : int
        How many units anybody coded.
    pairable : int
        How many of them two coders or more coded: alpha rests on these alone.
    reason : str
        Why alpha is undefined, or empty.
    """

    of: str
    level: Level
    alpha: float | None
    units: int
    pairable: int
    reason: str = ""

    def told(self) -> str:
        """Tell the agreement in one line."""
        rests = f"{self.pairable} of {self.units} units coded by two or more"
        if self.alpha is None:
            return f"{self.of}: alpha undefined, {self.reason} ({rests})"
        return f"{self.of}: alpha {self.alpha:.2f}, {self.level} ({rests})"


def agreement(evidence: Evidence) -> tuple[Agreement, ...]:
    """Return how far the coders of an evidence folder agree on values, kinds and directions.

    Parameters
    ----------
    evidence : Evidence
        The folder.

    Returns
    -------
    tuple of Agreement
        Values on the unit scale and directions, each by paragraph and number of the world; kinds, by paragraph.
    """
    claims, codebook = evidence.claims, evidence.codebook
    coders = {claim.coder for claim in claims}
    return (
        alpha_of("values", "interval", values_by_unit(claims, codebook), coders),
        alpha_of("directions", "nominal", _directions_by_unit(claims), coders),
        alpha_of("kinds of claims", "nominal", _kinds_by_paragraph(claims, codebook), coders),
    )


def alpha_of(of: str, level: Level, codings: Codings, coders: Iterable[str]) -> Agreement:
    """Return Krippendorff's alpha, or why it is undefined.

    Parameters
    ----------
    of : str
        What was coded.
    level : {"nominal", "ordinal", "interval"}
        Level of measurement.
    codings : mapping
        For each unit, each coder's coding of it as a number.
    coders : iterable of str
        All coders.
    """
    names = sorted(set(coders))
    pairable = [unit for unit in codings.values() if len(unit) > 1]
    seen = {number for unit in pairable for number in unit.values()}

    def result(alpha: float | None, reason: str = "") -> Agreement:
        return Agreement(of, level, alpha, len(codings), len(pairable), reason)

    if len(names) < 2:
        return result(None, "there is only one coder" if names else "there is no coder")
    if not pairable:
        return result(None, "no two coders coded the same unit")
    if len(seen) < 2:
        return result(None, "all codings are the same, so there is nothing to agree about")
    return result(_krippendorff(pairable, names, level))


def _krippendorff(units: Sequence[Mapping[str, float]], coders: Sequence[str], level: Level) -> float:
    import krippendorff

    table = np.array([[unit.get(coder, np.nan) for unit in units] for coder in coders], dtype=float)
    return float(krippendorff.alpha(reliability_data=table, level_of_measurement=level))


def values_by_unit(claims: Iterable[Claim], codebook: Codebook) -> dict[Hashable, dict[str, float]]:
    """Return each coder's mean value of each number of the world in each paragraph.

    Parameters
    ----------
    claims : iterable of Claim
        Claims; those without a quantity are left out.
    codebook : Codebook
        The coding scheme.
    """
    by_unit = _claims_by_unit(claims)
    return {
        unit: {coder: fmean(value_of(claim, codebook) for claim in coded) for coder, coded in coders.items()}
        for unit, coders in by_unit.items()
    }


def _directions_by_unit(claims: Iterable[Claim]) -> dict[Hashable, dict[str, float]]:
    places = {direction: float(place) for place, direction in enumerate(DIRECTIONS)}
    return {
        unit: {coder: places[_most([claim.direction for claim in coded])] for coder, coded in coders.items()}
        for unit, coders in _claims_by_unit(claims).items()
    }


def _kinds_by_paragraph(claims: Iterable[Claim], codebook: Codebook) -> dict[Hashable, dict[str, float]]:
    """Return each coder's most frequent kind of claim in each paragraph, as its place in the codebook."""
    places = {kind: float(place) for place, kind in enumerate(codebook.kinds)}
    kinds: dict[Hashable, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        kinds[claim.place][claim.coder].append(claim.kind)
    return {place: {coder: places[_most(coded)] for coder, coded in coders.items()} for place, coders in kinds.items()}


def _claims_by_unit(claims: Iterable[Claim]) -> dict[Hashable, dict[str, list[Claim]]]:
    """Group claims by unit (paragraph and number of the world), then by coder."""
    units: dict[Hashable, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        for key in claim.keys:
            units[(*claim.place, *key)][claim.coder].append(claim)
    return units


def _most(words: Sequence[str]) -> str:
    """Return the most frequent word, the first in the alphabet of several."""
    counts = Counter(words)
    return min(counts, key=lambda word: (-counts[word], word))
