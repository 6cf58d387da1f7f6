"""What is written once all chunks are there: summary, bands and failures."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from balkansim.storage.bands import bands_table, merged
from balkansim.storage.files import write_whole, writing
from balkansim.storage.folder import ALL_BANDS, FAILURES, SUMMARY, RunFolder
from balkansim.storage.parts import COMPRESSION, Note, read_part
from balkansim.storage.summary import Outline, write_summary

ROWS_A_GROUP = 2**17


def finish(folder: RunFolder, outline: Outline, chunks: int, values: Any, failed: Mapping[int, str]) -> int:
    """Write summary, bands and failures of a complete folder, and return how many values were not numbers.

    Parameters
    ----------
    folder : RunFolder
        The folder; every chunk's part must stand.
    outline : Outline
        Layout of the summary.
    chunks : int
        Number of chunks.
    values : callable
        Returns the factors' values at a point.
    failed : mapping of int to str
        Points that failed, and why.

    Raises
    ------
    BalkansimError
        If something cannot be written.
    """
    write_failures(folder, failed)
    _write_bands(folder, range(chunks), failed)
    return write_summary(folder.path / SUMMARY, outline, (folder.part(chunk) for chunk in range(chunks)), values)


def write_failures(folder: RunFolder, failed: Mapping[int, str]) -> None:
    """Write which points failed and why; no file where none did.

    Parameters
    ----------
    folder : RunFolder
        The folder.
    failed : mapping of int to str
        Points and errors.
    """
    path = folder.path / FAILURES
    if not failed:
        path.unlink(missing_ok=True)
        return
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("point", "error"))
    writer.writerows(sorted(failed.items()))
    write_whole(path, text.getvalue().encode("utf-8"))


def failures_of(notes: Iterable[Note]) -> dict[int, str]:
    """Return the points that failed, over all chunks.

    Parameters
    ----------
    notes : iterable of Note
        The chunks' notes.
    """
    return {point: error for note in notes for point, error in sorted(note.failed.items())}


def _write_bands(folder: RunFolder, chunks: range, failed: Mapping[int, str]) -> None:
    """Write the bands of all points in order, those of points in pieces from their added histograms."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = folder.path / ALL_BANDS
    tables = _bands(folder, chunks, failed)
    first = next(tables, None)
    if first is None:
        path.unlink(missing_ok=True)
        return
    with writing(path) as file, pq.ParquetWriter(file, first.schema, compression=COMPRESSION) as writer:
        waiting = [first]
        for table in tables:
            waiting.append(table)
            if sum(len(found) for found in waiting) >= ROWS_A_GROUP:
                writer.write_table(pa.concat_tables(waiting))
                waiting = []
        if waiting:
            writer.write_table(pa.concat_tables(waiting))


def _bands(folder: RunFolder, chunks: range, failed: Mapping[int, str]) -> Iterator[Any]:
    """Yield tables of bands in order of the points."""
    for chunk in chunks:
        if folder.bands(chunk).exists():
            yield read_part(folder.bands(chunk))
    pieces = (read_part(folder.counts(chunk)) for chunk in chunks if folder.counts(chunk).exists())
    for point, group in groupby((piece for piece in pieces if len(piece)), lambda piece: piece["point"][0].as_py()):
        if point not in failed:
            yield bands_table(merged(list(group)))
