"""Read the evidence folder's files: TOML and CSV, with errors that name the file, the key or row, and the remedy."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from balkansim.errors import BalkansimError, nearest, unknown

Model = TypeVar("Model", bound=BaseModel)
DELIMITERS = (",", ";", "\t")


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, with or without a byte-order mark.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    BalkansimError
        If the file is missing, cannot be read, or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        todo = "check the path; `balkansim evidence new DIR` copies every file an evidence folder has"
        raise BalkansimError("file is missing", where=str(path), todo=todo) from None
    except UnicodeDecodeError as error:
        raise BalkansimError(
            f"byte {error.start} is not UTF-8", expected="a UTF-8 text", where=str(path), todo="save the file as UTF-8"
        ) from None
    except OSError as error:
        raise BalkansimError(f"cannot be read: {error.strerror}", expected="a readable file", where=str(path)) from None


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    BalkansimError
        If the file is missing or is not TOML; the message has the line.
    """
    try:
        return tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise BalkansimError(f"not valid TOML: {error}", where=str(path), todo="mend the line named") from None


def validated(model: type[Model], data: Mapping[str, Any], where: str) -> Model:
    """Return the data as a model, or tell the first thing that is wrong with them.

    Parameters
    ----------
    model : type
        A strict pydantic model.
    data : mapping
        The tables read.
    where : str
        The file, and the table where it is one of several.

    Raises
    ------
    BalkansimError
        If a key is unknown or missing, or a value is of the wrong type or out of range.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
        key = ".".join(str(part) for part in first["loc"])
        place = f"{where}, key {key}" if key else where
        if first["type"] == "extra_forbidden":
            guess = nearest(str(first["loc"][-1]), keys_of(model))
            hint = f"; did you mean {guess!r}?" if guess else ""
            raise BalkansimError(f"unknown key{hint}", where=place, todo="rename or remove it") from None
        if first["type"] == "missing":
            raise BalkansimError("key is missing", where=place, todo="add it") from None
        found = "its parts do not fit together" if isinstance(first["input"], dict) else f"found {first['input']!r}"
        raise BalkansimError(found, expected=first["msg"].removeprefix("Value error, "), where=place) from None


def keys_of(model: type[BaseModel]) -> set[str]:
    """Return the names of all keys of a model and of the models inside it.

    Parameters
    ----------
    model : type
        A pydantic model.
    """
    keys: set[str] = set()
    for name, field in model.model_fields.items():
        keys.add(field.alias or name)
        for inner in _models_in(field.annotation):
            keys |= keys_of(inner)
    return keys


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def read_table(path: Path, columns: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """Return the rows of a CSV file with the line on which each begins.

    Commas, semicolons and tabs are told apart by the header line; cells are stripped; blank rows are left out.

    Parameters
    ----------
    path : Path
        The file.
    columns : sequence of str
        The columns the file must have, in any order, and no others.

    Returns
    -------
    list of (int, dict)
        Line number (the header is line 1) and cells by column.

    Raises
    ------
    BalkansimError
        If the file is missing or not UTF-8, a column is unknown, missing or double, or a row has too few or many cells.
    """
    found = numbered_rows(read_text(path), str(path))
    header = [cell.strip() for cell in next(found, (1, []))[1]]
    _check_header(header, columns, path)
    return [
        (line, _row(cells, header, f"{path}, row {line}"))
        for line, cells in found
        if any(cell.strip() for cell in cells)
    ]


def numbered_rows(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV text, the header too, with the line on which each begins.

    Parameters
    ----------
    text : str
        The text; commas, semicolons and tabs are told apart by its first line.
    file : str
        What to call it where it is malformed.

    Yields
    ------
    (int, list of str)
        Line number, from 1, and cells.

    Raises
    ------
    BalkansimError
        If it is no valid CSV.
    """
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=first.count), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        where = f"{file}, row {line}"
        raise BalkansimError(f"not valid CSV: {error}", where=where, todo="check the quotes of that row") from None


def _row(cells: list[str], header: list[str], where: str) -> dict[str, str]:
    if len(cells) != len(header):
        expected = f"{len(header)}, as in the header"
        raise BalkansimError(f"{len(cells)} cells", expected=expected, where=where, todo="quote cells with commas")
    return {column: cell.strip() for column, cell in zip(header, cells, strict=True)}


def _check_header(header: list[str], columns: Sequence[str], path: Path) -> None:
    where = f"{path}, row 1"
    for column in header:
        if column not in columns:
            raise unknown("column", column, columns, where=where, todo="rename or remove it")
        if header.count(column) > 1:
            raise BalkansimError(f"column {column!r} stands twice", where=where, todo="remove one")
    missing = [column for column in columns if column not in header]
    if missing:
        todo = "add it to the header and to each row"
        raise BalkansimError(f"no column {missing[0]!r}", expected=",".join(columns), where=where, todo=todo)


def iso_date(cell: str, where: str) -> date:
    """Return the day a cell names.

    Parameters
    ----------
    cell : str
        Year, month and day, as in 2025-04-01.
    where : str
        The place of the cell, for the message.

    Raises
    ------
    BalkansimError
        If the cell names no day in that form.
    """
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell):
            return date.fromisoformat(cell)
    except ValueError:
        pass
    raise BalkansimError(f"{cell!r} is no date", expected="year-month-day, such as 2025-04-01", where=where)
