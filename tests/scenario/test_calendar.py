"""Months as numbers and names."""

from __future__ import annotations

from datetime import date

import pytest

from balkansim.errors import BalkansimError
from balkansim.months import is_january, last_day, month_index, month_iso, month_name, month_of

KNOWN = [
    (0, "2025-04", "April 2025"),
    (-1, "2025-03", "March 2025"),
    (9, "2026-01", "January 2026"),
    (-4, "2024-12", "December 2024"),
    (44, "2028-12", "December 2028"),
]


@pytest.mark.parametrize(("month", "iso", "name"), KNOWN)
def test_a_month_has_one_number_and_two_names(month: int, iso: str, name: str) -> None:
    assert month_index(iso) == month
    assert month_iso(month) == iso
    assert month_name(month) == name


def test_januaries() -> None:
    assert [month for month in range(-12, 36) if is_january(month)] == [-3, 9, 21, 33]


@pytest.mark.parametrize(("month", "day"), [(-1, date(2025, 3, 31)), (10, date(2026, 2, 28)), (34, date(2028, 2, 29))])
def test_the_last_day_of_a_month_lies_in_it(month: int, day: date) -> None:
    assert last_day(month) == day
    assert month_of(day) == month


@pytest.mark.parametrize("text", ["2025-4", "2025-13", "April 2025", "", "2025-04-01"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(BalkansimError, match="is no month"):
        month_index(text)
