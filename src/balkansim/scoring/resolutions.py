"""Reading what happened: the file of resolutions, every row checked against the forecast it resolves."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from itertools import permutations
from pathlib import Path

from balkansim.errors import BalkansimError, unknown
from balkansim.evidence.reading import iso_date, read_table, read_text
from balkansim.forecasting.questions import Question, Questions
from balkansim.scenario.calendar import last_day, month_of
from balkansim.scoring.forecasters import status_quo
from balkansim.scoring.overlaps import implies
from balkansim.scoring.template import COLUMNS, NO, UNKNOWN, YES, resolvable, window_of

REMEDY = "`balkansim score --template FILE.csv` writes such a file"


@dataclass(frozen=True)
class Resolution:
    """What happened to one forecast.

    Parameters
    ----------
    id : str
        The forecast.
    outcome : bool or None
        Whether it came true; None where that is unknown.
    date : datetime.date or None
        Day on which it was settled, within the window; None where unknown.
    source : str
        Who says so.
    early : bool
        Whether it says, before the window's last day, that nothing changed.
    """

    id: str
    outcome: bool | None
    date: date | None
    source: str
    early: bool = False


def read_resolutions(path: Path, questions: Questions) -> tuple[Resolution, ...]:
    """Read a file of resolutions.

    Parameters
    ----------
    path : pathlib.Path
        A CSV with commas, semicolons or tabs, with or without a byte-order mark, and the columns ``id, rule, window,
        outcome, date, source``.
    questions : Questions
        The forecasts it resolves.

    Returns
    -------
    tuple of Resolution
        In the order of the file, at least one with a known outcome.

    Raises
    ------
    BalkansimError
        If the file is missing, empty or lacks a column, or a row has an unknown or double id, another window than its
        forecast, another outcome than yes, no or unknown, or a date that is malformed, missing or outside the window;
        names file and row. Also if two outcomes contradict each other, or every outcome is unknown.
    """
    rows = _rows(path)
    found: dict[str, tuple[int, Resolution]] = {}
    for line, cells in rows:
        where = f"{path}, row {line}"
        question = _question(cells["id"], questions, where)
        if question.id in found:
            first = found[question.id][0]
            raise BalkansimError(
                f"{question.id} stands in row {first} too", expected="each id once", where=where, todo="remove one"
            )
        found[question.id] = line, _resolution(cells, question, where)
    _refuse_contradictions(found, questions, path)
    resolutions = tuple(resolution for _, resolution in found.values())
    if all(resolution.outcome is None for resolution in resolutions):
        raise BalkansimError(
            f"all {len(rows)} outcomes are unknown",
            expected="at least one yes or no",
            where=f"{path}, rows {rows[0][0]} to {rows[-1][0]}",
            todo="fill in what is known",
        )
    return resolutions


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Return the rows of the file with their lines, at least one."""
    if not path.is_file():
        found = "is a folder" if path.is_dir() else "file is missing"
        raise BalkansimError(found, expected="a CSV file", where=str(path), todo=REMEDY)
    if not read_text(path).strip():
        raise BalkansimError("the file is empty", expected=",".join(COLUMNS), where=f"{path}, row 1", todo=REMEDY)
    try:
        rows = read_table(path, COLUMNS)
    except csv.Error as error:
        raise BalkansimError(f"not valid CSV: {error}", where=f"{path}, row 1", todo="check its quotes") from None
    if not rows:
        raise BalkansimError(
            "no row under the header", expected="a row a forecast", where=f"{path}, row 2", todo=REMEDY
        )
    return rows


def _question(name: str, questions: Questions, where: str) -> Question:
    """Return the forecast a row names, if events can resolve it."""
    place = f"{where}, column id"
    for untestable in questions.untestable:
        if untestable.id.casefold() == name.casefold():
            raise BalkansimError(f"{untestable.id} is untestable: {untestable.reason}", where=place, todo="remove it")
    ids = [question.id for question in resolvable(questions)]
    for question in questions.forecasts:
        if question.id.casefold() == name.casefold():
            if question.id in ids:
                return question
            found = f"{question.id} has no rule outside the model: it is shown and never scored against events"
            raise BalkansimError(found, expected=f"one of {', '.join(ids)}", where=place, todo="remove the row")
    raise unknown("forecast", name, ids, where=place)


def _resolution(cells: dict[str, str], question: Question, where: str) -> Resolution:
    """Return what a row says on its forecast."""
    if cells["window"] not in ("", window_of(question)):
        raise BalkansimError(
            f"{cells['window']!r} is not the window of {question.id}",
            expected=window_of(question),
            where=f"{where}, column window",
            todo=f"these forecasts are not those of the file; {REMEDY}",
        )
    outcome = _outcome(cells["outcome"], f"{where}, column outcome")
    day = _day(cells["date"], question, f"{where}, column date", needed=outcome is not None)
    unchanged = outcome is not None and outcome == bool(status_quo(question.rule))
    early = unchanged and day is not None and day < last_day(question.window.last)
    return Resolution(question.id, outcome, day, cells["source"], early)


def _refuse_contradictions(found: dict[str, tuple[int, Resolution]], questions: Questions, path: Path) -> None:
    """Refuse a yes together with a no to what it implies."""
    asked = [questions.get(name) for name in found]
    for one, other in permutations(asked, 2):
        (line, yes), (there, no) = found[one.id], found[other.id]
        if yes.outcome is True and no.outcome is False and implies(one, other):
            raise BalkansimError(
                f"{one.id} is yes and {other.id} is no, but a yes to {one.id} is a yes to {other.id}",
                expected="outcomes that can both be true",
                where=f"{path}, rows {line} and {there}, column outcome",
                todo="mend one of them",
            )


def _outcome(cell: str, where: str) -> bool | None:
    """Return the outcome a cell names."""
    known = {YES: True, NO: False, UNKNOWN: None}
    if cell.casefold() not in known:
        expected = "yes, no or unknown"
        raise BalkansimError(repr(cell) if cell else "empty", expected=expected, where=where, todo="write one of them")
    return known[cell.casefold()]


def _day(cell: str, question: Question, where: str, *, needed: bool) -> date | None:
    """Return the day a cell names, which must lie in the window; none is needed while the outcome is unknown."""
    if not cell and not needed:
        return None
    day = iso_date(cell, where)
    window = question.window
    if not window.first <= month_of(day) <= window.last:
        raise BalkansimError(
            f"{cell} lies outside the window of {question.id}",
            expected=f"a day from {window.start}-01 to {last_day(window.last)}",
            where=where,
            todo="give the day on which it happened; the window's last day, if it did not",
        )
    return day
