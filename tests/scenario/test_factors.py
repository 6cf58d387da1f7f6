"""The catalogue of everything that can be set."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from balkansim.errors import BalkansimError
from balkansim.evidence.coefficients import Parameter
from balkansim.evidence.evidence import Evidence, load_evidence
from balkansim.months import last_day
from balkansim.scenario.factors import (
    WIDTH,
    Actors,
    Factor,
    actors_of,
    catalogue,
    coefficient_factors,
    coefficients,
    find,
    number,
    parameter_limits,
    quantities,
    quantity_factors,
    table,
    vocabulary,
)
from balkansim.scenario.resolve import resolve

Write = Callable[..., str]
TRIO = Actors(("SRB", "XKX", "ALB"), ("NATO",), ("adriatic",), ("north",), ("RS",))


@cache
def evidence() -> Evidence:
    return load_evidence()


@cache
def baseline() -> dict[str, Factor]:
    return catalogue(resolve("baseline"), evidence())


def names_of(quantity: str, cast: Actors = TRIO) -> list[str]:
    """List a quantity's factors in a small world."""
    return [name for name, owner, _, _ in quantity_factors(quantities(None), cast) if owner == quantity]


def test_a_symmetric_quantity_has_one_factor_a_dyad_in_roster_order() -> None:
    assert names_of("tension") == ["tension.SRB.XKX", "tension.SRB.ALB", "tension.XKX.ALB"]


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        ("commitment", ["commitment.SRB.NATO", "commitment.XKX.NATO", "commitment.ALB.NATO"]),
        ("supply", ["supply.NATO.SRB", "supply.NATO.XKX", "supply.NATO.ALB"]),
        ("invitation", ["invitation.SRB.adriatic", "invitation.XKX.adriatic", "invitation.ALB.adriatic"]),
        ("backing", ["backing.SRB.RS", "backing.XKX.RS", "backing.ALB.RS"]),
        ("depth", ["depth.adriatic"]),
        ("secession_pressure", ["secession_pressure.RS"]),
        ("mediation", ["mediation.NATO"]),
    ],
)
def test_parties_follow_the_codebook(quantity: str, expected: list[str]) -> None:
    assert names_of(quantity) == expected


def test_families_of_coefficients_follow_the_world() -> None:
    file = ["slope", "patron_salience.NATO", "patron_salience.RUS", "patron_salience.other", "hazard_base.other"]
    cast = Actors((), ("NATO", "GBR"), (), ("north",), ())
    assert list(coefficient_factors(file, cast)) == [
        ("slope", "slope"),
        ("patron_salience.NATO", "patron_salience.NATO"),
        ("patron_salience.GBR", "patron_salience.other"),
        ("hazard_base.north", "hazard_base.other"),
    ]


@pytest.mark.parametrize(
    ("unit", "shape", "low", "good", "bad"),
    [
        ("0-1", "uniform", 0.2, (0, 1), (-0.01, 1.01)),
        ("-1 to 1", "uniform", -0.5, (-1, 1), (-1.01, 1.01)),
        ("relative to t0", "fixed", 1.0, (0.05, 3), (0.04, 3.01)),
        ("a year", "log", 0.1, (0.001, 50), (0, -1)),
        ("per logit", "uniform", 0.0, (0, 50), (-0.01,)),
        ("log odds", "uniform", -1.0, (-50, 50), (float("nan"), float("inf"))),
    ],
)
def test_limits_of_a_coefficient(
    unit: str, shape: str, low: float, good: tuple[float, ...], bad: tuple[float, ...]
) -> None:
    limits = parameter_limits(Parameter("slope", max(low, 0.5), low, 5.0, unit=unit, shape=shape))
    assert all(limits.hold(value) for value in good)
    assert not any(limits.hold(value) for value in bad)


@pytest.mark.parametrize("name", ["baseline", "wider-region", "null-world"])
def test_catalogue_and_vocabulary_name_the_same_things(name: str) -> None:
    scenario = resolve(name)
    listed = catalogue(scenario, evidence())
    limits = vocabulary(actors_of(scenario), quantities(evidence()), coefficients(evidence()))
    assert set(listed) == set(limits)
    for factor in listed.values():
        assert limits[factor.name].hold(factor.value), factor
        assert factor.low <= factor.value <= factor.high
        assert factor.meaning
        assert factor.unit


