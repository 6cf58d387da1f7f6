"""Coefficients as data: value, range, unit, origin and reason, and the draws from their distributions."""

from __future__ import annotations

import math
import tomllib
from collections import namedtuple
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from balkansim.errors import BalkansimError, unknown
from balkansim.places import data_root

SHAPES = ("uniform", "log", "fixed")
ORIGINS = ("documented", "measured", "calibrated", "assumed")
KEYS = ("value", "low", "high", "unit", "shape", "origin", "meaning", "reason")


@dataclass(frozen=True)
class Parameter:
    """One coefficient of the rules, or one starting condition that no document gives.

    Parameters
    ----------
    name : str
        Short name; a dot separates the actor it is about.
    value : float
        Median.
    low, high : float
        Ends of the range it is drawn from; half of the mass lies on either side of the median.
    unit : str
        Unit.
    shape : str
        ``uniform`` (flat on either side of the median), ``log`` (the same on its logarithm) or ``fixed``.
    origin : str
        ``documented``, ``measured``, ``calibrated`` or ``assumed``.
    meaning, reason : str
        What it is, and why this value and range.
    """

    name: str
    value: float
    low: float
    high: float
    unit: str = ""
    shape: str = "uniform"
    origin: str = "assumed"
    meaning: str = ""
    reason: str = ""

    def quantiles(self, shares: Any) -> Any:
        """Return the values at shares of the distribution.

        Parameters
        ----------
        shares : numpy.ndarray
            In (0, 1); any shape.

        Returns
        -------
        numpy.ndarray
            Values in [low, high], of the same shape.
        """
        if self.shape == "fixed":
            return np.full(np.shape(shares), self.value)
        if self.shape == "log":
            logs = _two_piece(math.log(self.low), math.log(self.value), math.log(self.high), shares)
            return np.array([math.exp(x) for x in np.ravel(logs)]).reshape(np.shape(shares))
        return _two_piece(self.low, self.value, self.high, shares)


def _two_piece(low: float, middle: float, high: float, shares: Any) -> Any:
    """Return quantiles of a distribution flat on either side of its median."""
    below = low + (middle - low) * 2.0 * shares
    above = middle + (high - middle) * (2.0 * shares - 1.0)
    return np.where(shares < 0.5, below, above)


def load_parameters(path: Path | str) -> dict[str, Parameter]:
    """Read and check a file of coefficients.

    Parameters
    ----------
    path : path
        A TOML file with a table a coefficient.

    Returns
    -------
    dict
        Name to parameter, in the order of the file.

    Raises
    ------
    BalkansimError
        If the file is malformed, a number is not finite, a range does not hold its value, or a name is missing or
        unknown to the rules.
    """
    where = Path(path)
    try:
        tables = tomllib.loads(where.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise BalkansimError(
            "no such file", expected="a file of coefficients", where=str(where), todo="balkansim evidence new DIR"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as mistake:
        raise BalkansimError(f"not valid TOML: {mistake}", where=str(where), todo="mend the line named") from None
    found = {name: _checked(name, table, where) for name, table in tables.items()}
    if where.resolve() != shipped_path().resolve():
        known = tomllib.loads(shipped_path().read_text(encoding="utf-8"))
        for name in found:
            if name not in known and "." not in name:
                todo = "no rule reads it: remove or rename it"
                raise unknown("coefficient", name, known, where=str(where), todo=todo)
        for name in known:
            if name not in found:
                raise BalkansimError(
                    f"coefficient {name!r} is missing",
                    expected="every coefficient the rules read",
                    where=str(where),
                    todo=f"copy its table from {shipped_path().name} as shipped (balkansim evidence new DIR)",
                )
    return found


def _checked(name: str, table: Any, where: Path) -> Parameter:
    """Check one table of the file."""
    at = f"{where}: {name}"
    if not isinstance(table, Mapping):
        raise BalkansimError(f"{table!r} is not a table", expected=f"keys {', '.join(KEYS)}", where=at)
    for key in table:
        if key not in KEYS:
            raise unknown("key", key, KEYS, where=at)
    for key in KEYS:
        if key not in table:
            raise BalkansimError(f"key {key!r} is missing", expected=f"keys {', '.join(KEYS)}", where=at)
    return checked(Parameter(name=name, **table), at)


def checked(parameter: Parameter, where: str) -> Parameter:
    """Return a parameter whose numbers, range, shape and origin hold.

    Parameters
    ----------
    parameter : Parameter
        What to check.
    where : str
        Where it stands, for the error.

    Raises
    ------
    BalkansimError
        If a number is not finite, low <= value <= high fails, or shape or origin is unknown.
    """
    for key in ("low", "value", "high"):
        number = getattr(parameter, key)
        if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
            raise BalkansimError(f"{key} = {number!r}", expected="a finite number", where=where)
    if not parameter.low <= parameter.value <= parameter.high:
        raise BalkansimError(
            f"low {parameter.low}, value {parameter.value}, high {parameter.high}",
            expected="low <= value <= high",
            where=where,
        )
    if parameter.shape not in SHAPES:
        raise unknown("shape", parameter.shape, SHAPES, where=where)
    if parameter.origin not in ORIGINS:
        raise unknown("origin", parameter.origin, ORIGINS, where=where)
    if parameter.shape == "log" and parameter.low <= 0.0:
        raise BalkansimError(f"low {parameter.low} on a log scale", expected="a positive range", where=where)
    return parameter


def shipped_path() -> Path:
    """Return the file of coefficients that ships."""
    return data_root() / "seeds" / "parameters.toml"


@cache
def coefficient_names() -> tuple[str, ...]:
    """Return the names of the coefficients the rules read: those of the shipped file without a dot, in its order."""
    return tuple(name for name in tomllib.loads(shipped_path().read_text(encoding="utf-8")) if "." not in name)


def coefficient_dtype() -> np.dtype[Any]:
    """Return the structured dtype of one draw of all coefficients, all 64-bit floats."""
    return np.dtype([(name, np.float64) for name in coefficient_names()])


def coefficient_view(drawn: Any, index: int = 0) -> Any:
    """Return one draw of the coefficients with attribute names, as plain Python floats.

    Parameters
    ----------
    drawn : numpy.ndarray
        Structured array of shape (draws,).
    index : int
        Which draw.
    """
    names = coefficient_names()
    return _named(names)(*(float(drawn[name][index]) for name in names))


@cache
def _named(names: Iterable[str]) -> Any:
    """Return the named tuple that carries coefficients in plain Python."""
    return namedtuple("Coefficients", names)
