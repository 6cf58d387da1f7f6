"""The exercises that ship: what each is about, for whom, and how long it takes."""

from __future__ import annotations

import hashlib
import re
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from balkansim.errors import BalkansimError, unknown
from balkansim.evidence.codebook import Codebook, Key, Text
from balkansim.evidence.documents import Document, Library, fingerprint, paragraph_text
from balkansim.evidence.evidence import Evidence, load_evidence
from balkansim.files import Strict, data_root, read_text, read_toml, validated
from balkansim.pages import TextTable as Table

FOLDER = "exercises"
ABOUT = "exercise.toml"
HANDOUT = "handout.md"
SOLUTION = "solution"
NUMBERED = re.compile(r"(\d+)-([a-z0-9-]+)")
LISTED = "balkansim exercises"


class About(Strict):
    """What ``exercise.toml`` says of an exercise."""

    title: Text
    level: Literal["first year", "second year", "third year", "graduate"]
    minutes: Annotated[int, Field(ge=10, le=240)]
    goal: Text


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    ``name``: its short name, such as ``tit-for-tat``. ``folder``: where it stands: what is handed out, and the solution
    in a folder of its own.
    """

    number: int
    name: str
    about: About
    folder: Path


def exercises() -> tuple[Exercise, ...]:
    """Return all exercises in the order of their numbers."""
    root = data_root() / FOLDER
    found = [(path, NUMBERED.fullmatch(path.name)) for path in root.glob("*") if path.is_dir()]
    listed = [
        Exercise(int(match[1]), match[2], validated(About, read_toml(path / ABOUT), str(path / ABOUT)), path)
        for path, match in found
        if match
    ]
    if not listed:
        todo = "install balkansim again, or run it from a complete checkout"
        raise BalkansimError("the exercises that ship with balkansim are missing", expected=str(root), todo=todo)
    return tuple(sorted(listed, key=lambda exercise: exercise.number))


def find(which: int | str) -> Exercise:
    """Return the exercise of a number or name. ``which``: as ``3`` or ``tit-for-tat``."""
    listed = exercises()
    wanted = str(which).strip().casefold()
    for exercise in listed:
        if wanted in (str(exercise.number), exercise.name, exercise.folder.name):
            return exercise
    raise unknown("exercise", str(which), [n for e in listed for n in (str(e.number), e.name)], todo=LISTED)


def listing() -> Table:
    """List the exercises with number, title, level, minutes and goal.

    Returns: prints as text, shows as HTML, ``.to_frame()``.
    """
    from balkansim.pages import Page, Section
    from balkansim.pages import Table as Cells

    rows = [
        {"number": e.number, "name": e.name, "title": e.about.title, "level": e.about.level,
         "minutes": e.about.minutes, "goal": e.about.goal}
        for e in exercises()
    ]  # fmt: skip
    head = ("number", "title", "level", "minutes", "goal")
    cells = Cells(head, tuple(tuple(row[name] for name in head) for row in rows))
    todo = (
        "`balkansim exercises show 1` prints one, `copy 1 DIR --student NAME` hands it out, `solution 1 DIR` is for "
        "the teacher, `gather DIR` reads a class's codings."
    )
    return Table(rows, Page("Exercises", (), (Section("exercises", (cells,)), Section("next", (todo,)))).text())


EXERCISE = "code-a-paragraph"
ARTICLE, CAST = "article.md", "cast.toml"
ID = "P"
PARAGRAPH = re.compile(r"^\*\*P(\d+)\*\* (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Practice:
    """The practice article and who is who in it."""

    document: Document
    cast: Mapping[str, str]

    def invented(self, key: Key) -> str:
        """Return a number of the world with the article's own names."""
        names = {real: name for name, real in self.cast.items()}
        return " ".join([key.quantity, *(names.get(part, part) for part in key[1:] if part)])


def practice(library: Library) -> Practice:
    """Read the practice article that ships."""
    folder = find(EXERCISE).folder
    paragraphs = dict(PARAGRAPH.findall(read_text(folder / ARTICLE)))
    marks = tuple(fingerprint(paragraphs[str(number)]) for number in range(1, len(paragraphs) + 1))
    day = max(document.date for document in library)
    document = Document(ID, "balkansim", "a practice article set in invented countries", day, marks, ARTICLE)
    return Practice(document, read_toml(folder / SOLUTION / CAST)["cast"])


def with_practice(evidence: Evidence, article: Practice) -> Evidence:
    """Return evidence that knows the practice article, of which no claim is coded yet."""
    library = replace(evidence.library, documents=(*evidence.library.documents, article.document))
    return replace(evidence, library=library, codebook=_knowing(evidence.codebook, article), _estimates={})


def _knowing(codebook: Codebook, article: Practice) -> Codebook:
    return codebook.model_copy(update={"aliases": {**codebook.aliases, **article.cast}})


SEEDS = 999_999
SHARED_SEED = 1
PREFIX = "codings"


def seed_of(student: str) -> int:
    """Return a student's own seed: the same name, however it is spaced or capitalised, has the same seed.

    ``student``: the name; empty for the seed that all share.
    """
    name = _folded(student)
    if not name:
        return SHARED_SEED
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") % SEEDS + 1


