"""The catalogue of factors as a text table."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from balkansim.errors import BalkansimError, nearest
from balkansim.scenario.factors import Factor, find

WIDTH = 100
INDENT = "    "


def table(factors: Mapping[str, Factor], word: str = "") -> str:
    """Write a catalogue within 100 columns: a line of numbers and a line of meaning each.

    Parameters
    ----------
    factors : mapping of str to Factor
        The catalogue.
    word : str
        Only factors with this in name or meaning; empty for all.

    Returns
    -------
    str
        The table, with the number of factors and an example under it.

    Raises
    ------
    BalkansimError
        If no factor has the word; the nearest name is suggested.
    """
    found = find(word, factors)
    if not found:
        names = {*factors, *(name.split(".")[0] for name in factors)}
        guess = nearest(word, names)
        raise BalkansimError(
            f"no factor has {word!r} in its name or meaning" + (f"; did you mean {guess!r}?" if guess else ""),
            expected="part of a name or of a meaning, as tension or SRB",
            todo="list all with: balkansim factors",
        )
    column = max(map(len, found))
    head = f"{'name'.ljust(column)}  {'value':>9}  {'range':<19}  origin"
    example = next(iter(found.values()))
    return "\n".join(
        [
            head,
            *(_row(factor, column) for factor in found.values()),
            "",
            f"{len(found)} of {len(factors)} factors. Set one with: --set {example.name}={number(example.value)}",
        ]
    )


def _row(factor: Factor, column: int) -> str:
    spread = f"{number(factor.low)} to {number(factor.high)}" if factor.low < factor.high else "fixed"
    numbers = f"{factor.name.ljust(column)}  {number(factor.value):>9}  {spread:<19}  {factor.origin}"
    meaning = textwrap.fill(f"{factor.meaning} ({factor.unit})", WIDTH, initial_indent=INDENT, subsequent_indent=INDENT)
    return f"{numbers}\n{meaning}"


def number(value: float) -> str:
    """Write a number with three digits, whole from a thousand on."""
    return f"{value:,.0f}".replace(",", "") if abs(value) >= 1000 else f"{value:.3g}"
