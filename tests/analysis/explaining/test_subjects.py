"""Words are taken for what they name; what is unknown suggests the nearest name."""

from __future__ import annotations

import pytest

from balkansim.analysis.explain import explain
from balkansim.analysis.provenance import CoefficientExplanation, NumberExplanation
from balkansim.analysis.rules import RuleExplanation
from balkansim.errors import BalkansimError


@pytest.mark.parametrize(
    ("words", "kind", "name"),
    [
        (("tension", "SRB", "Kosovo"), NumberExplanation, "tension.SRB.XKX"),
        (("Tension", "xkx", "Serbia"), NumberExplanation, "tension.SRB.XKX"),
        (("tension.XKX.SRB",), NumberExplanation, "tension.SRB.XKX"),
        (("depth", "adriatic"), NumberExplanation, "depth.adriatic"),
        (("government_line", "Serbia", "Russia"), NumberExplanation, "government_line.SRB.RUS"),
        (("expenditure", "SRB"), NumberExplanation, "expenditure.SRB"),
        (("accession_base",), CoefficientExplanation, "accession_base"),
        (("hazard_base", "northern-kosovo"), CoefficientExplanation, "hazard_base.northern-kosovo"),
        (("threat",), RuleExplanation, "threat"),
    ],
)
def test_what_words_name(world, words, kind, name):
    found = explain(*words, scenario=world[0], evidence=world[1])
    assert isinstance(found, kind)
    assert found.name == name


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("threats",), "did you mean 'threat'?"),
        (("acession_base",), "did you mean 'accession_base'?"),
        (("tensoin", "SRB", "XKX"), "did you mean 'tension'?"),
        (("F99",), "did you mean 'F9'?"),
        (("tension", "SRB", "Kosvo"), "did you mean 'Kosovo'?"),
        (("tension", "SRB"), "balkansim explain tension SRB XKX"),
        (("tension", "SRB", "SRB"), "SRB paired with itself"),
        (("depth", "SRB"), "unknown bloc 'SRB'"),
        (("threat", "SRB"), "expected: threat alone"),
        (("F11",), "F11 is untestable"),
    ],
)
def test_what_is_not_understood(world, words, said):
    with pytest.raises(BalkansimError) as caught:
        explain(*words, scenario=world[0], evidence=world[1])
    assert said in caught.value.told()
