"""Calendar months as numbers: month 0 is April 2025."""

from __future__ import annotations

import re

FIRST_YEAR, FIRST_MONTH = 2025, 4
MONTHS_A_YEAR = 12
NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def month_of(written: str) -> int:
    """Return the number of a month written as year and month.

    Parameters
    ----------
    written : str
        A month such as ``2025-07``.

    Returns
    -------
    int
        Months since April 2025; negative before.

    Raises
    ------
    ValueError
        If it is not written as year and month.
    """
    match = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", written)
    if match is None:
        raise ValueError(f"{written!r} is not a month; write year and month, such as 2025-07")
    return (int(match[1]) - FIRST_YEAR) * MONTHS_A_YEAR + int(match[2]) - FIRST_MONTH


def written(month: int) -> str:
    """Return a month as year and month, such as ``2025-07``.

    Parameters
    ----------
    month : int
        Months since April 2025.
    """
    years, index = divmod(month + FIRST_MONTH - 1, MONTHS_A_YEAR)
    return f"{FIRST_YEAR + years:04d}-{index + 1:02d}"


def told(month: int) -> str:
    """Return a month as a reader says it, such as ``Jul 2025``.

    Parameters
    ----------
    month : int
        Months since April 2025.
    """
    years, index = divmod(month + FIRST_MONTH - 1, MONTHS_A_YEAR)
    return f"{NAMES[index]} {FIRST_YEAR + years}"
