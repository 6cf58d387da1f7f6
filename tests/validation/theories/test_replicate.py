"""The function and the command `replicate`: published numbers, tables of one's own, and bad input."""

from __future__ import annotations

import json
import re

import pytest

from balkansim.errors import BalkansimError
from balkansim.validation.theories import theory as expected
from balkansim.validation.theories.replicate import THEORIES, example, replicate
from balkansim.validation.theories.theory import NO_VALIDATION, Check

SQUARE = "actor,size,A,B\nA,1,0,2\nB,3,2,0\n"
YEARS = "year,total\n1909,199.2\n1910,204.8\n1911,214.9\n1912,238.7\n"


def test_every_published_number_is_met_but_the_one_known_not_to_be():
    found = replicate()
    assert found.holds
    assert [check.what for check in found.checks if not check.holds] == ["level at which nothing changes, GBP million"]
    assert {check.theory for check in found.checks} == set(THEORIES)
    assert [sum(check.derived is kind for check in found.checks) for kind in (False, True)] == [27, 11]


def test_exact_numbers_are_held_exactly_and_printed_ones_to_their_digits():
    by_what = {(check.theory, check.what): check for check in replicate().checks}
    assert by_what["arms-race", "reaction minus fatigue, 1909 to 1913, per year"].tolerance == 0.005
    landscape = [check for check in by_what.values() if check.theory == "landscape"]
    assert len(landscape) == 20
    assert all(check.tolerance == 0 and check.got == check.expected for check in landscape)


def test_every_theory_states_its_source_and_reading_in_a_sentence():
    for theory in THEORIES.values():
        assert theory.source
        assert theory.reading
        assert theory.summary.count(".") == 1
        assert expected.inputs_from(theory)


@pytest.mark.parametrize(
    ("check", "holds"),
    [
        (Check("t", "w", 0.73, 0.7349, 0.005), True),
        (Check("t", "w", 0.73, 0.7352, 0.005), False),
        (Check("t", "w", -83200, -83201.0), False),
        (Check("t", "w", "A", "A"), True),
        (Check("t", "w", "A", 1.0), False),
    ],
)
def test_a_check_holds_within_its_tolerance(check, holds):
    assert check.holds is holds


def test_the_command_prints_expected_got_and_difference(run, capsys):
    assert run(["replicate"]) == 0
    out = capsys.readouterr().out
    assert "-83,200" in out
    assert re.search(r"known\s+not", out)
    flat = " ".join(out.split())
    assert "26 of 27 published numbers met, 11 of 11 derived from them" in flat
    assert "1936 Europe" in flat
    assert NO_VALIDATION in flat
    assert max(map(len, out.splitlines())) <= 100
    out.encode("cp1252")


def test_a_missed_number_is_named_and_leaves_with_one(run, capsys, monkeypatch):
    wrong = {"landscape": {"source": "nobody", "number": [{"key": "optima", "what": "local optima", "expected": 2}]}}
    monkeypatch.setattr(expected, "_expected", lambda: wrong)
    assert run(["replicate", "landscape"]) == 1
    out = capsys.readouterr().out
    assert "MISSED" in out
    assert "Missed: landscape, local optima." in " ".join(out.split())


