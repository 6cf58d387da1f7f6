"""Write a file whole or not at all, and say plainly why it could not be written."""

from __future__ import annotations

import contextlib
import errno
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from balkansim.errors import BalkansimError

TEMPORARY = ".writing"
FULL = (errno.ENOSPC, errno.EDQUOT)
GO_ON = "then give the same command again: it goes on where it stopped"


@contextlib.contextmanager
def writing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file under a temporary name beside its own; it takes its name when all is written and flushed.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Yields
    ------
    binary file
        To write to.

    Raises
    ------
    BalkansimError
        If the disk is full or the file cannot be written; what stood there before is then untouched.
    """
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
    """Write a file whole or not at all.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    content : bytes
        What it holds.

    Raises
    ------
    BalkansimError
        If it cannot be written.
    """
    with writing(path) as file:
        file.write(content)


def write_json(path: Path, content: Any) -> None:
    """Write a JSON file whole or not at all.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    content : plain value
        What it holds.

    Raises
    ------
    BalkansimError
        If it cannot be written.
    """
    write_whole(path, (json.dumps(content, indent=1, ensure_ascii=True) + "\n").encode("ascii"))


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON file that holds one object.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Raises
    ------
    BalkansimError
        If it is not there or is no JSON object.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        todo = "name a folder that `balkansim sweep` wrote"
        raise BalkansimError(f"no {path.name} in {path.parent}", expected="a run folder", todo=todo) from None
    except ValueError as mistake:
        raise BalkansimError(f"not readable: {mistake}", where=str(path), expected="the file as written") from None
    if not isinstance(found, dict):
        raise BalkansimError("not readable: no object", where=str(path), expected="the file as written")
    return found


def not_written(path: Path, mistake: OSError) -> BalkansimError:
    """Return the error for a file that could not be written.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    mistake : OSError
        What the system said.
    """
    if mistake.errno in FULL:
        return BalkansimError("the disk is full", where=str(path), todo=f"free some space, {GO_ON}")
    reason = mistake.strerror or str(mistake)
    return BalkansimError(f"cannot be written: {reason}", where=str(path), todo=f"mend that, {GO_ON}")


def remove_leftovers(folder: Path) -> int:
    """Remove the temporary files that a killed process left behind, and return how many there were.

    Parameters
    ----------
    folder : pathlib.Path
        A run folder; nobody may be writing to it.
    """
    found = list(folder.rglob(f".*{TEMPORARY}"))
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)
