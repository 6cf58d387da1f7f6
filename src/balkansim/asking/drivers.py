"""Which factors of a sweep move its outcomes: sensitivity indices of a run folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from balkansim.asking.indices import METHODS, Problem, indices, stillness
from balkansim.asking.noise import noise_share
from balkansim.asking.sensitivity import Moved, Sensitivity, Still
from balkansim.asking.swept import Floats, Swept, open_swept
from balkansim.errors import BalkansimError


@dataclass(frozen=True)
class Analysis:
    """How the outcomes of a folder are analysed."""

    method: str
    problem: Problem
    matrix: Floats
    second_order: bool
    levels: int
    seed: int


def sensitivity(folder: Path | str, outcome: str | None = None, *, seed: int = 0) -> Sensitivity:
    """Return how strongly each factor of a sweep moves its outcomes.

    Parameters
    ----------
    folder : path
        A complete run folder of a sobol or a morris design.
    outcome : str, optional
        A column of its parts, such as ``F1`` or ``polarisation``, or a comparison, ``polarisation>0.5``; by default all
        columns.
    seed : int
        Seed of the resampling behind the confidence intervals, at least 0.

    Returns
    -------
    Sensitivity
        Sobol's indices of first and total order, or Morris's mu*, mu and sigma, with 95% confidence intervals.

    Raises
    ------
    BalkansimError
        If the design has no such indices, points are missing, or there is no such outcome.
    """
    check_seed(seed)
    swept = open_swept(folder)
    analysis = _analysis(swept, seed)
    names = list(swept.outcomes) if outcome is None else [swept.called(outcome)]
    swept.check_complete()
    found = [_asked(swept, name, analysis) for name in names]
    moved = tuple(each for each in found if isinstance(each, Moved))
    still = tuple(each for each in found if isinstance(each, Still))
    return Sensitivity(str(swept.path), swept.told, analysis.method, seed, moved, still, outcome is not None)


def check_seed(seed: int) -> None:
    """Refuse a seed that NumPy does not take.

    Parameters
    ----------
    seed : int
        As given.

    Raises
    ------
    BalkansimError
        If it is negative.
    """
    if seed < 0:
        raise BalkansimError(f"seed {seed}", expected="a whole number of at least 0", where="--seed")


def driven(swept: Swept, outcome: str) -> Moved | None:
    """Return the indices of one outcome, or None where design, missing points or the outcome itself allow none.

    Parameters
    ----------
    swept : Swept
        A run folder of any design.
    outcome : str
        One of its outcomes.
    """
    if swept.sweep.spec["method"] not in METHODS or swept.missing:
        return None
    found = _asked(swept, outcome, _analysis(swept, 0))
    return found if isinstance(found, Moved) else None


def _analysis(swept: Swept, seed: int) -> Analysis:
    """Return how the folder's design is analysed, or refuse it."""
    from balkansim.designs.sampling import matrix, problem

    method, options = swept.sweep.spec["method"], swept.sweep.spec["options"]
    if method not in METHODS:
        raise BalkansimError(
            f"a {method} design has no sensitivity indices",
            expected="a sobol design (shares of the variance) or a morris design (cheap screening of many factors)",
            where=str(swept.path),
            todo='in the sweep file: method = "sobol" with base_samples = 64, or method = "morris" with trajectories = '
            "20, and low and high for each factor; `balkansim discover` takes any design",
        )
    second, levels = options.get("second_order", False), options.get("levels", 0)
    return Analysis(method, problem(swept.sweep), matrix(swept.sweep), second, levels, seed)


def _asked(swept: Swept, name: str, analysis: Analysis) -> Moved | Still:
    """Return the indices of one outcome, or why there are none."""
    meaning, histories = swept.meaning(name), swept.values(name)
    values = histories.mean(axis=(1, 2))
    empty = int(np.isnan(values).sum())
    if empty:
        return Still(name, meaning, f"not answerable in the world of {empty} of {len(values)} points")
    still = stillness(values, len(analysis.problem["names"]), analysis.method, second_order=analysis.second_order)
    if still:
        return Still(name, meaning, still)
    found = indices(
        analysis.problem,
        analysis.matrix,
        values,
        analysis.method,
        second_order=analysis.second_order,
        levels=analysis.levels,
        seed=analysis.seed,
    )
    ends = float(values.min()), float(values.max())
    return Moved(name, meaning, *ends, swept.is_yes_or_no(name), noise_share(histories), found)
