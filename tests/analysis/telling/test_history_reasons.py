"""The reason of an act is the input that pushes its rule most."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from balkansim.analysis.reasons import CHANCE, NEUTRAL, pushes, reason
from balkansim.analysis.trace import Call
from balkansim.model.phases import PHASES
from balkansim.model.rulebook.inputs import INPUTS
from balkansim.model.rulebook.registry import RULES

C = SimpleNamespace(turnover_base=0.0, turnover_pressure=2.0, consent_base=1.0, consent_similarity=1.0,
                    consent_openness=2.0, consent_nonrecognition=3.0)  # fmt: skip


def call(rule: str, **inputs: float) -> Call:
    """Return a call with the answer that the rule gives."""
    return Call(rule, inputs, RULES[rule].function(C, **inputs), PHASES[0], "vote", (0,))


def consent(similarity: float, nonrecognition: float, openness: float) -> Call:
    return call("consent_chance", similarity=similarity, nonrecognition=nonrecognition, openness=openness)


def test_a_push_is_the_answer_less_the_answer_at_the_neutral_value() -> None:
    asked = consent(0.0, 1.0, 0.5)
    found = pushes(C, asked)
    assert found["nonrecognition"] == pytest.approx(0.11920292 - 0.73105858)
    assert found["similarity"] == found["openness"] == 0.0


@pytest.mark.parametrize(
    ("asked", "sign", "told"),
    [
        (consent(0.1, 1.0, 0.9), -1.0, "because of not recognising each other"),
        (consent(0.1, 1.0, 0.9), 1.0, "because of the bloc's openness"),
        (consent(0.5, 1.0, 0.8), 1.0, "because of the bloc's openness and alignment alike"),
        (consent(-0.5, 0.0, 0.2), -1.0, "because of the bloc's closedness and alignment unlike"),
        (consent(0.0, 0.0, 0.5), 1.0, CHANCE),
        (call("turnover_chance", pressure=0.3), 1.0, CHANCE),
        (call("turnover_chance", pressure=0.3), -1.0, "because of domestic calm"),
    ],
)
def test_the_largest_push_in_the_direction_of_the_act_is_told(asked: Call, sign: float, told: str) -> None:
    assert reason(C, asked, sign=sign) == told


def test_other_neutral_values_can_be_given() -> None:
    assert reason(C, call("turnover_chance", pressure=0.7), neutral={"pressure": 0.8}, sign=-1.0) == (
        "because of domestic calm"
    )


DECIDING = ("provoke_urge", "conciliate_urge", "accession_propensity", "landscape_propensity",
            "balance_propensity", "consent_chance", "founding_propensity",
            "exit_rate", "lapse_rate", "turnover_chance", "conversion_chance", "pfp_consent_chance",
            "expenditure_growth")  # fmt: skip


@pytest.mark.parametrize("rule", DECIDING)
def test_every_input_of_a_deciding_rule_can_be_a_reason(rule: str) -> None:
    names = RULES[rule].function.__code__.co_varnames[1 : RULES[rule].function.__code__.co_argcount]
    assert set(names) <= set(NEUTRAL)


def test_neutral_values_lie_in_the_inputs_ranges() -> None:
    for name, entry in NEUTRAL.items():
        (low, high), meaning = INPUTS[name]
        assert low <= entry.value <= high
        assert high == entry.value or entry.called(name, high) == entry.above
        assert entry.called(name, low) == (entry.below or meaning)
