"""Parameter draws that are run: one in which tension or arming would explode is refused and drawn again.

A draw is judged in the root world that all scenarios of a family share, with nothing set, so that draw k is draw k in
every scenario. What a user sets is run as set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.errors import BalkansimError
from balkansim.model.running import run_kernel
from balkansim.model.sampling import Sampler
from balkansim.model.start import Start, start_of

if TYPE_CHECKING:
    from balkansim.evidence.coefficients import Parameter
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.scenario import Scenario

LIMIT = "stability_limit"
MOST_ATTEMPTS = 40
_ACCEPTED: dict[tuple[Any, ...], dict[int, int]] = {}
_LOCK = Lock()
Judge = Callable[[Start], tuple[Any, Any]]


def sampler_for(
    scenario: Scenario,
    evidence: Evidence,
    parameters: Mapping[str, Parameter],
    draws: int,
    seed: int,
    *,
    at_median: bool = False,
    first: int = 0,
    **more: Any,
) -> Sampler:
    """Return a sampler of draws that are stable. ``more``: as `Sampler` takes it."""
    attempts = None if at_median else attempts_of(scenario, evidence, parameters, seed, range(first, first + draws))
    return Sampler(
        scenario, evidence, parameters, draws, seed, at_median=at_median, first=first, attempts=attempts, **more
    )


def attempts_of(
    scenario: Scenario,
    evidence: Evidence,
    parameters: Mapping[str, Parameter],
    seed: int,
    numbers: range,
    judge: Judge | None = None,
) -> Any:
    """Return how often each draw is refused before one is stable: integers, shape (draws,).

    ``judge``: as `judged`, which uses the compiled kernel.
    """
    family = scenario.family
    fitted = any(parameter.posterior for parameter in parameters.values())
    accepted = _ACCEPTED.setdefault((family.digest, evidence.hash, fitted, seed), {})
    with _LOCK:
        todo = np.array([number for number in numbers if number not in accepted], dtype=np.int64)
    attempts = np.zeros(len(todo), dtype=np.int64)
    limit = float(parameters[LIMIT].value)
    while len(todo):
        sampler = Sampler(family, evidence, parameters, len(todo), seed, attempts=attempts, numbers=todo)
        radius, race = (judge or judged)(start_of(sampler))
        stable = (np.asarray(radius) < limit) & (np.asarray(race) < 0.0)
        with _LOCK:
            accepted.update(zip(todo[stable].tolist(), attempts[stable].tolist(), strict=True))
        todo, attempts = todo[~stable], attempts[~stable] + 1
        if len(todo) and attempts.max() >= MOST_ATTEMPTS:
            raise BalkansimError(
                f"{MOST_ATTEMPTS} draws in a row that explode",
                expected=f"a spectral radius under {limit:g} in some of them",
                where=f"scenario {family.name}",
                todo="narrow the ranges of the impulses in parameters.toml, or shorten their half-lives",
            )
    return np.array([accepted[number] for number in numbers], dtype=np.int64)


def judged(start: Start) -> tuple[Any, Any]:
    """Return the radius of each starting world's linearised month, and by how much an arms race outruns fatigue."""
    numbers = np.arange(start.draws, dtype=np.int64)
    ends = run_kernel(start, numbers, numbers, 0, 0).ends
    return ends["radius"], ends["race"]


def drawn_forms(
    scenario: Scenario, evidence: Evidence, parameters: Mapping[str, Parameter], draws: int, seed: int
) -> dict[str, tuple[str, ...]]:
    """Return the form of each theory that each draw takes."""
    sampler = sampler_for(scenario, evidence, parameters, draws, seed)
    return {
        name: tuple(list(theory.forms)[number] for number in sampler.form(name))
        for name, theory in sampler.theories.items()
    }


def refused_share(attempts: Any) -> float:
    """Return the share of all draws that were refused."""
    refused = int(np.sum(attempts))
    return refused / max(refused + len(attempts), 1)
