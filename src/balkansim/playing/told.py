"""A played month in sentences: the model's tellers for everybody else, plain words for what was decided by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from balkansim.playing.decisions import Decisions
from balkansim.scenario.calendar import is_january
from balkansim.start.names import Names
from balkansim.telling.alliances import ATTRACTION
from balkansim.telling.politics import percent
from balkansim.telling.scene import Scene, Sentence
from balkansim.telling.telling import TELLERS
from balkansim.telling.trace import Call

DECIDING = tuple(rule for rule, _ in ATTRACTION.values())
BY_HAND = "as you decided"
BY_RULE = "by the model's rule and luck"
WORDS = {"provocation": "provoke", "conciliation": "conciliate"}
STEPS = {"application": ("apply",), "refusal": ("decline",), "exit": ("leave",)}


def as_decided(calls: Iterable[Call], decisions: Decisions, slot: int, names: Names) -> Iterator[Call]:
    """Yield the calls of a month as tellers shall read them, given what was decided for a state.

    The rule of a step that was decided is left out, since it is not the reason; the first growth of expenditure is
    the one decided.

    Parameters
    ----------
    calls : iterable of Call
        In the order of the month.
    decisions : Decisions
        What was decided.
    slot : int
        Slot of the state.
    names : Names
        Who stands in which slot.
    """
    blocs = {names.blocs.index(name) for name in decisions.blocs}
    growth = decisions.budget
    for call in calls:
        own = bool(call.slots) and call.slots[0] == slot
        if own and call.rule in DECIDING and call.slots[1] in blocs:
            continue
        if own and call.rule == "expenditure_growth" and growth is not None:
            yield replace(call, answer=growth)
            growth = None
        else:
            yield call


def sentences(scene: Scene, state: str, decisions: Decisions) -> list[Sentence]:
    """Return everything that happened in a played month, in the order of the phases.

    Parameters
    ----------
    scene : Scene
        The month.
    state : str
        Code of the state that is played.
    decisions : Decisions
        What was decided for it.
    """
    found: list[Sentence] = []
    for teller in TELLERS:
        for sentence in teller(scene):
            own = sentence.actors[:1] == (state,)
            if own and (sentence.kind in WORDS or (sentence.kind == "budget" and len(sentence.actors) == 1)):
                continue
            steps = STEPS.get(sentence.kind, ())
            by_hand = own and any(choice in steps for choice in decisions.blocs.values())
            found.append(_by_hand(sentence) if by_hand else sentence)
    return [*_conduct(scene, state, decisions), *found, *_budget(scene, state, decisions)]


def _by_hand(sentence: Sentence) -> Sentence:
    """Return a step of the state's own as decided by hand; why a member vetoes stays."""
    return sentence if sentence.kind == "application" else replace(sentence, reason=BY_HAND)


def _conduct(scene: Scene, state: str, decisions: Decisions) -> Iterator[Sentence]:
    """Tell whom the state provokes and conciliates, by hand or by the model."""
    i = scene.names.actors.index(state)
    for kind, verb in WORDS.items():
        acts = scene.after.provokes if verb == "provoke" else scene.after.conciliates
        for why in (BY_HAND, BY_RULE):
            targets = [
                j
                for j in scene.states()
                if acts[i, j] > 0.0 and (scene.names.actors[j] in decisions.conduct) == (why == BY_HAND)
            ]
            if targets:
                yield scene.say(kind, f"{scene.state(i)} {verb}s {scene.listed(targets)}", why, about=(i, *targets))


def _budget(scene: Scene, state: str, decisions: Decisions) -> Iterator[Sentence]:
    """Tell the state's own budget in January."""
    if is_january(scene.month):
        i = scene.names.actors.index(state)
        growth = next(scene.lived.asked("expenditure_growth", "growth_of", i)).answer
        if abs(growth) < np.finfo(float).eps:
            text = f"{scene.state(i)} keeps its military expenditure where it was"
        else:
            text = (
                f"{scene.state(i)} {'raises' if growth > 0 else 'cuts'} its military expenditure by {percent(growth)}"
            )
        yield scene.say("budget", text, BY_RULE if decisions.budget is None else BY_HAND, about=(i,))
