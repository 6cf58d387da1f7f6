"""A run folder: opened by one process at a time, resumed, refused where it belongs to another run, or started over."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from balkansim.errors import BalkansimError
from balkansim.storage.files import TEMPORARY, not_written, read_json, remove_leftovers, write_json, write_whole
from balkansim.storage.manifest import differences, now, surroundings, told
from balkansim.storage.parts import Note, note_of

MANIFEST, STATUS, LOCK = "manifest.json", "status.json", ".lock"
PARTS, BANDS = "parts", "bands"
SUMMARY, COLUMNS, FAILURES, ALL_BANDS = "summary.csv", "columns.csv", "failures.csv", "bands.parquet"
LATER = (SUMMARY, COLUMNS, FAILURES, ALL_BANDS)
OWN = (PARTS, BANDS, MANIFEST, STATUS, *LATER)
LOCK_SECONDS = 2.0
"""How long to wait for the lock: `balkansim status` holds it for a moment."""


@dataclass(frozen=True)
class RunFolder:
    """The folder of one run.

    Parameters
    ----------
    path : pathlib.Path
        Where it is.
    """

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
        """Hold the folder for this process alone; a process that is killed lets go of it.

        Raises
        ------
        BalkansimError
            If another process holds it, or it cannot be written to.
        """
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
        """Begin a run here, or go on with the same one; the lock must be held.

        Parameters
        ----------
        identity : mapping
            By which the run is known again.
        about : mapping
            What else the manifest says, such as the sweep as resolved.
        force : bool
            Whether to start over, whatever run the folder holds.

        Raises
        ------
        BalkansimError
            If the folder holds another run, or files that are not a run's.
        """
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
