"""From tapes of several design points to rows of the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from balkansim.experiments.asked import Asked
from balkansim.experiments.lots import Lot
from balkansim.experiments.numbers import numbers_of
from balkansim.forecasting.measures import measure
from balkansim.forecasting.outcomes import decide
from balkansim.forecasting.standing import standing
from balkansim.forecasting.tape import Tape


def rows_of(lots: Sequence[Lot], tapes: Mapping[str, Tape], asked: Sequence[Asked], histories: int) -> dict[str, Any]:
    """Read the record's rows off the tapes of some lots.

    Parameters
    ----------
    lots : sequence of Lot
        Of one shape, in the order of the tapes' histories.
    tapes : mapping of str to Tape
        Their arms, without the null world.
    asked : sequence of Asked
        What is asked.
    histories : int
        Histories in each draw.

    Returns
    -------
    dict of str to numpy.ndarray, shape (histories of all lots,)
        By column; what cannot be answered in this world is left out.
    """
    tape = tapes["scenario"]
    run = np.concatenate([np.arange(lot.first, lot.last) for lot in lots])
    found: dict[str, Any] = {
        "point": _each(lots, [lot.point for lot in lots]),
        "run": run,
        "draw": run // histories + _each(lots, [lot.offset for lot in lots]),
    }
    known = dict(tapes)
    if lots[0].null is not None:
        known["null"] = lots[0].null.tape
    for a in asked:
        if standing(a.rule, a.window, known).is_answerable:
            deltas = _each(lots, [lot.null.deltas.get(a.column, 0.0) if lot.null else 0.0 for lot in lots])
            found[a.column] = decide(a.rule, measure(a.rule, a.window, known), deltas)
    nans = np.sum([arm.ends["nans"] for arm in tapes.values()], axis=0)
    return found | numbers_of(tape, lots[0].arms["scenario"].start.scenario.blocs) | {"nans": nans}


def joined(batches: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Join the rows of batches, which may have different columns.

    Parameters
    ----------
    batches : sequence of mapping of str to numpy.ndarray
        As from `rows_of`.

    Returns
    -------
    dict of str to numpy.ndarray
        Values absent from a batch are masked.
    """
    names = dict.fromkeys(name for batch in batches for name in batch)
    return {name: _column(name, batches) for name in names}


def _column(name: str, batches: Sequence[Mapping[str, Any]]) -> Any:
    """Join one column over batches."""
    kept = next(batch[name] for batch in batches if name in batch)
    filler = np.zeros(1, dtype=kept.dtype) if kept.dtype != object else np.array([""], dtype=object)
    lengths = [len(batch["point"]) for batch in batches]
    values = [
        batch[name] if name in batch else np.repeat(filler, rows) for batch, rows in zip(batches, lengths, strict=True)
    ]
    absent = np.repeat([name not in batch for batch in batches], lengths)
    return np.ma.MaskedArray(np.concatenate(values), mask=absent) if absent.any() else np.concatenate(values)


def _each(lots: Sequence[Lot], values: Sequence[Any]) -> Any:
    """Repeat a value a lot for each of its histories."""
    return np.repeat(np.asarray(values), [lot.rows for lot in lots])
