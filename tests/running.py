"""Ways to run the model that tests share: films of single histories, and the month with chance averaged away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from balkansim.evidence.coefficients import coefficient_view
from balkansim.evidence.evidence import Evidence, load_evidence
from balkansim.model import kernel
from balkansim.model.compiling import INNER
from balkansim.model.ensemble import Ensemble, Size
from balkansim.model.linking import link
from balkansim.model.luck import empty_luck, history_key, luck_dtype
from balkansim.model.month import month_functions
from balkansim.model.moves.confront import heat_of
from balkansim.model.moves.settle import impulse_between
from balkansim.model.moves.slots import dyad
from balkansim.model.moves.sums import guarantee_of
from balkansim.model.rulebook.confrontation import expected_severity, severity, severity_chance
from balkansim.model.rulebook.maths import happens
from balkansim.model.rulebook.settle import incident_impulse
from balkansim.model.running import Record
from balkansim.model.world import FIELDS, empty_worlds, view, world_dtype
from balkansim.scenario.resolve import resolve
from balkansim.scenario.scenario import Event, Scenario

SEED = 11
EVEN_LUCK = 0.5
# What one month hands to the next; all else in a world is either fixed or computed anew each month.
CARRIED = (
    "flare",
    "strain",
    "heat",
    "tension_dev",
    "tension",
    "provoked_memory",
    "conciliated_memory",
    "expenditure",
    "pressure_dev",
    "secession_dev",
    "partnership_dev",
    "cohesion_dev",
    "government",
    "threat_year",
    "rung",
)


@cache
def evidence() -> Evidence:
    """Return the shipped evidence, loaded once."""
    return load_evidence()


@cache
def scenario(name: str) -> Scenario:
    """Return a shipped scenario, resolved once."""
    return resolve(name, evidence=evidence())


def changed(base: str | Scenario, settings: Mapping[str, float] | None = None, **fields: Any) -> Scenario:
    """Return a scenario with factors set and fields replaced."""
    world = scenario(base) if isinstance(base, str) else base
    return replace(world.overriding(settings or {}), **fields)


def with_events(base: str | Scenario, *events: Event) -> Scenario:
    """Return a scenario with dated events added."""
    world = scenario(base) if isinstance(base, str) else base
    return replace(world, events=(*world.events, *events))


def an_ensemble(count: int = 4, runs: int = 1, *, seed: int = SEED, **options: Any) -> Ensemble:
    """Return a maker of ensembles on the shipped evidence."""
    return Ensemble(evidence(), Size(count, runs, seed), **options)


def ensemble(world: str | Scenario, count: int, runs: int, *, months: int = 0, **options: Any) -> Record:
    """Run `count` draws times `runs` histories and return what is kept of them."""
    chosen = scenario(world) if isinstance(world, str) else world
    made = an_ensemble(count, runs, **options)
    start = made.start(chosen, 0, count)
    draw_of = np.repeat(np.arange(count), runs)
    keys = np.array([history_key(d, r) for d in range(count) for r in range(runs)], dtype=np.int64)
    return made.run(start, draw_of, keys, months or chosen.horizon)


def series(kept: Record, name: str) -> Any:
    """Return one quantity of what is kept of the months: (histories, months + 1, ...)."""
    return kept.tension if name == "tension" else kept.monthly[name]


def films(
    world: str | Scenario, names: Iterable[str], count: int = 4, runs: int = 1, *, months: int = 0, **options: Any
) -> dict[str, Any]:
    """Return fields of the whole world, month by month, of `count` draws times `runs` histories.

    Each field has shape (histories, months + 1, ...); row 0 is the start.
    """
    chosen = scenario(world) if isinstance(world, str) else world
    made = an_ensemble(count, runs, **options)
    start = made.start(chosen, 0, count)
    kept: dict[str, list[Any]] = {name: [] for name in names}
    for draw in range(count):
        for run in range(runs):
            keys = np.array([history_key(draw, run)])
            film = made.run(start, np.array([draw]), keys, months or chosen.horizon, film=True).film
            for name in kept:
                kept[name].append(film[name].copy())
    return {name: np.array(found) for name, found in kept.items()}


def slot(world: str | Scenario, code: str) -> int:
    """Return the slot of a state in a scenario's roster."""
    chosen = scenario(world) if isinstance(world, str) else world
    return chosen.roster.index(code)