@pytest.mark.parametrize("theory", THEORIES)
def test_the_template_of_each_theory_is_a_table_it_runs_on(theory, run, capsys, write):
    assert run(["replicate", theory, "--template"]) == 0
    path = write(capsys.readouterr().out)
    assert run(["replicate", theory, "--table", str(path)]) == 0
    told = capsys.readouterr().out
    assert max(map(len, told.splitlines())) <= 100
    assert NO_VALIDATION in " ".join(told.split())
    assert run(["replicate", theory, "--table", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["holds"]
    assert found["finding"]["title"].endswith(path.name) or theory == "balance"
    assert len(replicate(theory, path).to_frame()) > 1


def test_a_table_with_byte_order_mark_and_semicolons_is_read(write):
    plain = replicate("landscape", write(SQUARE)).finding
    other = replicate("landscape", write(SQUARE.replace(",", ";"), encoding="utf-8-sig")).finding
    assert plain.values == other.values
    assert plain.values["optima"] == [{"energy": 0.0, "basin": 1.0, "one": ["A", "B"], "other": []}]
    assert plain.values["actors"][0]["distance"] == 6.0


def test_the_actor_nearest_to_switching_is_named(write):
    found = " ".join(str(replicate("landscape", write(example("landscape")))).split())
    assert "Nearest to switching: Turkey (40)." in found


def test_rows_and_columns_may_stand_in_different_orders(write):
    table = "actor,size,C,A,B\nA,1,5,,1\nB,2,7,1,-\nC,3,0,5,7\n"
    found = replicate("landscape", write(table)).finding
    assert [row["distance"] for row in found.rows()] == [2 * 1 + 3 * 5, 1 * 1 + 3 * 7, 1 * 5 + 2 * 7]


def test_balance_reads_a_list_a_square_and_a_year(write):
    pairs = replicate("balance", write("a,b,sign\nA,B,+1\nB,C,1\nA,C,-1\n")).finding.values
    square = replicate("balance", write("actor,A,B,C\nA,0,1,-1\nB,1,0,1\nC,-1,1,0\n")).finding.values
    assert pairs == square
    assert pairs["unbalanced"] == [["A", "B", "C"]]
    assert pairs["frustration_index"] == 1
    year = replicate("balance", write(example("balance")), year=1882).finding
    assert (year.values["closed_triads"], year.values["balanced_triads"]) == (8, 6)


def test_steady_growth_has_no_level_at_which_nothing_changes(write):
    found = replicate("arms-race", write("year,total\n1,0.1\n2,0.2\n3,0.3\n4,0.4\n"))
    assert found.finding.values["line"]["zero"] is None
    assert "no single level" in " ".join(str(found).split())
    json.loads(found.to_json())


def test_two_nations_are_fitted_apart_and_together(write):
    table = "year,one,two\n1,10,20\n2,12,21\n3,15,25\n4,16,30\n5,22,31\n6,25,40\n"
    found = replicate("arms-race", write(table))
    assert set(found.finding.values["two_nations"]) >= {"k", "l", "alpha", "beta", "stable", "growth"}
    assert "alpha beta" in str(found)


def test_escalation_at_a_pressure_lists_its_states(write):
    found = replicate("escalation", write("actor,A,B\nA,0,2\nB,2,0\n"), alpha=0.06, beta=0.5, limit=7.5).finding
    assert found.values["standing"] == pytest.approx(2.0)
    assert [state["name"] for state in found.values["equilibria"]] == ["peace", "threshold", "conflict"]


def test_more_than_twenty_actors_are_searched_by_descent_and_it_says_so(write):
    names = [f"n{k}" for k in range(22)]
    rows = [f"{a},1,{','.join('0' if a == b else '1' for b in names)}" for a in names]
    found = str(replicate("landscape", write("\n".join([f"actor,size,{','.join(names)}", *rows])), seed=4))
    assert "steepest descent from 2,000 random ones (seed 4)" in found


def test_landscape_on_a_scenario_prints_each_states_distance(run, capsys):
    assert run(["replicate", "landscape", "--scenario", "baseline"]) == 0
    out = capsys.readouterr().out
    assert "distance from switching" in out
    assert "Nearest to switching" in out
    assert all(state in out for state in ("SRB", "XKX", "MNE"))
    assert NO_VALIDATION in " ".join(out.split())


BAD = [
    ("landscape", "actor,size,A,B\nA,1,0,2\nB,3,1,0\n", "A toward B is 2, but B toward A is 1", "row 2, column B"),
    ("landscape", "actor,size,A,B,C\nA,1,0,2,1\nB,3,2,0,1\n", "no row of that name", "column C"),
    ("landscape", "actor,size,A\nA,1,0\nB,3,1\n", "no column is named as the actor 'B'", "row 3"),
    ("landscape", "actor,size,A,Berlin\nA,1,0,2\nBerlni,3,2,0\n", "did you mean 'Berlin'", "row 3, column actor"),
    ("landscape", "actor,size,A,B\nA,-1,0,2\nB,3,2,0\n", "a size above 0", "row 2, column size"),
    ("landscape", "actor,size,A,B\nA,0,0,2\nB,3,2,0\n", "a size above 0", "row 2, column size"),
    ("landscape", "actor,size,A,B\nA,1,0,nan\nB,3,nan,0\n", "finite number", "row 2, column B"),
    ("landscape", "actor,size,A,B\nA,inf,0,2\nB,3,2,0\n", "a size above 0", "row 2, column size"),
    ("landscape", "actor,size,A,B\nA,1,0,\nB,3,2,0\n", "empty", "row 2, column B"),
    ("landscape", 'actor,size,A,B\nA,1,0,"0,5"\nB,3,2,0\n', "decimals with a point", "row 2, column B"),
    ("landscape", "actor,size,A,B\nA,1,7,2\nB,3,2,0\n", "toward itself", "row 2, column A"),
    ("landscape", "actor,size,A\nA,1,0\n", "1 actors", "two or more"),
    ("landscape", "actor,size,A,A\nA,1,0,2\nB,3,2,0\n", "stands twice", "row 1"),
    ("landscape", "actor,size,A,B\nA,1,0,2\nA,3,2,0\n", "stands in row 2 too", "row 3"),
    ("landscape", "actor,size,A,B\nA,1,0,2\n,3,2,0\n", "the name of an actor", "row 3, column actor"),
    ("landscape", "actor,A,B\nA,0,2\nB,2,0\n", "no column 'size'", "row 1"),
    ("landscape", "actor,size,A,B\nA,1,0\nB,3,2,0\n", "3 cells", "row 2"),
    ("landscape", "", "the first row is empty", "row 1"),
    ("balance", "a,b,sign\nA,B,2\n", "-1, 0 or +1", "row 2, column sign"),
    ("balance", "a,b,sign\nA,B,0.5\n", "-1, 0 or +1", "row 2, column sign"),
    ("balance", "actor,A,B\nA,0,3\nB,3,0\n", "-1, 0 or +1", "row 2, column B"),
    ("balance", "a,b,sign\nA,A,1\n", "to itself", "row 2"),
    ("balance", "a,b,sign\nA,B,1\nB,A,-1\n", "A and B have a sign for the same time in row 2", "row 3"),
    ("balance", "a,b,sign,from,to\nA,B,1,1900,1905\nA,B,-1,1904,\n", "the same time", "row 3"),
    ("balance", "a,b,sign,from,to\nA,B,1,1905,1900\n", "an end after the beginning", "row 2"),
    ("balance", "a,b,sign,from,to\nA,B,1,soon,\n", "no year", "row 2, column from"),
    ("balance", "a,b,sign\n", "0 actors", "two or more"),
    ("balance", "a,b,sgin\nA,B,1\n", "did you mean 'sign'", "row 1"),
    ("arms-race", YEARS.rpartition("1912")[0], "3 years", "at least 4"),
    ("arms-race", YEARS + "1912,240\n", "1912 after 1912", "row 6, column year"),
    ("arms-race", YEARS.replace("1910", "ten"), "no year", "row 3, column year"),
    ("arms-race", YEARS.replace("204.8", "-1"), "0 or more", "row 3, column total"),
    ("arms-race", YEARS.replace("204.8", "nan"), "0 or more", "row 3, column total"),
    ("arms-race", "year,total\n1,5\n2,5\n3,5\n4,5\n", "levels are the same", "own.csv"),
    ("arms-race", "year,one\n1,2\n", "no column 'two'", "row 1"),
    ("escalation", "actor,A,B\nA,0,0\nB,0,0\n", "no two actors have a tie", "own.csv"),
    ("escalation", "actor,A,B\nA,0,1\nB,2,0\n", "symmetric", "row 3, column A"),
]


@pytest.mark.parametrize(("theory", "text", "found", "where"), BAD, ids=range(len(BAD)))
def test_a_bad_table_is_refused_with_file_row_column_and_remedy(theory, text, found, where, run, capsys, write):
    path = write(text)
    assert run(["replicate", theory, "--table", str(path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert found in err
    assert where in err
    assert str(path) in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["landscpae"], "did you mean 'landscape'"),
        (["landscape", "--table", "no-such.csv"], "file is missing"),
        (["landscape", "--table", "."], "is a folder"),
        (["--table", "x.csv"], "no theory to run on it"),
        (["--template"], "no theory"),
        (["balance", "--scenario", "baseline"], "runs on a scenario"),
        (["landscape", "--scenario", "baselin"], "did you mean 'baseline'"),
        (["landscape", "--scenario", "baseline", "--table", "x.csv"], "one of them"),
        (["escalation", "--alpha", "1"], "on a table only"),
        (["landscape", "--set", "tension.SRB.XKX=0.2"], "on a scenario only"),
        (["landscape", "--seed", "-1", "--table", "x.csv"], "0 or more"),
        (["landscape", "--alpha", "1", "--table", "x.csv"], "no such setting"),
    ],
)
def test_words_that_do_not_fit_are_refused(words, found, run, capsys):
    assert run(["replicate", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert found in err


@pytest.mark.parametrize("wrong", [{"alpha": 0.0}, {"beta": -1.0}, {"limit": float("nan")}, {"alpha": float("inf")}])
def test_settings_of_escalation_are_above_nought(wrong, write):
    with pytest.raises(BalkansimError, match="above 0"):
        replicate("escalation", write("actor,A,B\nA,0,2\nB,2,0\n"), **wrong)
