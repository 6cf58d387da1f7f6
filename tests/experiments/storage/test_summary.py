"""The summary of a world worked by hand: hits, draws, points in pieces, points that failed."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

from balkansim.experiments.columns import Column, table_of
from balkansim.experiments.run_folder import Note, parquet_bytes
from balkansim.experiments.summary import Outline, write_summary
from balkansim.forecasts.intervals import spread

COLUMNS = [
    Column("point", "int32", ""),
    Column("run", "int64", ""),
    Column("draw", "int32", ""),
    Column("F1", "bool", ""),
    Column("F2", "bool", ""),
    Column("serious", "int16", ""),
    Column("ended", "string", ""),
    Column("nans", "int32", ""),
]
OUTLINE = Outline(4, 2, 3, ("openness",), COLUMNS)
HITS = {0: [1, 1, 0, 0, 0, 1], 1: [0] * 6, 3: [1] * 6}


def part(folder: Path, chunk: int, point: int, first: int, last: int, **also: Any) -> Path:
    """Write rows of one point as a part."""
    run = np.arange(first, last)
    values: dict[str, Any] = {"point": np.full(len(run), point), "run": run, "draw": run // 3}
    values |= {"F1": np.array(HITS[point], dtype=bool)[first:last], "serious": run, "nans": np.zeros(len(run), int)}
    path = folder / f"part-{chunk}.parquet"
    path.write_bytes(parquet_bytes(table_of(COLUMNS, values | also, len(run)), Note(chunk, len(run))))
    return path


def summary(folder: Path, parts: list[Path]) -> list[dict[str, str]]:
    """Write a summary and read it back."""
    path = folder / "summary.csv"
    write_summary(path, OUTLINE, parts, lambda point: {"openness": point / 10})
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_rows_of_a_summary_by_hand(tmp_path: Path) -> None:
    parts = [part(tmp_path, 0, 0, 0, 6), part(tmp_path, 1, 1, 0, 6), part(tmp_path, 2, 3, 0, 6)]
    rows = summary(tmp_path, parts)
    assert [row["point"] for row in rows] == ["0", "1", "2", "3"]
    assert [row["openness"] for row in rows] == ["0.0", "0.1", "0.2", "0.3"]
    assert [row["n"] for row in rows] == ["6", "6", "0", "6"]
    assert [row["F1_probability"] for row in rows] == ["0.5", "0.0", "", "1.0"]
    assert [row["F2_probability"] for row in rows] == [""] * 4
    assert [row["serious_mean"] for row in rows] == ["2.5", "2.5", "", "2.5"]
    ledger = spread([2, 1], 3)
    told = [float(rows[0][f"F1_{name}"]) for name in ("low", "high", "mc_error")]
    assert told == [ledger.low, ledger.high, ledger.mc_error]


def test_a_point_in_pieces_is_summed_up_the_same(tmp_path: Path) -> None:
    whole = [part(tmp_path, 0, 0, 0, 6), part(tmp_path, 1, 1, 0, 6)]
    summary(tmp_path, whole)
    before = (tmp_path / "summary.csv").read_bytes()
    pieces = [
        part(tmp_path, 0, 0, 0, 2),
        part(tmp_path, 1, 0, 2, 6),
        part(tmp_path, 2, 1, 0, 5),
        part(tmp_path, 3, 1, 5, 6),
    ]
    summary(tmp_path, pieces)
    assert (tmp_path / "summary.csv").read_bytes() == before


def test_a_point_of_which_rows_are_missing_gets_no_numbers(tmp_path: Path) -> None:
    rows = summary(tmp_path, [part(tmp_path, 0, 0, 0, 5)])
    assert (rows[0]["n"], rows[0]["F1_probability"]) == ("0", "")


def test_values_that_were_not_numbers_are_counted(tmp_path: Path) -> None:
    parts = [part(tmp_path, 0, 0, 0, 6, nans=np.array([0, 2, 0, 0, 0, 1]))]
    assert write_summary(tmp_path / "s.csv", OUTLINE, parts, lambda point: {"openness": 0.0}) == 3
