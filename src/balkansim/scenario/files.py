"""Finding and reading scenario files: by the name of one that ships, or by path."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from balkansim.errors import BalkansimError, unknown
from balkansim.places import data_root

SUFFIX = ".toml"
HISTORY = "history"
"""Folder, and first part of the names, of the scenarios of the past that ship."""


def shipped_folder() -> Path:
    """Return the folder of the scenarios that ship."""
    return data_root() / "scenarios"


def shipped_names() -> list[str]:
    """List the scenarios that ship, the root first, the others by name."""
    names = sorted(path.stem for path in shipped_folder().glob(f"*{SUFFIX}"))
    return sorted(names, key=lambda name: name != "baseline")


def history_names() -> list[str]:
    """List the scenarios of the past that ship, as ``history/adriatic-charter-2003``, by name."""
    return sorted(f"{HISTORY}/{path.stem}" for path in (shipped_folder() / HISTORY).glob(f"*{SUFFIX}"))


def find(name_or_path: str, *, beside: Path | None = None, where: str = "") -> Path:
    """Find a scenario's file.

    Parameters
    ----------
    name_or_path : str
        The name of a scenario that ships, or a path (with a slash or ending in ``.toml``).
    beside : pathlib.Path, optional
        Folder from which a relative path is read; by default the working folder.
    where : str, optional
        Where the name stood, for the error.

    Returns
    -------
    pathlib.Path
        The file, resolved.

    Raises
    ------
    BalkansimError
        If there is no such file or no such scenario; the nearest name is suggested.
    """
    if name_or_path in history_names():
        return (shipped_folder() / f"{name_or_path}{SUFFIX}").resolve()
    if name_or_path.startswith(f"{HISTORY}/") and not name_or_path.endswith(SUFFIX):
        raise unknown(
            "scenario", name_or_path, history_names(), where=where, todo="list them with: balkansim scenarios"
        )
    if _is_path(name_or_path):
        path = (beside or Path()) / Path(name_or_path).expanduser()
        if not path.is_file():
            raise BalkansimError(
                f"no scenario file {name_or_path!r}", expected="a TOML file", where=where, todo=f"looked at {path}"
            )
        return path.resolve()
    path = shipped_folder() / f"{name_or_path}{SUFFIX}"
    if name_or_path not in shipped_names():
        raise unknown(
            "scenario", name_or_path, shipped_names(), where=where, todo="list them with: balkansim scenarios"
        )
    return path.resolve()


def _is_path(name_or_path: str) -> bool:
    return name_or_path.endswith(SUFFIX) or "/" in name_or_path or "\\" in name_or_path


def shown(path: Path) -> str:
    """Return the path as errors show it: the bare file name for what ships, else relative where that is shorter."""
    shipped = shipped_folder().resolve()
    if path.parent in (shipped, shipped / HISTORY):
        return f"scenarios/{path.relative_to(shipped).as_posix()}"
    here = Path().resolve()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def read(path: Path) -> dict[str, Any]:
    """Read a scenario's file as it stands.

    Raises
    ------
    BalkansimError
        If it is not UTF-8 or not TOML; the line is named.
    """
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        raise BalkansimError(
            f"byte {error.start} is not UTF-8",
            expected="a text file in UTF-8",
            where=shown(path),
            todo="save it as UTF-8",
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise BalkansimError(f"not TOML: {error}", expected="key = value lines", where=shown(path)) from None
