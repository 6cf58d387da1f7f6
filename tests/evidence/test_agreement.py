"""Krippendorff's alpha against his own worked example, and undefined where it must be."""

from __future__ import annotations

import pytest

from balkansim.evidence.checks import POOLED, agreement, alpha_of
from balkansim.evidence.evidence import load_evidence

WORKED_EXAMPLE = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
"""
"""Krippendorff, "Computing Krippendorff's alpha-reliability" (2011), section C: a line a coder, a column a unit."""


@pytest.mark.parametrize(("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_is_krippendorffs(level, alpha):
    lines = [line.split() for line in WORKED_EXAMPLE.strip().splitlines()]
    codings = {
        unit: {str(coder): float(line[unit]) for coder, line in enumerate(lines) if line[unit] != "."}
        for unit in range(12)
    }
    found = alpha_of("the example", level, codings, "0123")
    assert found.alpha == pytest.approx(alpha, abs=5e-4)
    assert (found.units, found.pairable) == (12, 11)


@pytest.mark.parametrize(
    ("codings", "coders", "reason"),
    [
        ({}, "", "no coder"),
        ({1: {"a": 1.0}, 2: {"a": 0.0}}, "a", "only one coder"),
        ({1: {"a": 1.0}, 2: {"b": 0.0}}, "ab", "no two coders coded the same unit"),
        ({1: {"a": 1.0, "b": 1.0}, 2: {"a": 0.0}}, "ab", "all codings are the same"),
    ],
)
def test_alpha_is_undefined_and_says_why(codings, coders, reason):
    found = alpha_of("values", "interval", codings, coders)
    assert found.alpha is None
    assert reason in found.reason
    assert "alpha undefined" in found.told()


def test_a_folder_with_one_coder_says_so(make_folder, row):
    results = agreement(load_evidence(make_folder(A=[row(), row(paragraph="3", intensity="full")])))
    assert [result.of for result in results] == ["tension", "directions", "kinds of claims", POOLED]
    assert {result.alpha for result in results} == {None}
    assert all("only one coder" in result.told() for result in results)


def test_units_are_paragraph_and_number_with_a_coders_mean(make_folder, row):
    rows = [
        *(row(coder=coder, intensity="full") for coder in "12"),
        *(row(coder=coder, paragraph="3", intensity="none") for coder in "12"),
        row(coder="1", paragraph="4", intensity="none"),
        row(coder="1", paragraph="4", intensity="full"),
        row(coder="2", paragraph="4", intensity="half"),
        row(coder="2", quantity="depth", subject="adriatic", object=""),
    ]
    tension, depth, directions, kinds, values = agreement(load_evidence(make_folder(A=rows)))
    assert (tension.of, tension.alpha, tension.units, tension.pairable) == ("tension", 1.0, 3, 3)
    assert (depth.of, depth.alpha, depth.units, depth.pairable) == ("depth", None, 1, 0)
    assert (values.alpha, values.units, values.pairable) == (1.0, 4, 3)
    assert "3 of 4 units coded by two or more, 75%" in values.told()
    assert directions.alpha is None
    assert (kinds.units, kinds.pairable, kinds.alpha) == (3, 3, None)


def test_disagreement_on_kinds_and_directions_is_seen(make_folder, row):
    rows = [
        *(row(coder=coder, paragraph=str(paragraph)) for coder in "12" for paragraph in (1, 2, 3)),
        row(coder="1", paragraph="4", kind="forecast", direction="-"),
        row(coder="2", paragraph="4", kind="fact", direction="+"),
    ]
    _, directions, kinds, _ = agreement(load_evidence(make_folder(A=rows)))
    assert directions.alpha == kinds.alpha == pytest.approx(0.0)


def test_pooling_hides_disagreement_within_each_quantity(make_folder, row):
    rows = [
        row(coder=coder, paragraph=place, quantity=quantity, direction="0", intensity=word, **parties)
        for quantity, parties, codes in (
            ("tension", {}, (("full", "half", "full"), ("half", "full", "full"))),
            ("depth", {"subject": "adriatic", "object": ""}, (("none", "none", "none"), ("none", "none", "none"))),
        )
        for coder, words in zip("12", codes, strict=True)
        for place, word in zip("234", words, strict=True)
    ]
    tension, _, _, _, pooled = agreement(load_evidence(make_folder(A=rows)))
    assert tension.alpha < 0 < 0.6 < pooled.alpha


def test_the_note_says_what_is_on_record_and_what_is_not():
    note = load_evidence().library.coding_note
    for told in ("Pass 1 began from a digest", "without sight of pass 1", "matched afterwards", "Not on record: who"):
        assert told in note
