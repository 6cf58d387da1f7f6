"""Coefficients as data: value, range, unit, origin and reason, and the draws from their distributions."""

from __future__ import annotations

import hashlib
import json
import math
from collections import namedtuple
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import AfterValidator, ConfigDict, Field, model_validator

from balkansim.errors import BalkansimError, unknown
from balkansim.files import Strict, data_root, numbered_rows, read_text, read_toml, shortened, validated

ROWS_FILE, NOTES_FILE = "posterior.csv", "posterior.toml"
CALIBRATED_BELOW = 0.7
"""A coefficient is called calibrated only where its posterior's sd is below this share of its prior's."""
FIT_AGAIN = (
    f"remove {ROWS_FILE} and {NOTES_FILE}, and the priors are drawn; "
    "balkansim calibrate --evidence DIR --out DIR fits anew"
)


def _finite(number: Any) -> Any:
    """Return a finite number as the file has it: a whole one stays whole."""
    if isinstance(number, bool) or not isinstance(number, int | float) or not abs(number) <= LARGEST:
        raise ValueError("a finite number")
    return number


LARGEST = 1e300
Number = Annotated[Any, AfterValidator(_finite)]
Origin = Literal["documented", "measured", "calibrated", "assumed"]


class _Ranged(Strict):
    """A number with its range."""

    value: Number
    low: Number
    high: Number
    origin: Origin

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"low <= value <= high, not low {self.low}, value {self.value}, high {self.high}")
        return self


class _Coefficient(_Ranged):
    """A coefficient's table in ``parameters.toml``."""

    unit: str
    shape: Literal["uniform", "log", "fixed"]
    meaning: str
    reason: str

    @model_validator(mode="after")
    def _positive(self) -> Self:
        if self.shape == "log" and self.low <= 0.0:
            raise ValueError(f"a positive range, not low {self.low} on a log scale")
        return self


class _Fitted(_Ranged):
    """A coefficient's table in ``posterior.toml``."""

    sd_ratio: Annotated[float, Field(ge=0.0, le=LARGEST)]
    bears_on: Annotated[list[str], Field(default_factory=list)]


class _Notes(Strict):
    """What ``posterior.toml`` must hold; what else the fit noted there is for the reader."""

    model_config = ConfigDict(extra="allow")
    command: str = ""
    priors: str
    targets: str = ""
    coefficients: Annotated[dict[str, _Fitted], Field(min_length=1)]


@dataclass(frozen=True)
class Posterior:
    """Draws of several coefficients together, each row as likely as any other.

    ``rows``: by coefficient, its column; all of one length, in one order. ``notes``: seed, command, versions, hashes of
    priors and targets, and a table ``coefficients`` with each one's ``sd_ratio``. ``folder``: where it was read.
    """

    rows: Mapping[str, tuple[float, ...]]
    notes: Mapping[str, Any]
    folder: Path

    @property
    def anchor(self) -> str:
        """The coefficient by which the rows are sorted: its own uniform picks the row."""
        return next(iter(self.rows))

    def ratio(self, name: str) -> float:
        """Return the sd of a coefficient's posterior as a share of its prior's, on the prior's own scale."""
        return float(self.notes["coefficients"][name]["sd_ratio"])


