"""Mean scores and skills of a hindcast, by subject, each group of questions counted once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from balkansim.hindcasting.rules import CONFRONTATION, EXPANSION
from balkansim.hindcasting.verified import BASE, BLANK_AS_CALM, HOW_MANY, WHETHER, Verified
from balkansim.scoring.forecasters import MODEL, STATUS_QUO
from balkansim.scoring.judging import Skill, claim, joint
from balkansim.scoring.resampling import Estimate, mean, skill

ALL = "all"
SUBJECTS = (ALL, EXPANSION, CONFRONTATION)
FORECASTERS = (MODEL, BASE, BLANK_AS_CALM, STATUS_QUO)
SCORES = (*WHETHER, *HOW_MANY)


@dataclass(frozen=True)
class MeanScore:
    """A forecaster's mean score on the questions of a subject.

    Parameters
    ----------
    subject, forecaster, score : str
        Of what, whose, and which.
    questions, groups : int
        How many questions, and the groups they form.
    estimate : Estimate
        The mean over groups with its interval.
    """

    subject: str
    forecaster: str
    score: str
    questions: int
    groups: int
    estimate: Estimate


@dataclass(frozen=True)
class SubjectSkill(Skill):
    """The model against a reference on the questions of a subject.

    Parameters
    ----------
    subject : str
        Of what.
    """

    subject: str


def mean_scores(found: Sequence[Verified]) -> tuple[MeanScore, ...]:
    """Return every forecaster's mean scores, by subject.

    Parameters
    ----------
    found : sequence of Verified
        Questions with their outcomes.
    """
    return tuple(
        MeanScore(subject, name, score, len(mine), groups_of(mine), mean(joint(mine, name, score)))
        for subject, score, of in _sets(found)
        for name in FORECASTERS
        if (mine := of if _is_complete(of, name) else [])
    )


def skills(found: Sequence[Verified]) -> tuple[SubjectSkill, ...]:
    """Return the model's skills against each reference, by subject.

    Parameters
    ----------
    found : sequence of Verified
        Questions with their outcomes.
    """
    return tuple(
        _skill(subject, score, of, reference)
        for subject, score, of in _sets(found)
        for reference in FORECASTERS[1:]
        if _is_complete(of, reference)
    )


def groups_of(found: Sequence[Verified]) -> int:
    """Count the groups that questions form."""
    return len({one.group for one in found})


def _skill(subject: str, score: str, found: Sequence[Verified], reference: str) -> SubjectSkill:
    estimate = skill(joint(found, MODEL, score), joint(found, reference, score))
    groups = groups_of(found)
    said = claim(estimate, groups, [one.changed for one in found])
    return SubjectSkill(MODEL, reference, score, len(found), groups, float(groups), estimate, said, subject)


def _sets(found: Sequence[Verified]) -> Iterator[tuple[str, str, list[Verified]]]:
    """Yield the questions of each subject that a score fits, where there are any."""
    for subject in SUBJECTS:
        for score in SCORES:
            fit = [one for one in found if score in one.scores and subject in (ALL, one.subject)]
            if fit and (subject == ALL or len({one.subject for one in found}) > 1):
                yield subject, score, fit


def _is_complete(found: Sequence[Verified], forecaster: str) -> bool:
    """Tell whether a forecaster forecast all of some questions."""
    return all(forecaster in one.shares for one in found)
