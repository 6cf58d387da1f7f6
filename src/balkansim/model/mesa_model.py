"""The month told by Mesa agents: one model, one history, one `step()` a month."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Any

import mesa
import numpy as np

from balkansim.errors import BalkansimError, unknown
from balkansim.evidence.coefficients import coefficient_view
from balkansim.model.draws import attempts_of
from balkansim.model.linking import link
from balkansim.model.luck import draw_month, empty_luck, history_key, slots_in_use
from balkansim.model.month import month_functions, stand_ins
from balkansim.model.phases import PHASES
from balkansim.model.sampling import Sampler
from balkansim.model.start import Start, start_of
from balkansim.model.world import CAPACITY, by_number, view
from balkansim.scenario.factors import coefficients
from balkansim.scenario.resolve import load
from balkansim.scenario.scenario import Scenario


class Party(mesa.Agent):
    """Anybody or anything with a slot in the world that moves are made for."""

    each = ""

    def __init__(self, model: BalkanModel, slot: int, name: str) -> None:
        super().__init__(model)
        self.slot, self.name = slot, name

    def make(self, move: str) -> None:
        """Make one move of the month: the same function the compiled kernel runs, as plain Python."""
        model: Any = self.model
        own = getattr(self, move, None)
        if own is not None:
            own()
        else:
            model.moves[move](model.numbers, model.coefficients, model.luck, self.slot)

    def __repr__(self) -> str:
        """Return kind and name."""
        return f"{type(self).__name__}({self.name})"


class StateActor(Party):
    """A state. Subclass it and define a method named like a move (`signal`, `consider`, `arm`, ...) to replace it."""

    each = "actor"

    @property
    def world(self) -> Any:
        """The world it acts in."""
        model: Any = self.model
        return model.world

    def tension_with(self, other: str) -> float:
        """Return its tension with another state, in [0, 1]."""
        model: Any = self.model
        return float(self.world.tension[self.slot, model.names.actors.index(other)])

    def alignment_with(self, patron: str) -> float:
        """Return its alignment toward a patron, in [-1, 1]."""
        model: Any = self.model
        return float(self.world.alignment[self.slot, model.names.patrons.index(patron)])

    @property
    def blocs(self) -> tuple[str, ...]:
        """The living blocs it belongs to."""
        model: Any = self.model
        opened = int(self.world.opened[0])
        return tuple(
            model.names.blocs[b] for b in range(opened) if self.world.alive[b] and self.world.member[b, self.slot]
        )

    @property
    def domestic_pressure(self) -> float:
        """Domestic pressure, in [0, 1]."""
        return float(self.world.pressure[self.slot])

    @property
    def expenditure(self) -> float:
        """Military expenditure relative to the roster's median at t0."""
        return float(self.world.expenditure[self.slot])


class BlocActor(Party):
    """A bloc slot; it moves only while blocs have opened it."""

    each = "bloc"


class FlashpointActor(Party):
    """A flashpoint."""

    each = "flashpoint"


class EntityActor(Party):
    """A sub-state entity."""

    each = "entity"