def sheet_name(student: str) -> str:
    """Return the name of a student's coding sheet: letters of any alphabet, digits and hyphens.

    ``student``: the name; empty where none is given.
    """
    plain = re.sub(r"[\W_]+", "-", _folded(student)).strip("-")
    return f"{PREFIX}-{plain}.csv" if plain else f"{PREFIX}.csv"


def student_of(stem: str) -> str:
    """Return whose sheet a file is, by its name without the ending. ``stem``: as ``codings-ana`` or ``ana``."""
    return stem.removeprefix(f"{PREFIX}-").strip()


def _folded(student: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", student).casefold().split())


NAMED = re.compile(r"\s*([A-Za-z][A-Za-z0-9_-]*?)\s*(\d{1,6})\s*")


def place_of(name: str, library: Library, where: str) -> tuple[Document, int]:
    """Return the document and the number of a paragraph by its name; case is ignored.

    ``where``: where the name stood, for the message.
    """
    match = NAMED.fullmatch(name)
    if not match:
        raise BalkansimError(f"{name!r} names no paragraph", expected="document and number, such as P3", where=where)
    by_name = {document.id.casefold(): document for document in library}
    if match[1].casefold() not in by_name:
        raise unknown("document", match[1], [document.id for document in library], where=where)
    document, number = by_name[match[1].casefold()], int(match[2])
    last = len(document.paragraphs)
    if not 1 <= number <= last:
        expected = f"{document.id}1 to {document.id}{last}"
        raise BalkansimError(f"no paragraph {name.strip()}", expected=expected, where=where)
    return document, number


OWN_TEXTS = "documents.md"
WANTED = "paragraphs.txt"
"""Lists, in an exercise's solution, the paragraphs of the documents that a class may code."""


def own_texts(exercise: Exercise, documents: Path) -> str:
    """Return the paragraphs that an exercise asks for, from one's own copies of the documents.

    ``documents``: A folder with files ``*.txt``.
    """
    path = exercise.folder / SOLUTION / WANTED
    if not path.is_file():
        raise BalkansimError(f"exercise {exercise.number} codes no document", where="--documents", todo="leave it out")
    library = load_evidence().library
    found: list[str] = []
    missing: list[str] = []
    for name in path.read_text(encoding="utf-8").split():
        document, number = place_of(name, library, str(path))
        text = paragraph_text(documents, document, number)
        if text:
            found.append(f"**{name}** {text}")
        else:
            missing.append(name)
    if not found:
        todo = "balkansim evidence check --documents DIR says which paragraphs your files have"
        raise BalkansimError("no file has any of the paragraphs to code", where=str(documents), todo=todo)
    lost = [f"Not in these copies: {', '.join(missing)}."] if missing else []
    return "\n\n".join(["# Paragraphs of the documents", *found, *lost]) + "\n"


ANSWERS = "answers.md"
SHEET = "codings.csv"
"""What a coding sheet is called before it is a student's."""
SCRIPT_SEED = re.compile(r"^SEED = 1$", re.MULTILINE)
TABLES = ".csv"
MARK = "\ufeff"
"""Tells a spreadsheet that a table is UTF-8."""


@dataclass(frozen=True)
class Handed:
    """What was handed out. ``folder``: where it is now."""

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
    """Hand an exercise out into a new folder, without its solution."""
    exercise = find(which)
    texts = own_texts(exercise, Path(documents)) if documents is not None else None
    written = _handed_out(exercise, student)
    if texts is not None:
        written[OWN_TEXTS] = texts
    return _hand(exercise, Path(folder), student, written)


def solution(which: int | str, folder: Path | str, student: str = "") -> Handed:
    """Put an exercise's solution into a new folder, for the teacher."""
    exercise = find(which)
    paths = sorted(path for path in (exercise.folder / SOLUTION).iterdir() if path.is_file())
    return _hand(exercise, Path(folder), student, {path.name: filled(read_text(path), student) for path in paths})


def shown(which: int | str, student: str = "") -> str:
    """Return an exercise's handout as text."""
    return filled(read_text(find(which).folder / HANDOUT), student)


def filled(text: str, student: str) -> str:
    """Return a text with a student's name, seed and sheet in their places.

    ``text``: with ``{{seed}}``, ``{{student}}`` and ``{{sheet}}``; a script has a line ``SEED = 1``. ``student``: the
    name, or empty.
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
    """Make a folder of text files, whole or not at all; tables get the mark that spreadsheets look for."""
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


NOTEBOOKS_FOLDER = "notebooks"


def copy_notebooks(folder: Path | str) -> str:
    """Copy the notebooks into a new folder and return a sentence that tells what is there."""
    scripts = {path.name: read_text(path) for path in sorted((data_root() / NOTEBOOKS_FOLDER).glob("[0-9]*.py"))}
    if not scripts:
        raise BalkansimError("the notebooks that ship with balkansim are missing", todo="install balkansim again")
    whole = find_spec("jupytext") is not None
    texts = (
        {Path(name).with_suffix(".ipynb").name: _notebook(text) for name, text in scripts.items()} if whole else scripts
    )
    write_folder(Path(folder), texts)
    told = f"{len(texts)} notebooks are in {folder}: {', '.join(texts)}."
    return told if whole else f"{told} Jupyter opens them with jupytext (pip install jupytext), VS Code as they are."


def _notebook(script: str) -> str:
    """Return a script in cells as a notebook without output."""
    jupytext = import_module("jupytext")

    return str(jupytext.writes(jupytext.reads(script, fmt="py:percent"), fmt="ipynb"))
