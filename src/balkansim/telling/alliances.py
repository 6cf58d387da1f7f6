"""Tellers of blocs: applications with their answers, refusals, foundings, exits and endings."""

from __future__ import annotations

from balkansim.moves.attraction import THEORY_CODES
from balkansim.telling.scene import Scene, Sentences, founders

# By code of the theory of accession: the rule that decides, and the move that asks it.
ATTRACTION = {
    THEORY_CODES["balance-of-threat"]: ("accession_propensity", "balancing_of"),
    THEORY_CODES["landscape"]: ("landscape_propensity", "propensity_of"),
    THEORY_CODES["structural-balance"]: ("balance_propensity", "propensity_of"),
}


def applications(scene: Scene) -> Sentences:
    """Tell who applies to which bloc, and whether it is accepted, or by whom it is stopped."""
    for i in scene.states():
        for b in scene.blocs():
            if scene.after.applies[i, b] != 1:
                continue
            why = scene.why(*ATTRACTION[int(scene.after.theory)], i, b)
            applies = f"{scene.state(i)} applies to {scene.bloc(b)}" + (f" {why}" if why else "")
            member = int(scene.after.vetoed_by[i, b])
            if member >= 0:
                against = scene.why("consent_chance", "consent", member, i, b, sign=-1.0)
                yield scene.say(
                    "application", f"{applies}; {scene.state(member)} vetoes it", against, about=(i, member)
                )
            elif scene.after.joined[i, b] == scene.month:
                yield scene.say("application", f"{applies}; every member consents and it joins", about=(i,))
            else:
                text = f"{applies}; every member consents, but it joins a rival bloc that it prefers"
                yield scene.say("application", text, about=(i,))


def refusals(scene: Scene) -> Sentences:
    """Tell who openly declines to join a bloc."""
    for i in scene.states():
        for b in scene.blocs():
            if scene.after.declined[i, b] > scene.before.declined[i, b]:
                why = scene.why(*ATTRACTION[int(scene.after.theory)], i, b, sign=-1.0)
                yield scene.say("refusal", f"{scene.state(i)} declines to join {scene.bloc(b)}", why, about=(i,))


def foundings(scene: Scene) -> Sentences:
    """Tell which two states found a bloc, and against which."""
    for b in range(int(scene.before.opened[0]), int(scene.after.opened[0])):
        pair = founders(scene.reel, b)
        rivals = [scene.bloc(rival) for rival in range(b) if scene.after.opposed[b, rival] == 1]
        why = scene.why("founding_propensity", "founding_wish", *pair)
        text = f"{scene.listed(pair)} found a bloc against {' and '.join(rivals)}"
        yield scene.say("founding", text, why, about=pair)


def exits(scene: Scene) -> Sentences:
    """Tell who leaves a bloc."""
    for i in scene.states():
        for b in scene.blocs():
            if scene.after.left[i, b] == scene.month:
                why = scene.why("exit_rate", "leave", i, b)
                yield scene.say("exit", f"{scene.state(i)} leaves {scene.bloc(b)}", why, about=(i,))


def endings(scene: Scene) -> Sentences:
    """Tell which bloc ends formally: by itself, or since fewer than two members are left."""
    for b in scene.blocs():
        asked = next(scene.lived.asked("lapse_rate", "lapse", b), None)
        if scene.after.ended[b] != scene.month or asked is None:
            continue
        was = [i for i in scene.states() if scene.before.member[b, i] == 1]
        stayed = [i for i in was if scene.after.left[i, b] != scene.month]
        why = "since fewer than two members are left" if len(stayed) < 2 else scene.why("lapse_rate", "lapse", b)
        yield scene.say("lapse", f"{scene.bloc(b)} ends formally", why, about=was)
