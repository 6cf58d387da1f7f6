"""The result of one ensemble: what was recorded of every history, as frames and monthly bands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.compiling import rules_hash
from balkansim.experiments.ensemble import Maker, Size
from balkansim.experiments.numbers import numbers_of
from balkansim.forecasting.tape import Tape
from balkansim.scenario.calendar import month_iso
from balkansim.scenario.resolved import Scenario
from balkansim.storage.bands import QUANTILES

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Ensemble:
    """Many histories of one scenario.

    Parameters
    ----------
    scenario : Scenario
        What was run.
    size : Size
        Draws, histories and seed.
    tape : Tape
        What was recorded; history ``draw * histories + run`` is a row of its arrays.
    rulebook : str
        Hash of the rules in use, stand-ins included.
    """

    scenario: Scenario
    size: Size
    tape: Tape
    rulebook: str

    def to_frame(self) -> pd.DataFrame:
        """Return one row a history: its key, accessions, endings, serious incidents and last indices."""
        import pandas as pd

        number = np.arange(len(self.tape.ends))
        key = {"draw": number // self.tape.histories, "run": number % self.tape.histories}
        return pd.DataFrame(key | numbers_of(self.tape, self.scenario.blocs))

    def bands(self, one: str, other: str) -> pd.DataFrame:
        """Return monthly quantiles of the tension of a dyad over all histories.

        Parameters
        ----------
        one, other : str
            Codes of two states of the roster.

        Returns
        -------
        pandas.DataFrame
            One row a month, columns ``month`` and the quantiles 0.05 to 0.95.

        Raises
        ------
        BalkansimError
            If the roster has no such dyad.
        """
        import pandas as pd

        from balkansim.errors import unknown

        slots = self.tape.slots([(one, other)])
        if not slots:
            absent = next((state for state in (one, other) if state not in self.tape.actors), other)
            raise unknown("state", absent, self.tape.actors, where="bands")
        series = self.tape.tension[:, :, slots[0]]
        found = np.quantile(series, QUANTILES, axis=0)
        months = [month_iso(self.tape.start + t) for t in range(series.shape[1])]
        return pd.DataFrame({"month": months} | {str(q): found[k] for k, q in enumerate(QUANTILES)})

    def __str__(self) -> str:
        """Return what was run in one line."""
        return (
            f"{len(self.tape.ends)} histories of {self.scenario.name} ({self.size.draws} parameter draws x "
            f"{self.size.histories}, seed {self.size.seed}), {self.scenario.horizon} months from "
            f"{month_iso(self.scenario.start)}; rulebook {self.rulebook}; {self.tape.nans} values were not numbers"
        )

    def _repr_html_(self) -> str:
        """Return the same line for notebooks."""
        return f"<p>{escape(str(self))}</p>"


def ensemble_of(scenario: Scenario, maker: Maker, progress: Callable[[int, int], None] | None = None) -> Ensemble:
    """Run one scenario over all parameter draws and keep every history's record.

    Parameters
    ----------
    scenario : Scenario
        What to run.
    maker : Maker
        Size and rules in use.
    progress : callable, optional
        Told how many draws are done, and of how many.
    """
    tapes: list[Any] = maker.over_chunks(lambda first, draws: maker.tape(scenario, first, draws), progress)
    first = tapes[0]
    whole = Tape(
        first.scenario,
        first.start,
        first.actors,
        first.blocs,
        first.flashpoints,
        first.entities,
        maker.size.draws,
        maker.size.histories,
        np.concatenate([tape.monthly for tape in tapes]),
        np.concatenate([tape.tension for tape in tapes]),
        np.concatenate([tape.ends for tape in tapes]),
    )
    return Ensemble(scenario, maker.size, whole, rules_hash(maker.replaced or {}))
