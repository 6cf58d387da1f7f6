"""Months as numbers and names: month 0 is April 2025."""

from __future__ import annotations

import calendar as _calendar
import re
from datetime import date

from balkansim.errors import BalkansimError

_MONTH_ZERO = 2025 * 12 + 3
_ISO_MONTH = re.compile(r"([1-9][0-9]{3})-(0[1-9]|1[0-2])")


def month_index(text: str, *, where: str = "") -> int:
    """Turn a calendar month into months since April 2025.

    ``text``: year and month, as ``2025-04``. Returns: 0 for April 2025, negative before it.

    Examples
    --------
    >>> month_index("2025-04"), month_index("2026-01"), month_index("2025-03")
    (0, 9, -1)
    """
    match = _ISO_MONTH.fullmatch(text.strip())
    if match is None:
        raise BalkansimError(f"{text!r} is no month", expected="year and month, as 2025-10", where=where)
    return int(match[1]) * 12 + int(match[2]) - 1 - _MONTH_ZERO


def month_of(day: date) -> int:
    """Return the month index in which a day lies."""
    return day.year * 12 + day.month - 1 - _MONTH_ZERO


def year_and_month(month: int) -> tuple[int, int]:
    """Return the year and the month of the year (1 to 12) of a month index."""
    year, month_of_year = divmod(month + _MONTH_ZERO, 12)
    return year, month_of_year + 1


def month_name(month: int) -> str:
    """Name a month index in English.

    Examples
    --------
    >>> month_name(0)
    'April 2025'
    """
    year, month_of_year = year_and_month(month)
    return f"{_calendar.month_name[month_of_year]} {year}"


def month_iso(month: int) -> str:
    """Write a month index as year and month.

    Examples
    --------
    >>> month_iso(9)
    '2026-01'
    """
    year, month_of_year = year_and_month(month)
    return f"{year:04d}-{month_of_year:02d}"


def is_january(month: int) -> bool:
    """Tell whether a month index is a January, when budgets move."""
    return year_and_month(month)[1] == 1


def last_day(month: int) -> date:
    """Return the last day of a month index, up to which a run that starts there knows claims."""
    year, month_of_year = year_and_month(month)
    return date(year, month_of_year, _calendar.monthrange(year, month_of_year)[1])


def month_short(month: int) -> str:
    """Name a month index briefly.

    Examples
    --------
    >>> month_short(3)
    'Jul 2025'
    """
    year, month_of_year = year_and_month(month)
    return f"{_calendar.month_abbr[month_of_year]} {year}"


def valid_month(text: str) -> str:
    """Return a text that is year and month as it stands, for models of files; else a ValueError."""
    if _ISO_MONTH.fullmatch(text) is None:
        raise ValueError(f"{text!r} is not a month; write year and month, such as 2025-07")
    return text
