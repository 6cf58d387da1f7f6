"""One chunk's work, wherever it is done: a task that can be sent, and the files that come back."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from balkansim.errors import BalkansimError
from balkansim.experiments.chunks import Chunk
from balkansim.experiments.gathering import Gathered
from balkansim.experiments.identity import code_of
from balkansim.experiments.runner import Runner
from balkansim.places import data_root
from balkansim.storage.bands import bands_table, counts_table
from balkansim.storage.columns import table_of
from balkansim.storage.files import read_json
from balkansim.storage.manifest import differences, told
from balkansim.storage.parts import Note, parquet_bytes

if TYPE_CHECKING:
    from balkansim.designs.sweep import Sweep

LARGEST_SENT = 2**18
"""Bytes of a packed specification that is sent along with every task; a larger one is read from the manifest."""
MOST_LOADED = 4


@dataclass(frozen=True)
class Source:
    """Where a process finds the sweep it works on.

    Parameters
    ----------
    spec : bytes
        The specification, packed; empty where it is too large to send.
    manifest : str
        The run folder's manifest, which has the specification too.
    evidence : str
        The evidence folder; empty for what ships.
    code : tuple of (str, str)
        Version, rules and evidence that a process must have.
    """

    spec: bytes
    manifest: str
    evidence: str
    code: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Task:
    """A chunk to be run.

    Parameters
    ----------
    source : Source
        The sweep.
    chunk : Chunk
        Which points, and which of their histories.
    """

    source: Source
    chunk: Chunk


@dataclass(frozen=True)
class ChunkResult:
    """What a chunk gave, ready to be written.

    Parameters
    ----------
    chunk : int
        Its number.
    part : bytes
        The rows, a Parquet file.
    bands, counts : bytes or None
        Bands of its points, or histograms where it is a piece of one; Parquet files.
    histories : int
        Rows.
    nans : int
        Values that were not numbers.
    failed : mapping of int to str
        Points that failed, and why.
    """

    chunk: int
    part: bytes
    bands: bytes | None
    counts: bytes | None
    histories: int
    nans: int
    failed: dict[int, str] = field(default_factory=dict)


def source_of(sweep: Sweep, manifest: Path) -> Source:
    """Say where a process finds a sweep.

    Parameters
    ----------
    sweep : Sweep
        The sweep.
    manifest : pathlib.Path
        The manifest of its run folder.
    """
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
    """Run a chunk.

    Parameters
    ----------
    task : Task
        The chunk and its sweep.

    Raises
    ------
    BalkansimError
        If this process has other evidence, rules or another version than the one that sent the task.
    """
    with _LOADING:
        runner = runner_of(task.source)
    return packed(runner, task.chunk, runner.gather(task.chunk))


_LOADING = Lock()


@lru_cache(maxsize=MOST_LOADED)
def runner_of(source: Source) -> Runner:
    """Load a sweep once a process and return what runs its points.

    Parameters
    ----------
    source : Source
        Where it is found.

    Raises
    ------
    BalkansimError
        If it cannot be found, or this process has other evidence, rules or another version.
    """
    from balkansim.designs.sweep import sweep_from
    from balkansim.evidence.evidence import load_evidence

    evidence = load_evidence(Path(source.evidence) if source.evidence else None)
    found = differences(dict(source.code), code_of(evidence))
    if found:
        todo = "install the same version, and give all machines the same evidence folder"
        raise BalkansimError(f"a worker differs: {told(found)}", expected="the same on every machine", todo=todo)
    spec = json.loads(zlib.decompress(source.spec)) if source.spec else read_json(Path(source.manifest))["spec"]
    return Runner(sweep_from(spec, evidence))


def packed(runner: Runner, chunk: Chunk, gathered: Gathered) -> ChunkResult:
    """Pack what the points of a chunk gave into files.

    Parameters
    ----------
    runner : Runner
        Knows the columns.
    chunk : Chunk
        The chunk.
    gathered : Gathered
        What its points gave.
    """
    rows = gathered.rows()
    count = len(rows["point"]) if rows else 0
    nans = int(rows["nans"].sum()) if rows else 0
    part = parquet_bytes(table_of(runner.columns, rows, count), Note(chunk.index, count, nans, gathered.failed))
    found = gathered.bands()
    bands = parquet_bytes(bands_table(found)) if runner.series and chunk.whole else None
    counts = parquet_bytes(counts_table(found)) if runner.series and not chunk.whole else None
    return ChunkResult(chunk.index, part, bands, counts, count, nans, gathered.failed)
