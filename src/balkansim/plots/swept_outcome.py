"""An outcome of a sweep at each design point: its value with an interval, over the factors that vary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from balkansim.errors import BalkansimError, unknown
from balkansim.forecasting.intervals import TAIL, spread
from balkansim.plots.style import release

if TYPE_CHECKING:
    import pandas as pd

    from balkansim.asking.swept import Swept

Floats = NDArray[np.float64]
OVER_DRAWS = "Intervals: 90% over parameter draws"


@dataclass(frozen=True, eq=False)
class Outcome:
    """An outcome at each design point.

    Parameters
    ----------
    name, meaning : str
        The outcome, and what it says.
    is_probability : bool
        Whether it is a share of histories.
    values, low, high : numpy.ndarray, shape (points,)
        Mean and 90% interval over parameter draws; NaN where there is no interval.
    columns : dict of str to numpy.ndarray
        Values of each factor that varies; the first ones are drawn along the axes.
    caption, interval : str
        What was run, and what the interval is.
    """

    name: str
    meaning: str
    is_probability: bool
    values: Floats
    low: Floats
    high: Floats
    columns: dict[str, NDArray[Any]]
    caption: str
    interval: str

    @property
    def factors(self) -> list[str]:
        """The factors, those along the axes first."""
        return list(self.columns)

    @property
    def title(self) -> str:
        """Outcome and meaning."""
        return f"{self.name}: {self.meaning}"

    @property
    def unit(self) -> str:
        """What the outcome's axis shows."""
        return "probability (share of histories)" if self.is_probability else "mean over histories"

    def axis_label(self, factor: str) -> str:
        """Return a factor's name with its unit, where the name alone does not say it."""
        return f"{factor} (months since April 2025)" if factor.startswith("month.") else factor

    def to_frame(self) -> pd.DataFrame:
        """Return one row a design point: the factors, value, low and high."""
        import pandas as pd

        return pd.DataFrame({**self.columns, "value": self.values, "low": self.low, "high": self.high})


def outcome_of(folder: Path | str, name: str = "", factors: Sequence[str] = ()) -> Outcome:
    """Read an outcome off a run folder.

    Parameters
    ----------
    folder : path
        A complete run folder.
    name : str
        Such as ``F1``, ``polarisation`` or ``serious_incidents_northern-kosovo>0``; by default the first.
    factors : sequence of str
        Those along the axes; by default in the order of the sweep.

    Raises
    ------
    BalkansimError
        If points are missing, or there is no such outcome or factor.
    """
    from balkansim.asking.swept import open_swept

    swept = open_swept(folder)
    swept.check_complete()
    chosen = swept.called(name) if name else next(iter(swept.outcomes))
    values = swept.values(chosen)
    if np.isnan(values).any():
        empty = int(np.isnan(values).any(axis=(1, 2)).sum())
        found = f"{chosen} is not answerable in the world of {empty} of {len(values)} points"
        raise BalkansimError(found, expected="an outcome of every point", where=str(folder), todo="another --outcome")
    is_probability = swept.is_yes_or_no(chosen)
    low, high = intervals(values, is_probability=is_probability)
    told = OVER_DRAWS + (", chance removed." if is_probability else ", of the means of draws.")
    return Outcome(
        chosen, swept.meaning(chosen), is_probability, values.mean(axis=(1, 2)), low, high,
        _varied(swept, factors), f"{swept.told}; {release()}.", told if not np.isnan(low).all() else "",
    )  # fmt: skip


def intervals(values: Floats, *, is_probability: bool) -> tuple[Floats, Floats]:
    """Return both ends of the 90% interval over parameter draws at each point, NaN where there is none.

    Parameters
    ----------
    values : numpy.ndarray, shape (points, draws, histories)
        The outcome of each history.
    is_probability : bool
        Whether these are yes or no: then chance is removed, as in the ledger.
    """
    if is_probability:
        found = [spread(point.sum(axis=1), point.shape[1]) for point in values]
        ends = [(np.nan, np.nan) if one.low is None else (one.low, one.high) for one in found]
        low, high = np.array(ends, dtype=float).T
        return low, high
    if values.shape[1] == 1:
        return np.full(len(values), np.nan), np.full(len(values), np.nan)
    low, high = np.quantile(values.mean(axis=2), (TAIL, 1 - TAIL), axis=1)
    return low, high


def _varied(swept: Swept, wanted: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Return the factors that vary, those wanted first."""
    known = {name: column for name, column in swept.factors().items() if len(np.unique(column)) > 1}
    for name in wanted:
        if name not in known:
            raise unknown("factor", name, known, where="--factor")
    return {name: known[name] for name in dict.fromkeys((*wanted, *known))}
