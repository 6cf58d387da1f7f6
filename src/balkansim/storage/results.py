"""The results of a run folder: rows, summary, bands and design as frames, and the labelled view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError, unknown
from balkansim.storage.folder import ALL_BANDS, COLUMNS, PARTS, SUMMARY, RunFolder

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Results:
    """What a run folder holds.

    Parameters
    ----------
    path : pathlib.Path
        The folder.
    """

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
        """Return the rows, one a history.

        Parameters
        ----------
        columns : sequence of str, optional
            Which columns; by default all.

        Raises
        ------
        BalkansimError
            If there is no such column.
        """
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
        """Return the summary, a row a design point.

        Raises
        ------
        BalkansimError
            If the sweep is not complete.
        """
        return self._csv(SUMMARY)

    def design(self) -> pd.DataFrame:
        """Return the factors' values, a row a design point."""
        return self.summary()[["point", *self.factors]]

    def bands(self, point: int | None = None) -> pd.DataFrame:
        """Return monthly quantiles of the main series: point, series, month, and the quantiles.

        Parameters
        ----------
        point : int, optional
            One design point; by default all.

        Raises
        ------
        BalkansimError
            If there are none, as the sweep is not complete or its points have too few histories.
        """
        import pandas as pd

        path = self.path / ALL_BANDS
        if not path.exists():
            expected = "a complete sweep whose points have at least a hundred histories"
            raise BalkansimError("no bands", where=str(self.path), expected=expected)
        found = pd.read_parquet(path)
        return found if point is None else found[found["point"] == point].reset_index(drop=True)

    def to_xarray(self) -> Any:
        """Return the summary as a labelled dataset: an axis a factor for a full grid, else one of design points.

        Raises
        ------
        BalkansimError
            If the extra is not installed, or the sweep is not complete.
        """
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
    found = Results(Path(folder))
    assert found.manifest is not None
    return found
