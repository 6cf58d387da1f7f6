"""Everything that can be wrong with a scenario file is told with file, key, found, expected and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from balkansim.errors import BalkansimError
from balkansim.scenario.resolve import resolve

Write = Callable[..., str]

HEAD = 'question = "What if?"\nexpects = "Something."\n'
EVENT = '[events.x]\nmonth = "2025-07"\n'

BAD = {
    "unknown key": ("hoizon = 5", "top level: unknown key 'hoizon'; did you mean 'horizon'"),
    "unknown key of a state": (
        "[states.SRB]\nexpnditure = 3",
        "states.SRB: unknown key 'expnditure'; did you mean 'exp",
    ),
    "unknown lever": ("[posture.USA]\nmediaton = 0.2", "posture.USA: unknown key 'mediaton'; did you mean 'mediation'"),
    "unknown key of an event": (
        EVENT + 'kind = "dialogue"\nvalu = 0.5',
        "events.x: unknown key 'valu'; did you mean 'value",
    ),
    "another kind's key": (EVENT + 'kind = "dialogue"\nvalue = 0.5\nbloc = "adriatic"', "unknown key 'bloc'"),
    "unknown kind": (EVENT + 'kind = "postur"', "unknown kind of event 'postur'; did you mean 'posture'"),
    "missing key of an event": (EVENT + 'kind = "lapse"', "events.x: bloc is missing"),
    "missing end of a range": ("[set]\ndialogue = { low = 0.1, value = 0.2 }", "set.dialogue: high is missing"),
    "falling range": ("[set]\ndialogue = { low = 0.5, value = 0.2, high = 0.6 }", "a rising low, value, high"),
    "logarithm of zero": ('[set]\nnoise = { low = 0, value = 1, high = 2, shape = "log" }', "set.noise"),
    "unknown shape": ('[set]\nnoise = { low = 0, value = 1, high = 2, shape = "bell" }', "set.noise.shape"),
    "NaN": ("[set]\ndialogue = nan", "set.dialogue: found nan"),
    "infinity": ("[states.SRB]\nexpenditure = inf", "states.SRB.expenditure: found inf"),
    "NaN in an event": (EVENT + 'kind = "dialogue"\nvalue = nan', "events.x.value: found nan"),
    "true for a number": ("[set]\ndialogue = true", "set.dialogue: found true"),
    "text for a number": ('[set]\ndialogue = "0.4"', "set.dialogue: found '0.4'"),
    "number for a switch": ("founding = 1", "founding: found 1"),
    "negative expenditure": ("[states.SRB]\nexpenditure = -4.0", "states.SRB.expenditure: found -4.0"),
    "burden above one": ("[states.SRB]\nburden = 1.2", "states.SRB.burden: found 1.2"),
    "half a month": ("horizon = 2.5", "horizon: found 2.5"),
    "no month": ("horizon = 0", "horizon: found 0"),
    "too many months": ("horizon = 265", "horizon: found 265"),
    "malformed month": ('start = "2025-7"', "start: found '2025-7'"),
    "too early a start": ('start = "1990-12"', "expected: a month from 1991-01 to 2028-12"),
    "too late a start": ('start = "2029-01"', "expected: a month from 1991-01 to 2028-12"),
    "empty roster": ("roster = []", "roster: found []"),
    "duplicate state": ('roster = ["SRB", "XKX", "Kosovo"]', r"roster: Kosovo (XKX) stands there twice"),
    "one state under two names": (
        "[states.XKX]\npfp = true\n[states.Kosovo]\nnato = true",
        "Kosovo (XKX) stands there",
    ),
    "seventeen states": ("roster = [" + ", ".join(f'"S{i}"' for i in range(17)) + "]", "at most 16 entries"),
    "state out of place": ('roster = ["XKX", "SRB"]', "expected: the parent's order, SRB, XKX"),
    "state inserted": ('roster = ["SRB", "SVN", "XKX"]', "nobody's luck moves"),
    "state dropped from within": ('roster = ["SRB", "ALB"]', "nobody's luck moves"),
    "unknown state": (EVENT + 'kind = "pfp"\nstate = "Kossovo"', "unknown state 'Kossovo'; did you mean 'Kosovo'"),
    "state not in the roster": (EVENT + 'kind = "pfp"\nstate = "SVN"', "events.x.state: unknown state 'SVN'"),
    "state described only": ("[states.SVN]\nnato = true", "SVN is described but not in the roster"),
    "unknown patron": (EVENT + 'kind = "posture"\npatron = "SUA"\nlever = "aid"\nvalue = 0.3', "unknown patron 'SUA'"),
    "unknown bloc": (EVENT + 'kind = "lapse"\nbloc = "adriatik"', "did you mean 'adriatic'"),
    "unknown flashpoint": (EVENT + 'kind = "incident"\nflashpoint = "north"\nseverity = 2', "unknown flashpoint"),
    "unknown entity": (EVENT + 'kind = "secession"\nentity = "RSK"\nchange = 1', "unknown entity 'RSK'"),
    "severity five": (EVENT + 'kind = "incident"\nflashpoint = "northern-kosovo"\nseverity = 5', "severity: found 5"),
    "four logits": (EVENT + 'kind = "tension"\nstates = ["SRB", "XKX"]\nchange = 4', "change: found 4"),
    "tension of one": (EVENT + 'kind = "tension"\nstates = ["SRB", "Serbia"]\nchange = 1', "with itself"),
    "no peacekeepers at all": (
        EVENT + 'kind = "peacekeepers"\nflashpoint = "northern-kosovo"\nvalue = 0',
        "events.x.value: found 0",
    ),
    "no mission there": (
        '[flashpoints.f]\nparties = ["SRB", "ALB"]\n' + EVENT + 'kind = "peacekeepers"\nflashpoint = "f"\nvalue = 0.5',
        "there are no peacekeepers at f",
    ),
    "expenditure doubled": (EVENT + 'kind = "expenditure"\nstates = "all"\nchange = 0.7', "change: found 0.7"),
    "join twice": (EVENT + 'kind = "accession"\nstate = "HRV"\nbloc = "adriatic"', "HRV is a member of adriatic"),
    "join the other side": (EVENT + 'kind = "accession"\nstate = "SRB"\nbloc = "adriatic"', "member of serbia-hungary"),
    "event at the start": (
        '[events.x]\nmonth = "2025-04"\nkind = "lapse"\nbloc = "adriatic"',
        "May 2025 to April 2030",
    ),
    "event past the horizon": (
        '[events.x]\nmonth = "2030-05"\nkind = "lapse"\nbloc = "adriatic"',
        "is outside the run",
    ),
    "unknown factor": ("[set]\ndialoge = 0.5", "unknown factor 'dialoge'; did you mean 'dialogue'"),
    "factor of a stranger": ('[set]\n"tension.SRB.XKY" = 0.3', "did you mean 'tension.SRB.XKX'"),
    "factor out of range": ("[set]\ndialogue = 1.5", "expected: a number from 0 to 1"),
    "range out of range": ("[set]\ndialogue = { low = 0.5, value = 0.8, high = 1.2 }", "dialogue = 1.2"),
    "signed factor out of range": ('[set]\n"commitment.SRB.NATO" = -1.1', "expected: a number from -1 to 1"),
    "rate below zero": ("[set]\npfp_attempts = 0", "expected: a number above 0"),
    "slope turned round": ("[set]\nprovoke_provoked = -1", "expected: a number from 0"),
    "factor set twice": ('[set]\n"aid.USA" = 0.3\n[posture.USA]\naid = 0.4', "aid.USA is set twice"),
    "bloc of strangers": ('[blocs.adriatic]\nmembers = ["ALB", "SVN"]', "unknown state 'SVN'"),
    "member of both": (
        '[blocs.adriatic]\nmembers = ["ALB", "SRB"]',
        "SRB is a member of adriatic and of serbia-hungary",
    ),
    "bloc of one": ('[blocs.adriatic]\nmembers = ["ALB"]', "at least 2 entries"),
    "bloc without founding": ('[blocs.new]\nmembers = ["BGR", "MKD"]', "blocs.new: founded is missing"),
    "bloc of the future": ('[blocs.new]\nmembers = ["BGR", "MKD"]\nfounded = "2025-05-01"', "after the start in April"),
    "impossible day": ('[blocs.new]\nmembers = ["BGR", "MKD"]\nfounded = "2025-02-30"', "'2025-02-30' is no day"),
    "opposed to nobody": (
        '[blocs.adriatic]\nopposed = ["serbia"]',
        "unknown bloc 'serbia'; did you mean 'serbia-hungary'",
    ),
    "flashpoint abroad": ('[flashpoints.line]\nparties = ["SRB", "ROU"]', "unknown state 'ROU'"),
    "entity nowhere": ('[entities.XX]\nbacker = "SRB"', "entities.XX: inside is missing"),
    "five flashpoints": (
        "".join(f'[flashpoints.f{i}]\nparties = ["SRB", "ALB"]\n' for i in range(3)),
        "expected: at most 4",
    ),
    "nothing": ("", "it changes nothing"),
    "the parent's switch": ("founding = true", "founding = true is what the parent has"),
    "the parent's horizon": ("horizon = 60", "horizon = 60 is what the parent has"),
    "the parent's roster order": (
        '[blocs.adriatic]\nmembers = ["ALB", "HRV", "XKX"]',
        "members is as the parent has it",
    ),
    "removing what is not there": ("[blocs.adriatc]\nremove = true", "did you mean 'adriatic'"),
    "removing half": ('[blocs.adriatic]\nremove = true\nlabel = "x"', "remove = true alone"),
    "amending nothing": ("[events.x]\nvalue = 0.5", "no event 'x' of the parent to amend"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_file_and_reason(case: str, write: Write) -> None:
    body, told = BAD[case]
    with pytest.raises(BalkansimError) as refused:
        resolve(write(body))
    assert told in str(refused.value)
    assert "mine.toml" in refused.value.where
    assert refused.value.expected


def test_a_new_state_needs_figures(write: Write) -> None:
    roster = ", ".join(f'"{code}"' for code in (*resolve("baseline").roster, "CYP"))
    with pytest.raises(BalkansimError, match="unknown state 'CYP'"):
        resolve(write(f"roster = [{roster}]"))
    with pytest.raises(BalkansimError, match="no expenditure and no burden for CYP"):
        resolve(write(f'roster = [{roster}]\n[states.CYP]\nlabel = "Cyprus"'))


@pytest.mark.parametrize("absent", ["question", "expects"])
def test_question_and_expectation_are_required(absent: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("\n".join(line for line in HEAD.splitlines() if not line.startswith(absent)), encoding="utf-8")
    with pytest.raises(BalkansimError, match=f"mine.toml: {absent} is missing"):
        resolve(str(path))


def test_what_is_not_toml_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('question = "a"\nexpects = \n', encoding="utf-8")
    with pytest.raises(BalkansimError, match=r"mine.toml: not TOML: .*line 2"):
        resolve(str(path))


def test_what_is_not_utf8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b'question = "Fran\xe7ais"')
    with pytest.raises(BalkansimError, match="byte 16 is not UTF-8"):
        resolve(str(path))


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xef\xbb\xbf" + f'parent = "baseline"\n{HEAD}horizon = 12\n'.replace("\n", "\r\n").encode())
    assert resolve(str(path)).horizon == 12


def test_an_unknown_scenario_suggests_the_nearest() -> None:
    with pytest.raises(BalkansimError, match=r"unknown scenario 'kfor-drawdwn'; did you mean 'kfor-drawdown'"):
        resolve("kfor-drawdwn")


def test_a_missing_file_is_told() -> None:
    with pytest.raises(BalkansimError, match=r"no scenario file './nowhere.toml'"):
        resolve("./nowhere.toml")


def test_a_missing_parent_names_the_child(write: Write) -> None:
    with pytest.raises(
        BalkansimError, match=r"mine.toml, key parent: unknown scenario 'baselin'; did you mean 'baseline'"
    ):
        resolve(write("horizon = 12", parent="baselin"))
    with pytest.raises(BalkansimError, match=r"mine.toml, key parent: no scenario file './gone.toml'"):
        resolve(write("horizon = 12", parent="./gone.toml"))


def test_parents_in_a_circle_are_told(write: Write) -> None:
    write("horizon = 12", name="one", parent="./two.toml")
    two = write("horizon = 24", name="two", parent="./one.toml")
    with pytest.raises(BalkansimError, match="circle: two -> one -> two"):
        resolve(two)


def test_a_file_without_parent_needs_a_roster(write: Write) -> None:
    with pytest.raises(BalkansimError, match=r'add parent = "baseline", or list the states'):
        resolve(write("horizon = 12", parent=None))
