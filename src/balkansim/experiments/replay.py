"""Verifying a run folder: some of its rows are run again, one at a time, and every column is compared."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.errors import BalkansimError
from balkansim.experiments.chunks import Chunk
from balkansim.experiments.columns import table_of
from balkansim.experiments.run_folder import RunFolder, arithmetic, differences, read_part, told
from balkansim.experiments.runner import Runner
from balkansim.experiments.workers import code_of
from balkansim.pages import Result

if TYPE_CHECKING:
    import pandas as pd

    from balkansim.experiments.sweep import Sweep
    from balkansim.scenario.scenario import Scenario


@dataclass(frozen=True)
class HistoryKey:
    """What names one history of a sweep's point."""

    seed: int
    draw: int
    run: int
    at_median: bool


def sweep_of(folder: RunFolder) -> Sweep:
    """Return the sweep of a run folder, from its manifest and its evidence folder."""
    from balkansim.evidence.evidence import load_evidence
    from balkansim.experiments.sweep import sweep_from

    folder.check()
    manifest = folder.manifest
    evidence = load_evidence(_evidence_folder(Path(manifest["evidence_folder"])))
    code = code_of(evidence)
    found = differences({name: manifest["identity"][name] for name in code}, code)
    if found:
        todo = "use the version and the evidence folder it was run with"
        raise BalkansimError(f"was run with others ({told(found)})", where=str(folder.path), todo=todo)
    return sweep_from(manifest["spec"], evidence)


def key_of(sweep: Sweep, point: int, run: int) -> tuple[Scenario, HistoryKey]:
    """Return the scenario and the key of one history of a sweep.

    ``sweep``: the sweep, as from `sweep_of` where it is that of a run folder. ``run``: number of the history in the
    point, as in the column ``run``.
    """
    runner, rows = Runner(sweep), sweep.size.draws * sweep.size.histories
    scenario = sweep.scenario(point)
    if not 0 <= run < rows:
        raise BalkansimError(f"run = {run}", expected=f"a whole number from 0 to {rows - 1}", where="--run")
    draw, which = divmod(run, sweep.size.histories)
    return scenario, HistoryKey(sweep.size.seed, runner.offset(point) + draw, which, sweep.at_median)


def _evidence_folder(said: Path) -> Path | None:
    """Return the evidence folder a manifest names, or what ships where it is gone, as on another machine."""
    return said if said.is_dir() else None


TOLERANCE = 1e-9
"""By which numbers may differ on a machine that rounds otherwise; else they are equal to the last bit."""
MOST_TOLD = 10


@dataclass(frozen=True)
class Difference:
    """A value that came out differently. ``column``: which value; empty where the row could not be run again at all."""

    point: int
    run: int
    column: str
    there: Any
    again: Any

    def __str__(self) -> str:
        """Tell it in one line."""
        return f"point {self.point}, run {self.run}: {self.column} is {self.there} there, {self.again} again"


@dataclass(frozen=True)
class Verification(Result):
    """What came of running rows again."""

    path: Path
    rows: int
    of: int
    columns: int
    tolerance: float
    differences: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing differed."""
        return not self.differences

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return {**asdict(self), "path": str(self.path)}

    def to_frame(self) -> pd.DataFrame:
        """Return the differences, one a row."""
        import pandas as pd

        names = ["point", "run", "column", "there", "again"]
        return pd.DataFrame([[getattr(d, name) for name in names] for d in self.differences], columns=names)

    def __str__(self) -> str:
        """Tell how many rows were run again and what differed."""
        how = "equal to the last bit" if self.tolerance == 0.0 else f"equal within {self.tolerance:g} (another machine)"
        head = f"{self.rows} of {self.of} rows of {self.path} run again, {self.columns} columns each"
        if self.holds:
            return f"{head}: {how}"
        shown = [f"  {found}" for found in self.differences[:MOST_TOLD]]
        more = [f"  and {len(self.differences) - MOST_TOLD} more"] if len(self.differences) > MOST_TOLD else []
        return "\n".join([f"{head}: {len(self.differences)} values differ", *shown, *more])


def verify(
    folder: Path | str, *, sample: int = 50, seed: int = 1, progress: Callable[[int, int], None] | None = None
) -> Verification:
    """Run some rows of a folder again, one at a time, and compare every column.

    Parameters
    ----------
    folder : path or str
        A run folder, complete or not.
    sample : int
        How many rows, at least 1; all where there are fewer.
    seed : int
        Of the choice of rows.
    progress : callable, optional
        Told how many rows are done, and of how many.

    Raises
    ------
    BalkansimError
        If it is no run folder, or evidence, rules or version are no longer those it was run with.
    """
    if sample < 1:
        raise BalkansimError(f"{sample}", expected="a whole number, at least 1", where="--sample")
    place = RunFolder(Path(folder))
    runner, notes = Runner(sweep_of(place)), place.notes()
    chunks = sorted(notes)
    ends = np.cumsum([notes[chunk].rows for chunk in chunks])
    if not len(ends) or ends[-1] == 0:
        raise BalkansimError("has no rows yet", where=str(place.path), todo="run the sweep first")
    picked = np.sort(np.random.default_rng(seed).permutation(int(ends[-1]))[:sample])
    tolerance = 0.0 if place.manifest["machine"]["arithmetic"] == arithmetic() else TOLERANCE
    differences: list[Difference] = []
    for k, chunk in enumerate(chunks):
        begin = ends[k] - notes[chunk].rows
        mine = picked[(picked >= begin) & (picked < ends[k])] - begin
        if len(mine):
            for row in read_part(place.part(chunk)).take(mine).to_pylist():
                differences += compared(runner, row, tolerance)
        if progress:
            progress(int((picked < ends[k]).sum()), len(picked))
    return Verification(place.path, len(picked), int(ends[-1]), len(runner.columns), tolerance, tuple(differences))


def compared(runner: Runner, row: Mapping[str, Any], tolerance: float) -> Sequence[Difference]:
    """Run one row again, alone, and return what differs."""
    point, run = int(row["point"]), int(row["run"])
    gathered = runner.gather(Chunk(0, range(point, point + 1), run, run + 1, False))
    if gathered.failed:
        return [Difference(point, run, "", "a row", gathered.failed[point])]
    again = table_of(runner.columns, gathered.rows(), 1).to_pylist()[0]
    names = dict.fromkeys((*row, *again))
    return [
        Difference(point, run, name, row.get(name), again.get(name))
        for name in names
        if not _equal(row.get(name), again.get(name), tolerance)
    ]


def _equal(one: Any, other: Any, tolerance: float) -> bool:
    """Tell whether two values are the same."""
    if isinstance(one, float) and isinstance(other, float):
        both_void = math.isnan(one) and math.isnan(other)
        return both_void or one == other or abs(one - other) <= tolerance
    return bool(one == other)
