"""Each difference between two identities is named."""

from __future__ import annotations

import math

import pytest

from balkansim.experiments.run_folder import PLACES, arithmetic, differences, surroundings, told


def test_equal_identities_do_not_differ() -> None:
    assert differences({"seed": 1, "sweep": {"draws": 4}}, {"sweep": {"draws": 4}, "seed": 1}) == []


def test_each_difference_is_named_by_its_place() -> None:
    there = {"version": "0.1.0", "sweep": {"seed": 1, "method": "grid"}, "factors": {"openness": {"low": 0.1}}}
    here = {
        "version": "0.1.0",
        "sweep": {"seed": 2, "method": "grid", "draws": 3},
        "factors": {"openness": {"low": 0.2}},
    }
    assert differences(there, here) == [
        "sweep.seed: 1 there, 2 here",
        "factors.openness.low: 0.1 there, 0.2 here",
        "sweep.draws: nothing there, 3 here",
    ]


def test_many_differences_are_told_in_few_words() -> None:
    sentence = told(differences({}, {f"key{k}": "x" * 100 for k in range(20)}))
    assert "and 12 more" in sentence
    assert len(sentence) < 600


def test_surroundings_name_command_machine_and_versions() -> None:
    found = surroundings()
    assert found["command"]
    assert {"python", "numpy", "numba", "pyarrow"} <= set(found["versions"])
    assert found["machine"]["processor"]
    assert found["machine"]["arithmetic"] == arithmetic()


def test_the_fingerprint_of_arithmetic_moves_with_the_last_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    usual, log, middle = arithmetic(), math.log, (PLACES // 2 + 0.5) / PLACES
    monkeypatch.setattr(math, "log", lambda x: math.nextafter(log(x), 0.0) if x == middle else log(x))
    assert arithmetic.__wrapped__() != usual
