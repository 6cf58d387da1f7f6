"""Parquet parts: the same bytes for the same rows, with a note of what they hold."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

NOTE = b"balkansim"
COMPRESSION = "zstd"


@dataclass(frozen=True)
class Note:
    """What a part says of itself.

    Parameters
    ----------
    chunk : int
        Number of the chunk of the sweep that it holds.
    rows : int
        Rows, one a history.
    nans : int
        Values that were not numbers, over its histories.
    failed : mapping of int to str
        Design points of the chunk that failed, and the error of each.
    """

    chunk: int
    rows: int
    nans: int = 0
    failed: dict[int, str] = field(default_factory=dict)


def parquet_bytes(table: Any, note: Note | None = None) -> bytes:
    """Write an Arrow table as a Parquet file in memory.

    Parameters
    ----------
    table : pyarrow.Table
        The rows.
    note : Note, optional
        Kept in the file's metadata.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if note is not None:
        table = table.replace_schema_metadata({NOTE: json.dumps(asdict(note), sort_keys=True).encode("ascii")})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression=COMPRESSION, write_statistics=True)
    return bytes(sink.getvalue())


def note_of(path: Path) -> Note | None:
    """Read a part's note, or return None where the file is no part or is damaged.

    Parameters
    ----------
    path : pathlib.Path
        A Parquet file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        found = json.loads((pq.read_schema(path).metadata or {})[NOTE])
        found["failed"] = {int(point): str(error) for point, error in found["failed"].items()}
        return Note(**found)
    except (OSError, KeyError, TypeError, ValueError, pa.ArrowInvalid):
        return None


def read_part(path: Path, columns: list[str] | None = None) -> Any:
    """Read a Parquet file as an Arrow table.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    columns : list of str, optional
        Which columns; by default all.
    """
    import pyarrow.parquet as pq

    return pq.ParquetFile(path).read(columns)
