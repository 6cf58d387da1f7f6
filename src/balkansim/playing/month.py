"""A month as the player sees it: what happened, where the state stands, what can be decided and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod

import numpy as np

from balkansim.explaining.page import Page, Section, Table
from balkansim.playing.choices import Choices
from balkansim.playing.decisions import ACTS, NOTHING, OUTSIDE, SUPPOSED
from balkansim.playing.game import Game
from balkansim.playing.outlook import Ahead, Effect, effects
from balkansim.playing.position import position
from balkansim.playing.told import sentences
from balkansim.scenario.calendar import month_name

TOLD = 10
MOST_EFFECTS = 4
QUIET = "nothing worth telling"
AVERAGED = (
    "The consequences are the model's own rules on a copy of this world, with chance averaged away; what you leave "
    "open, the model decides."
)
CONDUCT = ("toward", "you", "tension", "they provoke", "they conciliate", "threat they feel")


def happened(game: Game, *, everything: bool = False) -> Section:
    """Return what happened in the month just lived: all about the state, and what is notable among the others.

    Parameters
    ----------
    game : Game
        The game.
    everything : bool
        Whether routine acts among others are told too.
    """
    if game.scene is None:
        return Section("", ())
    found = sentences(game.scene, game.state, game.decided[-1])
    kept = [s for s in found if everything or game.state in s.actors or not s.routine]
    kept.sort(key=lambda s: game.state not in s.actors)
    shown = kept if everything else kept[:TOLD]
    more = [f"... and {len(kept) - len(shown)} more: why"] if len(kept) > len(shown) else []
    return Section("happened", tuple([f"- {s}" for s in shown] + more) or (QUIET,))


def scene_page(game: Game) -> Page:
    """Return what happened in the month just lived and where the state stands.

    Parameters
    ----------
    game : Game
        The game.
    """
    title = f"{month_name(game.month)}: {game.label(game.slot)}"
    return Page(title, (), (happened(game), Section("position", position(game))))


def options_page(choices: Choices) -> Page:
    """Return what can be decided for the coming month, with what would come of it.

    Parameters
    ----------
    choices : Choices
        What is open.
    """
    title = f"To decide for {month_name(choices.game.month + 1)}"
    sections = (
        Section("conduct", _conduct(choices)),
        Section("blocs", tuple(_blocs(choices))),
        Section("budget", _budget(choices)),
    )
    return Page(title, (AVERAGED,), sections)


def _conduct(choices: Choices) -> tuple[str | Table, ...]:
    """Tell for each partner that matters what each act would bring."""
    game, i = choices.game, choices.game.slot
    rows: list[tuple[str, ...]] = []
    notes = []
    left_open = choices.outlook.left_open.first
    for j in choices.partners:
        by_act = {act: choices.outlook.ahead(NOTHING.toward({game.names.actors[j]: act})) for act in ACTS}
        rows += [(game.label(j) if act == ACTS[0] else "", *_act(act, by_act[act], i, j)) for act in ACTS]
        rule = (
            f"chance of {_chance(left_open.provokes[i, j])}, conciliates with {_chance(left_open.conciliates[i, j])}."
        )
        notes.append(f"Toward {game.label(j)} the model's rule provokes with a {rule}{_incidents(game, j, by_act)}")
    note = "tension: at the month's end; they provoke, they conciliate, threat they feel: in the month after."
    return (Table(CONDUCT, tuple(rows)), note, *notes)


def _act(act: str, ahead: Ahead, i: int, j: int) -> tuple[str, ...]:
    """Return as cells what an act toward a partner would bring."""
    one, two = ahead.first, ahead.second
    answers = _chance(two.provokes[j, i]), _chance(two.conciliates[j, i])
    return act, f"{one.tension[i, j]:.3f}", *answers, f"{two.threat[j, i]:.3f}"


def _incidents(game: Game, j: int, by_act: Mapping[str, Ahead]) -> str:
    """Tell the chance of an incident under each act, where a flashpoint lies between the state and a partner."""
    told = ""
    for f, name in enumerate(game.names.flashpoints):
        if {game.slot, j} == set(game.world.party[f].tolist()):
            chances = ", ".join(f"{_chance(ahead.first.hazard[f])} if you {act}" for act, ahead in by_act.items())
            told += f" Chance of an incident at {game.scenario.label(name)} this month: {chances}."
    return told


def _blocs(choices: Choices) -> Iterator[str]:
    """Tell for each living bloc what the state can do about it and what would come of it."""
    for b, open_choices in choices.blocs.items():
        name = choices.game.bloc(b)
        title = f"{name[:1].upper()}{name[1:]} ({choices.game.names.blocs[b]})"
        if not open_choices:
            yield f"{title}: {choices.why_closed(b)}."
        elif open_choices == OUTSIDE:
            yield f"{title}: apply, decline or wait. {_applying(choices, b)}"
        else:
            yield f"{title}: leave or stay. {_leaving(choices, b)}"


def _applying(choices: Choices, b: int) -> str:
    """Tell what applying and declining would bring."""
    game, name = choices.game, choices.game.names.blocs[b]
    consent = choices.outlook.consent(b)
    consents = ", ".join(f"{game.label(k)} {_chance(chance)}" for k, chance in consent.items())
    wait, joined = (choices.outlook.ahead(NOTHING.about(name, choice)) for choice in ("wait", SUPPOSED))
    declined = choices.outlook.ahead(NOTHING.about(name, "decline")).first
    closed = month_name(int(declined.cooloff[game.slot, b]))
    return (
        f"You would be accepted with a chance of {_chance(prod(consent.values()))}: every member must consent "
        f"({consents}). Once inside: {_told(effects(game, wait, joined, MOST_EFFECTS))}. A refusal, yours or theirs, "
        f"closes it to you until {closed}."
    )


def _leaving(choices: Choices, b: int) -> str:
    """Tell what leaving would bring."""
    game, name = choices.game, choices.game.names.blocs[b]
    stay, leave = (choices.outlook.ahead(NOTHING.about(name, choice)) for choice in ("stay", "leave"))
    closed = month_name(int(leave.first.cooloff[game.slot, b]))
    end = " The bloc would end." if leave.first.alive[b] == 0 and stay.first.alive[b] == 1 else ""
    told = _told(effects(game, stay, leave, MOST_EFFECTS))
    return f"Once outside: {told}. It would be closed to you until {closed}.{end}"


def _told(found: list[Effect]) -> str:
    """Join effects in one clause."""
    return "; ".join(map(str, found)) or "nothing that two decimals show within two months"


def _budget(choices: Choices) -> tuple[str | Table, ...]:
    """Tell in January what each budget would bring."""
    if not choices.budget_is_due:
        return ()
    game, i, (low, high) = choices.game, choices.game.slot, choices.bounds
    model = choices.outlook.left_open
    budgets = {**choices.budgets, "(the model's rule)": model.rule_growth}
    watcher = int(np.argmax([-1.0 if j == i else model.second.threat[j, i] for j in range(model.second.actors)]))
    rows = []
    for word, growth in budgets.items():
        ahead = choices.outlook.ahead(NOTHING.spending(growth))
        path = ahead.first.expenditure[i] / ahead.first.expected_expenditure[i] - 1.0
        feels = f"{ahead.second.threat[watcher, i]:.3f}"
        rows.append((word, f"{np.expm1(growth):+.1%}", f"{path:+.1%}", f"{ahead.first.stretch[i]:.2f}", feels))
    head = ("budget", "change", "against its path", "stretch", f"threat {game.label(watcher)} feels")
    bounds = f"The rule allows {np.expm1(low):+.1%} to {np.expm1(high):+.1%}: budget 4% sets a number of your own."
    return (Table(head, tuple(rows)), bounds)


def _chance(chance: float) -> str:
    """Tell a chance in per cent."""
    return f"{chance:.1%}" if chance < 0.1 else f"{chance:.0%}"
