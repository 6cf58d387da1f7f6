"""Scenarios in plain English: all of them with their questions, or one with its difference from its parent."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.evidence.theories import theories
from balkansim.months import month_index, month_name
from balkansim.scenario.factors import Factor, as_set, catalogue
from balkansim.scenario.layers import history_names, lineage, shipped_names
from balkansim.scenario.names import footnote
from balkansim.scenario.resolve import load, resolve
from balkansim.scenario.scenario import Event, Scenario

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.pages import TextTable as Table

Factors = Mapping[str, Factor]
_SEVERITY = {1: "a protest", 2: "a confrontation", 3: "violence", 4: "an armed clash"}
_LEVERS = {
    "encouragement": "encouragement of blocs by {}",
    "aid": "military aid of {}",
    "mediation": "mediation by {}",
    "leverage": "leverage of {} over entities that would secede",
}


def event_sentence(event: Event, scenario: Scenario, factors: Factors | None = None) -> str:
    """Tell an event as a dated sentence.

    ``factors``: the catalogue, to say where a lever stands before. Returns: as "In July 2025 Slovakia joins the
    Serbia-Hungary bloc (talks were hinted at).".
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


def _recognition(event: Event, scenario: Scenario, factors: Factors) -> str:
    return f"{scenario.label(event.state)} recognises {scenario.label(event.toward)}"


def _agreement(event: Event, scenario: Scenario, factors: Factors) -> str:
    whole = "" if event.value >= 1.0 else f" about {event.value:.0%} of their quarrel"
    return f"{listed([scenario.label(state) for state in event.states])} sign a normalisation agreement{whole}"


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
    "recognition": _recognition,
    "agreement": _agreement,
}


