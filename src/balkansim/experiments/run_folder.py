"""A run folder: opened by one process at a time, resumed, refused where it belongs to another run, or started over."""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from balkansim.errors import BalkansimError
from balkansim.files import TEMPORARY, not_written, read_json, remove_leftovers, write_json, write_whole

PLACES = 2000
REACH = 20.0
DIGITS = 16


@cache
def arithmetic() -> str:
    """Return a fingerprint of the functions whose last digit differs between mathematical libraries and processors.

    Two machines with the same fingerprint round exponentials, logarithms and the quantiles that starting worlds are
    drawn from alike, at some thousands of places.
    """
    from scipy.special import betaincinv, ndtr, ndtri

    at = np.linspace(-REACH, REACH, PLACES)
    shares = (np.arange(PLACES) + 0.5) / PLACES
    digest = hashlib.sha256()
    for x, share in zip(at.tolist(), shares.tolist(), strict=True):
        digest.update(np.array([math.exp(x), math.log(share)]).tobytes())
    for values in (ndtri(shares), ndtr(at), betaincinv(1.0 + shares, 2.0 - shares, shares)):
        digest.update(np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()[:DIGITS]


LIBRARIES = ("numpy", "numba", "pandas", "pyarrow", "scipy")
ABSENT = "nothing"
LONGEST_VALUE = 40
MOST_NAMED = 8


def differences(there: Mapping[str, Any], here: Mapping[str, Any]) -> list[str]:
    """Name each difference between two identities.

    Returns: one a difference, ``seed: 1 there, 2 here``; empty where they are equal.
    """
    one, other = dict(_flat(there)), dict(_flat(here))
    names = [*one, *(name for name in other if name not in one)]
    return [
        f"{name}: {_told(one.get(name, ABSENT))} there, {_told(other.get(name, ABSENT))} here"
        for name in names
        if one.get(name, ABSENT) != other.get(name, ABSENT)
    ]


def told(found: list[str]) -> str:
    """Tell differences in one sentence, the first few of many."""
    more = f"; and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    return "; ".join(found[:MOST_NAMED]) + more


def surroundings() -> dict[str, Any]:
    """Return where and with what a run is made: command line, machine, versions; none of it belongs to the identity."""
    return {
        "command": sys.argv,
        "machine": {
            "system": platform.platform(),
            "processor": platform.machine(),
            "name": platform.node(),
            "arithmetic": arithmetic(),
        },
        "versions": {"python": platform.python_version()} | {name: _version(name) for name in LIBRARIES},
    }


def now() -> str:
    """Return the present time, in UTC, to the second, as ``2025-07-01T12:00:00+00:00``."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _flat(found: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the leaves of nested mappings under dotted names; lists are leaves."""
    for name, value in found.items():
        if isinstance(value, Mapping) and value:
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _told(value: Any) -> str:
    """Tell a value shortly."""
    text = str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 3]}..."


def _version(library: str) -> str:
    """Return the version of a library, or that there is none."""
    try:
        return version(library)
    except PackageNotFoundError:
        return ABSENT


NOTE = b"balkansim"
COMPRESSION = "zstd"


@dataclass(frozen=True)
class Note:
    """What a part says of itself."""

    chunk: int
    rows: int
    nans: int = 0
    failed: dict[int, str] = field(default_factory=dict)


def parquet_bytes(table: Any, note: Note | None = None) -> bytes:
    """Write an Arrow table as a Parquet file in memory."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if note is not None:
        table = table.replace_schema_metadata({NOTE: json.dumps(asdict(note), sort_keys=True).encode("ascii")})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression=COMPRESSION, write_statistics=True)
    return bytes(sink.getvalue())


def note_of(path: Path) -> Note | None:
    """Read a part's note, or return None where the file is no part or is damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        found = json.loads((pq.read_schema(path).metadata or {})[NOTE])
        found["failed"] = {int(point): str(error) for point, error in found["failed"].items()}
        return Note(**found)
    except (OSError, KeyError, TypeError, ValueError, pa.ArrowInvalid):
        return None


def read_part(path: Path, columns: list[str] | None = None) -> Any:
    """Read a Parquet file as an Arrow table. ``columns``: which columns; by default all."""
    import pyarrow.parquet as pq

    return pq.ParquetFile(path).read(columns)


MANIFEST, STATUS, LOCK = "manifest.json", "status.json", ".lock"
PARTS, BANDS = "parts", "bands"
SUMMARY, COLUMNS, FAILURES, ALL_BANDS = "summary.csv", "columns.csv", "failures.csv", "bands.parquet"
LATER = (SUMMARY, COLUMNS, FAILURES, ALL_BANDS)
OWN = (PARTS, BANDS, MANIFEST, STATUS, *LATER)
LOCK_SECONDS = 2.0
"""How long to wait for the lock: `balkansim status` holds it for a moment."""


