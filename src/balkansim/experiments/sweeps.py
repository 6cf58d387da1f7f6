"""Sweeps: every chunk of a design run on some executor, written as it comes, resumed where it stopped."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError
from balkansim.experiments.chunks import Cut, Shard, shard_of
from balkansim.experiments.desk import Desk, Job, Progress
from balkansim.experiments.dispatch import in_order_of_completion
from balkansim.experiments.ensemble import HISTORIES_A_CHUNK
from balkansim.experiments.identity import identity_of
from balkansim.experiments.stopping import Stopped, stopping
from balkansim.experiments.sweep_run import SweepRun
from balkansim.experiments.workers import Task, run_chunk
from balkansim.storage.columns import columns_csv
from balkansim.storage.files import write_whole
from balkansim.storage.folder import COLUMNS, RunFolder

if TYPE_CHECKING:
    from balkansim.designs.sweep import Sweep
    from balkansim.evidence.evidence import Evidence

TASKS_A_JOB = 2
"""Tasks handed out at once for each that can run, so that nobody waits."""


def sweep(
    file: Path | str | Sweep,
    out: Path | str,
    *,
    jobs: int | None = None,
    shard: str | Shard | None = None,
    dask: str | None = None,
    force: bool = False,
    with_: Sequence[str] = (),
    set_: Sequence[str] | Mapping[str, Any] = (),
    evidence: Evidence | Path | str | None = None,
    executor: Executor | None = None,
    histories_a_chunk: int = HISTORIES_A_CHUNK,
    progress: Progress | None = None,
) -> SweepRun:
    """Run a sweep into a folder, or go on with one that was interrupted.

    Parameters
    ----------
    file : path, str or Sweep
        A sweep file, the name of one that ships, or a loaded sweep.
    out : path
        The folder; a new one, or that of the same sweep.
    jobs : int, optional
        Threads; by default one a core.
    shard : str, optional
        Which shard of the chunks to run, ``i/n`` counted from 1; each shard needs a folder of its own.
    dask : str, optional
        Address of a Dask scheduler.
    force : bool
        Whether to start over, whatever run the folder holds.
    with_, set_, evidence
        As in `balkansim.api.load`.
    executor : concurrent.futures.Executor, optional
        Where to run instead.
    histories_a_chunk : int
        About how many histories are one unit of work.
    progress : callable, optional
        Told how many histories are done, and of how many.

    Returns
    -------
    SweepRun
        What was run and where it stands; points that failed are in it, they do not raise.

    Raises
    ------
    BalkansimError
        If the sweep is malformed, the folder belongs to another run or process, or it cannot be written.
    KeyboardInterrupt
        If interrupted; the same call resumes.
    """
    from balkansim.designs.sweep import Sweep as Loaded
    from balkansim.designs.sweep import load_sweep

    loaded = file if isinstance(file, Loaded) else load_sweep(file, evidence=evidence, set_=set_, with_=with_)
    part, at_once = shard_of(shard), _positive("histories_a_chunk", histories_a_chunk)
    cut = Cut(loaded.points, loaded.size.draws, loaded.size.histories, at_once)
    folder = RunFolder(Path(out))
    workers = _positive("--jobs", (os.cpu_count() or 1) if jobs is None else jobs)
    with folder.locked(), stopping():
        folder.open(identity_of(loaded, at_once, str(part)), about(loaded, part, cut), force=force)
        job = Job(loaded, folder, cut, part)
        write_whole(folder.path / COLUMNS, columns_csv(job.columns))
        with _pool(workers, dask, executor) as (pool, at_work):
            return run_job(job, pool, TASKS_A_JOB * at_work, progress)


def about(loaded: Sweep, shard: Shard, cut: Cut) -> dict[str, Any]:
    """Return what a manifest says besides the identity.

    Parameters
    ----------
    loaded : Sweep
        The sweep.
    shard : Shard
        Which shard of its chunks the folder holds.
    cut : Cut
        Its chunks.
    """
    size = loaded.size
    return {
        "shard": str(shard),
        "points": loaded.points,
        "draws": size.draws,
        "histories": size.histories,
        "chunks": len(cut),
        "factors": list(loaded.factor_names),
        "evidence_folder": str(loaded.evidence.folder.resolve()),
        "spec": loaded.spec,
    }


def run_job(job: Job, pool: Executor, at_once: int, progress: Progress | None) -> SweepRun:
    """Run the chunks that are not done, write each as it comes, and finish the folder.

    Parameters
    ----------
    job : Job
        The sweep and its folder.
    pool : Executor
        Where to run.
    at_once : int
        Tasks handed out at a time.
    progress : callable or None
        Told how many histories are done, and of how many.
    """
    desk = Desk(job, progress)
    try:
        desk.say("running")
        source = job.source
        tasks = (Task(source, chunk) for chunk in job.cut if chunk.index in desk.open)
        for result in in_order_of_completion(pool, run_chunk, tasks, at_once):
            desk.take(result)
        nans = desk.finish()
    except Stopped:
        desk.say("interrupted", quietly=True)
        raise
    except BaseException:
        desk.say("stopped", quietly=True)
        raise
    desk.say("done")
    return desk.told(nans)


@contextlib.contextmanager
def _pool(jobs: int, dask: str | None, executor: Executor | None) -> Iterator[tuple[Executor, int]]:
    """Open where chunks are run, and say how many can run at once."""
    if executor is not None:
        yield executor, getattr(executor, "_max_workers", None) or jobs
    elif dask is not None:
        from balkansim.experiments.remote import dask_executor

        with dask_executor(dask) as found:
            yield found
    else:
        pool = ThreadPoolExecutor(jobs)
        try:
            yield pool, jobs
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _positive(name: str, number: int) -> int:
    """Refuse what is no positive whole number."""
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise BalkansimError(f"{number!r}", expected="a whole number, at least 1", where=name)
    return number
