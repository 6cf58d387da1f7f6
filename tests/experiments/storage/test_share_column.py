"""The summary's shares: how often a count is above zero."""

import csv

import numpy as np

from balkansim.experiments.columns import Column, table_of
from balkansim.experiments.run_folder import Note, parquet_bytes
from balkansim.experiments.summary import Outline, write_summary

COLUMNS = [
    Column("point", "int32", "", "", ""),
    Column("run", "int32", "", "", ""),
    Column("draw", "int32", "", "", ""),
    Column("nans", "int32", "", "", ""),
    Column("serious", "int16", "months", "months", ""),
    Column("tension", "double", "mean", "index", ""),
]


def test_a_count_has_the_share_of_histories_above_zero_beside_its_mean(tmp_path):
    rows = {
        "point": np.zeros(4, int),
        "run": np.arange(4),
        "draw": np.array([0, 0, 1, 1]),
        "nans": np.zeros(4, int),
        "serious": np.array([0, 5, 0, 1]),
        "tension": np.array([0.2, 0.4, 0.6, 0.8]),
    }
    part = tmp_path / "part.parquet"
    part.write_bytes(parquet_bytes(table_of(COLUMNS, rows, 4), Note(0, 4, 0, {})))
    write_summary(tmp_path / "summary.csv", Outline(1, 2, 2, [], COLUMNS), [part], lambda point: {})
    with (tmp_path / "summary.csv").open(encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (float(row["serious_mean"]), float(row["serious_share"])) == (1.5, 0.5)
    assert float(row["tension_mean"]) == 0.5
    assert "tension_share" not in row
