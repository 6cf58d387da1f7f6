"""A design of one's own, read from a table."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from balkansim.errors import BalkansimError
from balkansim.evidence.evidence import Evidence
from balkansim.experiments.design import matrix
from balkansim.experiments.sweep import Sweep, sweep_from

Load = Callable[..., Sweep]
TABLE = 'method = "table"\nfile = "design.csv"\n'
PLAIN = (
    "scenario,dialogue,month.dialogue-opens\n"
    "inclusive-dialogue,0.2,2025-09\ninclusive-dialogue,0.4,8\n./other.toml,0.4,8\n"
)
OTHER = 'parent = "inclusive-dialogue"\nquestion = "What if?"\nexpects = "Little."\n[set]\nfatigue = 0.5\n'


def test_rows_become_points_in_order(load: Load) -> None:
    sweep = load(TABLE, table=PLAIN, other=OTHER)
    assert [list(sweep.values(p).values()) for p in range(sweep.points)] == [
        ["inclusive-dialogue", 0.2, "2025-09"],
        ["inclusive-dialogue", 0.4, "2025-12"],
        ["./other.toml", 0.4, "2025-12"],
    ]
    assert matrix(sweep).tolist() == [[0, 0.2, 5], [0, 0.4, 8], [1, 0.4, 8]]
    assert [sweep.scenario(p).overrides.get("fatigue") for p in range(3)] == [None, None, 0.5]
    assert [axis.told() for axis in sweep.axes] == ["inclusive-dialogue, ./other.toml", "0.2, 0.4", "2025-09, 2025-12"]


def test_a_spreadsheets_mark_semicolons_and_decimal_commas_are_read(load: Load) -> None:
    plain = load(TABLE, table="dialogue,noise\n0.2,1\n0.4,0\n")
    marked = load(TABLE, table=b"\xef\xbb\xbf" + b"dialogue;noise\r\n0,2;1\r\n\r\n0,4;0\r\n")
    assert matrix(marked).tolist() == matrix(plain).tolist()
    assert marked.spec == plain.spec


def test_the_table_is_inside_the_specification(load: Load, evidence: Evidence) -> None:
    sweep = load(TABLE, table=PLAIN, other=OTHER)
    again = sweep_from(json.loads(json.dumps(sweep.spec)), evidence)
    assert [again.scenario(p).digest for p in range(3)] == [sweep.scenario(p).digest for p in range(3)]
    changed = load(TABLE, table=PLAIN.replace("0.2", "0.3"), other=OTHER)
    assert changed.spec["design"]["digest"] != sweep.spec["design"]["digest"]


@pytest.mark.parametrize(
    ("table", "said"),
    {
        "no number": ("dialogue,noise\n0.2,1\n0.4,much\n", "design.csv, row 3, column noise: found 'much'"),
        "out of range": ("dialogue,noise\n0.2,1\n1.4,0\n", "design.csv, row 3, column dialogue: dialogue = 1.4"),
        "not finite": ("dialogue,noise\n0.2,1\nnan,0\n", "row 3, column dialogue: found nan"),
        "empty cell": ("dialogue,noise\n0.2,1\n,0\n", "row 3, column dialogue: found ''"),
        "unknown factor": ("dialog,noise\n0.2,1\n0.4,0\n", "did you mean 'dialogue'"),
        "twice": ("tension.SRB.XKX,tension.XKX.SRB\n0.2,1\n0.4,0\n", "tension.SRB.XKX is varied twice"),
        "no rows": ("dialogue,noise\n", "the design is empty"),
        "nothing at all": ("", "a column has no name"),
        "too few cells": ("dialogue,noise\n0.2,1\n0.4\n", "1 cells"),
        "one value": ("dialogue,noise\n0.2,1\n0.2,0\n", "dialogue changes nothing"),
        "no month": ("month.x,noise\nsoon,1\n3,0\n", "column month.x: found 'soon'"),
        "no event": ("month.x,noise\n2025-09,1\n3,0\n", "unknown event 'x'"),
        "no scenario": ("scenario,noise\nbaseline,1\nbaselin,0\n", "unknown scenario 'baselin'"),
    }.values(),
)
def test_a_bad_table_is_told_by_row_and_column(load: Load, table: str, said: str) -> None:
    with pytest.raises(BalkansimError) as mistake:
        load(TABLE, table=table)
    assert said in str(mistake.value)
