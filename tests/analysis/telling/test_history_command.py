"""The command `history` and the function behind it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from balkansim.analysis.history import History, history
from balkansim.cli.main import run

SHORT = ("--set", "horizon=6")
MONTHS = [f"{month} 2025" for month in ("May", "June", "July", "August", "September", "October")]


def out_of(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run(["history", *words]) == 0
    return capsys.readouterr().out


def test_a_history_is_told_month_by_month_and_says_what_was_run(capsys: pytest.CaptureFixture[str]) -> None:
    told = out_of(capsys, *SHORT, "--seed", "4", "--run", "2")
    assert told.startswith("One history of baseline + horizon=6: seed 4, parameter draw 0, run 2; engine kernel.")
    months = [line for line in told.splitlines() if line.endswith(" 2025") and not line.startswith(" ")]
    assert [month for month in MONTHS if month in months] == months
    assert len(months) >= 3
    assert max(map(len, told.splitlines())) <= 100


def test_kosovo_s_footnote_is_owed_once(baseline: History) -> None:
    told = str(baseline)
    assert told.count("Kosovo*") == 1
    assert told.count("* Kosovo: ") == 1
    assert told.index("Kosovo*") == told.index("Kosovo")
    assert "XKX" not in told


def test_routine_is_left_out_unless_everything_is_asked_for(baseline: History) -> None:
    routine = [sentence for sentence in baseline.sentences if sentence.routine]
    lines = {everything: baseline.told(everything=everything).count("\n  - ") for everything in (True, False)}
    assert routine
    assert lines[True] == len(baseline.sentences)
    assert lines[False] == len(baseline.sentences) - len(routine)


def test_both_engines_tell_the_same(baseline: History) -> None:
    other = history("baseline", seed=7, run=3, draw=5, set_=("horizon=10",), engine="mesa")
    assert other.sentences == baseline.sentences


def test_one_month_or_one_actor_can_be_told(baseline: History) -> None:
    october = baseline.told(everything=True, month="2025-10")
    assert "October 2025" in october
    assert "September 2025" not in october
    own = baseline.told(everything=True, actor="Bulgaria").split("\n\n", 1)[1].split("\n\n* ")[0]
    bullets = own.replace("\n    ", " ").split("  - ")[1:]
    assert bullets
    assert all("Bulgaria" in bullet or "No budget" in bullet for bullet in bullets)


def test_a_trace_is_printed_for_a_month_and_an_actor(capsys: pytest.CaptureFixture[str]) -> None:
    told = out_of(capsys, *SHORT, "--median", "--month", "2025-10", "--actor", "bulgaria")
    assert told.startswith("Bulgaria (BGR) in October 2025: rules asked")
    assert "every parameter at its median" in told
    assert "balancing_of asks accession_propensity" in told


def test_a_history_is_written_and_not_written_over(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    assert "Wrote " in out_of(capsys, *SHORT, "--out", str(path))
    first = path.read_bytes()
    assert run(["history", *SHORT, "--run", "1", "--out", str(path)]) == 2
    assert "add --force" in capsys.readouterr().err
    assert path.read_bytes() == first
    out_of(capsys, *SHORT, "--run", "1", "--out", str(path), "--force")
    assert path.read_bytes() != first


def test_where_tells_the_history_it_finds_or_that_there_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    size = ("--draws", "4", "--histories", "2")
    world = ("--set", "horizon=13", "--set", "consent_base=40")
    found = out_of(capsys, "--where", "F1=yes", *size, *world, "--set", "accession_base=2")
    assert found.startswith("F1=yes (more Balkan states join the Adriatic bloc;")
    assert "applies to the Adriatic bloc" in found
    place = re.search(r"in draw (\d+), run (\d+), first", found)
    assert place is not None
    assert f"parameter draw {place[1]}, run {place[2]};" in found.replace("\n", " ")
    none = out_of(capsys, "--where", "F1=yes", *size, *world, "--set", "accession_base=1e-9")
    assert "in none of 8 histories" in none.replace("\n", " ")
    assert "One history" not in none


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--engine", "mesas"), "unknown engine 'mesas'; did you mean 'mesa'?"),
        (("--run", "-1"), "run = -1"),
        (("--draw", "-1"), "draw = -1"),
        (("--seed", "-1"), "seed = -1"),
        (("--where", "F1=yes", "--run", "2"), "--where picks draw and run"),
        (("--draw", "2", "--median"), "--draw beside --median"),
        (("--force",), "--force without --out"),
        (("--month", "2031-01"), "2031-01 is not lived in this history"),
        (("--actor", "Bulgary"), "did you mean 'Bulgaria'?"),
        (("--out", "no/such/folder.csv"), "there is no folder"),
    ],
)
def test_a_mistake_is_told_without_a_traceback(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert run(["history", *SHORT, *words]) == 2
    assert said in capsys.readouterr().err


def test_a_notebook_shows_the_text_escaped(baseline: History) -> None:
    named = replace(baseline.reel, scenario=replace(baseline.scenario, name="<war & peace>"))
    shown = History(named)._repr_html_()
    assert shown.startswith("<pre>One history of &lt;war &amp; peace&gt;: ")
    assert shown.endswith("</pre>")


def test_the_months_lived_follow_the_start(baseline: History) -> None:
    assert baseline.months == tuple(range(1, 11))
    assert {sentence.month for sentence in baseline.sentences} <= set(baseline.months)
    assert history("march-2025", set_=("horizon=2",)).months == (0, 1)
