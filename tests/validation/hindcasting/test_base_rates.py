"""Base rates of the made-up record, worked by hand, from nothing known only later."""

from __future__ import annotations

import pytest

from balkansim.validation.past import PastQuestion, base_rate, load_past


def question(past, name, **changes) -> PastQuestion:
    """Return a question of the past, changed."""
    return next(q for q in past.questions if q.id == name).model_copy(update=changes)


def test_formats_that_had_their_window_by_then(past):
    base = base_rate(question(past, "P-12"), past.record)
    # Of the two formats only the older one had twelve months behind it, without a member: (0 + 1/2) / (1 + 1).
    assert (base.hits, base.known) == (0, 1)
    assert base.shares == pytest.approx((0.75, 0.25))
    assert base.status_quo == (1.0, 0.0)
    assert base.blank_as_calm is None


def test_candidates_that_had_their_window_by_then(past):
    rule = question(past, "P-12").rule.model_copy(update={"states": ("MKD",)})
    base = base_rate(question(past, "P-12", rule=rule), past.record)
    # SVN did not join within twelve months; SVK's twelve months end after the freeze, and so do those of the pact.
    assert (base.cases, base.hits, base.known) == ("candidates", 0, 1)
    longer = question(past, "P-12", rule=rule).window.model_copy(update={"end": "2012-06"})
    base = base_rate(question(past, "P-12", rule=rule, window=longer), past.record)
    assert (base.hits, base.known) == (1, 1)
    assert base.shares == pytest.approx((0.25, 0.75))


def test_how_many_counts_the_candidates_named_by_then(past):
    # MKD alone had been named: one unit with a chance of 1/4; MNE was named in 2015.
    assert base_rate(question(past, "P-N"), past.record).shares == pytest.approx((0.75, 0.25))


def test_where_nothing_was_known_there_is_a_half(past):
    empty = past.record.model_copy(update={"formats": past.record.formats[1:], "places": ()})
    assert base_rate(question(past, "P-12"), empty).shares == pytest.approx((0.5, 0.5))
    base = base_rate(question(past, "N-2012"), empty)
    assert (base.known, base.shares) == (0, pytest.approx((0.5, 0.5)))


def test_blank_years_are_left_out_or_taken_as_calm(past):
    base = base_rate(question(past, "N-2012"), past.record)
    # On record before 2012: 2007 and 2010 yes, 2009 no; 2006, 2008 and 2011 are blank.
    assert (base.hits, base.known) == (2, 3)
    assert base.shares[1] == pytest.approx(2.5 / 4)
    assert base.blank_as_calm[1] == pytest.approx(2.5 / 7)
    assert base.status_quo == (0.0, 1.0)


def test_several_years_share_one_unknown_chance(past):
    window = question(past, "N-2012").window.model_copy(update={"start": "2012-01", "end": "2013-12"})
    base = base_rate(question(past, "N-2012", window=window, outcome=1), past.record)
    # Beta(2.5, 1.5): both 2.5 * 3.5 / (4 * 5), neither 1.5 * 2.5 / (4 * 5).
    assert base.shares == pytest.approx((0.1875, 0.375, 0.4375))
    assert base.status_quo == (0.0, 0.0, 1.0)


def test_what_happened_after_the_freeze_changes_nothing(made_up):
    told = load_past(made_up())
    other = load_past(made_up('since = "2009-12", joined = "2011-06"', 'since = "2009-12"'))
    for name in ("P-12", "P-N"):
        assert base_rate(question(told, name), told.record) == base_rate(question(other, name), other.record)
    other = load_past(made_up("year = 2012, severity = 4", "year = 2012, severity = 0"))
    assert base_rate(question(told, "N-2012"), told.record) == base_rate(question(other, "N-2012"), other.record)


def test_a_record_that_ends_early_covers_no_later_window(made_up):
    past = load_past(
        made_up('founded = "1999-01"\nfollowed_until = "2020-01"', 'founded = "1999-01"\nfollowed_until = "1999-09"')
    )
    assert base_rate(question(past, "P-12"), past.record).known == 0
