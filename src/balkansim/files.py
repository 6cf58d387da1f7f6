"""Write a file whole or not at all, and say plainly why it could not be written."""

from __future__ import annotations

import contextlib
import csv
import errno
import io
import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import IO, Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from balkansim.errors import BalkansimError, nearest, unknown

TEMPORARY = ".writing"
FULL = (errno.ENOSPC, errno.EDQUOT)
GO_ON = "then give the same command again: it goes on where it stopped"


@contextlib.contextmanager
def writing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file under a temporary name beside its own; it takes its name when all is written and flushed."""
    temporary = path.with_name(f".{path.name}{TEMPORARY}")
    try:
        with open(temporary, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as mistake:
        raise not_written(path, mistake) from mistake
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    with writing(path) as file:
        file.write(content)


def write_json(path: Path, content: Any) -> None:
    """Write a JSON file whole or not at all."""
    write_whole(path, (json.dumps(content, indent=1, ensure_ascii=True) + "\n").encode("ascii"))


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON file that holds one object."""
    if not path.exists():
        todo = "name a folder that `balkansim sweep` wrote"
        raise BalkansimError(f"no {path.name} in {path.parent}", expected="a run folder", todo=todo)
    text = read_text(path)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as mistake:
        raise BalkansimError(f"not readable: {mistake}", where=str(path), expected="the file as written") from None
    if not isinstance(found, dict):
        raise BalkansimError("not readable: no object", where=str(path), expected="the file as written")
    return found


def not_written(path: Path, mistake: OSError) -> BalkansimError:
    """Return the error for a file that could not be written."""
    if mistake.errno in FULL:
        return BalkansimError("the disk is full", where=str(path), todo=f"free some space, {GO_ON}")
    reason = mistake.strerror or str(mistake)
    return BalkansimError(f"cannot be written: {reason}", where=str(path), todo=f"mend that, {GO_ON}")


def remove_leftovers(folder: Path) -> int:
    """Remove the temporary files that a killed process left behind, and return how many there were."""
    found = list(folder.rglob(f".*{TEMPORARY}"))
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


Model = TypeVar("Model", bound=BaseModel)
DELIMITERS = (",", ";", "\t")
LARGEST = 64 * 2**20
"""Bytes; no text that a person writes or a command asks for is larger."""


def read_text(path: Path, *, todo: str = "") -> str:
    """Return the text of a UTF-8 file, with or without a byte-order mark; every reader of text comes here.

    ``todo``: what to do about a file that is missing or no text; by default, advice that fits any file.
    """
    where = str(path)
    try:
        if path.is_file() and path.stat().st_size > LARGEST:
            expected = f"at most {LARGEST // 2**20} MiB"
            raise BalkansimError("is too large", expected=expected, where=where, todo=todo or "name another file")
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        todo = todo or "check the path; `balkansim evidence new DIR` copies every file an evidence folder has"
        raise BalkansimError("file is missing", where=where, todo=todo) from None
    except UnicodeDecodeError as error:
        found, todo = f"byte {error.start} is not UTF-8", todo or "save the file as UTF-8"
        raise BalkansimError(found, expected="a UTF-8 text", where=where, todo=todo) from None
    except OSError as error:
        found = f"cannot be read: {error.strerror}"
        raise BalkansimError(found, expected="a readable file", where=where, todo=todo) from None
    if "\0" in text:
        found, todo = f"character {text.index(chr(0))} is NUL", todo or "save the file as plain UTF-8 text"
        raise BalkansimError(found, expected="a UTF-8 text", where=where, todo=todo)
    return text


def read_toml(path: Path, *, todo: str = "") -> dict[str, Any]:
    """Return the tables of a TOML file. ``todo``: as for ``read_text``."""
    text = read_text(path, todo=todo)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BalkansimError(f"not TOML: {error}", where=str(path), todo=todo or "mend the line named") from None


