"""How far a run folder is, and whether anybody is working on it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.storage.finishing import failures_of
from balkansim.storage.folder import RunFolder

if TYPE_CHECKING:
    import pandas as pd

RUNNING, DEAD, DONE = "running", "dead", "done"
MEGABYTE = 1e6


@dataclass(frozen=True)
class FolderStatus:
    """How far a run folder is.

    Parameters
    ----------
    path : str
        The folder.
    name : str
        The sweep's name.
    state : str
        ``running``, ``interrupted`` (told to stop), ``stopped`` (by an error), ``dead`` (ended without a word) or
        ``done``.
    shard : str
        Which shard of the sweep it holds, ``1/1`` for all.
    points : int
        Design points of the sweep.
    chunks_done, chunks : int
        Chunks written, and in all.
    histories_done, histories : int
        Histories written, and in all.
    failed_points : int
        Design points that failed.
    rate : float
        Histories a second, when last seen running.
    megabytes : float
        Size of the folder.
    updated : str
        When the status was last written.
    """

    path: str
    name: str
    state: str
    shard: str
    points: int
    chunks_done: int
    chunks: int
    histories_done: int
    histories: int
    failed_points: int
    rate: float
    megabytes: float
    updated: str

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return asdict(self)

    def to_frame(self) -> pd.DataFrame:
        """Return everything as a frame of one row."""
        import pandas as pd

        return pd.DataFrame([self.as_dict()])

    def __str__(self) -> str:
        """Tell it in a few lines."""
        shard = "" if self.shard == "1/1" else f", shard {self.shard}"
        per_cent = 100 * self.histories_done / self.histories if self.histories else 100.0
        lines = [
            f"{self.path}: sweep {self.name}{shard}, {self.points} design points",
            f"{self.state}: {self.histories_done} of {self.histories} histories ({per_cent:.0f}%), "
            f"{self.chunks_done} of {self.chunks} chunks, {self.megabytes:.1f} MB",
            f"{self.rate:.0f} histories a second, last heard of {self.updated}",
        ]
        if self.failed_points:
            lines.append(f"{self.failed_points} points failed: see failures.csv; the same command tries them again")
        elif self.state not in (RUNNING, DONE):
            lines.append("the same `balkansim sweep` command goes on where it stopped")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """Return the text as preformatted HTML."""
        return f"<pre>{escape(str(self))}</pre>"


def status(folder: Path | str) -> FolderStatus:
    """Tell how far a run folder is.

    Parameters
    ----------
    folder : path or str
        The folder.

    Raises
    ------
    BalkansimError
        If it is no run folder.
    """
    found = RunFolder(Path(folder))
    manifest, said, notes = found.manifest, found.status, found.notes()
    state = str(said.get("state", RUNNING))
    if found.is_held:
        state = RUNNING
    elif state == RUNNING:
        state = DEAD
    return FolderStatus(
        path=str(found.path),
        name=manifest["spec"]["name"],
        state=state,
        shard=manifest["shard"],
        points=manifest["points"],
        chunks_done=len(notes),
        chunks=said.get("chunks", manifest["chunks"]),
        histories_done=sum(note.rows for note in notes.values()),
        histories=said.get("histories", manifest["points"] * manifest["draws"] * manifest["histories"]),
        failed_points=len(failures_of(notes.values())),
        rate=float(said.get("rate", 0.0)),
        megabytes=round(found.size() / MEGABYTE, 1),
        updated=str(said.get("updated", manifest["started"])),
    )
