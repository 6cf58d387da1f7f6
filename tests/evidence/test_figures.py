"""Figures are finite, dated, known in time, and found by name."""

from __future__ import annotations

from datetime import date

import pytest

from balkansim.errors import BalkansimError
from balkansim.evidence.figures import load_figures

KNOWN_BY = date(2025, 4, 4)


@pytest.fixture
def changed(make_folder):
    """Return a loader of the small file of figures with one piece of its text replaced."""

    def load(old="", new=""):
        path = make_folder() / "figures.csv"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return load_figures(path, KNOWN_BY)

    return load


def test_the_latest_year_is_found_unless_one_is_named(changed):
    figures = changed()
    assert figures.value("expenditure", "SRB") == 1800.0
    assert figures.value("expenditure", "SRB", year="2019") == 1700.0
    assert [figure.year for figure in figures.series("expenditure", "SRB")] == ["2019", "2023"]


def test_a_pair_is_found_in_either_order(changed):
    figures = changed()
    assert figures.value("land_border_km", "XKX", "SRB") == figures.value("land_border_km", "SRB", "XKX") == 366.0


def test_a_word_is_found_and_an_absent_figure_is_none(changed):
    figures = changed()
    assert figures.word("eu_status", "SRB") == "candidate"
    assert figures.value("eu_status", "SRB") is None
    assert figures.value("nato_since", "SRB") is None
    assert figures.word("eu_status", "ALB") == ""


def test_a_required_figure_that_is_absent_is_told(changed):
    with pytest.raises(BalkansimError, match="no expenditure of ALB"):
        changed().required("expenditure", "ALB")


def test_an_unknown_variable_is_told_with_the_nearest(changed):
    with pytest.raises(BalkansimError, match="did you mean 'expenditure'"):
        changed().value("expanditure", "SRB")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (",1800,", ",-5,", r"row 3, column value: -5"),
        (",1800,", ",0,", "above 0"),
        (",1800,", ",nan,", "column value: nan"),
        (",1800,", ",inf,", "column value: inf"),
        (",1800,", ",many,", "'many' is no number"),
        (",candidate,", ",candidat,", "one of member, candidate"),
        (",expenditure,1800", ",expenditures,1800", "unknown variable 'expenditures'; did you mean 'expenditure'"),
        ("2023,2024-04-22", "last,2024-04-22", "year 'last'"),
        ("2024-04-22", "2025-04-28", "published 2025-04-28"),
        ("2024-04-22", "April 2024", "'April 2024' is no date"),
        ("2024-04-22,an institute", "2024-04-22,", "row 3, column source: empty"),
        (",2023,2024-04-22", ",2019,2024-04-22", "row 3: same figure as row 2"),
    ],
)
def test_a_mistake_is_told_with_file_row_and_column(changed, old, new, told):
    with pytest.raises(BalkansimError, match=told) as caught:
        changed(old, new)
    assert "figures.csv, row" in str(caught.value)


def test_a_figure_for_context_may_be_published_later(changed):
    assert changed().value("gdp", "SRB") == 89.0


def test_a_pair_listed_both_ways_stands_twice(changed):
    line = "SRB,XKX,land_border_km,366,km,2024,2024-12-31,an almanac,\n"
    with pytest.raises(BalkansimError, match="same figure as row 4"):
        changed(line, line + line.replace("SRB,XKX", "XKX,SRB"))
