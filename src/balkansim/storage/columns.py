"""The columns of the record: name, meaning, unit and range of each, and its type in the parts."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Column:
    """One column of the record.

    Parameters
    ----------
    name : str
        Its name in the parts.
    type : str
        ``int16``, ``int32``, ``int64``, ``bool``, ``double`` or ``string``, as Arrow names them.
    meaning : str
        What it tells of a history.
    unit : str
        In words; empty for what has none.
    range : str
        What it can be.
    """

    name: str
    type: str
    meaning: str
    unit: str = ""
    range: str = ""


def columns_csv(columns: Sequence[Column]) -> bytes:
    """Write the columns as a table: name, meaning, unit, range.

    Parameters
    ----------
    columns : sequence of Column
        In the order of the parts.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("name", "meaning", "unit", "range"))
    writer.writerows((column.name, column.meaning, column.unit, column.range) for column in columns)
    return text.getvalue().encode("utf-8")


def table_of(columns: Sequence[Column], values: Mapping[str, Any], rows: int) -> Any:
    """Return values as an Arrow table with all the columns; those that are absent hold nothing.

    Parameters
    ----------
    columns : sequence of Column
        The columns, in order.
    values : mapping of str to numpy.ndarray, shape (rows,)
        By name; what is masked, or an empty text, stands for nothing.
    rows : int
        Number of rows.

    Returns
    -------
    pyarrow.Table
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
    """Return the Arrow schema of the columns.

    Parameters
    ----------
    columns : sequence of Column
        The columns, in order.
    """
    import pyarrow as pa

    types = {name: pa.type_for_alias(name) for name in {column.type for column in columns}}
    return pa.schema([(column.name, types[column.type]) for column in columns])
