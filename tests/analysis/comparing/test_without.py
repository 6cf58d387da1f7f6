"""With a mechanism off, its driving input changes nothing in the whole month, and all else is drawn as before."""

from __future__ import annotations

import numpy as np
import pytest

import running
from balkansim.analysis.knockouts import Without, load_mechanisms
from balkansim.forecasts.arms import null_world
from balkansim.model.ensemble import Size
from balkansim.scenario.scenario import Event

COUNT, MONTHS, SEED = 4, 10, 11
BASELINE = running.scenario("baseline")
MECHANISMS = {mechanism.name: mechanism for mechanism in load_mechanisms(running.evidence())}


def without(name):
    """Return a maker of worlds without a mechanism."""
    return Without(running.evidence(), Size(COUNT, 1, SEED), fixed=MECHANISMS[name].set)


def film(an_ensemble, world, fields):
    """Return fields of the whole world, month by month, of one history of each draw."""
    start = an_ensemble.start(world, 0, COUNT)
    reels = [
        an_ensemble.run(start, np.array([d]), np.array([d << 32]), MONTHS, film=True).film[list(fields)]
        for d in range(COUNT)
    ]
    return {field: np.stack([reel[field] for reel in reels]) for field in fields}


def event(kind, month=2, **what):
    """Return the baseline with one more dated event."""
    return running.with_events("baseline", Event("e", month, kind, **what))


def settings(base=BASELINE, **what):
    """Return a world with factors set, underlines for dots."""
    return running.changed(base, {name.replace("__", "."): value for name, value in what.items()})


def voting(**what):
    """Return the baseline with an election in Serbia and factors set."""
    return settings(event("election", states=("SRB",)), **what)


NO_IMPULSE = {"impulse_army": 0.0, "status_army": 0.0}
SOONER = event("pace", states=("XKX",), value=5.0)
HELD_BACK = [
    ("reciprocity", settings(memory_rate=0.08), settings(memory_rate=0.25), ("provokes", "conciliates", "tension")),
    (
        "threat",
        settings(threat_base=-1.6),
        settings(threat_base=-0.4),
        ("tension", "expenditure", "government", "partnership", "joined", "cohesion", "secession"),
    ),
    ("bloc-signals", settings(kosovo_salience__BIH=0.1), settings(kosovo_salience__BIH=0.9), ("threat",)),
    (
        "army-threat",
        settings(event("pace", states=("XKX",), value=5.0), **NO_IMPULSE),
        settings(**NO_IMPULSE),
        ("threat",),
    ),
    ("mediation", event("posture", patron="EU", lever="mediation", value=0.0), BASELINE, ("hazard", "provokes")),
    ("encouragement", event("posture", patron="USA", lever="encouragement", value=0.0), BASELINE, ("propensity",)),
    ("leverage", event("posture", patron="EU", lever="leverage", value=0.0), BASELINE, ("secession",)),
    ("aid", event("posture", patron="EU", lever="aid", value=0.0), BASELINE, ("expenditure",)),
    ("peacekeepers", settings(**{"peacekeepers__northern-kosovo": 0.3}), BASELINE, ("hazard", "tension")),
    ("elections", voting(domestic_pressure__SRB=0.02), voting(domestic_pressure__SRB=0.98), ("turnover",)),
    ("noise", settings(tension_noise=0.05), settings(tension_noise=0.14), ("tension",)),
    ("rally", event("incident", flashpoint="northern-kosovo", severity=4), BASELINE, ("pressure",)),
]
FIRST_MONTHS = {"bloc-signals": 1}
"""Of what is shown to be untouched, only so many months where the input reaches it by other ways later."""


@pytest.mark.parametrize(("name", "one", "other", "fields"), HELD_BACK, ids=[case[0] for case in HELD_BACK])
def test_its_driving_input_changes_nothing_once_it_is_off(name, one, other, fields):
    last = FIRST_MONTHS.get(name, MONTHS) + 1
    on = [film(running.an_ensemble(COUNT, 1, seed=SEED), world, fields) for world in (one, other)]
    off = [film(without(name), world, fields) for world in (one, other)]
    for field in fields:
        assert np.array_equal(off[0][field][:, :last], off[1][field][:, :last]), field
    assert any(not np.array_equal(on[0][field][:, :last], on[1][field][:, :last]) for field in fields)


def test_an_incident_leaves_no_mark_on_tension_or_secession_in_its_month_once_incidents_are_off():
    clash = event("incident", month=4, flashpoint="inter-entity-line", severity=4)
    for name, marked in (("incidents", False), ("rally", True)):
        calm, hot = (film(without(name), w, ("tension", "secession")) for w in (BASELINE, clash))
        for field in ("tension", "secession"):
            assert (not np.array_equal(calm[field][:, 4], hot[field][:, 4])) is marked


def test_the_null_world_keeps_the_mechanism_and_the_other_arms_do_not():
    world = running.changed("baseline", horizon=6, events=())
    arms = {"scenario": world, "null": null_world(world)}
    on = running.an_ensemble(COUNT, 4, seed=SEED).run_arms(arms, 0, COUNT)
    off = Without(running.evidence(), Size(COUNT, 4, SEED), fixed=MECHANISMS["noise"].set).run_arms(arms, 0, COUNT)
    assert np.array_equal(on["null"].tension, off["null"].tension)
    assert not np.array_equal(on["scenario"].tension, off["scenario"].tension)
