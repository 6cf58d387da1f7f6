"""The funnel and its like count what was written into hand-made records."""

from __future__ import annotations

import pytest

from balkansim.model.trajectories import Trajectories, blank, dyads_of
from balkansim.pages import Table

ACTORS = ("SRB", "XKX", "ALB", "HRV", "HUN", "SVK", "BGR", "MKD", "BIH", "MNE")
BLOCS, FLASHPOINTS = ("adriatic", "serbia-hungary"), ("northern-kosovo", "inter-entity-line")
BGR, MKD, XKX = ACTORS.index("BGR"), ACTORS.index("MKD"), ACTORS.index("XKX")


def record(name="baseline"):
    monthly, tension, ends = blank(4, 60, len(dyads_of(ACTORS)))
    tension[:], monthly["polarisation"], monthly["hazard"][:, 1:] = 0.5, 0.2, 0.1
    return Trajectories(name, 0, ACTORS, BLOCS, FLASHPOINTS, ("RS",), 2, 2, monthly, tension, ends)


def happened(question, arms):
    return question.rule.happened(question.rule.tally(question.window, arms), 4)


@pytest.fixture
def arms():
    return {name: record(name) for name in ("scenario", "no-blocs", "dialogue", "null")}


def test_funnel_counts_histories_and_members_vetoes(arms, questions):
    ends, question = arms["scenario"].ends, questions.get("F1")
    ends["eligible"][:, [BGR, MKD], 0] = 12
    ends["applied"][:3, BGR, 0] = [1, 2, 1]
    ends["vetoed"][0, BGR, 0], ends["veto"][0, XKX, 0] = 2, 2
    ends["joined"][1, BGR, 0], ends["joined"][2, BGR, 0] = 3, 2
    ends["joined"][3, MKD, 0] = 40
    _, table, tail = happened(question, arms)
    assert table.rows == (("BGR", 4, 3, 0, 1, 1), ("MKD", 4, 0, 0, 0, 0))
    assert tail.startswith("vetoed by XKX 2; joined before the window: BGR 1; never eligible: ALB BIH")


def test_levels_dyad_by_dyad(arms, questions):
    question, trajectories = questions.get("F4"), arms["scenario"]
    trajectories.tension[:, 1:, trajectories.slots([("SRB", "HRV")])] = 0.7
    (table,) = happened(question, arms)
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["SRB-HRV"] == (pytest.approx(0.5), pytest.approx(0.7), "+0.200")
    assert rows["SRB-XKX"] == (pytest.approx(0.5), pytest.approx(0.5), "+0.000")
    assert rows["all of them"][2] == "+0.025"


def test_hazards_with_and_without_blocs(arms, questions):
    question, trajectories = questions.get("F2"), arms["scenario"]
    rule = question.readings[0].rule
    trajectories.monthly["hazard"][:2, 1:, 0] = 0.2
    (table,) = rule.happened(rule.tally(question.window, arms), 4)
    assert table.rows[0] == ("northern-kosovo", pytest.approx(1.5), pytest.approx(1.0), 2)
    assert table.rows[1] == ("inter-entity-line", pytest.approx(1.0), pytest.approx(1.0), 0)


def test_serious_incidents_by_flashpoint(arms, questions):
    question = questions.get("F5")
    arms["dialogue"].monthly["severity"][0, 20, 1] = 3
    found = happened(question, arms)
    assert found[-1].endswith("severity 3 or more: northern-kosovo 0, inter-entity-line 1.")


def test_conversion_by_the_end_of_each_year(arms, questions):
    question = questions.get("F14")
    arms["scenario"].ends["army"][:3, XKX] = [8, 9, 44]
    (table,) = happened(question, arms)
    assert table.rows == (("2025-12", 1), ("2026-12", 2), ("2027-12", 2), ("2028-12", 3))


def test_lapses_bloc_by_bloc(arms, questions):
    question = questions.get("F10")
    arms["scenario"].ends["ended"][:2, 1] = 30
    (table,) = happened(question, arms)
    assert table.rows == (("adriatic", 0), ("serbia-hungary", 2))


def test_every_shipped_forecast_has_something_to_tell(arms, questions):
    for question in questions.forecasts:
        assert question.rule.arms[0] in arms
        found = happened(question, arms)
        assert any(isinstance(part, Table) for part in found) or "never eligible" in found[-1]
