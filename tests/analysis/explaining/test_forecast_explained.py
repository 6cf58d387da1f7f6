"""The explanation of a forecast agrees with the ledger, finds what matters, and says what would change it."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from balkansim.analysis import drivers as screening
from balkansim.analysis import forecast_explained as building
from balkansim.analysis.drivers import PairedRuns, screen
from balkansim.analysis.explain import explain
from balkansim.analysis.forecast_explained import has_confidence_word
from balkansim.errors import BalkansimError
from balkansim.forecasts.forecast import forecast
from balkansim.model.ensemble import Size
from balkansim.scenario.scenario import Range

DRAWS, HISTORIES = 40, 5
FEW = 2
STATES = {"BGR", "MKD", "MNE", "BIH", "SRB", "ALB", "HRV", "XKX"}


@pytest.fixture(scope="module")
def ledger(world):
    return forecast(world[0], draws=DRAWS, histories=HISTORIES, evidence=world[1])


@pytest.fixture
def quick(monkeypatch):
    """Screen over few histories and try few inputs."""
    monkeypatch.setattr(screening, "SCREEN_MONTHS", FEW)
    monkeypatch.setattr(screening, "FEWEST", 10 * FEW)
    monkeypatch.setattr(building, "EXAMINED", FEW)


def test_it_is_the_ledgers_own_number(f1, ledger):
    assert f1.entry == ledger.entries[0]


def test_the_planted_input_is_found_with_its_sign(f1):
    names = [driver.name for driver, _ in f1.drivers]
    assert "accession_base" in names[:3]
    base = next(driver for driver, _ in f1.drivers if driver.name == "accession_base")
    assert base.effect > 2 * base.error
    assert base.at_low < base.at_high


def test_inputs_carry_what_they_rest_on(f1):
    behind = {driver.name: backing for driver, backing in f1.drivers}
    assert behind["accession_base"].rules == ("application_rate",)
    assert "fitted to history before April 2025" in behind["accession_base"].reason


def test_hits_by_state_add_up_to_those_of_the_entry(f1):
    table = f1.happened[1]
    assert {row[0] for row in table.rows} <= STATES
    joined = sum(row[-1] for row in table.rows)
    assert joined >= f1.entry.hits > 0
    for _, eligible, applied, _, _, came in table.rows:
        assert came <= applied <= eligible <= DRAWS * HISTORIES


def test_every_reading_stands_under_every_yardstick(f1):
    found = {(entry.reading, entry.yardstick) for entry in f1.readings}
    yardsticks = ("phia-2025", "icd-203", "kent-1964", "ipcc")
    assert found == {(reading, name) for reading in ("main", "two or more") for name in yardsticks}
    assert "not its word" in str(f1)


def test_one_screen(f1):
    lines = str(f1).splitlines()
    assert max(map(len, lines)) <= 100
    assert len(lines) <= 62


def test_however_many_inputs_are_clear_seven_are_listed(f1):
    assert len(f1.drivers) == 10
    clear = replace(
        f1, drivers=tuple((replace(driver, effect=0.5, error=0.0), behind) for driver, behind in f1.drivers)
    )
    text = str(clear)
    assert sum(f"           {driver.name} " in text for driver, _ in f1.drivers) == 7
    assert len(text.splitlines()) <= 66


@pytest.mark.parametrize("what", ["document", "resolved", "model", "naive", "verdicts", "histories", "moved by"])
def test_every_part_is_there_in_every_form(f1, what):
    assert f"\n{what}" in str(f1)
    assert f"## {what}" in f1.to_markdown()
    assert f"<h4>{what}</h4>" in f1._repr_html_()


def test_json_and_frame(f1):
    found = json.loads(f1.to_json())
    assert found["entry"]["id"] == "F1"
    assert found["drivers"][0]["name"] == f1.drivers[0][0].name
    assert found["quotation"] == f1.quotation
    frame = f1.to_frame()
    assert list(frame["name"]) == [driver.name for driver, _ in f1.drivers]
    assert {"low", "high", "effect", "origin", "claims"} <= set(frame.columns)


def test_the_quotation_never_mixes(f1):
    assert not has_confidence_word(f1.quotation)
    assert f1.quotation in " ".join(str(f1).split())


def test_no_single_change_is_said_with_the_size_of_the_search(f1):
    assert f1.change is None
    assert re.search(
        r"no single change reaches the band, 40-50%, among the 10 inputs tried above, of \d{3}", f1.change_told
    )


def test_a_single_change_that_is_known_to_reach_the_band(world):
    """Where states may apply once a year instead of once in twelve, that rate alone must bring F1 to its band."""
    wide = {"accession_base": Range(0.03, 0.08, 1.2, "log")}
    found = explain("F1", set_=wide, draws=DRAWS, histories=HISTORIES, evidence=world[1])
    assert found.entry.probability < 0.35
    assert found.change is not None
    assert found.change.name == "accession_base"
    assert 0.4 <= found.change.probability <= 0.5
    assert 0.08 == found.change.start < found.change.value < 1.2
    assert found.change_told.startswith("accession_base from 0.08 to ")


def test_no_band_no_search(world, quick):
    found = explain("F1", draws=4, histories=2, evidence=world[1], yardstick="ipcc")
    assert found.change_told == "there is no band to reach: not scored: not a word of ipcc."


def test_a_forecast_the_run_cannot_answer(world):
    found = explain("F1", set_=["horizon=4"], draws=8, histories=2, evidence=world[1])
    assert found.entry.probability is None
    assert found.experiments is None
    assert "no probability" in str(found)
    assert found.to_json()


@pytest.mark.parametrize("name", ["F1-BGR", "F2", "F3", "F4", "F5", "F9", "F10", "F12", "F13", "F14"])
def test_every_kind_of_forecast_is_explained(world, quick, name):
    found = explain(name, scenario=world[0], evidence=world[1], draws=4, histories=2)
    text = str(found)
    assert max(map(len, text.splitlines())) <= 100
    assert found.quotation
    assert json.loads(found.to_json())["entry"]["id"] == name


def test_screening_leaves_out_what_is_certain(world, questions):
    paired_runs = PairedRuns.of(questions.get("F1"), *world, Size(4, 2))
    found = screen(paired_runs, 0.0)
    assert "accession_base" in [factor.name for factor in found.strongest(3)]
    assert found.correlations["accession_base"] > 0
    assert "noise" not in found.factors
    assert "expenditure.SRB" not in found.factors


@pytest.mark.parametrize("bad", [{"draws": 0}, {"yardstick": "kent"}, {"documents": "nowhere"}])
def test_mistakes_are_refused_before_anything_runs(world, bad):
    told = []
    with pytest.raises(BalkansimError):
        explain("F1", scenario=world[0], evidence=world[1], progress=lambda *done: told.append(done), **bad)
    assert not [done for done in told if done[0] > 0]


def test_a_shorter_run_answers_as_the_whole_one_does() -> None:
    """A state that leaves and comes back after the window joined within it all the same."""
    restless = {"exit_base": 3.0, "accession_base": 0.5, "cooloff_months": 1.0, "consent_base": 5.0}
    size = {"draws": 8, "histories": 5, "set_": restless}
    whole = {entry.id: entry.hits for entry in forecast(**size).entries if entry.reading == "main"}
    assert explain("F1", **size).entry.hits == whole["F1"] > 0