def test_every_listed_value_can_be_set() -> None:
    chosen = [
        "threat_base",
        "dialogue",
        "peacekeepers.northern-kosovo",
        "tension.SRB.XKX",
        "commitment.HUN.RUS",
        "expenditure.SRB",
        "burden.SRB",
        "patron_salience.NATO",
        "supply.TUR.XKX",
        "backing.SRB.RS",
    ]
    values = {name: baseline()[name].value for name in chosen}
    assert resolve("baseline", set_=values).overrides == values


def test_a_signed_quantity_is_stretched_to_its_own_scale() -> None:
    estimate = evidence().estimates(last_day(0)).get("commitment", "SRB", "NATO")
    factor = baseline()["commitment.SRB.NATO"]
    assert factor.value == pytest.approx(2 * estimate.mean - 1)
    assert (factor.unit, factor.origin, factor.shape) == ("-1 to 1", estimate.origin, "beta")
    assert -1 <= factor.low < factor.value < factor.high <= 1


def test_ninety_percent_of_the_distribution_lie_in_the_range() -> None:
    from scipy.special import betainc

    estimate = evidence().estimates(last_day(0)).get("tension", "SRB", "XKX")
    factor = baseline()["tension.SRB.XKX"]
    assert betainc(estimate.alpha, estimate.beta, factor.low) == pytest.approx(0.05)
    assert betainc(estimate.alpha, estimate.beta, factor.high) == pytest.approx(0.95)


def test_figures_are_measured_and_certain() -> None:
    factor = baseline()["expenditure.SRB"]
    assert factor.value == evidence().figures.value("expenditure", "SRB")
    assert (factor.low, factor.high, factor.origin, factor.shape) == (factor.value, factor.value, "measured", "fixed")


def test_a_start_before_april_knows_fewer_claims() -> None:
    march = catalogue(resolve("march-2025"), evidence())
    assert march["pact_reaction.SRB.XKX"].value != baseline()["pact_reaction.SRB.XKX"].value


def test_what_a_scenario_sets_is_shown_as_set(write: Write) -> None:
    body = "[set]\ndialogue = 0.9\nfatigue = { low = 0.1, value = 0.2, high = 0.4 }\n[states.SRB]\nexpenditure = 2000"
    listed = catalogue(resolve(write(body)), evidence())
    one, spread, figure = listed["dialogue"], listed["fatigue"], listed["expenditure.SRB"]
    assert (one.value, one.low, one.high, one.origin, one.shape) == (0.9, 0.9, 0.9, "scenario", "fixed")
    assert (spread.low, spread.value, spread.high, spread.origin) == (0.1, 0.2, 0.4, "scenario")
    assert (figure.value, figure.origin) == (2000, "scenario")


def test_a_new_state_and_bloc_stand_at_the_codebooks_defaults(write: Write) -> None:
    roster = ", ".join(f'"{code}"' for code in (*resolve("baseline").roster, "CYP"))
    body = f"""roster = [{roster}]
[states.CYP]
label = "Cyprus"
expenditure = 500
burden = 0.018
[blocs.danube]
members = ["BGR", "SVK"]
founded = "2025-01-01"
"""
    listed = catalogue(resolve(write(body)), evidence())
    assert listed["tie.SRB.CYP"].origin == "default"
    assert listed["depth.danube"].origin == "default"
    assert listed["expenditure.CYP"].value == 500
    assert "Cyprus" in listed["tie.SRB.CYP"].meaning


def test_find_looks_into_names_and_meanings() -> None:
    assert set(find("tension.SRB.XKX", baseline())) == {"tension.SRB.XKX"}
    assert "tension.SRB.XKX" in find("serbia, KOSOVO", baseline())
    assert find("", baseline()) == baseline()
    assert not find("narwhal", baseline())


def test_the_table_keeps_within_a_hundred_columns_and_counts() -> None:
    text = table(baseline())
    assert max(map(len, text.splitlines())) <= WIDTH
    assert f"{len(baseline())} of {len(baseline())} factors" in text
    assert "tension.SRB.XKX" in table(baseline(), "tension")
    assert "commitment" not in table(baseline(), "tension.SRB")


def test_a_word_nobody_uses_suggests_the_nearest() -> None:
    with pytest.raises(BalkansimError, match=r"no factor has 'tensoin'.*did you mean 'tension'"):
        table(baseline(), "tensoin")


@pytest.mark.parametrize(("value", "text"), [(1796.9, "1797"), (0.12345, "0.123"), (1.0, "1"), (-0.5, "-0.5")])
def test_numbers_have_three_digits(value: float, text: str) -> None:
    assert number(value) == text
