"""How much is run at each design point, and which forecasts are asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from balkansim.designs.schema import SweepFile
from balkansim.errors import BalkansimError
from balkansim.experiments.asked import chosen
from balkansim.experiments.ensemble import Size
from balkansim.forecasting.questions import load_questions

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

MEDIAN = "median"


def size_of(file: SweepFile, where: str) -> Size:
    """Return draws, histories and seed of one point.

    Parameters
    ----------
    file : SweepFile
        The checked file.
    where : str
        The file, for errors.

    Raises
    ------
    BalkansimError
        If more than one draw is asked for with parameters at their medians, or a number is too large.
    """
    usual = Size()
    if file.parameters == MEDIAN and file.draws not in (None, 1):
        raise BalkansimError(
            f"found {file.draws}",
            expected="1: with parameters at their medians all draws are the same",
            where=f"{where}, key draws",
            todo="remove the line, and say with histories how much is run at a point",
        )
    draws = 1 if file.parameters == MEDIAN else file.draws or usual.draws
    try:
        return Size(draws, file.histories or usual.histories, file.seed)
    except BalkansimError as mistake:
        key = mistake.where.removeprefix("--")
        raise BalkansimError(mistake.found, expected=mistake.expected, where=f"{where}, key {key}") from None


def asked(ids: Sequence[str], evidence: Evidence, where: str) -> list[str]:
    """Return the ids of the forecasts asked as the questions file writes them; none for all.

    Parameters
    ----------
    ids : sequence of str
        As written; case is ignored.
    evidence : Evidence
        Its folder holds the forecasts.
    where : str
        The file, for errors.

    Raises
    ------
    BalkansimError
        If there is no such forecast, or it is untestable.
    """
    if not ids:
        return []
    try:
        questions = chosen(load_questions(evidence.path("forecasts.toml")), ids)
    except BalkansimError as mistake:
        place = f"{where}, key forecasts"
        raise BalkansimError(mistake.found, expected=mistake.expected, where=place, todo=mistake.todo) from None
    return [question.id for question in questions.forecasts]