def plain_world(world: str | Scenario) -> tuple[Any, Any, Any]:
    """Return a world at its start, coefficients at their medians, and even luck, for moves called one at a time."""
    from balkansim.model.moves.bearings import take_bearings

    chosen = scenario(world) if isinstance(world, str) else world
    start = an_ensemble(1, at_median=True).start(chosen, 0, 1)
    w, c = view(start.worlds.copy()), coefficient_view(start.coefficients)
    luck, flat = empty_luck()
    flat[:] = EVEN_LUCK
    take_bearings(w, c, luck, 0)
    return w, c, luck


def chance_itself(chance: float, luck: float) -> float:
    """Stand in for `happens`: the chance instead of the draw."""
    return chance


def expected_impulse(w: Any, c: Any, i: int, j: int, violent: int) -> float:
    """Stand in for `impulse_between`: the impulse expected of the month's hazard instead of the incident drawn."""
    total = 0.0
    for f in range(w.flashpoints):
        if dyad(w.party[f, 0], w.party[f, 1]) == dyad(i, j):
            heat = heat_of(w, c, f)
            guarantee = max(guarantee_of(w, i), guarantee_of(w, j))
            two = severity_chance(c, 2.0, heat, w.rung[f], guarantee)
            three = severity_chance(c, 3.0, heat, w.rung[f], guarantee)
            four = severity_chance(c, 4.0, heat, w.rung[f], guarantee)
            if violent == 1:
                expected = (three - four) * incident_impulse(c, 3.0) + four * incident_impulse(c, 4.0)
                total += w.hazard[f] * expected - w.violence_ref[f]
            else:
                expected = (1.0 - two) * incident_impulse(c, 1.0) + (two - three) * incident_impulse(c, 2.0)
                total += w.hazard[f] * expected - w.scuffle_ref[f]
    return total


def _mean_field(starts: Any, coefficients: Any, w_all: Any, luck: Any, months: int, film: Any) -> None:
    """Run one history a draw with chance averaged away and keep every month of the last."""
    u = luck[0]
    for d in range(len(starts)):
        w_all[0] = starts[d]
        w, c = w_all[0], coefficients[d]
        take_bearings(w, c, u, 0)
        film[0] = w_all[0]
        for t in range(months):
            w.clock[0] += 1
            live_month(w, c, u)
            film[t + 1] = w_all[0]


def _years_growth(
    starts: Any, coefficients: Any, trio: Any, flat: Any, carried: Any, luck: Any, push: Any, eps: float, growth: Any
) -> None:
    """Iterate the year at the start of each draw: nudge, live twelve months, measure the growth, and nudge that way.

    `trio` holds three worlds over the same memory as `flat`: as it starts, as it goes, and nudged; `starts` is flat.
    Expenditure is measured in logs, against its own path.
    """
    u, w, nudged = luck[0], trio[1], trio[2]
    for d in range(len(starts)):
        c = coefficients[d]
        flat[1, :] = starts[d]
        take_bearings(w, c, u, 0)
        flat[0, :] = flat[1]
        for k in range(len(carried)):
            push[k] = 1.0 if k % 3 else -0.5
        for year in range(growth.shape[1]):
            size = 0.0
            for k in range(len(carried)):
                size += push[k] * push[k]
            growth[d, year] = size**0.5 / eps if year else 0.0
            flat[1, :] = flat[0]
            flat[2, :] = flat[0]
            for k in range(len(carried)):
                flat[2, carried[k]] += push[k] * eps / max(size**0.5, 1e-300)
            for _ in range(12):
                w.clock[0] += 1
                nudged.clock[0] += 1
                live_month(w, c, u)
                live_month(nudged, c, u)
            for i in range(w.actors):
                path = trio[0].expenditure[i] / w.expenditure[i]
                w.expenditure[i] *= path
                nudged.expenditure[i] *= path
            for k in range(len(carried)):
                push[k] = flat[2, carried[k]] - flat[1, carried[k]]


