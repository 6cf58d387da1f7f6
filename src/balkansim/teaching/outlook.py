"""What would come of a decision: the rules evaluated on a copy of the world with chance averaged away."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from balkansim.analysis.trace import Call, TracedMonth, traced
from balkansim.model.kernel import live_month
from balkansim.model.linking import link
from balkansim.model.luck import empty_luck
from balkansim.model.month import month_functions
from balkansim.model.moves.align import barred
from balkansim.model.moves.slots import bloc_actor
from balkansim.model.rulebook.confrontation import expected_severity, severity
from balkansim.model.rulebook.maths import happens
from balkansim.model.world import view
from balkansim.months import is_january, month_name
from balkansim.teaching.game import INSIDE, NOTHING, OUTSIDE, DecisionOverlay, Decisions, Game

EVEN_LUCK = 0.5
CERTAIN = 0.0


def chance_itself(chance: float, luck: float) -> float:
    """Stand in for `balkansim.rulebook.maths.happens`: the chance instead of the draw."""
    return chance


@dataclass(frozen=True, eq=False)
class Ahead:
    """Two months ahead, chance averaged away: an act counts by its chance, noise is zero.

    ``first``: at the end of the coming month. ``second``: at the end of the month after, in which the state decides by
    the model's rule. ``rule_growth``: change of ln expenditure that the rule gives the state; only in January.
    """

    first: Any
    second: Any
    rule_growth: float


class Outlook:
    """Looks ahead from where a game stands."""

    def __init__(self, game: Game) -> None:
        self.game = game
        self.hand = DecisionOverlay(game.slot, game.names)
        self._moves = link((*month_functions(), live_month), {happens: chance_itself, severity: expected_severity})
        self._month = self.hand.laid_into(self._moves)
        self._luck, flat = empty_luck()
        flat[:] = EVEN_LUCK

    @cached_property
    def left_open(self) -> Ahead:
        """Two months ahead with nothing decided."""
        return self.ahead(NOTHING)

    def ahead(self, decisions: Decisions) -> Ahead:
        """Live two months on a copy of the world, the first with these decisions."""
        worlds = [self._next(self.game.worlds(), decisions)]
        grown = self.hand.rule_growth
        worlds.append(self._next(worlds[0].copy(), NOTHING))
        return Ahead(view(worlds[0]), view(worlds[1]), grown)

    def _next(self, worlds: Any, decisions: Decisions) -> Any:
        """Let one month pass in a world, in place."""
        worlds["clock"][0] += 1
        self.hand.decisions = decisions
        self._month(view(worlds), self.game.c, self._luck)
        return worlds

    def bounds(self) -> tuple[float, float]:
        """Return the least and the greatest change of ln expenditure that the rule allows the state next month."""
        return self.hand.bounds_of(link(month_functions()), self.left_open.first, self.game.c)

    def asked(self, decisions: Decisions = NOTHING) -> TracedMonth:
        """Return the coming month with every call of a rule, under even luck and consent by every member."""
        calls: list[Call] = []
        worlds, hand = self.game.worlds(), DecisionOverlay(self.game.slot, self.game.names)
        hand.decisions = decisions
        worlds["clock"][0] += 1
        luck, flat = empty_luck()
        flat[:] = EVEN_LUCK
        for b in range(int(worlds["opened"][0][0])):
            luck.consent[bloc_actor(b, self.game.slot)] = CERTAIN
        hand.laid_into(traced(calls))(view(worlds), self.game.c, luck)
        return TracedMonth(int(worlds["clock"][0][0]), worlds, tuple(calls), self.game.c, luck)

    def consent(self, bloc: int) -> dict[int, float]:
        """Return the chance that each member of a bloc would consent to the state, by the member's slot."""
        lived = self.asked(NOTHING.about(self.game.names.blocs[bloc], "apply"))
        calls = lived.asked("consent_chance", "consent")
        return {call.slots[0]: call.answer for call in calls if call.slots[1:] == (self.game.slot, bloc)}


@dataclass(frozen=True)
class Effect:
    """One number that a decision moves, two months ahead, against another decision."""

    what: str
    without: float
    with_: float

    def __str__(self) -> str:
        """Tell it as "what 0.31 -> 0.35"."""
        return f"{self.what} {self.without:.2f} -> {self.with_:.2f}"


