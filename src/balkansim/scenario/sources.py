"""What a scenario's factors are checked against: the codebook's quantities and the coefficients."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from balkansim.evidence.posterior import NOTES_FILE, ROWS_FILE
from balkansim.places import data_root

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.evidence.scheme import Quantity
    from balkansim.parameters import Parameter


def quantities(evidence: Evidence | None) -> Mapping[str, Quantity]:
    """Return the quantities of the evidence's codebook, or of the one that ships.

    Parameters
    ----------
    evidence : Evidence or None
        None: what ships.
    """
    return evidence.codebook.quantities if evidence else _shipped_quantities()


def coefficients(evidence: Evidence | None) -> Mapping[str, Parameter]:
    """Return the coefficients of the evidence's folder, or those that ship.

    Parameters
    ----------
    evidence : Evidence or None
        None: what ships.
    """
    path = evidence.path("parameters.toml") if evidence else data_root() / "seeds" / "parameters.toml"
    beside = [path, *(path.with_name(name) for name in (ROWS_FILE, NOTES_FILE))]
    return _coefficients(path, tuple(file.stat().st_mtime_ns if file.is_file() else 0 for file in beside))


@lru_cache(maxsize=1)
def _shipped_quantities() -> Mapping[str, Quantity]:
    from balkansim.evidence.codebook import load_codebook

    return load_codebook(data_root() / "seeds" / "codebook.toml").quantities


@lru_cache(maxsize=8)
def _coefficients(path: Path, changed: tuple[int, ...]) -> Mapping[str, Parameter]:
    """Read a file of coefficients again only when it, or the posterior beside it, has changed."""
    from balkansim.parameters import load_parameters

    return load_parameters(path)
