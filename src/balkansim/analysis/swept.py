"""What a run folder holds, as questions need it: its design, its outcomes, and which points are there."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from balkansim.errors import BalkansimError, unknown
from balkansim.experiments.run_folder import COLUMNS, RunFolder
from balkansim.experiments.summary import failures_of

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.experiments.sweep import Sweep

KEYS = ("point", "run", "draw", "nans")
"""Columns of the parts that are no outcomes."""
WHOLE = "1/1"
"""The share of a folder that holds a whole sweep."""
LISTED = 10
"""Points named in an error."""
EVENT = re.compile(r"(?P<column>[^<>]+?)\s*(?P<sign>[<>])\s*(?P<number>[-+]?[\d.]+)")
"""A yes or no made of a number: ``serious_incidents_northern-kosovo>0``."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Swept:
    """A run folder that can be asked."""

    path: Path
    sweep: Sweep
    command: str
    parts: tuple[Path, ...]
    failed: dict[int, str]

    @cached_property
    def outcomes(self) -> dict[str, str]:
        """Yes or no columns and numbers of the parts, each with its meaning; forecasts come first."""
        names = [name for name, kind in self._types.items() if name not in KEYS and kind != "string"]
        with (self.path / COLUMNS).open(encoding="utf-8", newline="") as file:
            meanings = {row["name"]: row["meaning"] for row in csv.DictReader(file)}
        return {name: meanings.get(name, "") for name in names}

    @cached_property
    def points(self) -> NDArray[np.int64]:
        """Points of which every history is there, ascending."""
        found, counts = np.unique(self._column("point"), return_counts=True)
        return found[counts == self.histories].astype(np.int64)

    @property
    def histories(self) -> int:
        """Histories of a point."""
        return self.sweep.size.draws * self.sweep.size.histories

    @property
    def missing(self) -> list[int]:
        """Points that are not there in full."""
        return sorted(set(range(self.sweep.points)) - set(self.points.tolist()))

    @property
    def told(self) -> str:
        """What was run, in one line."""
        sweep, size = self.sweep, self.sweep.size
        here = f"{len(self.points)} of {sweep.points}" if self.missing else f"{sweep.points}"
        luck = "common random numbers" if sweep.common else "independent random numbers"
        return (
            f"sweep {sweep.name} in {self.path}: {sweep.spec['method']} design, {here} points x {size.draws} parameter "
            f"draws x {size.histories} histories, {luck}, seed {size.seed}"
        )

    def is_yes_or_no(self, outcome: str) -> bool:
        """Tell whether an outcome is a yes or no in each history, so that its mean is a probability."""
        return EVENT.fullmatch(outcome) is not None or self._types[outcome] == "bool"

    def called(self, outcome: str) -> str:
        """Return the outcome of a name, whatever its case, or of a comparison such as ``polarisation>0.5``."""
        event = EVENT.fullmatch(outcome.strip())
        if event is not None:
            return f"{self.called(event['column'])}{event['sign']}{_number(event['number'], outcome)}"
        for name in self.outcomes:
            if name.casefold() == outcome.casefold():
                return name
        raise unknown("outcome", outcome, self.outcomes, where=str(self.path), todo=f"{self.path / COLUMNS} lists them")

    def meaning(self, outcome: str) -> str:
        """Return what an outcome, as `called` names it, says."""
        event = EVENT.fullmatch(outcome)
        if event is None:
            return self.outcomes[outcome]
        return f"{self.outcomes[event['column']]} {event['sign']} {event['number']}"

    def values(self, outcome: str) -> Floats:
        """Return an outcome of each history, shape (points, draws, histories); NaN where a world cannot answer.

        ``outcome``: as `called` names it; yes is 1 and no is 0.
        """
        event = EVENT.fullmatch(outcome)
        if event is not None:
            found, number = self.values(event["column"]), float(event["number"])
            return np.where(np.isnan(found), np.nan, found > number if event["sign"] == ">" else found < number)
        size = self.sweep.size
        return self._column(outcome)[self._order].reshape(len(self.points), size.draws, size.histories)

    @cached_property
    def _order(self) -> NDArray[np.int64]:
        """The rows of the points that are there in full, in the order of points and histories."""
        point = self._column("point")
        order = np.lexsort((self._column("run"), point))
        return order[np.isin(point[order], self.points)]

    def factors(self) -> dict[str, NDArray[Any]]:
        """Return the values of each factor at the points that are there: numbers, months since April 2025, or names."""
        from balkansim.experiments.design import MONTH, SCENARIO

        codes = self.sweep.design.matrix()[self.points]
        found: dict[str, NDArray[Any]] = {}
        for axis, column in zip(self.sweep.axes, codes.T, strict=True):
            if axis.kind == SCENARIO:
                found[axis.name] = np.array([axis.value(code) for code in column], dtype=object)
            else:
                found[axis.name] = np.array(
                    [axis.whole(code) if axis.kind == MONTH else code for code in column], float
                )
        return found

    def check_complete(self) -> None:
        """Refuse a sweep of which points are missing or failed."""
        missing = self.missing
        if missing:
            failed = [point for point in missing if point in self.failed]
            reason = f"; {len(failed)} of them failed ({_listed(failed)}), see failures.csv" if failed else ""
            raise BalkansimError(
                f"{len(missing)} of {self.sweep.points} points are missing: {_listed(missing)}{reason}",
                expected="every point of the design, since the indices compare them with one another",
                where=str(self.path),
                todo=self.command,
            )

    @cached_property
    def _types(self) -> dict[str, str]:
        import pyarrow.parquet as pq

        return {field.name: str(field.type) for field in pq.read_schema(self.parts[0])}

    def _column(self, name: str) -> Floats:
        """Return a column of all parts as numbers, NaN where there is nothing."""
        from balkansim.experiments.run_folder import read_part

        return np.concatenate([_numbers(read_part(path, [name]).column(name)) for path in self.parts])


