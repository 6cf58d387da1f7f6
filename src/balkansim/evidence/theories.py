"""Contested forms of the model: which theories there are, which forms each has, and how much each form weighs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import Field

from balkansim.errors import BalkansimError, unknown
from balkansim.files import Strict, data_root, read_toml, validated

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

FILE = "theories.toml"
Text = Annotated[str, Field(min_length=1)]


class Form(Strict):
    """One form of a theory. ``weight``: positive; ``factor``: what it multiplies drawn coefficients by."""

    weight: Annotated[float, Field(gt=0, le=1e6)]
    meaning: Text
    source: Text
    factor: dict[str, Annotated[float, Field(ge=-10, le=10)]] = Field(default_factory=dict)


class Theory(Strict):
    """A question on which the literature disagrees, with the forms of its answers, the first being the median's."""

    question: Text
    reason: Text
    forms: Annotated[dict[str, Form], Field(min_length=1)]

    def pick(self, shares: np.ndarray) -> np.ndarray:
        """Return the form that each uniform draw in (0, 1) picks, as its number in order."""
        weights = np.cumsum([form.weight for form in self.forms.values()])
        return np.asarray(np.searchsorted(weights / weights[-1], shares, side="right"), dtype=np.int64)


Theories = Mapping[str, Theory]


def theories(evidence: Evidence | None = None) -> Theories:
    """Return the theories of an evidence folder, or those that ship where it has no file of its own."""
    own = evidence.folder / FILE if evidence else data_root() / "seeds" / FILE
    path = own if own.is_file() else data_root() / "seeds" / FILE
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> Theories:
    """Read a file of theories, again only when it has changed."""
    return load_theories(path)


def load_theories(path: Path) -> Theories:
    """Read and check a file of theories: those that ship, each with forms that the rules know."""
    read = {name: validated(Theory, table, f"{path}, table [{name}]") for name, table in read_toml(path).items()}
    if path == data_root() / "seeds" / FILE:
        return read
    shipped = theories()
    for name in read:
        if name not in shipped:
            raise unknown("theory", name, shipped, where=str(path))
        for form in read[name].forms:
            check_form(name, form, f"{path}, table [{name}.forms]")
    missing = next((name for name in shipped if name not in read), None)
    if missing:
        raise BalkansimError(
            f"no table [{missing}]",
            expected=f"a table for each of {', '.join(shipped)}",
            where=str(path),
            todo="copy it from the seeds that ship",
        )
    return read


def check_form(name: str, form: str, where: str, known: Theories | None = None) -> None:
    """Refuse a theory or a form of it that is not known."""
    known = theories() if known is None else known
    if name not in known:
        raise unknown("theory", name, known, where=where)
    if form not in known[name].forms:
        raise unknown(f"form of {name}", form, known[name].forms, where=where)
