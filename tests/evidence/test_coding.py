"""The coding rule, against numbers worked by hand: an assertion's sd is 0.2, a document counts for three at most."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from balkansim.evidence.codebook import Key
from balkansim.evidence.coding import Assertion, Estimate, beta_moments, combined, value_of, weight_of
from balkansim.evidence.evidence import load_evidence

Row = dict[str, str]
APRIL = date(2025, 4, 30)
HALF = 0.75
"""Value of "half" upward: 1/2 + 1/4."""


@pytest.fixture
def tension(make_folder: Callable[..., Path]) -> Callable[..., Estimate]:
    """Return the estimate of the tension of Serbia and Kosovo from rows by document."""
    count = iter(range(1000))

    def estimate(until: date = APRIL, **claims: list[Row]) -> Estimate:
        folder = make_folder(f"evidence-{next(count)}", **claims)
        return load_evidence(folder).estimates(until).get("tension", "SRB", "XKX")

    return estimate


@pytest.mark.parametrize(
    ("direction", "intensity", "value"),
    [
        *(("+", "half", 0.75), ("-", "half", 0.25), ("0", "half", 0.5)),
        *(("+", "none", 0.5), ("-", "full", 0.0), ("0", "full", 1.0)),
    ],
)
def test_a_claims_value_is_the_middle_moved_by_half_its_number(make_folder, row, direction, intensity, value):
    folder = make_folder(A=[row(direction=direction, intensity=intensity)])
    evidence = load_evidence(folder)
    assert value_of(evidence.claims[0], evidence.codebook) == value


@pytest.mark.parametrize(
    ("kind", "quantity", "intensity", "weight"),
    [
        ("fact", "tension", "half", 1.0),
        ("fact", "tension", "hinted", 0.5),
        ("forecast", "tension", "full", 0.0),
        ("accusation", "tension", "half", 1.0),
        ("accusation", "grievance", "half", 0.0),
    ],
)
def test_forecasts_and_misplaced_accusations_weigh_nothing(make_folder, row, kind, quantity, intensity, weight):
    evidence = load_evidence(make_folder(A=[row(kind=kind, quantity=quantity, intensity=intensity)]))
    assert weight_of(evidence.claims[0], evidence.codebook) == weight


def test_one_claim_gives_its_value_and_the_spread_of_one_assertion(tension, row):
    found = tension(A=[row()])
    assert (found.mean, found.origin, found.assertions) == (HALF, "documented", 1)
    assert found.sd == pytest.approx(0.2)
    assert found.documents == {"A": 1.0}


def test_half_a_weight_doubles_the_variance(tension, row):
    assert tension(A=[row(intensity="hinted")]).sd == pytest.approx(0.2 * math.sqrt(2))


def test_independent_evidence_narrows(tension, row):
    found = tension(A=[row(), row(assertion="criticism")])
    assert found.sd == pytest.approx(0.2 / math.sqrt(2))


def test_repetition_within_a_document_does_not_narrow(tension, row):
    assert tension(A=[row(), row(paragraph="3")]).sd == pytest.approx(0.2)


def test_repetition_by_a_second_document_does_not_narrow_and_stays_the_firsts(tension, row):
    found = tension(A=[row()], B=[row()])
    assert found.sd == pytest.approx(0.2)
    assert found.documents == {"A": 1.0}


def test_a_document_counts_for_three_assertions_at_most(tension, row):
    ten = [row(assertion=f"protest {number}") for number in range(10)]
    found = tension(A=ten)
    assert found.sd == pytest.approx(0.2 / math.sqrt(3))
    both = tension(A=ten, B=[row(assertion="outrage")])
    assert both.sd == pytest.approx(0.2 / math.sqrt(4))
    assert both.documents == {"A": pytest.approx(0.75), "B": pytest.approx(0.25)}


def test_a_capped_document_pulls_the_mean_by_its_capped_weight_only(tension, row):
    ten = [row(assertion=f"protest {number}", intensity="none") for number in range(10)]
    found = tension(A=ten, B=[row(assertion="outrage", intensity="half")])
    assert found.mean == pytest.approx((3 * 0.5 + 1 * 0.75) / 4)


def test_disagreement_between_assertions_widens(tension, row):
    found = tension(A=[row(), row(assertion="calm", direction="-")])
    assert found.mean == pytest.approx(0.5)
    assert found.sd == pytest.approx(math.sqrt(0.04 / 2 + 0.25**2))


def test_disagreement_between_coders_widens(tension, row):
    found = tension(A=[row(), row(coder="2", intensity="none")])
    assert found.mean == pytest.approx(0.625)
    assert found.sd == pytest.approx(math.sqrt(0.04 + 0.125**2))


def test_coders_variance_is_averaged_over_the_assertions_that_several_coded(tension, row):
    rows = [row(), row(coder="2", intensity="none"), *(row(assertion="b", intensity="none", coder=c) for c in "12")]
    rows.append(row(assertion="c", coder="1", intensity="none"))
    values = [0.625, 0.5, 0.5]
    mean = sum(values) / 3
    between = sum((value - mean) ** 2 for value in values) / 3
    assert tension(A=rows).sd == pytest.approx(math.sqrt(0.04 / 3 + between + (0.125**2 + 0) / 2))


def test_each_coder_counts_once_however_often_she_codes(tension, row):
    often = [row(intensity=word) for word in ["none"] * 6 + ["full"] * 2]
    assert tension(A=[*often, row(coder="2")]).mean == pytest.approx(((6 * 0.5 + 2 * 1.0) / 8 + 0.75) / 2)


def test_thirty_coders_who_agree_are_one_witness(tension, row):
    found = tension(A=[row(coder=f"coder {number}") for number in range(30)])
    assert (found.mean, found.assertions) == (pytest.approx(HALF), 1)
    assert found.sd == pytest.approx(0.2)


def test_no_estimate_is_finer_than_the_smallest_sd(make_folder):
    constants = load_evidence(make_folder()).codebook.coding
    many = [Assertion(f"D{number}", HALF, 1.0, None) for number in range(100)]
    assert combined(many, constants)[1] == 0.05


def test_a_claim_not_yet_known_is_unused_and_listed(make_folder, row):
    evidence = load_evidence(make_folder(A=[row(), row(assertion="reply", as_of="2025-04-01", intensity="full")]))
    march = evidence.estimates(date(2025, 3, 31))
    assert march.get("tension", "SRB", "XKX").mean == HALF
    assert [claim.assertion for claim in march.unused] == ["reply"]
    first_of_april = evidence.estimates(date(2025, 4, 1))
    assert first_of_april.unused == ()
    assert first_of_april.get("tension", "SRB", "XKX").assertions == 2


def test_the_order_of_rows_does_not_matter(tension, row):
    words = (("x", "half"), ("y", "hinted"), ("z", "full"))
    rows = [row(coder=coder, assertion=name, intensity=word) for coder in "123" for name, word in words]
    shuffled = rows[:]
    random.Random(4).shuffle(shuffled)
    one, other = tension(A=rows), tension(A=shuffled)
    assert (one.mean, one.sd, one.documents) == (other.mean, other.sd, other.documents)


def test_several_parties_inform_every_pair_and_a_symmetric_pair_stands_in_one_order(make_folder, row):
    evidence = load_evidence(make_folder(A=[row(subject="SRB", object="XKX ALB")]))
    estimates = evidence.estimates(APRIL)
    assert [str(found.key) for found in estimates.all()] == ["tension ALB SRB", "tension SRB XKX"]
    assert estimates.get("tension", "Kosovo", "srb") is estimates.get("tension", "SRB", "XKX")


def test_no_claim_gives_the_codebooks_default(make_folder):
    found = load_evidence(make_folder()).estimates(APRIL).get("depth", "adriatic")
    assert (found.origin, found.mean, found.claims, found.follows) == ("default", 0.25, (), "")
    assert found.sd == pytest.approx(0.1)


def test_a_forecast_alone_leaves_the_default(tension, row):
    assert tension(A=[row(kind="forecast")]).origin == "default"


def test_a_following_default_has_the_numbers_of_the_quantity_it_follows(make_folder, row):
    estimates = load_evidence(make_folder(A=[row(quantity="grievance", intensity="full")])).estimates(APRIL)
    found = estimates.get("tension", "SRB", "XKX")
    assert (found.origin, found.follows) == ("default", "grievance")
    assert found.mean == estimates.get("grievance", "SRB", "XKX").mean == 0.98


@pytest.mark.parametrize("mean", [-1.0, 0.0, 0.02, 0.3, 0.5, 0.97, 1.0, 2.0])
@pytest.mark.parametrize("sd", [0.05, 0.2, 0.5, 9.0])
def test_every_beta_is_finite_has_the_moments_told_and_one_peak(mean, sd):
    kept_mean, kept_sd, alpha, beta = beta_moments(mean, sd)
    assert 0.02 <= kept_mean <= 0.98
    assert alpha / (alpha + beta) == pytest.approx(kept_mean)
    assert alpha * beta / ((alpha + beta) ** 2 * (alpha + beta + 1)) == pytest.approx(kept_sd**2)
    assert max(alpha, beta) >= 1 - 1e-12
    assert kept_sd <= sd


def test_estimates_are_finite_whatever_is_claimed(tension, row):
    luck = random.Random(11)
    words, directions = ["none", "half", "hinted", "full"], ["+", "-", "0"]
    for _ in range(20):
        rows = [
            row(
                coder=luck.choice("12345"),
                assertion=luck.choice("abcdefgh"),
                intensity=luck.choice(words),
                direction=luck.choice(directions),
                kind=luck.choice(["fact", "forecast", "accusation"]),
            )
            for _ in range(luck.randrange(12))
        ]
        half = len(rows) // 2
        found = tension(A=rows[:half], B=rows[half:])
        assert all(math.isfinite(number) for number in (found.mean, found.sd, found.alpha, found.beta))
        assert 0.05 <= found.sd <= 0.5
        assert 0.02 <= found.mean <= 0.98


def test_coding_new_claims_moves_only_their_quantities(make_folder, row):
    before = load_evidence(make_folder("before", A=[row(), row(quantity="grievance")]))
    new = [row(quantity="depth", subject="adriatic", object="", assertion=f"new {number}") for number in range(3)]
    after = load_evidence(make_folder("after", A=[row(), row(quantity="grievance")], B=new))
    keys = before.codebook.all_keys()
    moved = [key for key in keys if _numbers(before, key) != _numbers(after, key)]
    assert moved == [Key("depth", "adriatic")]


def _numbers(evidence, key):
    found = evidence.estimates(APRIL).get(*key)
    return found.mean, found.sd, found.alpha, found.beta, found.documents
