"""What the tests of comparisons share: three states, a bloc of two that the third may join, and one question."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from balkansim.analysis.compare import World
from balkansim.evidence.evidence import Evidence
from balkansim.forecasts.joining import Accession
from balkansim.forecasts.questions import Naive, Question, Questions
from balkansim.forecasts.series import Window
from balkansim.scenario.scenario import Scenario

STATE = """
[states.{code}]
label = "{code}land"
expenditure = 500.0
burden = 0.02
nato = false
eu = "none"
recognises_kosovo = true
neighbours = {neighbours}
arms_limits = false
pfp = true
"""
CODES = ("AAA", "BBB", "CCC")
TABLES = (
    "[patrons]\nNATO = {}\nRUS = {}\n"
    + "".join(
        STATE.format(code=code, neighbours=str([c for c in CODES if c != code]).replace("'", '"')) for code in CODES
    )
    + '\n[blocs.pair]\nmembers = ["AAA", "BBB"]\nfounded = "2025-03-01"\n[set]\n'
)


@pytest.fixture(scope="session")
def joining() -> Questions:
    """Return one question: does the third state join the bloc within a year?"""
    question = Question(
        id="J",
        proposition="the third state joins",
        document="A",
        paragraph="A1",
        term="likely",
        scored=False,
        window=Window(start="2025-05", end="2026-04"),
        rule=Accession(kind="accession", states=("CCC",), bloc="pair"),
        naive=Naive(reason="none", value=0.5),
    )
    return Questions(forecasts=(question,))


@pytest.fixture
def trio(world_of: Callable[..., Scenario], evidence: Evidence) -> Callable[..., World]:
    """Return a maker of the three states' world with coefficients set, a year long."""

    def make(label: str, **settings: float) -> World:
        tables = TABLES + "".join(f"{name} = {value}\n" for name, value in settings.items())
        return World(label, world_of(*CODES, tables=tables, horizon=12), evidence)

    return make
