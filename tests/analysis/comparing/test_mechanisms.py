"""Each knock-out takes out what it says and nothing else, rule by rule; its file and the mistakes in it."""

from __future__ import annotations

import inspect
from functools import cache

import numpy as np
import pytest

import running
from balkansim.analysis.knockouts import FILE, chosen, listing, load_mechanisms
from balkansim.errors import BalkansimError
from balkansim.evidence.coefficients import coefficient_view
from balkansim.evidence.evidence import load_evidence, new
from balkansim.model.rulebook.inputs import INPUTS
from balkansim.model.rulebook.registry import RULES

DRAWS, POINTS = 8, 100
AT_REST = {"peacekeepers": 1.0, "proximity": 1.0}
NOUGHT = 1e-9
MECHANISMS = load_mechanisms(running.evidence())
each = pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda mechanism: mechanism.name)


@cache
def points(rule):
    """Return random inputs of a rule, by name."""
    luck = np.random.default_rng(3)
    names = list(inspect.signature(RULES[rule].function).parameters)[1:]
    whole = [{name: float(luck.uniform(*INPUTS[name][0])) for name in names} for _ in range(POINTS)]
    return [point | ({"step": float(luck.integers(2, 5))} if "step" in names else {}) for point in whole]


@cache
def usual():
    """Return the coefficients of some draws."""
    return views()


def views(fixed=None):
    """Return the coefficients of some draws, with some fixed."""
    start = running.an_ensemble(DRAWS, fixed=fixed).start(running.scenario("baseline"), 0, DRAWS)
    return [coefficient_view(start.coefficients, draw) for draw in range(DRAWS)]


@each
def test_with_its_inputs_at_rest_every_rule_answers_as_before_and_moving_them_changes_nothing(mechanism):
    off = views(mechanism.set)
    for name, rule in RULES.items():
        resting = {i: AT_REST.get(i, 0.0) for r, i in (told.split(".") for told in mechanism.inputs) if r == name}
        for on, without in zip(usual(), off, strict=True):
            for point in points(name):
                answer = rule.function(without, **point)
                if name in mechanism.silent:
                    assert 0.0 <= answer < NOUGHT
                else:
                    assert answer == rule.function(on, **(point | resting)), (name, point)


@each
def test_each_input_that_it_silences_matters_while_it_is_on(mechanism):
    for told in mechanism.inputs:
        name, silenced = told.split(".")
        function, rest = RULES[name].function, {silenced: AT_REST.get(silenced, 0.0)}
        changes = [function(c, **point) != function(c, **(point | rest)) for c in usual() for point in points(name)]
        assert any(changes), told
    for name in mechanism.silent:
        assert any(RULES[name].function(c, **point) > 1e-6 for c in usual() for point in points(name))


def test_every_family_of_rules_can_be_switched_off():
    assert {family for m in MECHANISMS for family in m.families} == {rule.family for rule in RULES.values()}


@each
def test_a_mechanism_belongs_to_the_families_of_its_rules(mechanism):
    rules = {told.split(".")[0] for told in mechanism.inputs} | set(mechanism.silent)
    assert {RULES[rule].family for rule in rules} <= set(mechanism.families)


def test_the_list_fits_the_page_and_names_all():
    told = str(listing(MECHANISMS))
    assert max(map(len, told.splitlines())) <= 100
    assert all(f"{mechanism.name} " in told for mechanism in MECHANISMS)


def test_mechanisms_are_chosen_by_name_in_the_order_of_the_file():
    assert chosen(MECHANISMS, ()) == MECHANISMS
    assert [m.name for m in chosen(MECHANISMS, ("noise", "Threat"))] == ["threat", "noise"]
    with pytest.raises(BalkansimError, match="did you mean 'reciprocity'"):
        chosen(MECHANISMS, ("reciprocty",))


def test_a_folder_without_the_file_uses_the_one_that_ships(tmp_path):
    folder = new(tmp_path / "mine")
    assert (folder / FILE).is_file()
    (folder / FILE).unlink()
    assert load_mechanisms(load_evidence(folder)) == MECHANISMS


GOOD = '[[mechanisms]]\nname = "own"\nsentence = "Nothing."\nfamilies = ["settle"]\nset = { line_company = 0.0 }\n'


@pytest.mark.parametrize(
    ("old", "fresh", "expected"),
    [
        ("line_company", "line_compny", "did you mean 'line_company'"),
        ('"settle"', '"setle"', "did you mean 'settle'"),
        ("families =", 'inputs = ["strain_next.nois"]\nfamilies =', "did you mean 'strain_next.noise'"),
        ("families =", 'silent = ["exit_rat"]\nfamilies =', "did you mean 'exit_rate'"),
        ("sentence", "sentense", "unknown key 'sentense'"),
        ("{ line_company = 0.0 }", "{ }", "set"),
        ("0.0", "nan", "set"),
        ("[[mech", GOOD + "[[mech", "own stands twice"),
        ("[[mechanisms]]", "[[mechanisms", "not TOML"),
    ],
)
def test_mistakes_in_the_file_are_named(tmp_path, old, fresh, expected):
    folder = new(tmp_path / "mine")
    (folder / FILE).write_text(GOOD, encoding="utf-8")
    assert load_mechanisms(load_evidence(folder))[0].name == "own"
    (folder / FILE).write_text(GOOD.replace(old, fresh), encoding="utf-8")
    with pytest.raises(BalkansimError) as mistake:
        load_mechanisms(load_evidence(folder))
    assert expected in str(mistake.value)
    assert FILE in str(mistake.value)
