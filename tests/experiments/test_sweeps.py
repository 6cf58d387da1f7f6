"""Sweeps: the ledger's own numbers, the same rows however they are run, and folders that answer for themselves."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import balkansim
from balkansim.analysis.swept import open_swept
from balkansim.errors import BalkansimError
from balkansim.evidence.evidence import load_evidence
from balkansim.experiments.replay import key_of, sweep_of, verify
from balkansim.experiments.results import results
from balkansim.experiments.run import sweep
from balkansim.experiments.run_folder import RunFolder
from balkansim.experiments.sweep import load_sweep
from sweeping import FACTOR, kept, rewritten, sweep_file

CHUNK = 8
"""Histories a chunk: a point of a tiny sweep each."""


def rows(folder: Path) -> Any:
    """Return the rows in order, numbers and all."""
    return results(folder).to_frame().sort_values(["point", "run"], ignore_index=True)


@pytest.mark.parametrize("version", [None, 1])
def test_a_point_has_the_ledgers_own_numbers(tmp_path: Path, version: int | None) -> None:
    """All kinds of rule, all arms, readings and deltas: as `balkansim forecast` gives them for the same scenario."""
    file = sweep_file(tmp_path, draws=8, histories=4, forecasts=(), values=(0.2, 0.9))
    loaded = load_sweep(file, evidence=load_evidence().with_forecasts(version))
    sweep(loaded, tmp_path / "out", histories_a_chunk=12)
    assert open_swept(tmp_path / "out").sweep.evidence.forecasts == version
    summary = results(tmp_path / "out").summary()
    for point, value in enumerate((0.2, 0.9)):
        same = {"draws": 8, "histories": 4, "seed": 3, "set_": {FACTOR: value}, "forecasts": version}
        ledger = balkansim.forecast("baseline", readings=True, **same)
        for entry in ledger.entries:
            column = entry.id if entry.reading == "main" else f"{entry.id}.{entry.reading.replace(' ', '-')}"
            for name in ("probability", "low", "high", "mc_error"):
                written, said = summary.loc[point, f"{column}_{name}"], getattr(entry, name)
                assert written == said or (said is None and np.isnan(written)), (column, name)
    assert (
        summary.loc[0, "serious_incidents_northern-kosovo_mean"]
        > summary.loc[1, "serious_incidents_northern-kosovo_mean"]
    )


def test_rows_are_those_of_an_ensemble(tmp_path: Path) -> None:
    sweep(sweep_file(tmp_path), tmp_path / "out")
    ensemble = balkansim.run_ensemble("baseline", draws=4, histories=2, seed=3, set_={FACTOR: 0.5}).to_frame()
    found = rows(tmp_path / "out").query("point == 1")
    for name in ("mean_tension", "polarisation", "secession_RS", "joined_adriatic", "draw"):
        assert found[name].tolist() == ensemble[name].tolist()
    assert found["ended_adriatic"].fillna("").tolist() == ensemble["ended_adriatic"].tolist()
    assert found["run"].tolist() == list(range(8))


def test_jobs_make_no_difference_to_any_byte(tmp_path: Path) -> None:
    file = sweep_file(tmp_path, draws=8, histories=2)
    for jobs in (1, 2):
        sweep(file, tmp_path / str(jobs), jobs=jobs, histories_a_chunk=CHUNK)
    one, two = (kept(tmp_path / str(jobs)) for jobs in (1, 2))
    assert len(one) == 8
    assert one == two


def test_the_size_of_chunks_makes_no_difference_to_rows_summary_and_bands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("balkansim.experiments.runner.FEWEST", 10)
    file = sweep_file(tmp_path, draws=5, histories=3)
    for size in (3, 7, 15, 30, 1000):
        sweep(file, tmp_path / str(size), histories_a_chunk=size)
    first = results(tmp_path / "1000")
    assert len(first.bands()) == 3 * 61 * first.bands()["series"].nunique()
    for size in (3, 7, 15, 30):
        other = results(tmp_path / str(size))
        assert rows(tmp_path / str(size)).equals(rows(tmp_path / "1000")), size
        assert (other.path / "summary.csv").read_bytes() == (first.path / "summary.csv").read_bytes(), size
        assert other.bands().equals(first.bands()), size


def test_shares_merged_are_the_sweep_run_whole(tmp_path: Path) -> None:
    from balkansim.experiments.run import merge

    file = sweep_file(tmp_path, draws=8, histories=2)
    sweep(file, tmp_path / "whole", histories_a_chunk=CHUNK)
    shards = [tmp_path / str(k) for k in (1, 2, 3)]
    for k, shard in enumerate(shards):
        run = sweep(file, shard, shard=f"{k + 1}/3", histories_a_chunk=CHUNK)
        assert run.histories == 16
    with pytest.raises(BalkansimError, match="shard 1/3 of a sweep"):
        results(shards[0]).summary()
    with pytest.raises(BalkansimError, match="shard 2/3 is missing"):
        merge(shards[0], shards[2], out=tmp_path / "merged")
    with pytest.raises(BalkansimError, match="there twice"):
        merge(*shards, shards[0], out=tmp_path / "merged")
    with pytest.raises(BalkansimError, match="one of the shards"):
        merge(*shards, out=shards[0])
    assert merge(*shards[::-1], out=tmp_path / "merged").histories == 48
    assert kept(tmp_path / "merged") == kept(tmp_path / "whole")
    RunFolder(shards[1]).part(4).unlink()
    with pytest.raises(BalkansimError, match=r"part-0000004.parquet is missing"):
        merge(*shards, out=tmp_path / "other")
    assert not (tmp_path / "other").exists()
    assert sweep(file, tmp_path / "merged", histories_a_chunk=CHUNK).new == 0


def test_shares_of_another_sweep_are_not_merged(tmp_path: Path) -> None:
    from balkansim.experiments.run import merge

    sweep(sweep_file(tmp_path), tmp_path / "1", shard="1/2")
    sweep(sweep_file(tmp_path, values=(0.3, 0.4)), tmp_path / "2", shard="2/2")
    with pytest.raises(BalkansimError, match=rf"another sweep \(.*{FACTOR}.levels"):
        merge(tmp_path / "1", tmp_path / "2", out=tmp_path / "merged")


def test_another_sweep_is_refused_and_another_title_is_not(tmp_path: Path) -> None:
    file = sweep_file(tmp_path)
    sweep(file, tmp_path / "out")
    file.write_text(file.read_text(encoding="utf-8").replace("Tiny", "Small"), encoding="utf-8")
    assert sweep(file, tmp_path / "out").new == 0
    with pytest.raises(BalkansimError, match=r"sweep\.draws: 4 there, 8 here"):
        sweep(sweep_file(tmp_path, draws=8), tmp_path / "out")
    with pytest.raises(BalkansimError, match=r"histories_a_chunk: 1040 there, 8 here"):
        sweep(sweep_file(tmp_path), tmp_path / "out", histories_a_chunk=8)
    assert sweep(sweep_file(tmp_path, draws=8), tmp_path / "out", force=True).new == 48


def test_another_version_or_evidence_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = sweep_file(tmp_path)
    sweep(file, tmp_path / "out")
    monkeypatch.setattr("balkansim.experiments.workers.version", lambda name: "9.9.9")
    with pytest.raises(BalkansimError, match=r"version: 0\.1\.0 there, 9\.9\.9 here"):
        sweep(file, tmp_path / "out")
    with pytest.raises(BalkansimError, match="version"):
        verify(tmp_path / "out")


def test_points_with_draws_of_their_own_share_no_luck(tmp_path: Path) -> None:
    """Two points that are the same world: equal on common random numbers, different draws without."""
    same = 'draws = 6\nhistories = 2\nseed = 3\nmethod = "table"\nfile = "t.csv"\n'
    (tmp_path / "t.csv").write_text(f"{FACTOR},openness.adriatic\n0.5,0.4\n0.5,0.4\n0.6,0.5\n", encoding="utf-8")
    for common in ("true", "false"):
        file = tmp_path / f"{common}.toml"
        head = f'title = "t"\nquestion = "q?"\nforecasts = ["F1"]\ncommon_random_numbers = {common}\n'
        file.write_text(head + same, encoding="utf-8")
        sweep(file, tmp_path / common, histories_a_chunk=10)
    alike, apart = (rows(tmp_path / name) for name in ("true", "false"))
    assert alike.query("point == 0")["mean_tension"].tolist() == alike.query("point == 1")["mean_tension"].tolist()
    assert apart.query("point == 0")["mean_tension"].tolist() == alike.query("point == 0")["mean_tension"].tolist()
    assert not set(apart.query("point == 0")["mean_tension"]) & set(apart.query("point == 1")["mean_tension"])
    assert sorted(set(apart.query("point == 1")["draw"])) == list(range(8, 14))
    assert verify(tmp_path / "false", sample=8).holds


def test_a_key_names_the_history_that_was_run(tmp_path: Path) -> None:
    from balkansim.analysis.film import Key, film_of

    file = sweep_file(tmp_path, keys="common_random_numbers = false")
    sweep(file, tmp_path / "out")
    scenario, key = key_of(sweep_of(RunFolder(tmp_path / "out")), 1, 5)
    assert dataclasses.astuple(key) == (3, 6, 1, False)
    film = film_of(scenario, load_sweep(file).evidence, Key(key.seed, key.run, key.draw)).film
    found = rows(tmp_path / "out").query("point == 1 and run == 5").iloc[0]
    assert film["polarisation"].reshape(len(film), -1)[-1, 0] == found["polarisation"]
    for point, run in ((3, 0), (0, 8), (-1, 0)):
        with pytest.raises(BalkansimError, match="whole number"):
            key_of(sweep_of(RunFolder(tmp_path / "out")), point, run)


def test_verify_replays_every_column_and_catches_a_changed_value(tmp_path: Path) -> None:
    import pyarrow as pa

    from balkansim.experiments.run_folder import note_of, parquet_bytes, read_part

    sweep(sweep_file(tmp_path, forecasts=("F1", "F2", "F5", "F6")), tmp_path / "out", histories_a_chunk=CHUNK)
    found = verify(tmp_path / "out", sample=100)
    assert (found.holds, found.rows, found.of) == (True, 24, 24)
    path = RunFolder(tmp_path / "out").part(1)
    table, note = read_part(path), note_of(path)
    values = table["polarisation"].to_pylist()
    values[3] = np.nextafter(values[3], 1.0)
    place = table.column_names.index("polarisation")
    rewritten(tmp_path / "out", 1, parquet_bytes(table.set_column(place, "polarisation", pa.array(values)), note))
    found = verify(tmp_path / "out", sample=100)
    assert [(d.point, d.run, d.column) for d in found.differences] == [(1, 3, "polarisation")]
    assert "1 values differ" in str(found)
    with pytest.raises(BalkansimError, match="--sample"):
        verify(tmp_path / "out", sample=0)


def test_only_the_arms_that_are_asked_for_are_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from balkansim.model.ensemble import Ensemble

    months: list[int] = []
    run = Ensemble.run

    def noted(self: Ensemble, start: Any, draw_of: Any, keys: Any, length: int, **options: Any) -> Any:
        months.append(length)
        return run(self, start, draw_of, keys, length, **options)

    monkeypatch.setattr(Ensemble, "run", noted)
    sweep(sweep_file(tmp_path, forecasts=("F1", "F9")), tmp_path / "one")
    assert months == [60]
    months.clear()
    sweep(sweep_file(tmp_path, forecasts=("F2",)), tmp_path / "two")
    assert len(months) == 2
    assert sorted(months)[0] < 60


def test_results_are_frames_and_a_labelled_view(tmp_path: Path) -> None:
    factor = '[factors."openness.adriatic"]\nvalues = [0.2, 0.4]\n'
    sweep(sweep_file(tmp_path, factors=factor), tmp_path / "out")
    found = results(tmp_path / "out")
    assert found.design().columns.tolist() == ["point", FACTOR, "openness.adriatic"]
    assert len(found.to_frame(["point", "F1"])) == 6 * 8
    assert found.columns()["name"].tolist() == found.to_frame().columns.tolist()
    view = found.to_xarray()
    assert dict(view.sizes) == {FACTOR: 3, "openness.adriatic": 2}
    assert float(view["n"].sel({FACTOR: 0.5, "openness.adriatic": 0.4})) == 8.0
    assert str(tmp_path / "out") in str(found)
    with pytest.raises(BalkansimError, match="did you mean 'F1'"):
        found.to_frame(["F11"])
    with pytest.raises(BalkansimError, match="no bands"):
        found.bands()


def test_worlds_with_other_blocs_stand_in_one_table(tmp_path: Path) -> None:
    file = tmp_path / "worlds.toml"
    file.write_text(
        'title = "t"\nquestion = "q?"\nmethod = "grid"\nforecasts = ["F1", "F6"]\ndraws = 4\nhistories = 2\nseed = 3\n'
        '[factors.scenario]\nvalues = ["baseline", "no-blocs", "wider-region"]\n',
        encoding="utf-8",
    )
    sweep(file, tmp_path / "out")
    frame = rows(tmp_path / "out")
    assert frame.groupby("point")["F1"].count().tolist() == [8, 0, 8]
    assert frame.groupby("point")["F6"].count().tolist() == [8, 8, 8]
    assert np.isnan(results(tmp_path / "out").summary().loc[1, "F1_probability"])
    assert verify(tmp_path / "out", sample=24).holds


@pytest.mark.parametrize("options", [{"jobs": 0}, {"jobs": -1}, {"histories_a_chunk": 0}, {"shard": "3/2"}])
def test_what_cannot_be_run_is_refused_before_anything_is_written(tmp_path: Path, options: dict[str, Any]) -> None:
    with pytest.raises(BalkansimError):
        sweep(sweep_file(tmp_path), tmp_path / "out", **options)
    assert not (tmp_path / "out").exists()
