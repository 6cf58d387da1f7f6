"""A question of the past with what happened and every forecaster's loss on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from balkansim.forecasting.intervals import Spread
from balkansim.hindcasting.base_rates import Base
from balkansim.hindcasting.distributions import Shares, crps
from balkansim.scoring.judging import Judged

BASE, BLANK_AS_CALM = "base rate", "base rate, blank years calm"
CRPS = "crps"
WHETHER, HOW_MANY = ("brier", "log"), (CRPS,)
"""Scores of questions that ask whether, and of those that ask how many."""


@dataclass(frozen=True)
class Verified(Judged):
    """One question of the past, forecast and resolved; of a question how many, yes stands for any at all.

    Parameters
    ----------
    freeze, about, subject, proposition : str
        Date of the freeze, name of the group of questions, ``expansion`` or ``confrontation``, and what is asked.
    count : int or None
        What happened, where the question asks how many.
    shares : mapping of str to tuple of float
        Forecast by forecaster: probabilities of no and yes, or of each count.
    spread : Spread
        The model's probability of yes, or of any at all, with its interval over parameter draws.
    base : Base
        What the base rate rests on.
    """

    freeze: str
    about: str
    subject: str
    proposition: str
    count: int | None
    shares: Mapping[str, Shares]
    spread: Spread
    base: Base

    @property
    def scores(self) -> tuple[str, ...]:
        """The scores that fit the question."""
        return WHETHER if self.count is None else HOW_MANY

    def loss(self, forecaster: str, score: str) -> float:
        """Return a forecaster's score on it.

        Parameters
        ----------
        forecaster : str
            One of those who gave a forecast.
        score : {"brier", "log", "crps"}
            One of its scores.
        """
        if score == CRPS:
            return crps(self.shares[forecaster], int(self.outcome) if self.count is None else self.count)
        return super().loss(forecaster, score)
