"""Coefficients: quantiles keep to their range and median; a malformed file is refused with file and key."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from balkansim.errors import BalkansimError
from balkansim.evidence.coefficients import (
    Parameter,
    coefficient_dtype,
    coefficient_names,
    coefficient_view,
    load_parameters,
    shipped_path,
)

GOOD = shipped_path().read_text(encoding="utf-8")
LINE = next(line for line in GOOD.splitlines() if line.startswith("strain_threat"))


def test_a_uniform_parameter_is_flat_on_either_side_of_its_median() -> None:
    found = Parameter("x", 2.0, 0.0, 10.0).quantiles(np.array([0.0, 0.25, 0.5, 0.75, 1.0]))
    assert found.tolist() == pytest.approx([0.0, 1.0, 2.0, 6.0, 10.0])


def test_a_log_parameter_is_flat_on_its_logarithm() -> None:
    found = Parameter("x", 1.0, 0.01, 100.0, shape="log").quantiles(np.array([0.0, 0.25, 0.5, 0.75, 1.0]))
    assert found.tolist() == pytest.approx([0.01, 0.1, 1.0, 10.0, 100.0])


def test_a_fixed_parameter_does_not_move() -> None:
    assert Parameter("x", 3.0, 3.0, 3.0, shape="fixed").quantiles(np.array([0.1, 0.9])).tolist() == [3.0, 3.0]


def test_every_shipped_coefficient_says_what_it_is_and_why() -> None:
    for name, parameter in load_parameters(shipped_path()).items():
        assert parameter.meaning, name
        assert parameter.reason, name
        assert parameter.unit, name
        assert (parameter.shape == "fixed") is (parameter.low == parameter.high), name


def test_a_view_names_every_coefficient() -> None:
    drawn = np.zeros(2, coefficient_dtype())
    drawn["strain_threat"] = [0.1, 0.2]
    assert coefficient_view(drawn, 1).strain_threat == 0.2
    assert len(coefficient_names()) == len(set(coefficient_names())) == len(drawn.dtype.names or ())


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("high = 0.24", "high = 0.1", "low <= value <= high"),
        ("high = 0.24", "high = nan", "finite"),
        ("value = 0.12", "value = true", "finite"),
        ('shape = "uniform"', 'shape = "unifrom"', "uniform"),
        ('origin = "assumed"', 'origin = "guessed"', "origin"),
        ('unit = "logits a month per unit of threat", ', "", "unit"),
        ("low = 0.04", "lowest = 0.04", "lowest"),
        ("strain_threat = {", "strain_thraet = {", "strain_threat"),
        (LINE, "", "strain_threat"),
        (LINE, "strain_threat = 0.4", "strain_threat"),
        (LINE, "strain_threat = {", "TOML"),
        (
            'low = 0.04, high = 0.24, unit = "logits a month per unit of threat", shape = "uniform"',
            'low = 0.0, high = 0.24, unit = "logits a month per unit of threat", shape = "log"',
            "log",
        ),
    ],
)
def test_a_malformed_file_is_refused(old: str, new: str, named: str, tmp_path: Path) -> None:
    path = tmp_path / "parameters.toml"
    path.write_text(GOOD.replace(LINE, LINE.replace(old, new)), encoding="utf-8")
    with pytest.raises(BalkansimError) as refused:
        load_parameters(path)
    assert named in str(refused.value.told())
    assert "parameters.toml" in str(refused.value.told())


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BalkansimError, match="file is missing"):
        load_parameters(tmp_path / "none.toml")
