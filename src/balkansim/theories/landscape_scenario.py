"""Landscape theory on the documents' own world: who stands with whom by the alignments and tensions they describe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.theories.landscape import Landscape, landscape

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.resolved import Scenario


def landscape_of(scenario: Scenario, evidence: Evidence, *, centred: bool = True) -> Landscape:
    """Return the landscape of a scenario's states where it starts, every parameter at its median.

    Parameters
    ----------
    scenario : Scenario
        A resolved scenario.
    evidence : Evidence
        The evidence.
    centred : bool
        Whether propensities are taken relative to the roster's mean.

    Returns
    -------
    Landscape
        Sizes are shares of the roster's military expenditure at t0; propensities as from `propensities`.

    Source
    ------
    Axelrod & Bennett 1993 for the theory; alignments, tensions and expenditure as coded from the documents.

    Reading
    -------
    See `propensities`; sizes are the weights that the polarisation index uses.
    """
    world, names = _start(scenario, evidence)
    used = slice(0, len(names))
    mutual = propensities(world.similarity[used, used], world.tension[used, used], centred=centred)
    return landscape(names, world.weight[used].copy(), mutual)


def propensities(similarity: Any, tension: Any, *, centred: bool = True) -> Any:
    """Return how much each pair of states wants to stand together.

    Parameters
    ----------
    similarity : numpy.ndarray
        Portfolio similarity S in [-1, 1], shape (states, states).
    tension : numpy.ndarray
        In [0, 1], shape (states, states).
    centred : bool
        Whether the mean of all pairs is taken off.

    Returns
    -------
    numpy.ndarray
        Symmetric, zero diagonal, shape (states, states), in [-1, 1] where it is not centred.

    Source
    ------
    Axelrod & Bennett 1993: propensity sums what draws two actors together and what sets them at odds.

    Reading
    -------
    The mean of similarity and of calm, 1 - 2 tension, both on [-1, 1] and weighing alike. Neighbours lean much the same
    way, so that levels would put nearly everybody on one side; as in the rule of accession it is the deviation from the
    roster's mean that counts. Another roster therefore moves every propensity, and can move the optimum.
    """
    between = ~np.eye(len(similarity), dtype=bool)
    mutual = (np.asarray(similarity) + 1.0 - 2.0 * np.asarray(tension)) / 2.0
    if centred and between.any():
        mutual = mutual - mutual[between].mean()
    return np.where(between, mutual, 0.0)


def _start(scenario: Scenario, evidence: Evidence) -> tuple[Any, tuple[str, ...]]:
    """Return the world at its start, every parameter at its median, and the names of its states."""
    from balkansim.draws import empty_luck
    from balkansim.moves.bearings import take_bearings
    from balkansim.parameters import coefficient_view
    from balkansim.scenario.sources import coefficients
    from balkansim.start.sampling import Sampler
    from balkansim.start.worlds import start_of
    from balkansim.world import view

    start = start_of(Sampler(scenario, evidence, coefficients(evidence), draws=1, seed=1, at_median=True))
    world = view(start.worlds)
    take_bearings(world, coefficient_view(start.coefficients), empty_luck()[0], 0)
    return world, start.names.actors
