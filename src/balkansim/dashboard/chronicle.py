"""One history on its way: every month lived so far, and who did what and why in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.dashboard.settings import WORLDS_KEPT, Settings, shipped_evidence
from balkansim.telling.reel import Key, Reel, start_at

if TYPE_CHECKING:
    from balkansim.scenario.resolved import Scenario
    from balkansim.start.names import Names
    from balkansim.telling.scene import Sentence

ENGINE = "mesa"


@dataclass(eq=False)
class Chronicle:
    """A history that grows by a month at a time, every parameter at its median.

    Parameters
    ----------
    settings : Settings
        Scenario, seed and factors.
    names : Names
        Who stands in which slot.
    worlds : list of numpy.ndarray
        Structured arrays of shape (1,): the start and each month lived.
    """

    settings: Settings
    names: Names
    worlds: list[Any] = field(default_factory=list)
    _told: dict[int, tuple[Sentence, ...]] = field(default_factory=dict, repr=False)

    @property
    def scenario(self) -> Scenario:
        """Its world."""
        return self.settings.world

    @property
    def key(self) -> Key:
        """What names the history."""
        return _key(self.settings)

    @property
    def lived(self) -> int:
        """How many months are lived."""
        return len(self.worlds) - 1

    @property
    def month(self) -> int:
        """The month lived last, counted from April 2025; the start where none is."""
        return self.scenario.start + self.lived

    def until(self, months: int) -> Chronicle:
        """Return the first months alone, to be shown while more are lived.

        Parameters
        ----------
        months : int
            How many, from 0.
        """
        return replace(self, worlds=self.worlds[: months + 1])

    def reel(self, months: int | None = None) -> Reel:
        """Return the months lived so far as one reel.

        Parameters
        ----------
        months : int, optional
            Only the first ones; by default all.
        """
        shown = self.lived if months is None else months
        film = np.concatenate(self.worlds[: shown + 1])
        return Reel(self.scenario, self.key, ENGINE, self.names, _coefficients(self.settings), film)

    def sentences(self, month: int) -> tuple[Sentence, ...]:
        """Return what happened in a month, without what is routine.

        Parameters
        ----------
        month : int
            A month that is lived, counted from April 2025.
        """
        from balkansim.telling.scene import scene
        from balkansim.telling.telling import TELLERS

        if month not in self._told:
            seen = scene(self.reel(month - self.scenario.start), month)
            every = (sentence for teller in TELLERS for sentence in teller(seen))
            self._told[month] = tuple(sentence for sentence in every if not sentence.routine)
        return self._told[month]

    def command(self) -> str:
        """Return the command line that tells the same history."""
        return f"{self.settings.command('history')} --median"


def _key(settings: Settings) -> Key:
    return Key(settings.seed, 0, None)


@lru_cache(maxsize=WORLDS_KEPT)
def _coefficients(settings: Settings) -> Any:
    """Return the coefficients at their medians, structured, shape (1,)."""
    return start_at(settings.world, shipped_evidence(), _key(settings)).coefficients[-1:]
