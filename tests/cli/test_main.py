"""The command line: what it prints, how it fails, and with which exit code."""

import json
import subprocess
import sys

import pytest

from balkansim.cli.console import fitting
from balkansim.cli.main import ENTRIES, WELCOME, run

SMALL = ("--draws", "4", "--histories", "2")


def told(capsys):
    found = capsys.readouterr()
    return found.out, found.err


def test_no_argument_prints_five_useful_lines(capsys):
    assert run([]) == 0
    out, _ = told(capsys)
    assert out.strip() == WELCOME.strip()
    assert len(out.strip().splitlines()) == 5


def test_help_puts_every_command_under_a_heading(capsys):
    assert run(["--help"]) == 0
    out, _ = told(capsys)
    for entry in ENTRIES:
        assert f"{entry.heading}:" in out
        assert f"  {entry.name}" in out


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_command_has_help_of_its_own(entry, capsys):
    assert run([entry.name, "--help"]) == 0
    assert "Usage: balkansim" in told(capsys)[0]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["forcast"], "did you mean 'forecast'"),
        (["forecast", "baselin"], "did you mean 'baseline'"),
        (["forecast", "--set", "tensoin.SRB.XKX=0.5"], "did you mean 'tension.SRB.XKX'"),
        (["forecast", "--yardstick", "icd"], "did you mean 'icd-203'"),
        (["forecast", "--draws", "0"], "whole number from 1"),
        (["forecast", "--histories", "-3"], "whole number from 1"),
        (["forecast", "--seed", "-1"], "whole number from 0"),
        (["forecast", "--draws", "many"], "--draws"),
        (["forecast", "--set", "tension.SRB.XKX=1.5"], "from 0 to 1"),
        (["forecast", "--set", "tension.SRB.XKX=nan"], "finite"),
        (["forecast", "--set", "expenditure.SRB=-4"], "above 0"),
        (["forecast", "--evidence", "no-such-folder"], "no such folder"),
        (["forecast", "--colour"], "--colour"),
        (["evidence", "chekc"], "chekc"),
    ],
)
def test_a_mistake_is_a_sentence_and_exit_code_two(words, expected, capsys):
    assert run(words) == 2
    out, err = told(capsys)
    assert out == ""
    assert expected in err
    assert "Traceback" not in err


def test_forecast_prints_a_ledger_within_a_hundred_columns(capsys):
    assert run(["forecast", *SMALL, "--readings"]) == 0
    out, _ = told(capsys)
    assert max(map(len, out.splitlines())) <= 100
    assert "4 parameter draws x 2 histories; seed 1" in out
    assert "balkansim explain F1" in out


def test_json_has_the_promised_keys_and_is_all_there_is_on_standard_output(capsys):
    assert run(["forecast", *SMALL, "--json"]) == 0
    rows = json.loads(told(capsys)[0])["forecasts"]
    promised = (
        "id proposition scenario term term_low term_high probability low high mc_error draws histories_per_draw hits "
        "model_term naive verdict share_below share_in share_above paragraph window_start window_end reading yardstick "
        "seed evidence version"
    )
    assert len(rows) == 17
    for row in rows:
        assert set(promised.split()) <= set(row)


def test_the_same_seed_gives_the_same_ledger_and_another_seed_another(capsys):
    first, again, other = (run_json(capsys, seed) for seed in ("3", "3", "4"))
    assert first == again
    assert [row["hits"] for row in first] != [row["hits"] for row in other]


def run_json(capsys, seed):
    assert run(["forecast", "--draws", "12", "--histories", "5", "--seed", seed, "--json"]) == 0
    return json.loads(told(capsys)[0])["forecasts"]


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", "Đurić – “no” ≤ 1"),
        ("cp1252", 'Duric - "no" <= 1'),
        ("ascii", 'Duric - "no" <= 1'),
        (None, 'Duric - "no" <= 1'),
    ],
)
def test_text_falls_back_to_ascii_where_the_encoding_lacks_a_letter(encoding, expected):
    assert fitting("Đurić – “no” ≤ 1", encoding) == expected


def test_a_terminal_without_unicode_gets_the_whole_scenario():
    words = [sys.executable, "-m", "balkansim", "scenarios", "kosovo-pfp"]
    done = subprocess.run(words, capture_output=True, env={"PYTHONIOENCODING": "cp1252", "PATH": ""})
    assert done.returncode == 0, done.stderr
    assert "Kosovo" in done.stdout.decode("cp1252")


def test_an_interruption_is_told_and_leaves_with_130(capsys, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("balkansim.forecasts.forecast.forecast", interrupted)
    assert run(["forecast", *SMALL]) == 130
    assert "interrupted" in told(capsys)[1]
