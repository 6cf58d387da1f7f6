"""Tellers of what is dated and domestic: events, elections, budgets, the road to an army, Partnership for Peace."""

from __future__ import annotations

import numpy as np

from balkansim.scenario.calendar import is_january, month_name
from balkansim.scenario.resolved import Event
from balkansim.scenario.sentences import event_sentence
from balkansim.telling.reasons import reason
from balkansim.telling.scene import Scene, Sentences

NOTABLE = 0.05
REALLY = 0.5


def events(scene: Scene) -> Sentences:
    """Tell the dated events of the scenario, also those that come too late to change anything."""
    for event in scene.reel.scenario.events:
        if event.month == scene.month:
            told = event_sentence(event, scene.reel.scenario).removeprefix(f"In {month_name(event.month)} ")
            about = [scene.names.actors.index(state) for state in event.states]
            if _happens(scene, event):
                yield scene.say("event", told.removesuffix("."), "as the scenario dates it", about=about)
            else:
                text = f"the scenario's event {event.name} finds nothing left to do"
                yield scene.say("event", text, about=about)


def _happens(scene: Scene, event: Event) -> bool:
    """Tell whether a dated accession, ending or entry took place: an earlier one, or a rival bloc, may forestall it."""
    if event.kind == "accession":
        state, bloc = scene.names.actors.index(event.state), scene.names.blocs.index(event.bloc)
        return bool(scene.after.joined[state, bloc] == scene.month)
    if event.kind == "lapse":
        return bool(scene.before.alive[scene.names.blocs.index(event.bloc)] == 1)
    if event.kind == "pfp":
        return bool(scene.before.pfp[scene.names.actors.index(event.state)] < REALLY)
    return True


def elections(scene: Scene) -> Sentences:
    """Tell elections and whether the government changes."""
    for i in scene.states():
        if next(scene.lived.asked("turnover_chance", "vote", i), None) is None:
            continue
        changes = scene.after.turnover[i] > REALLY
        outcome = "the government changes" if changes else "the government stays"
        why = scene.why("turnover_chance", "vote", i, sign=1.0 if changes else -1.0)
        yield scene.say("election", f"{scene.state(i)} votes and {outcome}", why, about=(i,))


def budgets(scene: Scene) -> Sentences:
    """Tell January's budgets that grow notably faster or slower than on the expected path, by five points or more."""
    if not is_january(scene.month):
        return
    notable = [i for i in scene.states() if abs(departure(scene, i)) >= NOTABLE]
    for i in notable:
        calls = list(scene.lived.asked("expenditure_growth", "growth_of", i))
        beyond, growth = departure(scene, i), calls[0].answer
        why = reason(scene.lived.coefficients, calls[0], sign=np.sign(beyond), neutral=calls[1].inputs)
        path = f"{percent(beyond)} {'more' if beyond > 0 else 'less'} than on its expected path"
        verb = "raises" if growth > 0 else "cuts"
        text = f"{scene.state(i)} {verb} its military expenditure by {percent(growth)}, {path}"
        yield scene.say("budget", text, why, about=(i,))
    if not notable:
        yield scene.say("budget", "no budget departs notably from its expected path", about=scene.states())


def departure(scene: Scene, i: int) -> float:
    """Return by how much a state's growth of expenditure this January exceeds that on its expected path, in logs."""
    actual, expected = (call.answer for call in scene.lived.asked("expenditure_growth", "growth_of", i))
    return actual - expected


def percent(change: float) -> str:
    """Tell the size of a change of a logarithm as a percentage."""
    return f"{abs(np.expm1(change)):.1%}"


def armies(scene: Scene) -> Sentences:
    """Tell the stages by which a security force becomes an army."""
    for i in scene.states():
        if scene.after.stages[i] > scene.before.stages[i]:
            stage, stages = int(scene.after.stages[i]), scene.lived.coefficients.conversion_stages
            done = scene.after.army_month[i] == scene.month
            force = f"the security force of {scene.state(i)}"
            text = f"{force} completes stage {stage} of {stages:g} of its conversion" + (
                " and is an army" if done else ""
            )
            yield scene.say("army", text, scene.why("conversion_chance", "convert", i), about=(i,))


def partnerships_for_peace(scene: Scene) -> Sentences:
    """Tell attempts to enter NATO's Partnership for Peace, those who stop them, and entries."""
    for i in scene.states():
        asked = list(scene.lived.asked("pfp_consent_chance", "approach_pfp", i))
        if not asked:
            continue
        enters = scene.after.pfp_month[i] == scene.month
        refused = sum(luck >= call.answer for call, luck in zip(asked, scene.lived.luck.pfp_consent, strict=False))
        text = f"the entry of {scene.state(i)} into NATO's Partnership for Peace is put to the allies"
        if enters:
            text += f"; all {len(asked)} that do not recognise it consent, and it enters"
        else:
            text += f"; {refused} of the {len(asked)} that do not recognise it {'refuse' if refused > 1 else 'refuses'}"
        why = scene.why("pfp_consent_chance", "approach_pfp", i, sign=1.0 if enters else -1.0)
        yield scene.say("partnership-for-peace", text, why, about=(i,))
