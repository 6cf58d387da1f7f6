"""The evidence that ships: readable, dated in time, without the documents' sentences, and unmoved by a copy."""

from __future__ import annotations

import csv
import re
from datetime import date

import pytest

from balkansim.evidence.claims import COLUMNS
from balkansim.evidence.coding import used_claims
from balkansim.evidence.evidence import load_evidence, new
from balkansim.evidence.figures import VARIABLES
from balkansim.files import read_table

STATES = ["SRB", "XKX", "ALB", "HRV", "HUN", "SVK", "BGR", "MKD", "BIH", "MNE", "SVN", "ROU", "GRC"]
APRIL = date(2025, 4, 30)
SIPRI_ROWS = 170 * 75
"""States times years in the SIPRI military expenditure data, of which under a tenth may be passed on."""


@pytest.fixture(scope="module")
def seeds():
    """Return the evidence that ships."""
    return load_evidence()


def test_both_documents_ship_with_all_paragraphs(seeds):
    assert [(d.id, d.author, len(d.paragraphs)) for d in seeds.library] == [
        ("A", "Anna Toso", 18),
        ("B", "Lincoln Gardner", 40),
    ]
    assert all(len(set(document.paragraphs)) == len(document.paragraphs) for document in seeds.library)
    assert seeds.library.document("B").dated.startswith("assumed")


def test_both_documents_are_coded_by_two_coders(seeds):
    coders = {document.id: {c.coder for c in seeds.claims if c.document == document.id} for document in seeds.library}
    assert all(len(found) >= 2 for found in coders.values()), coders


def test_no_claim_quotes_at_length(seeds):
    quoted = re.compile('["\u201c]([^"\u201d]*)["\u201d]')
    for claim in seeds.claims:
        assert all(len(part.split()) <= 4 for part in quoted.findall(claim.paraphrase)), claim.id


@pytest.mark.parametrize("variable", ["expenditure", "burden", "election_due", "election_term_months", "eu_status"])
def test_every_state_has_the_figures_a_world_needs(seeds, variable):
    assert [state for state in STATES if seeds.figures.figure(variable, state) is None] == []


def test_no_figure_the_model_uses_was_published_after_the_day_documents_are_known(seeds):
    late = [f for f in seeds.figures.rows if f.published > seeds.library.known_by and not VARIABLES[f.variable].context]
    assert late == []


def test_figures_agree_with_what_is_known(seeds):
    figures = seeds.figures
    assert figures.value("kfor_strength", "KFOR") == 4686
    assert figures.value("nato_since", "MKD") == 2020
    assert figures.value("nato_since", "SRB") is None
    assert figures.value("land_border_km", "XKX", "SRB") == 366
    assert figures.word("recognises_kosovo", "GRC") == "n"
    assert figures.value("burden", "SRB") == 0.0221
    assert figures.value("sea_neighbours", "HRV", "ALB") == 1
    members = [state for state in STATES if figures.word("eu_status", state) == "member"]
    assert members == [state for state in STATES if figures.value("eu_since", state) is not None]


def test_only_a_handful_of_sipri_figures_ship(seeds):
    assert sum("SIPRI" in figure.source for figure in seeds.figures.rows) < SIPRI_ROWS / 10


def test_all_estimates_are_inside_their_scale(seeds):
    estimates = seeds.estimates(APRIL)
    for key in seeds.codebook.all_keys():
        found = estimates.get(*key)
        assert 0.02 <= found.mean <= 0.98, key
        assert 0 < found.sd < 0.5, key
        assert found.alpha > 0, key
        assert found.beta > 0, key


def test_no_number_lies_on_the_other_side_of_its_default_from_all_of_its_claims(seeds):
    estimates, by_key = seeds.estimates(APRIL), {}
    for claim in seeds.claims:
        for key in claim.keys:
            by_key.setdefault(key, []).append(claim)
    for key, claims in by_key.items():
        found, start = estimates.get(*key), estimates.start(*key).mean
        used = used_claims(claims, seeds.codebook, seeds.library, APRIL)
        directions = {
            {"+": 1, "-": -1}.get(c.direction) or (1 if seeds.codebook.words[c.intensity].number >= start else -1)
            for c in used
        }
        if directions == {1}:
            assert found.mean >= start - 1e-9, key
        if directions == {-1}:
            assert found.mean <= start + 1e-9, key


def test_what_is_no_hostile_act_raises_no_tension(seeds):
    found = seeds.estimates(APRIL).get("tension", "HUN", "HRV")
    assert found.mean <= seeds.estimates(APRIL).start("grievance", "HUN", "HRV").mean


def test_a_refusal_lowers_an_invitation(seeds):
    told = [c for c in seeds.claims if c.quantity == "invitation" and c.direction == "-"]
    assert told
    for key in {key for claim in told for key in claim.keys}:
        claims = [c for c in seeds.claims if key in c.keys]
        if {c.direction for c in used_claims(claims, seeds.codebook, seeds.library, APRIL)} == {"-"}:
            assert seeds.estimates(APRIL).get(*key).mean < seeds.estimates(APRIL).start(*key).mean


def test_the_forecast_that_neither_bloc_lasts_weighs_nothing(seeds):
    for bloc in ("adriatic", "serbia-hungary"):
        used = seeds.estimates(APRIL).get("cohesion", bloc).claims
        assert not [c.id for c in seeds.claims if c.id in used and c.assertion == "neither-bloc-lasts"]


def test_tension_is_coded_apart_from_the_reaction_to_the_pacts(seeds):
    pacts = date(2025, 3, 18)
    for claim in seeds.claims:
        if claim.quantity == "pact_reaction":
            assert claim.as_of >= pacts, claim.id
            assert re.search("reaction|before them|stood before", claim.note), claim.id
    estimates = seeds.estimates(APRIL)
    assert all(estimates.get("pact_reaction", "SRB", name).mean > 0.4 for name in ("XKX", "ALB", "HRV"))
    before = seeds.estimates(date(2025, 3, 17))
    assert before.get("tension", "SRB", "XKX").mean == pytest.approx(estimates.get("tension", "SRB", "XKX").mean)


def test_a_members_commitment_starts_from_membership(seeds):
    estimates = seeds.estimates(APRIL)
    assert estimates.start("commitment", "BGR", "NATO").mean == pytest.approx(0.85)
    assert estimates.start("commitment", "SRB", "NATO").mean == pytest.approx(0.5)
    assert estimates.get("commitment", "BGR", "NATO").mean > 0.5


def test_a_run_from_march_does_not_know_the_second_pact(seeds):
    march = seeds.estimates(date(2025, 3, 31))
    assert all(claim.as_of >= date(2025, 4, 1) for claim in march.unused)
    assert march.unused


def test_a_copy_of_document_a_moves_no_estimate(seeds, tmp_path):
    folder = new(tmp_path / "mine")
    index = folder / "documents.toml"
    table = re.search(r"(?ms)^\[A\]\n.*?^\]\n", index.read_text(encoding="utf-8"))
    index.write_text(index.read_text(encoding="utf-8") + "\n" + table[0].replace("[A]", "[C]", 1), encoding="utf-8")
    with (folder / "claims" / "C.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for line, cells in read_table(folder / "claims" / "A.csv", COLUMNS):
            writer.writerow(cells | {"id": f"c{line}", "assertion": f"copied {line}"})
    assert load_evidence(folder).estimates(APRIL).all() == seeds.estimates(APRIL).all()