def open_swept(folder: Path | str, evidence: Evidence | None = None) -> Swept:
    """Open the folder that a sweep wrote.

    ``evidence``: the evidence it was run with; by default that of its manifest, or what ships where that is gone.
    """
    from balkansim.evidence.evidence import load_evidence
    from balkansim.experiments.sweep import sweep_from

    run = RunFolder(Path(folder))
    run.check()
    manifest, notes = run.manifest, run.notes()
    home = Path(manifest["evidence_folder"])
    sweep = sweep_from(manifest["spec"], evidence or load_evidence(home if home.is_dir() else None))
    command = run.command if manifest["shard"] == WHOLE else "balkansim merge this share with the others"
    if not any(note.rows for note in notes.values()):
        raise BalkansimError("no histories yet", where=str(folder), expected="a sweep that has run", todo=command)
    parts = tuple(run.part(chunk) for chunk in sorted(notes))
    return Swept(run.path, sweep, command, parts, failures_of(notes.values()))


def _number(text: str, outcome: str) -> str:
    """Return the number of a comparison as it is told."""
    try:
        return f"{float(text):g}"
    except ValueError:
        expected = "a comparison such as polarisation>0.5"
        raise BalkansimError(f"{outcome!r}: {text} is no number", expected=expected, where="--outcome") from None


def _numbers(column: Any) -> Floats:
    """Return an Arrow column as floats, NaN where it holds nothing."""
    import pyarrow as pa

    flat = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    return np.asarray(flat.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def _listed(points: Iterable[int]) -> str:
    """List the first points of many."""
    found = [str(point) for point in points]
    return ", ".join(found[:LISTED]) + (f" and {len(found) - LISTED} more" if len(found) > LISTED else "")


NORMAL_95 = 1.96

Column = NDArray[Any]


@dataclass(frozen=True)
class Along:
    """How closely an outcome goes along with one factor.

    ``correlation``: spearman's, in [-1, 1]; of a factor of names the correlation ratio of the ranks, in [0, 1].
    ``is_signed``: whether the factor has an order, so that the sign tells a direction.
    """

    factor: str
    correlation: float
    is_signed: bool = True

    @property
    def strength(self) -> float:
        """By what the factors are sorted."""
        return abs(self.correlation)


def ranked(factors: Mapping[str, Column], values: NDArray[np.float64]) -> tuple[Along, ...]:
    """Return how closely an outcome goes along with each factor, closest first.

    ``factors`` (mapping of str to numpy.ndarray, shape (points,)): values of each factor, numbers or names. ``values``
    (numpy.ndarray, shape (points,)): the outcome. Returns: empty where the outcome does not vary; a factor that does
    not vary is left out.
    """
    from scipy.stats import rankdata

    ranks = rankdata(values) - (len(values) + 1) / 2
    total = float(ranks @ ranks)
    if total == 0:
        return ()
    found = []
    for name, column in factors.items():
        if len(np.unique(column)) < 2:
            continue
        if np.issubdtype(column.dtype, np.number):
            own = rankdata(column) - (len(values) + 1) / 2
            found.append(Along(name, float(own @ ranks / np.sqrt(own @ own * total))))
        else:
            groups = [ranks[column == value] for value in np.unique(column)]
            between = sum(len(group) * float(group.mean()) ** 2 for group in groups)
            found.append(Along(name, float(np.sqrt(between / total)), is_signed=False))
    return tuple(sorted(found, key=lambda along: -along.strength))


def by_chance(points: int) -> float:
    """Return how large a rank correlation gets by chance alone, in 95 of 100 designs."""
    return min(1.0, NORMAL_95 / float(np.sqrt(max(1, points - 1))))


NOISY = 0.1
"""Share of the variance from which on noise is warned of: it adds as much to each index of total order."""


def noise_share(values: Floats) -> float | None:
    """Return the share of the variance of an outcome's mean over points that is Monte-Carlo noise.

    What all points have in common, draw by draw, makes no difference between points and is taken off first: with
    common random numbers most of each point's own Monte-Carlo error is of that kind. Of what is left, the variance
    over draws divided by their number is the noise in a point's mean. A point's own error, as in the summary, is the
    ceiling.

    ``values`` (numpy.ndarray, shape (points, draws, histories)): the outcome of each history; draws and histories in
    the same order at every point. Returns: in [0, 1]; 0 where nothing varies, None where a point has one history, or
    there is one point.
    """
    cells = values.mean(axis=2) if values.shape[1] > 1 else values[:, 0, :]
    points, clusters = cells.shape
    if min(points, clusters) < 2:
        return None
    own = cells - cells.mean(axis=0)
    noise = float(own.var(axis=1, ddof=1).mean()) / clusters * points / (points - 1)
    variance = float(cells.mean(axis=1).var(ddof=1))
    return min(1.0, noise / variance) if variance > 0 else 0.0


def noise_warning(outcome: str, noise: float | None) -> str:
    """Return what to say of an outcome that is largely noise; nothing where it is not."""
    if noise is None or noise <= NOISY:
        return ""
    return (
        f"{outcome}: {100 * noise:.0f}% of its variance over points is Monte-Carlo noise (more than "
        f"{100 * NOISY:.0f}%): raise draws or histories"
    )
