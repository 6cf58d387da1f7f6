"""Handing an exercise out: a folder with everything but the solution, made whole or not at all."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from balkansim.errors import BalkansimError
from balkansim.evidence.reading import read_text
from balkansim.teaching.catalogue import ABOUT, HANDOUT, SOLUTION, Exercise, find
from balkansim.teaching.own_texts import OWN_TEXTS, own_texts
from balkansim.teaching.students import seed_of, sheet_name

ANSWERS = "answers.md"
SHEET = "codings.csv"
"""What a coding sheet is called before it is a student's."""
SCRIPT_SEED = re.compile(r"^SEED = 1$", re.MULTILINE)
TABLES = ".csv"
MARK = "\ufeff"
"""Tells a spreadsheet that a table is UTF-8."""


@dataclass(frozen=True)
class Handed:
    """What was handed out.

    Parameters
    ----------
    exercise : Exercise
        Which exercise.
    folder : Path
        Where it is now.
    seed : int
        The seed its commands use.
    files : tuple of str
        The files in the folder.
    """

    exercise: Exercise
    folder: Path
    seed: int
    files: tuple[str, ...]

    def __str__(self) -> str:
        """Tell what is where."""
        about = self.exercise.about
        start = next(name for name in (HANDOUT, ANSWERS, *self.files) if name in self.files)
        return (
            f"Exercise {self.exercise.number}, {about.title} ({about.minutes} minutes), is in {self.folder}: "
            f"{', '.join(self.files)}.\nSeed {self.seed}. Begin with {start}."
        )


def copy(which: int | str, folder: Path | str, student: str = "", documents: Path | str | None = None) -> Handed:
    """Hand an exercise out into a new folder, without its solution.

    Parameters
    ----------
    which : int or str
        Number or name.
    folder : path
        The folder to make.
    student : str, optional
        Whose it is: gives it a seed of its own, and names the coding sheet.
    documents : path, optional
        Folder with one's own copies of the documents; their paragraphs to be coded are put into the folder.

    Returns
    -------
    Handed
        Prints as text.

    Raises
    ------
    BalkansimError
        If the exercise is unknown, the folder exists or cannot be written, or no copy of a document is found.
    """
    exercise = find(which)
    texts = own_texts(exercise, Path(documents)) if documents is not None else None
    written = _handed_out(exercise, student)
    if texts is not None:
        written[OWN_TEXTS] = texts
    return _hand(exercise, Path(folder), student, written)


def solution(which: int | str, folder: Path | str, student: str = "") -> Handed:
    """Put an exercise's solution into a new folder, for the teacher.

    Parameters
    ----------
    which : int or str
        Number or name.
    folder : path
        The folder to make.
    student : str, optional
        For whose seed the solution is.

    Returns
    -------
    Handed
        Prints as text.

    Raises
    ------
    BalkansimError
        If the exercise is unknown, or the folder exists or cannot be written.
    """
    exercise = find(which)
    paths = sorted(path for path in (exercise.folder / SOLUTION).iterdir() if path.is_file())
    return _hand(exercise, Path(folder), student, {path.name: filled(read_text(path), student) for path in paths})


def shown(which: int | str, student: str = "") -> str:
    """Return an exercise's handout as text.

    Parameters
    ----------
    which : int or str
        Number or name.
    student : str, optional
        For whose seed.

    Raises
    ------
    BalkansimError
        If the exercise is unknown.
    """
    return filled(read_text(find(which).folder / HANDOUT), student)


def filled(text: str, student: str) -> str:
    """Return a text with a student's name, seed and sheet in their places.

    Parameters
    ----------
    text : str
        With ``{{seed}}``, ``{{student}}`` and ``{{sheet}}``; a script has a line ``SEED = 1``.
    student : str
        The name, or empty.
    """
    named = " ".join(student.split()) or "everybody"
    values = {"seed": str(seed_of(student)), "student": named, "sheet": sheet_name(student)}
    for name, value in values.items():
        text = text.replace("{{" + name + "}}", value)
    return SCRIPT_SEED.sub(f"SEED = {values['seed']}", text)


def _handed_out(exercise: Exercise, student: str) -> dict[str, str]:
    """Return the files that are handed out: all but what tells of the exercise, and the solution."""
    paths = [path for path in sorted(exercise.folder.iterdir()) if path.is_file() and path.name != ABOUT]
    names = {path: sheet_name(student) if path.name == SHEET else path.name for path in paths}
    return {name: filled(read_text(path), student) for path, name in names.items()}


def _hand(exercise: Exercise, folder: Path, student: str, texts: dict[str, str]) -> Handed:
    write_folder(folder, texts)
    return Handed(exercise, folder, seed_of(student), tuple(texts))


def write_folder(folder: Path, texts: dict[str, str]) -> None:
    """Make a folder of text files, whole or not at all; tables get the mark that spreadsheets look for.

    Parameters
    ----------
    folder : Path
        The folder to make.
    texts : dict of str to str
        Content by file name.

    Raises
    ------
    BalkansimError
        If the folder exists, or cannot be written.
    """
    if folder.exists():
        todo = "name a folder that does not exist; what is in this one was not touched"
        raise BalkansimError("exists already", expected="a folder to be made", where=str(folder), todo=todo)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".balkansim-", dir=folder.parent) as temporary:
            whole = Path(temporary) / "whole"
            whole.mkdir()
            for name, text in texts.items():
                mark = MARK if name.endswith(TABLES) else ""
                (whole / name).write_text(mark + text, encoding="utf-8", newline="\n")
            whole.rename(folder)
    except OSError as error:
        problem = f"cannot be written: {error.strerror or error}"
        raise BalkansimError(problem, where=str(folder), todo="name another place") from None
