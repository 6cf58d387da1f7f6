"""Where the player's state stands: the key numbers, with their change since the month before."""

from __future__ import annotations

from typing import Any

import numpy as np

from balkansim.playing.game import Game
from balkansim.scenario.sentences import listed
from balkansim.telling.acts import RUNGS
from balkansim.world import view

MEMBER = 0.5
SEEN_FIRST = 3
VISIBLE = 0.005


def position(game: Game) -> tuple[str, ...]:
    """Return the key numbers of the state's position, a line each.

    Parameters
    ----------
    game : Game
        The game.
    """
    now, before = game.world, view(game.film, max(len(game.film) - 2, 0))
    i = game.slot
    tense = sorted((j for j in range(now.actors) if j != i), key=lambda j: -now.tension[i, j])[:SEEN_FIRST]
    feared = sorted((j for j in range(now.actors) if j != i), key=lambda j: -now.threat[i, j])[:SEEN_FIRST]
    over = float(np.log(now.expenditure[i] / now.expected_expenditure[i]))
    lines = [
        "tension: " + ", ".join(f"{game.label(j)} {moved(before.tension[i, j], now.tension[i, j])}" for j in tense),
        "threat felt from: "
        + ", ".join(f"{game.label(j)} {moved(before.threat[i, j], now.threat[i, j])}" for j in feared),
        f"blocs: {blocs_of(game, now) or 'none'}; {_nato(now, before, i)}",
        f"military expenditure {np.expm1(over):+.1%} against its expected path; budget stretch "
        f"{moved(before.stretch[i], now.stretch[i])}; domestic pressure {moved(before.pressure[i], now.pressure[i])}",
    ]
    return (*lines, *_flashpoints(game))


def moved(before: float, now: float) -> str:
    """Tell a number with its change, where two decimals show one.

    Parameters
    ----------
    before, now : float
        The number a month ago and now.
    """
    change = now - before
    return f"{now:.2f}" + (f" ({change:+.2f})" if abs(change) >= VISIBLE else "")


def blocs_of(game: Game, w: Any) -> str:
    """Name the living blocs that the state belongs to in a world; empty if none.

    Parameters
    ----------
    game : Game
        The game.
    w : World
        A world of it.
    """
    return listed([game.bloc(b) for b in range(int(w.opened[0])) if w.alive[b] and w.member[b, game.slot]])


def _nato(now: Any, before: Any, i: int) -> str:
    """Tell the state's standing with NATO."""
    if now.nato[i] > MEMBER:
        return "member of NATO"
    inside = ", in the Partnership for Peace" if now.pfp[i] > MEMBER else ""
    return f"partnership with NATO {moved(before.partnership[i], now.partnership[i])}{inside}"


def _flashpoints(game: Game) -> list[str]:
    """Tell the flashpoints the state is party to."""
    w = game.world
    return [
        f"{game.scenario.label(name)}: {RUNGS[int(w.rung[f])]} (rung {int(w.rung[f])} of 4), chance of an incident "
        f"last month {w.hazard[f]:.0%}"
        for f, name in enumerate(game.names.flashpoints)
        if game.slot in w.party[f]
    ]
