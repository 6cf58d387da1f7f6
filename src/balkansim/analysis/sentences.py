"""The tellers of a month in their order, and the sentences of a whole history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from balkansim.analysis.film import FullHistory
from balkansim.analysis.reasons import reason
from balkansim.analysis.trace import TracedMonth, live_again
from balkansim.model.moves.attraction import THEORY_CODES
from balkansim.model.start import Names
from balkansim.model.world import view
from balkansim.months import is_january, month_name
from balkansim.scenario.describe import event_sentence, listed
from balkansim.scenario.scenario import Event


@dataclass(frozen=True)
class Sentence:
    """One thing that happened.

    ``month``: months since April 2025. ``kind``: ``event``, ``election``, ``provocation``, ``conciliation``,
    ``incident``, ``calm``, ``application``, ``refusal``, ``founding``, ``exit``, ``lapse``, ``budget``, ``army`` or
    ``partnership-for-peace``. ``text``: the sentence, without its full stop. ``reason``: why, as the end of the
    sentence; empty where there is nothing to add. ``routine``: whether it is left out unless everything is asked for.
    """

    month: int
    kind: str
    text: str
    reason: str = ""
    actors: tuple[str, ...] = ()
    routine: bool = False

    def __str__(self) -> str:
        """Tell it with its reason."""
        told = f"{self.text}, {self.reason}." if self.reason else f"{self.text}."
        return told[:1].upper() + told[1:]


@dataclass(frozen=True, eq=False)
class MonthView:
    """One month of a history.

    ``lived``: the month lived again, with every call of a rule. ``before``, ``after``: the world at the end of the
    month before and of this one.
    """

    reel: FullHistory
    lived: TracedMonth
    before: Any
    after: Any

    @property
    def month(self) -> int:
        """Months since April 2025."""
        return self.lived.month

    @property
    def names(self) -> Names:
        """Who stands in which slot."""
        return self.reel.names

    def states(self) -> range:
        """Return the slots of the states."""
        return range(len(self.names.actors))

    def blocs(self) -> range:
        """Return the slots of all blocs opened so far."""
        return range(int(self.after.opened[0]))

    def state(self, slot: int) -> str:
        """Return the name of a state in a sentence."""
        return self.reel.scenario.label(self.names.actors[slot])

    def bloc(self, slot: int) -> str:
        """Return the name of a bloc in a sentence; one founded in the run is called after its founders."""
        if self.names.blocs[slot] in self.reel.scenario.blocs:
            return self.reel.scenario.label(self.names.blocs[slot])
        return f"the {'-'.join(self.state(k) for k in founders(self.reel, slot))} bloc"

    def listed(self, slots: Any) -> str:
        """Join the names of states as "Serbia, Hungary and Slovakia"."""
        return listed([self.state(int(slot)) for slot in slots])

    def why(self, rule: str, move: str, *slots: int, sign: float = 1.0) -> str:
        """Tell the reason of an act by the rule that decided it, or nothing where that rule was not asked.

        ``*slots``: first slots of the subject it was asked about. ``sign``: 1 where a high answer makes the act
        likelier, -1 where a low one does.
        """
        call = next(self.lived.asked(rule, move, *slots), None)
        return reason(self.lived.coefficients, call, sign=sign) if call else ""

    def say(self, kind: str, text: str, why: str = "", *, about: Any = (), routine: bool = False) -> Sentence:
        """Return a sentence of this month about states given by slot."""
        return Sentence(self.month, kind, text, why, tuple(self.names.actors[int(k)] for k in about), routine)


def founders(reel: FullHistory, bloc: int) -> list[int]:
    """Return the slots of the two states that founded a bloc in a run, also where it ended in the same month."""
    world = reel.film[int(reel.film["founded"][-1][bloc]) - reel.scenario.start]
    alike, partner = world["founding_similarity"][bloc], world["partner"]
    pairs = [(i, int(j)) for i, j in enumerate(partner) if j > i and partner[j] == i]
    return next(([i, j] for i, j in pairs if world["similarity"][i, j] == alike), [])


def scene(reel: FullHistory, month: int) -> MonthView:
    """Return one month of a history as tellers see it. ``month``: months since April 2025."""
    row = reel.row(month)
    return MonthView(reel, live_again(reel, month), view(reel.film, row - 1), view(reel.film, row))


Sentences = Iterator[Sentence]


RIVAL = 0.5
SEVERITIES = {1: "a protest", 2: "a confrontation", 3: "violence", 4: "an armed clash"}
RUNGS = {0: "calm", 1: "protest", 2: "confrontation", 3: "violence", 4: "armed clash"}
ANSWERING = "in answer to a provocation of the month before"


def provocations(scene: MonthView) -> Sentences:
    """Tell who provokes whom.

    An act is told by default where it goes to a rival (a standing grievance of a half or more) or answers an act of
    the month before; the rest is routine.
    """
    yield from _conduct(scene, "provocation", scene.after.provokes, scene.before.provokes, "provoke", "provoke")


def condemnations(scene: MonthView) -> Sentences:
    """Tell who condemns an ally, which is as far as allies go."""
    yield from _conduct(scene, "condemnation", scene.after.condemns, scene.before.condemns, "condemn", "provoke")


def conciliations(scene: MonthView) -> Sentences:
    """Tell who conciliates whom; by default toward rivals only, the rest is routine."""
    yield from _conduct(scene, "conciliation", scene.after.conciliates, None, "conciliate", "conciliate")


def _conduct(scene: MonthView, kind: str, acts: Any, before: Any, verb: str, urge: str) -> Sentences:
    """Tell one kind of act, an actor's acts with the same reason together."""
    for i in scene.states():
        told: dict[tuple[str, bool], list[int]] = {}
        for j in scene.states():
            if j != i and acts[i, j] > RIVAL:
                answers = before is not None and before[j, i] > RIVAL
                why = scene.why(f"{urge}_urge", "signal_toward", i, j)
                why = f"{ANSWERING} and {why}" if answers else why
                told.setdefault((why, not answers and scene.after.grievance[i, j] < RIVAL), []).append(j)
        for (why, routine), targets in told.items():
            text = f"{scene.state(i)} {verb}s {scene.listed(targets)}"
            yield scene.say(kind, text, why, about=(i, *targets), routine=routine)


