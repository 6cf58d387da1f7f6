"""Small worlds whose answers were worked out by hand before they were run."""

from __future__ import annotations

from collections.abc import Callable
from math import log
from typing import Any

import numpy as np
import pytest

import running
from balkansim.scenario.scenario import Scenario

WorldMaker = Callable[..., Scenario]
TWINS = """
[states.AAA]
label = "Aland"
expenditure = 500.0
burden = 0.02
nato = false
eu = "none"
recognises_kosovo = true
neighbours = ["BBB"]
arms_limits = false
pfp = true
[states.BBB]
label = "Beland"
expenditure = 500.0
burden = 0.02
nato = false
eu = "none"
recognises_kosovo = true
neighbours = ["AAA"]
arms_limits = false
pfp = true
"""
PATRONS = "[patrons]\nNATO = {}\nRUS = {}\n"
FLASHPOINT = '[flashpoints.line]\nparties = ["AAA", "BBB"]\n'


# Everything that moves tension apart from what a test asks about.
PUSHES = ("noise", "strain_threat", "impulse_provocation", "impulse_conciliation", "impulse_arms", "grievance_return")


def film_of(world: Scenario, months: int = 24) -> Any:
    """Return every month of one history at median parameters."""
    made = running.an_ensemble(1, at_median=True)
    return made.run(made.start(world, 0, 1), np.array([0]), np.array([0]), months, film=True).film


def mean_film_of(world: Scenario, months: int = 60) -> Any:
    """Return every month with chance averaged away, at median parameters."""
    return running.mean_field_film(running.an_ensemble(1, at_median=True).start(world, 0, 1), months)


def test_without_noise_and_feedback_tension_returns_at_its_rate(world_of: WorldMaker) -> None:
    """Tension 0.8 over grievance 0.5 is log 4 on the logit; half of it is gone after six months: log 4 * 2**(-t/6)."""
    still = dict.fromkeys(PUSHES, 0.0)
    settings = {**still, "grievance_learning": 0.0, "strain_half_life": 6.0}
    tables = f'{TWINS}\n[set]\n"tension.AAA.BBB" = 0.8\n'
    tables += "".join(f"{name} = {value}\n" for name, value in settings.items())
    film = film_of(world_of("AAA", "BBB", at_rest=False, tables=f'{tables}"grievance.AAA.BBB" = 0.5\n'))
    expected = log(4.0) * 2.0 ** (-np.arange(25) / 6.0)
    assert film["tension_dev"][:, 0, 1] == pytest.approx(expected)
    assert film["tension"][6, 0, 1] == pytest.approx(2.0 / 3.0)


def test_a_clash_adds_its_impulses_and_half_of_them_is_gone_after_the_half_life(world_of: WorldMaker) -> None:
    """Impulses 0.1, 0.2, 0.3 and 0.4 make one logit, from tension 0.5 to e / (1 + e), less what quiet months expect."""
    still = dict.fromkeys(PUSHES, 0.0)
    sizes = {"impulse_protest": 0.1, "impulse_confrontation": 0.2, "impulse_violence": 0.3, "impulse_clash": 0.4}
    settings = {**still, **sizes, "grievance_learning": 0.0, "strain_half_life": 6.0, "hazard_base.line": -60.0}
    tables = f"{TWINS}{FLASHPOINT}\n[set]\n" + "".join(f'"{name}" = {value}\n' for name, value in settings.items())
    tables += '"grievance.AAA.BBB" = 0.5\n'
    tables += '\n[events.clash]\nmonth = "2025-06"\nkind = "incident"\nflashpoint = "line"\nseverity = 4\n'
    film = film_of(world_of("AAA", "BBB", tables=tables), 14)
    assert film["tension_dev"][:3, 0, 1] == pytest.approx([0.0, 0.0, 1.0])
    assert film["tension_dev"][8, 0, 1] == pytest.approx(0.5)
    assert film["tension_dev"][14, 0, 1] == pytest.approx(0.25)


def test_recognition_takes_off_its_impulse_and_lowers_what_tension_returns_to(world_of: WorldMaker) -> None:
    """Grievance 0.8 (log 4) steps down by log 4 to 0.5; the impulse of log 2 below it is half gone after six months."""
    still = dict.fromkeys(PUSHES, 0.0)
    sizes = {"impulse_recognition": log(2.0), "status_recognition": log(4.0), "grievance_learning": 0.0}
    settings = {**still, **sizes, "strain_half_life": 6.0, "grievance.XKX.SRB": 0.8}
    tables = "\n[set]\n" + "".join(f'"{name}" = {value}\n' for name, value in settings.items())
    tables += '\n[events.yes]\nmonth = "2025-06"\nkind = "recognition"\nstate = "SRB"\ntoward = "XKX"\n'
    film = film_of(world_of("SRB", "XKX", tables=tables), 14)
    assert film["nonrecognition"][:3, 0, 1].tolist() == [1.0, 1.0, 0.0]
    assert film["grievance"][[1, 2, 14], 0, 1] == pytest.approx([0.8, 0.5, 0.5])
    half = 2.0 ** (-1.0 / 6.0)
    assert film["tension_dev"][[1, 2, 7, 13], 0, 1] == pytest.approx([0.0, *(-log(2.0) * half**k for k in (1, 6, 12))])