class BalkanModel(mesa.Model):
    """One history of the western Balkans, month by month.

    Parameters
    ----------
    scenario : str or Scenario
        Name or path of a scenario, or a resolved one.
    rng : int or None
        Seed of all luck; None is seed 0, since a history must be repeatable.
    run : int
        Which history of the seed; sweep this under `mesa.batch_run`.
    draw : int or None
        Parameter draw, or None for every parameter at its median.
    with_, set_ : sequence of str
        As ``--with`` and ``--set`` of the command line.
    evidence : Evidence or path, optional
        Evidence folder; by default what ships.
    rules : mapping of str to function, optional
        Rules replaced by plain Python functions with the same arguments.
    agents : mapping of str to class, optional
        A subclass of `StateActor` for single states.

    Raises
    ------
    BalkansimError
        If a name is unknown or the seed is missing.

    Examples
    --------
    >>> model = BalkanModel("baseline", rng=7)
    >>> model.step()
    >>> model.month
    1
    """

    def __init__(
        self,
        scenario: str | Scenario = "baseline",
        rng: int | None = None,
        run: int = 0,
        *,
        draw: int | None = None,
        with_: Sequence[str] = (),
        set_: Sequence[str] | Mapping[str, Any] = (),
        evidence: Any = None,
        rules: Mapping[str, Callable[..., float]] | None = None,
        agents: Mapping[str, type[StateActor]] | None = None,
    ) -> None:
        seed = _seed(rng)
        super().__init__(rng=seed)
        resolved, known = load(scenario, with_=with_, set_=set_, evidence=evidence)
        self.spec, self.luck_seed, self.run = resolved, seed, int(run)
        self.draw = draw
        self.key = history_key(draw or 0, self.run)
        self.moves = link(month_functions(), stand_ins(rules or {}))
        self._set_out(known)
        self._cast(agents or {})
        self.datacollector = mesa.DataCollector(model_reporters=MODEL_REPORTERS, agenttype_reporters=AGENT_REPORTERS)
        self.running = True

    def _set_out(self, evidence: Any) -> None:
        """Fill the world at the start and take its bearings."""
        seed = 0 if self.draw is None else self.luck_seed
        start = _start(_Beginning(self.spec.digest, evidence.hash, seed, self.draw, self.spec, evidence))
        self.names = start.names
        self.worlds = start.worlds[-1:].copy()
        self.world = view(self.worlds)
        self.numbers = by_number(self.world)
        self.coefficients = coefficient_view(start.coefficients[-1:])
        luck, self._flat = empty_luck()
        self.luck = by_number(luck)
        self.moves["take_bearings"](self.numbers, self.coefficients, self.luck, 0)

    def _cast(self, chosen: Mapping[str, type[StateActor]]) -> None:
        """Create the agents: states first, in canonical order."""
        for state in chosen:
            if state not in self.names.actors:
                raise unknown("state", state, self.names.actors, where="agents")
        self.parties: dict[str, list[Party]] = {
            "actor": [chosen.get(n, StateActor)(self, i, n) for i, n in enumerate(self.names.actors)],
            "bloc": [BlocActor(self, b, n) for b, n in enumerate(self.names.blocs[: CAPACITY["bloc"]])],
            "flashpoint": [FlashpointActor(self, f, n) for f, n in enumerate(self.names.flashpoints)],
            "entity": [EntityActor(self, e, n) for e, n in enumerate(self.names.entities)],
        }
        self.states: dict[str, StateActor] = {
            party.name: party for party in self.parties["actor"] if isinstance(party, StateActor)
        }

    @property
    def month(self) -> int:
        """Months since April 2025."""
        return int(self.world.clock[0])

    def step(self) -> None:
        """Let one month pass; `running` turns false at the scenario's horizon."""
        if not self.running:
            return
        self.world.clock[0] += 1
        draw_month(self._flat, self._slots, int(self.world.opened[0]), self.luck_seed, self.key, self.month)
        for phase in PHASES:
            for move in phase.moves:
                if move.each == "world":
                    self.moves[move.name](self.numbers, self.coefficients, self.luck, 0)
                else:
                    for party in self._present(move.each):
                        party.make(move.name)
        self.datacollector.collect(self)
        self.running = self.month < self.spec.end

    @cached_property
    def _slots(self) -> Any:
        """Luck slots in use by a world of this size."""
        w = self.world
        return slots_in_use(w.actors, w.flashpoints, w.entities, w.vetoers)

    def _present(self, each: str) -> list[Party]:
        """Return those for whom a move is made: of the blocs, only slots that have been opened."""
        parties = self.parties[each]
        return parties[: int(self.world.opened[0])] if each == "bloc" else parties

    def snapshot(self) -> Any:
        """Return a copy of the whole world as it stands: structured array of shape (1,)."""
        return self.worlds.copy()


@dataclass(frozen=True)
class _Beginning:
    """What a start depends on; scenario and evidence are equal where their hashes are."""

    scenario_hash: str
    evidence_hash: str
    seed: int
    draw: int | None
    scenario: Scenario = field(compare=False)
    evidence: Any = field(compare=False)


@lru_cache(maxsize=32)
def _start(beginning: _Beginning) -> Start:
    """Fill the starting worlds of one parameter draw, once for all histories that begin with it."""
    scenario, evidence, seed, draw = beginning.scenario, beginning.evidence, beginning.seed, beginning.draw
    parameters = coefficients(evidence)
    if draw is None:
        return start_of(Sampler(scenario, evidence, parameters, 1, seed, at_median=True))
    attempts = attempts_of(scenario, evidence, parameters, seed, range(draw, draw + 1), plainly_judged)
    return start_of(Sampler(scenario, evidence, parameters, 1, seed, attempts=attempts, numbers=(draw,)))


def plainly_judged(start: Start) -> tuple[Any, Any]:
    """Judge starting worlds as `balkansim.model.draws.judged` does, without the compiler."""
    take_bearings = link(month_functions(), {})["take_bearings"]
    luck = by_number(empty_luck()[0])
    for k in range(start.draws):
        world = by_number(view(start.worlds, k))
        take_bearings(world, coefficient_view(start.coefficients[k : k + 1]), luck, 0)
    return start.worlds["radius"][:, 0], start.worlds["race"][:, 0]


def _seed(rng: Any) -> int:
    """Return the seed as an integer; None, which newer batch runners pass, is seed 0: a history must be repeatable."""
    if rng is None:
        return 0
    if isinstance(rng, bool) or not isinstance(rng, int | np.integer) or rng < 0:
        raise BalkansimError(
            f"rng = {rng!r}", expected="a seed: 0 or a positive integer", where="BalkanModel", todo="pass rng=7"
        )
    return int(rng)


MODEL_REPORTERS: dict[str, Any] = {
    "month": lambda model: model.month,
    "polarisation": lambda model: float(model.world.polarisation[0]),
    "mean_tension": lambda model: _mean_tension(model.world),
    "incidents": lambda model: int((model.world.severity[: model.world.flashpoints] > 0).sum()),
    "living_blocs": lambda model: int(model.world.alive.sum()),
}
AGENT_REPORTERS: dict[type, dict[str, Any]] = {
    StateActor: {
        "name": "name",
        "domestic_pressure": "domestic_pressure",
        "expenditure": "expenditure",
        "blocs": lambda agent: ",".join(agent.blocs),
    }
}


def _mean_tension(w: Any) -> float:
    """Return the mean tension of all dyads."""
    return float(w.tension[_dyads(w.actors)].mean())


@cache
def _dyads(actors: int) -> Any:
    """Return where the dyads of so many states stand in a table of pairs."""
    return np.triu_indices(actors, 1)
