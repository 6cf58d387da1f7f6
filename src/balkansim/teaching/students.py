"""A student's own seed and file name, made from the name alone."""

from __future__ import annotations

import hashlib
import re
import unicodedata

SEEDS = 999_999
SHARED_SEED = 1
PREFIX = "codings"


def seed_of(student: str) -> int:
    """Return a student's own seed: the same name, however it is spaced or capitalised, has the same seed.

    Parameters
    ----------
    student : str
        The name; empty for the seed that all share.

    Returns
    -------
    int
        From 1 to 999,999.
    """
    name = _folded(student)
    if not name:
        return SHARED_SEED
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") % SEEDS + 1


def sheet_name(student: str) -> str:
    """Return the name of a student's coding sheet: letters of any alphabet, digits and hyphens.

    Parameters
    ----------
    student : str
        The name; empty where none is given.
    """
    plain = re.sub(r"[\W_]+", "-", _folded(student)).strip("-")
    return f"{PREFIX}-{plain}.csv" if plain else f"{PREFIX}.csv"


def student_of(stem: str) -> str:
    """Return whose sheet a file is, by its name without the ending.

    Parameters
    ----------
    stem : str
        As ``codings-ana`` or ``ana``.
    """
    return stem.removeprefix(f"{PREFIX}-").strip()


def _folded(student: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", student).casefold().split())
