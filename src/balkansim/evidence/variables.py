"""The variables that figures may measure: meaning, range, and whether the model uses them."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """What one variable of ``figures.csv`` means and which values it can have.

    Parameters
    ----------
    meaning : str
        In plain words, with the unit.
    low, high : float
        Range of a number, both ends included.
    pattern : str
        For values that are words: what they look like; empty for numbers.
    symmetric : bool
        Whether subject and object may change places; such a pair is listed once.
    context : bool
        Known to the reader only: no rule uses it, so its day of publication does not matter.
    """

    meaning: str
    low: float = 0.0
    high: float = math.inf
    pattern: str = ""
    symmetric: bool = False
    context: bool = False

    @property
    def expected(self) -> str:
        """What a value must be, for a message."""
        if self.pattern:
            return f"{self.meaning}: one of {self.pattern.replace('|', ', ')}" if "|" in self.pattern else self.meaning
        return f"{self.meaning}, a number from {self.low:g} to {self.high:g}"


FIRST_YEAR, LAST_YEAR = 1900.0, 2100.0
SMALLEST = 1e-6
"""Stands for "above 0" where a variable is divided by or put under a logarithm."""

VARIABLES: dict[str, Variable] = {
    "expenditure": Variable("military expenditure in constant USD m, above 0", low=SMALLEST),
    "burden": Variable("military expenditure as a share of GDP", high=1.0),
    "expenditure_growth": Variable("yearly growth of military expenditure, as a share", low=-1.0, high=1.0),
    "gdp": Variable("gross domestic product in current USD bn, above 0", low=SMALLEST, context=True),
    "population": Variable("inhabitants, above 0", low=SMALLEST, context=True),
    "active_personnel": Variable("active military personnel", context=True),
    "nato_since": Variable("year of accession to NATO", low=FIRST_YEAR, high=LAST_YEAR),
    "eu_since": Variable("year of accession to the EU", low=FIRST_YEAR, high=LAST_YEAR),
    "eu_status": Variable("standing toward the EU", pattern="member|candidate|potential-candidate|none"),
    "pfp_since": Variable("year of entry into the Partnership for Peace", low=FIRST_YEAR, high=LAST_YEAR),
    "recognises_kosovo": Variable("recognition of Kosovo", pattern="y|n"),
    "land_border_km": Variable("length of the common land border in km, above 0", low=SMALLEST, symmetric=True),
    "sea_neighbours": Variable("1 where the two face each other over a narrow sea", high=1.0, symmetric=True),
    "election_due": Variable("month of the next regular election, such as 2026-04", pattern=r"20\d\d-(0[1-9]|1[0-2])"),
    "election_term_months": Variable("months from one regular election to the next", low=1.0, high=120.0),
    "arms_limits_1996": Variable("1 for a state bound by the 1996 arms limits", high=1.0),
    "unga_ideal_point": Variable("ideal point in votes of the UN General Assembly", low=-5.0, high=5.0),
    "militarised_disputes": Variable("militarised disputes of the two, 1992-2014", symmetric=True),
    "strategic_rivalry": Variable("years of a rivalry, such as 1992-2020", pattern=r"\d{4}-\d{4}", symmetric=True),
    "kfor_strength": Variable("soldiers of KFOR"),
}
"""Every variable by its name in the column ``variable``."""
