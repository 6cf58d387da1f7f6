"""Simulated histories of the past under drawn coefficients: what the calibration compares with the record."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from balkansim.model.compiling import call, entry_with, readable
from balkansim.model.draws import sampler_for
from balkansim.model.ensemble import Ensemble, Size, trajectories_of
from balkansim.model.luck import RUNS_A_DRAW, luck_dtype, parameter_uniforms, slots_in_use
from balkansim.model.start import Start, start_of
from balkansim.model.trajectories import NEVER, Trajectories, blank, dyads_of
from balkansim.model.world import empty_worlds, world_dtype
from balkansim.months import is_january, year_and_month
from balkansim.validation.targets import HALF, Target, Targets, Window

if TYPE_CHECKING:
    from balkansim.evidence.coefficients import Parameter
    from balkansim.evidence.evidence import Evidence

MONTHS_A_YEAR = 12.0
Floats = NDArray[np.float64]
Luck = Callable[[str], Floats]
"""Uniforms in (0, 1) by name, one a history."""


@dataclass(frozen=True)
class Past:
    """Histories of one scenario of the past, one a parameter draw.

    ``spent`` (mapping of int to numpy.ndarray, shape (histories, states)): by calendar month, the change of ln military
    expenditure since the start, where a target asks for it.
    """

    trajectories: Trajectories
    spent: Mapping[int, Floats]
    founders: Mapping[str, tuple[str, ...]]


def statistic(target: Target, pasts: Mapping[str, Past], luck: Luck) -> Floats:
    """Return a target's statistic in each history, the record's own uncertainty included."""
    from scipy.special import ndtri

    exact = READERS[target.kind](target, pasts, luck)
    return exact + target.uncertainty * ndtri(luck(f"record.{target.id}"))


def accession_rate(target: Target, pasts: Mapping[str, Past], luck: Luck) -> Floats:
    """Return ln of accessions per candidate-year, half an accession added."""
    joins: Any = 0.0
    months: Any = 0.0
    for window in target.windows:
        trajectories = pasts[window.scenario].trajectories
        slot, ended = trajectories.blocs.index(window.bloc), _ended(trajectories, window)
        for state in window.states:
            when = _joined(trajectories, trajectories.actors.index(state), slot)
            until = np.minimum(np.minimum(when, ended), window.last)
            joins = joins + ((when >= window.first) & (when <= window.last))
            months = months + np.maximum(until - window.first + 1.0, 0.0)
    return np.asarray(np.log((joins + HALF) * MONTHS_A_YEAR / np.maximum(months, 1.0)))


def expansions(target: Target, pasts: Mapping[str, Past], luck: Luck) -> Floats:
    """Return the number of formats that gained a member, founders who come back not counted."""
    grown = [_accessions(pasts[window.scenario], window, ()) > 0 for window in target.windows]
    return np.sum(grown, axis=0, dtype=np.float64)


def accessions(target: Target, pasts: Mapping[str, Past], luck: Luck) -> Floats:
    """Return the number of accessions of states that a window does not name."""
    counts = [_accessions(pasts[window.scenario], window, window.states) for window in target.windows]
    return np.sum(counts, axis=0, dtype=np.float64)


def endings(target: Target, pasts: Mapping[str, Past], luck: Luck) -> Floats:
    """Return the number of formats that ended."""
    ended = [_ended(pasts[window.scenario].trajectories, window) <= window.last for window in target.windows]
    return np.sum(ended, axis=0, dtype=np.float64)


def years(target: Target, pasts: Mapping[str, Past], luck: Luck) -> Floats:
    """Return the number of calendar years with a bad enough incident that came on record."""
    low, high = target.recorded
    chance = low + (high - low) * luck(f"recorded.{target.id}")
    total: Any = 0.0
    for window in target.windows:
        trajectories = pasts[window.scenario].trajectories
        place = trajectories.flashpoints.index(window.flashpoint)
        of_year: dict[int, list[int]] = {}
        for month in range(window.first, window.last + 1):
            of_year.setdefault(year_and_month(month)[0], []).append(trajectories.row(month))
        for year, rows in of_year.items():
            happened = trajectories.monthly["severity"][:, rows, place].max(axis=1) >= target.severity
            total = total + happened * (luck(f"recorded.{target.id}.{year}") < chance)
    return np.asarray(total, dtype=np.float64)


def growth(target: Target, pasts: Mapping[str, Past], luck: Luck) -> Floats:
    """Return the median over states of the yearly change of ln expenditure."""
    return np.asarray(np.median(growth_by_state(target, pasts), axis=1))


def growth_by_state(target: Target, pasts: Mapping[str, Past]) -> Floats:
    """Return the yearly change of ln expenditure, shape (histories, states of ``by_state``)."""
    window = target.windows[0]
    past = pasts[window.scenario]
    slots = [past.trajectories.actors.index(state) for state in target.by_state or ()]
    return past.spent[window.last][:, slots] / budgets(window)


def budgets(window: Window) -> int:
    """Return the number of Januaries, when budgets move, from the first to the last month of a window."""
    return sum(is_january(month) for month in range(window.first, window.last + 1))


def bounds(target: Target, pasts: Mapping[str, Past], luck: Luck) -> Floats:
    """Return the share of dyad-months with tension outside its bounds."""
    low, high = target.bounds
    window = target.windows[0]
    trajectories = pasts[window.scenario].trajectories
    tension = trajectories.tension[:, trajectories.rows(window.first, window.last)]
    return np.asarray(((tension < low) | (tension > high)).mean(axis=(1, 2)))


READERS: Mapping[str, Callable[[Target, Mapping[str, Past], Luck], Floats]] = {
    "accession-rate": accession_rate,
    "expansions": expansions,
    "accessions": accessions,
    "endings": endings,
    "years": years,
    "growth": growth,
    "bounds": bounds,
}


def _joined(trajectories: Trajectories, actor: int, bloc: int) -> Floats:
    """Return the month of accession, infinite where there is none."""
    month = trajectories.ends["joined"][:, actor, bloc].astype(np.float64)
    return np.where(month == NEVER, np.inf, month)


def _ended(trajectories: Trajectories, window: Window) -> Floats:
    """Return the month in which a format ended, infinite where it did not."""
    month = trajectories.ends["ended"][:, trajectories.blocs.index(window.bloc)].astype(np.float64)
    return np.where(month == NEVER, np.inf, month)


def _accessions(past: Past, window: Window, left_out: tuple[str, ...]) -> Any:
    """Count accessions inside a window, those of founders and of states left out aside."""
    trajectories = past.trajectories
    slot, founders = trajectories.blocs.index(window.bloc), past.founders[window.bloc]
    total: Any = 0
    for actor, state in enumerate(trajectories.actors):
        if state not in left_out and state not in founders:
            when = _joined(trajectories, actor, slot)
            total = total + ((when >= window.first) & (when <= window.last))
    return total


def spent_since(start: Start, keys: NDArray[np.int64], seed: int, months: int) -> NDArray[np.float64]:
    """Return the change of ln military expenditure over the first months of histories, one a parameter draw.

    ``start``: where the histories start. ``keys`` (numpy.ndarray, shape (draws,)): their keys of luck. Returns:
    numpy.ndarray, shape (draws, states); in the order of the roster.
    """
    world, luck, film = readable(empty_worlds(2)), readable(np.zeros(1, luck_dtype())), np.zeros(0, world_dtype())
    names = start.names
    monthly, tension, ends = blank(1, months, len(dyads_of(names.actors)))
    kept = readable(monthly), tension, readable(ends)
    slots = slots_in_use(
        len(names.actors), len(names.flashpoints), len(names.entities), int(start.worlds["vetoers"].max())
    )
    worlds, coefficients, entry = readable(start.worlds), readable(start.coefficients), entry_with({})
    flat = luck.view(np.float64)
    after = np.zeros((len(keys), len(names.actors)))
    for draw in range(len(keys)):
        one: tuple[Any, ...] = (np.array([draw], dtype=np.int64), keys[draw : draw + 1], seed, months)
        call(entry, worlds, coefficients, *one, world, luck, flat, slots, *kept, readable(film))
        after[draw] = world["expenditure"][0, : len(names.actors)]
    return np.asarray(np.log(after / start.worlds["expenditure"][:, : len(names.actors)]))


AT_ONCE = 200
"""Parameter draws held in memory together; a multiple of four."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Pool:
    """Simulated records.

    ``shares`` (numpy.ndarray, shape (simulations, coefficients)): where in its prior each fitted coefficient lay, in
    (0, 1). ``statistics`` (numpy.ndarray, shape (simulations, targets)): what the record would have been, in the order
    of the targets. ``growth``: by target, growth state by state, shape (simulations, states).
    """

    shares: Floats
    statistics: Floats
    growth: Mapping[str, Floats]


