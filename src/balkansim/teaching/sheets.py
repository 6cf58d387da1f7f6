"""Reading a student's coding sheet as spreadsheets save it: any usual encoding, comma, semicolon or tab."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from balkansim.errors import BalkansimError, unknown
from balkansim.evidence.reading import numbered_rows

CODED = ("kind", "subject", "object", "quantity", "direction", "intensity")
NEEDED = ("paragraph", *CODED)
COLUMNS = (*NEEDED, "paraphrase", "note")
LEGACY = "cp1252"
"""What Windows programs save in where they do not save UTF-8."""
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
REMEDY = "save it again from the spreadsheet as CSV UTF-8; `balkansim exercises copy 1 DIR` hands out a fresh sheet"


def read_sheet(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Return the rows of a sheet in which something is coded, with the line on which each begins.

    Parameters
    ----------
    path : Path
        A CSV file with the columns ``NEEDED``, and perhaps ``paraphrase`` and ``note``.

    Returns
    -------
    list of (int, dict)
        Line number (the header is line 1) and cells by column.

    Raises
    ------
    BalkansimError
        If it cannot be read, a column is missing, unknown or double, a row has too few or many cells, or nothing is
        coded.
    """
    found = numbered_rows(_text(path), path.name)
    header = _header(next(found, (1, []))[1], path.name)
    every = [(line, _row(cells, header, f"{path.name}, row {line}")) for line, cells in found]
    rows = [(line, row) for line, row in every if any(row[column] for column in CODED)]
    if not rows:
        expected = "at least one row with a kind of claim"
        raise BalkansimError(
            "no paragraph is coded", expected=expected, where=path.name, todo="ask for the filled sheet"
        )
    return rows


def _text(path: Path) -> str:
    """Decode a sheet: UTF-8 with or without its mark, UTF-16 by its mark, else as older Windows programs save."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BalkansimError(f"cannot be read: {error.strerror}", where=path.name, todo="close it elsewhere") from None
    encodings = ["utf-16"] if content.startswith(UTF16_MARKS) else ["utf-8-sig", LEGACY]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BalkansimError("this is no text", expected="a CSV file", where=path.name, todo=REMEDY)


def _header(cells: Sequence[str], file: str) -> list[str]:
    where = f"{file}, row 1"
    header = [cell.strip().casefold() for cell in cells]
    while header and not header[-1]:
        header.pop()
    for column in header:
        if column not in COLUMNS:
            raise unknown("column", column, COLUMNS, where=where, todo="rename or remove it")
        if header.count(column) > 1:
            raise BalkansimError(f"column {column!r} stands twice", where=where, todo="remove one")
    missing = [column for column in NEEDED if column not in header]
    if missing:
        found = f"no column {', '.join(missing)}"
        raise BalkansimError(found, expected=", ".join(NEEDED), where=where, todo=REMEDY)
    return header


def _row(cells: Sequence[str], header: Sequence[str], where: str) -> dict[str, str]:
    """Return a row's cells by column; empty cells at the end may be left out, or be too many."""
    filled = [cell.strip() for cell in cells]
    while len(filled) > len(header) and not filled[-1]:
        filled.pop()
    if len(filled) > len(header):
        expected = f"at most {len(header)}, as in the header"
        raise BalkansimError(f"{len(filled)} cells", expected=expected, where=where, todo="quote cells with commas")
    blank = [""] * (len(header) - len(filled))
    return {column: "" for column in COLUMNS} | dict(zip(header, [*filled, *blank], strict=True))
