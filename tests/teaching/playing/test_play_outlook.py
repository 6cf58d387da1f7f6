"""What a decision is said to bring is what it brings: consequences held to the month that is then lived."""

from __future__ import annotations

from collections.abc import Callable
from math import log, prod

import pytest

from balkansim.model.rulebook.accession import consent_chance
from balkansim.teaching.game import NOTHING, Game
from balkansim.teaching.outlook import Choices, Outlook, effects
from balkansim.teaching.turn import Ending, options_page, scene_page, why

TO_DECEMBER = 8
Begin = Callable[..., Game]


def logits(p: float) -> float:
    return log(p / (1.0 - p))


@pytest.mark.parametrize(("partner", "number"), [("HRV", "tension"), ("XKX", "hazard")])
def test_what_is_promised_is_what_the_month_brings(begin: Begin, partner: str, number: str) -> None:
    """On the same luck, provoking instead of conciliating moves the number, in logits, exactly as promised."""
    promised, came = [], []
    for act in ("provoke", "conciliate"):
        game = begin("SRB")
        i, j, f = game.slot, game.names.actors.index(partner), game.names.flashpoints.index("northern-kosovo")
        ahead = Outlook(game).ahead(NOTHING.toward({partner: act})).first
        game.live(NOTHING.toward({partner: act}))
        for found, w in ((promised, ahead), (came, game.world)):
            found.append(logits(w.hazard[f] if number == "hazard" else w.tension[i, j]))
    assert promised[0] - promised[1] > 0.001
    assert promised[0] - promised[1] == pytest.approx(came[0] - came[1], rel=1e-9)


def test_acceptance_is_the_chance_that_every_member_consents(begin: Begin) -> None:
    game = begin("MKD", settings={"consent_base": 0.0})
    b = game.names.blocs.index("adriatic")
    outlook = Outlook(game)
    w, i = outlook.left_open.first, game.slot
    expected = {
        k: consent_chance(game.c, w.similarity[i, k], w.nonrecognition[i, k], w.openness[b])
        for k in range(w.actors)
        if game.world.member[b, k] == 1
    }
    assert outlook.consent(b) == pytest.approx(expected)
    assert 0.05 < prod(expected.values()) < 0.95


def test_applications_are_accepted_as_often_as_promised(begin: Begin) -> None:
    """In 80 runs of luck the share accepted lies within three standard errors of the chance promised."""
    from balkansim.analysis.film import Key

    base = begin("MKD", settings={"consent_base": 0.0})
    b, i = base.names.blocs.index("adriatic"), base.slot
    chance, runs = prod(Outlook(base).consent(b).values()), 80
    accepted = 0
    for run in range(runs):
        base.key = Key(3, run)
        base.film = base.film[:1]
        base.live(NOTHING.about("adriatic", "apply"))
        accepted += int(base.world.joined[i, b] == base.month)
    assert abs(accepted / runs - chance) < 3.0 * (chance * (1.0 - chance) / runs) ** 0.5
    assert 0.1 < chance < 0.9


def test_looking_ahead_changes_nothing(begin: Begin) -> None:
    game = begin("SRB")
    for _ in range(TO_DECEMBER):
        game.live()
    before = game.worlds().tobytes()
    options_page(Choices(game)).text()
    assert game.worlds().tobytes() == before


def test_a_budget_s_bounds_are_the_rule_s(begin: Begin) -> None:
    """The ceiling of the rule is 0.25 either way; the limits of 1996 lower it for those they bind."""
    for state, low, high in (("MKD", -0.25, 0.25), ("HRV", -0.25, 0.12)):
        game = begin(state, settings={"arms_bound_limit": 0.12, "arms_limit": 0.25})
        for _ in range(TO_DECEMBER):
            game.live()
        choices = Choices(game)
        assert choices.budget_is_due
        assert choices.bounds == pytest.approx((low, high))
        assert choices.budgets == pytest.approx({"restrain": low / 2, "keep": 0.0, "raise": high / 2})


def test_joining_is_told_by_what_it_moves_most(begin: Begin) -> None:
    game = begin("MKD")
    outlook = Outlook(game)
    wait, joined = (outlook.ahead(NOTHING.about("adriatic", choice)) for choice in ("wait", "join"))
    found = effects(game, wait, joined, 3)
    sizes = [abs(effect.with_ - effect.without) for effect in found]
    felt = next(effect for effect in found if effect.what == "threat Serbia feels from you")
    assert felt.with_ > felt.without
    assert sizes == sorted(sizes, reverse=True)


def test_the_page_of_a_month_tells_every_option_within_the_page(begin: Begin) -> None:
    game = begin("SRB")
    for _ in range(TO_DECEMBER):
        game.live(NOTHING.toward({"XKX": "conciliate"}), told=True)
    told = options_page(Choices(game)).text()
    for word in ("provoke", "hold", "conciliate", "leave or stay", "closed to you", "restrain", "northern Kosovo"):
        assert word in told
    happened = scene_page(game).text()
    assert "Serbia conciliates Kosovo, as you decided." in happened
    assert "the model's rule" in why(Choices(game))
    assert "chance_of" in why(Choices(game), "kosovo")
    assert max(len(line) for text in (told, happened, why(Choices(game))) for line in text.splitlines()) <= 100


def test_a_decided_step_is_told_as_decided(begin: Begin) -> None:
    game = begin("HRV", settings={"exit_base": 1e-9})
    game.live(NOTHING.about("adriatic", "leave"), told=True)
    assert "Croatia leaves the Adriatic bloc, as you decided." in scene_page(game).text()
    game = begin("MKD", settings={"consent_base": -30.0})
    game.live(NOTHING.about("adriatic", "apply"), told=True)
    assert "North Macedonia applies to the Adriatic bloc; " in " ".join(scene_page(game).text().split())


def test_the_ending_tells_the_two_histories(begin: Begin) -> None:
    game: Game = begin("MKD", settings={"consent_base": 30.0})
    game.live(NOTHING.toward({"SRB": "provoke", "XKX": "hold"}).about("adriatic", "apply"))
    ending = Ending(game, finished=True)
    rows = {(month, about): (mine, theirs) for month, about, mine, theirs in ending.acts()}
    assert rows[1, "Serbia"] == ("provoked", "conciliated")
    assert rows[1, "adriatic"] == ("applied and joined", "-")
    outcomes = {name: (mine, theirs) for name, _, mine, theirs in ending.outcomes()}
    assert outcomes["blocs"] == ("the Adriatic bloc", "none")
    assert ending.to_frame().shape == (len(rows), 4)
    assert max(map(len, str(ending).splitlines())) <= 100
    assert "XKX" not in str(ending)


def test_leaving_everything_open_ends_without_a_difference(begin: Begin) -> None:
    game = begin()
    game.live()
    assert list(Ending(game, finished=True).acts()) == []
    assert "none: your state did in every month what the model's own did" in " ".join(str(Ending(game, True)).split())
