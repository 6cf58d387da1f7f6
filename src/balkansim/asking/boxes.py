"""The box of factor values in which an outcome comes about: EMA Workbench's PRIM behind one function."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from balkansim.asking.limits import AMONG, AT_LEAST, AT_MOST, Column, Flags, Limit, inside, loosened, weighed
from balkansim.errors import BalkansimError

PEEL = 0.05
PASTE = 0.05
SMALLEST = 0.05
"""Shares of the cases cut off in one step, given back in one step, and left in the smallest box."""
FEWEST = 20
"""Cases below which a box would be guesswork."""
DIGITS = 9
"""To which balances are compared."""
ANY = 1e-9
"""EMA Workbench's threshold of density: no box is thrown away, and only a yes counts as a case of interest."""
LOGGER = "EMA"
EXTRA = "pip install 'balkansim[discovery]'"


@dataclass(frozen=True)
class Step:
    """One box of the peeling trajectory.

    Parameters
    ----------
    step : int
        Its number; 0 is the box of all cases.
    coverage : float
        Share of all cases of interest that lie in it, in [0, 1].
    density : float
        Share of its cases that are of interest, in [0, 1].
    mass : float
        Share of all cases that lie in it, in [0, 1].
    cases, interesting : int
        Cases in it, and those of interest.
    limits : tuple of Limit
        What it asks of the factors, the surest first.
    """

    step: int
    coverage: float
    density: float
    mass: float
    cases: int
    interesting: int
    limits: tuple[Limit, ...]

    @property
    def factors(self) -> int:
        """How many factors it restricts."""
        return len({limit.factor for limit in self.limits})

    @property
    def balance(self) -> float:
        """Harmonic mean of coverage and density, 0 where both are."""
        both = self.coverage + self.density
        return 2 * self.coverage * self.density / both if both else 0.0


def peel(factors: Mapping[str, Column], interesting: Flags, *, smallest: float = SMALLEST) -> tuple[Step, ...]:
    """Peel the cases down, box by box, to where those of interest are dense.

    Parameters
    ----------
    factors : mapping of str to numpy.ndarray, shape (cases,)
        Values of each factor, numbers or names; a factor with one value only is left out.
    interesting : numpy.ndarray of bool, shape (cases,)
        Which cases are of interest.
    smallest : float
        Share of the cases left in the smallest box, in (0, 1).

    Returns
    -------
    tuple of Step
        The trajectory: first the box of all cases, then each smaller one, then those that pasting gave back.

    Raises
    ------
    BalkansimError
        If all cases or none are of interest, there are too few, no factor varies, or the extra is not installed.
    """
    varied = {name: values for name, values in factors.items() if len(np.unique(values)) > 1}
    _check(varied, interesting)
    with _silence():
        prim = _workbench()(
            _frame(varied),
            interesting.astype(int),
            threshold=ANY,
            peel_alpha=PEEL,
            paste_alpha=PASTE,
            mass_min=smallest,
        )
        box = prim.find_box()
    found = (_limits(varied, lims, box.box_lims[0]) for lims in box.box_lims)
    return tuple(_step(k, limits, varied, interesting) for k, limits in enumerate(found))


def best(steps: Sequence[Step], factors: Mapping[str, Column], interesting: Flags) -> Step:
    """Return the box with the best balance of coverage and density, without the limits that do not matter.

    Parameters
    ----------
    steps : sequence of Step
        The peeling trajectory.
    factors : mapping of str to numpy.ndarray, shape (cases,)
        Values of each factor.
    interesting : numpy.ndarray of bool, shape (cases,)
        Which cases are of interest.
    """
    found = max(steps, key=lambda step: (round(step.balance, DIGITS), step.mass, -step.step))
    return _step(found.step, loosened(found.limits, factors, interesting), factors, interesting)


def _check(varied: Mapping[str, Column], interesting: Flags) -> None:
    """Refuse cases in which no box can be found."""
    cases, hits = len(interesting), int(interesting.sum())
    if cases < FEWEST:
        raise BalkansimError(
            f"{cases} cases", expected=f"at least {FEWEST}", todo="more design points, or --by history"
        )
    if hits in (0, cases):
        raise BalkansimError(
            f"{'all' if hits else 'none'} of {cases} cases are of interest",
            expected="some that are and some that are not",
            todo="another --threshold",
        )
    if not varied:
        raise BalkansimError("no factor has more than one value", expected="a sweep that varies something")


def _workbench() -> Any:
    """Import EMA Workbench's PRIM."""
    try:
        from ema_workbench.analysis.prim import Prim
    except ImportError as missing:
        raise BalkansimError(
            f"scenario discovery needs EMA Workbench ({missing})", expected="the extra [discovery]", todo=EXTRA
        ) from missing
    return Prim


@contextmanager
def _silence() -> Iterator[None]:
    """Keep the workbench's log and the warnings of what it calls to itself."""
    logger = logging.getLogger(LOGGER)
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def _frame(varied: Mapping[str, Column]) -> Any:
    """Return the cases as the workbench wants them: numbers as floats, names as categories, columns numbered.

    Numbered since the workbench drops a column called "scenario"; floats since it sets limits between whole numbers.
    """
    import pandas as pd

    columns = {
        f"x{k}": values.astype(float) if _is_number(values) else pd.Categorical(values.astype(object))
        for k, values in enumerate(varied.values())
    }
    return pd.DataFrame(columns)


def _is_number(values: Column) -> bool:
    return bool(np.issubdtype(values.dtype, np.number))


def _limits(varied: Mapping[str, Column], lims: Any, widest: Any) -> list[Limit]:
    """Read what a box restricts off the workbench's frames; ends are told by the values that lie in the box."""
    cut: list[tuple[str, str, Any]] = []
    for k, (name, values) in enumerate(varied.items()):
        (low, high), (lowest, highest) = lims[f"x{k}"], widest[f"x{k}"]
        if not _is_number(values):
            cut += [(name, AMONG, low)] if low != lowest else []
            continue
        cut += [(name, AT_LEAST, low)] if low > lowest else []
        cut += [(name, AT_MOST, high)] if high < highest else []
    box = inside([_limit(*each) for each in cut], varied)
    tight: dict[str, Callable[[Column], Any]] = {AT_LEAST: np.min, AT_MOST: np.max, AMONG: set}
    return [_limit(name, kind, tight[kind](varied[name][box])) for name, kind, _ in cut]


def _limit(name: str, kind: str, ends: Any) -> Limit:
    return Limit(name, kind, names=tuple(sorted(ends))) if kind == AMONG else Limit(name, kind, float(ends))


def _step(number: int, limits: Sequence[Limit], factors: Mapping[str, Column], interesting: Flags) -> Step:
    """Count what a box holds, and weigh its limits."""
    box = inside(limits, factors)
    cases, hits = int(box.sum()), int((box & interesting).sum())
    shares = hits / int(interesting.sum()), hits / cases, cases / len(box)
    return Step(number, *shares, cases, hits, weighed(limits, factors, interesting))
