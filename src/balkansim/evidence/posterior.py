"""The joint posterior of the coefficients fitted to history: read beside the coefficients, and held to their priors."""

from __future__ import annotations

import hashlib
import json
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from balkansim.errors import BalkansimError

ROWS_FILE, NOTES_FILE = "posterior.csv", "posterior.toml"
CALIBRATED_BELOW = 0.7
"""A coefficient is called calibrated only where its posterior's sd is below this share of its prior's."""
FIT_AGAIN = (
    f"remove {ROWS_FILE} and {NOTES_FILE}, and the priors are drawn; "
    "balkansim calibrate --evidence DIR --out DIR fits anew"
)


@dataclass(frozen=True)
class Posterior:
    """Draws of several coefficients together, each row as likely as any other.

    Parameters
    ----------
    rows : mapping of str to tuple of float
        By coefficient, its column; all of one length, in one order.
    notes : mapping
        Seed, command, versions, hashes of priors and targets, and a table ``coefficients`` with each one's
        ``sd_ratio``.
    folder : pathlib.Path
        Where it was read.
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

    Parameters
    ----------
    tables : mapping of str to mapping
        By coefficient, at least its ``low``, ``value``, ``high`` and ``shape``.
    """
    kept = {name: [entry[key] for key in ("low", "value", "high", "shape")] for name, entry in tables.items()}
    told = json.dumps({name: [*map(float, row[:3]), row[3]] for name, row in kept.items()}, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def load_posterior(folder: Path, tables: Mapping[str, Mapping[str, Any]]) -> Posterior | None:
    """Read the posterior of a folder, or return None where there is none.

    Parameters
    ----------
    folder : pathlib.Path
        An evidence folder.
    tables : mapping of str to mapping
        The priors, by coefficient.

    Raises
    ------
    BalkansimError
        If one of its two files is missing, one is malformed, a coefficient is unknown, or the priors have changed
        since it was fitted.
    """
    rows_path, notes_path = folder / ROWS_FILE, folder / NOTES_FILE
    if not rows_path.is_file() and not notes_path.is_file():
        return None
    for path, other in ((rows_path, notes_path), (notes_path, rows_path)):
        if not path.is_file():
            raise BalkansimError(f"missing, though {other.name} is there", where=str(path), todo=FIT_AGAIN)
    rows, notes = _rows(rows_path), _notes(notes_path)
    for name in rows:
        if name not in tables or name not in notes.get("coefficients", {}):
            expected = f"coefficients of parameters.toml and of {NOTES_FILE}"
            raise BalkansimError(f"column {name!r}", expected=expected, where=str(rows_path), todo=FIT_AGAIN)
    if notes.get("priors") != priors_hash({name: tables[name] for name in rows}):
        raise BalkansimError(
            "fitted under other priors than those of parameters.toml",
            expected="the ranges it was fitted under",
            where=str(notes_path),
            todo=FIT_AGAIN,
        )
    return Posterior(rows, notes, folder)


def notes_of(folder: Path) -> Mapping[str, Any]:
    """Return the notes of a folder's posterior, empty where there is none.

    Parameters
    ----------
    folder : pathlib.Path
        An evidence folder.

    Raises
    ------
    BalkansimError
        If they are malformed.
    """
    path = folder / NOTES_FILE
    return _notes(path) if path.is_file() else {}


def _notes(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as mistake:
        raise BalkansimError(f"not valid TOML: {mistake}", where=str(path), todo=FIT_AGAIN) from None


def _rows(path: Path) -> dict[str, tuple[float, ...]]:
    """Read the columns of the draws."""
    lines = path.read_text(encoding="utf-8-sig").split()
    names = lines[0].split(",") if lines else []
    if len(lines) < 2:
        raise BalkansimError("no draws", expected="a heading and at least one row", where=str(path), todo=FIT_AGAIN)
    table = [_numbers(line, len(names), f"{path}, row {row}") for row, line in enumerate(lines[1:], 2)]
    return dict(zip(names, zip(*table, strict=True), strict=True))


def _numbers(line: str, columns: int, where: str) -> list[float]:
    try:
        numbers = [float(cell) for cell in line.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != columns or not all(map(math.isfinite, numbers)):
        raise BalkansimError(line[:60], expected=f"{columns} finite numbers", where=where, todo=FIT_AGAIN)
    return numbers
