"""The result of one ensemble: what was recorded of every history, as frames and monthly bands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.errors import BalkansimError, unknown
from balkansim.experiments.columns import numbers_of
from balkansim.experiments.run_folder import ALL_BANDS, COLUMNS, MOST_DAMAGED, PARTS, STATUS, SUMMARY, RunFolder
from balkansim.experiments.summary import QUANTILES, failures_of
from balkansim.model.compiling import rules_hash
from balkansim.model.ensemble import Ensemble, RunOptions, Size
from balkansim.model.trajectories import Trajectories
from balkansim.months import month_iso
from balkansim.pages import Result
from balkansim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.resolve import Setting


@dataclass(frozen=True)
class EnsembleResult:
    """Many histories of one scenario.

    ``trajectories``: what was recorded; history ``draw * histories + run`` is a row of its arrays.
    """

    scenario: Scenario
    size: Size
    trajectories: Trajectories
    rulebook: str

    @property
    def tape(self) -> Trajectories:
        """The trajectories, by their older name."""
        return self.trajectories

    def to_frame(self) -> pd.DataFrame:
        """Return one row a history: its key, accessions, endings, serious incidents and last indices."""
        import pandas as pd

        number = np.arange(len(self.trajectories.ends))
        key = {"draw": number // self.trajectories.histories, "run": number % self.trajectories.histories}
        return pd.DataFrame(key | numbers_of(self.trajectories, self.scenario.blocs))

    def bands(self, one: str, other: str) -> pd.DataFrame:
        """Return monthly quantiles of the tension of a dyad over all histories.

        Returns: one row a month, columns ``month`` and the quantiles 0.05 to 0.95.
        """
        import pandas as pd

        from balkansim.errors import unknown

        slots = self.trajectories.slots([(one, other)])
        if not slots:
            absent = next((state for state in (one, other) if state not in self.trajectories.actors), other)
            raise unknown("state", absent, self.trajectories.actors, where="bands")
        series = self.trajectories.tension[:, :, slots[0]]
        found = np.quantile(series, QUANTILES, axis=0)
        months = [month_iso(self.trajectories.start + t) for t in range(series.shape[1])]
        return pd.DataFrame({"month": months} | {str(q): found[k] for k, q in enumerate(QUANTILES)})

    def __str__(self) -> str:
        """Return what was run in one line."""
        return (
            f"{len(self.trajectories.ends)} histories of {self.scenario.name} ({self.size.draws} parameter draws x "
            f"{self.size.histories}, seed {self.size.seed}), {self.scenario.horizon} months from "
            f"{month_iso(self.scenario.start)}; rulebook {self.rulebook}; "
            f"{self.trajectories.nans} values were not numbers"
        )

    def _repr_html_(self) -> str:
        """Return the same line for notebooks."""
        return f"<p>{escape(str(self))}</p>"


def ensemble_of(
    scenario: Scenario, ensemble: Ensemble, progress: Callable[[int, int], None] | None = None
) -> EnsembleResult:
    """Run one scenario over all parameter draws and keep every history's record."""
    by_arm: list[Any] = ensemble.over_chunks(lambda first, draws: ensemble.run_arm(scenario, first, draws), progress)
    first = by_arm[0]
    whole = Trajectories(
        first.scenario,
        first.start,
        first.actors,
        first.blocs,
        first.flashpoints,
        first.entities,
        ensemble.size.draws,
        ensemble.size.histories,
        np.concatenate([trajectories.monthly for trajectories in by_arm]),
        np.concatenate([trajectories.tension for trajectories in by_arm]),
        np.concatenate([trajectories.ends for trajectories in by_arm]),
    )
    return EnsembleResult(scenario, ensemble.size, whole, rules_hash(ensemble.replaced or {}))


