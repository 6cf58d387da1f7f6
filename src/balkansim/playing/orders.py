"""One answer of a player, read into orders: a decision, or what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log1p

import numpy as np

from balkansim.errors import BalkansimError, unknown
from balkansim.playing.choices import BUDGETS, Choices
from balkansim.playing.decisions import ACTS, INSIDE, OUTSIDE, Decisions
from balkansim.scenario.names import folded
from balkansim.telling.history import state_in

EVERYBODY = "all"
PLAIN = ("go", "undo", "options", "quit", "help")
WITH_WORD = ("why", "save")
LAST = ("go", "auto", "quit")
VERBS = (*ACTS, *OUTSIDE, *INSIDE, "budget", *PLAIN, "auto", *WITH_WORD)
HELP = """\
provoke, hold or conciliate STATE, STATE ... (or all)   conduct toward partners this month
apply, decline or wait BLOC; leave or stay BLOC         blocs; the name may be left out where only one is meant
budget restrain, keep, raise, a number as 4%, or auto   in January
go           live the month; whatever you left open, the model decides by its rule and luck
auto, auto 6 drop what you decided for this month and let the model decide it, or this and the next five
undo         drop what you decided for this month
options      tell again what can be decided
why          everything that happened last month, and what pushes the model's rule for your state now
why STATE    the rules asked for a state last month, with inputs and answers
save, save FILE   save the game; quit saves and leaves
Several on a line are separated by semicolons: hold all; apply adriatic; go. A # begins a comment.
Founding a bloc with one other state is left to the model: it takes two."""


@dataclass(frozen=True)
class Order:
    """One thing a player asks for.

    Parameters
    ----------
    verb : str
        One of `VERBS`.
    word : str
        What stands behind it.
    """

    verb: str
    word: str = ""

    @property
    def decides(self) -> bool:
        """Whether it decides something for the month, rather than what to do next."""
        return self.verb in (*ACTS, *OUTSIDE, *INSIDE, "budget")

    @property
    def months(self) -> int:
        """How many months ``auto`` is for.

        Raises
        ------
        BalkansimError
            If that is no whole number above zero.
        """
        if not self.word:
            return 1
        if not self.word.isdecimal() or int(self.word) < 1:
            raise BalkansimError(f"auto {self.word}", expected="a number of months, as auto 6")
        return int(self.word)


def orders(line: str) -> list[Order]:
    """Return the orders of a line, all read before any is obeyed.

    Parameters
    ----------
    line : str
        As a player writes it; what follows a # is a comment.

    Raises
    ------
    BalkansimError
        If a verb is unknown, a word stands behind one that takes none, or an order behind the month's end.
    """
    found = list(_orders(line))
    for order in found[:-1]:
        if order.verb in LAST:
            raise BalkansimError(f"something stands behind {order.verb}", expected=f"{order.verb} at the line's end")
    return found


def _orders(line: str) -> Iterator[Order]:
    """Yield the orders of a line."""
    for part in line.partition("#")[0].split(";"):
        verb, _, word = part.strip().partition(" ")
        verb, word = verb.casefold(), word.strip()
        if not verb:
            continue
        if verb in BUDGETS and not word:
            verb, word = "budget", verb
        if verb not in VERBS:
            raise unknown("answer", verb, VERBS, todo="help tells what each is for")
        if word and verb in PLAIN:
            raise BalkansimError(f"{verb} {word}", expected=f"{verb} by itself", todo="separate answers by semicolons")
        yield Order(verb, word)


def decided(order: Order, so_far: Decisions, choices: Choices) -> Decisions:
    """Return a month's decisions with one more taken.

    Parameters
    ----------
    order : Order
        It decides something.
    so_far : Decisions
        Those of the month so far.
    choices : Choices
        What is open.

    Raises
    ------
    BalkansimError
        If what is decided is unknown or not open.
    """
    if order.verb in ACTS:
        return so_far.toward(dict.fromkeys(_partners(order, choices), order.verb))
    if order.verb == "budget":
        return so_far.spending(_budget(order.word, choices))
    return so_far.about(_bloc(order, choices), order.verb)


def _partners(order: Order, choices: Choices) -> list[str]:
    """Return the codes of the partners meant."""
    game = choices.game
    if order.word.casefold() == EVERYBODY:
        return [code for code in game.names.actors if code != game.state]
    if not order.word:
        raise BalkansimError(f"{order.verb} whom?", expected=f"a state, as {order.verb} {_nearest_partner(choices)}")
    found = []
    for word in order.word.split(","):
        code = _state(choices, word)
        if code == game.state:
            raise BalkansimError(f"{order.verb} {word.strip()}: that is you", expected="another state")
        found.append(code)
    return found


def _state(choices: Choices, word: str) -> str:
    """Return the code of a state; without the option's name that a history's error has."""
    try:
        return state_in(choices.game.scenario, word)
    except BalkansimError as mistake:
        raise BalkansimError(mistake.found, expected=mistake.expected, todo="separate states by commas") from None


def _nearest_partner(choices: Choices) -> str:
    """Return the name of the partner that matters most."""
    return choices.game.label(choices.partners[0]) if choices.partners else EVERYBODY


def _bloc(order: Order, choices: Choices) -> str:
    """Return the short name of the bloc meant, where the step is open."""
    names = choices.game.names.blocs
    fitting = [b for b, open_choices in choices.blocs.items() if order.verb in open_choices]
    if not order.word:
        if len(fitting) == 1:
            return names[fitting[0]]
        told = ", ".join(names[b] for b in fitting) or "no bloc can be meant this month"
        raise BalkansimError(f"{order.verb} which bloc?", expected=told)
    b = _bloc_slot(order.word, choices)
    if b in fitting:
        return names[b]
    can = choices.blocs[b]
    expected = " or ".join(can) if can else choices.why_closed(b)
    raise BalkansimError(f"you cannot {order.verb} {names[b]} this month", expected=expected)


def _bloc_slot(word: str, choices: Choices) -> int:
    """Return the slot of a living bloc by its short name, its label, or the word by which it ships."""
    game, known = choices.game, {}
    for b in choices.blocs:
        for name in (game.names.blocs[b], game.bloc(b), game.bloc(b).removeprefix("the ")):
            known[name.casefold()] = b
    for said in (word, folded("blocs", word)):
        if said.casefold() in known:
            return known[said.casefold()]
    raise unknown("bloc", word, [game.names.blocs[b] for b in choices.blocs])


def _budget(word: str, choices: Choices) -> float | None:
    """Return the change of ln expenditure meant, within the rule's bounds."""
    if not choices.budget_is_due:
        raise BalkansimError("no budget is set this month", expected="a budget in January only")
    if word.casefold() == "auto":
        return None
    if word.casefold() in BUDGETS:
        return choices.budgets[word.casefold()]
    try:
        share = float(word.removesuffix("%").strip()) / 100.0
        growth = log1p(share)
    except ValueError:
        raise unknown("budget", word, [*BUDGETS, "auto", "4%"]) from None
    low, high = choices.bounds
    if not low <= growth <= high:
        bounds = f"{np.expm1(low):+.1%} to {np.expm1(high):+.1%}"
        raise BalkansimError(f"a budget of {share:+.1%}", expected=f"within the rule's bounds, {bounds}")
    return growth
