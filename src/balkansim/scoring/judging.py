"""Scoring each forecast whose outcome is known, and the means, skills and claims over groups of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from balkansim.scoring.forecasters import MODEL, NAIVE, STATUS_QUO, WORD, names
from balkansim.scoring.losses import LOSSES
from balkansim.scoring.resampling import Estimate, mean, skill

FEWEST_TO_CLAIM = 5
"""Independent questions, rounded, under which nothing is claimed: four that all favour one side do so by chance once in
eight (2 / 2^4), more often than a 90% interval allows; five once in sixteen."""
PAIRS = ((MODEL, NAIVE), (MODEL, STATUS_QUO), (MODEL, WORD), (WORD, NAIVE), (WORD, STATUS_QUO))
"""Forecaster and reference of each skill."""
TOO_FEW, ONE_WAY, SPANS_ZERO = "none: too few", "none: all one way", "none: spans 0"
BETTER, WORSE = "better", "worse"


@dataclass(frozen=True)
class Judged:
    """One forecast with its outcome.

    Parameters
    ----------
    id : str
        The forecast.
    group : int
        Number of its group of overlapping questions, from 1.
    outcome : bool
        Whether it came true.
    date : datetime.date
        Day on which that was settled.
    source : str
        Who says so.
    forecasts : mapping of str to float
        Probability of yes by forecaster, in [0, 1].
    """

    id: str
    group: int
    outcome: bool
    date: date
    source: str
    forecasts: Mapping[str, float]

    @property
    def changed(self) -> bool:
        """Whether it came out otherwise than the status quo has it."""
        return self.outcome != bool(self.forecasts[STATUS_QUO])

    def loss(self, forecaster: str, score: str) -> float:
        """Return a forecaster's score on it.

        Parameters
        ----------
        forecaster : str
            One of those who gave a forecast.
        score : {"brier", "log"}
            Which score.
        """
        return LOSSES[score](self.forecasts[forecaster], self.outcome)


Worth = Callable[[Sequence[Judged]], float]
"""How many independent questions a set of them is worth."""


@dataclass(frozen=True)
class Mean:
    """A forecaster's mean scores, each group counted once.

    Parameters
    ----------
    forecaster : str
        Who.
    questions, groups : int
        Questions with its forecast, and groups they form.
    brier, log : Estimate
        Mean scores with their intervals.
    """

    forecaster: str
    questions: int
    groups: int
    brier: Estimate
    log: Estimate


@dataclass(frozen=True)
class Skill:
    """A forecaster against another, on the questions both forecast.

    Parameters
    ----------
    forecaster, reference : str
        Who against whom.
    score : {"brier", "log"}
        By which score.
    questions, groups : int
        Questions both forecast, and groups they form.
    worth : float
        How many independent questions those are worth.
    estimate : Estimate
        1 - score / reference's score, with its interval.
    claim : str
        What may be said: better or worse, or why neither.
    """

    forecaster: str
    reference: str
    score: str
    questions: int
    groups: int
    worth: float
    estimate: Estimate
    claim: str


def joint(judged: Sequence[Judged], forecaster: str, score: str) -> Any:
    """Return the joint score of each group, the mean of its questions' scores.

    Parameters
    ----------
    judged : sequence of Judged
        Questions, all with a forecast of that forecaster.
    forecaster, score : str
        Whose, and which score.

    Returns
    -------
    numpy.ndarray, shape (groups,)
        In the order of the groups' numbers.
    """
    losses = np.array([found.loss(forecaster, score) for found in judged])
    _, place = np.unique([found.group for found in judged], return_inverse=True)
    return np.bincount(place, weights=losses) / np.bincount(place)


def means(judged: Sequence[Judged]) -> tuple[Mean, ...]:
    """Return every forecaster's mean scores.

    Parameters
    ----------
    judged : sequence of Judged
        Questions with their outcomes.
    """
    found = []
    for name in names():
        mine = [one for one in judged if name in one.forecasts]
        if mine:
            scores = (mean(joint(mine, name, score)) for score in LOSSES)
            found.append(Mean(name, len(mine), _groups(mine), *scores))
    return tuple(found)


def skills(judged: Sequence[Judged], worth: Worth) -> tuple[Skill, ...]:
    """Return the skills of model and word against their references.

    Parameters
    ----------
    judged : sequence of Judged
        Questions with their outcomes.
    worth : callable
        How many independent questions some of them are worth.
    """
    return tuple(_skills(judged, worth))


def _skills(judged: Sequence[Judged], worth: Worth) -> Iterator[Skill]:
    for forecaster, reference in PAIRS:
        both = [one for one in judged if {forecaster, reference} <= set(one.forecasts)]
        for score in LOSSES if both else ():
            estimate = skill(joint(both, forecaster, score), joint(both, reference, score))
            number = worth(both)
            said = claim(estimate, number, [one.changed for one in both])
            yield Skill(forecaster, reference, score, len(both), _groups(both), number, estimate, said)


def claim(estimate: Estimate, worth: float, changed: Sequence[bool]) -> str:
    """Say what a skill allows to claim.

    Parameters
    ----------
    estimate : Estimate
        The skill with its interval.
    worth : float
        How many independent questions it rests on.
    changed : sequence of bool
        Whether each came out otherwise than the status quo has it; where all did, or none, resampling them cannot tell
        what the other outcome would have cost.
    """
    if round(worth) < FEWEST_TO_CLAIM or estimate.low is None or estimate.high is None:
        return TOO_FEW
    if len(set(changed)) == 1:
        return ONE_WAY
    if estimate.low <= 0.0 <= estimate.high:
        return SPANS_ZERO
    return BETTER if estimate.low > 0.0 else WORSE


def _groups(judged: Sequence[Judged]) -> int:
    return len({found.group for found in judged})
