"""Sweeps: every chunk of a design run on some executor, written as it comes, resumed where it stopped."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError
from balkansim.experiments.chunks import Cut, Shard, shard_of
from balkansim.experiments.columns import Column, columns_csv
from balkansim.experiments.replay import sweep_of
from balkansim.experiments.run_folder import MANIFEST, Note, RunFolder, differences, told
from balkansim.experiments.summary import Outline, failures_of, finish, write_failures
from balkansim.experiments.workers import (
    ChunkResult,
    Source,
    Stopped,
    Task,
    identity_of,
    in_order_of_completion,
    run_chunk,
    runner_of,
    source_of,
    stopping,
)
from balkansim.model.ensemble import HISTORIES_A_CHUNK
from balkansim.pages import Result

if TYPE_CHECKING:
    import pandas as pd

    from balkansim.evidence.evidence import Evidence
    from balkansim.experiments.sweep import Sweep

WHOLE = "1/1"


@dataclass(frozen=True)
class SweepRun(Result):
    """What a sweep did. ``shard``: which shard of the sweep the folder holds, ``1/1`` for all."""

    folder: Path
    points: int
    histories: int
    new: int
    seconds: float
    shard: str
    failed: Mapping[int, str]
    nans: int
    joined: bool = False
    damaged: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Return the summary, a row a design point; raises BalkansimError for a shard of a sweep."""
        from balkansim.experiments.results import results

        return results(self.folder).summary()

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return {**asdict(self), "folder": str(self.folder), "failed": dict(self.failed)}

    def __str__(self) -> str:
        """Tell what was run, what failed, and what to do next."""
        shard = "" if self.shard == WHOLE else f", shard {self.shard}"
        lines = [f"{self.histories} histories of {self.points} design points{shard} in {self.folder}"]
        if self.joined:
            lines.append(f"joined from shards in {self.seconds:.1f} s; nothing was run")
        elif self.new == 0:
            lines.append("nothing was left to run")
        else:
            rate = f", {self.new / self.seconds:.0f} a second" if self.seconds else ""
            lines.append(f"{self.new} histories run now in {self.seconds:.1f} s{rate}")
        if self.damaged:
            lines.append(f"made again, being damaged: {', '.join(self.damaged)}")
        if self.failed:
            point, error = next(iter(self.failed.items()))
            told = error if len(error) <= 60 else f"{error[:57]}..."
            lines += [
                f"{len(self.failed)} points failed, the first is {point}: {told}",
                "see failures.csv; the same command tries them again",
            ]
        if self.nans:
            lines.append(f"warning: {self.nans} values were not numbers; do not rely on their histories")
        if self.shard == WHOLE:
            lines.append("a row a point: summary.csv; a row a history: parts/; months: bands.parquet")
        else:
            lines.append("when all shards are there: balkansim merge DIR... --out DIR")
        return "\n".join(lines)


Progress = Callable[[int, int], None]

SECONDS_BETWEEN_STATUS = 2.0


@dataclass(frozen=True, eq=False)
class SweepJob:
    """A sweep on its way into a folder."""

    sweep: Sweep
    folder: RunFolder
    cut: Cut
    shard: Shard

    @property
    def source(self) -> Source:
        """Where workers find the sweep."""
        return source_of(self.sweep, self.folder.path / MANIFEST)

    @property
    def columns(self) -> list[Column]:
        """The columns of the record."""
        return runner_of(self.source).columns

    def outline(self) -> Outline:
        """Return the layout of the summary."""
        sweep = self.sweep
        return Outline(sweep.points, sweep.size.draws, sweep.size.histories, sweep.factor_names, self.columns)