def priors_hash(tables: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the hash of the priors that a posterior was fitted under.

    ``tables``: by coefficient, at least its ``low``, ``value``, ``high`` and ``shape``.
    """
    kept = {name: [entry[key] for key in ("low", "value", "high", "shape")] for name, entry in tables.items()}
    told = json.dumps({name: [*map(float, row[:3]), row[3]] for name, row in kept.items()}, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def load_posterior(folder: Path, tables: Mapping[str, Mapping[str, Any]]) -> Posterior | None:
    """Read the posterior of a folder, or return None where there is none."""
    rows_path, notes_path = folder / ROWS_FILE, folder / NOTES_FILE
    if not rows_path.is_file() and not notes_path.is_file():
        return None
    for path, other in ((rows_path, notes_path), (notes_path, rows_path)):
        if not path.is_file():
            raise BalkansimError(f"missing, though {other.name} is there", where=str(path), todo=FIT_AGAIN)
    rows, notes = _rows(rows_path), _notes(notes_path)
    for name in rows:
        if name not in tables or name not in notes["coefficients"]:
            expected = f"coefficients of parameters.toml and of {NOTES_FILE}"
            raise BalkansimError(f"column {name!r}", expected=expected, where=str(rows_path), todo=FIT_AGAIN)
    if notes["priors"] != priors_hash({name: tables[name] for name in rows}):
        raise BalkansimError(
            "fitted under other priors than those of parameters.toml",
            expected="the ranges it was fitted under",
            where=str(notes_path),
            todo=FIT_AGAIN,
        )
    return Posterior(rows, notes, folder)


def notes_of(folder: Path) -> Mapping[str, Any]:
    """Return the notes of a folder's posterior, empty where there is none."""
    path = folder / NOTES_FILE
    return _notes(path) if path.is_file() else {}


def _notes(path: Path) -> dict[str, Any]:
    notes = read_toml(path, todo=FIT_AGAIN)
    validated(_Notes, notes, str(path), todo=FIT_AGAIN)
    return notes


def _rows(path: Path) -> dict[str, tuple[float, ...]]:
    """Read the columns of the draws."""
    found = [(row, cells) for row, cells in numbered_rows(read_text(path, todo=FIT_AGAIN), str(path)) if any(cells)]
    if len(found) < 2:
        raise BalkansimError("no draws", expected="a heading and at least one row", where=str(path), todo=FIT_AGAIN)
    names = [cell.strip() for cell in found[0][1]]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise BalkansimError(f"column {twice!r} stands twice", where=f"{path}, row 1", todo=FIT_AGAIN)
    table = [_numbers(cells, len(names), f"{path}, row {row}") for row, cells in found[1:]]
    return dict(zip(names, zip(*table, strict=True), strict=True))


def _numbers(cells: list[str], columns: int, where: str) -> list[float]:
    try:
        numbers = [float(cell) for cell in cells]
    except ValueError:
        numbers = []
    if len(numbers) != columns or not all(map(math.isfinite, numbers)):
        expected = f"{columns} finite numbers"
        raise BalkansimError(",".join(cells)[:60], expected=expected, where=where, todo=FIT_AGAIN)
    return numbers


@dataclass(frozen=True)
class Parameter:
    """One coefficient of the rules, or one starting condition that no document gives.

    ``shape``: ``uniform`` (flat on either side of the median), ``log`` (the same on its logarithm) or ``fixed``.
    ``origin``: ``documented``, ``measured``, ``calibrated`` or ``assumed``. ``posterior``: where history was fitted to
    it: draws that take the place of the range, one row of all fitted coefficients together each; value, low and high
    are their median, 5 % and 95 % then.
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
    posterior: tuple[float, ...] = ()
    anchor: str = ""

    @property
    def sd(self) -> float:
        """Standard deviation of a number drawn evenly from the range."""
        return (self.high - self.low) / math.sqrt(12)

    def rows(self, shares: Any) -> Any:
        """Return the draws of the posterior that shares in (0, 1) pick.

        ``shares``: the anchor's uniforms, in (0, 1); any shape.
        """
        return np.asarray(self.posterior)[(shares * len(self.posterior)).astype(np.int64)]

    def quantiles(self, shares: Any) -> Any:
        """Return the values at shares of the distribution.

        ``shares``: in (0, 1); any shape. Returns: values in [low, high], of the same shape.
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
    """Read and check a file of coefficients; where a posterior lies beside it, it takes the place of its priors.

    Returns: name to parameter, in the order of the file.
    """
    priors = load_priors(path)
    tables = {name: {"low": p.low, "value": p.value, "high": p.high, "shape": p.shape} for name, p in priors.items()}
    posterior = load_posterior(Path(path).parent, tables)
    if posterior is None:
        return priors
    return {name: fitted(p, posterior) if name in posterior.rows else p for name, p in priors.items()}


def fitted(prior: Parameter, posterior: Posterior) -> Parameter:
    """Return a coefficient as history left it: called calibrated only where its posterior is clearly narrower.

    ``prior``: as it was before.
    """
    draws, ratio = posterior.rows[prior.name], posterior.ratio(prior.name)
    low, value, high = (float(number) for number in np.quantile(draws, (0.05, 0.5, 0.95)))
    is_narrow = ratio < CALIBRATED_BELOW
    limit = f"{'below' if is_narrow else 'not below'} {CALIBRATED_BELOW}"
    found = f"median {value:.3g}, 90% interval {low:.3g} to {high:.3g}, sd {ratio:.2f} of the prior's ({limit})"
    before = f"prior {prior.value:g} ({prior.low:g} to {prior.high:g}), {prior.reason.removeprefix('prior, ')}"
    return replace(
        prior,
        low=low,
        value=value,
        high=high,
        origin="calibrated" if is_narrow else prior.origin,
        reason=f"fitted to history before April 2025 (balkansim calibrate): {found}; {before}",
        posterior=draws,
        anchor=posterior.anchor,
    )


def load_priors(path: Path | str) -> dict[str, Parameter]:
    """Read and check a file of coefficients as it stands, whatever history says.

    Returns: name to parameter, in the order of the file.
    """
    where = Path(path)
    found = {name: _parameter(name, table, where) for name, table in read_toml(where).items()}
    if where.resolve() != shipped_path().resolve():
        known = read_toml(shipped_path())
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


def _parameter(name: str, table: Any, where: Path) -> Parameter:
    """Check one table of the file."""
    at = f"{where}: {name}"
    if not isinstance(table, dict):
        expected = f"keys {', '.join(_Coefficient.model_fields)}"
        raise BalkansimError(f"{shortened(table)} is not a table", expected=expected, where=at)
    return Parameter(name, **dict(validated(_Coefficient, table, at)))


def shipped_path() -> Path:
    """Return the file of coefficients that ships."""
    return data_root() / "seeds" / "parameters.toml"


@cache
def coefficient_names() -> tuple[str, ...]:
    """Return the names of the coefficients the rules read: those of the shipped file without a dot, in its order."""
    return tuple(name for name in read_toml(shipped_path()) if "." not in name)


def coefficient_dtype() -> np.dtype[Any]:
    """Return the structured dtype of one draw of all coefficients, all 64-bit floats."""
    return np.dtype([(name, np.float64) for name in coefficient_names()])


def coefficient_view(drawn: Any, index: int = 0) -> Any:
    """Return one draw of the coefficients with attribute names, as plain Python floats.

    ``drawn``: structured array of shape (draws,).
    """
    names = coefficient_names()
    return _named(names)(*(float(drawn[name][index]) for name in names))


@cache
def _named(names: Iterable[str]) -> Any:
    """Return the named tuple that carries coefficients in plain Python."""
    return namedtuple("Coefficients", names)
