"""Comparisons of worlds with a planted effect, of equal worlds, and of the shipped scenarios."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from balkansim.analysis.compare import Comparison, Row, answers_of_worlds, compare, compared, skipped
from balkansim.analysis.paired import gain, paired, points
from balkansim.cli.ask import compare as command
from balkansim.errors import BalkansimError
from balkansim.evidence.evidence import new
from balkansim.forecasts.forecast import answers
from balkansim.forecasts.ledger import Run
from balkansim.model.ensemble import Ensemble, Size
from balkansim.months import last_day
from balkansim.scenario.factors import catalogue
from balkansim.scenario.resolve import load

NEVER, SURELY = {"accession_base": 1e-9}, {"accession_base": 1000.0, "consent_base": 60.0}
# Nobody declines and nobody is vetoed: whoever joins under a lower rate joins under a higher one on the same luck.
NESTED = {"decline_base": 1e-9, "consent_base": 60.0}
SMALL = {"draws": 4, "histories": 2}


def joined(questions, worlds, size=Size(8, 3, 1)):  # noqa: B008
    """Return the rows of worlds compared with the first."""
    found = answers_of_worlds(worlds, questions, size)
    return list(compared(questions, [world.label for world in worlds], found))


def test_a_planted_certain_effect_is_found_in_every_history(joining, trio):
    never, surely = trio("never", **NEVER), trio("surely", **SURELY)
    row, back = (joined(joining, worlds)[0].paired for worlds in ((never, surely), (surely, never)))
    assert (row.difference, row.gained, row.lost, row.hits) == (1.0, 24, 0, 24)
    assert row.low < row.high == 1.0
    assert row.excludes_zero
    assert (back.difference, back.gained, back.lost) == (-1.0, 0, 24)


def test_equal_worlds_give_no_difference_and_no_flips(joining, trio):
    row = joined(joining, (trio("one", accession_base=0.5), trio("same", accession_base=0.5)))[0].paired
    assert 0 < row.hits < row.total
    assert (row.difference, row.gained, row.lost) == (0.0, 0, 0)


def test_the_measured_gain_is_that_over_really_independent_seeds(joining, trio):
    """The variance of a difference, with both worlds on one seed and with each on its own, over the same draws."""
    few, many = (trio(f"{rate}", accession_base=rate, **NESTED) for rate in (0.6, 1.0))
    shares = {}
    for seed, world in ((1, few), (1, many), (2, many)):
        found = answers(world.scenario, world.evidence, joining, Ensemble(world.evidence, Size(400, 2, seed)))
        shares[seed, world.label] = found.hits["J", "main"]
    measured = paired(shares[1, "0.6"], shares[1, "1.0"])
    together, apart = (
        (shares[seed, "1.0"].mean(axis=1) - shares[1, "0.6"].mean(axis=1)).var(ddof=1) for seed in (1, 2)
    )
    assert measured.difference > 0.05
    assert measured.lost == 0
    assert measured.gain > 2
    assert measured.gain == pytest.approx(apart / together, rel=0.15)


def test_a_forecast_that_one_world_cannot_answer_is_listed_and_left_out(joining, trio):
    with_bloc = trio("with", accession_base=0.5)
    without = replace(with_bloc, label="without", scenario=replace(with_bloc.scenario, blocs={}))
    found = answers_of_worlds((with_bloc, without), joining, Size(4, 1, 1))
    assert list(compared(joining, ["with", "without"], found)) == []
    (only,) = skipped(["with", "without"], found)
    assert (only.id, only.world) == ("J", "without")
    assert "no bloc pair" in only.reason


@pytest.fixture(scope="module")
def shipped():
    """Return the baseline compared with two scenarios, very small."""
    return compare("baseline", "kfor-drawdown", "no-blocs", readings=True, **SMALL)


def test_both_probabilities_are_those_of_the_ledgers(shipped):
    from balkansim.forecasts.forecast import forecast

    frame = shipped.to_frame()
    for name, column in (("baseline", "reference_probability"), ("kfor-drawdown", "probability")):
        ledger = forecast(name, readings=True, **SMALL).to_frame().set_index(["id", "reading"])["probability"]
        mine = frame[frame["world"] == "kfor-drawdown"].set_index(["id", "reading"])[column]
        assert len(mine) == len(ledger.dropna())
        assert (mine == ledger[mine.index]).all()


def test_flips_add_up_to_the_difference(shipped):
    frame = shipped.to_frame()
    assert (frame["gained"] - frame["lost"] == frame["hits"] - frame["reference_hits"]).all()
    assert (frame["gained"] + frame["lost"]).sum() > 0


def test_text_and_json_tell_all_worlds_what_was_run_and_what_was_left_out(shipped):
    text, data = str(shipped), json.loads(shipped.to_json())
    assert max(map(len, text.splitlines())) <= 100
    for said in (
        "seed 1 in every world",
        "4 parameter draws x 2",
        "no-blocs against baseline",
        "gain over independent",
    ):
        assert said in " ".join(text.split())
    assert "F1 in no-blocs: not in this world" in text
    assert data["worlds"] == ["baseline", "kfor-drawdown", "no-blocs"]
    assert {row["id"] for row in data["skipped"] if row["world"] == "no-blocs"} >= {"F1", "F9"}
    assert {row["world"] for row in data["forecasts"]} == {"kfor-drawdown", "no-blocs"}
    assert "<table>" in shipped._repr_html_()


@pytest.mark.parametrize(
    ("scenarios", "options", "expected"),
    [
        ((), {}, "at least two scenarios"),
        (("baseline",), {}, "at least two scenarios"),
        (("baseline", "kfor-drawdown", "baseline"), {}, "baseline is named twice"),
        (("baseline", "no-bloc"), {}, "did you mean 'no-blocs'"),
        (("baseline", "no-blocs"), {"evidence": ("shipped", "shipped")}, "one scenario"),
        ((), {"evidence": ("shipped",)}, "two"),
        ((), {"evidence": ("shipped", "shipped")}, "hold the same evidence"),
        ((), {"evidence": ("shipped", "nowhere")}, "no such folder"),
        (("baseline", "no-blocs"), {"draws": 0}, "whole number"),
    ],
)
def test_what_cannot_be_compared_is_refused_before_anything_runs(scenarios, options, expected):
    with pytest.raises(BalkansimError, match=expected):
        compare(*scenarios, **options)


def test_a_scenario_that_differs_in_name_only_is_the_same_world():
    baseline, evidence = load("baseline")
    with pytest.raises(BalkansimError, match="baseline and twin are the same world"):
        compare(baseline, replace(baseline, name="twin"), evidence=evidence)


@pytest.fixture(scope="module")
def two_bodies(changed_folder):
    """Return what ships compared with the changed copy, very small."""
    return compare(evidence=("shipped", changed_folder), **SMALL)


@pytest.fixture(scope="module")
def changed_folder(tmp_path_factory):
    """Return a copy of the shipped evidence with one coefficient moved far, one a little, and one fixed number."""
    folder = new(tmp_path_factory.mktemp("own") / "mine")
    text = (folder / "parameters.toml").read_text(encoding="utf-8")
    for old, fresh in (
        (
            "decline_base = { value = 0.10, low = 0.03, high = 0.3",
            "decline_base = { value = 0.5, low = 0.3, high = 0.9",
        ),
        ("tension_noise = { value = 0.09", "tension_noise = { value = 0.1"),
        (
            "nato_target = { value = 0.02, low = 0.02, high = 0.02",
            "nato_target = { value = 0.03, low = 0.03, high = 0.03",
        ),
    ):
        assert old in text
        text = text.replace(old, fresh)
    (folder / "parameters.toml").write_text(text, encoding="utf-8")
    return folder


def test_two_bodies_of_evidence_tell_first_the_parameters_that_differ(two_bodies):
    found = two_bodies
    assert [shift.name for shift in found.shifts] == ["nato_target", "decline_base", "tension_noise"]
    base = found.shifts[1]
    assert (base.reference.median, base.reference.low, base.other.median, base.other.high) == (0.1, 0.03, 0.5, 0.9)
    assert base.size == pytest.approx(1.0)
    told = " ".join(str(found).split())
    assert told.index("3 differ") < told.index("against", told.index("3 differ"))
    assert "0.1 (0.03 to 0.3)" in told
    assert {row.id for row in found.found} >= {"F1", "F14"}


def test_only_the_largest_are_printed_and_the_rest_counted(two_bodies):
    short, long = str(replace(two_bodies, shown=1)), str(replace(two_bodies, shown=None))
    assert "and 2 more: --all-parameters" in short
    assert "tension_noise" not in short
    assert "tension_noise" in long
    assert len(json.loads(replace(two_bodies, shown=1).to_json())["parameters"]) == 3


def test_a_documented_number_is_told_by_its_median_and_those_that_repeat_another_are_left_out(evidence):
    from scipy.special import betaincinv

    from balkansim.analysis.compare import levels

    scenario, _ = load("baseline", evidence=evidence)
    known = levels(scenario, evidence)
    estimate = evidence.estimates(last_day(scenario.start)).get("grievance", "SRB", "XKX")
    median = float(betaincinv(estimate.alpha, estimate.beta, 0.5))
    assert known["grievance.SRB.XKX"][1].median == pytest.approx(median)
    assert "tension.SRB.HUN" in catalogue(scenario, evidence)
    assert "tension.SRB.HUN" not in known


def test_the_command_prints_what_the_function_returns(capsys):
    words = ["baseline", "kfor-drawdown", "--draws", "4", "--histories", "2", "--json"]
    command.main(words, standalone_mode=False)
    data = json.loads(capsys.readouterr().out)
    assert data["worlds"] == ["baseline", "kfor-drawdown"]
    assert data["run"]["draws"] == 4
    with pytest.raises(BalkansimError, match="together"):
        command.main(["baseline", "no-blocs", "--on", "x", "--evidence", "x", "y"], standalone_mode=False)


@pytest.mark.parametrize(
    ("difference", "told"), [(0.0, "0"), (0.123, "+12.3"), (-0.00975, "-1.0"), (0.0002, "+0.02"), (-1.0, "-100.0")]
)
def test_points_keep_a_decimal_where_it_counts(difference, told):
    assert points(difference) == told


def test_all_worlds_live_the_same_draws_and_luck(joining, trio):
    """More eagerness to join on the same luck: nobody who joined before stays out."""
    worlds = [trio(f"{rate}", accession_base=rate, **NESTED) for rate in (0.3, 0.5, 2.0)]
    rows = [row.paired for row in joined(joining, worlds)]
    assert [row.lost for row in rows] == [0, 0]
    assert rows[0].reference_hits < rows[0].hits < rows[1].hits


def test_the_gain_is_summed_up_over_clear_differences_only():
    few, many = np.zeros((40, 10), dtype=bool), np.zeros((40, 10), dtype=bool)
    few[:20] = many[:20] = True
    few[0, 0], many[20:30, :5] = False, True
    rows = [Row(i, "main", "p", "A1", "other", paired(np.arange(400).reshape(40, 10) < 200, hits)) for i, hits in
            (("F1", few), ("F2", many))]  # fmt: skip
    run = Run("baseline", "2025-05-01", "seeds", 2, 40, 10, 1, "0")
    text = " ".join(str(Comparison(run, ("baseline", "other"), tuple(rows))).split())
    assert rows[0].paired.gain > 10 * rows[1].paired.gain
    assert f"gain over independent seeds: {gain(rows[1].paired.gain)} (median" in text
    assert "no forecast differs clearly" in str(Comparison(run, ("baseline", "other"), (rows[0],)))
