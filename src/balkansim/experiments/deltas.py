"""What counts as a change at a design point: the null world's median change over all its draws, found once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np

from balkansim.experiments.asked import Asked
from balkansim.forecasting.outcomes import has_delta, null_changes
from balkansim.forecasting.standing import standing
from balkansim.forecasting.tape import Tape

MOST_REMEMBERED = 256


@dataclass(frozen=True, eq=False)
class NullWorld:
    """The null world of a design point, as far as answers need it.

    Parameters
    ----------
    tape : Tape
        One history of it: whether a forecast can be answered is read off its names and months.
    deltas : mapping of str to float
        What counts as a change, by column.
    """

    tape: Tape
    deltas: Mapping[str, float]


def null_world_of(tapes: Iterable[Tape], asked: tuple[Asked, ...]) -> NullWorld:
    """Take the median changes of a null world that was run batch by batch.

    Parameters
    ----------
    tapes : iterable of Tape
        All its histories, in batches; they are read one after the other and not kept.
    asked : tuple of Asked
        What is asked; only rules with a delta count.
    """
    changes: dict[str, list[Any]] = {}
    kept: Tape | None = None
    for tape in tapes:
        kept = kept or one_history(tape)
        for a in asked:
            if has_delta(a.rule) and _can_tell(a, tape):
                changes.setdefault(a.column, []).append(null_changes(a.rule, a.window, {"null": tape}))
    assert kept is not None
    return NullWorld(kept, {column: float(np.median(np.concatenate(found))) for column, found in changes.items()})


def one_history(tape: Tape) -> Tape:
    """Return the first history of a tape, alone."""
    names = (tape.actors, tape.blocs, tape.flashpoints, tape.entities)
    kept = (array[:1].copy() for array in (tape.monthly, tape.tension, tape.ends))
    return Tape(tape.scenario, tape.start, *names, 1, 1, *kept)


def _can_tell(asked: Asked, tape: Tape) -> bool:
    """Tell whether the null world has the series and the months of a rule."""
    return standing(asked.rule, asked.window, {"null": tape, "scenario": tape, "dialogue": tape}).is_answerable


class Remembered:
    """Null worlds found already, each found by one thread while the others that need it wait."""

    def __init__(self) -> None:
        self._found: OrderedDict[Any, NullWorld] = OrderedDict()
        self._locks: dict[Any, Lock] = {}
        self._lock = Lock()

    def get(self, key: Any, find: Callable[[], NullWorld]) -> NullWorld:
        """Return the null world under a key, finding it first where it is not known.

        Parameters
        ----------
        key : hashable
            Everything it depends on.
        find : callable
            Runs it.
        """
        with self._lock:
            lock = self._locks.setdefault(key, Lock())
        with lock:
            found = self._found.get(key)
            if found is None:
                found = find()
                with self._lock:
                    self._found[key] = found
                    while len(self._found) > MOST_REMEMBERED:
                        self._locks.pop(self._found.popitem(last=False)[0], None)
            return found
