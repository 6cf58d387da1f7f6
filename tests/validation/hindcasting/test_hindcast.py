"""Whole hindcasts of the made-up past, with forecasts known beforehand, and of the file that ships."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest

from balkansim.cli.validate import hindcast as command
from balkansim.errors import BalkansimError
from balkansim.evidence.coefficients import load_priors, priors_hash
from balkansim.evidence.evidence import load_evidence
from balkansim.forecasts.joining import Accession
from balkansim.model.ensemble import Ensemble, Size
from balkansim.scenario.resolve import resolve
from balkansim.validation.hindcast import hindcast
from balkansim.validation.past import IN_VIEW, PriorMaker, load_past, world_of, years_of
from balkansim.validation.scoring_rules import TOO_FEW
from running import notes_of_a_fit

SEEDS = Path(__file__).parents[3] / "seeds"
SMALL = {"draws": 4, "histories": 2}


@pytest.fixture
def quiet(made_up):
    """Return the hindcast of a past in which nobody can join and nothing can happen."""
    return hindcast(made_up(), **SMALL)


def test_a_world_in_which_nothing_can_happen_is_scored_by_hand(quiet):
    found = {one.id: one for one in quiet.verified}
    assert {name: one.shares["model"] for name, one in found.items()} == {
        "P-12": (1.0, 0.0), "P-N": (1.0,), "N-2012": (1.0, 0.0),
    }  # fmt: skip
    assert found["P-12"].loss("model", "brier") == 1.0
    assert found["P-12"].loss("base rate", "brier") == pytest.approx(0.75**2)
    assert found["P-N"].loss("model", "crps") == 1.0
    assert quiet.left_out == {"N-2011": "no record found"}
    mean = {(m.subject, m.forecaster, m.score): m.estimate.value for m in quiet.means}
    assert mean["all", "base rate", "brier"] == pytest.approx((0.75**2 + (1.5 / 4) ** 2) / 2)
    assert mean["all", "model", "log"] == pytest.approx(-math.log(0.01))
    skill = {(s.subject, s.reference, s.score): s.estimate.value for s in quiet.skills}
    assert skill["expansion", "base rate", "brier"] == pytest.approx(1 - 1 / 0.75**2)
    assert {s.claim for s in quiet.skills} == {TOO_FEW}


def test_a_world_in_which_all_happens_at_once(made_up):
    found = {one.id: one for one in hindcast(made_up(hazard=40.0), **SMALL).verified}
    assert found["N-2012"].shares["model"] == (0.0, 1.0)
    assert found["N-2012"].spread.hits == 8


def test_the_page_says_what_is_not_known(quiet):
    text = str(quiet)
    assert max(map(len, text.splitlines())) <= 100
    assert "nothing can be claimed: 3 questions in 2 independent groups" in " ".join(text.split())
    assert "1 questions, no record found: N-2011" in text
    assert "drawn from its prior" in text
    assert "<table>" in quiet._repr_html_()
    told = json.loads(quiet.to_json())
    assert told["left_out"] == {"N-2011": "no record found"}
    assert len(quiet.to_frame()) == len(told["scored"]) == 3 + 3 + 4


def test_the_command_writes_a_row_a_forecast(made_up, tmp_path, capsys):
    out = tmp_path / "rows.csv"
    words = [str(made_up()), "--draws", "4", "--histories", "2", "--freeze", "2010-06", "--out", str(out)]
    command(words, standalone_mode=False)
    assert "P-12 (2010-06): another state joins. made up." in capsys.readouterr().out
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert {row["id"] for row in rows} == {"P-12", "P-N"}
    assert [float(row["brier"]) for row in rows if row["forecaster"] == "status quo" and row["brier"]] == [1.0]


def test_later_events_are_not_known_and_earlier_ones_are_taken_over(made_up, evidence):
    file = made_up()
    past = load_past(file)
    freeze = past.freeze("2011-01")
    world = world_of(freeze, [q for q in past.questions if q.freeze == "2011-01"], evidence, file)
    assert (world.start, world.end) == (-171, -148)
    assert world.events == ()
    assert world.overrides["peacekeepers.northern-kosovo"] == 0.5


def fitted_evidence(folder: Path) -> Path:
    """Copy the shipped evidence and lay beside it a posterior in which nobody ever applies."""
    import shutil

    shutil.copytree(SEEDS, folder)
    priors = load_priors(folder / "parameters.toml")
    prior = priors["accession_base"]
    table = {"accession_base": {key: getattr(prior, key) for key in ("low", "value", "high", "shape")}}
    (folder / "posterior.csv").write_text("accession_base\n1e-09\n2e-09\n", encoding="utf-8")
    fitted = "low = 1e-9\nvalue = 1.5e-9\nhigh = 2e-9\nsd_ratio = 0.1\norigin = 'calibrated'\nbears_on = []\n"
    notes = f"{notes_of_a_fit(priors_hash(table), 2)}[coefficients.accession_base]\n{fitted}"
    (folder / "posterior.toml").write_text(notes, encoding="utf-8")
    return folder


def test_the_posterior_is_used_only_when_asked_for(tmp_path, made_up):
    known = load_evidence(fitted_evidence(tmp_path / "mine"))
    world = resolve("null-world", evidence=known)
    priors = load_priors(known.path("parameters.toml"))
    prior = priors["accession_base"]
    assert set(IN_VIEW) <= set(priors)
    drawn = PriorMaker(known, Size(8, 1)).start(world, 0, 8).coefficients["accession_base"]
    assert np.all(drawn >= prior.low)
    assert np.all(Ensemble(known, Size(8, 1)).start(world, 0, 8).coefficients["accession_base"] < 1e-8)
    file = made_up()
    assert "the posterior of accession_base is not used" in hindcast(file, evidence=known, **SMALL).coefficients
    assert hindcast(file, evidence=known, calibrated=True, **SMALL).coefficients.startswith("IN-SAMPLE")


def test_the_shipped_outcomes_follow_from_the_record():
    past = load_past(SEEDS / "hindcast.toml")
    for question in past.questions:
        rule, window = question.rule, question.window
        if isinstance(rule, Accession):
            candidates = next(f.candidates for f in past.record.formats if f.bloc == rule.bloc)
            months = window.last - window.first + 1
            came = sum(
                one.joined_within(months) for one in candidates if one.state in rule.states and _named(one, question)
            )
            late = sum(
                one.joined is not None and one.joined <= window.end for one in candidates if one.state in rule.states
            )
            came = max(came, late)
        else:
            known = {year.year: year.severity for year in past.record.place(rule.flashpoint).years}
            years = years_of(window)
            if not set(years) <= set(known):
                assert question.outcome == "unknown", question.id
                continue
            came = sum(known[year] >= rule.severity for year in years)
        expected = came if question.is_count else ("yes" if came >= rule.at_least else "no")
        assert question.outcome == expected, question.id


def _named(candidate, question) -> bool:
    return candidate.since <= question.freeze


def test_the_shipped_worlds_answer_their_questions(evidence):
    file = SEEDS / "hindcast.toml"
    past = load_past(file)
    for freeze in past.freezes[:5]:
        asked = [q for q in past.questions if q.freeze == freeze.date]
        assert world_of(freeze, asked, evidence, file).events == ()


BAD = [
    ("outcome = 1", 'outcome = "maybe"', "yes, no, unknown, or a count"),
    ("outcome = 1", "outcome = 7", "0 to 3"),
    ('id = "P-N"\nfreeze = "2010-06"', 'id = "P-N"\nfreeze = "2010-05"', "unknown freeze date '2010-05'"),
    ('start = "2010-07", end = "2011-06"', 'start = "2010-07", end = "2014-06"', "scenario with-bloc ends"),
    ('start = "2010-07", end = "2011-06"', 'start = "2010-06", end = "2011-06"', "begins after Jun 2010"),
    ('start = "2012-01", end = "2012-12"', 'start = "2025-01", end = "2025-12"', "ends by Mar 2025"),
    ('date = "2010-06"', 'date = "2010-05"', "unknown freeze date"),
    ('scenario = "with-bloc.toml"', 'scenario = "with-blocs.toml"', "with-blocs"),
    ('"XKX", "MKD", "MNE"], bloc = "pact"', '"XKX", "HRV"], bloc = "pact"', "unknown state 'HRV'"),
    ('bloc = "pact" }', 'bloc = "pakt" }', "did you mean 'pact'"),
    ('id = "P-N"', 'id = "P-12"', "P-12 stands twice"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "told"), BAD)
def test_mistakes_in_a_file_are_told(made_up, old, new, told):
    file = made_up(old, new)
    with pytest.raises(BalkansimError) as caught:
        hindcast(file, **SMALL)
    assert told in str(caught.value)
    assert "questions.toml" in caught.value.where


def test_other_mistakes_are_told(made_up, tmp_path):
    file = made_up()
    with pytest.raises(BalkansimError, match="unknown freeze date '2010-07'; did you mean '2010-06'"):
        hindcast(file, freeze=["2010-07"], **SMALL)
    with pytest.raises(BalkansimError, match="unknown question 'P-13'"):
        hindcast(file, question=["P-13"], **SMALL)
    with pytest.raises(BalkansimError, match="no question is left"):
        hindcast(file, freeze=["2011-01"], question=["p-12"], **SMALL)
    with pytest.raises(BalkansimError, match="all 1 questions is unknown"):
        hindcast(file, question=["n-2011"], **SMALL)
    with pytest.raises(BalkansimError, match="file is missing"):
        hindcast(tmp_path / "none.toml", **SMALL)
    empty = tmp_path / "empty.toml"
    empty.write_text("", encoding="utf-8")
    with pytest.raises(BalkansimError, match="the file is empty"):
        hindcast(empty, **SMALL)


def test_a_world_with_blocs_cannot_be_moved(made_up):
    file = made_up('date = "2011-01", group = "the north", scenario = "without-bloc.toml"',
                   'date = "2011-01", group = "the north", scenario = "with-bloc.toml"')  # fmt: skip
    with pytest.raises(BalkansimError, match="a world with blocs"):
        hindcast(file, **SMALL)