live_month, take_bearings = kernel.live_month, kernel.take_bearings


@cache
def mean_field_functions() -> dict[str, Callable[..., Any]]:
    """Return the two drivers above, compiled over the month with chance averaged away."""
    from numba import njit

    plain = [*month_functions(), kernel.live_month, _mean_field, _years_growth]
    drivers = (_mean_field.__code__, _years_growth.__code__)

    def wrap(function: Any) -> Any:
        return njit(function) if function.__code__ in drivers else njit(function, **INNER)

    return link(plain, {happens: chance_itself, severity: expected_severity, impulse_between: expected_impulse}, wrap)


def still_luck() -> Any:
    """Return luck whose every noise is zero."""
    luck = np.zeros(1, luck_dtype())
    luck.view(np.float64)[:] = EVEN_LUCK
    return luck


def mean_field_film(start: Any, months: int) -> Any:
    """Return every month of the last draw's history with chance averaged away: structured, shape (months + 1,)."""
    film = np.zeros(months + 1, world_dtype())
    run = mean_field_functions()["_mean_field"]
    run(start.worlds, start.coefficients, empty_worlds(1), still_luck(), months, film)
    return film


def growth_a_year(start: Any, years: int, eps: float = 1e-6) -> Any:
    """Return by what factor a small nudge grows over the first year, from iteration to iteration: (draws, years)."""
    worlds = empty_worlds(3)
    flat = worlds.view(np.float64).reshape(3, -1)
    carried = carried_positions(start.worlds[0])
    growth = np.zeros((start.draws, years + 1))
    run = mean_field_functions()["_years_growth"]
    starts = start.worlds.view(np.float64).reshape(start.draws, -1)
    run(starts, start.coefficients, worlds, flat, carried, still_luck(), np.zeros(len(carried)), eps, growth)
    return growth[:, 1:]


def carried_positions(world: Any) -> Any:
    """Return where, in a world's flat memory, what one month hands to the next is kept, for slots that move."""
    marked = empty_worlds(1)
    marked.view(np.float64)[:] = 0.0
    sizes = {"actor": "actors", "patron": "patrons", "flashpoint": "flashpoints", "entity": "entities"}
    for name in CARRIED:
        axes = FIELDS[name][0].split()
        used = tuple(slice(0, int(world[sizes[axis]]) if axis in sizes else None) for axis in axes)
        marked[name][(0, *used)] = 1.0
        if axes == ["actor", "actor"]:
            for i in range(int(world["actors"])):
                marked[name][0, i, i] = 0.0
    marked["cohesion_dev"][0] *= world["alive"]
    marked["partnership_dev"][0] *= 1.0 - world["nato"]
    return np.flatnonzero(marked.view(np.float64))


def same(film: Any, worlds: Any) -> list[str]:
    """Return the fields in which two worlds differ in any bit."""
    return [name for name in FIELDS if not np.array_equal(film[name], worlds[name])]


def notes_of_a_fit(priors: str, rows: int) -> str:
    """Return what ``posterior.toml`` says of the fit, before its coefficients. ``priors``: their hash."""
    return f"""command = "balkansim calibrate"
seed = 1
simulations = 100
accept = 0.1
kept = 10
rows = {rows}
effective = 9.0
priors = "{priors}"
targets = "{"0" * 64}"
versions = {{ balkansim = "0.1.0" }}
"""
