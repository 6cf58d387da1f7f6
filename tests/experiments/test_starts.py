"""Remembered starting worlds are those that are filled from nothing, in every bit, whatever came before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import running
from balkansim.experiments.starts import Starter
from balkansim.forecasts.arms import null_world, without_blocs
from balkansim.scenario.scenario import Event, Range, Scenario


def scenarios() -> list[Scenario]:
    """Return worlds as a design makes them one after the other: numbers set, events moved, other arms, other worlds."""
    base = running.scenario("baseline")
    dialogue = Event(month=3, name="talks", kind="dialogue", value=0.9)
    return [
        base,
        base.overriding({"peacekeepers.northern-kosovo": 0.3}),
        base.overriding({"peacekeepers.northern-kosovo": 0.6}),
        base.overriding({"openness.adriatic": 0.9, "tension.SRB.XKX": 0.8}),
        without_blocs(base.overriding({"tension.SRB.XKX": 0.8})),
        base.overriding({"tension.XKX.SRB": 0.1, "army_conversion.XKX": 0.2}),
        base.overriding({"membership_commitment": 0.4, "noise": 2.0}),
        base.overriding({"accession_base": Range(0.01, 0.05, 0.1)}),
        replace(base, events=(*base.events[:2], dialogue)),
        replace(base, events=()),
        null_world(base),
        replace(base, start=6),
        running.scenario("wider-region"),
        running.scenario("rs-secession-crisis"),
        base,
    ]


@pytest.mark.parametrize("at_median", [False, True])
def test_each_start_is_that_filled_from_nothing(at_median: bool) -> None:
    evidence = running.evidence()
    starter = Starter(evidence, running.SEED, at_median)
    for first, draws in ((0, 3), (8, 4)):
        an_ensemble = running.an_ensemble(4, at_median=at_median)
        for world in scenarios():
            found, plain = starter.start(world, first, draws), an_ensemble.start(world, first, draws)
            assert np.array_equal(found.worlds, plain.worlds), world.overrides
            assert np.array_equal(found.coefficients, plain.coefficients), world.overrides
            assert found.names == plain.names


def test_a_start_that_was_handed_out_stays_as_it_was() -> None:
    starter = Starter(running.evidence(), running.SEED, False)
    base = running.scenario("baseline")
    first = starter.start(base, 0, 2)
    before = first.worlds.copy(), first.coefficients.copy()
    starter.start(base.overriding({"peacekeepers.northern-kosovo": 0.3, "accession_base": 0.5}), 0, 2)
    assert np.array_equal(first.worlds, before[0])
    assert np.array_equal(first.coefficients, before[1])


def test_what_a_point_leaves_as_it_was_is_not_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    starter = Starter(running.evidence(), running.SEED, False)
    base = running.scenario("baseline")
    starter.start(base, 0, 2)
    drawn: list[str] = []
    monkeypatch.setattr("balkansim.model.sampling.parameter_uniforms", lambda seed, name, *_: drawn.append(name))
    starter.start(base.overriding({"peacekeepers.northern-kosovo": 0.3}), 0, 2)
    assert drawn == []


def test_only_so_much_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("balkansim.experiments.starts.MOST_WORLDS_REMEMBERED", 8)
    starter = Starter(running.evidence(), running.SEED, False)
    for first in range(0, 24, 4):
        starter.start(running.scenario("baseline"), first, 4)
    assert len(starter._blocks) == 2
