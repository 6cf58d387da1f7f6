"""The coding rule, against numbers worked by hand.

An assertion's sd is 0.2, a document counts for three at most, a default for one: that of tension is 0.25 (sd 0.1).
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balkansim.evidence.codebook import Key
from balkansim.evidence.coding import Assertion, Estimate, beta_moments, combined, standing, value_of, weight_of
from balkansim.evidence.evidence import load_evidence

Row = dict[str, str]
APRIL = date(2025, 4, 30)
START = 0.25
"""The default of tension."""
HALF = 0.625
"""Where "half" upward pulls: half the way from the default to 1."""
ONE = (START + HALF) / 2
"""Where one such assertion brings the default, which counts for one."""


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
        *(("+", "half", 0.6), ("-", "half", 0.1), ("0", "half", 0.5)),
        *(("+", "none", 0.2), ("-", "full", 0.0), ("0", "full", 1.0), ("+", "full", 1.0)),
    ],
)
def test_a_claim_pulls_from_the_default_toward_its_end_or_its_level(make_folder, row, direction, intensity, value):
    evidence = load_evidence(make_folder(A=[row(direction=direction, intensity=intensity)]))
    assert value_of(evidence.claims[0], evidence.codebook, 0.2) == pytest.approx(value)


def test_coders_are_compared_from_the_middle_of_the_scale(make_folder, row):
    evidence = load_evidence(make_folder(A=[row()]))
    assert value_of(evidence.claims[0], evidence.codebook) == 0.75


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


def test_one_claim_goes_half_way_from_the_default(tension, row):
    found = tension(A=[row()])
    assert (found.mean, found.origin, found.assertions) == (ONE, "documented", 1)
    assert (found.start, found.follows) == (START, "")
    assert found.sd == pytest.approx(0.2 / math.sqrt(2))
    assert found.documents == {"A": 0.5}


def test_half_a_weight_goes_a_third_of_the_way(tension, row):
    found = tension(A=[row(intensity="hinted")])
    assert found.mean == pytest.approx(START + (HALF - START) / 3)
    assert found.sd == pytest.approx(0.2 / math.sqrt(1.5))


def test_a_wide_default_counts_for_less_than_one_assertion(make_folder):
    constants = load_evidence(make_folder()).codebook.coding
    prior = standing(Key("tension", "SRB", "XKX"), 0.5, 0.25, "default")
    mean, sd, shares = combined([Assertion("A", 1.0, 1.0, None)], prior, constants)
    own = (0.2 / 0.25) ** 2
    assert mean == pytest.approx((own * 0.5 + 1.0) / (own + 1))
    assert sd == pytest.approx(0.2 / math.sqrt(own + 1))
    assert shares == {"A": pytest.approx(1 / (own + 1))}


def test_independent_evidence_narrows(tension, row):
    found = tension(A=[row(), row(assertion="criticism")])
    assert found.sd == pytest.approx(0.2 / math.sqrt(3))
    assert found.mean == pytest.approx((START + 2 * HALF) / 3)


def test_repetition_within_a_document_changes_nothing(tension, row):
    assert _moments(tension(A=[row(), row(paragraph="3")])) == _moments(tension(A=[row()]))


def test_repetition_by_a_second_document_changes_nothing_and_stays_the_firsts(tension, row):
    found = tension(A=[row()], B=[row()])
    assert _moments(found) == _moments(tension(A=[row()]))
    assert found.documents == {"A": 0.5}


def test_a_document_counts_for_three_assertions_at_most(tension, row):
    ten = [row(assertion=f"protest {number}") for number in range(10)]
    found = tension(A=ten)
    assert found.sd == pytest.approx(0.2 / math.sqrt(4))
    both = tension(A=ten, B=[row(assertion="outrage")])
    assert both.sd == pytest.approx(0.2 / math.sqrt(5))
    assert both.documents == {"A": pytest.approx(0.6), "B": pytest.approx(0.2)}


def test_a_capped_document_pulls_the_mean_by_its_capped_weight_only(tension, row):
    ten = [row(assertion=f"protest {number}", intensity="none") for number in range(10)]
    found = tension(A=ten, B=[row(assertion="outrage", intensity="half")])
    assert found.mean == pytest.approx((START + 3 * START + HALF) / 5)


def test_disagreement_between_assertions_widens_and_the_default_is_no_witness(tension, row):
    found = tension(A=[row(), row(assertion="calm", direction="-")])
    up, down = HALF, START / 2
    assert found.mean == pytest.approx((START + up + down) / 3)
    assert found.sd == pytest.approx(math.sqrt(0.04 / 3 + ((up - down) / 2) ** 2))


def test_disagreement_between_coders_widens(tension, row):
    found = tension(A=[row(), row(coder="2", intensity="none")])
    assert found.mean == pytest.approx((START + (START + HALF) / 2) / 2)
    assert found.sd == pytest.approx(math.sqrt(0.04 / 2 + ((HALF - START) / 2) ** 2))


def test_coders_variance_is_averaged_over_the_assertions_that_several_coded(tension, row):
    rows = [row(), row(coder="2", intensity="none"), *(row(assertion="b", intensity="none", coder=c) for c in "12")]
    rows.append(row(assertion="c", coder="1", intensity="none"))
    values = [(START + HALF) / 2, START, START]
    mean = sum(values) / 3
    between = sum((value - mean) ** 2 for value in values) / 3
    coders = ((HALF - START) / 2) ** 2
    assert tension(A=rows).sd == pytest.approx(math.sqrt(0.04 / 4 + between + coders / 2))


def test_each_coder_counts_once_however_often_she_codes(tension, row):
    often = [row(intensity=word) for word in ["none"] * 6 + ["full"] * 2]
    value = ((6 * START + 2 * 1.0) / 8 + HALF) / 2
    assert tension(A=[*often, row(coder="2")]).mean == pytest.approx((START + value) / 2)


def test_thirty_coders_who_agree_are_one_witness(tension, row):
    found = tension(A=[row(coder=f"coder {number}") for number in range(30)])
    assert (found.mean, found.assertions) == (pytest.approx(ONE), 1)
    assert found.sd == pytest.approx(0.2 / math.sqrt(2))


CLAIMED = st.lists(
    st.tuples(
        st.sampled_from(["none", "half", "hinted", "full"]),
        st.sampled_from("abcd"),
        st.sampled_from("12"),
        st.sampled_from("234"),
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(claimed=CLAIMED, direction=st.sampled_from("+-0"), quantity=st.sampled_from(["tension", "grievance"]))
def test_plus_never_lowers_minus_never_raises_a_level_is_approached(tension, row, claimed, direction, quantity):
    rows = [
        row(direction=direction, quantity="tension", intensity=word, assertion=name, coder=coder, paragraph=place)
        for word, name, coder, place in claimed
    ]
    resting = [row(quantity="grievance", intensity="full")] if quantity == "grievance" else []
    found = tension(A=rows + resting)
    start = tension(A=resting).mean
    levels = [{"none": 0.0, "half": 0.5, "hinted": 0.5, "full": 1.0}[word] for word, *_ in claimed] or [start]
    low = {"+": start, "-": 0.0, "0": min(start, *levels, start)}[direction]
    high = {"+": 1.0, "-": start, "0": max(start, *levels, start)}[direction]
    assert low - 1e-9 <= found.mean <= max(high, 0.02) + 1e-9


def test_a_refusal_lowers_what_was_hardly_there(make_folder, row):
    told = row(quantity="depth", subject="adriatic", object="", direction="-", intensity="half")
    found = load_evidence(make_folder(A=[told])).estimates(APRIL).get("depth", "adriatic")
    assert found.mean == pytest.approx((START + START / 2) / 2)


def test_what_one_coder_reads_as_a_forecast_weighs_nothing(tension, row):
    one = row(coder="1", kind="forecast", assertion="will clash")
    other = row(coder="2", kind="fact", assertion="will clash")
    assert tension(A=[one, other]).origin == "default"
    elsewhere = row(coder="2", kind="fact", assertion="will clash", paragraph="3")
    assert tension(A=[one, elsewhere]).origin == "default"
    assert tension(A=[one, other, row(coder="1", assertion="will clash")]).origin == "documented"


def test_unmatched_names_hide_no_forecast_of_the_same_number_in_the_paragraph(tension, row):
    one = row(coder="1", kind="forecast", assertion="will clash")
    assert tension(A=[one, row(coder="2", assertion="brittle")]).origin == "default"
    assert tension(A=[one, row(coder="2", assertion="brittle", paragraph="3")]).origin == "documented"
    matched = row(coder="2", kind="forecast", assertion="will clash")
    assert tension(A=[one, matched, row(coder="2", assertion="brittle")]).origin == "documented"


def test_tension_that_claims_move_starts_from_grievance_as_claims_have_it(make_folder, row):
    folder = make_folder(A=[row(quantity="grievance", intensity="full"), row(intensity="half", assertion="protest")])
    estimates = load_evidence(folder).estimates(APRIL)
    grievance = estimates.get("grievance", "SRB", "XKX").mean
    assert grievance == pytest.approx((START + 1.0) / 2)
    assert estimates.start("tension", "SRB", "XKX").mean == grievance
    assert estimates.get("tension", "SRB", "XKX").mean == pytest.approx((grievance + (1 + grievance) / 2) / 2)


def _moments(found: Estimate) -> tuple[float, float]:
    return found.mean, found.sd


def test_no_estimate_is_finer_than_the_smallest_sd(make_folder):
    constants = load_evidence(make_folder()).codebook.coding
    many = [Assertion(f"D{number}", HALF, 1.0, None) for number in range(100)]
    prior = standing(Key("tension", "SRB", "XKX"), 0.25, 0.1, "default")
    assert combined(many, prior, constants)[1] == 0.05


def test_a_claim_not_yet_known_is_unused_and_listed(make_folder, row):
    evidence = load_evidence(make_folder(A=[row(), row(assertion="reply", as_of="2025-04-01", intensity="full")]))
    march = evidence.estimates(date(2025, 3, 31))
    assert march.get("tension", "SRB", "XKX").mean == ONE
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
    assert found.mean == estimates.get("grievance", "SRB", "XKX").mean == (0.25 + 1.0) / 2


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
