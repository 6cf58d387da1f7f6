"""Living one month again in plain Python, with every call of a rule written down."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from types import FrameType
from typing import Any

from balkansim.analysis.film import FullHistory
from balkansim.evidence.coefficients import coefficient_view
from balkansim.model.kernel import live_month
from balkansim.model.linking import Function, link
from balkansim.model.luck import draw_month, empty_luck, slots_in_use
from balkansim.model.month import month_functions
from balkansim.model.phases import PHASES, Phase
from balkansim.model.rulebook.registry import RULES
from balkansim.model.world import view


@dataclass(frozen=True)
class Subject:
    """About whom a move asks its rules.

    ``names``: names in the move's code, in the order in which they are told. ``kinds``: what each stands for:
    ``actors``, ``blocs``, ``flashpoints``, ``entities`` or ``patrons``. ``deciding``: how many of them, from the first,
    the rule is asked for; the others are those it is about.
    """

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    deciding: int = 1


_STATE = Subject(("i",), ("actors",))
_TOWARD = Subject(("i", "j"), ("actors", "actors"))
_DYAD = Subject(("i", "j"), ("actors", "actors"), 2)
_STATE_AND_BLOC = Subject(("i", "b"), ("actors", "blocs"))
_STATE_AND_PATRON = Subject(("i", "p"), ("actors", "patrons"))
_BLOC = Subject(("b",), ("blocs",))

# Every move that asks a rule during a month; a test holds the list to what is really asked.
SUBJECTS: dict[str, Subject] = {
    "vote": _STATE,
    "take_ill": Subject(("i", "member"), ("actors", "actors")),
    "mediation_between": _DYAD,
    "expect_of": _TOWARD,
    "urge_at": _TOWARD,
    "calm_urge_at": _TOWARD,
    "expect_incidents": Subject(("f",), ("flashpoints",)),
    "heat_of": Subject(("f",), ("flashpoints",)),
    "hazard_at": Subject(("f",), ("flashpoints",)),
    "scuffle_at": Subject(("f",), ("flashpoints",)),
    "violence_at": Subject(("f",), ("flashpoints",)),
    "learn": _DYAD,
    "change_government": _STATE_AND_PATRON,
    "similarity_of": _DYAD,
    "threat_from": _TOWARD,
    "signal_toward": _TOWARD,
    "confront": Subject(("f",), ("flashpoints",)),
    "propensity_of": _STATE_AND_BLOC,
    "balancing_of": _STATE_AND_BLOC,
    "consider": _STATE_AND_BLOC,
    "consent": Subject(("k", "i", "b"), ("actors", "actors", "blocs"), 2),
    "founding_wish": Subject(("i", "j", "b"), ("actors", "actors", "blocs")),
    "found": _DYAD,
    "exercise": _BLOC,
    "leave": _STATE_AND_BLOC,
    "lapse": _BLOC,
    "receive": _STATE,
    "arm": _STATE,
    "budget": _STATE,
    "growth_of": _STATE,
    "settle_dyad": _DYAD,
    "impulse_between": _DYAD,
    "settle_cohesion": _BLOC,
    "settle_partnership": _STATE,
    "settle_secession": Subject(("e",), ("entities",)),
    "settle_pressure": _STATE,
    "settle_line": _STATE_AND_PATRON,
    "remember": _TOWARD,
    "convert": _STATE,
    "approach_pfp": _STATE,
}


MONTH = live_month.__name__


@dataclass(frozen=True)
class Call:
    """One call of a rule.

    ``inputs``: its inputs by name, without the coefficients. ``phase``: the phase of the month. ``slots``: about whom,
    in the order of `SUBJECTS`.
    """

    rule: str
    inputs: dict[str, float]
    answer: float
    phase: Phase
    move: str
    slots: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class TracedMonth:
    """One month lived again.

    ``month``: months since April 2025. ``worlds``: structured array of shape (1,): the world at the month's end.
    ``calls``: in the order of the month. ``luck``: the month's uniform draws, an array a channel.
    """

    month: int
    worlds: Any
    calls: tuple[Call, ...]
    coefficients: Any
    luck: Any

    @cached_property
    def _by_rule(self) -> dict[tuple[str, str], list[Call]]:
        """Calls by rule and asking move."""
        found: dict[tuple[str, str], list[Call]] = {}
        for call in self.calls:
            found.setdefault((call.rule, call.move), []).append(call)
        return found

    def asked(self, rule: str, move: str, *slots: int) -> Iterator[Call]:
        """Yield the calls of a rule by a move whose subject begins with these slots.

        ``*slots``: first slots of the subject.
        """
        calls = self._by_rule.get((rule, move), [])
        return (call for call in calls if call.slots[: len(slots)] == slots)


def live_again(reel: FullHistory, month: int) -> TracedMonth:
    """Live one month of a history again and write down every call of a rule. ``month``: months since April 2025."""
    row = reel.row(month)
    worlds = reel.film[row - 1 : row].copy()
    worlds["clock"][0] = month
    w = view(worlds)
    luck, flat = empty_luck()
    slots = slots_in_use(w.actors, w.flashpoints, w.entities, w.vetoers)
    draw_month(flat, slots, int(w.opened[0]), reel.key.seed, reel.key.luck, month)
    c = coefficient_view(reel.coefficients)
    calls: list[Call] = []
    traced(calls)[MONTH](w, c, luck)
    return TracedMonth(month, worlds, tuple(calls), c, luck)


def traced(calls: list[Call]) -> dict[str, Function]:
    """Link the month so that every call of a rule is appended to a list."""

    def wrap(function: Function) -> Function:
        if function.__name__ not in RULES:
            return function
        names = tuple(inspect.signature(function).parameters)[1:]

        def tracer(c: Any, *values: float) -> float:
            answer: float = function(c, *values)
            phase, move, slots = _asked_by(sys._getframe(1))
            inputs = dict(zip(names, map(float, values), strict=True))
            calls.append(Call(function.__name__, inputs, float(answer), phase, move, slots))
            return answer

        return tracer

    return link((*month_functions(), live_month), wrap=wrap)


def _asked_by(frame: FrameType | None) -> tuple[Phase, str, tuple[int, ...]]:
    """Return phase, move and slots of whoever asks a rule: the nearest move, and the move of the month above it."""
    move, above = "", ""
    slots: tuple[int, ...] = ()
    while frame is not None and frame.f_code.co_name != MONTH:
        name = frame.f_code.co_name
        if not move and name in SUBJECTS:
            here = frame.f_locals
            move, slots = name, tuple(int(here[local]) for local in SUBJECTS[name].names)
        above, frame = name, frame.f_back
    return _phase_of()[above], move or above, slots


@cache
def _phase_of() -> dict[str, Phase]:
    """Return the phase of each move of the month."""
    return {move.name: phase for phase in PHASES for move in phase.moves}
