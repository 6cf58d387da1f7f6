"""The package's functions: the command line's names, results that print and turn into frames."""

import subprocess
import sys

import numpy as np
import pytest

import balkansim
from balkansim.errors import BalkansimError

SMALL = {"draws": 8, "histories": 3, "seed": 5}


def test_forecast_prints_shows_and_turns_into_a_frame():
    ledger = balkansim.forecast(**SMALL)
    frame = ledger.to_frame()
    assert len(frame) == 17
    assert set(frame["draws"].dropna()) == {8}
    assert "<table>" in ledger._repr_html_()
    assert "scenario baseline" in str(ledger)


def test_run_ensemble_keeps_every_history_and_is_the_scenario_arm_of_a_forecast():
    ensemble = balkansim.run_ensemble("baseline", **SMALL)
    frame = ensemble.to_frame()
    assert len(frame) == 24
    assert list(frame["draw"][:4]) == [0, 0, 0, 1]
    assert frame["mean_tension"].between(0, 1).all()
    entry = next(e for e in balkansim.forecast(**SMALL).entries if e.id == "F14")
    army = ensemble.trajectories.ends["army"][:, ensemble.trajectories.actors.index("XKX")]
    assert entry.hits == int(((army > -1000) & (army <= 44)).sum())


def test_bands_are_ordered_and_start_where_the_draws_start():
    bands = balkansim.run_ensemble("baseline", **SMALL).bands("SRB", "XKX")
    assert list(bands["month"][:2]) == ["2025-04", "2025-05"]
    values = bands.drop(columns="month").to_numpy()
    assert (np.diff(values, axis=1) >= 0).all()
    with pytest.raises(BalkansimError, match="unknown state"):
        balkansim.run_ensemble("baseline", draws=1, histories=1).bands("SRB", "FRA")


def test_the_same_histories_whatever_the_number_of_draws():
    few, many = (balkansim.run_ensemble("baseline", draws=d, histories=2, seed=3) for d in (4, 24))
    np.testing.assert_array_equal(few.trajectories.tension, many.trajectories.tension[:8])


def test_a_replaced_rule_reaches_the_ensemble():
    def never(c, hazard_base, heat_dev, provocation_dev, peacekeepers, mediation_dev, alliance):
        return 0.0

    ensemble = balkansim.run_ensemble("baseline", draws=4, histories=2, rules={"incident_chance": never})
    assert ensemble.trajectories.monthly["severity"].max() == 0
    with pytest.raises(BalkansimError, match="incident_chance"):
        balkansim.run_ensemble("baseline", draws=1, histories=1, rules={"incident_chanse": never})


def test_scenarios_and_factors_are_tables():
    assert len(balkansim.scenarios().to_frame()) == 28
    changed = balkansim.scenarios("kfor-drawdown").to_frame()
    assert len(changed) >= 1
    assert "KFOR" in str(balkansim.scenarios("kfor-drawdown"))
    tension = balkansim.factors("tension.SRB").to_frame()
    assert "tension.SRB.XKX" in set(tension["name"])


def test_importing_the_package_imports_nothing_heavy():
    code = (
        "import sys, balkansim;"
        "heavy = {'numpy', 'numba', 'mesa', 'pandas', 'scipy', 'pydantic', 'matplotlib'} & set(sys.modules);"
        "print(sorted(heavy)); dir(balkansim)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="forcast"):
        balkansim.forcast  # noqa: B018