def listed(words: list[str]) -> str:
    """Join words as "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 2 else words)


def frame_sentence(key: str, before: Any, after: Any) -> str:
    """Tell a change of a switch, of the form of a theory, of the start or of the horizon.

    ``key``: ``founding``, ``elections``, ``at_rest``, ``theory.NAME``, ``start`` or ``horizon``.
    """
    if key == "start":
        return f"History begins in {month_name(month_index(after))}, not in {month_name(month_index(before))}."
    if key == "horizon":
        return f"It runs {after} months, not {before}."
    if key.startswith("theory."):
        name = key.removeprefix("theory.")
        if after is None:
            return f"The form of {name} is drawn by weight."
        return f"{theories()[name].question} Here: {theories()[name].forms[after].meaning} ({after})."
    told = {
        "founding": ("No bloc can be founded.", "Blocs can be founded."),
        "elections": ("No elections are held.", "Elections are held."),
        "at_rest": ("Every index starts where the evidence has it.", "Every index starts at its standing level."),
    }
    return told[key][bool(after)]


WIDTH = 100
_FRAME = ("start", "horizon", "founding", "elections", "at_rest")


def questions() -> dict[str, str]:
    """Return the question of each scenario that ships, by name, the root first."""
    return {name: lineage(name)[-1].question for name in shipped_names()}


def past_questions() -> dict[str, str]:
    """Return the question of each scenario of the past that ships, by name."""
    return {name: lineage(name)[-1].question for name in history_names()}


def listing() -> str:
    """List the scenarios that ship with their questions, within 100 columns."""
    return with_questions(questions())


def with_questions(asked: Mapping[str, str]) -> str:
    """List names with their questions, within 100 columns."""
    column = max(map(len, asked)) + 2
    return "\n".join(
        textwrap.fill(
            question, WIDTH, initial_indent=name.ljust(column), subsequent_indent=" " * column, break_on_hyphens=False
        )
        for name, question in asked.items()
    )


def told_from(
    name_or_path: str, *, with_: Sequence[str] = (), set_: Sequence[str] = (), folder: Path | None = None
) -> str:
    """Resolve a scenario against an evidence folder and tell it. ``folder``: evidence folder; by default what ships."""
    from balkansim.evidence.evidence import load_evidence

    evidence = load_evidence(folder)
    scenario = resolve(name_or_path, with_=with_, set_=set_, evidence=evidence)
    return tell(scenario, catalogue(replace(scenario, overrides={}), evidence), evidence)


def tell(scenario: Scenario, factors: Mapping[str, Factor] | None = None, evidence: Evidence | None = None) -> str:
    """Tell a scenario in plain English, within 100 columns.

    ``factors``: the catalogue beneath the scenario's own settings, to say where a factor stood before.
    """
    paragraphs = [
        f"{scenario.title} ({scenario.name})",
        _wrapped(scenario.question),
        _bullets("What it is expected to move:", [scenario.expects]),
        *_world(scenario),
        *_differences(scenario, factors),
        *_inspiration(scenario, evidence),
        *(_wrapped(f"* {scenario.label(code)}: {footnote(code)}") for code in scenario.roster if footnote(code)),
    ]
    return "\n\n".join(paragraphs)


def _wrapped(text: str, bullet: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=bullet, subsequent_indent=" " * len(bullet), break_on_hyphens=False
    )


def _bullets(head: str, lines: list[str]) -> str:
    return "\n".join([head, *(_wrapped(line, "  - ") for line in lines)])


def _starred(scenario: Scenario, code: str) -> str:
    return scenario.label(code) + ("*" if footnote(code) else "")


def _world(scenario: Scenario) -> Iterator[str]:
    states = listed([_starred(scenario, code) for code in scenario.roster])
    yield _wrapped(
        f"History begins in {month_name(scenario.start)} and runs {scenario.horizon} months, to "
        f"{month_name(scenario.end)}, with {len(scenario.roster)} states: {states}."
    )
    blocs = [
        f"{bloc.label} ({listed([scenario.label(member) for member in bloc.members])}; since {bloc.founded})"
        for bloc in scenario.blocs.values()
    ]
    yield _wrapped(f"Blocs at the start: {'; '.join(blocs) or 'none'}.")


def _differences(scenario: Scenario, factors: Mapping[str, Factor] | None) -> Iterator[str]:
    lines = [line for line in _changes(scenario, factors) if line]
    if scenario.parent:
        yield _bullets(f"What differs from {scenario.parent}:", lines)
        told = {key.split(".")[1] for key in scenario.changes if key.startswith("events.")}
    else:
        yield "It is a root: it has no parent."
        told = set()
    others = [
        event_sentence(event, scenario, _standing(scenario, factors))
        for event in scenario.events
        if event.name not in told
    ]
    if others:
        yield _bullets("What else will happen in it:", others)


def _changes(scenario: Scenario, factors: Mapping[str, Factor] | None) -> Iterator[str]:
    grouped: dict[tuple[str, ...], dict[str, tuple[Any, Any]]] = {}
    for key, values in scenario.changes.items():
        kind, _, rest = key.partition(".")
        name, _, part = (rest, "", "") if kind == "set" else rest.partition(".")
        grouped.setdefault((kind, name), {})[part] = values
    for (kind, name), parts in grouped.items():
        if kind != "events":
            yield _change(kind, name, parts, scenario, factors)
    changed = {name for kind, name in grouped if kind == "events"}
    stands = _standing(scenario, factors)
    yield from (event_sentence(event, scenario, stands) for event in scenario.events if event.name in changed)
    for name in sorted(changed - {event.name for event in scenario.events}):
        yield f"The parent's event {name} does not happen."


def _standing(scenario: Scenario, factors: Mapping[str, Factor] | None) -> dict[str, Factor]:
    """Return where factors stand when events find them: as the scenario sets them."""
    set_here = {name: setting for name, setting in scenario.overrides.items() if factors and name in factors}
    return {**(factors or {}), **{name: as_set((factors or {})[name], setting) for name, setting in set_here.items()}}


def _change(
    kind: str,
    name: str,
    parts: Mapping[str, tuple[Any, Any]],
    scenario: Scenario,
    factors: Mapping[str, Factor] | None,
) -> str:
    if kind in _FRAME:
        return frame_sentence(kind, *parts[""])
    if kind == "theory":
        return frame_sentence(f"theory.{name}", *parts[""])
    if kind == "roster":
        return _roster_change(*parts[""], scenario)
    if kind == "set":
        return _setting_change(name, *parts[""], factors)
    if all(after is None for _, after in parts.values()):
        return f"There is no {kind[:-1] if kind != 'entities' else 'entity'} {name}."
    told = [f"{part} {_shown(after)}" for part, (_, after) in parts.items() if part and after not in (None, [])]
    return f"{scenario.label(name)} ({name}): {'; '.join(told)}." if told else ""


def _roster_change(before: list[str] | None, after: list[str], scenario: Scenario) -> str:
    added = [_starred(scenario, code) for code in after if code not in (before or [])]
    dropped = [code for code in before or [] if code not in after]
    parts = [f"{listed(added)} {'are' if len(added) > 1 else 'is'} in the world too"] if added else []
    parts += [f"{listed(dropped)} {'are' if len(dropped) > 1 else 'is'} left out"] if dropped else []
    return "; ".join(parts) + "."


def _setting_change(name: str, before: Any, after: Any, factors: Mapping[str, Factor] | None) -> str:
    factor = (factors or {}).get(name)
    stood = _shown(before) if before is not None else (f"{factor.value:.2f}" if factor else "")
    meaning = f", {factor.meaning}," if factor else ""
    instead = f" instead of {stood}" if stood else ""
    return f"{name}{meaning} is {_shown(after)}{instead}." if after is not None else f"{name} is no longer set."


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"drawn from {value['low']:g} to {value['high']:g}"
    if isinstance(value, list):
        return listed([str(part) for part in value])
    return f"{value:g}" if isinstance(value, float) else str(value)


def _inspiration(scenario: Scenario, evidence: Evidence | None) -> Iterator[str]:
    if not scenario.claims:
        return
    said = {
        claim.id: f"{claim.id} (paragraph {claim.document}{claim.paragraph}): {claim.paraphrase}"
        for claim in (evidence.claims if evidence else ())
    }
    yield _bullets("Claims that inspired it:", [said.get(claim, claim) for claim in scenario.claims])


def scenarios(name: str | None = None, **options: Any) -> Table:
    """List the scenarios with their questions, or one scenario's differences from its parent.

    Parameters
    ----------
    name : str, optional
        A scenario; by default all are listed.
    **options
        ``with_``, ``set_`` and ``evidence`` as in `load`.

    Returns
    -------
    Table
        Prints as text, shows as HTML, ``.to_frame()``.

    Raises
    ------
    BalkansimError
        If the scenario cannot be resolved.
    """
    from balkansim.pages import TextTable as Table
    from balkansim.scenario.factors import catalogue

    if name is None and not options:
        rows = [{"scenario": known, "question": question} for known, question in questions().items()]
        return Table(rows, listing())
    resolved, evidence = load(name or "baseline", **options)
    rows = [{"key": key, "parent": old, "value": new} for key, (old, new) in resolved.changes.items()]
    return Table(rows, tell(resolved, catalogue(resolved.overriding({}), evidence), evidence))


def factors(word: str = "", *, scenario: str | Scenario = "baseline", **options: Any) -> Table:
    """List everything that can be set.

    Parameters
    ----------
    word : str
        Part of a name or meaning; by default all.
    scenario : str or Scenario
        In which world.
    **options
        ``with_``, ``set_`` and ``evidence`` as in `load`.

    Returns
    -------
    Table
        Prints as text, shows as HTML, ``.to_frame()``.

    Raises
    ------
    BalkansimError
        If no factor has the word.
    """
    from dataclasses import asdict

    from balkansim.pages import TextTable as Table
    from balkansim.scenario.factors import catalogue, find, table

    resolved, evidence = load(scenario, **options)
    known = catalogue(resolved, evidence)
    return Table([asdict(factor) for factor in find(word, known).values()], table(known, word))
