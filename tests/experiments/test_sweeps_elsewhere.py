"""Sweeps on other executors: lost workers, workers that differ, and a real Dask scheduler with one worker killed."""

from __future__ import annotations

import os
import signal
import sys
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest

from balkansim.errors import BalkansimError
from balkansim.experiments.chunks import Cut
from balkansim.experiments.run import sweep
from balkansim.experiments.sweep import load_sweep
from balkansim.experiments.workers import MOST_TRIES, Task, in_order_of_completion, run_chunk, source_of
from sweeping import kept, sweep_file

CHUNK = 8


class Losing(Executor):
    """Runs a task at once, but loses each of the first few."""

    def __init__(self, losses: int) -> None:
        self.losses = losses

    def submit(self, work: Any, *arguments: Any, **options: Any) -> Future[Any]:
        """Run a task, or lose it."""
        future: Future[Any] = Future()
        if self.losses:
            self.losses -= 1
            future.set_exception(ConnectionError("worker lost"))
        else:
            try:
                future.set_result(work(*arguments, **options))
            except Exception as mistake:
                future.set_exception(mistake)
        return future


def test_lost_tasks_are_sent_again_and_each_result_comes_once() -> None:
    found = list(in_order_of_completion(Losing(3), lambda task: task * task, range(7), 2))
    assert sorted(found) == [0, 1, 4, 9, 16, 25, 36]


def test_a_task_that_is_lost_again_and_again_is_told() -> None:
    with pytest.raises(BalkansimError, match=f"lost {MOST_TRIES} times") as caught:
        list(in_order_of_completion(Losing(1000), lambda task: task, range(3), 1))
    assert "worker lost" in caught.value.told()


def test_a_users_mistake_is_not_tried_again() -> None:
    tried: list[int] = []

    def work(task: int) -> None:
        tried.append(task)
        raise BalkansimError("wrong evidence")

    with pytest.raises(BalkansimError, match="wrong evidence"):
        list(in_order_of_completion(Losing(0), work, range(3), 1))
    assert tried == [0]


def test_a_worker_with_other_rules_or_evidence_refuses(tmp_path: Path) -> None:
    from dataclasses import replace

    loaded = load_sweep(sweep_file(tmp_path))
    source = source_of(loaded, tmp_path / "manifest.json")
    chunk = next(iter(Cut(3, 4, 2)))
    other = replace(source, code=(*source.code[:1], ("rulebook", "feedbeef"), *source.code[2:]))
    with pytest.raises(BalkansimError, match=r"a worker differs.*rulebook: feedbeef there"):
        run_chunk(Task(other, chunk))
    assert run_chunk(Task(source, chunk)).histories == 24


def test_a_large_table_is_read_from_the_manifest_and_not_sent_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pickle

    file = sweep_file(tmp_path)
    sweep(file, tmp_path / "sent", histories_a_chunk=CHUNK)
    monkeypatch.setattr("balkansim.experiments.workers.LARGEST_SENT", 10)
    loaded = load_sweep(file)
    assert len(pickle.dumps(Task(source_of(loaded, tmp_path / "m"), next(iter(Cut(3, 4, 2)))))) < 2000
    sweep(file, tmp_path / "read", histories_a_chunk=CHUNK)
    assert kept(tmp_path / "read") == kept(tmp_path / "sent")


def test_without_the_extra_the_line_that_installs_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BalkansimError) as caught:
        sweep(sweep_file(tmp_path), tmp_path / "out", dask="tcp://127.0.0.1:1")
    assert "pip install 'balkansim[dask]'" in caught.value.told()


@pytest.mark.skipif(sys.platform == "win32", reason="there a process cannot be killed by a signal")
@pytest.mark.filterwarnings("ignore")
def test_dask_loses_a_worker_and_nothing_else(tmp_path: Path) -> None:
    from distributed import LocalCluster

    file = sweep_file(tmp_path, draws=8, histories=4)
    sweep(file, tmp_path / "here", histories_a_chunk=16)
    killed: list[int] = []
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None, "silence_logs": 50}
    with LocalCluster(processes=True, local_directory=str(tmp_path / "dask"), **options) as cluster:

        def kill_one(done: int, total: int) -> None:
            if not killed:
                killed.append(cluster.workers[0].pid)
                os.kill(killed[0], signal.SIGKILL)

        run = sweep(
            file, tmp_path / "dask-out", dask=cluster.scheduler_address, histories_a_chunk=16, progress=kill_one
        )
    assert killed
    assert run.histories == 96
    assert kept(tmp_path / "dask-out") == kept(tmp_path / "here")
