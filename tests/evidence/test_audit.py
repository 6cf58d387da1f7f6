"""The audit counts every number once, by what it rests on."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from balkansim.errors import BalkansimError
from balkansim.evidence.checks import audit, told
from balkansim.evidence.codebook import Key
from balkansim.evidence.coefficients import coefficient_names, load_priors, shipped_path
from balkansim.evidence.evidence import load_evidence

MARCH = date(2025, 3, 31)


@pytest.fixture
def counted(make_folder, row):
    """Return the audit of a folder with four claims: used, late, weightless, and about nothing."""
    rows = [
        row(id="used"),
        row(id="late", as_of="2025-04-01", coder="2"),
        row(id="weightless", kind="forecast", quantity="depth", subject="adriatic", object=""),
        row(id="context", quantity="", direction="", intensity=""),
    ]
    folder = make_folder(A=rows)
    path = folder / "parameters.toml"
    path.write_text(
        re.sub(r'reason = "[^"]*"', 'reason = ""', path.read_text(encoding="utf-8"), count=1), encoding="utf-8"
    )
    return audit(load_evidence(folder), MARCH)


def test_numbers_are_counted_by_origin(counted):
    assert counted.numbers == {"documented": 1, "measured": 4, "default": 3 + 3 + 6 + 1 - 1}
    assert counted.context == 1
    assert counted.coefficients == Counter(p.origin for p in load_priors(shipped_path()).values())


def test_numbers_that_rest_on_nothing_are_listed(counted):
    assert counted.defaults["depth"] == (Key("depth", "adriatic"),)
    assert Key("tension", "SRB", "XKX") not in counted.defaults["tension"]
    assert counted.unreasoned == coefficient_names()[:1]


def test_claims_are_counted_and_the_unused_listed(counted):
    assert counted.kinds == {"fact": 3, "forecast": 1}
    assert counted.coders == {"1": 3, "2": 1}
    assert [claim.id for claim in counted.unused] == ["A:late"]
    assert [claim.id for claim in counted.weightless] == ["A:weightless", "A:context"]


def test_the_audit_is_told_in_plain_lines(counted):
    text = told(counted)
    assert "documented 1: moved from their default by claims" in text
    assert "not yet known: A:late" in text
    assert "  depth: 1 (adriatic)" in text
    assert f"coefficient {coefficient_names()[0]}: no reason given" in text


def test_a_folder_without_coefficients_is_told(make_folder):
    folder = make_folder()
    (folder / "parameters.toml").unlink()
    with pytest.raises(BalkansimError, match=r"parameters\.toml: file is missing"):
        audit(load_evidence(folder), MARCH)


def test_a_coefficient_without_origin_is_told(make_folder):
    folder = make_folder()
    (folder / "parameters.toml").write_text("[slope]\nvalue = 1.0\n", encoding="utf-8")
    with pytest.raises(BalkansimError, match=r"slope, key origin: key is missing|slope, key low: key is missing"):
        audit(load_evidence(folder), MARCH)
