"""The command: what it prints, what it writes, and its exit code."""

import csv
import json

import pytest
from teaching_sheets import TENSION

from balkansim.cli.teach import exercises as command
from balkansim.errors import BalkansimError

SMALL = ("--draws", "4", "--histories", "1")


def run(*words):
    """Run the command as the command line does and return its exit code."""
    return command.main([str(word) for word in words], prog_name="balkansim exercises", standalone_mode=False) or 0


def test_without_a_word_it_lists_the_exercises(capsys):
    assert run() == 0
    out = capsys.readouterr().out
    assert "Code a paragraph" in out and "Rival theories" in out and "graduate" in out


def test_a_student_gets_the_same_exercise_that_is_shown(tmp_path, capsys):
    assert run("show", "2", "--student", "Ana") == 0
    shown = capsys.readouterr().out
    assert run("copy", "2", tmp_path / "ana", "--student", "Ana") == 0
    told = capsys.readouterr().out
    assert (tmp_path / "ana" / "handout.md").read_text(encoding="utf-8") == shown
    assert "Begin with handout.md" in told and "45 minutes" in told


def test_exit_code_1_says_that_a_file_is_broken_and_the_rest_is_written(hand_in, tmp_path, capsys):
    folder = hand_in("ana.csv").parent
    hand_in("bo.csv", ("P2", "opinion", *TENSION[2:]))
    table = tmp_path / "class.csv"
    assert run("gather", folder, *SMALL, "--out", table) == 1
    assert "bo.csv, row 2, column kind" in capsys.readouterr().out
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["coding"] for row in rows} == {"ana"}
    (folder / "bo.csv").unlink()
    assert run("gather", folder, *SMALL, "--json") == 0
    assert json.loads(capsys.readouterr().out)["students"][0]["student"] == "ana"


def test_a_table_that_exists_is_not_replaced(hand_in, tmp_path):
    table = tmp_path / "class.csv"
    table.write_text("mine", encoding="utf-8")
    with pytest.raises(BalkansimError, match="exists"):
        run("gather", hand_in("ana.csv").parent, *SMALL, "--out", table)
    assert table.read_text(encoding="utf-8") == "mine"


def test_the_solution_and_the_notebooks_are_copied(tmp_path, capsys):
    assert run("solution", "8", tmp_path / "answers") == run("notebooks", tmp_path / "notebooks") == 0
    assert (tmp_path / "answers" / "answers.md").is_file()
    assert "notebooks" in capsys.readouterr().out
