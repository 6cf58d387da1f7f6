"""Questions of states that join blocs or stay out of them, told as a funnel."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from itertools import product
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field, PositiveInt

from balkansim.forecasts.kinds import (
    Arms,
    Bools,
    Counted,
    Forecastable,
    Kind,
    Measured,
    Names,
    Tally,
    Told,
    by,
    none_of,
    slots,
)
from balkansim.forecasts.series import Floats, Matter, StateCode, Window
from balkansim.forecasts.yardsticks import Text
from balkansim.model.trajectories import NEVER, Trajectories
from balkansim.months import month_short
from balkansim.pages import Cell, Table

STAGES = ("eligible", "applied", "declined", "vetoed")


class _Joining(Forecastable):
    """A question of states that join blocs; what happened is told as a funnel."""

    @property
    @abstractmethod
    def parties(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The states that may join, and the blocs they may join."""

    def missing(self, world: Trajectories) -> str:
        states, blocs = self.parties
        return none_of("state", states, world.actors) or none_of("bloc", blocs, world.blocs)

    def matters(self) -> set[Matter]:
        return {("join", state, bloc) for state, bloc in product(*self.parties)}

    def tally(self, window: Window, arms: Arms) -> Tally:
        """Count histories in which each state came to each stage on the way into a bloc, and the members' vetoes.

        An accession counts as joined within the window, as early before it.
        """
        world, tally = arms["scenario"], Tally()
        states, blocs = slots(self.parties[0], world.actors), slots(self.parties[1], world.blocs)
        for b, s in product(blocs, states):
            path, came = (world.actors[s], world.blocs[b]), world.ends["joined"][:, s, b]
            tally |= {(*path, stage): float((world.ends[stage][:, s, b] > 0).sum()) for stage in STAGES}
            tally[*path, "joined"] = float((by(came, window.last) & (came >= window.first)).sum())
            tally[*path, "early"] = float((by(came, window.last) & (came < window.first)).sum())
        for b in blocs:
            vetoes = world.ends["veto"][:, : len(world.actors), b].sum(axis=0)
            tally |= {(world.actors[s], world.blocs[b], "vetoes"): float(vetoes[s]) for s in np.flatnonzero(vetoes)}
        return tally

    def happened(self, tally: Counted, histories: int) -> Told:
        """Lay out a row a state that was ever eligible, then who vetoed, and who was never eligible."""
        return tuple(
            part for bloc in dict.fromkeys(key[1] for key in tally) for part in _funnel(bloc, tally, histories)
        )


def _funnel(bloc: str, tally: Counted, histories: int) -> list[str | Table]:
    """Lay out how states came into one bloc."""
    states = [state for state, name, what in tally if name == bloc and what == "joined"]
    states.sort(key=lambda state: -tally[state, bloc, "joined"])
    open_to = [state for state in states if tally[state, bloc, "eligible"] > 0]
    shut_out = [state for state in states if state not in open_to]
    stages = (*STAGES, "joined")
    rows: list[tuple[Cell, ...]] = [(state, *(int(tally[state, bloc, stage]) for stage in stages)) for state in open_to]
    vetoes = {state: int(n) for (state, name, what), n in tally.items() if name == bloc and what == "vetoes"}
    early = {state: int(tally[state, bloc, "early"]) for state in states if tally[state, bloc, "early"]}
    tail = [
        f"vetoed by {_numbers(vetoes)}" if vetoes else "no vetoes",
        f"joined before the window: {_numbers(early)}" if early else "",
        f"never eligible: {' '.join(shut_out)}" if shut_out else "",
    ]
    return [
        f"{bloc}, histories of {histories} in which a state was or did this at least once:",
        *([Table(("state", *stages), tuple(rows))] if rows else []),
        "; ".join(part for part in tail if part) + ".",
    ]


def _numbers(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items(), key=lambda item: -item[1]))


class Accession(_Joining):
    """At least so many of the states join the bloc within the window."""

    kind: Literal["accession"]
    states: Annotated[tuple[StateCode, ...], Field(min_length=1)]
    bloc: Text
    at_least: PositiveInt = 1

    @property
    def parties(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return self.states, (self.bloc,)

    def values(self, window: Window, arms: Arms) -> Floats:
        """Count the states that joined the bloc within the window."""
        world = arms["scenario"]
        joined = world.ends["joined"][:, slots(self.states, world.actors), world.blocs.index(self.bloc)]
        within: Floats = ((joined >= window.first) & (joined <= window.last)).sum(axis=1).astype(float)
        return within

    def decide(self, measured: Measured, delta: float | Floats) -> Bools:
        return measured.values >= self.at_least

    def implies(self, other: Kind) -> bool:
        """Tell whether the other counts the same accessions, or more of them, and needs no more."""
        if not isinstance(other, Accession):
            return False
        return self.at_least >= other.at_least and self.matters() <= other.matters()

    def words(self, window: Window) -> str:
        number = "at least one" if self.at_least == 1 else f"at least {self.at_least}"
        return f"{number} of {' '.join(self.states)} joins the bloc {self.bloc} within {window}"


class StaysOut(_Joining):
    """The state is a member of none of the blocs up to the window's last month."""

    kind: Literal["stays-out"]
    state: StateCode
    blocs: Names
    status_quo: ClassVar[float] = 1.0

    @property
    def parties(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return (self.state,), self.blocs

    def values(self, window: Window, arms: Arms) -> Bools:
        """Tell whether the state neither founded nor joined any of the blocs by the window's end."""
        world = arms["scenario"]
        blocs, state = slots(self.blocs, world.blocs), world.actors.index(self.state)
        joined = world.ends["joined"][:, state, blocs]
        founded = world.ends["member"][:, state, blocs] & (joined == NEVER)
        return np.asarray(~(by(joined, window.last) | founded).any(axis=1))

    def words(self, window: Window) -> str:
        return f"{self.state} is a member of neither {' nor '.join(self.blocs)} through {month_short(window.last)}"
