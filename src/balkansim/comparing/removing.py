"""Running a scenario with each mechanism switched off in turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from balkansim.comparing.answers import Key, answers, main_readings
from balkansim.comparing.knockouts import Knockouts
from balkansim.comparing.mechanisms import Mechanism
from balkansim.comparing.paired import Paired, paired
from balkansim.comparing.without import Without
from balkansim.experiments.ensemble import Maker, Size
from balkansim.experiments.forecasts import run_of
from balkansim.explaining.probing import part_of
from balkansim.forecasting.questions import Questions

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.resolved import Scenario


def run_knockouts(
    scenario: Scenario,
    evidence: Evidence,
    questions: Questions,
    mechanisms: Sequence[Mechanism],
    size: Size,
    progress: Callable[[int, int], None] | None = None,
) -> Knockouts:
    """Run a scenario, then the same without each mechanism, on the same draws and luck.

    Parameters
    ----------
    scenario : Scenario
        The scenario asked about.
    evidence : Evidence
        The evidence.
    questions : Questions
        The forecasts; their main readings are answered.
    mechanisms : sequence of Mechanism
        What is switched off, one at a time.
    size : Size
        Draws, histories and seed.
    progress : callable, optional
        Told how much of the work is done, in per cent, and 100.
    """
    mains = main_readings(questions)
    ends = [100 * k // (len(mechanisms) + 1) for k in range(len(mechanisms) + 2)]
    own = answers(scenario, evidence, mains, Maker(evidence, size), part_of(progress, *ends[:2]))
    found: dict[tuple[str, Key], Paired] = {}
    nans = own.nans
    seen: dict[int, dict[Any, Any]] = {}
    for k, mechanism in enumerate(mechanisms, start=1):
        maker = Without(evidence, size, fixed=mechanism.set, seen=seen)
        without = answers(scenario, evidence, mains, maker, part_of(progress, *ends[k : k + 2]))
        nans += without.nans
        found |= {(mechanism.name, key): paired(without.hits[key], hits) for key, hits in own.hits.items()}
    answered = {forecast for forecast, _ in own.hits}
    return Knockouts(
        run_of(scenario, evidence, size, nans),
        tuple(question for question in mains.forecasts if question.id in answered),
        tuple(mechanisms),
        found,
        own.refused,
    )
