"""A run folder: opened by one process at a time, resumed, refused where it belongs to another run, or started over."""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import platform
import re
import shlex
import shutil
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from balkansim.errors import BalkansimError
from balkansim.files import TEMPORARY, not_written, read_json, remove_leftovers, write_whole

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
    pq.write_table(table, sink, compression=COMPRESSION, write_statistics=True, write_page_checksum=True)
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
    """Read a Parquet file as an Arrow table, each page against its checksum. ``columns``: which; by default all."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(path, page_checksum_verification=True).read(columns)
    except (OSError, pa.ArrowInvalid) as mistake:
        todo = "`balkansim status` of its folder names the command that makes it again"
        raise BalkansimError(f"cannot be read: {mistake}", where=str(path), todo=todo) from None


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sealed(content: Mapping[str, Any]) -> bytes:
    """Return an object as JSON that ends with its own checksum."""
    digest = hashlib.sha256(json.dumps(content).encode("ascii")).hexdigest()
    return (json.dumps({**content, SEAL: digest}, indent=1) + "\n").encode("ascii")


def read_sealed(path: Path) -> dict[str, Any]:
    """Read the object that `_sealed` wrote; whatever has been changed since is refused."""
    try:
        found = read_json(path)
    except BalkansimError:
        if not path.is_file():
            raise
        found = {SEAL: ""}
    content = {name: value for name, value in found.items() if name != SEAL}
    if path.read_bytes() != _sealed(content):
        what = "is damaged" if SEAL in found else "has no checksum, as other versions wrote it"
        todo = "start over: the same `balkansim sweep` command with --force"
        raise BalkansimError(what, expected="the file as it was written", where=str(path), todo=todo)
    return content


MANIFEST, STATUS, LOCK = "manifest.json", "status.json", ".lock"
CHECKSUMS, SEAL, REMOVED = "checksums.sha256", "sha256", "0" * 64
PARTS, BANDS = "parts", "bands"
SUMMARY, COLUMNS, FAILURES, ALL_BANDS = "summary.csv", "columns.csv", "failures.csv", "bands.parquet"
LATER = (SUMMARY, COLUMNS, FAILURES, ALL_BANDS)
RECORDED = re.compile(
    rf"([0-9a-f]{{64}})  ({PARTS}/part-\d+\.parquet|{BANDS}/(?:bands|counts)-\d+\.parquet|"
    rf"{'|'.join(re.escape(name) for name in LATER)})"
)
"""A line of the checksums, as `sha256sum` writes it."""
OWN = (PARTS, BANDS, MANIFEST, STATUS, CHECKSUMS, *LATER)
MOST_DAMAGED = 3
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
        """The manifest as written; raises BalkansimError where there is none or it is damaged."""
        return read_sealed(self.path / MANIFEST)

    def write_manifest(self, content: Mapping[str, Any]) -> None:
        """Write the manifest with its own checksum."""
        write_whole(self.path / MANIFEST, _sealed(content))

    @property
    def status(self) -> dict[str, Any]:
        """The status as last written; empty where there is none."""
        return read_sealed(self.path / STATUS) if (self.path / STATUS).is_file() else {}

    def write_status(self, **said: Any) -> None:
        """Write the status: ``state`` and whatever else is known."""
        write_whole(self.path / STATUS, _sealed({**said, "updated": now()}))

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
            self.write_manifest(written)
        for name in (PARTS, BANDS):
            (self.path / name).mkdir(exist_ok=True)
        self._write_checksums()

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
        self.write_manifest({**manifest, "ended": None, "resumed": [*manifest["resumed"], now()]})

    def _refuse_other_files(self) -> None:
        """Refuse a folder that holds anything but what a run cut off at its very beginning may leave behind."""
        allowed = {LOCK, STATUS, CHECKSUMS, f".{MANIFEST}{TEMPORARY}", *LATER}
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
        self.record(*(self.path / name for name in LATER))
        self._write_checksums()
        self.write_manifest({**self.manifest, **said, "ended": now()})

    def part(self, chunk: int) -> Path:
        """Return where the rows of a chunk stand."""
        return self.path / PARTS / f"part-{chunk:07d}.parquet"

    def bands(self, chunk: int) -> Path:
        """Return where the bands of a chunk's whole points stand."""
        return self.path / BANDS / f"bands-{chunk:07d}.parquet"

    def counts(self, chunk: int) -> Path:
        """Return where the histograms of a chunk that is a piece of a point stand."""
        return self.path / BANDS / f"counts-{chunk:07d}.parquet"

    def write_columns(self, content: bytes) -> None:
        """Write what the columns of the rows mean."""
        write_whole(self.path / COLUMNS, content)
        self.record(self.path / COLUMNS)

    def write_chunk(self, chunk: int, part: bytes, bands: bytes | None, counts: bytes | None) -> None:
        """Write what a chunk gave, its checksums last: a chunk whose part has one is done."""
        for path, content in ((self.bands(chunk), bands), (self.counts(chunk), counts)):
            if content is None:
                path.unlink(missing_ok=True)
            else:
                write_whole(path, content)
        write_whole(self.part(chunk), part)
        self.record(self.bands(chunk), self.counts(chunk), self.part(chunk))

    def record(self, *paths: Path) -> None:
        """Append the checksums of files as they stand now, or that there are none."""
        lines = [f"{checksum(path) if path.exists() else REMOVED}  {self._name(path)}\n" for path in paths]
        try:
            with (self.path / CHECKSUMS).open("a", encoding="ascii", newline="\n") as file:
                file.write("".join(lines))
        except OSError as mistake:
            raise not_written(self.path / CHECKSUMS, mistake) from mistake

    @property
    def checksums(self) -> dict[str, str]:
        """The checksum of each file when it was written, by its place in the folder; the last one recorded counts."""
        found = {match[2]: match[1] for line in self._recorded() if (match := RECORDED.fullmatch(line))}
        return {name: digest for name, digest in found.items() if digest != REMOVED}

    def _recorded(self) -> list[str]:
        """Return the lines of the checksums; the last may be torn, where a process was killed."""
        path = self.path / CHECKSUMS
        return path.read_text(encoding="ascii", errors="replace").split("\n") if path.is_file() else []

    def _write_checksums(self) -> None:
        """Write the checksums anew, in order, as `sha256sum --check` reads them."""
        lines = [f"{digest}  {name}\n" for name, digest in sorted(self.checksums.items())]
        write_whole(self.path / CHECKSUMS, "".join(lines).encode("ascii"))

    def _name(self, path: Path) -> str:
        """Return a file's place in the folder, with forward slashes."""
        return path.relative_to(self.path).as_posix()

    def damaged(self) -> dict[str, str]:
        """Return what is wrong with each file that is not as it was written, by its place in the folder."""
        known, found = self.checksums, dict[str, str]()
        is_ended = self.manifest["ended"] is not None
        for name, digest in known.items():
            path = self.path / name
            if not is_ended and name in LATER and name != COLUMNS:
                continue
            if not path.is_file():
                found[name] = "is missing"
            elif checksum(path) != digest:
                found[name] = "is not as it was written"
        if is_ended:
            lines = self._recorded()
            if lines != [*(f"{digest}  {name}" for name, digest in sorted(known.items())), ""]:
                found[CHECKSUMS] = "is not as it was written" if lines else "is missing"
            written = (*sorted((self.path / PARTS).glob("*.parquet")), *sorted((self.path / BANDS).glob("*.parquet")))
            names = [self._name(path) for path in (*written, *(self.path / name for name in LATER)) if path.exists()]
            found |= {name: "has no checksum" for name in names if name not in known}
        try:
            assert self.status is not None
        except BalkansimError as mistake:
            found[STATUS] = mistake.found
        return found

    def check(self) -> None:
        """Refuse a folder with damaged files; one that is being written is left alone."""
        found = self.damaged()
        if found and not self.is_held:
            shown = [f"{name} {what}" for name, what in list(found.items())[:MOST_DAMAGED]]
            more = [f"and {len(found) - MOST_DAMAGED} more"] if len(found) > MOST_DAMAGED else []
            raise BalkansimError(
                "; ".join([*shown, *more]),
                expected="files as they were written",
                where=str(self.path),
                todo=f"{self.command} makes just what is damaged again",
            )

    @property
    def command(self) -> str:
        """The command that fills the folder, as it was given; without --force, it goes on with what is there."""
        manifest = self.manifest
        words = [word for word in manifest["command"][1:] if word != "--force"]
        if words[:1] not in (["sweep"], ["merge"]):
            words = ["sweep", manifest["spec"]["name"], "--out", str(self.path)]
        return shlex.join(["balkansim", *words])

    def notes(self, damaged: Collection[str] = ()) -> dict[int, Note]:
        """Return the notes of the chunks that are done, by number. ``damaged``: files whose chunks do not count."""
        lost = {int(match[1]) for name in damaged if (match := re.search(r"-(\d+)\.parquet$", name))}
        paths = [self.path / name for name in sorted(self.checksums) if name.startswith(f"{PARTS}/part-")]
        found = (note_of(path) for path in paths)
        return {note.chunk: note for note in found if note is not None and note.chunk not in lost}

    def size(self) -> int:
        """Return how many bytes the folder takes."""
        return sum(found.stat().st_size for found in self.path.rglob("*") if found.is_file())
