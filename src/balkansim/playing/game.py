"""A game: one history of a scenario in which a player decides for one state, lived month by month."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from balkansim.draws import draw_month, empty_luck, slots_in_use
from balkansim.evidence.evidence import Evidence
from balkansim.kernel import live_month
from balkansim.link import link
from balkansim.parameters import coefficient_view
from balkansim.playing.decisions import NOTHING, Decisions
from balkansim.playing.hand import Hand
from balkansim.playing.told import as_decided
from balkansim.scenario.resolved import Scenario
from balkansim.telling.reel import Key, Reel, start_at
from balkansim.telling.scene import Scene
from balkansim.telling.trace import Call, Lived, traced
from balkansim.vocabulary import month_functions
from balkansim.world import view

ENGINE = "played"


class Game:
    """One history in which a player decides for one state; on the luck of the model's history of the same key.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    evidence : Evidence
        The evidence.
    key : Key
        What names the history.
    state : str
        Code of the state that is played.
    """

    def __init__(self, scenario: Scenario, evidence: Evidence, key: Key, state: str) -> None:
        start = start_at(scenario, evidence, key)
        self.scenario, self.evidence, self.key, self.state = scenario, evidence, key, state
        self.names, self.slot = start.names, start.names.actors.index(state)
        self.decided: list[Decisions] = []
        self.hand = Hand(self.slot, start.names)
        self.coefficients = start.coefficients[-1:]
        self.c = coefficient_view(self.coefficients)
        self._luck, self._flat = empty_luck()
        moves = link((*month_functions(), live_month))
        self._month = self.hand.laid_into(moves)
        worlds = start.worlds[-1:].copy()
        moves["take_bearings"](view(worlds), self.c, self._luck, 0)
        self.film = worlds
        self.scene: Scene | None = None

    @property
    def month(self) -> int:
        """Months since April 2025 at the end of the last month lived."""
        return int(self.film["clock"][-1][0])

    @property
    def world(self) -> Any:
        """The world at the end of the last month lived; not to be written to."""
        return view(self.film, len(self.film) - 1)

    @property
    def reel(self) -> Reel:
        """The history so far, as tellers take it."""
        return Reel(self.scenario, self.key, ENGINE, self.names, self.coefficients, self.film)

    def worlds(self) -> Any:
        """Return a copy of the world as it stands: structured array of shape (1,)."""
        return self.film[-1:].copy()

    def live(self, decisions: Decisions = NOTHING, *, told: bool = False) -> None:
        """Let one month pass.

        Parameters
        ----------
        decisions : Decisions
            What is decided for the state; the rest is the model's.
        told : bool
            Whether `scene` shall tell the month; it takes twice as long.
        """
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
            lived = Lived(self.month, worlds, kept, self.c, self._luck)
            last = len(self.film) - 1
            self.scene = Scene(self.reel, lived, view(self.film, last - 1), view(self.film, last))

    def replay(self, decided: Iterable[Decisions]) -> None:
        """Live months again from the decisions taken in them; the last is told.

        Parameters
        ----------
        decided : iterable of Decisions
            One a month.
        """
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
