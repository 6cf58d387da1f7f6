"""Running a forecast for its ledger and, history by history, its answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from balkansim.comparing.answers import answers_of
from balkansim.experiments.ensemble import Size
from balkansim.experiments.forecasts import ledger_and_survey
from balkansim.forecasting.ledger import Ledger
from balkansim.forecasting.measures import Bools
from balkansim.forecasting.questions import MAIN, Questions
from balkansim.scenario.resolved import Scenario

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence


def ledger_and_answers(
    scenario: Scenario,
    evidence: Evidence,
    questions: Questions,
    size: Size,
    *,
    yardstick: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Ledger, dict[str, Bools]]:
    """Run a forecast.

    Parameters
    ----------
    scenario : Scenario
        The scenario asked about.
    evidence : Evidence
        The evidence.
    questions : Questions
        Its forecasts.
    size : Size
        Draws, histories and seed.
    yardstick : str
        Name of the yardstick; by default the file's own.
    progress : callable, optional
        Told how many draws are done, and of how many.

    Returns
    -------
    Ledger
        As `balkansim.api.forecast` returns it.
    dict of str to numpy.ndarray of bool, shape (draws, histories)
        Whether each forecast that the run can answer came true.
    """
    written, survey = ledger_and_survey(scenario, evidence, questions, size, yardstick=yardstick, progress=progress)
    found = answers_of(questions, survey)
    return written, {name: hits for (name, reading), hits in found.hits.items() if reading == MAIN}
