"""Whether what the model says of a forecast depends on the form a contested theory takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from balkansim.errors import BalkansimError
from balkansim.forecasts.intervals import JEFFREYS, Spread, counted, spread
from balkansim.forecasts.kinds import Bools
from balkansim.forecasts.yardsticks import Yardstick

SIGMAS = 2.0
"""Standard errors within which a probability may lie elsewhere: for two forms of about as many draws, words that no
longer meet are then 2.8 standard errors of their difference apart, which chance does to one pair in 200."""
TAIL = 0.025
"""Of a Jeffreys interval on either side, about as wide as two standard errors."""


@dataclass(frozen=True)
class UnderForm:
    """A forecast under one form of a theory.

    ``spread``: over the draws that took the form. ``words``: the words of the yardstick that it may earn within
    sampling error.
    """

    form: str
    spread: Spread
    words: frozenset[str]


@dataclass(frozen=True)
class Contested:
    """A forecast under each form of one theory, in the order in which the draws took them."""

    theory: str
    forms: tuple[UnderForm, ...]

    @property
    def depends(self) -> bool:
        """Whether two forms earn different words, whatever sampling error may do to either."""
        return any(not one.words & other.words for one in self.forms for other in self.forms)

    def __str__(self) -> str:
        """Tell the probability under each form, as ``alliances restrain 12%, embolden 61%``."""
        shares = ", ".join(f"{one.form} {counted(one.spread.hits, one.spread.total)}" for one in self.forms)
        return f"{self.theory} {shares}"


Key = tuple[str, str]
"""Id of a forecast and name of its reading."""


def contested_forecasts(
    hits: Mapping[Key, Bools], forms: Mapping[str, Sequence[str]], yardstick: Yardstick
) -> dict[Key, tuple[Contested, ...]]:
    """Return every reading of every forecast under each form of each theory.

    ``hits``: whether each came true, shape (draws, histories). ``forms``: by theory, the name of the form that each
    parameter draw took, in the order of the draws.
    """
    return {key: under_forms(found, forms, yardstick) for key, found in hits.items()}


def under_forms(hits: Bools, forms: Mapping[str, Sequence[str]], yardstick: Yardstick) -> tuple[Contested, ...]:
    """Return one forecast under each form of each theory of which the draws took more than one.

    ``hits`` (numpy.ndarray of bool, shape (draws, histories)): whether it came true. ``forms``: as for
    `contested_forecasts`.
    """
    found = []
    for theory, taken in forms.items():
        if len(taken) != len(hits):
            raise BalkansimError(
                f"{len(taken)} forms", expected=f"one for each of {len(hits)} draws", where=f"theory {theory}"
            )
        names = list(dict.fromkeys(taken))
        if len(names) > 1:
            rows = np.asarray(taken)
            found.append(Contested(theory, tuple(_under(name, hits[rows == name], yardstick) for name in names)))
    return tuple(found)


def form_note(found: Iterable[Contested]) -> str:
    """Return what the ledger says of a forecast whose words depend on the form; empty where none does."""
    told = "; ".join(str(one) for one in found if one.depends)
    return f"the verdict depends on the form: {told}" if told else ""


def _under(form: str, hits: Bools, yardstick: Yardstick) -> UnderForm:
    """Return a forecast under one form, from the draws that took it."""
    known = spread(hits.sum(axis=1), hits.shape[1])
    return UnderForm(form, known, _words(*_reach(known), yardstick))


def _reach(known: Spread) -> tuple[float, float]:
    """Return where a probability may lie given its sampling error; anywhere, where one draw says nothing of others."""
    from scipy.special import betaincinv

    if known.draws == 1:
        return 0.0, 1.0
    if known.hits in (0, known.total):
        bound = float(betaincinv(JEFFREYS, known.draws + JEFFREYS, 1 - TAIL))
        return (0.0, bound) if known.hits == 0 else (1 - bound, 1.0)
    return max(0.0, known.mean - SIGMAS * known.mc_error), min(1.0, known.mean + SIGMAS * known.mc_error)


def _words(low: float, high: float, yardstick: Yardstick) -> frozenset[str]:
    """Return the words that probabilities from one to another earn."""
    edges = {edge for word in yardstick.words for edge in (word.low, word.high) if low < edge < high}
    places = sorted({low, high, *edges})
    between = [(one + other) / 2 for one, other in pairwise(places)]
    return frozenset(yardstick.word_for(place) for place in (*places, *between))
