"""Which keys each method of a design needs, and which belong to another."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from balkansim.designs.points import MOST_POINTS
from balkansim.designs.sampling import SAMPLED, size_of_sample
from balkansim.designs.schema import METHODS, SweepFile
from balkansim.errors import BalkansimError

NEEDED: dict[str, tuple[str, ...]] = {
    "latin-hypercube": ("points",),
    "sobol": ("base_samples",),
    "morris": ("trajectories",),
    "table": ("file",),
}
ALLOWED: dict[str, dict[str, Any]] = {"sobol": {"second_order": False}, "morris": {"levels": 4}}
KEYS = ("points", "base_samples", "second_order", "trajectories", "levels", "file")


def options_of(file: SweepFile, where: str) -> dict[str, Any]:
    """Return the keys of a sweep file's method, defaults filled in.

    Parameters
    ----------
    file : SweepFile
        The checked file.
    where : str
        The file, for errors.

    Raises
    ------
    BalkansimError
        If one that the method needs is missing, one belongs to another method, or a Sobol sample is no power of two.
    """
    method = file.method
    needed, allowed = NEEDED.get(method, ()), ALLOWED.get(method, {})
    given = {key: getattr(file, key) for key in KEYS if getattr(file, key) is not None}
    for key in given:
        if key not in (*needed, *allowed):
            raise _foreign(key, method, where)
    for key in needed:
        if key not in given:
            expected = SweepFile.model_fields[key].description or ""
            raise BalkansimError(f"{key} is missing", expected=expected, where=where, todo=f"add a line {key} = ...")
    _check_table(file, where)
    _check_power(given.get("base_samples", 1), where)
    return {key: value for key, value in {**allowed, **given}.items() if key != "file"}


def _foreign(key: str, method: str, where: str) -> BalkansimError:
    owners = [owner for owner in METHODS if key in (*NEEDED.get(owner, ()), *ALLOWED.get(owner, {}))]
    return BalkansimError(
        f"{key} belongs to {' and '.join(owners)}, not to {method}",
        expected=f"the keys of {method}",
        where=f"{where}, key {key}",
        todo=f'remove the line, or write method = "{owners[0]}"',
    )


def _check_table(file: SweepFile, where: str) -> None:
    if file.method == "table" and file.factors:
        todo = f"put them into {file.file}, a column each, and remove the tables"
        raise BalkansimError("a table has its factors as columns", where=f"{where}, key factors", todo=todo)
    if file.method != "table" and not file.factors:
        raise BalkansimError(
            "nothing is varied", expected="at least one factor", where=where, todo="add a table [factors.NAME]"
        )


def _check_power(number: int, where: str) -> None:
    if number & (number - 1):
        below = 1 << (number.bit_length() - 1)
        raise BalkansimError(
            f"found {number}",
            expected=f"a power of two, as {below} or {2 * below}: the Sobol sequence is balanced only then",
            where=f"{where}, key base_samples",
        )


def check_number_of_points(method: str, options: dict[str, Any], lengths: Sequence[int], where: str) -> None:
    """Refuse a design that is larger than can be numbered and listed.

    Parameters
    ----------
    method : str
        The method.
    options : dict
        Its keys.
    lengths : sequence of int
        Levels of each factor of a grid; for other methods only their number counts.
    where : str
        The file, for errors.
    """
    points = size_of_sample(method, options, len(lengths)) if method in SAMPLED else prod(lengths)
    if points > MOST_POINTS:
        raise BalkansimError(
            f"the design has {points:,} points",
            expected=f"at most {MOST_POINTS:,}",
            where=where,
            todo="take fewer values a factor, or sample: latin-hypercube spreads a few thousand points evenly",
        )
