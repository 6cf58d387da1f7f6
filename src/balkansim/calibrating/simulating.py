"""Simulated histories of the past under drawn coefficients: what the calibration compares with the record."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.calibrating.spending import spent_since
from balkansim.calibrating.statistics import Floats, Past, growth_by_state, statistic
from balkansim.calibrating.targets import Targets
from balkansim.draws import RUNS_A_DRAW, parameter_uniforms
from balkansim.experiments.ensemble import Maker, Size, tape_of
from balkansim.start.sampling import Sampler
from balkansim.start.worlds import start_of

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.parameters import Parameter

AT_ONCE = 200
"""Parameter draws held in memory together; a multiple of four."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Pool:
    """Simulated records.

    Parameters
    ----------
    shares : numpy.ndarray, shape (simulations, coefficients)
        Where in its prior each fitted coefficient lay, in (0, 1).
    statistics : numpy.ndarray, shape (simulations, targets)
        What the record would have been, in the order of the targets.
    growth : mapping of str to numpy.ndarray
        By target, growth state by state, shape (simulations, states).
    """

    shares: Floats
    statistics: Floats
    growth: Mapping[str, Floats]


@dataclass(frozen=True)
class Simulator:
    """Simulates records of the past.

    Parameters
    ----------
    evidence : Evidence
        The evidence; its posterior is not used.
    targets : Targets
        What is read off the histories, and which coefficients are fitted.
    priors : mapping of str to Parameter
        All coefficients as they stand before.
    seed : int
        Seed of all luck.
    """

    evidence: Evidence
    targets: Targets
    priors: Mapping[str, Parameter]
    seed: int

    def from_priors(self, simulations: int, progress: Progress | None = None) -> Pool:
        """Simulate records with every coefficient drawn from its prior.

        Parameters
        ----------
        simulations : int
            How many.
        progress : callable, optional
            Told how many are done, and of how many.
        """
        names = list(self.targets.coefficients)
        shares = np.column_stack([parameter_uniforms(self.seed, name, simulations, 0) for name in names])
        return self.at(shares, progress)

    def at(self, shares: Floats, progress: Progress | None = None) -> Pool:
        """Simulate records with the fitted coefficients given; all others are drawn from their priors.

        Parameters
        ----------
        shares : numpy.ndarray, shape (simulations, coefficients)
            Where in its prior each fitted coefficient lies.
        progress : callable, optional
            Told how many are done, and of how many.
        """
        parts: list[Pool] = []
        starts = range(0, len(shares), AT_ONCE)
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            for part in pool.map(lambda first: self._part(shares[first : first + AT_ONCE], first), starts):
                parts.append(part)
                if progress:
                    progress(min(len(parts) * AT_ONCE, len(shares)), len(shares))
        growth = {name: np.concatenate([part.growth[name] for part in parts]) for name in parts[0].growth}
        return Pool(shares, np.concatenate([part.statistics for part in parts]), growth)

    def _part(self, shares: Floats, first: int) -> Pool:
        """Simulate a few records."""
        named = zip(self.targets.coefficients, shares.T, strict=True)
        fixed = {name: self.priors[name].quantiles(share) for name, share in named}
        count, told = len(shares), self.targets.targets
        known: dict[Any, Any] = {}
        pasts = {name: self._past(name, fixed, first, count, known) for name in self.targets.scenarios}

        def luck(name: str) -> Floats:
            return np.asarray(parameter_uniforms(self.seed, f"history.{name}", count, first))

        statistics = np.column_stack([statistic(target, pasts, luck) for target in told])
        growth = {target.id: growth_by_state(target, pasts) for target in told if target.kind == "growth"}
        return Pool(shares, statistics, growth)

    def _past(self, name: str, fixed: Mapping[str, Any], first: int, count: int, known: dict[Any, Any]) -> Past:
        """Run one history of a scenario in each of a few parameter draws."""
        scenario = self.targets.scenarios[name]
        maker = Maker(self.evidence, Size(count, 1, self.seed))
        start = start_of(
            Sampler(scenario, self.evidence, self.priors, count, self.seed, fixed=fixed, first=first, known=known)
        )
        keys = np.arange(first, first + count, dtype=np.int64) * RUNS_A_DRAW
        record = maker.run(start, np.arange(count, dtype=np.int64), keys, scenario.horizon)
        asked = {window.last for target in self.targets.targets if target.kind == "growth" for window in target.windows
                 if window.scenario == name}  # fmt: skip
        spent = {month: spent_since(start, keys, self.seed, month - scenario.start) for month in asked}
        founders = {bloc: spec.members for bloc, spec in scenario.blocs.items()}
        return Past(tape_of(start, count, 1, record), spent, founders)
