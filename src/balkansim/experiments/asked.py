"""What a sweep asks of each history: its forecasts with all readings, its columns and its series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from balkansim.experiments.numbers import number_columns
from balkansim.forecasting.questions import MAIN, Questions, Reading, Window
from balkansim.forecasting.rules import Partnership, Polarisation, Rule, Secession, Series, Tension
from balkansim.scenario.resolved import Scenario
from balkansim.storage.columns import Column


@dataclass(frozen=True)
class Asked:
    """One reading of a forecast, a column of the record.

    Parameters
    ----------
    column : str
        ``F1`` for the main reading, ``F1.two-or-more`` for another.
    reading : Reading
        The reading.
    window : Window
        Its calendar months.
    """

    column: str
    reading: Reading
    window: Window

    @property
    def rule(self) -> Rule:
        """The reading's rule."""
        return self.reading.rule


def chosen(questions: Questions, ids: Sequence[str]) -> Questions:
    """Return the forecasts of these ids, in the order of the file; all where none is named.

    Parameters
    ----------
    questions : Questions
        The forecasts.
    ids : sequence of str
        Such as ``F1``; case is ignored.

    Raises
    ------
    BalkansimError
        If there is none of an id.
    """
    wanted = {questions.get(name).id for name in ids}
    kept = tuple(question for question in questions.forecasts if not wanted or question.id in wanted)
    return questions.model_copy(update={"forecasts": kept})


def asked_of(questions: Questions) -> tuple[Asked, ...]:
    """Return every reading of the forecasts, main readings before the others of their forecast.

    Parameters
    ----------
    questions : Questions
        The forecasts.
    """
    return tuple(
        Asked(column_name(question.id, reading.name), reading, reading.window or question.window)
        for question in questions.forecasts
        for reading in question.all_readings()
    )


def column_name(forecast: str, reading: str) -> str:
    """Return the column of a reading: ``F1``, or ``F1.two-or-more`` for the reading ``two or more``."""
    return forecast if reading == MAIN else f"{forecast}.{'-'.join(reading.split())}"


def record_columns(worlds: Iterable[Scenario], asked: Iterable[Asked]) -> list[Column]:
    """Return the columns of the record, in order: the history's key, what is asked, numbers.

    Parameters
    ----------
    worlds : iterable of Scenario
        The scenarios the design points are made of.
    asked : iterable of Asked
        What is asked.
    """
    keys = [
        Column("point", "int32", "design point", "", "from 0"),
        Column(
            "run", "int64", "number of the history in its point: draws in order, their histories together", "", "from 0"
        ),
        Column("draw", "int32", "number of the parameter draw, which addresses its parameters and luck", "", "from 0"),
    ]
    answers = [Column(a.column, "bool", a.reading.text, "", "true, false; empty: not in this world") for a in asked]
    nans = Column("nans", "int32", "values that were not numbers", "values", "0, or the history is void")
    return [*keys, *answers, *number_columns(worlds), nans]


def series_of(worlds: Iterable[Scenario], questions: Questions) -> dict[str, Series]:
    """Return the series whose monthly bands are kept: those that flashpoints and forecasts name.

    Parameters
    ----------
    worlds : iterable of Scenario
        The scenarios the design points are made of.
    questions : Questions
        All forecasts of the evidence, asked or not.

    Returns
    -------
    dict of str to Series
        By name, such as ``tension SRB-XKX``: tension of dyads, polarisation, partnership, secession pressure. A world
        need not have all of them.
    """
    worlds = list(worlds)
    ruled = [asked.rule.series for asked in asked_of(questions) if hasattr(asked.rule, "series")]
    pairs = [point.parties for world in worlds for point in world.flashpoints.values()]
    pairs += [dyad for series in ruled if isinstance(series, Tension) for dyad in series.dyads]
    found: dict[str, Series] = {}
    for one, other in dict.fromkeys(tuple(sorted(pair)) for pair in pairs):
        found[f"tension {one}-{other}"] = Tension(kind="tension", dyads=((one, other),))
    found["polarisation"] = Polarisation(kind="polarisation")
    states = dict.fromkeys(series.state for series in ruled if isinstance(series, Partnership))
    found |= {f"partnership {state}": Partnership(kind="partnership", state=state) for state in states}
    entities = dict.fromkeys(entity for world in worlds for entity in world.entities)
    return found | {f"secession {code}": Secession(kind="secession", entity=code) for code in entities}
