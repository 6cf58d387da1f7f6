"""Run folders with outcomes planted by hand, written as a sweep writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

import running
from balkansim.experiments.columns import Column, columns_csv, table_of
from balkansim.experiments.run_folder import PARTS, Note, RunFolder, parquet_bytes
from balkansim.experiments.sweep import Sweep, load_sweep

DRAWS, HISTORIES = 4, 5
HEAD = 'title = "Planted"\nquestion = "Which factor moves it?"\nseed = 1\n'
SIZE = f"draws = {DRAWS}\nhistories = {HISTORIES}\n"
TWO = '[factors."peacekeepers.northern-kosovo"]\nlow = 0.2\nhigh = 1.0\n[factors.dialogue]\nlow = 0.1\nhigh = 0.9\n'
COLUMNS_PLANTED = [
    Column("point", "int32", "design point"),
    Column("run", "int64", "number of the history"),
    Column("draw", "int32", "parameter draw"),
    Column("F1", "bool", "more Balkan states join the Adriatic bloc"),
    Column("F1.two-or-more", "bool", "two or more join"),
    Column("F3", "bool", "the region finds cohesion soon"),
    Column("joined_adriatic", "int16", "states that joined adriatic", "states"),
    Column("ended_adriatic", "string", "month in which adriatic ended", "month"),
    Column("polarisation", "double", "polarisation of the region", "index", "0 to 1"),
    Column("nans", "int32", "values that were not numbers"),
]

Planted = Mapping[str, Callable[[dict[str, Any]], Any]]
"""By column, what its histories are at a point, given the values of the factors: shape (draws, histories), or less."""


def sweep_of(folder: Path, text: str, name: str = "planted") -> Sweep:
    """Write a sweep file and load it."""
    path = folder / f"{name}.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    return load_sweep(path, evidence=running.evidence())


def write_folder(
    path: Path, sweep: Sweep, planted: Planted, *, skip: Iterable[int] = (), failed: Iterable[int] = (), parts: int = 2
) -> Path:
    """Write a run folder in which each column is as planted, the others empty; some points are missing or failed."""
    folder = RunFolder(path)
    (path / PARTS).mkdir(parents=True)
    manifest = {"spec": sweep.spec, "shard": "1/1", "evidence_folder": str(sweep.evidence.folder)}
    folder.write_manifest(
        manifest | {"command": ["balkansim", "sweep", "planted.toml", "--out", "here"], "ended": None, "resumed": []}
    )
    folder.write_columns(columns_csv(COLUMNS_PLANTED))
    errors = {point: "no such world" for point in failed}
    here = [point for point in range(sweep.points) if point not in {*skip, *errors}]
    for number, points in enumerate(np.array_split(np.array(here, dtype=int), parts)):
        tables = [_point(sweep, int(point), planted) for point in points]
        note = Note(number, sum(len(table) for table in tables), failed=errors if number == 0 else {})
        folder.part(number).write_bytes(parquet_bytes(pa.concat_tables(tables), note))
        folder.record(folder.part(number))
    return path


def share(value: float) -> np.ndarray:
    """Return yes and no of a point's histories so that the share of yes is as near a probability as it can be."""
    total = DRAWS * HISTORIES
    return (np.arange(total) < round(value * total)).reshape(DRAWS, HISTORIES)


def _point(sweep: Sweep, point: int, planted: Planted) -> Any:
    """Return the rows of one point."""
    draws, histories = sweep.size.draws, sweep.size.histories
    rows = draws * histories
    run = np.arange(rows)
    given = sweep.values(point)
    values: dict[str, Any] = {"point": np.full(rows, point), "run": run, "draw": run // histories}
    for column, value in planted.items():
        found = value(given)
        if found is not None:
            values[column] = np.broadcast_to(np.asarray(found), (draws, histories)).ravel()
    return table_of(COLUMNS_PLANTED, values | {"nans": np.zeros(rows, dtype=int)}, rows)
