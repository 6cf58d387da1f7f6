"""The command `play`: scripted, mistaken, interrupted, saved and resumed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import running
from balkansim.cli import main
from balkansim.errors import BalkansimError
from balkansim.teaching.play import Terminal, play, player_in
from balkansim.teaching.turn import Ending
from running import same

Play = Callable[..., tuple[int, str, str]]
HALVES = (("provoke SRB; conciliate Albania, Kosovo", "apply adriatic; go", "hold all; go"), ("auto 2", "hold HUN; go"))
SMALL = """\
parent = "baseline"
question = "What then?"
expects = "Something."
roster = ["SRB", "XKX", "ALB", "HRV", "HUN", "SVK"]
[entities]
RS = { remove = true }
[flashpoints]
inter-entity-line = { remove = true }
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder that holds a small world, in which Slovakia is the one state outside every bloc."""
    (tmp_path / "small.toml").write_text(SMALL, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Play:
    """Return a function that runs the command on a script: exit code, output, errors."""

    def run(*words: str, script: str | None = None) -> tuple[int, str, str]:
        if script is not None:
            Path("script.txt").write_text(script, encoding="utf-8")
            words = (*words, "--script", "script.txt")
        code = main.run(["play", *words])
        found = capsys.readouterr()
        return code, found.out, found.err

    return run


def quiet(*script: str, **options: Any) -> Ending:
    """Play the small world without telling anything."""
    if "resume" not in options:
        options = {"scenario": "small.toml", "as_": "SVK", "seed": 3} | options
    return play(script=script, tell=lambda text: None, **options)


def at_terminal(monkeypatch: pytest.MonkeyPatch, lines: Iterator[str]) -> None:
    """Let a player at a terminal give these answers."""
    monkeypatch.setattr("balkansim.teaching.play.standing_by", lambda: Terminal(lambda prompt: next(lines)))


@pytest.fixture
def saved() -> Path:
    """Return a saved game of which one month was lived."""
    quiet("hold SRB; go", "quit", months=3, save="game.json")
    return Path("game.json")


def test_a_scripted_game_is_told_to_its_end(command: Play) -> None:
    script = "# a class\n\nprovoke Srbija # by its own name\nGO\nhelp; why; options; undo; go\nauto\n"
    code, out, err = command("small.toml", "--as", "slovensko", "--seed", "3", "--months", "3", script=script)
    assert (code, err) == (0, "")
    assert "Slovakia provokes Serbia, as you decided." in out
    assert "Two histories of Slovakia on the same luck" in out
    assert "you decided something in 1 of 3" in " ".join(out.split())
    assert out.count("International Court of Justice") == 2
    assert max(map(len, out.splitlines())) <= 120
    assert not list(Path().glob("*.json"))


def test_it_prints_where_the_encoding_is_narrow(command: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("out.txt").open("w", encoding="ascii") as narrow:
        monkeypatch.setattr(sys, "stdout", narrow)
        assert command("small.toml", "--as", "SRB", "--months", "1", script="why; help; go")[0] == 0
    assert "Two histories of Serbia" in Path("out.txt").read_text(encoding="ascii")


@pytest.mark.parametrize("half_decided", [False, True])
def test_saved_and_resumed_is_the_game_uninterrupted(half_decided: bool) -> None:
    """Left in the middle, also of a month half decided, it goes on as if it had never been left."""
    k = 1 if half_decided else 3
    answers = [answer for half in HALVES for answer in half]
    whole = quiet(*answers, months=5)
    left = quiet(*answers[:k], "quit", months=5, save="game.json")
    assert not left.finished
    assert bool(left.game.decided) != half_decided
    resumed = quiet(*answers[k:], resume="game.json")
    assert resumed.finished
    assert same(whole.game.film, resumed.game.film) == []
    assert resumed.game.decided == whole.game.decided
    assert str(resumed) == str(whole)
    assert len(json.loads(Path("game.json").read_text(encoding="utf-8"))["decisions"]) == 5


def test_a_script_that_ends_early_loses_nothing(command: Play) -> None:
    code, _, err = command("small.toml", "--as", "SVK", "--months", "3", script="hold all; go\nprovoke SRB")
    assert code == 2
    assert "script.txt, line 2: the answers end before June 2025 is decided" in err
    assert "auto 2" in err
    assert "balkansim play --resume play-small-SVK-1.json" in err
    code, out, _ = command("--resume", "play-small-SVK-1.json", script="go\nauto")
    assert code == 0
    assert "decided so far: provoke SRB" in out
    assert "Slovakia provokes Serbia, as you decided." in out


MISTAKES = {
    "bomb SRB": "unknown answer 'bomb'",
    "provoke Narnia": "unknown state 'Narnia'",
    "provoke Serbai": "did you mean 'Serbia'",
    "hold SVK": "that is you",
    "provoke": "provoke whom?",
    "leave adriatic": "you cannot leave adriatic this month",
    "apply adratic": "did you mean 'adriatic'",
    "decline": "decline which bloc?",
    "budget 3%": "a budget in January only",
    "auto many": "a number of months",
    "auto 0": "a number of months",
    "go; provoke SRB": "go at the line's end",
    "go home": "go by itself",
    "save small.toml": "small.toml exists already",
    "why SRB": "no month was lived yet",
}


def test_a_terminal_is_asked_again_after_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    at_terminal(monkeypatch, iter((*MISTAKES, "provoke Serbia", "go")))
    ending = play("small.toml", "SVK", months=1, tell=said.append)
    assert [decisions.conduct for decisions in ending.game.decided] == [{"SRB": "provoke"}]
    refused = said[3:-2]
    assert len(refused) == len(MISTAKES)
    for told, (answer, expected) in zip(refused, MISTAKES.items(), strict=True):
        assert expected in told, answer


def test_a_mistake_in_a_script_is_named_by_its_line(command: Play) -> None:
    code, _, err = command("small.toml", "--as", "SVK", script="# first\n\nprovoke Serbai; go\ngo\n")
    assert code == 2
    assert "script.txt, line 3: 'provoke Serbai; go': unknown state 'Serbai'; did you mean 'Serbia'?" in err


def test_a_budget_beyond_the_rule_is_refused_and_one_within_is_spent(command: Play) -> None:
    words = ("small.toml", "--as", "SVK", "--set", "start=2025-12", "--months", "1")
    for answer, expected in (("budget 60%", "within the rule's bounds"), ("budget -4,5%", "unknown budget '-4,5%'")):
        code, _, err = command(*words, script=answer)
        assert code == 2
        assert expected in err
    code, out, _ = command(*words, script="raise; budget -4.5 %; go")
    assert code == 0
    assert "Slovakia cuts its military expenditure by 4.5%, as you decided." in out


def test_an_interrupted_game_is_saved_and_says_how_to_go_on(command: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked() -> Iterator[str]:
        yield "provoke SRB; go"
        yield "conciliate XKX"
        raise KeyboardInterrupt

    at_terminal(monkeypatch, asked())
    code, out, _ = command("small.toml", "--as", "SVK", "--months", "4")
    assert code == main.INTERRUPTED
    assert "balkansim play --resume play-small-SVK-1.json goes on from there" in out
    kept = json.loads(Path("play-small-SVK-1.json").read_text(encoding="utf-8"))
    assert [month["conduct"] for month in kept["decisions"]] == [{"SRB": "provoke"}]
    assert kept["pending"]["conduct"] == {"XKX": "conciliate"}


def test_a_saved_game_of_another_kind_is_refused(saved: Path) -> None:
    before = saved.read_bytes()
    for options, expected in (
        ({"seed": 4}, "seed: 3 there, 4 here"),
        ({"as_": "SRB"}, "state: SVK there, SRB here"),
        ({"scenario": "baseline"}, "scenario: small ("),
    ):
        with pytest.raises(BalkansimError, match="another game") as refused:
            play(script=["go"], resume=saved, **options)
        assert expected in str(refused.value)
    assert saved.read_bytes() == before


def test_a_saved_game_of_another_version_is_refused(saved: Path) -> None:
    content = json.loads(saved.read_text(encoding="utf-8"))
    content["identity"] |= {"version": "0.0.1", "rulebook": "f00"}
    saved.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(BalkansimError, match=r"version: 0\.0\.1 there.*; rulebook: f00 there"):
        quiet("go", resume=saved)


def spoilt(game: dict[str, Any]) -> Iterator[Any]:
    """Yield a saved game as somebody may have spoilt it."""
    first = game["decisions"][0]
    yield [game]
    yield {**game, "kind": "something else"}
    for name in ("identity", "world", "months", "decisions", "pending", "scenario"):
        yield {key: value for key, value in game.items() if key != name}
    for name in ("identity", "world", "months", "decisions", "pending"):
        yield {**game, name: None}
        yield {**game, name: "what?"}
    for part in (
        {"conduct": {"QQQ": "hold"}},
        {"conduct": {"SRB": "kiss"}},
        {"blocs": {"warsaw": "stay"}},
        {"budget": "9"},
    ):
        yield {**game, "decisions": [{**first, **part}]}
    yield {**game, "decisions": [first] * 200}
    yield {**game, "identity": {**game["identity"], "seed": "three"}}
    yield {**game, "identity": {**game["identity"], "state": "NATO"}}
    yield {**game, "world": {**game["world"], "scenario": "nowhere"}}


def test_a_spoilt_game_is_refused_in_a_sentence(saved: Path) -> None:
    game = json.loads(saved.read_text(encoding="utf-8"))
    for content in ["{", *map(json.dumps, spoilt(game))]:
        saved.write_text(content, encoding="utf-8")
        with pytest.raises(BalkansimError):
            quiet("go", "go", resume=saved)
        assert saved.read_text(encoding="utf-8") == content


def test_where_the_folder_is_gone_the_game_is_saved_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said: list[str] = []
    folder, elsewhere = tmp_path / "stick", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(elsewhere))

    def pulled_out() -> Iterator[str]:
        yield "go"
        (folder / "game.json").unlink()
        folder.rmdir()
        yield "hold all; go"
        yield "quit"

    at_terminal(monkeypatch, pulled_out())
    play("small.toml", "SVK", months=4, save=folder / "game.json", tell=said.append)
    assert sum(text.startswith("NOT saved: cannot be written") for text in said) == 2
    kept = json.loads((elsewhere / "play-small-SVK-1.json").read_text(encoding="utf-8"))
    assert len(kept["decisions"]) == 2
    assert str(elsewhere) in said[-1]


def test_no_other_file_is_overwritten(command: Play) -> None:
    Path("thesis.json").write_text("mine", encoding="utf-8")
    code, _, err = command("small.toml", "--as", "SVK", "--save", "thesis.json", script="go")
    assert code == 2
    assert "thesis.json exists already" in err
    assert Path("thesis.json").read_text(encoding="utf-8") == "mine"
    assert command("--as", "MKD", "--save", "nowhere/game.json", script="go")[0] == 2


@pytest.mark.parametrize(
    "name", ["MKD", "mkd", "North Macedonia", "Macedonia", "Severna Makedonija", " north macedonia "]
)
def test_a_state_is_known_by_any_of_its_names(name: str) -> None:
    assert player_in(running.scenario("baseline"), name) == "MKD"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--as", "NATO"), "NATO is a patron, and patrons cannot be played"),
        (("--as", "USA"), "The United States is a patron"),
        (("--as", "Serbai"), "did you mean 'Serbia'"),
        ((), "no state to play"),
        (("--as", "MKD", "--months", "0"), "1 to 60, the scenario's horizon"),
        (("--as", "MKD", "--seed", "-1"), "seed = -1"),
        (("nowhere", "--as", "MKD"), "nowhere"),
        (("--resume", "nowhere.json"), "nowhere.json: file is missing"),
        (("--as", "MKD", "--script", "nowhere.txt"), "nowhere.txt: No such file"),
    ],
)
def test_what_cannot_be_played_is_told_in_a_sentence(command: Play, words: tuple[str, ...], expected: str) -> None:
    code, _, err = command(*words)
    assert code == 2
    assert expected in err