@dataclass(frozen=True)
class Results:
    """What a run folder holds."""

    path: Path

    @property
    def manifest(self) -> dict[str, Any]:
        """The manifest: identity, the sweep as resolved, machine, versions and times."""
        return RunFolder(self.path).manifest

    @property
    def factors(self) -> list[str]:
        """Names of the factors."""
        return list(self.manifest["factors"])

    def to_frame(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the rows, one a history. ``columns``: which columns; by default all."""
        import pandas as pd

        known = self.columns()["name"].tolist()
        for name in columns or ():
            if name not in known:
                raise unknown("column", name, known, where=str(self.path))
        parts = sorted((self.path / PARTS).glob("part-*.parquet"))
        if not parts:
            raise BalkansimError("no part is written yet", where=str(self.path), todo="wait, or run the sweep again")
        return pd.read_parquet(
            parts, columns=None if columns is None else list(columns), dtype_backend="numpy_nullable"
        )

    def columns(self) -> pd.DataFrame:
        """Return name, meaning, unit and range of each column of the rows."""
        return self._csv(COLUMNS)

    def summary(self) -> pd.DataFrame:
        """Return the summary, a row a design point."""
        return self._csv(SUMMARY)

    def design(self) -> pd.DataFrame:
        """Return the factors' values, a row a design point."""
        return self.summary()[["point", *self.factors]]

    def bands(self, point: int | None = None) -> pd.DataFrame:
        """Return monthly quantiles of the main series: point, series, month, and the quantiles.

        ``point``: one design point; by default all.
        """
        import pandas as pd

        path = self.path / ALL_BANDS
        if not path.exists():
            expected = "a complete sweep whose points have at least a hundred histories"
            raise BalkansimError("no bands", where=str(self.path), expected=expected)
        found = pd.read_parquet(path)
        return found if point is None else found[found["point"] == point].reset_index(drop=True)

    def to_xarray(self) -> Any:
        """Return the summary as a labelled dataset: an axis a factor for a full grid, else one of design points."""
        try:
            import xarray
        except ImportError:
            todo = "pip install 'balkansim[xarray]'"
            raise BalkansimError("xarray is not installed", expected="the extra xarray", todo=todo) from None
        summary = self.summary()
        levels = [summary[name].nunique() for name in self.factors]
        is_grid = prod(levels) == len(summary) and not summary.duplicated(self.factors).any()
        index = self.factors if is_grid and self.factors else ["point"]
        return xarray.Dataset.from_dataframe(summary.set_index(index))

    def __str__(self) -> str:
        """Tell folder, sweep and size in one line."""
        manifest = self.manifest
        return (
            f"{self.path}: sweep {manifest['spec']['name']}, {manifest['points']} points of "
            f"{manifest['draws']} x {manifest['histories']} histories; factors {', '.join(self.factors)}"
        )

    def _repr_html_(self) -> str:
        """Return the same line for notebooks."""
        return f"<p>{escape(str(self))}</p>"

    def _csv(self, name: str) -> pd.DataFrame:
        """Read a table of the folder."""
        import pandas as pd

        manifest = self.manifest
        if not (self.path / name).exists():
            found = "is not complete" if manifest["shard"] == "1/1" else f"is shard {manifest['shard']} of a sweep"
            todo = "give the same `balkansim sweep` command again, or `balkansim merge` the shards"
            raise BalkansimError(f"{found}: it has no {name}", where=str(self.path), todo=todo)
        return pd.read_csv(self.path / name, keep_default_na=True)


def results(folder: Path | str) -> Results:
    """Open a run folder.

    Parameters
    ----------
    folder : path or str
        The folder.

    Returns
    -------
    Results
        ``.to_frame()``, ``.summary()``, ``.bands()``, ``.design()``, ``.columns()``, ``.to_xarray()``.

    Raises
    ------
    BalkansimError
        If it is no run folder.
    """
    RunFolder(Path(folder)).check()
    return Results(Path(folder))


RUNNING, DEAD, DONE = "running", "dead", "done"
MEGABYTE = 1e6


@dataclass(frozen=True)
class FolderStatus(Result):
    """How far a run folder is.

    ``state``: ``running``, ``interrupted`` (told to stop), ``stopped`` (by an error), ``dead`` (ended without a word)
    or ``done``. ``shard``: which shard of the sweep it holds, ``1/1`` for all. ``rate``: histories a second, when last
    seen running.
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
    damaged: Mapping[str, str]
    command: str

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
        if self.damaged:
            lines += [f"damaged: {name} {what}" for name, what in list(self.damaged.items())[:MOST_DAMAGED]]
            lines += [f"damaged: {len(self.damaged) - MOST_DAMAGED} more"] if len(self.damaged) > MOST_DAMAGED else []
            lines.append(f"{self.command} makes just what is damaged again")
        return "\n".join(lines)


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
    manifest, damaged = found.manifest, {} if found.is_held else found.damaged()
    said, notes = {} if STATUS in damaged else found.status, found.notes(damaged)
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
        damaged=damaged,
        command=found.command,
    )


def run_ensemble(
    scenario: str | Scenario = "baseline",
    *,
    draws: int = 200,
    histories: int = 20,
    seed: int = 1,
    with_: Sequence[str] = (),
    set_: Setting = (),
    evidence: Evidence | Path | str | None = None,
    rules: Mapping[str, Callable[..., float]] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> EnsembleResult:
    """Run many histories of one scenario and keep what was recorded of each.

    Parameters
    ----------
    scenario, draws, histories, seed, with_, set_, evidence, progress
        As in `forecast`.
    rules : mapping of str to function, optional
        Rules replaced by plain Python functions that the compiler can read; the kernel is then compiled anew.

    Returns
    -------
    Ensemble
        The trajectories with ``.to_frame()`` (one row a history) and ``.bands()`` (quantiles a month).

    Raises
    ------
    BalkansimError
        If anything named is unknown, malformed or out of range.
    """
    from balkansim.model.ensemble import Ensemble
    from balkansim.model.month import stand_ins

    options = RunOptions(scenario, draws, histories, seed, with_, set_, evidence)
    size, resolved, known = options.resolved()
    ensemble = Ensemble(known, size, replaced=stand_ins(rules or {}))
    return ensemble_of(resolved, ensemble, progress)
