"""Where two states start before any claim: worked by hand, valid on its face, and blind to what was not known."""

from __future__ import annotations

import json
import math
from datetime import date
from itertools import pairwise

import pytest
from click.testing import CliRunner

from balkansim.cli.world import evidence as command
from balkansim.errors import BalkansimError
from balkansim.evidence.codebook import Key, load_codebook
from balkansim.evidence.dyads import FACTS
from balkansim.evidence.evidence import load_evidence
from balkansim.evidence.matrix import dyad_matrix, fact_rows

APRIL = date(2025, 4, 30)
ALLIES = ("ALB XKX", "ALB HRV", "HUN SVK", "BGR ROU", "ROU GRC", "HRV XKX")
STRANGERS = ("SVK MNE", "ALB SVK", "MKD SVN", "HUN MNE")
DISPUTANTS = ("BGR MKD", "SRB HRV", "SRB BIH", "ALB GRC")
DYADS = """
[dyads]
rivalry_half_life = {years}
dispute_half_life = {years}
[dyads.quantities.grievance]
base = {base}
width = {width}
[dyads.quantities.grievance.facts]
border = {border}
open_dispute = {dispute}
"""


def weight(value: float, unit: str = "logits") -> str:
    spread = f"value = {value}, low = {value - 1}, high = {value + 1}"
    return f'{{ {spread}, unit = "{unit}", origin = "assumed", reason = "r" }}'


@pytest.fixture(scope="module")
def shipped():
    """Return the numbers of the evidence that ships, as known in April 2025."""
    return load_evidence().estimates(APRIL)


@pytest.fixture
def measured(make_folder, row):
    """Return the evidence of a folder whose grievances are computed; further rows of figures may be given."""

    def load(*figures: str, claims=(), dyads=None):
        folder = make_folder(f"measured-{len(figures)}-{len(claims)}", A=list(claims))
        told = {"years": weight(10.0, "years"), "base": weight(-1.0), "width": weight(2.0)}
        told |= {"border": weight(0.5), "dispute": weight(1.0)}
        with (folder / "codebook.toml").open("a", encoding="utf-8") as file:
            file.write(dyads or DYADS.format(**told))
        with (folder / "figures.csv").open("a", encoding="utf-8") as file:
            file.writelines(
                f"{line}\n" for line in ("XKX,,eu_status,none,status,2024,2024-12-31,an almanac,", *figures)
            )
        return load_evidence(folder)

    return load


def test_a_dyads_default_is_the_logistic_of_base_and_facts(measured):
    found = measured().estimates(APRIL).get("grievance", "SRB", "XKX")
    mean = 1 / (1 + math.exp(0.5))
    assert (found.origin, found.mean, found.start) == ("measured", pytest.approx(mean), pytest.approx(mean))
    variance = 4.0 + 2**2 / 12 + 2**2 / 12
    assert found.sd == pytest.approx(min(math.sqrt(variance) * mean * (1 - mean), found.sd))


def test_claims_update_what_is_measured(measured, row):
    claims = [row(quantity="grievance", intensity="full", direction="-")]
    estimates = measured(claims=claims).estimates(APRIL)
    start = estimates.start("grievance", "SRB", "XKX").mean
    assert start == pytest.approx(1 / (1 + math.exp(0.5)))
    assert 0 < estimates.get("grievance", "SRB", "XKX").mean < start


def test_tension_without_claims_follows_what_is_measured(measured):
    found = measured().estimates(APRIL).get("tension", "SRB", "XKX")
    assert (found.origin, found.follows) == ("measured", "grievance")


def test_a_state_of_which_nothing_is_measured_has_the_flat_default(measured):
    estimates = measured().estimates(APRIL)
    assert estimates.get("grievance", "SRB", "ALB").origin == "default"
    assert estimates.default("grievance", "AVA", "BOR").mean == 0.25


def test_only_figures_published_by_the_day_and_of_no_later_year_count(measured):
    evidence = measured("SRB,XKX,open_dispute,1,share,2024,2024-06-30,a paper,")
    key = Key("grievance", "SRB", "XKX")
    for day, facts in ((date(2024, 6, 29), ["base", "border"]), (APRIL, ["base", "border", "open_dispute"])):
        assert [each.fact for each in evidence.estimates(day).contributions(key)] == facts


def test_a_past_world_knows_a_border_and_a_recognition_but_no_later_veto():
    estimates = load_evidence().estimates(date(2011, 7, 31))
    assert {each.fact for each in estimates.contributions(Key("grievance", "SRB", "XKX"))} == {
        "base", "not_recognised", "border",
    }  # fmt: skip
    assert "open_dispute" not in {each.fact for each in estimates.contributions(Key("grievance", "BGR", "MKD"))}
    assert "open_dispute" in {each.fact for each in estimates.contributions(Key("grievance", "GRC", "MKD"))}


