"""Every method on designs small enough to be worked by hand or compared with SALib's own."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from balkansim.errors import BalkansimError
from balkansim.evidence.evidence import Evidence
from balkansim.experiments.design import matrix, problem, rounded
from balkansim.experiments.sweep import Sweep, sweep_from

Load = Callable[..., Sweep]

TWO = '[factors.dialogue]\nlow = 0.1\nhigh = 0.5\n[factors."tension.SRB.XKX"]\nlow = 0.6\nhigh = 0.9\n'
BOUNDS = [[0.1, 0.5], [0.6, 0.9]]
METHODS = {
    "grid": 'method = "grid"\n[factors]\ndialogue = { values = [0.1, 0.5] }\nnoise = { values = [0, 1] }\n',
    "latin-hypercube": f'method = "latin-hypercube"\npoints = 8\n{TWO}',
    "sobol": f'method = "sobol"\nbase_samples = 4\n{TWO}',
    "morris": f'method = "morris"\ntrajectories = 3\n{TWO}',
}


def salib(method: str) -> Any:
    """Sample the same problem with SALib alone."""
    from SALib.sample import latin, morris, sobol

    asked = {"num_vars": 2, "names": ["dialogue", "tension.SRB.XKX"], "bounds": BOUNDS}
    if method == "latin-hypercube":
        return latin.sample(asked, 8, seed=1)
    if method == "sobol":
        return sobol.sample(asked, 4, calc_second_order=False, seed=1)
    return morris.sample(asked, 3, num_levels=4, seed=1)


def test_a_grid_is_every_combination_the_last_factor_fastest(load: Load) -> None:
    sweep = load(
        'method = "grid"\n[factors]\ndialogue = { values = [0.4, 0.2] }\nfatigue = { low = 0, high = 0.3, steps = 4 }\n'
    )
    expected = [(a, b) for a in (0.4, 0.2) for b in (0.0, 0.1, 0.2, 0.3)]
    assert [tuple(sweep.values(point).values()) for point in range(sweep.points)] == expected
    assert matrix(sweep).tolist() == [list(row) for row in expected]
    assert sweep.factor_names == ("dialogue", "fatigue")


@pytest.mark.parametrize("method", ["latin-hypercube", "sobol", "morris"])
def test_a_sampled_design_is_salibs_own_to_a_millionth_of_each_range(load: Load, method: str) -> None:
    sweep = load(METHODS[method])
    found, expected = matrix(sweep), salib(method)
    assert found.shape == expected.shape == (sweep.points, 2)
    assert np.abs(found - expected).max() < 1e-6
    assert (
        problem(sweep)
        == sweep.spec["problem"]
        == {
            "num_vars": 2,
            "names": ["dialogue", "tension.SRB.XKX"],
            "bounds": BOUNDS,
        }
    )


def test_a_latin_hypercube_has_one_point_in_each_stratum(load: Load) -> None:
    shares = (matrix(load(METHODS["latin-hypercube"])) - [0.1, 0.6]) / [0.4, 0.3]
    for column in shares.T:
        assert sorted(np.floor(8 * column)) == list(range(8))


def test_second_order_takes_twice_the_blocks(load: Load) -> None:
    assert load(METHODS["sobol"]).points == 4 * (2 + 2)
    both = METHODS["sobol"].replace("base_samples = 4", "base_samples = 4\nsecond_order = true")
    assert load(both).points == 4 * (2 * 2 + 2)


@pytest.mark.parametrize("method", METHODS)
def test_the_same_file_gives_the_same_design_and_another_seed_another(load: Load, method: str) -> None:
    first, again = load(METHODS[method]), load(METHODS[method])
    assert first.spec == again.spec
    other = load("seed = 2\n" + METHODS[method])
    assert (other.design.digest == first.design.digest) == (method == "grid")


@pytest.mark.parametrize("method", METHODS)
def test_a_specification_survives_json_and_needs_no_file(load: Load, evidence: Evidence, method: str) -> None:
    sweep = load(METHODS[method])
    again = sweep_from(json.loads(json.dumps(sweep.spec, sort_keys=True)), evidence)
    for point in range(sweep.points):
        assert again.values(point) == sweep.values(point)
        assert again.scenario(point).digest == sweep.scenario(point).digest
    assert (again.size, again.common, again.at_median) == (sweep.size, sweep.common, sweep.at_median)


def test_a_design_that_comes_out_differently_is_refused(load: Load, evidence: Evidence) -> None:
    spec = load(METHODS["sobol"]).spec
    with pytest.raises(BalkansimError, match="comes out differently"):
        sweep_from({**spec, "seed": 2}, evidence)


def test_what_is_written_is_what_is_run(load: Load) -> None:
    sweep = load(METHODS["sobol"])
    for point in range(sweep.points):
        value, run = sweep.values(point)["dialogue"], sweep.scenario(point).overrides["dialogue"]
        assert float(f"{value:.7g}") == value == run


def test_rounding_keeps_within_the_range() -> None:
    low, high = 0.12345672, 0.98765438
    assert rounded([low, 0.5000000004, high], low, high).tolist() == [low, 0.5, high]
    assert rounded([1234567.4], 0.0, 5e6).tolist() == [1234567.0]


def test_the_ends_of_a_grid_are_those_given(load: Load) -> None:
    sweep = load('method = "grid"\n[factors.dialogue]\nlow = 0.123456789\nhigh = 0.3\nsteps = 3\n')
    assert matrix(sweep)[:, 0].tolist() == [0.123456789, 0.2117284, 0.3]


def test_a_range_left_out_is_the_catalogues_own(load: Load) -> None:
    sweep = load('method = "latin-hypercube"\npoints = 4\n[factors.dialogue]\n[factors.strain_threat]\n')
    assert problem(sweep)["bounds"] == [[0.15, 0.45], [0.04, 0.24]]


def test_each_scenario_and_each_month_gets_an_equal_share(load: Load) -> None:
    sweep = load(
        'method = "latin-hypercube"\npoints = 12\n[factors]\n'
        'scenario = { values = ["inclusive-dialogue", "./other.toml"] }\n'
        '"month.dialogue-opens" = { low = "2025-06", high = "2025-08" }\n',
        other='parent = "inclusive-dialogue"\nquestion = "What if?"\nexpects = "Little."\n[set]\nfatigue = 0.2\n',
    )
    values = [sweep.values(point) for point in range(12)]
    assert [sum(v["scenario"] == name for v in values) for name in ("inclusive-dialogue", "./other.toml")] == [6, 6]
    months = [v["month.dialogue-opens"] for v in values]
    assert [months.count(month) for month in ("2025-06", "2025-07", "2025-08")] == [4, 4, 4]
    assert [axis.told() for axis in sweep.axes][1] == "2025-06 to 2025-08, whole months"
    other = [p for p in range(12) if values[p]["scenario"] == "./other.toml"]
    assert all((sweep.scenario(p).overrides.get("fatigue") == 0.2) == (p in other) for p in range(12))


def test_the_ends_of_a_sampled_month_and_scenario_stay_inside(load: Load) -> None:
    """Morris steps onto the upper bound itself."""
    sweep = load(
        'method = "morris"\ntrajectories = 6\nscenario = "inclusive-dialogue"\n[factors]\n'
        '"month.dialogue-opens" = { low = "2025-06", high = "2025-08" }\ndialogue = {}\n'
    )
    assert matrix(sweep)[:, 0].max() == 5.0
    found = {sweep.values(point)["month.dialogue-opens"] for point in range(sweep.points)}
    assert found <= {"2025-06", "2025-07", "2025-08"}


def test_sampling_warns_of_nothing(load: Load) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for body in METHODS.values():
            load(body)
