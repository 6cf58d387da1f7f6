"""The reason of an act: which inputs of the deciding rule push it most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from balkansim.rulebook.registry import RULES
from balkansim.telling.pushes import NEUTRAL
from balkansim.telling.trace import Call

WORTH_TELLING = 1.0 / 3.0
SMALLEST = 1e-6
CHANCE = "by chance alone"


def pushes(c: Any, call: Call, neutral: Mapping[str, float] | None = None) -> dict[str, float]:
    """Return how much each input moves a rule's answer from what it would be at the input's neutral value.

    Parameters
    ----------
    c : object
        The coefficients, by attribute.
    call : Call
        The call that decided.
    neutral : mapping of str to float, optional
        Neutral values in place of those of `balkansim.telling.pushes.NEUTRAL`.

    Returns
    -------
    dict of str to float
        Input to push, in the unit of the answer; inputs without a neutral value are left out.
    """
    at_rest = neutral or {name: entry.value for name, entry in NEUTRAL.items()}
    rule = RULES[call.rule].function
    return {
        name: call.answer - float(rule(c, **{**call.inputs, name: at_rest[name]}))
        for name in call.inputs
        if name in at_rest and name in NEUTRAL
    }


def reason(c: Any, call: Call, *, sign: float = 1.0, neutral: Mapping[str, float] | None = None) -> str:
    """Tell the one or two inputs that push an answer most in a direction.

    Parameters
    ----------
    c : object
        The coefficients, by attribute.
    call : Call
        The call that decided.
    sign : float
        1 where a high answer makes the act likelier, -1 where a low one does.
    neutral : mapping of str to float, optional
        As in `pushes`.

    Returns
    -------
    str
        As "because of an invitation and close cooperation"; the second is told where it pushes a third as much as
        the first; "by chance alone" where nothing pushes that way.
    """
    strengths = {name: sign * push for name, push in pushes(c, call, neutral).items() if sign * push > SMALLEST}
    strongest = sorted(strengths, key=lambda name: -strengths[name])[:2]
    told = [name for name in strongest if strengths[name] >= WORTH_TELLING * strengths[strongest[0]]]
    if not told:
        return CHANCE
    at_rest = neutral or {}
    return "because of " + " and ".join(_called(name, call.inputs[name], at_rest.get(name)) for name in told)


def _called(name: str, now: float, at_rest: float | None) -> str:
    """Return what an input is called, above or below the neutral value in use."""
    entry = NEUTRAL[name]
    return entry.called(name, now if at_rest is None else now - at_rest + entry.value)
