"""Designs by SALib: Latin hypercube, Sobol and Morris, and what its analyses need to know of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from balkansim.designs.axes import Axis
from balkansim.designs.points import Rows, settled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from balkansim.designs.sweep import Sweep

LATIN, SOBOL, MORRIS = "latin-hypercube", "sobol", "morris"
SAMPLED = (LATIN, SOBOL, MORRIS)


def problem_of(axes: Sequence[Axis]) -> dict[str, Any]:
    """Return the factors as SALib's problem, without groups.

    Parameters
    ----------
    axes : sequence of Axis
        The factors.

    Returns
    -------
    dict
        ``num_vars``, ``names`` and ``bounds``.
    """
    bounds = [[axis.low, axis.high] for axis in axes]
    return {"num_vars": len(axes), "names": [axis.name for axis in axes], "bounds": bounds}


def size_of_sample(method: str, options: Mapping[str, Any], factors: int) -> int:
    """Return how many points a sampling method makes.

    Parameters
    ----------
    method : str
        ``latin-hypercube``, ``sobol`` or ``morris``.
    options : mapping
        The method's keys.
    factors : int
        Number of factors.
    """
    if method == LATIN:
        return int(options["points"])
    if method == SOBOL:
        return int(options["base_samples"]) * ((2 * factors + 2) if options["second_order"] else factors + 2)
    return int(options["trajectories"]) * (factors + 1)


def sampled(method: str, options: Mapping[str, Any], axes: Sequence[Axis], seed: int) -> Rows:
    """Draw a design, the same whenever method, options, factors and seed are the same.

    Parameters
    ----------
    method : str
        ``latin-hypercube``, ``sobol`` (scrambled, no point skipped) or ``morris``.
    options : mapping
        The method's keys.
    axes : sequence of Axis
        The factors.
    seed : int
        Seed.
    """
    problem = problem_of(axes)
    if method == LATIN:
        from SALib.sample import latin

        return settled(latin.sample(problem, options["points"], seed=seed), axes)
    if method == SOBOL:
        from SALib.sample import sobol

        second = options["second_order"]
        return settled(sobol.sample(problem, options["base_samples"], calc_second_order=second, seed=seed), axes)
    from SALib.sample import morris

    return settled(morris.sample(problem, options["trajectories"], num_levels=options["levels"], seed=seed), axes)


def problem(sweep: Sweep) -> dict[str, Any]:
    """Return the problem of a sampled sweep as SALib's analyses take it.

    Parameters
    ----------
    sweep : Sweep
        A sweep by a sampling method.

    Returns
    -------
    dict
        ``num_vars``, ``names`` and ``bounds``; a month's bounds are months since April 2025, the upper one past the
        last; a scenario's are 0 and the number of scenarios.
    """
    return problem_of(sweep.axes)


def matrix(sweep: Sweep) -> NDArray[np.float64]:
    """Return the design of a sweep as numbers, in the order in which SALib analyses it.

    Parameters
    ----------
    sweep : Sweep
        Any sweep.

    Returns
    -------
    numpy.ndarray, shape (points, factors)
        A number's value; of months and scenarios what was sampled, fractions kept: the whole part is the month since
        April 2025, or the place among the scenarios.
    """
    return sweep.design.matrix()
