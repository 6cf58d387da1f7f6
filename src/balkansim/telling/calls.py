"""Every rule asked for one actor in one month, as text grouped by phase."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from balkansim.phases import PHASES
from balkansim.rulebook.registry import RULES
from balkansim.scenario.calendar import month_name
from balkansim.telling.scene import Scene
from balkansim.telling.subjects import SUBJECTS
from balkansim.telling.trace import Call

WIDTH = 100
INDENT, DEEPER = "  ", "    "


@dataclass(frozen=True, eq=False)
class Trace:
    """The rules asked for one actor in one month.

    Parameters
    ----------
    scene : Scene
        The month.
    actor : str
        Code of the state.
    calls : tuple of Call
        In the order of the month.
    """

    scene: Scene
    actor: str
    calls: tuple[Call, ...]

    def __str__(self) -> str:
        """Tell every call within 100 columns: move, rule, source, and a line a call with inputs and answer."""
        label = self.scene.reel.scenario.label(self.actor)
        lines = [
            f"{label} ({self.actor}) in {month_name(self.scene.month)}: rules asked, with inputs and answers",
            f"{self.scene.reel.scenario.name}; {self.scene.reel.key.told()}",
        ]
        for phase in PHASES:
            calls = [call for call in self.calls if call.phase is phase]
            if calls:
                lines += ["", textwrap.fill(f"{phase.order} {phase.name}: {phase.sentence}", WIDTH)]
                lines += self._grouped(calls)
        return "\n".join(lines)

    def _grouped(self, calls: list[Call]) -> Iterator[str]:
        """Yield the lines of a phase: a head with the source for each move and rule, and its calls."""
        groups: dict[tuple[str, str], list[Call]] = {}
        for call in calls:
            groups.setdefault((call.move, call.rule), []).append(call)
        for (move, rule), group in groups.items():
            yield f"{INDENT}{move} asks {rule}"
            yield _wrapped(f"Source: {RULES[rule].section('Source')}", DEEPER)
            for call in group:
                yield _wrapped(self._told(call), DEEPER)

    def _told(self, call: Call) -> str:
        """Tell one call: about whom, inputs, answer."""
        inputs = ", ".join(f"{name} {number(value)}" for name, value in call.inputs.items())
        return f"{self._about(call)}{inputs} -> {number(call.answer)}"

    def _about(self, call: Call) -> str:
        """Tell whom, besides the actor, a call is about."""
        kinds = SUBJECTS[call.move].kinds
        codes = [getattr(self.scene.names, kind)[slot] for kind, slot in zip(kinds, call.slots, strict=True)]
        others = [code for code in codes if code != self.actor]
        return f"{', '.join(others)}: " if others else ""


def _wrapped(text: str, indent: str) -> str:
    """Wrap a text under an indent."""
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent + INDENT, break_on_hyphens=False)


def number(value: float) -> str:
    """Tell a number with four digits, whole numbers as such."""
    return f"{value:.4g}"


def trace_of(scene: Scene, actor: str) -> Trace:
    """Return the rules asked for one actor in a month, also through its blocs, flashpoints and entities.

    Parameters
    ----------
    scene : Scene
        The month.
    actor : str
        Code of a state of the roster.
    """
    slot = scene.names.actors.index(actor)
    return Trace(scene, actor, tuple(call for call in scene.lived.calls if _concerns(scene, call, slot)))


def _concerns(scene: Scene, call: Call, actor: int) -> bool:
    """Tell whether a rule was asked for an actor: itself, its bloc, its flashpoint, or an entity it holds or backs."""
    subject = SUBJECTS[call.move]
    asked = list(zip(subject.kinds, call.slots, strict=True))[: subject.deciding]
    return any(_is_or_holds(scene, kind, slot, actor) for kind, slot in asked)


def _is_or_holds(scene: Scene, kind: str, slot: int, actor: int) -> bool:
    """Tell whether a slot is an actor's own, or that of something the actor is part of."""
    if kind == "actors":
        return slot == actor
    if kind == "blocs":
        return bool(scene.before.member[slot, actor] == 1 or scene.after.member[slot, actor] == 1)
    if kind == "flashpoints":
        return actor in scene.after.party[slot]
    return actor in (scene.after.inside[slot], scene.after.backer[slot])
