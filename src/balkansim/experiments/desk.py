"""The desk of a sweep: takes in what chunks gave, writes it, keeps count and finishes the folder."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from balkansim.errors import BalkansimError
from balkansim.experiments.chunks import Cut, Shard
from balkansim.experiments.sweep_run import SweepRun
from balkansim.experiments.workers import ChunkResult, Source, runner_of, source_of
from balkansim.storage.columns import Column
from balkansim.storage.finishing import failures_of, finish, write_failures
from balkansim.storage.folder import MANIFEST, RunFolder
from balkansim.storage.parts import Note
from balkansim.storage.summary import Outline

if TYPE_CHECKING:
    from balkansim.designs.sweep import Sweep

Progress = Callable[[int, int], None]

SECONDS_BETWEEN_STATUS = 2.0


@dataclass(frozen=True, eq=False)
class Job:
    """A sweep on its way into a folder.

    Parameters
    ----------
    sweep : Sweep
        The sweep.
    folder : RunFolder
        Its folder, locked and opened.
    cut : Cut
        Its chunks.
    shard : Shard
        Which shard of them is run here.
    """

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


class Desk:
    """Takes in results of chunks, writes them and keeps count.

    Parameters
    ----------
    job : Job
        The sweep and its folder.
    progress : callable or None
        Told how many histories are done, and of how many.
    """

    def __init__(self, job: Job, progress: Progress | None) -> None:
        self.job, self.progress = job, progress
        mine = [chunk for chunk in job.cut if chunk.index in job.shard]
        self.notes: dict[int, Note] = {k: note for k, note in job.folder.notes().items() if k in job.shard}
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
        return SweepRun(job.folder.path, job.sweep.points, self.done, new, seconds, str(job.shard), self.failed, nans)
