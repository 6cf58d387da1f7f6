"""Monthly quantities read off a tape: the mean of the series a rule names."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from balkansim.forecasting.questions import Window
from balkansim.forecasting.rules import Partnership, Polarisation, Series, Tension
from balkansim.forecasting.tape import Tape

Floats = NDArray[np.float64]


def is_in(tape: Tape, series: Series) -> bool:
    """Tell whether the world of a tape has anything of the series.

    Parameters
    ----------
    tape : Tape
        The record.
    series : Series
        What a rule names.
    """
    if isinstance(series, Tension):
        return bool(tape.slots(series.dyads))
    if isinstance(series, Partnership):
        return series.state in tape.actors
    return isinstance(series, Polarisation) or series.entity in tape.entities


def level(tape: Tape, series: Series, rows: slice) -> Floats:
    """Return a series month by month; of several dyads, their mean.

    Parameters
    ----------
    tape : Tape
        The record; it must have something of the series (see `is_in`).
    series : Series
        What a rule names.
    rows : slice
        Rows of the tape.

    Returns
    -------
    numpy.ndarray, shape (histories, rows)
        In the unit of the series.
    """
    if isinstance(series, Tension):
        tension: Floats = tape.tension[:, rows, tape.slots(series.dyads)]
        return np.asarray(tension.mean(axis=2))
    if isinstance(series, Partnership):
        return np.asarray(tape.monthly["partnership"][:, rows, tape.actors.index(series.state)])
    if isinstance(series, Polarisation):
        return np.asarray(tape.monthly["polarisation"][:, rows])
    return np.asarray(tape.monthly["secession"][:, rows, tape.entities.index(series.entity)])


def at_t0(tape: Tape, series: Series) -> Floats:
    """Return a series at t0.

    Parameters
    ----------
    tape : Tape
        The record.
    series : Series
        What a rule names.

    Returns
    -------
    numpy.ndarray, shape (histories,)
        Its value in calendar month 0, or in the initial condition of a run that starts later.
    """
    row = tape.reference_row
    return level(tape, series, slice(row, row + 1))[:, 0]


def change(tape: Tape, series: Series, window: Window) -> Floats:
    """Return by how much the window's mean of a series differs from t0.

    Parameters
    ----------
    tape : Tape
        The record.
    series : Series
        What a rule names.
    window : Window
        Calendar months; those before the run are left out.

    Returns
    -------
    numpy.ndarray, shape (histories,)
        Mean over the window minus the value at t0.
    """
    mean: Floats = level(tape, series, tape.rows(window.first, window.last)).mean(axis=1)
    return mean - at_t0(tape, series)