def incidents(scene: MonthView) -> Sentences:
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


def _why_incident(scene: MonthView, f: int) -> str:
    """Tell why an incident came: a dated event, or what pushed its chance most."""
    forced = max((event.severity for event in scene.reel.scenario.events if _brings(scene, event, f)), default=0)
    drawn = _drawn(scene, f)
    if forced > drawn:
        return "as the scenario dates it"
    return scene.why("incident_chance", "confront", f)


def _brings(scene: MonthView, event: Any, f: int) -> bool:
    """Tell whether a dated event of this month brings an incident to a flashpoint."""
    here = event.kind == "incident" and event.flashpoint == scene.names.flashpoints[f]
    return here and event.month == scene.month


def _drawn(scene: MonthView, f: int) -> float:
    """Return the severity that chance alone brought to a flashpoint this month."""
    drawn = next(scene.lived.asked("severity", "confront", f), None)
    return drawn.answer if drawn else 0.0


# By code of the theory of accession: the rule that decides, and the move that asks it.
ATTRACTION = {
    THEORY_CODES["balance-of-threat"]: ("accession_propensity", "balancing_of"),
    THEORY_CODES["landscape"]: ("landscape_propensity", "propensity_of"),
    THEORY_CODES["structural-balance"]: ("balance_propensity", "propensity_of"),
}


def applications(scene: MonthView) -> Sentences:
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


def refusals(scene: MonthView) -> Sentences:
    """Tell who openly declines to join a bloc."""
    for i in scene.states():
        for b in scene.blocs():
            if scene.after.declined[i, b] > scene.before.declined[i, b]:
                why = scene.why(*ATTRACTION[int(scene.after.theory)], i, b, sign=-1.0)
                yield scene.say("refusal", f"{scene.state(i)} declines to join {scene.bloc(b)}", why, about=(i,))


