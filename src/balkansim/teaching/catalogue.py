"""The exercises that ship: what each is about, for whom, and how long it takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from balkansim.errors import BalkansimError, unknown
from balkansim.evidence.reading import read_toml, validated
from balkansim.evidence.scheme import Strict, Text
from balkansim.places import data_root
from balkansim.tables import Table

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

    Parameters
    ----------
    number : int
        Its number, from 1.
    name : str
        Its short name, such as ``tit-for-tat``.
    about : About
        Title, level, minutes and goal.
    folder : Path
        Where it stands: what is handed out, and the solution in a folder of its own.
    """

    number: int
    name: str
    about: About
    folder: Path


def exercises() -> tuple[Exercise, ...]:
    """Return all exercises in the order of their numbers.

    Raises
    ------
    BalkansimError
        If none ship, or one is malformed.
    """
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
    """Return the exercise of a number or name.

    Parameters
    ----------
    which : int or str
        As ``3`` or ``tit-for-tat``.

    Raises
    ------
    BalkansimError
        If there is none; the nearest name is suggested.
    """
    listed = exercises()
    wanted = str(which).strip().casefold()
    for exercise in listed:
        if wanted in (str(exercise.number), exercise.name, exercise.folder.name):
            return exercise
    raise unknown("exercise", str(which), [n for e in listed for n in (str(e.number), e.name)], todo=LISTED)


def listing() -> Table:
    """List the exercises with number, title, level, minutes and goal.

    Returns
    -------
    Table
        Prints as text, shows as HTML, ``.to_frame()``.
    """
    from balkansim.explaining.page import Page, Section
    from balkansim.explaining.page import Table as Cells

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