@dataclass(frozen=True)
class Simulator:
    """Simulates records of the past. ``priors``: all coefficients as they stand before."""

    evidence: Evidence
    targets: Targets
    priors: Mapping[str, Parameter]
    seed: int

    def from_priors(self, simulations: int, progress: Progress | None = None) -> Pool:
        """Simulate records with every coefficient drawn from its prior."""
        names = list(self.targets.coefficients)
        shares = np.column_stack([parameter_uniforms(self.seed, name, simulations, 0) for name in names])
        return self.at(shares, progress)

    def at(self, shares: Floats, progress: Progress | None = None) -> Pool:
        """Simulate records with the fitted coefficients given; all others are drawn from their priors.

        ``shares`` (numpy.ndarray, shape (simulations, coefficients)): where in its prior each fitted coefficient lies.
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
        ensemble = Ensemble(self.evidence, Size(count, 1, self.seed))
        start = start_of(
            sampler_for(scenario, self.evidence, self.priors, count, self.seed, fixed=fixed, first=first, known=known)
        )
        keys = np.arange(first, first + count, dtype=np.int64) * RUNS_A_DRAW
        record = ensemble.run(start, np.arange(count, dtype=np.int64), keys, scenario.horizon)
        asked = {window.last for target in self.targets.targets if target.kind == "growth" for window in target.windows
                 if window.scenario == name}  # fmt: skip
        spent = {month: spent_since(start, keys, self.seed, month - scenario.start) for month in asked}
        founders = {bloc: spec.members for bloc, spec in scenario.blocs.items()}
        return Past(trajectories_of(start, count, 1, record), spent, founders)
