"""What scoring found: each resolved question, every forecaster's mean scores, and the skills with what they allow."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

from balkansim.explaining.explanation import Explanation
from balkansim.explaining.page import Page
from balkansim.forecasting.ledger import Ledger
from balkansim.scoring.judging import FEWEST_TO_CLAIM, Judged, Mean, Skill
from balkansim.scoring.losses import LOG_FLOOR, LOSSES
from balkansim.scoring.scores_page import scores_page


@dataclass(frozen=True)
class Scores(Explanation):
    """A ledger scored against what happened.

    Parameters
    ----------
    ledger : Ledger
        What was scored.
    resolutions : str
        The file of resolutions.
    judged : tuple of Judged
        The questions scored.
    groups : tuple of tuple of str
        Their ids, those that overlap together.
    worth : float
        How many independent questions they are worth.
    worth_from : str
        How that was reckoned.
    left_out : mapping of str to str
        Questions not scored, and why.
    means : tuple of Mean
        Every forecaster's mean scores.
    skills : tuple of Skill
        Model and word against their references.
    notes : tuple of str
        What else must be said.
    """

    ledger: Ledger
    resolutions: str
    judged: tuple[Judged, ...]
    groups: tuple[tuple[str, ...], ...]
    worth: float
    worth_from: str
    left_out: dict[str, str]
    means: tuple[Mean, ...]
    skills: tuple[Skill, ...]
    notes: tuple[str, ...] = ()

    def page(self) -> Page:
        """Return the scores as a page."""
        return scores_page(self)

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a question and forecaster, with both scores."""
        return [
            {
                "id": found.id,
                "group": found.group,
                "outcome": found.outcome,
                "date": found.date.isoformat(),
                "source": found.source,
                "forecaster": name,
                "probability": probability,
                **{score: found.loss(name, score) for score in LOSSES},
            }
            for found in self.judged
            for name, probability in found.forecasts.items()
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return the scores as plain values; a skill without lower bound is null."""
        return {
            "run": self.ledger.as_dict()["run"],
            "resolutions": self.resolutions,
            "questions": len(self.judged),
            "groups": [list(group) for group in self.groups],
            "effective_number": self.worth,
            "effective_number_from": self.worth_from,
            "fewest_to_claim": FEWEST_TO_CLAIM,
            "log_floor": LOG_FLOOR,
            "left_out": dict(self.left_out),
            "scored": self.rows(),
            "means": [asdict(found) for found in self.means],
            "skills": [_finite(asdict(found)) for found in self.skills],
            "notes": list(self.notes),
        }


def _finite(values: dict[str, Any]) -> dict[str, Any]:
    """Return plain values without infinities, at any depth."""
    return {
        key: _finite(value)
        if isinstance(value, dict)
        else None
        if isinstance(value, float) and not math.isfinite(value)
        else value
        for key, value in values.items()
    }
