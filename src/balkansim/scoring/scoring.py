"""Holding a ledger against what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from balkansim.errors import BalkansimError
from balkansim.forecasting.entry import Entry
from balkansim.forecasting.ledger import Ledger
from balkansim.forecasting.measures import Bools
from balkansim.forecasting.questions import Question, Questions
from balkansim.scoring.forecasters import probabilities
from balkansim.scoring.judging import Judged, means, skills
from balkansim.scoring.ledgers import main_rows
from balkansim.scoring.overlaps import effective_number, groups
from balkansim.scoring.resolutions import Resolution
from balkansim.scoring.scores import Scores
from balkansim.scoring.template import resolvable

FROM_HISTORIES = "n^2 / sum of r^2, r between their outcomes over the histories, and no more than the groups"
FROM_GROUPS = "one a group: a ledger that was read has no histories to correlate"
UNKNOWN_YET = "outcome unknown"
NOT_IN_FILE = "not among the resolutions"
OPEN_YET = (
    "still unknown; what changes is known earlier than what does not, so that scores taken before every window has "
    "ended favour forecasts of change"
)
NO_NUMBER = "the ledger has no number for it"


def scores_of(
    ledger: Ledger,
    questions: Questions,
    resolutions: Sequence[Resolution],
    *,
    file: str,
    hits: Mapping[str, Bools] | None = None,
    notes: Sequence[str] = (),
) -> Scores:
    """Score a ledger.

    Parameters
    ----------
    ledger : Ledger
        The forecasts.
    questions : Questions
        Their rules.
    resolutions : sequence of Resolution
        What happened.
    file : str
        The file of resolutions.
    hits : mapping of str to numpy.ndarray of bool, optional
        Yes or no of each history, by which overlap is measured; without, each group is worth one question.
    notes : sequence of str
        What else must be said.

    Raises
    ------
    BalkansimError
        If no question has both an outcome and a number.
    """
    rows = main_rows(ledger, questions, "ledger")
    told = {resolution.id: resolution for resolution in resolutions}
    left_out = {q.id: why for q in resolvable(questions) if (why := _why_not(told.get(q.id), rows.get(q.id)))}
    scored = [question for question in resolvable(questions) if question.id not in left_out]
    if not scored:
        reasons = "; ".join(f"{name}: {why}" for name, why in left_out.items())
        raise BalkansimError(f"nothing to score ({reasons})", expected="a number and an outcome", where=file)
    parts = groups(scored)
    judged = tuple(_judged(question, rows[question.id], told[question.id], parts) for question in scored)

    def worth(some: Sequence[Judged]) -> float:
        most = float(len({found.group for found in some}))
        return most if hits is None else min(most, effective_number([found.id for found in some], hits))

    return Scores(
        ledger,
        file,
        judged,
        tuple(map(tuple, parts)),
        worth(judged),
        FROM_GROUPS if hits is None else FROM_HISTORIES,
        left_out,
        means(judged),
        skills(judged, worth),
        (*notes, *_cautions(resolutions, [question.id for question in scored])),
    )


def _why_not(resolution: Resolution | None, row: Entry | None) -> str:
    """Say why a question cannot be scored, or nothing."""
    if resolution is None:
        return NOT_IN_FILE
    if resolution.outcome is None:
        return UNKNOWN_YET
    if row is None or row.probability is None:
        return f"{NO_NUMBER}: {row.verdict}" if row else NO_NUMBER
    return ""


def _judged(question: Question, row: Entry, resolution: Resolution, parts: list[list[str]]) -> Judged:
    """Put forecast and outcome of one question together."""
    assert resolution.outcome is not None and resolution.date is not None
    group = next(k for k, part in enumerate(parts, start=1) if question.id in part)
    forecasts = probabilities(row, question.rule)
    return Judged(question.id, group, resolution.outcome, resolution.date, resolution.source, forecasts)


def _cautions(resolutions: Sequence[Resolution], scored: Sequence[str]) -> list[str]:
    """Tell what makes resolutions less sure than they look."""
    used = [resolution for resolution in resolutions if resolution.id in scored]
    told = {
        "said to stay unchanged before the window's last day; taken as told": [r.id for r in used if r.early],
        "no source is named": [r.id for r in used if not r.source],
        OPEN_YET: [r.id for r in resolutions if r.outcome is None],
    }
    return [f"{', '.join(ids)}: {what}." for what, ids in told.items() if ids]
