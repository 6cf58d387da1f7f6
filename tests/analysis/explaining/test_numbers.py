"""A number lists exactly the claims about it, how they were weighed, and what did not count and why."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from balkansim.analysis.explain import explain
from balkansim.analysis.provenance import gathered
from balkansim.evidence.codebook import Key
from balkansim.evidence.evidence import add, load_evidence, new


def pairs(row):
    return {frozenset((s, o)) for s in row["subject"].split() for o in row["object"].split()}


def test_a_number_lists_exactly_its_claims(world):
    found = explain("pact_reaction", "SRB", "XKX", scenario=world[0], evidence=world[1])
    rows = []
    for path in (world[1].folder / "claims").glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows += list(csv.DictReader(file))
    own = {row["id"] for row in rows if row["quantity"] == "pact_reaction" and {"SRB", "XKX"} in pairs(row)}
    assert len(own) > 10
    assert {claim.id for claim in found.claims} == own
    assert all(name in str(found) for name in own)
    assert len(found.to_frame()) == len(own)


def test_it_is_the_number_the_model_draws_from(world):
    found = explain("pact_reaction", "SRB", "XKX", scenario=world[0], evidence=world[1])
    estimate = world[1].estimates(date(2025, 4, 30)).get("pact_reaction", "SRB", "XKX")
    assert found.value == pytest.approx(estimate.mean)
    assert found.low < found.value < found.high
    assert {claim.id for each in found.assertions for claim in each.claims} == set(estimate.claims)
    weights = 1 + sum(each.counted for each in found.assertions)
    pulled = estimate.start + sum(each.value * each.counted for each in found.assertions)
    assert pulled / weights == pytest.approx(estimate.mean)


def test_the_cap_and_the_weightless_are_told(world):
    text = str(explain("pact_reaction", "SRB", "XKX", scenario=world[0], evidence=world[1]))
    assert "the most a document can" in text
    assert "a claim of the kind forecast weighs nothing: A2-07" in text
    assert max(map(len, text.splitlines())) <= 100


def test_what_another_coder_reads_as_a_forecast_is_told(world):
    text = " ".join(str(explain("tension", "SRB", "XKX", scenario=world[0], evidence=world[1])).split())
    assert "a claim of the kind forecast weighs nothing: A07a" in text
    assert "another coder reads nothing but a forecast or hypothesis in it, so it weighs nothing: A2-09" in text


def test_what_measured_facts_add_is_told(world):
    text = " ".join(str(explain("grievance", "BGR", "MKD", scenario=world[0], evidence=world[1])).split())
    assert "No claim gives it; it is computed from measured facts." in text
    assert "open bilateral dispute on public record, 1 x +1" in text
    text = " ".join(str(explain("grievance", "SRB", "XKX", scenario=world[0], evidence=world[1])).split())
    start = world[1].estimates(date(2025, 4, 30)).start("grievance", "SRB", "XKX").mean
    assert f"which move it from its default, {start:.2g}" in text
    assert "one does not recognise the other, 1 x +0.7" in text


def test_claims_not_yet_known_do_not_count(world):
    used, unused = gathered(Key("pact_reaction", "SRB", "XKX"), world[1], date(2025, 3, 31))
    names = {claim.id for each in used for claim in each.claims}
    assert "A41" not in names
    assert {claim.id: claim.unused for claim in unused}["A41"] == "not known until 2025-04-01"
    assert "A04" in names


def test_a_default_rests_on_nothing(world):
    found = explain("audience_cost", "SVK", scenario=world[0], evidence=world[1])
    assert found.origin == "default"
    assert "It rests on nothing: conceding is seldom free." in str(found)
    assert found.claims == ()


def test_a_default_may_follow_another_number(world):
    found = explain("tension", "SVK", "BGR", scenario=world[0], evidence=world[1])
    assert "balkansim explain grievance BGR SVK" in str(found)


def test_membership_moves_a_commitment_nobody_coded(world):
    found = explain("commitment", "BGR", "NATO", scenario=world[0], evidence=world[1])
    assert found.value > 0.6
    assert "balkansim explain membership_commitment" in str(found)


def test_what_the_scenario_sets_is_said(world):
    found = explain("tension", "SRB", "XKX", set_=["tension.SRB.XKX=0.4"], evidence=world[1])
    assert (found.value, found.origin) == (0.4, "scenario")
    assert "The scenario baseline" in " ".join(found.said)


def test_a_figure_names_its_source(world):
    found = explain("expenditure", "SRB", scenario=world[0], evidence=world[1])
    assert found.origin == "measured"
    assert "SIPRI" in str(found)
    assert "published 2024" in " ".join(str(found).split())


@pytest.fixture
def with_document(tmp_path):
    """Return an evidence folder with a third document of one paragraph and one claim, and the folder of its text."""
    folder, texts = tmp_path / "mine", tmp_path / "texts"
    texts.mkdir()
    new(folder)
    (texts / "any name.txt").write_text("Two mayors quarrel over a bridge.\n", encoding="utf-8")
    add(folder, texts / "any name.txt", "C", "Somebody", "2025-04-02")
    row = "C1,1,1,2025-04-02,mayors-quarrel,fact,BGR,SVK,tension,+,strong,a dispute about a crossing,\n"
    with (folder / "claims" / "C.csv").open("a", encoding="utf-8", newline="") as file:
        file.write(row)
    return folder, texts


def test_the_readers_copy_stands_beside_the_paraphrase(with_document):
    folder, texts = with_document
    found = explain("tension", "BGR", "SVK", evidence=load_evidence(folder), documents=texts)
    lines = str(found).splitlines()
    (claim,) = [k for k, line in enumerate(lines) if "a dispute about a crossing" in line]
    assert "your copy of C1: Two mayors quarrel over a bridge." in lines[claim + 1]
    assert "Two mayors" not in str(explain("tension", "BGR", "SVK", evidence=load_evidence(folder)))


def test_a_copy_without_the_paragraph_is_said_so(with_document, tmp_path):
    folder, _ = with_document
    other = tmp_path / "other"
    other.mkdir()
    (other / "x.txt").write_text("Nothing of the kind.\n", encoding="utf-8")
    found = explain("tension", "BGR", "SVK", evidence=load_evidence(folder), documents=other)
    assert "no file in the folder has this paragraph" in str(found)


def test_every_assertion_averages_its_own_claims(world):
    found = explain("pact_reaction", "SRB", "XKX", scenario=world[0], evidence=world[1])
    for each in found.assertions:
        assert {claim.assertion for claim in each.claims} == {each.name}
        if each.coders == 1:
            assert each.value == pytest.approx(sum(claim.value for claim in each.claims) / len(each.claims))
