"""What a student gets: everything but the solution, with an own seed, and never over anything that is there."""

from dataclasses import replace

import pytest

from balkansim.errors import BalkansimError
from balkansim.evidence.documents import fingerprint
from balkansim.teaching import exercises as own_texts
from balkansim.teaching.exercises import (
    ABOUT,
    SEEDS,
    SOLUTION,
    copy,
    copy_notebooks,
    exercises,
    filled,
    find,
    seed_of,
    sheet_name,
    shown,
    solution,
    student_of,
    write_folder,
)


@pytest.mark.parametrize("exercise", exercises(), ids=lambda exercise: exercise.name)
def test_no_file_of_a_solution_is_handed_out(exercise, tmp_path):
    handed = copy(exercise.number, tmp_path / "ana", "Ana")
    contents = {path.name: path.read_text(encoding="utf-8-sig") for path in handed.folder.rglob("*")}
    secret = [path.read_text(encoding="utf-8") for path in (exercise.folder / SOLUTION).iterdir()]
    assert set(handed.files) == set(contents) and ABOUT not in contents
    assert not set(contents.values()) & {filled(text, "Ana") for text in secret}
    assert "{{" not in "".join(contents.values())


def test_the_same_name_has_the_same_seed_and_another_another():
    assert seed_of("Ana Petrović") == seed_of("  ana   PETROVIĆ ") != seed_of("Ana Petrovic")
    assert seed_of("") == 1
    assert len({seed_of(f"student {k}") for k in range(60)}) == 60
    assert all(1 <= seed_of(f"student {k}") <= SEEDS for k in range(60))


def test_the_seed_stands_in_the_handout_in_the_scripts_and_in_the_solution(tmp_path):
    seed = seed_of("Marko")
    folder = copy("tit-for-tat", tmp_path / "marko", "Marko").folder
    assert f"--seed {seed}" in (folder / "handout.md").read_text(encoding="utf-8")
    assert f"\nSEED = {seed}\n" in (folder / "replies.py").read_text(encoding="utf-8")
    answers = solution(3, tmp_path / "answers", "Marko").folder
    assert f"\nSEED = {seed}\n" in (answers / "solution.py").read_text(encoding="utf-8")
    assert "SEED = 1\n" in (copy(3, tmp_path / "all").folder / "replies.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["Ana", "Ана Петровић", "con", "O'Neil / 3", "Li-Wei"])
def test_a_sheet_bears_a_name_that_any_system_takes_and_gives_it_back(name, tmp_path):
    file = sheet_name(name)
    assert not set(file) & set('<>:"/\\|?*') and file.startswith("codings-")
    assert file in copy(1, tmp_path / "own", name).files
    assert student_of(file.removesuffix(".csv")) and sheet_name(student_of(file.removesuffix(".csv"))) == file


def test_a_folder_that_exists_is_refused_and_left_alone(tmp_path):
    work = tmp_path / "ana" / "handout.md"
    work.parent.mkdir()
    work.write_text("my notes", encoding="utf-8")
    for hand in (copy, solution):
        with pytest.raises(BalkansimError, match="exists already"):
            hand(1, work.parent)
    assert work.read_text(encoding="utf-8") == "my notes"
    assert [path.name for path in tmp_path.rglob("*")] == ["ana", "handout.md"]


def test_nothing_is_left_of_a_folder_that_could_not_be_written_whole(tmp_path):
    with pytest.raises(BalkansimError, match="cannot be written"):
        write_folder(tmp_path / "ana", {"one.md": "text", "no/such/place.md": "text"})
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_exercise_suggests_the_nearest():
    with pytest.raises(BalkansimError, match="did you mean 'tit-for-tat'") as caught:
        find("tit for tat")
    assert "balkansim exercises" in caught.value.todo
    with pytest.raises(BalkansimError, match="unknown exercise '99'"):
        shown(99)


def test_tables_open_in_a_spreadsheet_with_their_letters(tmp_path):
    folder = copy(1, tmp_path / "ana", "Ana").folder
    assert (folder / "codings-ana.csv").read_bytes().startswith(b"\xef\xbb\xbfparagraph,")
    assert not (folder / "handout.md").read_bytes().startswith(b"\xef\xbb\xbf")


def test_ones_own_copy_of_a_document_is_handed_out_with_the_paragraphs_to_code(tmp_path, monkeypatch, evidence):
    document = evidence.library.document("A")
    words = {f"{document.id}{number}": f"My paragraph {number}." for number in (5, 7)}
    marks = list(document.paragraphs)
    for number in (5, 7):
        marks[number - 1] = fingerprint(words[f"A{number}"])
    mine = replace(document, paragraphs=tuple(marks))
    library = replace(evidence.library, documents=(mine, *evidence.library.documents[1:]))
    monkeypatch.setattr(own_texts, "load_evidence", lambda: replace(evidence, library=library))
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "mine.txt").write_text("\n".join(words.values()), encoding="utf-8")
    handed = copy(1, tmp_path / "ana", "Ana", texts)
    told = (handed.folder / "documents.md").read_text(encoding="utf-8")
    assert "**A5** My paragraph 5." in told and "Not in these copies: A8" in told


def test_documents_that_do_not_fit_and_exercises_that_code_none_are_told(tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "other.txt").write_text("Something else.\n", encoding="utf-8")
    with pytest.raises(BalkansimError, match="no file has any of the paragraphs"):
        copy(1, tmp_path / "ana", documents=texts)
    with pytest.raises(BalkansimError, match="codes no document"):
        copy(2, tmp_path / "ana", documents=texts)
    assert not (tmp_path / "ana").exists()


def test_the_notebooks_are_copied_without_output(tmp_path):
    told = copy_notebooks(tmp_path / "notebooks")
    assert "6 notebooks" in told
    assert len(list((tmp_path / "notebooks").iterdir())) == 6
