"""From what a sweep file or a table says of a factor to the number by which a design knows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from balkansim.designs.axes import MONTH, SCENARIO
from balkansim.errors import BalkansimError, unknown
from balkansim.scenario.calendar import month_index
from balkansim.scenario.schema import is_finite_number


def code_of(kind: str, value: Any, choices: Sequence[str], where: str) -> float:
    """Return the code of a value.

    Parameters
    ----------
    kind : str
        ``number``, ``month`` or ``scenario``.
    value : float or str
        As written: a number, a month as ``2025-10`` or in months since April 2025, or a scenario.
    choices : sequence of str
        The scenarios to choose from.
    where : str
        Where it stands, for the error.

    Raises
    ------
    BalkansimError
        If it is none of them.
    """
    if kind == SCENARIO:
        if value not in choices:
            raise unknown("scenario", str(value), choices, where=where)
        return float(choices.index(value))
    if kind == MONTH:
        return float(_month(value, where))
    if not is_finite_number(value):
        raise BalkansimError(f"found {value!r}", expected="a finite number", where=where)
    return float(value)


def _month(value: Any, where: str) -> int:
    if isinstance(value, str):
        return month_index(value, where=where)
    if not is_finite_number(value) or value != int(value):
        raise BalkansimError(f"found {value!r}", expected="a whole month, as 2025-10", where=where)
    return int(value)


def cell_value(kind: str, cell: str, where: str, *, comma: bool = False) -> float | str:
    """Return what a cell of a table says.

    Parameters
    ----------
    kind : str
        ``number``, ``month`` or ``scenario``.
    cell : str
        The cell.
    where : str
        Its row and column, for the error.
    comma : bool
        Whether the decimal sign may be a comma, as in tables with semicolons.

    Raises
    ------
    BalkansimError
        If a number or a month is wanted and the cell has none.
    """
    if kind == SCENARIO or (kind == MONTH and "-" in cell[1:]):
        return cell
    try:
        return float(cell.replace(",", ".") if comma else cell)
    except ValueError:
        expected = "a month, as 2025-10" if kind == MONTH else "a number"
        raise BalkansimError(f"found {cell!r}", expected=expected, where=where) from None
