"""The benchmarks measure what they say: peers give the sweep's own answers, parts add up, tables have their shape."""

from __future__ import annotations

import importlib
import itertools
import sys
from collections.abc import Callable
from pathlib import Path
from string import Template
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from balkansim.experiments.results import Results

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
KEYS = {"point", "run", "draw", "nans"}
Bench = Callable[[str], ModuleType]


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Return what imports a module of the benchmarks."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module


@pytest.fixture
def tiny(bench: Bench, tmp_path: Path) -> Any:
    """Return a sweep of two points of 4 x 2 histories, the first of them the baseline as it is."""
    files = bench("sweep_files")
    return files.sweep_of(tmp_path, 2, 4, 2, forecasts=files.one_arm_forecasts())


def test_a_peers_history_gives_the_answers_of_the_sweeps_row(bench, tiny, tmp_path):
    bench("throughput").swept(tiny, tmp_path / "out")
    rows = Results(tmp_path / "out").to_frame().set_index(["point", "run"])
    for draw, run in ((1, 1), (3, 0)):
        row, answers = rows.loc[(0, 2 * draw + run)], bench("peer_model").live(run, draw)
        assert set(answers) == set(row.index) - KEYS
        for name, value in answers.items():
            there = "" if pd.isna(row[name]) else row[name]
            assert (value or "" if isinstance(there, str) else value) == there, name


def test_only_forecasts_of_one_arm_are_asked(bench):
    asked = bench("sweep_files").one_arm_forecasts()
    assert {"F1", "F3", "F9", "F14"} <= set(asked)
    assert not {"F2", "F5"} & set(asked)


def test_the_parts_of_a_sweep_add_up_to_the_whole(bench, tiny, tmp_path):
    throughput, sizes = bench("throughput"), bench("throughput").Sizes(2, 4, 2, 1, 0)
    table = throughput.where_time_goes(sizes, tmp_path, tiny)
    parts = [float(cells[1]) for cells in table.rows]
    assert sum(parts[:-1]) == pytest.approx(parts[-1], abs=0.01)
    assert all(float(table.cell(part, "ms a history")) >= 0.0 for part in ("the rest", "room for the record"))
    assert 0 < int(table.cell("kernel alone", "share").rstrip("%")) < 100
    assert table.cell("everything", "share") == "100%"


def test_a_peer_that_cannot_run_has_a_row_that_says_so(bench, monkeypatch):
    throughput, peer = bench("throughput"), bench("peers").Peer
    monkeypatch.setattr(throughput, "mesa_peer", lambda n: peer("mesa.batch_run", "mesa 3", n, 8.0))
    monkeypatch.setattr(throughput, "ema_peer", lambda n: peer("EMA Workbench", "ema_workbench 2", n, 10.0))
    monkeypatch.setattr(throughput, "agentpy_peer", lambda n: peer("agentpy", "agentpy", trouble="does not install"))
    table = throughput.beside_peers(throughput.Sizes(1, 4, 2, 1, 6), 2000.0)
    assert table.cell("mesa.batch_run", "balkansim is faster by") == "250 times"
    assert table.cell("EMA Workbench", "balkansim is faster by") == "200 times"
    assert table.cell("agentpy", "histories/s") == "does not install"
    lines = table.markdown().splitlines()
    assert {line.count("|") for line in lines if line.startswith("|")} == {len(table.head) + 1}


def test_what_is_within_a_part_is_counted_once(bench, monkeypatch):
    parts, ticks = bench("parts"), itertools.count()
    home = ModuleType("home")
    home.inner = lambda: None
    home.outer = lambda: (home.inner(), home.inner())
    monkeypatch.setitem(sys.modules, "home", home)
    monkeypatch.setattr(parts, "STEPS", {"within": ("home.inner",), "around": ("home.outer",)})
    monkeypatch.setattr(parts, "INSIDE", {"within": "around"})
    monkeypatch.setattr(parts.time, "perf_counter", lambda: float(next(ticks)))
    # The clock is read at the start (0), around outer (1 and 6), around each inner (2, 3 and 4, 5), and at the end (7).
    assert parts.parts_of(lambda: home.outer()) == {"within": 2.0, "around": 3.0, "the rest": 2.0, "everything": 7.0}
    assert bench("parts").Inline().submit(sum, (1, 2)).result() == 3


def test_memory_and_time_are_told_as_ratios(bench, monkeypatch):
    memory = bench("memory")
    found = {1000: (100.0, 2.0), 10_000: (110.0, 21.0)}

    def in_child(histories: int, months: int = 60) -> dict[str, float]:
        megabytes, seconds = found[histories]
        return {"memory": megabytes, "seconds": seconds + 0.1 * (months - 60) / 60, "disk": 1.0}

    monkeypatch.setattr(memory, "in_child", in_child)
    assert "10 times the histories: 1.10 times the memory, 10.5 times the time" in memory.growing((1000, 10_000)).note
    assert "2.00 times" in memory.lengthening(1000).note
    assert 10 < memory.peak_megabytes() < 100_000


def test_a_crowd_of_ten_is_the_baseline_without_events(bench):
    from balkansim.model.world import FIELDS

    crowds = bench("crowds")
    _, ten = crowds.crowd(10, True)
    _, fewer = crowds.crowd(10, False)
    worlds = crowds.crowd(16, True)[1].worlds
    baseline = _baseline()
    differing = [name for name in FIELDS if not np.array_equal(ten.worlds[name], baseline[name])]
    assert differing == []
    assert ten.worlds.tobytes() == fewer.worlds.tobytes()
    assert worlds[0]["actors"] == 16
    assert np.array_equal(worlds["nato"][0], np.append(baseline["nato"][0, :10], baseline["nato"][0, :6]))
    assert worlds["tie"][0, 0, 10] == baseline["tie"][0, 0, 1] == worlds["tie"][0, 10, 0]
    assert worlds["tie"][0, 12, 3] == baseline["tie"][0, 2, 3]


def test_blocs_grow_with_the_crowd_only_where_they_shall(bench):
    kept, grown = (bench("crowds").crowd(16, grows)[1].worlds["member"][0] for grows in (False, True))
    assert kept.sum() == _baseline()["member"].sum()
    assert grown.sum() > kept.sum()


def test_growth_is_told_as_a_power(bench):
    table = bench("scale").growth("Grows", {10: (1e-5, 1e-5), 20: (4e-5, 8e-5)})
    assert table.rows[1][3] == "2.0" and table.rows[1][6] == "3.0"
    assert table.cell("20", "dyads") == "190"


def test_more_room_is_refused_where_the_capacity_is_known_already(bench):
    importlib.import_module("balkansim.model.luck")
    with pytest.raises(RuntimeError, match="room for 16 states"):
        bench("crowds").make_room(160)


def test_the_page_has_a_place_for_each_benchmark_and_each_has_a_file(bench):
    writing = bench("write_table")
    names = set(Template(writing.PAGE.read_text(encoding="utf-8")).get_identifiers())
    assert names == {*writing.BENCHMARKS, "machine", "small"}
    assert all((BENCHMARKS / f"{name}.py").is_file() for name in writing.BENCHMARKS)
    page = writing.page({name: f"table of {name}" for name in writing.BENCHMARKS}, True)
    assert "table of scale" in page and "--quick" in page and "numba" in page


def _baseline() -> Any:
    """Return the baseline's world at its start, every parameter at its median."""
    from balkansim.model.ensemble import Ensemble, Size
    from balkansim.scenario.resolve import load

    scenario, evidence = load("baseline")
    return Ensemble(evidence, Size(1, 1, 1), at_median=True).start(scenario, 0, 1).worlds