class SweepWriter:
    """Takes in results of chunks, writes them and keeps count."""

    def __init__(self, job: SweepJob, progress: Progress | None) -> None:
        self.job, self.progress = job, progress
        mine = [chunk for chunk in job.cut if chunk.index in job.shard]
        self.damaged = tuple(job.folder.damaged())
        self.notes: dict[int, Note] = {k: n for k, n in job.folder.notes(self.damaged).items() if k in job.shard}
        self.rows = sum(chunk.rows for chunk in mine)
        self.chunks = len(mine)
        self.open = {chunk.index for chunk in mine if self._is_open(chunk.index)}
        self.done = self.before = sum(note.rows for note in self.notes.values())
        self.begun = self.last = time.monotonic()

    def _is_open(self, chunk: int) -> bool:
        """Tell whether a chunk is to be run: it is not done, or a point of it failed."""
        return chunk not in self.notes or bool(self.notes[chunk].failed)

    @property
    def failed(self) -> dict[int, str]:
        """Points that failed, and why."""
        return failures_of(self.notes[chunk] for chunk in sorted(self.notes))

    def take(self, result: ChunkResult) -> None:
        """Write what a chunk gave."""
        self.job.folder.write_chunk(result.chunk, result.part, result.bands, result.counts)
        self._note(Note(result.chunk, result.histories, result.nans, result.failed))

    def copy(self, home: RunFolder, note: Note) -> None:
        """Copy a chunk from another folder of the same sweep."""
        place = home.part(note.chunk), home.bands(note.chunk), home.counts(note.chunk)
        part, bands, counts = (path.read_bytes() if path.exists() else None for path in place)
        assert part is not None
        self.job.folder.write_chunk(note.chunk, part, bands, counts)
        self._note(note)

    def _note(self, note: Note) -> None:
        """Count a chunk that is written."""
        before = self.notes.get(note.chunk)
        self.done += note.rows - (before.rows if before else 0)
        self.notes[note.chunk] = note
        if self.progress:
            self.progress(min(self.done, self.rows), self.rows)
        if time.monotonic() - self.last > SECONDS_BETWEEN_STATUS:
            self.say("running")

    def say(self, state: str, *, quietly: bool = False) -> None:
        """Write the status; quietly where something else went wrong already."""
        self.last = time.monotonic()
        seconds = self.last - self.begun
        with contextlib.suppress(BalkansimError) if quietly else contextlib.nullcontext():
            self.job.folder.write_status(
                state=state,
                chunks_done=len(self.notes),
                chunks=self.chunks,
                histories_done=self.done,
                histories=self.rows,
                failed_points=len(self.failed),
                rate=round((self.done - self.before) / seconds, 1) if seconds else 0.0,
                process=os.getpid(),
            )

    def finish(self) -> int:
        """Write what follows from all parts, and return how many values were not numbers."""
        failed, folder = self.failed, self.job.folder
        write_failures(folder, failed)
        if self.job.shard.of == 1:
            finish(folder, self.job.outline(), len(self.job.cut), self.job.sweep.values, failed)
        nans = sum(note.nans for note in self.notes.values())
        folder.end(failed_points=len(failed), nans=nans)
        return nans

    def told(self, nans: int) -> SweepRun:
        """Return what was run."""
        job = self.job
        new = self.done - self.before
        seconds = time.monotonic() - self.begun
        return SweepRun(
            folder=job.folder.path,
            points=job.sweep.points,
            histories=self.done,
            new=new,
            seconds=seconds,
            shard=str(job.shard),
            failed=self.failed,
            nans=nans,
            damaged=self.damaged,
        )


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
        As in `balkansim.forecast`.
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
    from balkansim.experiments.sweep import Sweep as Loaded
    from balkansim.experiments.sweep import load_sweep

    loaded = file if isinstance(file, Loaded) else load_sweep(file, evidence=evidence, set_=set_, with_=with_)
    part, at_once = shard_of(shard), _positive("histories_a_chunk", histories_a_chunk)
    cut = Cut(loaded.points, loaded.size.draws, loaded.size.histories, at_once)
    folder = RunFolder(Path(out))
    workers = _positive("--jobs", (os.cpu_count() or 1) if jobs is None else jobs)
    with folder.locked(), stopping():
        folder.open(identity_of(loaded, at_once, str(part)), about(loaded, part, cut), force=force)
        job = SweepJob(loaded, folder, cut, part)
        folder.write_columns(columns_csv(job.columns))
        with _pool(workers, dask, executor) as (pool, at_work):
            return run_job(job, pool, TASKS_A_JOB * at_work, progress)


def about(loaded: Sweep, shard: Shard, cut: Cut) -> dict[str, Any]:
    """Return what a manifest says besides the identity."""
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


