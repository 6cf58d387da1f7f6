"""A game: one history of a scenario in which a player decides for one state, lived month by month."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any

import numpy as np

from balkansim.analysis.film import FullHistory, Key, start_at
from balkansim.analysis.sentences import ATTRACTION, TELLERS, MonthView, Sentence, percent
from balkansim.analysis.trace import Call, TracedMonth, traced
from balkansim.errors import BalkansimError
from balkansim.evidence.coefficients import coefficient_view
from balkansim.evidence.evidence import Evidence
from balkansim.model.kernel import live_month
from balkansim.model.linking import Function, link
from balkansim.model.luck import draw_month, empty_luck, slots_in_use
from balkansim.model.month import month_functions
from balkansim.model.start import Names
from balkansim.model.world import view
from balkansim.months import is_january
from balkansim.scenario.scenario import Scenario

ACTS = ("provoke", "hold", "conciliate")
OUTSIDE = ("apply", "decline", "wait")
INSIDE = ("leave", "stay")
SUPPOSED = "join"
"""What an outlook supposes: that the state applied and every member consented."""


@dataclass(frozen=True)
class Decisions:
    """One state's decisions in one month; whatever is left open is decided by the model's rule and luck.

    ``conduct``: code of a partner to ``provoke``, ``hold`` or ``conciliate``. ``blocs``: short name of a bloc to
    ``apply``, ``decline`` or ``wait`` outside it, ``leave`` or ``stay`` inside it. ``budget``: change of ln
    expenditure, in January only.
    """

    conduct: Mapping[str, str] = field(default_factory=dict)
    blocs: Mapping[str, str] = field(default_factory=dict)
    budget: float | None = None

    def __bool__(self) -> bool:
        """Tell whether anything is decided."""
        return bool(self.conduct or self.blocs or self.budget is not None)

    def toward(self, partners: Mapping[str, str]) -> Decisions:
        """Return these decisions with conduct added or replaced."""
        return replace(self, conduct={**self.conduct, **partners})

    def about(self, bloc: str, choice: str) -> Decisions:
        """Return these decisions with a step toward a bloc added or replaced."""
        return replace(self, blocs={**self.blocs, bloc: choice})

    def spending(self, growth: float | None) -> Decisions:
        """Return these decisions with a budget, or with the budget left to the model."""
        return replace(self, budget=growth)

    def plain(self) -> dict[str, Any]:
        """Return the decisions as plain values that `read` takes back."""
        return {"conduct": dict(self.conduct), "blocs": dict(self.blocs), "budget": self.budget}


NOTHING = Decisions()


def read(plain: Any, where: str) -> Decisions:
    """Return decisions from plain values. ``where``: file and month, for the error."""
    try:
        conduct, blocs, budget = dict(plain["conduct"]), dict(plain["blocs"]), plain["budget"]
        known = set(conduct.values()) <= set(ACTS) and set(blocs.values()) <= {*OUTSIDE, *INSIDE}
        if known and (budget is None or (isinstance(budget, float) and isfinite(budget))):
            return Decisions(conduct, blocs, budget)
    except (KeyError, TypeError, ValueError):
        pass
    raise BalkansimError(
        f"{plain!r:.80} are no decisions",
        expected="conduct, blocs and budget as the game wrote them",
        where=where,
        todo="take an untouched copy of the saved game",
    )


MONTH = live_month.__name__
FAR = 1e3
"""A threat so great that the rule of expenditure stands at its bound."""


class DecisionOverlay:
    """What is decided for one state, laid into a linked month.

    The moves around stay the model's own: a move of the state is made first as the model makes it, so that no luck is
    missed, and then what was decided replaces what came of it.
    """

    def __init__(self, slot: int, names: Names) -> None:
        self.slot, self.names = slot, names
        self.decisions: Decisions = NOTHING
        self.rule_growth = 0.0

    def laid_into(self, moves: dict[str, Any]) -> Function:
        """Lay the hand into a freshly linked month and return that month.

        ``moves``: as from `link` of `balkansim.model.linking`, the kernel's `live_month` among them; changed in place.
        """
        month: Any = moves[MONTH]
        for lay in (self._signal, self._consider, self._leave):
            laid = lay(moves)
            month.__globals__[laid.__name__] = laid
        growth = self._actual_growth(moves)
        moves["arm"].__globals__[growth.__name__] = growth
        laid_month: Function = month
        return laid_month

    # The functions below bear the names of the moves they stand for: a trace knows a move by its name.

    def _signal(self, moves: dict[str, Any]) -> Callable[..., None]:
        """Let the state act toward partners as decided."""
        made = moves["signal"]

        def signal(w: Any, c: Any, u: Any, i: int) -> None:
            made(w, c, u, i)
            if i == self.slot:
                for code, act in self.decisions.conduct.items():
                    j = self.names.actors.index(code)
                    w.provokes[i, j] = float(act == "provoke")
                    w.condemns[i, j] = 0.0
                    w.conciliates[i, j] = float(act == "conciliate")

        return signal

    def _consider(self, moves: dict[str, Any]) -> Callable[..., None]:
        """Let the state apply, decline or wait as decided, where the rules leave the bloc open to it."""
        made = moves["consider"]

        def consider(w: Any, c: Any, u: Any, i: int) -> None:
            counted = [w.eligible, w.applied, w.declined, w.cooloff]
            before = [numbers[i].copy() for numbers in counted]
            made(w, c, u, i)
            for name, choice in self.decisions.blocs.items() if i == self.slot else ():
                b = self.names.blocs.index(name)
                if w.eligible[i, b] > before[0][b]:
                    w.applies[i, b] = 0
                    for numbers, was in zip(counted[1:], before[1:], strict=True):
                        numbers[i, b] = was[b]
                    _step(w, c, i, b, choice)

        return consider

    def _leave(self, moves: dict[str, Any]) -> Callable[..., None]:
        """Let the state leave a bloc, or stay in it, as decided."""
        made = moves["leave"]

        def leave(w: Any, c: Any, u: Any, i: int) -> None:
            inside, left, cooloff = w.member[:, i].copy(), w.left[i].copy(), w.cooloff[i].copy()
            made(w, c, u, i)
            for name, choice in self.decisions.blocs.items() if i == self.slot else ():
                b = self.names.blocs.index(name)
                if inside[b] == 1 and w.joined[i, b] < w.clock[0]:
                    w.member[b, i], w.left[i, b], w.cooloff[i, b] = 1, left[b], cooloff[b]
                    if choice == "leave":
                        w.member[b, i], w.left[i, b] = 0, w.clock[0]
                        w.cooloff[i, b] = w.clock[0] + int(c.cooloff_months)

        return leave

    def _actual_growth(self, moves: dict[str, Any]) -> Callable[..., float]:
        """Let the state's expenditure change as decided; note what the rule would do, and the rule's bounds."""
        made = moves["actual_growth"]

        def actual_growth(w: Any, c: Any, i: int, threat_dev: float) -> float:
            grown: float = made(w, c, i, threat_dev)
            if i != self.slot:
                return grown
            self.rule_growth = grown
            return grown if self.decisions.budget is None else self.decisions.budget

        return actual_growth

    def bounds_of(self, moves: dict[str, Any], w: Any, c: Any) -> tuple[float, float]:
        """Return the least and the greatest change of ln expenditure that the rule allows the state in a world.

        ``moves``: A linked month.
        """
        grown = moves["actual_growth"]
        low, high = (float(grown(w, c._replace(arms_trend=wish), self.slot, 0.0)) for wish in (-FAR, FAR))
        return low, high


def _step(w: Any, c: Any, i: int, b: int, choice: str) -> None:
    """Take a state's step toward a bloc that is open to it, with the model's own book-keeping."""
    if choice == "apply":
        w.applies[i, b] = 1
        w.applied[i, b] += 1
    elif choice == "decline":
        w.declined[i, b] += 1
        w.cooloff[i, b] = w.clock[0] + int(c.cooloff_months)
    elif choice == SUPPOSED:
        w.accepted[i, b] = 1


DECIDING = tuple(rule for rule, _ in ATTRACTION.values())
BY_HAND = "as you decided"
BY_RULE = "by the model's rule and luck"
WORDS = {"provocation": "provoke", "conciliation": "conciliate"}
STEPS = {"application": ("apply",), "refusal": ("decline",), "exit": ("leave",)}


def as_decided(calls: Iterable[Call], decisions: Decisions, slot: int, names: Names) -> Iterator[Call]:
    """Yield the calls of a month as tellers shall read them, given what was decided for a state.

    The rule of a step that was decided is left out, since it is not the reason; the first growth of expenditure is
    the one decided.

    ``calls``: in the order of the month.
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


