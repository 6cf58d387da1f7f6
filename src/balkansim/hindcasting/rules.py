"""What a question of the past asks of a history: how many states joined, or how many years had a confrontation."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, PositiveInt

from balkansim.forecasting.files import Strict
from balkansim.forecasting.measures import accessions
from balkansim.forecasting.questions import Window
from balkansim.forecasting.rules import Accession
from balkansim.forecasting.tape import Tape
from balkansim.forecasting.words import Text
from balkansim.scenario.calendar import is_january, year_and_month

EXPANSION, CONFRONTATION = "expansion", "confrontation"

Counts = NDArray[np.int64]


class Confrontation(Strict):
    """At least so many calendar years of the window have an incident of at least this severity at the flashpoint."""

    kind: Literal["confrontation"]
    flashpoint: Text
    severity: Annotated[int, Field(ge=1, le=4)]
    at_least: PositiveInt = 1


Asked = Annotated[Accession | Confrontation, Field(discriminator="kind")]
"""Either kind; a question of the past counts and holds the count against ``at_least``, or asks for the count."""


def subject_of(rule: Accession | Confrontation) -> str:
    """Return what a rule is about: `EXPANSION` or `CONFRONTATION`.

    Parameters
    ----------
    rule : Accession or Confrontation
        The rule of a question.
    """
    return EXPANSION if isinstance(rule, Accession) else CONFRONTATION


def years_of(window: Window) -> tuple[int, ...]:
    """Return the calendar years of a window, the first and the last perhaps in part.

    Parameters
    ----------
    window : Window
        Calendar months.
    """
    return tuple(range(year_and_month(window.first)[0], year_and_month(window.last)[0] + 1))


def counts(rule: Accession | Confrontation, window: Window, tape: Tape) -> Counts:
    """Count in each history what a rule asks about.

    Parameters
    ----------
    rule : Accession or Confrontation
        The rule; its states, bloc or flashpoint are in the world of the tape.
    window : Window
        Months after the tape's start.
    tape : Tape
        The record of a run.

    Returns
    -------
    numpy.ndarray of int, shape (histories,)
        States that joined within the window, or years of it with such an incident.
    """
    if isinstance(rule, Accession):
        return accessions(rule, window, tape).astype(np.int64)
    slot = tape.flashpoints.index(rule.flashpoint)
    severity = tape.monthly["severity"][:, tape.rows(window.first, window.last), slot]
    months = range(window.first, window.last + 1)
    januaries = [k for k, month in enumerate(months) if k == 0 or is_january(month)]
    worst_a_year = np.maximum.reduceat(severity, januaries, axis=1)
    return np.asarray((worst_a_year >= rule.severity).sum(axis=1), dtype=np.int64)
