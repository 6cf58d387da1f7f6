"""Calendar months as numbers."""

import pytest

from balkansim.months import month_index, month_iso, month_short


@pytest.mark.parametrize(
    ("spelled", "number", "spoken"),
    [
        ("2025-04", 0, "Apr 2025"),
        ("2025-03", -1, "Mar 2025"),
        ("2025-07", 3, "Jul 2025"),
        ("2026-01", 9, "Jan 2026"),
        ("2026-04", 12, "Apr 2026"),
        ("2028-12", 44, "Dec 2028"),
    ],
)
def test_months_are_counted_from_april_2025(spelled: str, number: int, spoken: str) -> None:
    assert month_index(spelled) == number
    assert month_iso(number) == spelled
    assert month_short(number) == spoken


@pytest.mark.parametrize("wrong", ["2025-7", "2025-13", "2025-00", "July 2025", "2025-07-01"])
def test_what_is_not_a_month_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="is no month"):
        month_index(wrong)
