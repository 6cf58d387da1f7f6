"""Which shipped forecasts overlap, and what correlated questions are worth, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from balkansim.forecasts.series import Window
from balkansim.validation.resolutions import effective_number, groups, implies, overlap

YES_NO = np.array([True, True, False, False])
ALTERNATING = np.array([True, False, True, False])


def test_the_shipped_forecasts_that_overlap_are_found(questions):
    found = groups(questions.forecasts)
    assert ["F1", "F1-BGR", "F12"] in found
    assert any({"F2", "F2-N"} <= set(group) for group in found)
    assert ["F9"] in found and ["F13"] in found and ["F14"] in found
    assert sorted(name for group in found for name in group) == sorted(q.id for q in questions.forecasts)


def test_the_same_thing_in_other_months_does_not_overlap(questions):
    one, other = questions.get("F1"), questions.get("F1-BGR")
    assert overlap(one, other)
    later, touching = (
        other.model_copy(update={"window": Window(start=start, end="2027-04")}) for start in ("2026-05", "2026-04")
    )
    assert not overlap(one, later) and not implies(later, one)
    assert overlap(one, touching) and not implies(touching, one)


def test_more_accessions_imply_fewer_and_not_the_other_way_round(questions):
    one = questions.get("F1")
    more = one.model_copy(update={"rule": one.readings[0].rule})
    assert implies(more, one) and not implies(one, more)
    assert implies(questions.get("F1-BGR"), one) and not implies(one, questions.get("F1-BGR"))


@pytest.mark.parametrize(
    ("answers", "worth"),
    [
        ({"a": YES_NO}, 1.0),
        ({"a": YES_NO, "b": YES_NO}, 1.0),
        ({"a": YES_NO, "b": ~YES_NO}, 1.0),
        ({"a": YES_NO, "b": ALTERNATING}, 2.0),
        ({"a": YES_NO, "b": YES_NO, "c": ALTERNATING}, 9 / 5),
        ({"a": YES_NO, "b": np.zeros(4, dtype=bool)}, 2.0),
        # r^2 of two yes and one yes among them: (1/8)^2 / (1/4 * 3/16) = 1/3.
        ({"a": YES_NO, "b": np.array([True, False, False, False])}, 4 / (2 + 2 / 3)),
    ],
)
def test_what_correlated_questions_are_worth(answers, worth):
    assert effective_number(list(answers), answers) == pytest.approx(worth)