def sentences(scene: MonthView, state: str, decisions: Decisions) -> list[Sentence]:
    """Return everything that happened in a played month, in the order of the phases."""
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


def _conduct(scene: MonthView, state: str, decisions: Decisions) -> Iterator[Sentence]:
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


def _budget(scene: MonthView, state: str, decisions: Decisions) -> Iterator[Sentence]:
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


ENGINE = "played"


class Game:
    """One history in which a player decides for one state; on the luck of the model's history of the same key."""

    def __init__(self, scenario: Scenario, evidence: Evidence, key: Key, state: str) -> None:
        start = start_at(scenario, evidence, key)
        self.scenario, self.evidence, self.key, self.state = scenario, evidence, key, state
        self.names, self.slot = start.names, start.names.actors.index(state)
        self.decided: list[Decisions] = []
        self.hand = DecisionOverlay(self.slot, start.names)
        self.coefficients = start.coefficients[-1:]
        self.c = coefficient_view(self.coefficients)
        self._luck, self._flat = empty_luck()
        moves = link((*month_functions(), live_month))
        self._month = self.hand.laid_into(moves)
        worlds = start.worlds[-1:].copy()
        moves["take_bearings"](view(worlds), self.c, self._luck, 0)
        self.film = worlds
        self.scene: MonthView | None = None

    @property
    def month(self) -> int:
        """Months since April 2025 at the end of the last month lived."""
        return int(self.film["clock"][-1][0])

    @property
    def world(self) -> Any:
        """The world at the end of the last month lived; not to be written to."""
        return view(self.film, len(self.film) - 1)

    @property
    def reel(self) -> FullHistory:
        """The history so far, as tellers take it."""
        return FullHistory(self.scenario, self.key, ENGINE, self.names, self.coefficients, self.film)

    def worlds(self) -> Any:
        """Return a copy of the world as it stands: structured array of shape (1,)."""
        return self.film[-1:].copy()

    def live(self, decisions: Decisions = NOTHING, *, told: bool = False) -> None:
        """Let one month pass. ``told``: whether `scene` shall tell the month; it takes twice as long."""
        worlds, calls = self.worlds(), list[Call]()
        worlds["clock"][0] += 1
        w = view(worlds)
        slots = slots_in_use(w.actors, w.flashpoints, w.entities, w.vetoers)
        draw_month(self._flat, slots, int(w.opened[0]), self.key.seed, self.key.luck, int(w.clock[0]))
        self.hand.decisions = decisions
        month = self.hand.laid_into(traced(calls)) if told else self._month
        month(w, self.c, self._luck)
        self.film = np.concatenate([self.film, worlds])
        self.decided.append(decisions)
        if told:
            kept = tuple(as_decided(calls, decisions, self.slot, self.names))
            lived = TracedMonth(self.month, worlds, kept, self.c, self._luck)
            last = len(self.film) - 1
            self.scene = MonthView(self.reel, lived, view(self.film, last - 1), view(self.film, last))

    def replay(self, decided: Iterable[Decisions]) -> None:
        """Live months again from the decisions taken in them; the last is told."""
        months = list(decided)
        for number, decisions in enumerate(months, 1):
            self.live(decisions, told=number == len(months))

    def undecided(self) -> Game:
        """Return the model's own history of the same key, as long as this one."""
        own = Game(self.scenario, self.evidence, self.key, self.state)
        for _ in self.decided:
            own.live()
        return own

    def label(self, slot: int) -> str:
        """Return the name of a state, by slot, as it stands in a sentence."""
        return self.scenario.label(self.names.actors[slot])

    def bloc(self, slot: int) -> str:
        """Return the name of a bloc, by slot, as it stands in a sentence."""
        name = self.names.blocs[slot]
        return self.scenario.label(name) if name in self.scenario.blocs or not self.scene else self.scene.bloc(slot)
