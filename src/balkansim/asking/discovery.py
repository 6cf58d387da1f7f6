"""Under which values of a sweep's factors an outcome comes about: scenario discovery on a run folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from balkansim.asking.box import HISTORIES, POINTS, Box
from balkansim.asking.boxes import Step, best, peel
from balkansim.asking.drivers import check_seed
from balkansim.asking.limits import SURE, Limit
from balkansim.asking.noise import noise_share, noise_warning
from balkansim.asking.swept import Floats, Swept, open_swept
from balkansim.asking.thresholds import ABOVE, Threshold, threshold_for
from balkansim.errors import BalkansimError, unknown

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

BY = (POINTS, HISTORIES)
MOST_CASES = 50_000
"""Histories peeled at most; of more, so many are drawn."""
BALANCED = (
    "Of the trajectory the box with the best balance (harmonic mean) of coverage and density, without the limits that "
    f"do not matter (quasi-p above {SURE:g}); --box N shows another, as it stands."
)
AS_ASKED = "The box asked for; without --box, that with the best balance of coverage and density."
ONLY_FACTORS = (
    "Parameters are drawn in this sweep; drawn coefficients are not in the rows, so the box is of factors only."
)
NOT_INDEPENDENT = "Histories of a point are no cases of their own for its factors: quasi-p is far too small here."


@dataclass(frozen=True)
class Cases:
    """What is peeled: the values of the factors, which cases are of interest, and what must be said of them."""

    factors: Mapping[str, NDArray[Any]]
    interesting: NDArray[np.bool_]
    threshold: Threshold | None
    notes: tuple[str, ...] = ()


def discover(
    folder: Path | str,
    outcome: str = "F1",
    *,
    threshold: float | None = None,
    side: str = ABOVE,
    by: str = POINTS,
    box: int | None = None,
    seed: int = 0,
    yardstick: str = "",
    evidence: Evidence | None = None,
) -> Box:
    """Return the box of factor values in which an outcome comes about.

    Parameters
    ----------
    folder : path
        A run folder of any design; points that are missing are left out.
    outcome : str
        A column of its parts, such as ``F1`` or ``polarisation``, or a comparison such as ``polarisation>0.5``.
    threshold : float, optional
        What the outcome of a point must pass, probabilities in [0, 1]; by default the low end of "likely" on the
        yardstick (below: the high end of "unlikely"), or the outer quartile where no point or every point passes that.
    side : {"above", "below"}
        On which side of the threshold is of interest.
    by : {"points", "histories"}
        Whether the cases are points with their mean, or histories with their own yes or no.
    box : int, optional
        Number of the box of the trajectory to show; by default the best balanced.
    seed : int
        Seed by which histories are drawn where there are more than can be peeled.
    yardstick : str
        Name of a yardstick; by default the evidence folder's own.
    evidence : Evidence, optional
        The evidence of the sweep; by default what ships.

    Returns
    -------
    Box
        With coverage, density, limits and, as ``.to_frame()``, the peeling trajectory.

    Raises
    ------
    BalkansimError
        If there is no such outcome, all cases or none are of interest, or the extra is not installed.
    """
    from balkansim.forecasting.words import load_yardsticks

    if by not in BY:
        raise unknown("kind of case", by, BY, where="--by")
    check_seed(seed)
    swept = open_swept(folder, evidence)
    name = swept.called(outcome)
    words = load_yardsticks(swept.sweep.evidence.path("yardsticks.toml")).get(yardstick or None)
    points, values = _answerable(swept, name)
    means = values.mean(axis=(1, 2))

    limit = threshold_for(means, given=threshold, side=side, is_probability=swept.is_yes_or_no(name), yardstick=words)
    if by == POINTS:
        warning = noise_warning(name, noise_share(values))
        notes = (f"{warning}.",) if warning else ()
        cases = Cases(_taken(swept.factors(), points), limit.interesting(means), limit, notes)
    elif swept.is_yes_or_no(name):
        cases = _histories(swept, points, values > 0 if side == ABOVE else values == 0, None, seed)
    else:
        cases = _histories(swept, points, limit.interesting(values), limit, seed)
    return _boxed(swept, name, by, cases, box)


def _answerable(swept: Swept, name: str) -> tuple[NDArray[np.int64], Floats]:
    """Return the places of the points whose world can answer, and their values, shape (points, draws, histories)."""
    values = swept.values(name)
    places = np.flatnonzero(~np.isnan(values).any(axis=(1, 2)))
    if not len(places):
        raise BalkansimError(f"{name} is not answerable at any point", where=str(swept.path))
    return places, values[places]


def _taken(factors: Mapping[str, NDArray[Any]], places: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    return {name: column[places] for name, column in factors.items()}


def _histories(
    swept: Swept, points: NDArray[np.int64], hits: NDArray[np.bool_], threshold: Threshold | None, seed: int
) -> Cases:
    """Return histories as cases, drawn where there are too many."""
    flat = hits.ravel()
    at = np.repeat(points, hits[0].size)
    notes = [NOT_INDEPENDENT, *([] if swept.sweep.at_median else [ONLY_FACTORS])]
    if len(flat) > MOST_CASES:
        kept = np.sort(np.random.default_rng(seed).choice(len(flat), MOST_CASES, replace=False))
        notes.append(f"{MOST_CASES} of {len(flat)} histories were drawn for the peeling, with seed {seed}.")
        flat, at = flat[kept], at[kept]
    return Cases(_taken(swept.factors(), at), flat, threshold, tuple(notes))


def _boxed(swept: Swept, name: str, by: str, cases: Cases, box: int | None) -> Box:
    """Peel the cases and choose a box."""
    from balkansim.designs.axes import MONTH

    months = {axis.name for axis in swept.sweep.axes if axis.kind == MONTH}
    steps = peel(cases.factors, cases.interesting)
    if box is not None and not 0 <= box < len(steps):
        raise BalkansimError(f"there is no box {box}", expected=f"a number from 0 to {len(steps) - 1}", where="--box")
    chosen = best(steps, cases.factors, cases.interesting) if box is None else steps[box]
    missing = f"Left out, since they are not there in full: {len(swept.missing)} points." if swept.missing else ""
    return Box(
        folder=str(swept.path),
        run=swept.told,
        outcome=name,
        meaning=swept.meaning(name),
        by=by,
        threshold=cases.threshold,
        cases=len(cases.interesting),
        chosen=_with_months(chosen, months),
        steps=tuple(_with_months(step, months) for step in steps),
        ranges=tuple((axis.name, axis.told()) for axis in swept.sweep.axes),
        how=BALANCED if box is None else AS_ASKED,
        notes=(*cases.notes, *([missing] if missing else [])),
    )


def _with_months(step: Step, months: Iterable[str]) -> Step:
    """Return a box whose limits on months are told as months."""
    limits: tuple[Limit, ...] = tuple(replace(limit, is_month=limit.factor in months) for limit in step.limits)
    return replace(step, limits=limits)
