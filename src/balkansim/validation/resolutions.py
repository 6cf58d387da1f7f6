"""Reading what happened: the file of resolutions, every row checked against the forecast it resolves."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from balkansim.errors import BalkansimError, unknown
from balkansim.files import iso_date, read_table, read_text, write_whole
from balkansim.forecasts.kinds import Bools
from balkansim.forecasts.ledger import Entry, Ledger, Run
from balkansim.forecasts.questions import MAIN, Question, Questions, Untestable
from balkansim.months import last_day, month_of

COLUMNS = ("id", "rule", "window", "outcome", "date", "source")
YES, NO, UNKNOWN = "yes", "no", "unknown"


def window_of(question: Question) -> str:
    """Return a question's window as the file writes it, such as ``2025-07 to 2026-04``."""
    return f"{question.window.start} to {question.window.end}"


def resolvable(questions: Questions) -> tuple[Question, ...]:
    """Return the forecasts that have a rule outside the model; the others are never scored against events."""
    return tuple(question for question in questions.forecasts if question.in_world is not None)


def template_text(questions: Questions) -> str:
    """Return the file of resolutions with every outcome still unknown."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for question in resolvable(questions):
        writer.writerow([question.id, question.outside, window_of(question), UNKNOWN, "", ""])
    return file.getvalue()


def write_template(questions: Questions, path: Path, *, force: bool = False) -> int:
    """Write the file of resolutions to fill in. ``path``: where to."""
    if not resolvable(questions):
        raise BalkansimError("no forecast has an in_world table", expected="one that events can resolve", where="score")
    if path.exists() and not force:
        raise BalkansimError(
            "exists already", expected="a new file", where=str(path), todo="name another file, or add --force"
        )
    write_whole(path, template_text(questions).encode("utf-8"))
    return len(resolvable(questions))


LEDGER_REMEDY = "write it with `balkansim forecast --json > LEDGER.json`"
SHARES = ("probability", "low", "high", "term_low", "term_high")


def read_ledger(path: Path) -> Ledger:
    """Read a ledger. ``path``: JSON as `balkansim forecast --json` prints it, in UTF-8 or UTF-16."""
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise BalkansimError("file is missing", expected="a ledger", where=str(path), todo=LEDGER_REMEDY) from None
    except OSError as error:
        raise BalkansimError(f"cannot be read: {error.strerror}", where=str(path), todo=LEDGER_REMEDY) from None
    except (ValueError, RecursionError) as error:
        raise BalkansimError(f"not JSON: {error}", expected="a ledger", where=str(path), todo=LEDGER_REMEDY) from None
    tables = [data.get(key) if isinstance(data, dict) else None for key in ("run", "forecasts", "caveats")]
    if not (isinstance(tables[0], dict) and isinstance(tables[1], list) and isinstance(tables[2], list)):
        raise BalkansimError("is no ledger", expected="run, forecasts, caveats", where=str(path), todo=LEDGER_REMEDY)
    run, rows, caveats = tables
    entries = tuple(_entry(row, f"{path}: forecast {k}", path) for k, row in enumerate(rows or (), start=1))
    untestable = _as(tuple[Untestable, ...], data.get("untestable", ()), f"{path}: untestable")
    yardstick = str((run or {}).get("yardstick", ""))
    return Ledger(
        _as(Run, run, f"{path}: run"), yardstick, entries, _as(tuple[str, ...], caveats, str(path)), untestable
    )


def _as(kind: Any, data: Any, where: str) -> Any:
    """Return data as the kind of record they should be."""
    try:
        return TypeAdapter(kind).validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        found = f"{key}: {first['msg']}" if key else str(first["msg"])
        raise BalkansimError(found, expected="a ledger as it was written", where=where, todo=LEDGER_REMEDY) from None


def _entry(row: Any, where: str, path: Path) -> Entry:
    """Return one row of the ledger, its shares checked."""
    found: Entry = _as(Entry, row, where)
    shares = {name: getattr(found, name) for name in SHARES}
    for name, share in (shares | dict(zip(("naive low", "naive high"), found.naive or (), strict=False))).items():
        if share is not None and not 0.0 <= share <= 1.0:
            raise BalkansimError(f"{name} = {share}", expected="a share from 0 to 1", where=f"{path}: {found.id}")
    return found


def main_rows(ledger: Ledger, questions: Questions, where: str) -> dict[str, Entry]:
    """Return the rows of a ledger by forecast, without alternative readings.

    ``questions``: the forecasts it must answer.
    """
    windows = {question.id: (question.window.start, question.window.end) for question in questions.forecasts}
    rows: dict[str, Entry] = {}
    for row in ledger.entries:
        if row.reading != MAIN:
            continue
        if row.id in rows:
            raise BalkansimError(f"{row.id} stands twice", expected="each forecast once", where=where)
        window = (row.window_start, row.window_end)
        if windows.get(row.id, window) != window:
            raise BalkansimError(
                f"{row.id} was forecast over {' to '.join(window)}",
                expected=f"its window, {' to '.join(windows[row.id])}",
                where=where,
                todo="score it with the evidence it was made on: --evidence DIR",
            )
        rows[row.id] = row
    return rows


def overlap(one: Question, other: Question) -> bool:
    """Tell whether two questions look at the same thing in months that both windows have."""
    together = one.window.first <= other.window.last and other.window.first <= one.window.last
    return together and bool(one.rule.matters() & other.rule.matters())


def implies(one: Question, other: Question) -> bool:
    """Tell whether a yes to one question is a yes to another: the same accessions, asked more narrowly."""
    within = other.window.first <= one.window.first and one.window.last <= other.window.last
    return within and one.rule.implies(other.rule)


def groups(questions: Sequence[Question]) -> list[list[str]]:
    """Part questions into groups: those that overlap, directly or through others, are one group.

    Returns: ids, each once, groups and their members in the order of the questions.
    """
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(question.id for question in questions)
    graph.add_edges_from((a.id, b.id) for a, b in combinations(questions, 2) if overlap(a, b))
    order = {question.id: k for k, question in enumerate(questions)}
    parts = [sorted(part, key=order.__getitem__) for part in nx.connected_components(graph)]
    return sorted(parts, key=lambda part: order[part[0]])


def effective_number(ids: Sequence[str], hits: Mapping[str, Bools]) -> float:
    """Return how many independent questions a set of correlated ones is worth, n^2 / (sum of r_ij^2).

    This is the participation ratio of the eigenvalues of the correlation matrix, the effective number of degrees of
    freedom of Bretherton et al. (1999). Both scores of a question are linear in its yes or no, so that r^2 between two
    scores is that between the two outcomes, whichever way each question is put.

    ``ids``: the questions, at least one. ``hits``: yes or no of the same histories for each question, any shape.
    Returns: from 1 to the number of questions; one that no history, or each, answers yes is taken as uncorrelated.
    """
    answers = np.array([np.ravel(hits[name]) for name in ids], dtype=float)
    centred = answers - answers.mean(axis=1, keepdims=True)
    scale = np.sqrt((centred**2).sum(axis=1))
    unit = np.divide(centred, scale[:, None], out=np.zeros_like(centred), where=scale[:, None] > 0)
    squared = (unit @ unit.T) ** 2
    np.fill_diagonal(squared, 1.0)
    return float(len(ids) ** 2 / squared.sum())


REMEDY = "`balkansim score --template FILE.csv` writes such a file"


@dataclass(frozen=True)
class Resolution:
    """What happened to one forecast.

    ``outcome``: whether it came true; None where that is unknown. ``date``: day on which it was settled, within the
    window; None where unknown. ``early``: whether it says, before the window's last day, that nothing changed.
    """

    id: str
    outcome: bool | None
    date: date | None
    source: str
    early: bool = False


def read_resolutions(path: Path, questions: Questions) -> tuple[Resolution, ...]:
    """Read a file of resolutions.

    ``path``: A CSV with commas, semicolons or tabs, with or without a byte-order mark, and the columns ``id, rule,
    window, outcome, date, source``. Returns: in the order of the file, at least one with a known outcome.
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
    unchanged = outcome is not None and outcome == bool(question.rule.status_quo)
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
