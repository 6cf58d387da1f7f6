"""One chunk's work, wherever it is done: a task that can be sent, and the files that come back."""

from __future__ import annotations

import contextlib
import json
import signal
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from threading import Lock
from types import FrameType
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError
from balkansim.experiments.chunks import Chunk
from balkansim.experiments.columns import table_of
from balkansim.experiments.run_folder import Note, differences, parquet_bytes, read_sealed, told
from balkansim.experiments.runner import Gathered, Runner
from balkansim.experiments.summary import bands_table, counts_table
from balkansim.files import data_root
from balkansim.forecasts.questions import fingerprint
from balkansim.model.compiling import rules_hash

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.experiments.sweep import Sweep

MOST_TRIES = 4


def in_order_of_completion(
    pool: Executor, work: Callable[[Any], Any], tasks: Iterable[Any], at_once: int
) -> Iterator[Any]:
    """Yield results of tasks as they come. ``pool``: where to run."""
    queue = iter(tasks)
    running: dict[Future[Any], tuple[Any, int]] = {}

    def hand_out(task: Any, tries: int) -> None:
        try:
            running[pool.submit(work, task)] = (task, tries)
        except BrokenExecutor as mistake:
            todo = "look at their memory and logs; the same command goes on where it stopped"
            raise BalkansimError(f"the workers are gone: {mistake}", expected="living workers", todo=todo) from mistake

    try:
        for task in islice(queue, at_once):
            hand_out(task, 1)
        while running:
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                task, tries = running.pop(future)
                lost = _lost(future)
                if lost is None:
                    yield future.result()
                    for following in islice(queue, 1):
                        hand_out(following, 1)
                elif tries < MOST_TRIES:
                    hand_out(task, tries + 1)
                else:
                    raise BalkansimError(
                        f"a chunk was lost {tries} times ({type(lost).__name__}: {lost})",
                        expected="workers that live long enough to finish a chunk",
                        todo="look at the workers' memory and logs; the same command goes on where it stopped",
                    ) from lost
    finally:
        for future in running:
            future.cancel()


def _lost(future: Future[Any]) -> BaseException | None:
    """Return why a task came back without a result, where that is not the user's mistake."""
    mistake = future.exception() if not future.cancelled() else RuntimeError("cancelled by the executor")
    if isinstance(mistake, BalkansimError):
        raise mistake
    return mistake


CONNECT_SECONDS = 20


@contextlib.contextmanager
def dask_executor(address: str) -> Iterator[tuple[Executor, int]]:
    """Connect to a Dask scheduler. ``address``: such as ``tcp://10.0.0.1:8786``."""
    try:
        from distributed import Client
    except ImportError:
        todo = "pip install 'balkansim[dask]'"
        raise BalkansimError("Dask is not installed", expected="the extra dask", where="--dask", todo=todo) from None
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as mistake:
        found = f"no scheduler answers at {address} ({mistake})"
        todo = "start one with `dask scheduler` and give the address that it prints"
        raise BalkansimError(
            found, expected="an address such as tcp://10.0.0.1:8786", where="--dask", todo=todo
        ) from None
    with client:
        threads = sum(client.nthreads().values())
        if threads == 0:
            todo = f"start some with `dask worker {address}`"
            raise BalkansimError("the scheduler has no workers", where="--dask", todo=todo)
        yield client.get_executor(pure=False), threads


BY_SIGNAL = 128
"""Added to a signal's number, the exit code of a process that it ended."""


class Stopped(KeyboardInterrupt):
    """The job was told to stop; what it has written stays, and the same command resumes."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.code = BY_SIGNAL + number


@contextlib.contextmanager
def stopping() -> Iterator[None]:
    """Raise `Stopped` in the main thread on SIGINT and SIGTERM; elsewhere leave signals as they are."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise Stopped(number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


WORDS_ONLY = ("title", "question", "worlds", "design", "factors")
"""Parts of a specification that change no number, or that are told shorter."""


def code_of(evidence: Evidence) -> dict[str, str]:
    """Return what every process that works on a sweep must have in common."""
    return {
        "version": version("balkansim"),
        "rulebook": rules_hash({}),
        "evidence": evidence.hash,
        "questions": fingerprint(evidence.forecasts_file),
    }


