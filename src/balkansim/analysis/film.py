"""The reel of one history: every month's whole world, from either engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.errors import BalkansimError, unknown
from balkansim.model.luck import RUNS_A_DRAW, history_key
from balkansim.model.start import Names, Start
from balkansim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

ENGINES = ("kernel", "mesa")
LARGEST_DRAW = 2**30
DRAWS_A_BLOCK = 4


@dataclass(frozen=True)
class Key:
    """What names one history of a scenario.

    ``seed``: seed of all luck, not negative. ``run``: which history of the draw, not negative. ``draw``: parameter
    draw, not negative, or None for every parameter at its median.
    """

    seed: int = 1
    run: int = 0
    draw: int | None = 0
    luck_of: int = 0

    def __post_init__(self) -> None:
        """Refuse what names no history."""
        for name, number, highest in (("run", self.run, RUNS_A_DRAW - 1), ("draw", self.draw or 0, LARGEST_DRAW)):
            if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= highest:
                raise BalkansimError(
                    f"{name} = {number!r}", expected=f"a whole number from 0 to {highest}", where=f"--{name}"
                )

    @property
    def luck(self) -> int:
        """The number that names the history's luck within the seed."""
        return history_key(self.luck_of if self.draw is None else self.draw, self.run)

    def told(self) -> str:
        """Tell the key as a heading does."""
        drawn = "every parameter at its median" if self.draw is None else f"parameter draw {self.draw}"
        return f"seed {self.seed}, {drawn}, run {self.run}"


@dataclass(frozen=True, eq=False)
class FullHistory:
    """One history as it was lived.

    ``engine``: ``kernel`` or ``mesa``. ``coefficients``: structured array of shape (1,): the coefficients of the
    parameter draw. ``film``: structured array of worlds, shape (months + 1,); row t is the end of month
    ``scenario.start + t``.
    """

    scenario: Scenario
    key: Key
    engine: str
    names: Names
    coefficients: Any
    film: Any

    def row(self, month: int) -> int:
        """Return the row of a month that was lived. ``month``: months since April 2025."""
        from balkansim.months import month_iso

        first, last = self.scenario.start + 1, self.scenario.start + len(self.film) - 1
        if not first <= month <= last:
            raise BalkansimError(
                f"{month_iso(month)} is not lived in this history",
                expected=f"a month from {month_iso(first)} to {month_iso(last)}",
                where="--month",
                todo="a scenario's horizon can be set with --set horizon=MONTHS",
            )
        return month - self.scenario.start


def film_of(scenario: Scenario, evidence: Evidence, key: Key, engine: str = "kernel") -> FullHistory:
    """Live one history and keep every month of it.

    ``engine``: ``kernel`` (compiled) or ``mesa`` (agents, plain Python); both live exactly the same history.
    """
    if engine not in ENGINES:
        raise unknown("engine", engine, ENGINES, where="--engine")
    start = start_at(scenario, evidence, key)
    film = _by_kernel(start, evidence, key) if engine == "kernel" else _by_mesa(scenario, evidence, key)
    return FullHistory(scenario, key, engine, start.names, start.coefficients[-1:], film)


def start_at(scenario: Scenario, evidence: Evidence, key: Key) -> Start:
    """Fill the starting worlds of the block of parameter draws that ends with the one asked for."""
    first, draws = _block(key)
    return _maker(evidence, key).start(scenario, first, draws)


def _block(key: Key) -> tuple[int, int]:
    """Return the first draw of a key's block, a multiple of four, and the number of draws up to the key's."""
    first = (key.draw or 0) // DRAWS_A_BLOCK * DRAWS_A_BLOCK
    return first, (key.draw or 0) - first + 1


def _maker(evidence: Evidence, key: Key) -> Any:
    """Return what starts and runs histories in the compiled kernel."""
    from balkansim.model.ensemble import Ensemble, Size

    return Ensemble(evidence, Size(draws=1, histories=1, seed=key.seed), at_median=key.draw is None)


def _by_kernel(start: Start, evidence: Evidence, key: Key) -> Any:
    """Live the history in the compiled kernel."""
    draw_of, keys = np.array([start.draws - 1]), np.array([key.luck])
    return _maker(evidence, key).run(start, draw_of, keys, start.scenario.horizon, film=True).film


def _by_mesa(scenario: Scenario, evidence: Evidence, key: Key) -> Any:
    """Live the history with Mesa agents, in plain Python."""
    from balkansim.model.mesa_model import BalkanModel

    if key.draw is None and key.luck_of:
        raise BalkansimError(
            "median parameters under the luck of a later draw",
            expected="the luck of draw 0 with agents",
            where="--engine mesa",
            todo="--engine kernel lives the same history",
        )
    model = BalkanModel(scenario, rng=key.seed, run=key.run, draw=key.draw, evidence=evidence)
    worlds = [model.snapshot()]
    while model.running:
        model.step()
        worlds.append(model.snapshot())
    return np.concatenate(worlds)
