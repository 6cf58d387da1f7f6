"""A played history: the model's own where nothing is decided, and what was decided where something is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import running
from balkansim.analysis.film import Key, film_of
from balkansim.scenario.describe import questions
from balkansim.teaching.game import ACTS, NOTHING, Decisions, Game
from balkansim.teaching.outlook import Choices
from balkansim.teaching.turn import scene_page
from running import same

JANUARY = 9
CERTAIN = 1e6
BLOCS = ("adriatic", "serbia-hungary")
Begin = Callable[..., Game]


def lived(game: Game, months: int, decisions: Decisions = NOTHING) -> Game:
    for _ in range(months):
        game.live(decisions)
    return game


@pytest.mark.parametrize(("state", "world"), [("MKD", "baseline"), ("SRB", "march-2025")])
def test_nothing_decided_is_the_model_s_history_bit_for_bit(begin: Begin, state: str, world: str) -> None:
    game = lived(begin(state, world), 60)
    assert same(film_of(game.scenario, game.evidence, game.key).film, game.film) == []


def test_a_told_month_is_the_same_month(begin: Begin) -> None:
    told, untold = begin(), lived(begin(), 10, NOTHING.toward({"SRB": "provoke"}))
    for _ in range(10):
        told.live(NOTHING.toward({"SRB": "provoke"}), told=True)
    assert same(told.film, untold.film) == []


def test_conduct_is_as_decided_and_nobody_else_s_changes(begin: Begin) -> None:
    for act in ACTS:
        game, own = lived(begin("SRB"), 1, NOTHING.toward({"XKX": act, "HRV": act})), lived(begin("SRB"), 1)
        i, targets = game.slot, [game.names.actors.index(code) for code in ("XKX", "HRV")]
        assert (game.world.provokes[i, targets] == (act == "provoke")).all()
        assert (game.world.conciliates[i, targets] == (act == "conciliate")).all()
        for name in ("provokes", "conciliates"):
            mine, theirs = getattr(game.world, name).copy(), getattr(own.world, name)
            mine[i, targets] = theirs[i, targets]
            assert np.array_equal(mine, theirs)


def test_deciding_what_the_model_does_anyway_changes_no_bit(begin: Begin) -> None:
    """Application, refusal and exit by hand keep the books as the model keeps them."""
    closed = {name: 1e-9 for name in ("founding_base", "lapse_base")}
    outside = closed | {"accession_base": 1e-9, "decline_base": 1e-9}
    for settings, state, decision in (
        (outside | {"accession_base": CERTAIN, "consent_base": 30.0}, "MKD", dict.fromkeys(BLOCS, "apply")),
        (outside | {"accession_base": CERTAIN, "consent_base": -30.0}, "MKD", dict.fromkeys(BLOCS, "apply")),
        (outside | {"decline_base": CERTAIN}, "MKD", dict.fromkeys(BLOCS, "decline")),
        (outside | {"exit_base": 1e-9}, "MKD", dict.fromkeys(BLOCS, "wait")),
        (outside | {"exit_base": CERTAIN}, "HRV", {"adriatic": "leave"}),
        (outside | {"exit_base": 1e-9}, "HRV", {"adriatic": "stay"}),
    ):
        by_hand = lived(begin(state, settings=settings), 1, Decisions(blocs=decision))
        assert same(by_hand.film, lived(begin(state, settings=settings), 1).film) == [], decision


def test_deciding_against_luck_undoes_what_the_model_did(begin: Begin) -> None:
    """Where everybody applies, declines or leaves for certain, the state that waits or stays does not."""
    likely = (("accession_base", "MKD", "wait"), ("decline_base", "MKD", "wait"), ("exit_base", "HRV", "stay"))
    for rate, state, choice in likely:
        quiet = {name: 1e-9 for name in ("accession_base", "decline_base", "exit_base", "founding_base")}
        decided = Decisions(blocs={"adriatic": choice})
        model, game = (lived(begin(state, settings=quiet | {rate: CERTAIN}), 1, d) for d in (NOTHING, decided))
        i, b = game.slot, game.names.blocs.index("adriatic")
        for name in ("applied", "declined", "left", "cooloff", "joined"):
            assert getattr(game.world, name)[i, b] == game.film[name][0][i, b], name
        assert same(model.film, game.film) != []


def test_a_bloc_that_is_not_open_takes_no_application(begin: Begin) -> None:
    game = lived(begin("SRB"), 1, Decisions(blocs={"adriatic": "apply"}))
    assert same(game.film, lived(begin("SRB"), 1).film) == []


def test_a_budget_is_spent_in_january_and_moves_nobody_else_s(begin: Begin) -> None:
    game, own = begin(), begin()
    for each in (game, own):
        lived(each, JANUARY - 1)
    game.live(NOTHING.spending(0.24))
    own.live()
    i = game.slot
    assert game.world.expenditure[i] == pytest.approx(game.film["expenditure"][-2][i] * np.exp(0.24), rel=1e-12)
    assert game.world.stretch[i] > own.world.stretch[i]
    others = [k for k in range(game.world.actors) if k != i]
    assert np.array_equal(game.world.expenditure[others], own.world.expenditure[others])
    assert np.array_equal(game.world.expected_expenditure, own.world.expected_expenditure)


def test_the_paired_history_is_the_model_s_own_and_as_long(begin: Begin) -> None:
    game = lived(begin(), 4, NOTHING.toward({"SRB": "provoke"}))
    film = film_of(game.scenario, game.evidence, game.key).film
    assert same(film[:5], game.undecided().film) == []
    assert same(film[:5], game.film) != []


def test_every_shipped_scenario_can_be_played() -> None:
    """Its last state begins, has partners and blocs to decide about, and lives a month that is told."""
    for name in questions():
        scenario = running.scenario(name)
        game = Game(scenario, running.evidence(), Key(1), scenario.roster[-1])
        choices = Choices(game)
        assert len(choices.partners) >= 3, name
        assert len(choices.blocs) == game.world.alive.sum(), name
        game.live(NOTHING.toward({scenario.roster[0]: "conciliate"}), told=True)
        assert "as you decided" in scene_page(game).text(), name
