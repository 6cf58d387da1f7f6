"""What the tests of explanations share: the shipped evidence, the baseline, and one small explanation of F1."""

from __future__ import annotations

import pytest

from balkansim.analysis.explain import explain
from balkansim.analysis.forecast_explained import ForecastExplanation
from balkansim.evidence.evidence import Evidence
from balkansim.forecasts.questions import Questions, load_questions
from balkansim.scenario.resolve import load
from balkansim.scenario.scenario import Scenario

DRAWS, HISTORIES = 40, 5


@pytest.fixture(scope="session")
def world() -> tuple[Scenario, Evidence]:
    """Return the baseline and the evidence that ships."""
    return load("baseline")


@pytest.fixture(scope="session")
def questions(world: tuple[Scenario, Evidence]) -> Questions:
    """Return the shipped forecasts."""
    return load_questions(world[1].path("forecasts.toml"))


@pytest.fixture(scope="session")
def f1(world: tuple[Scenario, Evidence]) -> ForecastExplanation:
    """Return the explanation of F1 by a small ensemble."""
    found = explain("F1", scenario=world[0], evidence=world[1], draws=DRAWS, histories=HISTORIES)
    assert isinstance(found, ForecastExplanation)
    return found
