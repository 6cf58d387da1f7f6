"""Reading the data files of the forecasts: TOML, checked, with errors that name file and key."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from balkansim.errors import BalkansimError, nearest, unknown


class Strict(BaseModel):
    """A record read from a file: unknown keys, loose types and numbers that are not finite are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


Record = TypeVar("Record", bound=Strict)


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Parameters
    ----------
    path : pathlib.Path
        The file, in UTF-8 with or without a byte-order mark.

    Returns
    -------
    dict
        Its tables.

    Raises
    ------
    BalkansimError
        If the file is missing, is not UTF-8 or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise BalkansimError("there is no such file", where=str(path), todo="check the folder's name") from None
    except OSError as error:
        raise BalkansimError(f"cannot be read ({error.strerror})", where=str(path)) from None
    except UnicodeDecodeError as error:
        raise BalkansimError(f"byte {error.start} is not UTF-8", where=str(path), todo="save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise BalkansimError(f"not TOML: {error}", where=str(path), todo="mend the line named") from None


def checked(model: type[Record], data: dict[str, Any], path: Path) -> Record:
    """Turn the tables of a file into a checked record.

    Parameters
    ----------
    model : type
        The record expected.
    data : dict
        The tables, as `read_toml` returns them.
    path : pathlib.Path
        The file, for the error.

    Returns
    -------
    Record
        The checked record.

    Raises
    ------
    BalkansimError
        For the first thing found wrong, naming file and key.
    """
    try:
        return model.model_validate_json(json.dumps(data, default=str))
    except ValidationError as error:
        faults = sorted(error.errors(include_url=False), key=lambda fault: fault["type"] != "extra_forbidden")
        raise _told(dict(faults[0]), model, data, path) from None


def _told(fault: dict[str, Any], model: type[Strict], data: dict[str, Any], path: Path) -> BalkansimError:
    """Tell one fault found by pydantic in the words of the file."""
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
    shown = f"found {found!r}" if isinstance(found, str | int | float | bool) else "its parts do not fit"
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
