"""Why: everything that happened last month with its reasons, and what pushes the model's rule for the state now."""

from __future__ import annotations

from collections.abc import Iterator
from math import expm1

from balkansim.errors import BalkansimError
from balkansim.explaining.page import Page, Section
from balkansim.moves.attraction import THEORY_CODES
from balkansim.playing.choices import Choices
from balkansim.playing.month import happened
from balkansim.rulebook.accession import application_rate
from balkansim.scenario.calendar import month_name
from balkansim.telling.alliances import ATTRACTION
from balkansim.telling.calls import trace_of
from balkansim.telling.history import state_in
from balkansim.telling.reasons import reason
from balkansim.telling.trace import Lived

URGES = ("provoke", "conciliate")


def why(choices: Choices, word: str = "") -> str:
    """Tell why, for the whole month or, rule by rule, for one state.

    Parameters
    ----------
    choices : Choices
        What is open.
    word : str
        A state, by code or name; empty for the month.

    Raises
    ------
    BalkansimError
        If the state is unknown, or no month was lived yet.
    """
    game = choices.game
    if word:
        if game.scene is None:
            raise BalkansimError("no month was lived yet", expected="why, or why STATE after the first month")
        return str(trace_of(game.scene, state_in(game.scenario, word)))
    title = f"Why: {month_name(game.month)}, and the model's rule for {game.label(game.slot)} in the month to come"
    return Page(title, (), (happened(game, everything=True), Section("rule", tuple(_pushes(choices))))).text()


def _pushes(choices: Choices) -> Iterator[str]:
    """Yield what pushes the model's rule for the state toward each partner that matters and each open bloc."""
    game, lived = choices.game, choices.outlook.asked()
    for j in choices.partners:
        told = ", ".join(f"{verb} {_reason(lived, f'{verb}_urge', 'signal_toward', game.slot, j)}" for verb in URGES)
        yield f"toward {game.label(j)}: {told}"
    for b, open_choices in choices.blocs.items():
        call = next(lived.asked(*ATTRACTION[THEORY_CODES[game.scenario.theory]], game.slot, b), None)
        if open_choices and call is not None:
            rate = application_rate(lived.coefficients, call.answer)
            yield f"{game.bloc(b)}: about {rate:.2g} applications a year, {reason(lived.coefficients, call)}"
    if choices.budget_is_due:
        call = next(lived.asked("expenditure_growth", "growth_of", game.slot))
        yield f"budget: {expm1(call.answer):+.1%} {reason(lived.coefficients, call, sign=call.answer)}"


def _reason(lived: Lived, rule: str, move: str, *slots: int) -> str:
    """Tell what pushes a rule's answer up most."""
    call = next(lived.asked(rule, move, *slots), None)
    return reason(lived.coefficients, call) if call else ""