def test_a_state_alone_arms_by_the_trend_alone(world_of: WorldMaker) -> None:
    """January is month 9: the wish is 0.05, then less a tenth of what was added; the ceiling bends both."""
    settings = {
        "noise": 0.0,
        "arms_trend": 0.05,
        "arms_burden": 0.1,
        "arms_supply": 0.0,
    }
    tables = TWINS.split("[states.BBB]")[0].replace('["BBB"]', "[]") + "\n[set]\n"
    tables += "".join(f"{name} = {value}\n" for name, value in settings.items())
    spent = np.log(film_of(world_of("AAA", tables=tables))["expenditure"][:, 0])
    assert spent[8] == 0.0
    first = 0.25 * np.tanh(0.05 / 0.25)
    second = 0.25 * np.tanh((0.05 - 0.1 * first) / 0.25)
    assert spent[9:21] == pytest.approx(np.full(12, first))
    assert spent[21:] == pytest.approx(np.full(4, first + second))


@pytest.mark.parametrize("push", [0.0, 0.2])
def test_a_symmetric_pair_stays_symmetric_for_ever(push: float, world_of: WorldMaker) -> None:
    tables = f'{PATRONS}{TWINS}{FLASHPOINT}\n[set]\nnoise = 0.0\nstrain_threat = {push}\n"tension.AAA.BBB" = 0.7\n'
    film = mean_film_of(world_of("AAA", "BBB", at_rest=False, tables=f'{tables}"grievance.AAA.BBB" = 0.4\n'), 120)
    for name in ("tension", "threat", "provokes", "conciliates", "provoked_memory", "power"):
        assert np.array_equal(film[name][:, 0, 1], film[name][:, 1, 0]), name
    for name in ("expenditure", "pressure", "partnership", "stretch", "government", "aid"):
        assert np.array_equal(film[name][:, 0], film[name][:, 1]), name
    assert film["tension"][60, 0, 1] != film["tension"][0, 0, 1]


def test_a_certain_incident_comes_every_month_and_the_ladder_is_never_left(world_of: WorldMaker) -> None:
    tables = f'{TWINS}{FLASHPOINT}\n[set]\n"hazard_base.line" = 60.0\n'
    film = film_of(world_of("AAA", "BBB", tables=tables))
    assert (film["hazard"][1:, 0] == 1.0).all()
    assert (film["severity"][1:, 0] >= 1.0).all()
    assert (np.diff(film["rung"][:, 0]) >= 0.0).all()
    assert np.array_equal(film["rung"][1:, 0], np.maximum.accumulate(film["severity"][1:, 0]))


def test_an_impossible_incident_never_comes(world_of: WorldMaker) -> None:
    tables = f'{TWINS}{FLASHPOINT}\n[set]\n"hazard_base.line" = -60.0\n'
    film = film_of(world_of("AAA", "BBB", tables=tables))
    assert (film["severity"][:, 0] == 0.0).all()
    assert (film["rung"][:, 0] == 0.0).all()


def test_where_every_incident_is_the_gravest_a_rung_is_left_as_fast_as_the_parameter_says(world_of: WorldMaker) -> None:
    """Severity 4 once, by decree, then none: with descent certain the rungs are 4, 3, 2, 1, 0."""
    tables = f'{TWINS}{FLASHPOINT}\n[set]\n"hazard_base.line" = -60.0\ndescent_base = 1.0\ndescent_rung = 0.0\n'
    tables += '\n[events.clash]\nmonth = "2025-06"\nkind = "incident"\nflashpoint = "line"\nseverity = 4\n'
    film = film_of(world_of("AAA", "BBB", tables=tables), 8)
    assert film["severity"][:, 0].tolist() == [0, 0, 4, 0, 0, 0, 0, 0, 0]
    assert film["rung"][:, 0].tolist() == [0, 0, 4, 3, 2, 1, 0, 0, 0]


def test_without_blocs_there_is_nobody_to_found_one_against(world_of: WorldMaker) -> None:
    tables = f"{PATRONS}{TWINS}\n[set]\nfounding_base = 1000.0\n"
    film = film_of(world_of("AAA", "BBB", founding=True, tables=tables), 36)
    assert (film["opened"] == 0).all()
    assert (film["partner"][:, :2] == -1).all()


def test_two_states_in_one_bloc_have_nobody_to_fear_or_to_ask(world_of: WorldMaker) -> None:
    """All of the roster is inside: no candidate is ever eligible, and the bloc's line is the mean of its members."""
    tables = f'{PATRONS}{TWINS}\n[blocs.pair]\nmembers = ["AAA", "BBB"]\nfounded = "2025-03-01"\n'
    tables += "\n[set]\nexit_base = 1e-9\nlapse_base = 1e-9\nline_noise = 0.0\n"
    film = film_of(world_of("AAA", "BBB", tables=tables), 36)
    assert (film["eligible"] == 0).all()
    assert (film["alive"][:, 0] == 1).all()
    members = film["alignment"][1:, :2, :2].mean(axis=1)
    assert film["line"][1:, 0, :2] == pytest.approx(members)


def test_polarisation_of_two_equal_states_at_the_ends_of_the_axis(world_of: WorldMaker) -> None:
    """Esteban and Ray: two weights of a half at distance 2: 2 * (1/2)**(2 + 1.3) * 2 over both orders of the pair."""
    ends = "".join(
        f'"{what}.{state}.{patron}" = {side}\n'
        for what in ("government_line", "commitment")
        for state, sign in (("AAA", 1.0), ("BBB", -1.0))
        for patron, side in (("NATO", sign), ("RUS", -sign))
    )
    film = film_of(world_of("AAA", "BBB", tables=f"{PATRONS}{TWINS}\n[set]\nline_noise = 0.0\n{ends}"), 6)
    assert film["polarisation"][:, 0] == pytest.approx(np.full(7, 2.0 * 0.5**2.3 * 0.5 * 2.0))
    assert film["similarity"][0, 0, 1] == pytest.approx(-1.0)
