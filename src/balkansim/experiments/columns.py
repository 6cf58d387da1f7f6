"""The columns of the record: name, meaning, unit and range of each, and its type in the parts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.forecasts.questions import MAIN, Questions, Reading, Rule
from balkansim.forecasts.series import Partnership, Polarisation, Secession, Series, Tension, Window
from balkansim.model.trajectories import NEVER
from balkansim.months import month_iso
from balkansim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from balkansim.model.trajectories import Trajectories


@dataclass(frozen=True)
class Column:
    """One column of the record.

    ``type``: ``int16``, ``int32``, ``int64``, ``bool``, ``double`` or ``string``, as Arrow names them. ``unit``: in
    words; empty for what has none.
    """

    name: str
    type: str
    meaning: str
    unit: str = ""
    range: str = ""


def columns_csv(columns: Sequence[Column]) -> bytes:
    """Write the columns as a table: name, meaning, unit, range. ``columns``: in the order of the parts."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("name", "meaning", "unit", "range"))
    writer.writerows((column.name, column.meaning, column.unit, column.range) for column in columns)
    return text.getvalue().encode("utf-8")


def table_of(columns: Sequence[Column], values: Mapping[str, Any], rows: int) -> Any:
    """Return values as an Arrow table with all the columns; those that are absent hold nothing.

    ``columns``: the columns, in order. ``values`` (mapping of str to numpy.ndarray, shape (rows,)): by name; what is
    masked, or an empty text, stands for nothing.
    """
    import pyarrow as pa

    schema = schema_of(columns)
    arrays = []
    for field in schema:
        found = values.get(field.name)
        if found is None:
            arrays.append(pa.nulls(rows, field.type))
            continue
        blank = np.ma.getmaskarray(found)
        if pa.types.is_string(field.type):
            blank = blank | (np.ma.getdata(found) == "")
        arrays.append(pa.array(np.ma.getdata(found), type=field.type, mask=blank))
    return pa.Table.from_arrays(arrays, schema=schema)


def schema_of(columns: Sequence[Column]) -> Any:
    """Return the Arrow schema of the columns. ``columns``: the columns, in order."""
    import pyarrow as pa

    types = {name: pa.type_for_alias(name) for name in {column.type for column in columns}}
    return pa.schema([(column.name, types[column.type]) for column in columns])


SERIOUS = 3


def numbers_of(trajectories: Trajectories, blocs: Iterable[str]) -> dict[str, Any]:
    """Return the numbers of trajectories by column, one value a history.

    ``blocs``: the blocs that exist at the start, in slot order. Returns: dict of str to numpy.ndarray, shape
    (histories,); counts, months as text (empty where it never happened) and indices, as `number_columns` tells them.
    """
    found: dict[str, Any] = {}
    for b, bloc in enumerate(blocs):
        joined = trajectories.ends["joined"][:, : len(trajectories.actors), b] != NEVER
        found[f"joined_{bloc}"] = joined.sum(axis=1)
        found[f"ended_{bloc}"] = _months(trajectories.ends["ended"][:, b])
    for f, flashpoint in enumerate(trajectories.flashpoints):
        severity = trajectories.monthly["severity"][:, :, f]
        found[f"serious_incidents_{flashpoint}"] = (severity >= SERIOUS).sum(axis=1)
    found["mean_tension"] = trajectories.tension[:, -1].mean(axis=1)
    found["polarisation"] = trajectories.monthly["polarisation"][:, -1].copy()
    for e, entity in enumerate(trajectories.entities):
        found[f"secession_{entity}"] = trajectories.monthly["secession"][:, -1, e].copy()
    return found


def number_columns(worlds: Iterable[Scenario]) -> list[Column]:
    """Return the columns of the numbers of some worlds, each once.

    ``worlds``: at least one; others may have other blocs, flashpoints and entities.
    """
    worlds = list(worlds)
    found: dict[str, Column] = {}
    for bloc in _names(world.blocs for world in worlds):
        joined = Column(f"joined_{bloc}", "int16", f"states that joined {bloc}", "states", "0 to the roster's size")
        ended = Column(
            f"ended_{bloc}", "string", f"month in which {bloc} ended; empty if it did not", "month", "2025-05"
        )
        found |= {joined.name: joined, ended.name: ended}
    for flashpoint in _names(world.flashpoints for world in worlds):
        meaning = f"months with an incident of severity {SERIOUS} or more at {flashpoint}"
        name = f"serious_incidents_{flashpoint}"
        found[name] = Column(name, "int16", meaning, "months", "0 to the horizon")
    indices = {"mean_tension": "mean tension of all dyads", "polarisation": "polarisation of the region"}
    indices |= {f"secession_{e}": f"secession pressure in {e}" for e in _names(world.entities for world in worlds)}
    for name, meaning in indices.items():
        found[name] = Column(name, "double", f"{meaning} in the last month", "index", "0 to 1")
    return list(found.values())


def _names(groups: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the names of several groups, each once, in the order in which they come."""
    return list(dict.fromkeys(name for group in groups for name in group))


def _months(values: Any) -> Any:
    """Return months as text, empty where it never happened."""
    distinct, places = np.unique(values, return_inverse=True)
    return np.array(["" if month == NEVER else month_iso(int(month)) for month in distinct], dtype=object)[places]


@dataclass(frozen=True)
class Asked:
    """One reading of a forecast, a column of the record.

    ``column``: ``F1`` for the main reading, ``F1.two-or-more`` for another. ``window``: its calendar months.
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

    ``ids``: such as ``F1``; case is ignored.
    """
    wanted = {questions.get(name).id for name in ids}
    kept = tuple(question for question in questions.forecasts if not wanted or question.id in wanted)
    return questions.model_copy(update={"forecasts": kept})


def asked_of(questions: Questions) -> tuple[Asked, ...]:
    """Return every reading of the forecasts, main readings before the others of their forecast."""
    return tuple(
        Asked(column_name(question.id, reading.name), reading, reading.window or question.window)
        for question in questions.forecasts
        for reading in question.all_readings()
    )


def column_name(forecast: str, reading: str) -> str:
    """Return the column of a reading: ``F1``, or ``F1.two-or-more`` for the reading ``two or more``."""
    return forecast if reading == MAIN else f"{forecast}.{'-'.join(reading.split())}"


def record_columns(worlds: Iterable[Scenario], asked: Iterable[Asked]) -> list[Column]:
    """Return the columns of the record, in order: the history's key, what is asked, numbers."""
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

    Returns: by name, such as ``tension SRB-XKX``: tension of dyads, polarisation, partnership, secession pressure. A
    world need not have all of them.
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
