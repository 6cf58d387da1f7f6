"""What a hindcast found: every forecast of the past with its outcome, the scores, and what they allow to claim."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from balkansim.explaining.explanation import Explanation
from balkansim.explaining.page import Page
from balkansim.forecasting.entry import Run
from balkansim.hindcasting.distributions import mean
from balkansim.hindcasting.hindcast_page import hindcast_page
from balkansim.hindcasting.scoring import SCORES, MeanScore, SubjectSkill
from balkansim.hindcasting.verified import Verified
from balkansim.scoring.forecasters import MODEL
from balkansim.scoring.judging import FEWEST_TO_CLAIM
from balkansim.scoring.losses import LOG_FLOOR


@dataclass(frozen=True)
class Hindcast(Explanation):
    """Forecasts from past dates, scored against what followed.

    Parameters
    ----------
    run : Run
        What was run at each freeze; its scenario names them all.
    file : str
        The file of questions.
    coefficients : str
        From what the coefficients were drawn, and how far that is in-sample.
    verified : tuple of Verified
        The questions scored.
    left_out : mapping of str to str
        Questions not scored, by id, and why.
    means : tuple of MeanScore
        Mean scores by subject and forecaster.
    skills : tuple of SubjectSkill
        The model against each reference, by subject.
    """

    run: Run
    file: str
    coefficients: str
    verified: tuple[Verified, ...]
    left_out: Mapping[str, str]
    means: tuple[MeanScore, ...]
    skills: tuple[SubjectSkill, ...]

    def page(self) -> Page:
        """Return the hindcast as a page."""
        return hindcast_page(self)

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a question and forecaster; scores that do not fit the question are None."""
        return [
            {
                "id": found.id,
                "freeze": found.freeze,
                "group": found.about,
                "subject": found.subject,
                "proposition": found.proposition,
                "outcome": found.count if found.count is not None else int(found.outcome),
                "asks": "whether" if found.count is None else "how many",
                "forecaster": name,
                "forecast": mean(shares),
                "low": found.spread.low if name == MODEL and found.count is None else None,
                "high": found.spread.high if name == MODEL and found.count is None else None,
                **{score: found.loss(name, score) if score in found.scores else None for score in SCORES},
                "base_cases": found.base.cases,
                "base_hits": found.base.hits,
                "base_known": found.base.known,
                "source": found.source,
            }
            for found in self.verified
            for name, shares in found.shares.items()
        ]

    def to_csv(self) -> str:
        """Return the rows as CSV, line ends as on Unix."""
        rows, file = self.rows(), io.StringIO()
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return file.getvalue()

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values; a skill without lower bound is null."""
        return {
            "run": asdict(self.run),
            "file": self.file,
            "coefficients": self.coefficients,
            "fewest_to_claim": FEWEST_TO_CLAIM,
            "log_floor": LOG_FLOOR,
            "left_out": dict(self.left_out),
            "scored": self.rows(),
            "means": [_finite(asdict(found)) for found in self.means],
            "skills": [_finite(asdict(found)) for found in self.skills],
        }


def _finite(values: dict[str, Any]) -> dict[str, Any]:
    """Return plain values without infinities, at any depth."""

    def kept(value: Any) -> Any:
        if isinstance(value, dict):
            return _finite(value)
        return None if isinstance(value, float) and not math.isfinite(value) else value

    return {key: kept(value) for key, value in values.items()}
