"""The result of running a sweep: what was run, where it stands, what failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

WHOLE = "1/1"


@dataclass(frozen=True)
class SweepRun:
    """What a sweep did.

    Parameters
    ----------
    folder : pathlib.Path
        Its folder.
    points : int
        Design points of the sweep.
    histories : int
        Histories in the folder.
    new : int
        How many of these were run now.
    seconds : float
        How long that took.
    shard : str
        Which shard of the sweep the folder holds, ``1/1`` for all.
    failed : mapping of int to str
        Points that failed, and why.
    nans : int
        Values that were not numbers, over all histories.
    joined : bool
        Whether the histories were joined from shards instead of run.
    """

    folder: Path
    points: int
    histories: int
    new: int
    seconds: float
    shard: str
    failed: Mapping[int, str]
    nans: int
    joined: bool = False

    def to_frame(self) -> pd.DataFrame:
        """Return the summary, a row a design point; raises BalkansimError for a shard of a sweep."""
        from balkansim.storage.results import results

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

    def _repr_html_(self) -> str:
        """Return the text as preformatted HTML."""
        return f"<pre>{escape(str(self))}</pre>"