def test_a_codebook_without_dyads_keeps_its_flat_defaults(make_folder):
    assert load_evidence(make_folder()).estimates(APRIL).get("grievance", "SRB", "XKX").origin == "default"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("border = ", "borders = ", "facts among allied"),
        ("value = 2.0, low = 1.0", "value = 2.0, low = 0.0", "width above 0"),
        ("value = 0.5, low = -0.5", "value = 9.5, low = -0.5", "value between low and high"),
        ("quantities.grievance", "quantities.depth", "dyads.quantities, not depth"),
    ],
)
def test_what_cannot_be_computed_is_refused(measured, old, new, told):
    path = measured().folder / "codebook.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(BalkansimError, match=told):
        load_codebook(path)


@pytest.mark.parametrize(("age", "left"), [(0, 1.0), (15, 0.5), (30, 0.25)])
def test_an_ended_rivalry_fades_by_its_half_life(shipped, age, left):
    figures = load_evidence().figures
    found = shipped.codebook.dyads.contributions("grievance", "HRV", "SRB", figures, 2002 + age)
    assert dict((each.fact, each.size) for each in found)["rivalry"] == pytest.approx(left)


@pytest.mark.parametrize("quantity", ["grievance", "tension"])
def test_allies_stand_below_strangers_below_disputants_below_serbia_and_kosovo(shipped, quantity):
    means = [
        [shipped.get(quantity, *dyad.split()).mean for dyad in group]
        for group in (ALLIES, STRANGERS, DISPUTANTS, ("SRB XKX",))
    ]
    for lower, higher in pairwise(means):
        assert max(lower) < min(higher)


@pytest.mark.parametrize("quantity", ["grievance", "tension"])
def test_north_macedonia_is_tenser_with_bulgaria_than_with_serbia_than_with_its_friends(shipped, quantity):
    bulgaria, serbia, *friends = (shipped.get(quantity, "MKD", name).mean for name in ("BGR", "SRB", "HRV", "SVK"))
    assert bulgaria > serbia > max(friends)


def test_ties_of_allies_are_closer_than_those_of_disputants(shipped):
    ties = [[shipped.start("tie", *dyad.split()).mean for dyad in group] for group in (ALLIES[1:5], DISPUTANTS[1:])]
    assert min(ties[0]) > max(ties[1])


def test_no_measured_default_claims_to_know_more_than_the_flat_one(shipped):
    """The flat default's sd of 0.10 at a mean of 0.25 is 0.53 in log-odds; a measured one is as wide or wider."""
    for one in shipped.codebook.parties.state:
        for other in shipped.codebook.parties.state:
            if one != other:
                found = shipped.start("grievance", one, other)
                assert found.sd / (found.mean * (1 - found.mean)) > 0.5, (one, other)


def test_every_fact_of_the_codebook_is_found_somewhere(shipped):
    held = {each.fact for key in shipped.codebook.all_keys() for each in shipped.contributions(key)}
    assert held == {"base", *FACTS}


def test_the_matrix_shows_every_dyad_once_with_its_origin():
    found = dyad_matrix(load_evidence())
    states = len(found.states)
    assert len(found.rows()) == len(found.quantities) * states * (states - 1) / 2
    shown = found.table("grievance")
    cells = [cell for cells in shown.rows for cell in cells[1:] if cell]
    assert len(cells) == states * (states - 1) / 2
    serbia = dict(zip(shown.head, shown.rows[0], strict=True))
    assert serbia["XKX"].endswith("d")
    assert serbia["HUN"].endswith("m")
    assert max(map(len, str(found).splitlines())) <= 100


def test_the_command_prints_the_matrix_as_text_and_json(make_folder, row):
    folder = str(make_folder(A=[row()]))
    told = CliRunner().invoke(command, ["dyads", folder], catch_exceptions=False).output
    assert "tension" in told
    assert "0.44d" in told
    plain = json.loads(CliRunner().invoke(command, ["dyads", folder, "--json"], catch_exceptions=False).output)
    assert {one["quantity"] for one in plain["dyads"]} == {"tension", "grievance"}
    assert [one["origin"] for one in plain["dyads"] if one["one"] == "SRB"] == ["documented", "default"]


def test_every_weight_is_told_with_its_reason():
    rows = list(fact_rows(load_evidence()))
    assert len(rows) == 2 * len(FACTS)
    assert all(reason for *_, reason in rows)


def test_contributions_are_empty_where_nothing_is_measured(shipped):
    assert shipped.contributions(Key("depth", "adriatic")) == []
