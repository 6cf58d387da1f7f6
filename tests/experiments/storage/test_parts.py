"""Parts: the same bytes for the same rows, notes that come back, and readers that need nothing of ours."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from balkansim.experiments.columns import Column, columns_csv, table_of
from balkansim.experiments.run_folder import Note, note_of, parquet_bytes, read_part

COLUMNS = [
    Column("point", "int32", "design point"),
    Column("F1", "bool", "came true", "", "true, false; empty"),
    Column("F2", "bool", "not in this world"),
    Column("ended_adriatic", "string", "month", "month", "2025-05"),
    Column("polarisation", "double", "index", "index", "0 to 1"),
]
VALUES = {
    "point": np.array([0, 0, 1]),
    "F1": np.ma.MaskedArray([True, False, False], mask=[False, False, True]),
    "ended_adriatic": np.array(["", "2027-01", ""], dtype=object),
    "polarisation": np.array([0.1, 0.2, 0.3]),
}
NOTE = Note(7, 3, 0, {12: "no such bloc"})


def written(folder: Path) -> Path:
    """Write a part by hand."""
    path = folder / "part.parquet"
    path.write_bytes(parquet_bytes(table_of(COLUMNS, VALUES, 3), NOTE))
    return path


def test_the_same_rows_are_the_same_bytes() -> None:
    one, other = (parquet_bytes(table_of(COLUMNS, VALUES, 3), NOTE) for _ in range(2))
    assert one == other


def test_a_note_comes_back_and_a_damaged_part_has_none(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert note_of(path) == NOTE
    path.write_bytes(path.read_bytes()[:-20])
    assert note_of(path) is None
    path.write_bytes(parquet_bytes(table_of(COLUMNS, VALUES, 3)))
    assert note_of(path) is None
    assert note_of(tmp_path / "absent.parquet") is None


def test_what_is_empty_stays_empty(tmp_path: Path) -> None:
    rows = read_part(written(tmp_path)).to_pylist()
    assert [row["F1"] for row in rows] == [True, False, None]
    assert [row["F2"] for row in rows] == [None, None, None]
    assert [row["ended_adriatic"] for row in rows] == [None, "2027-01", None]


def test_pandas_and_duckdb_read_a_part_as_it_is(tmp_path: Path) -> None:
    import duckdb
    import pandas as pd

    path = written(tmp_path)
    frame = pd.read_parquet(path, dtype_backend="numpy_nullable")
    assert (frame["F1"].dtype, frame["F1"].sum()) == ("boolean", 1)
    found = duckdb.sql(f"select point, avg(polarisation), count(F1) from '{path}' group by point order by point")
    assert [(point, round(mean, 6), n) for point, mean, n in found.fetchall()] == [(0, 0.15, 2), (1, 0.3, 0)]


def test_columns_are_told_in_a_table() -> None:
    lines = columns_csv(COLUMNS).decode().splitlines()
    assert lines[0] == "name,meaning,unit,range"
    assert lines[2] == 'F1,came true,,"true, false; empty"'
    assert len(lines) == 1 + len(COLUMNS)
