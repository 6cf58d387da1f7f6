"""One look at all forecasts and all uncertain inputs at once: which inputs go along with which forecast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from balkansim.experiments.arms import arms_for
from balkansim.experiments.ensemble import Maker, Size
from balkansim.explaining.probing import Laboratory, main_reading_only, shortened
from balkansim.explaining.screening import Floats, Screening, correlations, follows, sampler_of, values_of
from balkansim.forecasting.measures import measure
from balkansim.forecasting.outcomes import decide
from balkansim.forecasting.questions import Question, Questions
from balkansim.scenario.factors import catalogue

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.resolved import Scenario

NULL = "null"
HISTORIES = 1200
"""Histories looked at, each with a parameter draw of its own."""


def screened(
    questions: Sequence[Question], deltas: Mapping[str, float], world: Scenario, evidence: Evidence, seed: int
) -> dict[str, Screening]:
    """Correlate every uncertain input with every forecast over one ensemble in which all inputs vary.

    Parameters
    ----------
    questions : sequence of Question
        The forecasts; the run must be able to answer each.
    deltas : mapping of str to float
        What counts as a change, by forecast, as the whole ensemble found it; the null world is not run again.
    world : Scenario
        The scenario.
    evidence : Evidence
        The evidence.
    seed : int
        Of all luck.

    Returns
    -------
    dict of str to Screening
        By forecast.
    """
    if not questions:
        return {}
    asked = Questions(forecasts=tuple(main_reading_only(question) for question in questions))
    short = shortened(world, asked)
    arms = {arm: scenario for arm, scenario in arms_for(short, asked, evidence).items() if arm != NULL}
    factors = {name: factor for name, factor in catalogue(short, evidence).items() if factor.low < factor.high}
    laboratory = Laboratory(asked.forecasts[0], arms, evidence, Size(HISTORIES, 1, seed))
    maker = Maker(evidence, laboratory.size)

    def work(first: int, draws: int) -> tuple[dict[str, Floats], Floats]:
        known: dict[object, object] = {}
        tapes = {arm: maker.tape(scenario, first, draws, known) for arm, scenario in arms.items()}
        measured = {q.id: (q.rule, measure(q.rule, q.window, tapes)) for q in asked.forecasts}
        hits = {name: decide(rule, found, deltas[name]).astype(float) for name, (rule, found) in measured.items()}
        sampler = sampler_of(short, laboratory, first, draws, known)
        return hits, np.stack([values_of(sampler, name) for name in factors])

    pieces = maker.over_chunks(work)
    values = np.concatenate([piece[1] for piece in pieces], axis=1)
    start = sampler_of(short, laboratory, 0, 1, {})
    own = {name: row for name, row in zip(factors, values, strict=True) if not follows(start, name)}
    return {
        question.id: Screening(
            HISTORIES, correlations(own, np.concatenate([piece[0][question.id] for piece in pieces])), factors
        )
        for question in asked.forecasts
    }
