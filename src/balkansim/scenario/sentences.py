"""Events and other changes as sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from balkansim.scenario.calendar import month_index, month_name
from balkansim.scenario.factors import Factor
from balkansim.scenario.resolved import Event, Scenario

Factors = Mapping[str, Factor]
_SEVERITY = {1: "a protest", 2: "a confrontation", 3: "violence", 4: "an armed clash"}
_THEORIES = {
    "balance-of-threat": "balance of threat",
    "landscape": "landscape theory",
    "structural-balance": "structural balance",
}
_LEVERS = {
    "encouragement": "encouragement of blocs by {}",
    "aid": "military aid of {}",
    "mediation": "mediation by {}",
    "leverage": "leverage of {} over entities that would secede",
}


def event_sentence(event: Event, scenario: Scenario, factors: Factors | None = None) -> str:
    """Tell an event as a dated sentence.

    Parameters
    ----------
    event : Event
        The event.
    scenario : Scenario
        Its scenario, for labels.
    factors : mapping of str to Factor, optional
        The catalogue, to say where a lever stands before.

    Returns
    -------
    str
        As "In July 2025 Slovakia joins the Serbia-Hungary bloc (talks were hinted at)."
    """
    told = _TELLERS[event.kind](event, scenario, factors or {})
    return f"In {month_name(event.month)} {told}" + (f" ({event.note})." if event.note else ".")


def _moved(name: str, value: float, factors: Factors) -> str:
    before = factors.get(name)
    if before is None:
        return f"moves to {value:.2f}"
    verb = "rises" if value > before.value else "falls"
    return f"{verb} from {before.value:.2f} to {value:.2f}"


def _posture(event: Event, scenario: Scenario, factors: Factors) -> str:
    lever = _LEVERS[event.lever].format(scenario.label(event.patron))
    return f"the {lever} {_moved(f'{event.lever}.{event.patron}', event.value, factors)}"


def _supply(event: Event, scenario: Scenario, factors: Factors) -> str:
    moved = _moved(f"supply.{event.patron}.{event.state}", event.value, factors)
    return f"the supply of arms and training by {scenario.label(event.patron)} to {scenario.label(event.state)} {moved}"


def _peacekeepers(event: Event, scenario: Scenario, factors: Factors) -> str:
    place = scenario.flashpoints[event.flashpoint]
    return f"{place.peacekeepers}, at {place.label}, goes to {event.value:g} of its strength of April 2025"


def _incident(event: Event, scenario: Scenario, factors: Factors) -> str:
    return f"there is {_SEVERITY[event.severity]} at {scenario.label(event.flashpoint)}"


def _tension(event: Event, scenario: Scenario, factors: Factors) -> str:
    one, other = (scenario.label(state) for state in event.states)
    return f"the tension of {one} and {other} jumps by {event.change:+g} logits"


def _invitation(event: Event, scenario: Scenario, factors: Factors) -> str:
    bloc, state = scenario.label(event.bloc), scenario.label(event.state)
    if event.value == 1:
        return f"{bloc} formally invites {state}"
    return (
        f"the invitation of {state} by {bloc} {_moved(f'invitation.{event.state}.{event.bloc}', event.value, factors)}"
    )


def _expenditure(event: Event, scenario: Scenario, factors: Factors) -> str:
    everybody = event.states == scenario.roster
    who = "every state" if everybody else listed([scenario.label(state) for state in event.states])
    return f"the military expenditure of {who} jumps by {event.change:+g} on the logarithm"


def _arms_limits(event: Event, scenario: Scenario, factors: Factors) -> str:
    return f"the arms limits of 1996 {'bind again' if event.value else 'cease to bind'}"


_TELLERS: dict[str, Callable[[Event, Scenario, Factors], str]] = {
    "posture": _posture,
    "supply": _supply,
    "dialogue": lambda event, world, factors: f"the inclusive dialogue {_moved('dialogue', event.value, factors)}",
    "peacekeepers": _peacekeepers,
    "fatigue": lambda event, world, factors: f"budget fatigue {_moved('fatigue', event.value, factors)}",
    "election": lambda event, world, factors: f"{world.label(event.state)} holds an early election",
    "turnover": lambda event, world, factors: f"the government of {world.label(event.state)} changes",
    "incident": _incident,
    "tension": _tension,
    "pressure": lambda event, world, factors: (
        f"the domestic pressure in {world.label(event.state)} jumps by {event.change:+g} logits"
    ),
    "secession": lambda event, world, factors: (
        f"the secession pressure of {world.label(event.entity)} jumps by {event.change:+g} logits"
    ),
    "invitation": _invitation,
    "accession": lambda event, world, factors: f"{world.label(event.state)} joins {world.label(event.bloc)}",
    "lapse": lambda event, world, factors: f"{world.label(event.bloc)} ends formally",
    "pfp": lambda event, world, factors: f"{world.label(event.state)} enters NATO's Partnership for Peace",
    "pace": lambda event, world, factors: (
        f"the security force of {world.label(event.state)} becomes an army at {event.value:g} times the pace"
    ),
    "expenditure": _expenditure,
    "arms-limits": _arms_limits,
}


def listed(words: list[str]) -> str:
    """Join words as "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 2 else words)


def frame_sentence(key: str, before: Any, after: Any) -> str:
    """Tell a change of a switch, of the theory of accession, of the start or of the horizon.

    Parameters
    ----------
    key : str
        ``founding``, ``elections``, ``at_rest``, ``theory``, ``start`` or ``horizon``.
    before, after : bool, int or str
        The parent's value and this one's.
    """
    if key == "start":
        return f"History begins in {month_name(month_index(after))}, not in {month_name(month_index(before))}."
    if key == "horizon":
        return f"It runs {after} months, not {before}."
    if key == "theory":
        return f"Whether an outsider joins a bloc is answered by {_THEORIES[after]}, not by {_THEORIES[before]}."
    told = {
        "founding": ("No bloc can be founded.", "Blocs can be founded."),
        "elections": ("No elections are held.", "Elections are held."),
        "at_rest": ("Every index starts where the evidence has it.", "Every index starts at its standing level."),
    }
    return told[key][bool(after)]