def validated(model: type[Model], data: Mapping[str, Any], where: str, *, todo: str = "") -> Model:
    """Return the data as a model, or report the first thing that is wrong with them.

    ``where``: the file, and the table where it is one of several. ``todo``: what to do; by default by what is wrong.
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
            raise BalkansimError(f"unknown key{hint}", where=place, todo=todo or "rename or remove it") from None
        if first["type"] == "missing":
            raise BalkansimError("key is missing", where=place, todo=todo or "add it") from None
        found = (
            "its parts do not fit together"
            if isinstance(first["input"], dict)
            else f"found {shortened(first['input'])}"
        )
        expected = first["msg"].removeprefix("Value error, ")
        raise BalkansimError(found, expected=expected, where=place, todo=todo) from None


def shortened(found: Any) -> str:
    """Return what was found as a message shows it: on one line, and not longer than that."""
    text = repr(found)
    return text if len(text) <= 100 else f"{text[:97]}..."


def keys_of(model: type[BaseModel]) -> set[str]:
    """Return the names of all keys of a model and of the models inside it."""
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

    ``columns``: the columns the file must have, in any order, and no others. Returns: list of (int, dict); line number
    (the header is line 1) and cells by column.
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

    ``text``: the text; commas, semicolons and tabs are told apart by its first line. ``file``: what to call it where it
    is malformed. Yields: line number, from 1, and cells.
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
    """Return the day a cell names. ``cell``: year, month and day, as in 2025-04-01."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
            return date.fromisoformat(cell)
    except ValueError:
        pass
    raise BalkansimError(f"{cell!r} is no date", expected="year-month-day, such as 2025-04-01", where=where)


class Strict(BaseModel):
    """A record read from a file: unknown keys, loose types and numbers that are not finite are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


Record = TypeVar("Record", bound=Strict)


def checked(model: type[Record], data: dict[str, Any], path: Path | str) -> Record:
    """Turn the tables of a file into a checked record."""
    try:
        return model.model_validate_json(json.dumps(data, default=str))
    except ValidationError as error:
        faults = sorted(error.errors(include_url=False), key=lambda fault: fault["type"] != "extra_forbidden")
        raise _fault(dict(faults[0]), model, data, path) from None


def _fault(fault: dict[str, Any], model: type[Strict], data: dict[str, Any], path: Path | str) -> BalkansimError:
    """Return the error for one fault found by pydantic, in the words of the file."""
    loc = tuple(fault["loc"])
    where = f"{path}: {_spelled(loc, data)}" if loc else str(path)
    if fault["type"] == "extra_forbidden":
        key = str(loc[-1])
        guess = nearest(key, _keys(model.model_json_schema()))
        return BalkansimError(
            f"unknown key {key!r}" + (f"; did you mean {guess!r}?" if guess else ""),
            expected="only the keys described for this file",
            where=where,
            todo="correct or remove the key",
        )
    if fault["type"] == "missing":
        return BalkansimError("this key is missing", expected="a value", where=where, todo="add the key")
    message = str(fault["msg"]).removeprefix("Value error, ")
    if fault["type"] == "union_tag_invalid":
        kinds = [kind.strip(" '") for kind in str(fault["ctx"]["expected_tags"]).split(",")]
        return unknown("kind", str(fault["ctx"]["tag"]), kinds, where=where)
    found = fault["input"]
    shown = f"found {shortened(found)}" if isinstance(found, str | int | float | bool) else "its parts do not fit"
    return BalkansimError(shown, expected=message, where=where, todo="correct the value")


def _spelled(loc: tuple[Any, ...], data: Any) -> str:
    """Spell a path through the file, naming a list's entries by their id, name or word where they have one."""
    parts: list[str] = []
    for key in loc:
        if isinstance(key, int) and isinstance(data, list) and key < len(data):
            data = data[key]
            named = data if isinstance(data, dict) else {}
            parts.append(str(named.get("id") or named.get("name") or named.get("word") or f"entry {key + 1}"))
        elif not (isinstance(data, dict) and key not in data and data.get("kind") == key):
            data = data.get(key) if isinstance(data, dict) else None
            parts.append(str(key))
    return " > ".join(parts)


def _keys(schema: Any) -> Iterator[str]:
    """Yield every key that a JSON schema knows."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for value in schema.values():
            yield from _keys(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _keys(value)


def data_root() -> Path:
    """Return the folder that holds ``seeds/``, ``scenarios/``, ``sweeps/``, ``exercises/`` and ``notebooks/``.

    An installed wheel carries them in ``balkansim/data/``; in a checkout they stand at the top of the repository.
    """
    package = Path(__file__).resolve().parent
    places = (package / "data", package.parents[1])
    for place in places:
        if (place / "seeds").is_dir():
            return place
    raise BalkansimError(
        "the data that ship with balkansim are missing",
        expected=" or ".join(str(place / "seeds") for place in places),
        todo="install balkansim again, or run it from a complete checkout",
    )
