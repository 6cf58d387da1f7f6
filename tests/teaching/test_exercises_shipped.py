"""The exercises that ship: each is complete, its commands are understood, and its solution runs."""

from __future__ import annotations

import re
import runpy
import shlex

import click
import pytest

from balkansim.cli.main import cli
from balkansim.evidence.evidence import load_evidence
from balkansim.scenario.resolve import resolve
from balkansim.teaching.codings import read_coding
from balkansim.teaching.exercises import HANDOUT, SOLUTION, copy, exercises, listing, shown, solution

SHIPPED = exercises()
LEVELS = ("first year", "second year", "third year", "graduate")
HEADINGS = ("# Exercise", "## What you learn", "## Steps", "## Questions")
TINY = (1, 4, 2)
MANY = pytest.mark.parametrize("exercise", SHIPPED, ids=lambda exercise: exercise.name)


def commands(text):
    """Return the words after `balkansim` in the shell blocks and in the code of a text."""
    lines = [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    lines += re.findall(r"`(balkansim [^`]+)`", text)
    split = [shlex.split(line) for line in lines]
    return [words[1 : words.index(">")] if ">" in words else words[1:] for words in split if words[0] == "balkansim"]


def test_there_are_exercises_for_every_level_numbered_from_one():
    assert [exercise.number for exercise in SHIPPED] == list(range(1, len(SHIPPED) + 1))
    assert len(SHIPPED) >= 8
    assert {exercise.about.level for exercise in SHIPPED} == set(LEVELS)
    ranks = [LEVELS.index(exercise.about.level) for exercise in SHIPPED]
    assert ranks == sorted(ranks)


def test_the_listing_has_number_title_level_minutes_and_goal():
    text = str(listing())
    assert max(map(len, text.splitlines())) <= 100
    frame = listing().to_frame()
    assert list(frame["title"]) == [exercise.about.title for exercise in SHIPPED]
    assert frame.notna().all().all()


@MANY
def test_a_handout_has_its_parts_and_the_time_and_level_of_its_listing(exercise):
    text = shown(exercise.number)
    for heading in HEADINGS:
        assert heading in text
    assert f"# Exercise {exercise.number}: {exercise.about.title}" in text
    assert f"Level: {exercise.about.level}. Time: {exercise.about.minutes} minutes" in text
    steps = sum(int(minutes) for minutes in re.findall(r"^\d+\. \((\d+) minutes", text, re.MULTILINE))
    assert steps == exercise.about.minutes
    assert (exercise.folder / SOLUTION / "answers.md").is_file()
    assert text == shown(exercise.name)


@MANY
def test_each_command_of_an_exercise_is_understood(exercise):
    texts = [shown(exercise.number), (exercise.folder / SOLUTION / "answers.md").read_text(encoding="utf-8")]
    for words in [words for text in texts for words in commands(text)]:
        if words[0].startswith("-"):
            continue
        command = cli.get_command(click.Context(cli), words[0])
        rest = words[1:]
        while isinstance(command, click.Group) and rest:
            command, rest = command.commands[rest[0]], rest[1:]
        if "--help" not in rest:
            command.make_context(words[0], list(rest))


@MANY
def test_its_scenarios_can_be_resolved_and_its_files_are_named_in_the_handout(exercise, evidence):
    for path in sorted(exercise.folder.glob("*.*")):
        if path.suffix == ".toml" and path.name != "exercise.toml":
            resolve(str(path), evidence=evidence)
        if path.name not in (HANDOUT, "exercise.toml"):
            assert path.name in (exercise.folder / HANDOUT).read_text(encoding="utf-8") or path.name == "codings.csv"


@MANY
def test_its_solution_runs(exercise, tmp_path, capsys):
    folder = solution(exercise.number, tmp_path / "solution").folder
    main = runpy.run_path(str(folder / "solution.py"))["main"]
    assert main(*TINY)
    assert len(capsys.readouterr().out.splitlines()) >= 4


def test_the_scripts_handed_out_run(tmp_path, capsys):
    replies = runpy.run_path(str(copy(3, tmp_path / "3").folder / "replies.py"))["main"](draws=3)
    assert set(replies) == {"no-answer.toml", "no-memory.toml", "long-memory.toml"}
    grown = runpy.run_path(str(copy(4, tmp_path / "4").folder / "arming.py"))["main"](draws=2)
    assert grown["baseline", True]["SRB"] > grown["baseline", False]["SRB"]
    courses = runpy.run_path(str(copy(6, tmp_path / "6").folder / "courses.py"))["main"](draws=4, histories=1)
    assert courses["away.toml"][0][-1] > courses["away-and-back.toml"][0][-1]
    assert "chance of an incident" in capsys.readouterr().out


def test_predictions_are_checked_and_an_empty_sheet_is_told(tmp_path, capsys):
    folder = copy(2, tmp_path / "2").folder
    check = runpy.run_path(str(folder / "check.py"))["main"]
    with pytest.raises(SystemExit, match="fill its third column"):
        check(draws=4, histories=1)
    path = folder / "predictions.csv"
    rows = [line.split(",") for line in path.read_text(encoding="utf-8-sig").splitlines()]
    filled = [rows[0], *([*row[:2], "0,4", "up"] for row in rows[1:])]
    path.write_text("\n".join(";".join(row) for row in filled), encoding="utf-8-sig")
    assert len(check(draws=4, histories=1)) == 6
    assert "40%" in capsys.readouterr().out


def test_the_quiz_is_scored_by_hand(tmp_path, capsys):
    folder = copy(7, tmp_path / "7").folder
    score = runpy.run_path(str(folder / "score.py"))["main"]
    with pytest.raises(SystemExit, match="answers"):
        score(folder)
    answers = solution(7, tmp_path / "answers").folder / "answers.csv"
    (folder / "answers.csv").write_bytes(answers.read_bytes())
    with pytest.raises(SystemExit, match="fill its last column"):
        score(folder)
    lines = (folder / "quiz.csv").read_text(encoding="utf-8-sig").splitlines()
    filled = [lines[0], lines[1] + "0.9", lines[2] + "0.5", lines[3] + "0.2", *lines[4:]]
    (folder / "quiz.csv").write_text("\n".join(filled), encoding="utf-8")
    # Statements 1 and 2 are true, 3 is false: (0.01 + 0.25 + 0.04) / 3.
    assert score(folder) == pytest.approx(0.1)
    assert (folder / "scored.csv").read_text(encoding="utf-8").splitlines()[1] == "0.9,1"
    assert "right in 2 of 2" in capsys.readouterr().out


def test_the_key_codes_every_paragraph_of_the_article_and_the_codes_are_the_codebooks(knowing, article):
    folder = SHIPPED[0].folder
    key = read_coding(folder / SOLUTION / "key.csv", knowing, article)
    assert key.places == {("P", number) for number in range(1, len(article.document.paragraphs) + 1)}
    codes = (folder / "codes.md").read_text(encoding="utf-8")
    cells = set(re.findall(r"^\| ([a-z_-]+) \|", codes, re.MULTILINE)) - {"kind", "quantity", "intensity"}
    codebook = load_evidence().codebook
    assert {*codebook.words, *codebook.kinds} <= cells
    assert cells - {*codebook.words, *codebook.kinds} <= set(codebook.quantities)
    assert all(name in codes for name in article.cast)


def test_no_paragraph_of_the_practice_article_is_one_of_the_documents(evidence, article):
    own = set(article.document.paragraphs)
    assert not any(own & set(document.paragraphs) for document in evidence.library)
