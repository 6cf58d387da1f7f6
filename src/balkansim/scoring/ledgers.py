"""Reading a ledger that `balkansim forecast --json` printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from balkansim.errors import BalkansimError
from balkansim.forecasting.entry import Entry, Run
from balkansim.forecasting.ledger import Ledger
from balkansim.forecasting.questions import MAIN, Questions, Untestable

REMEDY = "write it with `balkansim forecast --json > LEDGER.json`"
SHARES = ("probability", "low", "high", "term_low", "term_high")


def read_ledger(path: Path) -> Ledger:
    """Read a ledger.

    Parameters
    ----------
    path : pathlib.Path
        JSON as `balkansim forecast --json` prints it, in UTF-8 or UTF-16.

    Raises
    ------
    BalkansimError
        If the file is missing, is no such ledger, or holds a probability outside [0, 1]; names file and forecast.
    """
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise BalkansimError("file is missing", expected="a ledger", where=str(path), todo=REMEDY) from None
    except OSError as error:
        raise BalkansimError(f"cannot be read: {error.strerror}", where=str(path), todo=REMEDY) from None
    except (ValueError, RecursionError) as error:
        raise BalkansimError(f"not JSON: {error}", expected="a ledger", where=str(path), todo=REMEDY) from None
    tables = [data.get(key) if isinstance(data, dict) else None for key in ("run", "forecasts", "caveats")]
    if not (isinstance(tables[0], dict) and isinstance(tables[1], list) and isinstance(tables[2], list)):
        raise BalkansimError("is no ledger", expected="run, forecasts, caveats", where=str(path), todo=REMEDY)
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
        return TypeAdapter(kind).validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        found = f"{key}: {first['msg']}" if key else str(first["msg"])
        raise BalkansimError(found, expected="a ledger as it was written", where=where, todo=REMEDY) from None


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

    Parameters
    ----------
    ledger : Ledger
        The ledger.
    questions : Questions
        The forecasts it must answer.
    where : str
        What the ledger is called, for errors.

    Raises
    ------
    BalkansimError
        If a row stands twice, or its window is not its forecast's.
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
