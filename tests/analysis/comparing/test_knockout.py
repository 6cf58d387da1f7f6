"""What mechanisms contribute: those on which a forecast hangs, those that are idle, and how it is told."""

from __future__ import annotations

import json

import pytest

from balkansim.analysis.knockouts import knockout, mechanisms
from balkansim.cli.ask import knockout as command
from balkansim.errors import BalkansimError

SMALL = {"draws": 8, "histories": 3}


@pytest.fixture(scope="module")
def found():
    """Return three mechanisms of the baseline, very small."""
    return knockout("baseline", mechanisms=("conversion", "peacekeepers", "accession"), **SMALL)


def test_a_forecast_that_hangs_on_one_mechanism_owes_it_everything(found):
    frame = found.to_frame().set_index(["mechanism", "id"])
    row = frame.loc["conversion", "F14"]
    assert row["without"] == 0.0
    assert row["contribution"] == row["probability"] > 0.0
    assert (row["gained"], row["lost"]) == (round(row["probability"] * 24), 0)
    assert frame.loc["accession", "F1"]["without"] == 0.0
    assert frame.loc["accession", "F14"]["contribution"] != row["contribution"]


def test_a_mechanism_whose_input_never_moves_contributes_nothing(found):
    rows = found.to_frame().query("mechanism == 'peacekeepers'")
    assert (rows["gained"] + rows["lost"] == 0).all()
    assert (rows["contribution"] == 0.0).all()


def test_the_scenarios_own_probabilities_are_those_of_the_ledger(found):
    from balkansim.forecasts.forecast import forecast

    rows = forecast("baseline", **SMALL).to_frame()
    ledger = rows[rows["reading"] == "main"].set_index("id")["probability"]
    mine = found.to_frame().drop_duplicates("id").set_index("id")["probability"]
    assert len(mine) == len(ledger.dropna())
    assert (mine == ledger[mine.index]).all()


def test_the_table_has_all_mechanisms_and_forecasts_within_the_page(found):
    text = str(found)
    assert max(map(len, text.splitlines())) <= 100
    for word in ("conversion", "peacekeepers", "accession", "probability", "F1 ", "F14"):
        assert word in text
    assert "do not add up" in text
    assert "<table>" in found._repr_html_()
    assert len(json.loads(found.to_json())["contributions"]) == len(found.found)


def test_one_forecast_is_told_in_full_and_the_idle_in_one_line():
    found = knockout("baseline", forecasts=("f14",), mechanisms=("conversion", "peacekeepers"), **SMALL)
    text = str(found)
    assert [question.id for question in found.questions] == ["F14"]
    assert "share without" in text
    assert "no history differs" in text.split("peacekeepers")[0]


def test_a_scenario_may_leave_forecasts_unanswered():
    found = knockout("no-blocs", mechanisms=("pfp",), **SMALL)
    assert "F1" not in {question.id for question in found.questions}
    assert "F1: not in this world" in str(found)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"forecasts": ("F99",)}, "unknown forecast"),
        ({"mechanisms": ("elektions",)}, "did you mean 'elections'"),
        ({"scenario": "baselin"}, "did you mean 'baseline'"),
        ({"histories": 0}, "whole number"),
    ],
)
def test_mistakes_are_told_before_anything_runs(options, expected):
    with pytest.raises(BalkansimError, match=expected):
        knockout(**options)


def test_the_command_lists_and_prints_json(capsys):
    command.main(["--list"], standalone_mode=False)
    assert capsys.readouterr().out.strip() == str(mechanisms())
    words = ["baseline", "--mechanism", "pfp", "--forecast", "F13", "--draws", "4", "--histories", "2", "--json"]
    command.main(words, standalone_mode=False)
    data = json.loads(capsys.readouterr().out)
    assert [(row["mechanism"], row["id"]) for row in data["contributions"]] == [("pfp", "F13")]
