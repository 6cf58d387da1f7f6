"""What a player decides in a month: conduct toward partners, steps toward blocs, the yearly budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any

from balkansim.errors import BalkansimError

ACTS = ("provoke", "hold", "conciliate")
OUTSIDE = ("apply", "decline", "wait")
INSIDE = ("leave", "stay")
SUPPOSED = "join"
"""What an outlook supposes: that the state applied and every member consented."""


@dataclass(frozen=True)
class Decisions:
    """One state's decisions in one month; whatever is left open is decided by the model's rule and luck.

    Parameters
    ----------
    conduct : mapping of str to str
        Code of a partner to ``provoke``, ``hold`` or ``conciliate``.
    blocs : mapping of str to str
        Short name of a bloc to ``apply``, ``decline`` or ``wait`` outside it, ``leave`` or ``stay`` inside it.
    budget : float or None
        Change of ln expenditure, in January only.
    """

    conduct: Mapping[str, str] = field(default_factory=dict)
    blocs: Mapping[str, str] = field(default_factory=dict)
    budget: float | None = None

    def __bool__(self) -> bool:
        """Tell whether anything is decided."""
        return bool(self.conduct or self.blocs or self.budget is not None)

    def toward(self, partners: Mapping[str, str]) -> Decisions:
        """Return these decisions with conduct added or replaced.

        Parameters
        ----------
        partners : mapping of str to str
            Code of a partner to an act.
        """
        return replace(self, conduct={**self.conduct, **partners})

    def about(self, bloc: str, choice: str) -> Decisions:
        """Return these decisions with a step toward a bloc added or replaced.

        Parameters
        ----------
        bloc : str
            Its short name.
        choice : str
            One of `OUTSIDE` or `INSIDE`.
        """
        return replace(self, blocs={**self.blocs, bloc: choice})

    def spending(self, growth: float | None) -> Decisions:
        """Return these decisions with a budget, or with the budget left to the model.

        Parameters
        ----------
        growth : float or None
            Change of ln expenditure.
        """
        return replace(self, budget=growth)

    def plain(self) -> dict[str, Any]:
        """Return the decisions as plain values that `read` takes back."""
        return {"conduct": dict(self.conduct), "blocs": dict(self.blocs), "budget": self.budget}


NOTHING = Decisions()


def read(plain: Any, where: str) -> Decisions:
    """Return decisions from plain values.

    Parameters
    ----------
    plain : object
        As from `Decisions.plain`.
    where : str
        File and month, for the error.

    Raises
    ------
    BalkansimError
        If the values are no decisions.
    """
    try:
        conduct, blocs, budget = dict(plain["conduct"]), dict(plain["blocs"]), plain["budget"]
        known = set(conduct.values()) <= set(ACTS) and set(blocs.values()) <= {*OUTSIDE, *INSIDE}
        if known and (budget is None or (isinstance(budget, float) and isfinite(budget))):
            return Decisions(conduct, blocs, budget)
    except (KeyError, TypeError, ValueError):
        pass
    raise BalkansimError(
        f"{plain!r:.80} are no decisions",
        expected="conduct, blocs and budget as the game wrote them",
        where=where,
        todo="take an untouched copy of the saved game",
    )
