"""Reading resolutions: what is accepted, and what is refused with file and row. All outcomes are made up."""

from __future__ import annotations

from datetime import date

import pytest

from balkansim.cli.validate import score as command
from balkansim.errors import BalkansimError
from balkansim.validation.resolutions import COLUMNS, read_resolutions, template_text
from balkansim.validation.score import template

F1_NO, F14_YES = ("no", "2026-04-30"), ("yes", "2027-05-01")


def refusal(path, questions):
    """Return how a file of resolutions is refused."""
    with pytest.raises(BalkansimError) as caught:
        read_resolutions(path, questions)
    return caught.value


@pytest.mark.parametrize(("sign", "bom"), [(",", ""), (";", "\ufeff"), ("\t", "")])
def test_commas_semicolons_and_a_byte_order_mark_are_read_alike(made_up, questions, sign, bom):
    outcomes = {"F1": F1_NO, "f14": ("YES", "2027-05-01"), "F10": ("unknown", "")}
    found = read_resolutions(made_up(outcomes, sign=sign, bom=bom), questions)
    assert [(r.id, r.outcome) for r in found] == [("F1", False), ("F14", True), ("F10", None)]
    assert [r.date for r in found] == [date(2026, 4, 30), date(2027, 5, 1), None]
    assert [r.early for r in found] == [False, False, False]


@pytest.mark.parametrize(
    ("outcomes", "row", "told"),
    [
        ({"F14": F14_YES, "F113": F1_NO}, 3, "did you mean 'F13'"),
        ({"F14": F14_YES, "F4": F1_NO}, 3, "never scored against events"),
        ({"F11": F1_NO}, 2, "untestable"),
        ({"F1": F1_NO, "f1": F1_NO}, 3, "stands in row 2 too"),
        ({"F1": ("yes", "2025-06-30")}, 2, "outside the window of F1"),
        ({"F1": ("no", "2026-05-01")}, 2, "outside the window of F1"),
        ({"F1": ("unknown", "2024-05-01")}, 2, "outside the window of F1"),
        ({"F1": ("no", "30/04/2026")}, 2, "is no date"),
        ({"F1": ("no", "2026-04-31")}, 2, "is no date"),
        ({"F1": ("no", "")}, 2, "is no date"),
        ({"F1": ("maybe", "2026-04-30")}, 2, "'maybe'"),
        ({"F1": ("", "")}, 2, "empty"),
        ({"F1": F1_NO, "F1-BGR": ("yes", "2026-01-01")}, 3, "a yes to F1-BGR is a yes to F1"),
        ({"F1": ("unknown", ""), "F14": ("unknown", "")}, 2, "all 2 outcomes are unknown"),
    ],
)
def test_a_wrong_row_is_refused_with_file_and_row(made_up, questions, outcomes, row, told):
    path = made_up(outcomes)
    error = refusal(path, questions)
    assert told in error.found
    assert error.where.startswith(f"{path}, row")
    assert str(row) in error.where.removeprefix(str(path))


@pytest.mark.parametrize("lost", COLUMNS)
def test_a_missing_column_is_named(tmp_path, questions, lost):
    path = tmp_path / "r.csv"
    path.write_text(",".join(name for name in COLUMNS if name != lost) + "\n", encoding="utf-8")
    error = refusal(path, questions)
    assert lost in error.found and "row 1" in error.where


@pytest.mark.parametrize("text", ["", "\ufeff", " \n", ",".join(COLUMNS) + "\n", '"id,rule\n'])
def test_an_empty_or_broken_file_is_refused(tmp_path, questions, text):
    path = tmp_path / "r.csv"
    path.write_text(text, encoding="utf-8")
    assert str(path) in refusal(path, questions).where
    assert "is a folder" in refusal(tmp_path, questions).found
    assert "missing" in refusal(tmp_path / "none.csv", questions).found


def test_a_row_written_for_another_window_is_refused(tmp_path, questions):
    path = tmp_path / "r.csv"
    path.write_text(template_text(questions).replace("2025-07 to 2026-04", "2025-07 to 2026-05"), encoding="utf-8")
    error = refusal(path, questions)
    assert error.expected == "2025-07 to 2026-04" and "row 2" in error.where


def test_what_stays_unchanged_before_the_window_ends_is_marked(made_up, questions):
    found = read_resolutions(made_up({"F1": ("no", "2025-12-31"), "F12": ("yes", "2025-12-31")}), questions)
    assert [r.early for r in found] == [True, True]
    changed = read_resolutions(made_up({"F1": ("yes", "2025-12-31"), "F12": ("no", "2025-12-31")}), questions)
    assert [r.early for r in changed] == [False, False]


def test_the_template_is_read_back_and_never_overwritten_unasked(tmp_path, questions):
    path = tmp_path / "t.csv"
    assert template(path) == 7
    text = path.read_text(encoding="utf-8")
    assert "Kosovo signs the Partnership for Peace framework document" in text
    path.write_text(text.replace(",unknown,,", ",no,2026-04-30,made up", 1), encoding="utf-8")
    assert sum(r.outcome is False for r in read_resolutions(path, questions)) == 1
    with pytest.raises(BalkansimError, match="exists already"):
        template(path)
    assert "made up" in path.read_text(encoding="utf-8")
    template(path, force=True)
    assert path.read_text(encoding="utf-8") == text


def test_the_command_needs_either_resolutions_or_a_template(tmp_path):
    for words in ([], [str(tmp_path / "r.csv"), "--template", str(tmp_path / "t.csv")]):
        with pytest.raises(BalkansimError, match="--template OUT"):
            command.main(words, standalone_mode=False)
    assert list(tmp_path.iterdir()) == []
