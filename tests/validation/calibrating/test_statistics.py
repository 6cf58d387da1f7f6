"""What is read off histories of the past, on trajectories written by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from balkansim.model.trajectories import Trajectories, blank
from balkansim.validation.records import Floats, Past, statistic
from balkansim.validation.targets import Target, Window

HISTORIES, MONTHS, START = 3, 24, 0
SCENARIO = "past"


def past() -> Past:
    """Return three histories of April 2025 to April 2027 in which nothing happens."""
    monthly, tension, ends = blank(HISTORIES, MONTHS, 3)
    tension[:] = 0.5
    trajectories = Trajectories(
        SCENARIO, START, ("AAA", "BBB", "CCC"), ("club",), ("border",), (), HISTORIES, 1, monthly, tension, ends
    )
    return Past(trajectories, {}, {"club": ("AAA",)})


def target(kind: str, observed: float = 0.0, **more: object) -> Target:
    """Return a target that looks at months 1 to 24."""
    window = Window(SCENARIO, 1, 24, bloc="club", flashpoint="border", states=("BBB",))
    told = {"windows": (window,), "uncertainty": 0.0, **more}
    return Target(id="t", statement="", kind=kind, source="", observed=observed, out_of=1.0, is_fitted=True, **told)  # type: ignore[arg-type]


def halves(name: str) -> Floats:
    return np.full(HISTORIES, 0.5)


def read(asked: Target, of: Past) -> list[float]:
    return [float(value) for value in statistic(asked, {SCENARIO: of}, halves)]


def test_the_accession_rate_counts_months_at_risk_until_joining_ending_or_the_last_month() -> None:
    of = past()
    of.trajectories.ends["joined"][1, 1, 0] = 12
    of.trajectories.ends["ended"][2, 0] = 6
    assert read(target("accession-rate"), of) == pytest.approx([math.log(0.5 / 2), math.log(1.5), math.log(0.5 / 0.5)])


def test_expansions_count_anybody_but_a_founder_who_comes_back() -> None:
    of = past()
    of.trajectories.ends["joined"][0, 0, 0] = 5
    of.trajectories.ends["joined"][1, 2, 0] = 5
    of.trajectories.ends["joined"][2, 2, 0] = 25
    assert read(target("expansions"), of) == [0.0, 1.0, 0.0]


def test_accessions_leave_out_those_named() -> None:
    of = past()
    of.trajectories.ends["joined"][0, 1, 0] = 5
    of.trajectories.ends["joined"][1, 2, 0] = 5
    assert read(target("accessions"), of) == [0.0, 1.0, 0.0]


def test_endings_count_what_ended_inside_the_window() -> None:
    of = past()
    of.trajectories.ends["ended"][:, 0] = [24, 25, 3]
    assert read(target("endings"), of) == [1.0, 0.0, 1.0]


def test_years_count_each_calendar_year_once_and_only_what_is_bad_enough() -> None:
    of = past()
    of.trajectories.monthly["severity"][0, [2, 3, 12], 0] = [2, 4, 3]  # twice in 2025, once in 2026
    of.trajectories.monthly["severity"][1, [2, 12], 0] = [1, 2]
    assert read(target("years", severity=2), of) == [2.0, 1.0, 0.0]
    assert read(target("years", severity=3), of) == [2.0, 0.0, 0.0]


def test_a_year_that_did_not_come_on_record_is_not_counted() -> None:
    of = past()
    of.trajectories.monthly["severity"][:, 2, 0] = 3
    assert read(target("years", severity=2, recorded=(0.0, 0.4)), of) == [0.0, 0.0, 0.0]  # luck 1/2 is above 0.2
    assert read(target("years", severity=2, recorded=(0.4, 0.9)), of) == [1.0, 1.0, 1.0]  # and below 0.65


def test_growth_is_the_median_over_states_a_budget() -> None:
    spent = {24: np.array([[0.1, 0.2, 0.6]] * HISTORIES)}  # two Januaries: months 9 and 21
    of = replace(past(), spent=spent)
    assert read(target("growth", by_state={"AAA": 0.0, "BBB": 0.0, "CCC": 0.0}), of) == pytest.approx([0.1] * 3)
    assert read(target("growth", by_state={"AAA": 0.0, "CCC": 0.0}), of) == pytest.approx([0.175] * 3)


def test_bounds_is_the_share_of_dyad_months_outside() -> None:
    of = past()
    of.trajectories.tension[0, 1:13, 0] = 0.99
    of.trajectories.tension[1, 0, :] = 0.99  # before the window
    assert read(target("bounds", bounds=(0.03, 0.97)), of) == pytest.approx([1 / 6, 0.0, 0.0])


def test_the_records_own_error_is_added_once() -> None:
    def one_sd_up(name: str) -> Floats:
        return np.full(HISTORIES, 0.8413447460685429 if name == "record.t" else 0.5)

    found = statistic(target("endings", uncertainty=0.3), {SCENARIO: past()}, one_sd_up)
    assert found == pytest.approx([0.3] * 3)