@dataclass(frozen=True)
class RunFolder:
    """The folder of one run. ``path``: where it is."""

    path: Path

    @property
    def exists(self) -> bool:
        """Whether a run was begun here."""
        return (self.path / MANIFEST).is_file()

    @property
    def manifest(self) -> dict[str, Any]:
        """The manifest as written; raises BalkansimError where there is none."""
        return read_json(self.path / MANIFEST)

    @property
    def status(self) -> dict[str, Any]:
        """The status as last written; empty where there is none."""
        return read_json(self.path / STATUS) if (self.path / STATUS).is_file() else {}

    def write_status(self, **said: Any) -> None:
        """Write the status: ``state`` and whatever else is known."""
        write_json(self.path / STATUS, {**said, "updated": now()})

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for this process alone; a process that is killed lets go of it."""
        from filelock import FileLock, Timeout

        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with FileLock(self.path / LOCK, timeout=LOCK_SECONDS):
                yield
        except Timeout:
            todo = "wait for it, end it, or choose another folder"
            raise BalkansimError("another process is writing to this folder", where=str(self.path), todo=todo) from None
        except OSError as mistake:
            raise not_written(self.path, mistake) from mistake

    @property
    def is_held(self) -> bool:
        """Whether some process is writing to the folder now."""
        from filelock import FileLock, Timeout

        if not (self.path / LOCK).exists():
            return False
        try:
            with FileLock(self.path / LOCK, timeout=0):
                return False
        except Timeout:
            return True
        except OSError:
            return False

    def open(self, identity: Mapping[str, Any], about: Mapping[str, Any], *, force: bool = False) -> None:
        """Begin a run here, or go on with the same one; the lock must be held."""
        if not self.exists:
            self._refuse_other_files()
        remove_leftovers(self.path)
        if force:
            self._empty()
        if self.exists:
            self._resume(identity)
        else:
            written = {"identity": identity, **about, **surroundings(), "started": now(), "ended": None, "resumed": []}
            write_json(self.path / MANIFEST, written)
        for name in (PARTS, BANDS):
            (self.path / name).mkdir(exist_ok=True)

    def _resume(self, identity: Mapping[str, Any]) -> None:
        """Go on with the run the folder holds, if it is the one asked for."""
        manifest = self.manifest
        found = differences(manifest["identity"], identity)
        if found:
            raise BalkansimError(
                f"holds another run ({told(found)})",
                where=str(self.path),
                todo="choose another folder with --out, or start over with --force",
            )
        write_json(self.path / MANIFEST, {**manifest, "resumed": [*manifest["resumed"], now()]})

    def _refuse_other_files(self) -> None:
        """Refuse a folder that holds anything but what a run cut off at its very beginning may leave behind."""
        allowed = {LOCK, STATUS, f".{MANIFEST}{TEMPORARY}", *LATER}
        strangers = sorted(found.name for found in self.path.iterdir() if found.name not in allowed)
        if strangers:
            found = f"holds other files: {', '.join(strangers[:3])}"
            raise BalkansimError(found, where=str(self.path), expected="a new or empty folder, or a run's")

    def _empty(self) -> None:
        """Remove everything that belongs to a run."""
        for name in OWN:
            place = self.path / name
            shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)

    def end(self, **said: Any) -> None:
        """Note in the manifest that the run is complete, and what else is known of it now."""
        write_json(self.path / MANIFEST, {**self.manifest, **said, "ended": now()})

    def part(self, chunk: int) -> Path:
        """Return where the rows of a chunk stand."""
        return self.path / PARTS / f"part-{chunk:07d}.parquet"

    def bands(self, chunk: int) -> Path:
        """Return where the bands of a chunk's whole points stand."""
        return self.path / BANDS / f"bands-{chunk:07d}.parquet"

    def counts(self, chunk: int) -> Path:
        """Return where the histograms of a chunk that is a piece of a point stand."""
        return self.path / BANDS / f"counts-{chunk:07d}.parquet"

    def write_chunk(self, chunk: int, part: bytes, bands: bytes | None, counts: bytes | None) -> None:
        """Write what a chunk gave, its part last: a chunk whose part stands is done."""
        for path, content in ((self.bands(chunk), bands), (self.counts(chunk), counts)):
            if content is None:
                path.unlink(missing_ok=True)
            else:
                write_whole(path, content)
        write_whole(self.part(chunk), part)

    def notes(self) -> dict[int, Note]:
        """Return the notes of the chunks that are done, by number; damaged parts are left out."""
        found = (note_of(path) for path in sorted((self.path / PARTS).glob("part-*.parquet")))
        return {note.chunk: note for note in found if note is not None}

    def size(self) -> int:
        """Return how many bytes the folder takes."""
        return sum(found.stat().st_size for found in self.path.rglob("*") if found.is_file())