WORTH_TELLING = 0.005


def effects(game: Game, without: Ahead, with_: Ahead, most: int) -> list[Effect]:
    """Return what a decision moves most, two months ahead.

    ``most``: how many at most; changes that two decimals cannot show are left out.
    """
    one, other = list(_numbers(game, without.second)), list(_numbers(game, with_.second))
    found = [Effect(what, float(a), float(b)) for (what, a), (_, b) in zip(one, other, strict=True)]
    telling = [effect for effect in found if abs(effect.with_ - effect.without) >= WORTH_TELLING]
    return sorted(telling, key=lambda effect: -abs(effect.with_ - effect.without))[:most]


def _numbers(game: Game, w: Any) -> list[tuple[str, float]]:
    """Return the numbers of the state's position that a decision can move."""
    i, found = game.slot, []
    for j in range(w.actors):
        if j != i:
            other = game.label(j)
            found += [
                (f"threat you feel from {other}", w.threat[i, j]),
                (f"threat {other} feels from you", w.threat[j, i]),
                (f"tension with {other}", w.tension[i, j]),
                (f"chance that {other} provokes you in a month", w.provokes[j, i]),
            ]
    found += [("aid you receive", w.aid[i]), ("stretch of your budget", w.stretch[i])]
    if w.nato[i] < EVEN_LUCK:
        found.append(("your partnership with NATO", w.partnership[i]))
    return [(what, float(np.asarray(value))) for what, value in found]


RIVAL = 0.5
FEWEST, MOST = 3, 4
PART_OF_THE_BOUND = 0.5
BUDGETS = ("restrain", "keep", "raise")


@dataclass(frozen=True, eq=False)
class Choices:
    """What can be decided in the coming month."""

    game: Game

    @cached_property
    def outlook(self) -> Outlook:
        """A look ahead from where the game stands."""
        return Outlook(self.game)

    @property
    def partners(self) -> list[int]:
        """Slots of the partners that matter: rivals and last month's provokers first, then by tension."""
        w, i = self.game.world, self.game.slot
        pressing = {
            j: bool(w.provokes[j, i] > 0.0 or w.conciliates[j, i] > 0.0 or w.grievance[i, j] >= RIVAL)
            for j in range(w.actors)
            if j != i
        }
        ordered = sorted(pressing, key=lambda j: (-pressing[j], -w.tension[i, j]))
        return ordered[: min(max(sum(pressing.values()), FEWEST), MOST)]

    @cached_property
    def blocs(self) -> dict[int, tuple[str, ...]]:
        """Living blocs by slot, with what the state can do about each; nothing where the rules bar it."""
        w, i = self.game.world, self.game.slot
        coming = self.outlook.left_open.first
        found: dict[int, tuple[str, ...]] = {}
        for b in range(int(w.opened[0])):
            if w.alive[b] == 1:
                inside, open_to = w.member[b, i] == 1, coming.eligible[i, b] > w.eligible[i, b]
                found[b] = INSIDE if inside else OUTSIDE if open_to else ()
        return found

    def why_closed(self, bloc: int) -> str:
        """Tell why a bloc is not open to the state."""
        w, i = self.game.world, self.game.slot
        if barred(w, i, bloc):
            return "closed to you while you belong to a bloc that it excludes"
        if w.cooloff[i, bloc] > self.game.month + 1:
            return f"closed to you until {month_name(int(w.cooloff[i, bloc]))}, after a refusal or an exit"
        return "closed to you by an event that the scenario dates"

    @property
    def budget_is_due(self) -> bool:
        """Whether the coming month is a January."""
        return is_january(self.game.month + 1)

    @cached_property
    def bounds(self) -> tuple[float, float]:
        """Least and greatest change of ln expenditure that the rule allows."""
        return self.outlook.bounds()

    @property
    def budgets(self) -> dict[str, float]:
        """Change of ln expenditure of each worded budget: halfway to a bound, or none."""
        low, high = self.bounds
        return {"restrain": PART_OF_THE_BOUND * low, "keep": 0.0, "raise": PART_OF_THE_BOUND * high}