def run_job(job: SweepJob, pool: Executor, at_once: int, progress: Progress | None) -> SweepRun:
    """Run the chunks that are not done, write each as it comes, and finish the folder. ``pool``: where to run."""
    desk = SweepWriter(job, progress)
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
        from balkansim.experiments.workers import dask_executor

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


def merge(
    *folders: Path | str, out: Path | str, force: bool = False, progress: Callable[[int, int], None] | None = None
) -> SweepRun:
    """Merge all shards of one sweep into one folder, equal to that of the sweep run whole.

    Parameters
    ----------
    *folders : path
        The shards' folders, in any order.
    out : path
        The folder of the whole; a new one.
    force : bool
        Whether to start over where ``out`` holds a run.
    progress : callable, optional
        Told how many histories are merged, and of how many.

    Returns
    -------
    SweepRun
        The whole.

    Raises
    ------
    BalkansimError
        If they are not shards of one sweep, one is missing, twice there or not complete, or ``out`` is one of them.
    """
    shards = [RunFolder(Path(folder)) for folder in folders]
    manifests = [shard.manifest for shard in shards]
    _refuse_other_sweeps(shards, manifests)
    for shard in shards:
        shard.check()
    if Path(out).resolve() in [shard.path.resolve() for shard in shards]:
        raise BalkansimError("is one of the shards", where=f"--out {out}", expected="another folder")
    identity = {**manifests[0]["identity"], "shard": WHOLE}
    loaded = sweep_of(shards[0])
    cut = Cut(loaded.points, loaded.size.draws, loaded.size.histories, identity["histories_a_chunk"])
    homes = _homes(shards, manifests, len(cut))
    whole = RunFolder(Path(out))
    with whole.locked():
        whole.open(identity, {**about(loaded, Shard(), cut), "merged": [str(s.path) for s in shards]}, force=force)
        job = SweepJob(loaded, whole, cut, Shard())
        whole.write_columns(columns_csv(job.columns))
        desk = SweepWriter(job, progress)
        for chunk in sorted(desk.open):
            desk.copy(homes[chunk][0], homes[chunk][1])
        nans = desk.finish()
        desk.say("done")
        return replace(desk.told(nans), new=0, joined=True)


def _refuse_other_sweeps(shards: Sequence[RunFolder], manifests: Sequence[Mapping[str, Any]]) -> None:
    """Refuse folders that are not all shards of one sweep, each once."""
    if not shards:
        raise BalkansimError("no folder is named", expected="all shards of a sweep", where="merge")
    first, of = {**manifests[0]["identity"], "shard": ""}, shard_of(manifests[0]["shard"]).of
    seen: dict[str, Path] = {}
    for shard, manifest in zip(shards, manifests, strict=True):
        found = differences(first, {**manifest["identity"], "shard": ""})
        if found:
            where = f"{shard.path} against {shards[0].path}"
            raise BalkansimError(f"another sweep ({told(found)})", where=where, expected="shards of one sweep")
        number = manifest["shard"]
        if number in seen:
            raise BalkansimError(f"shard {number} is there twice: {seen[number]} and {shard.path}", where="merge")
        seen[number] = shard.path
    missing = [name for k in range(of) if (name := f"{k + 1}/{of}") not in seen]
    strange = [name for name in seen if shard_of(name).of != of]
    if missing or strange:
        what = f"shard {missing[0]} is missing" if missing else f"shard {strange[0]} is not one of {of}"
        raise BalkansimError(what, expected=f"all {of} shards of one split", where="merge", todo="run it, then merge")


def _homes(
    shards: Sequence[RunFolder], manifests: Sequence[Mapping[str, Any]], chunks: int
) -> dict[int, tuple[RunFolder, Note]]:
    """Return in which folder each chunk stands; refuse a shard that is not complete."""
    homes: dict[int, tuple[RunFolder, Note]] = {}
    for shard, manifest in zip(shards, manifests, strict=True):
        notes, mine = shard.notes(), shard_of(manifest["shard"])
        missing = [chunk for chunk in range(chunks) if chunk in mine and chunk not in notes]
        if missing:
            found = f"shard {mine} is not complete: {len(missing)} of its chunks are missing"
            todo = "give its `balkansim sweep` command again, then merge"
            raise BalkansimError(found, where=str(shard.path), todo=todo)
        homes |= {chunk: (shard, note) for chunk, note in notes.items() if chunk in mine}
    return homes
