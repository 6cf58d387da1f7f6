"""Finding sweep files: by the name of one that ships, or by path."""

from __future__ import annotations

import tomllib
from pathlib import Path

from balkansim.errors import BalkansimError, unknown
from balkansim.places import data_root

SUFFIX = ".toml"


def shipped_sweeps() -> Path:
    """Return the folder of the sweeps that ship."""
    return data_root() / "sweeps"


def sweep_names() -> list[str]:
    """List the sweeps that ship, by name."""
    return sorted(path.stem for path in shipped_sweeps().glob(f"*{SUFFIX}"))


def sweep_questions() -> dict[str, str]:
    """Return the question of each sweep that ships, by name."""
    return {
        name: str(tomllib.loads((shipped_sweeps() / f"{name}{SUFFIX}").read_text(encoding="utf-8"))["question"])
        for name in sweep_names()
    }


def find_sweep(file: Path | str) -> Path:
    """Find a sweep's file.

    Parameters
    ----------
    file : path or str
        A path, or the name of a sweep that ships.

    Returns
    -------
    pathlib.Path
        The file, resolved.

    Raises
    ------
    BalkansimError
        If there is no such file and no sweep of that name ships; the nearest name is suggested.
    """
    path = Path(file).expanduser()
    if path.is_file():
        return path.resolve()
    if str(file) in sweep_names():
        return (shipped_sweeps() / f"{file}{SUFFIX}").resolve()
    if path.suffix == SUFFIX or len(path.parts) > 1:
        raise BalkansimError(f"no sweep file {str(file)!r}", expected="a TOML file", todo=f"looked at {path.resolve()}")
    raise unknown("sweep", str(file), sweep_names(), todo="or name a file of your own, as ./mine.toml")
