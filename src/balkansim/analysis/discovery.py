"""Under which values of a sweep's factors an outcome comes about: scenario discovery on a run folder."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from balkansim.analysis.sensitivity import check_seed
from balkansim.analysis.swept import Floats, Swept, noise_share, noise_warning, open_swept
from balkansim.errors import BalkansimError, unknown
from balkansim.forecasts.ledger import percent
from balkansim.forecasts.yardsticks import Yardstick
from balkansim.months import month_iso
from balkansim.pages import Explanation, Page, Section, Table

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

AT_LEAST, AT_MOST, AMONG = ">=", "<=", "in"
SURE = 0.05
"""Quasi-p value above which a limit does not matter."""

Column = NDArray[Any]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Limit:
    """What a box asks of one factor on one side.

    ``kind`` ({">=", "<=", "in"}): what is asked of it. ``end``: least or greatest value in the box, in the factor's
    unit; None for a factor of names. ``quasi_p``: chance of as many cases of interest in the box if this limit did not
    matter (one-sided binomial), in [0, 1]. ``is_month``: whether the end is a month, counted from April 2025.
    """

    factor: str
    kind: str
    end: float | None = None
    names: tuple[str, ...] = ()
    quasi_p: float = 1.0
    is_month: bool = False

    def lets_in(self, values: Column) -> Flags:
        """Tell which values of the factor it allows.

        ``values`` (numpy.ndarray, shape (cases,)): the factor's values.
        """
        if self.kind == AMONG:
            return np.isin(values, list(self.names))
        return np.asarray(values >= self.end if self.kind == AT_LEAST else values <= self.end, dtype=bool)

    def __str__(self) -> str:
        """Return the limit as a condition."""
        if self.end is None:
            return f"{self.factor} {'is' if len(self.names) == 1 else 'in'} {', '.join(self.names)}"
        return f"{self.factor} {self.kind} {month_iso(int(self.end)) if self.is_month else f'{self.end:.4g}'}"


def inside(limits: Sequence[Limit], factors: Mapping[str, Column]) -> Flags:
    """Tell which cases lie in a box.

    ``factors`` (mapping of str to numpy.ndarray, shape (cases,)): values of each factor.
    """
    found = np.ones(len(next(iter(factors.values()))), dtype=bool)
    for limit in limits:
        found &= limit.lets_in(factors[limit.factor])
    return found


def weighed(limits: Sequence[Limit], factors: Mapping[str, Column], interesting: Flags) -> tuple[Limit, ...]:
    """Return limits with their quasi-p values (Bryant and Lempert 2010), the surest first.

    A limit's value is the chance of as many cases of interest among those in the box if each were of interest with the
    probability it has in the box without that limit.

    ``factors`` (mapping of str to numpy.ndarray, shape (cases,)): values of each factor. ``interesting`` (numpy.ndarray
    of bool, shape (cases,)): which cases are of interest.
    """
    from scipy.stats import binom

    box = inside(limits, factors)
    cases, hits = int(box.sum()), int((box & interesting).sum())
    found = []
    for limit in limits:
        wider = inside([other for other in limits if other is not limit], factors)
        found.append(replace(limit, quasi_p=float(binom.sf(hits - 1, cases, interesting[wider].mean()))))
    return tuple(sorted(found, key=lambda limit: limit.quasi_p))


def loosened(limits: Sequence[Limit], factors: Mapping[str, Column], interesting: Flags) -> tuple[Limit, ...]:
    """Return the limits that matter: the least sure is dropped and the rest weighed anew until all are sure.

    ``factors`` (mapping of str to numpy.ndarray, shape (cases,)): values of each factor. ``interesting`` (numpy.ndarray
    of bool, shape (cases,)): which cases are of interest.
    """
    left = weighed(limits, factors, interesting)
    while left and left[-1].quasi_p > SURE:
        left = weighed(left[:-1], factors, interesting)
    return left


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

    ``step``: its number; 0 is the box of all cases. ``coverage``: share of all cases of interest that lie in it, in [0,
    1]. ``density``: share of its cases that are of interest, in [0, 1]. ``mass``: share of all cases that lie in it, in
    [0, 1]. ``limits``: what it asks of the factors, the surest first.
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

    ``factors`` (mapping of str to numpy.ndarray, shape (cases,)): values of each factor, numbers or names; a factor
    with one value only is left out. ``interesting`` (numpy.ndarray of bool, shape (cases,)): which cases are of
    interest. ``smallest``: share of the cases left in the smallest box, in (0, 1). Returns: the trajectory: first the
    box of all cases, then each smaller one, then those that pasting gave back.
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

    ``factors`` (mapping of str to numpy.ndarray, shape (cases,)): values of each factor. ``interesting`` (numpy.ndarray
    of bool, shape (cases,)): which cases are of interest.
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


ABOVE, BELOW = "above", "below"
SIDES = (ABOVE, BELOW)
LIKELY, UNLIKELY = "likely", "unlikely"
QUARTER = 0.25


@dataclass(frozen=True)
class Threshold:
    """Where what is of interest begins.

    ``side`` ({"above", "below"}): on which side of it; the threshold itself is not of interest. ``value``: where it
    lies, in the outcome's unit. ``is_probability``: whether the outcome is a probability.
    """

    side: str
    value: float
    reason: str
    is_probability: bool

    def interesting(self, values: Floats) -> Flags:
        """Tell which values are of interest. ``values`` (numpy.ndarray, shape (cases,)): the outcome."""
        return values > self.value if self.side == ABOVE else values < self.value

    def __str__(self) -> str:
        """Return the threshold as a condition, with its reason."""
        at = f"{percent(self.value)}%" if self.is_probability else f"{self.value:.4g}"
        return f"{self.side} {at} ({self.reason})"


def threshold_for(
    values: Floats, *, given: float | None, side: str, is_probability: bool, yardstick: Yardstick
) -> Threshold:
    """Return the threshold given, or else the yardstick's, or else the outer quarter of the values.

    Above, the yardstick's threshold is the low end of "likely"; below, the high end of "unlikely". Where that leaves
    no point on one of its sides, or the outcome is no probability, the threshold is the upper or lower quartile; where
    many points share the quartile, the next value that leaves some beyond it.

    ``values`` (numpy.ndarray, shape (points,)): the outcome's mean at each point. ``given``: what the user asks for; a
    probability in [0, 1]. ``side`` ({"above", "below"}): on which side is of interest. ``is_probability``: whether the
    outcome is a probability.
    """
    if side not in SIDES:
        raise unknown("side", side, SIDES, where="discover")
    if given is not None:
        if is_probability and not 0 <= given <= 1:
            raise BalkansimError(f"threshold {given:g}", expected="a probability from 0 to 1", where="--threshold")
        return Threshold(side, given, "as asked", is_probability)
    word = LIKELY if side == ABOVE else UNLIKELY
    band = yardstick.band(word) if is_probability else None
    if band is not None:
        named = Threshold(
            side, band[side == BELOW], f'where "{word}" {_ends(side)} on {yardstick.name}', is_probability
        )
        if len(set(named.interesting(values).tolist())) > 1:
            return named
    return Threshold(side, _quartile(values, side), f"{_quarter(side)} quartile of the points", is_probability)


def _ends(side: str) -> str:
    return "begins" if side == ABOVE else "ends"


def _quarter(side: str) -> str:
    return "upper" if side == ABOVE else "lower"


def _quartile(values: Floats, side: str) -> float:
    """Return the outer quartile, moved inwards to the next value where nothing lies beyond it."""
    sign = 1.0 if side == ABOVE else -1.0
    turned = sign * values
    cut = float(np.quantile(turned, 1 - QUARTER))
    inner = turned[turned < turned.max()]
    if not (turned > cut).any() and len(inner):
        cut = float(inner.max())
    return sign * cut


POINTS, HISTORIES = "points", "histories"
STEPS_SHOWN = 8
SMALLEST_TOLD = 1e-6


@dataclass(frozen=True)
class Box(Explanation):
    """Where an outcome comes about; prints as text, shows as HTML, ``.to_frame()`` is the peeling trajectory.

    ``by`` ({"points", "histories"}): whether the cases are design points or single histories. ``threshold``: which
    values are of interest; None where the cases are histories with a yes or no. ``ranges`` (tuple of (str, str)): each
    factor with what was tried of it. ``notes``: what else must be said.
    """

    folder: str
    run: str
    outcome: str
    meaning: str
    by: str
    threshold: Threshold | None
    cases: int
    chosen: Step
    steps: tuple[Step, ...]
    ranges: tuple[tuple[str, str], ...]
    how: str
    notes: tuple[str, ...] = ()

    @property
    def coverage(self) -> float:
        """Share of all cases of interest that lie in the box, in [0, 1]."""
        return self.chosen.coverage

    @property
    def density(self) -> float:
        """Share of the cases in the box that are of interest, in [0, 1]."""
        return self.chosen.density

    @property
    def limits(self) -> tuple[Limit, ...]:
        """What the box allows of the factors it restricts."""
        return self.chosen.limits

    def rows(self) -> list[dict[str, Any]]:
        """Return the peeling trajectory, one row a box, its limits as text."""
        numbers = ("step", "coverage", "density", "mass", "cases", "interesting")
        return [
            {name: getattr(step, name) for name in numbers}
            | {"factors": step.factors, "limits": "; ".join(map(str, step.limits))}
            for step in self.steps
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        found = asdict(self)
        found["trajectory"] = self.rows()
        del found["steps"]
        return found

    def page(self) -> Page:
        """Return the box as a page."""
        first = self.steps[0]
        wanted = (
            f"{self.meaning}; of interest are {self.by}"
            f"{f' {self.threshold}' if self.threshold else ' in which it is so'}: {first.interesting} of {self.cases} "
            f"({percent(first.density)}%)."
        )
        chosen = self.chosen
        told = (
            f"coverage {percent(chosen.coverage)}%, density {percent(chosen.density)}%: {chosen.interesting} of the "
            f"{chosen.cases} {self.by} in it are of interest, out of {first.interesting} in all."
        )
        sections = (
            Section("wanted", (wanted,)),
            Section("box", (told, *([self._limits()] if chosen.limits else ["It restricts nothing."]))),
            Section("free", (", ".join(self._free()),) if self._free() else ()),
            Section("trajectory", (self._trajectory(),)),
            Section("to read", (self.how, *HOW, *self.notes)),
        )
        return Page(f"balkansim: where {self.outcome} comes about", (self.run,), sections)

    def _free(self) -> list[str]:
        """Return the factors that the box leaves alone."""
        cut = {limit.factor for limit in self.chosen.limits}
        return [name for name, _ in self.ranges if name not in cut]

    def _limits(self) -> Table:
        tried = dict(self.ranges)
        rows = tuple((str(limit), tried[limit.factor], _chance(limit.quasi_p)) for limit in self.chosen.limits)
        return Table(("in the box", "tried", "quasi-p"), rows)

    def _trajectory(self) -> Table:
        """Return some boxes of the trajectory, evenly apart, the first, the last and the chosen one among them."""
        last = len(self.steps) - 1
        shown = {round(k * last / (STEPS_SHOWN - 1)) for k in range(STEPS_SHOWN)} | {self.chosen.step}
        rows = tuple(
            (
                f"{step.step}{' chosen' if step.step == self.chosen.step else ''}",
                step.factors,
                f"{percent(step.coverage)}%",
                f"{percent(step.density)}%",
                step.cases,
            )
            for step in self.steps
            if step.step in shown
        )
        return Table(("box", "factors limited", "coverage", "density", self.by), rows)


def _chance(quasi_p: float) -> str:
    return f"{quasi_p:.1g}" if quasi_p >= SMALLEST_TOLD else f"below {SMALLEST_TOLD:g}"


HOW = (
    f"Found by PRIM (EMA Workbench): each step cuts {100 * PEEL:.0f}% of the cases off, down to {100 * SMALLEST:.0f}%.",
    "quasi-p: chance of as many cases of interest in the box if that limit did not matter; near 1 it does not.",
)


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
    from balkansim.forecasts.yardsticks import load_yardsticks

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
    from balkansim.experiments.design import MONTH

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