def foundings(scene: MonthView) -> Sentences:
    """Tell which two states found a bloc, and against which."""
    for b in range(int(scene.before.opened[0]), int(scene.after.opened[0])):
        pair = founders(scene.reel, b)
        rivals = [scene.bloc(rival) for rival in range(b) if scene.after.opposed[b, rival] == 1]
        why = scene.why("founding_propensity", "founding_wish", *pair)
        text = f"{scene.listed(pair)} found a bloc against {' and '.join(rivals)}"
        yield scene.say("founding", text, why, about=pair)


def exits(scene: MonthView) -> Sentences:
    """Tell who leaves a bloc."""
    for i in scene.states():
        for b in scene.blocs():
            if scene.after.left[i, b] == scene.month:
                why = scene.why("exit_rate", "leave", i, b)
                yield scene.say("exit", f"{scene.state(i)} leaves {scene.bloc(b)}", why, about=(i,))


def endings(scene: MonthView) -> Sentences:
    """Tell which bloc ends formally: by itself, or since fewer than two members are left."""
    for b in scene.blocs():
        asked = next(scene.lived.asked("lapse_rate", "lapse", b), None)
        if scene.after.ended[b] != scene.month or asked is None:
            continue
        was = [i for i in scene.states() if scene.before.member[b, i] == 1]
        stayed = [i for i in was if scene.after.left[i, b] != scene.month]
        why = "since fewer than two members are left" if len(stayed) < 2 else scene.why("lapse_rate", "lapse", b)
        yield scene.say("lapse", f"{scene.bloc(b)} ends formally", why, about=was)


NOTABLE = 0.05
REALLY = 0.5


def events(scene: MonthView) -> Sentences:
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


def _happens(scene: MonthView, event: Event) -> bool:
    """Tell whether a dated accession, ending or entry took place: an earlier one, or a rival bloc, may forestall it."""
    if event.kind == "accession":
        state, bloc = scene.names.actors.index(event.state), scene.names.blocs.index(event.bloc)
        return bool(scene.after.joined[state, bloc] == scene.month)
    if event.kind == "lapse":
        return bool(scene.before.alive[scene.names.blocs.index(event.bloc)] == 1)
    if event.kind == "pfp":
        return bool(scene.before.pfp[scene.names.actors.index(event.state)] < REALLY)
    return True


def elections(scene: MonthView) -> Sentences:
    """Tell elections and whether the government changes."""
    for i in scene.states():
        if next(scene.lived.asked("turnover_chance", "vote", i), None) is None:
            continue
        changes = scene.after.turnover[i] > REALLY
        outcome = "the government changes" if changes else "the government stays"
        why = scene.why("turnover_chance", "vote", i, sign=1.0 if changes else -1.0)
        yield scene.say("election", f"{scene.state(i)} votes and {outcome}", why, about=(i,))


def budgets(scene: MonthView) -> Sentences:
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


def departure(scene: MonthView, i: int) -> float:
    """Return by how much a state's growth of expenditure this January exceeds that on its expected path, in logs."""
    actual, expected = (call.answer for call in scene.lived.asked("expenditure_growth", "growth_of", i))
    return actual - expected


def percent(change: float) -> str:
    """Tell the size of a change of a logarithm as a percentage."""
    return f"{abs(np.expm1(change)):.1%}"


def armies(scene: MonthView) -> Sentences:
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


def partnerships_for_peace(scene: MonthView) -> Sentences:
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


TELLERS = (
    events,
    elections,
    provocations,
    condemnations,
    conciliations,
    incidents,
    applications,
    refusals,
    foundings,
    exits,
    endings,
    budgets,
    armies,
    partnerships_for_peace,
)


def sentences(reel: FullHistory) -> tuple[Sentence, ...]:
    """Return every sentence of a history, routine ones included, month by month in the order of the phases."""
    first, last = reel.scenario.start + 1, reel.scenario.start + len(reel.film) - 1
    scenes = (scene(reel, month) for month in range(first, last + 1))
    return tuple(sentence for seen in scenes for teller in TELLERS for sentence in teller(seen))