def identity_of(sweep: Sweep, at_once: int, shard: str) -> dict[str, Any]:
    """Return the identity of a sweep's run folder.

    ``shard``: which shard of the chunks the folder holds, such as ``1/1``.
    """
    spec = sweep.spec
    return {
        **code_of(sweep.evidence),
        "scenario": sweep.base.digest,
        "sweep": {name: value for name, value in spec.items() if name not in WORDS_ONLY},
        "factors": {factor["name"]: factor for factor in spec["factors"]},
        "worlds": {name or "base": world.digest for name, world in sweep.worlds.items()},
        "design": {name: value for name, value in spec["design"].items() if name != "rows"},
        "histories_a_chunk": at_once,
        "shard": shard,
    }


LARGEST_SENT = 2**18
"""Bytes of a packed specification that is sent along with every task; a larger one is read from the manifest."""
MOST_LOADED = 4


@dataclass(frozen=True)
class Source:
    """Where a process finds the sweep it works on.

    ``spec``: the specification, packed; empty where it is too large to send. ``evidence``: the evidence folder; empty
    for what ships. ``code`` (tuple of (str, str)): version, rules and evidence that a process must have.
    """

    spec: bytes
    manifest: str
    evidence: str
    code: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Task:
    """A chunk to be run."""

    source: Source
    chunk: Chunk


@dataclass(frozen=True)
class ChunkResult:
    """What a chunk gave, ready to be written.

    ``bands``, ``counts``: bands of its points, or histograms where it is a piece of one; Parquet files.
    """

    chunk: int
    part: bytes
    bands: bytes | None
    counts: bytes | None
    histories: int
    nans: int
    failed: dict[int, str] = field(default_factory=dict)


def source_of(sweep: Sweep, manifest: Path) -> Source:
    """Say where a process finds a sweep."""
    spec = zlib.compress(json.dumps(sweep.spec).encode())
    folder = sweep.evidence.folder.resolve()
    ships = folder == (data_root() / "seeds").resolve()
    return Source(
        spec if len(spec) <= LARGEST_SENT else b"",
        str(manifest.resolve()),
        "" if ships else str(folder),
        tuple(code_of(sweep.evidence).items()),
    )


def run_chunk(task: Task) -> ChunkResult:
    """Run a chunk."""
    with _LOADING:
        runner = runner_of(task.source)
    return packed(runner, task.chunk, runner.gather(task.chunk))


_LOADING = Lock()


@lru_cache(maxsize=MOST_LOADED)
def runner_of(source: Source) -> Runner:
    """Load a sweep once a process and return what runs its points. ``source``: where it is found."""
    from balkansim.evidence.evidence import load_evidence
    from balkansim.experiments.sweep import sweep_from

    spec = json.loads(zlib.decompress(source.spec)) if source.spec else read_sealed(Path(source.manifest))["spec"]
    evidence = load_evidence(Path(source.evidence) if source.evidence else None)
    evidence = evidence.with_forecasts(spec.get("forecasts_version"))
    found = differences(dict(source.code), code_of(evidence))
    if found:
        todo = "install the same version, and give all machines the same evidence folder"
        raise BalkansimError(f"a worker differs: {told(found)}", expected="the same on every machine", todo=todo)
    return Runner(sweep_from(spec, evidence))


def packed(runner: Runner, chunk: Chunk, gathered: Gathered) -> ChunkResult:
    """Pack what the points of a chunk gave into files."""
    rows = gathered.rows()
    count = len(rows["point"]) if rows else 0
    nans = int(rows["nans"].sum()) if rows else 0
    part = parquet_bytes(table_of(runner.columns, rows, count), Note(chunk.index, count, nans, gathered.failed))
    found = gathered.bands()
    bands = parquet_bytes(bands_table(found)) if runner.series and chunk.whole else None
    counts = parquet_bytes(counts_table(found)) if runner.series and not chunk.whole else None
    return ChunkResult(chunk.index, part, bands, counts, count, nans, gathered.failed)
