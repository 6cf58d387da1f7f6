"""The published inputs and numbers that ship with the theories, and the checks made of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from balkansim.evidence.reading import read_text, read_toml
from balkansim.theories.protocol import Check, Theory

PUBLISHED = Path(__file__).parent / "published"


def published_table(name: str) -> Path:
    """Return the file of a published input.

    Parameters
    ----------
    name : str
        File name without its ending.
    """
    return PUBLISHED / f"{name}.csv"


def published_text(name: str) -> str:
    """Return a published input as text: an example of the table its theory reads.

    Parameters
    ----------
    name : str
        File name without its ending.
    """
    return read_text(published_table(name))


@cache
def _expected() -> dict[str, Any]:
    return read_toml(PUBLISHED / "expected.toml")


def checks(theory: Theory) -> tuple[Check, ...]:
    """Reproduce a theory's published numbers and return them beside what was published.

    Parameters
    ----------
    theory : Theory
        The theory.
    """
    got = theory.reproduced()
    numbers = (dict(number) for number in _expected()[theory.name]["number"])
    return tuple(Check(theory.name, got=got[number.pop("key")], **number) for number in numbers)


def inputs_from(theory: Theory) -> str:
    """Return where the published inputs and numbers of a theory come from.

    Parameters
    ----------
    theory : Theory
        The theory.
    """
    return str(_expected()[theory.name]["source"])


def not_checked(theory: Theory) -> str:
    """Return which published results of a theory cannot be reproduced, and why, or an empty string.

    Parameters
    ----------
    theory : Theory
        The theory.
    """
    return str(_expected()[theory.name].get("not_checked", ""))
