"""Tellers of conduct and of clashes: who provokes or conciliates whom, and what happens at the flashpoints."""

from __future__ import annotations

from typing import Any

from balkansim.telling.scene import Scene, Sentences

RIVAL = 0.5
SEVERITIES = {1: "a protest", 2: "a confrontation", 3: "violence", 4: "an armed clash"}
RUNGS = {0: "calm", 1: "protest", 2: "confrontation", 3: "violence", 4: "armed clash"}
ANSWERING = "in answer to a provocation of the month before"


def provocations(scene: Scene) -> Sentences:
    """Tell who provokes whom.

    An act is told by default where it goes to a rival (a standing grievance of a half or more) or answers an act of
    the month before; the rest is routine.
    """
    yield from _conduct(scene, "provocation", scene.after.provokes, scene.before.provokes, "provoke")


def conciliations(scene: Scene) -> Sentences:
    """Tell who conciliates whom; by default toward rivals only, the rest is routine."""
    yield from _conduct(scene, "conciliation", scene.after.conciliates, None, "conciliate")


def _conduct(scene: Scene, kind: str, acts: Any, before: Any, verb: str) -> Sentences:
    """Tell one kind of act, an actor's acts with the same reason together."""
    for i in scene.states():
        told: dict[tuple[str, bool], list[int]] = {}
        for j in scene.states():
            if j != i and acts[i, j] > RIVAL:
                answers = before is not None and before[j, i] > RIVAL
                why = scene.why(f"{verb}_urge", "signal_toward", i, j)
                why = f"{ANSWERING} and {why}" if answers else why
                told.setdefault((why, not answers and scene.after.grievance[i, j] < RIVAL), []).append(j)
        for (why, routine), targets in told.items():
            text = f"{scene.state(i)} {verb}s {scene.listed(targets)}"
            yield scene.say(kind, text, why, about=(i, *targets), routine=routine)


def incidents(scene: Scene) -> Sentences:
    """Tell incidents with their severity and the rung they lead to, and how a flashpoint calms down."""
    for f, name in enumerate(scene.names.flashpoints):
        place = scene.reel.scenario.label(name)
        severity, rung, was = (int(x) for x in (scene.after.severity[f], scene.after.rung[f], scene.before.rung[f]))
        if severity > 0:
            text = f"there is {SEVERITIES[severity]} at {place}{_ladder(rung, was)}"
            yield scene.say("incident", text, _why_incident(scene, f), about=scene.after.party[f])
        elif rung < was:
            calmed = f"the situation at {place} calms down from {RUNGS[was]} to {RUNGS[rung]}"
            yield scene.say("calm", calmed, about=scene.after.party[f])


def _ladder(rung: int, was: int) -> str:
    """Tell what an incident does to the rung of the ladder."""
    if rung > was:
        return f", where the ladder is climbed from {RUNGS[was]} to {RUNGS[rung]} (rung {rung} of 4)"
    return f", where the ladder stays at {RUNGS[rung]} (rung {rung} of 4)"


def _why_incident(scene: Scene, f: int) -> str:
    """Tell why an incident came: a dated event, or what pushed its chance most."""
    forced = max((event.severity for event in scene.reel.scenario.events if _brings(scene, event, f)), default=0)
    drawn = _drawn(scene, f)
    if forced > drawn:
        return "as the scenario dates it"
    return scene.why("incident_chance", "confront", f)


def _brings(scene: Scene, event: Any, f: int) -> bool:
    """Tell whether a dated event of this month brings an incident to a flashpoint."""
    here = event.kind == "incident" and event.flashpoint == scene.names.flashpoints[f]
    return here and event.month == scene.month


def _drawn(scene: Scene, f: int) -> float:
    """Return the severity that chance alone brought to a flashpoint this month."""
    drawn = next(scene.lived.asked("severity", "confront", f), None)
    return drawn.answer if drawn else 0.0
