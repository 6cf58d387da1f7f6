"""Running the worlds of a comparison one after another and pairing their histories."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from balkansim.analysis import paired as words
from balkansim.analysis.drivers import follows
from balkansim.analysis.paired import Paired, paired
from balkansim.errors import BalkansimError
from balkansim.forecasts.contested import Key
from balkansim.forecasts.forecast import Answers, answers, asked, evidence_told, main_readings, run_of
from balkansim.forecasts.ledger import NOTHING, Run
from balkansim.forecasts.questions import MAIN, Questions, fingerprint, questions_of
from balkansim.model.ensemble import Ensemble, Size, on_all_cores
from balkansim.model.sampling import MIDDLE, Sampler
from balkansim.pages import Explanation, Page, Section, Table
from balkansim.scenario.factors import Factor, catalogue, coefficients
from balkansim.scenario.resolve import load

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence, EvidenceLike
    from balkansim.scenario.scenario import Scenario

    Setting = Sequence[str] | Mapping[str, Any]

SHIPPED = "shipped"
"""Stands for the evidence that ships, where a folder is asked for."""
DEFAULT = "baseline"


@dataclass(frozen=True)
class World:
    """One world of a comparison."""

    label: str
    scenario: Scenario
    evidence: Evidence


def worlds_of(
    scenarios: Sequence[str | Scenario],
    evidence: Evidence | Path | str | None,
    *,
    with_: Sequence[str] = (),
    set_: Sequence[str] | Mapping[str, Any] = (),
) -> tuple[World, ...]:
    """Resolve scenarios against one body of evidence. ``scenarios``: at least two, all different."""
    if len(scenarios) < 2:
        raise BalkansimError(
            f"{len(scenarios)} scenario to compare" if len(scenarios) == 1 else "no scenario to compare",
            expected="at least two scenarios, the reference first, or one with two bodies of evidence",
            where="compare",
            todo="balkansim compare baseline OTHER, or balkansim compare --evidence X Y",
        )
    _, known = load(evidence=_shipped(evidence))
    found = [load(scenario, with_=with_, set_=set_, evidence=known)[0] for scenario in scenarios]
    for one, other in combinations(found, 2):
        if one.digest == other.digest:
            raise BalkansimError(
                f"{one.name} and {other.name} are the same world"
                if one.name != other.name
                else f"{one.name} is named twice",
                expected="scenarios that differ in something that matters to a run",
                where="compare",
                todo="leave one out",
            )
    return tuple(World(label, scenario, known) for label, scenario in zip(_labels(found), found, strict=True))


def bodies(
    scenarios: Sequence[str | Scenario],
    pair: Sequence[Evidence | Path | str],
    *,
    with_: Sequence[str] = (),
    set_: Sequence[str] | Mapping[str, Any] = (),
) -> tuple[World, ...]:
    """Resolve one scenario against two bodies of evidence.

    ``scenarios``: one, or none for the baseline. ``pair``: two, with different contents; ``shipped`` stands for what
    ships.
    """
    if len(scenarios) > 1:
        raise BalkansimError(
            f"{len(scenarios)} scenarios and two bodies of evidence",
            expected="one scenario (baseline, if none is named)",
            where="compare --evidence",
            todo="compare either scenarios or bodies of evidence",
        )
    if len(pair) != 2:
        raise BalkansimError(f"{len(pair)} bodies of evidence", expected="two", where="compare --evidence")
    scenario = scenarios[0] if scenarios else DEFAULT
    found = [load(scenario, with_=with_, set_=set_, evidence=_shipped(body)) for body in pair]
    (_, one), (_, other) = found
    if one.hash == other.hash:
        raise BalkansimError(
            f"{one.folder} and {other.folder} hold the same evidence",
            expected="two bodies of evidence that differ",
            where="compare --evidence",
            todo=f"change a claim or a coefficient in one of them; {SHIPPED!r} names what ships",
        )
    names = [f"{known.folder.name} {known.hash[:8]}" for _, known in found]
    return tuple(World(name, *body) for name, body in zip(names, found, strict=True))


def _shipped(body: Evidence | Path | str | None) -> Evidence | Path | str | None:
    """Return a body of evidence, None where the word for what ships is given and no folder has that name."""
    return None if isinstance(body, str | Path) and str(body) == SHIPPED and not Path(body).exists() else body


def _labels(scenarios: Sequence[Scenario]) -> list[str]:
    """Return the scenarios' names, numbered where two files share one."""
    names = [scenario.name for scenario in scenarios]
    return [
        name if names.count(name) == 1 else f"{name} ({names[: k + 1].count(name)})" for k, name in enumerate(names)
    ]


@dataclass(frozen=True)
class Level:
    """Where one body of evidence has a parameter.

    ``median``, ``low``, ``high``: median, and the interval it is drawn from (5% to 95% where a document speaks), in the
    parameter's unit.
    """

    median: float
    low: float
    high: float
    shape: str
    origin: str


@dataclass(frozen=True)
class Shift:
    """A parameter that two bodies of evidence tell differently.

    ``name``, ``meaning``, ``unit``: as ``balkansim factors`` lists it. ``reference``, ``other``: where either has it;
    None where it is not known there.
    """

    name: str
    meaning: str
    unit: str
    reference: Level | None
    other: Level | None

    @property
    def size(self) -> float:
        """Largest move of median or end as a share of the wider interval; infinite for what has none, or is new."""
        if self.reference is None or self.other is None:
            return math.inf
        ends = [(getattr(self.reference, key), getattr(self.other, key)) for key in ("median", "low", "high")]
        wider = max(level.high - level.low for level in (self.reference, self.other))
        return max(abs(one - other) for one, other in ends) / wider if wider > 0 else math.inf


ResolvedBody = tuple["Scenario", "Evidence"]
"""A scenario as resolved against a body of evidence, and that evidence."""


def shifts(reference: ResolvedBody, other: ResolvedBody) -> tuple[Shift, ...]:
    """Return the parameters that two bodies of evidence tell differently, the largest difference first."""
    ours, theirs = levels(*reference), levels(*other)
    named = {name: factor for name, (factor, _) in (theirs | ours).items()}
    found = [
        Shift(
            name, factor.meaning, factor.unit, *(known[name][1] if name in known else None for known in (ours, theirs))
        )
        for name, factor in named.items()
    ]
    differing = [shift for shift in found if _numbers(shift.reference) != _numbers(shift.other)]
    return tuple(sorted(differing, key=lambda shift: -shift.size))


def levels(scenario: Scenario, evidence: Evidence) -> dict[str, tuple[Factor, Level]]:
    """Return where a body of evidence has each parameter; those that only repeat another are left out."""
    sampler = Sampler(scenario, evidence, coefficients(evidence), draws=1, seed=0, at_median=True)
    return {
        name: (factor, _level_of(factor, sampler))
        for name, factor in catalogue(scenario, evidence).items()
        if not follows(sampler, name)
    }


def _level_of(factor: Factor, sampler: Sampler) -> Level:
    """Return median and interval of a parameter; only a beta's median is not its middle."""
    median = _beta_median(factor, sampler) if factor.shape == "beta" else factor.value
    return Level(median, factor.low, factor.high, factor.shape, factor.origin)


def _beta_median(factor: Factor, sampler: Sampler) -> float:
    """Return the median of a number that documents tell, on its own scale."""
    from scipy.special import betaincinv

    quantity, *parties = factor.name.split(".")
    estimate = sampler.estimate(quantity, *parties)
    share = float(betaincinv(estimate.alpha, estimate.beta, MIDDLE))
    signed = sampler.evidence.codebook.quantities[quantity].scale == "signed"
    return 2.0 * share - 1.0 if signed else share


def _numbers(level: Level | None) -> tuple[float | str, ...] | None:
    """Return what two levels must share to be told alike."""
    return None if level is None else (level.median, level.low, level.high, level.shape)


SHOWN = 15
"""Parameters printed, unless all are asked for."""
FORECASTS = ("id", "forecast", "ref.", "other", "diff.", "90%", "flips +/-", "gain")
PARAMETERS = ("parameter", "reference: median, interval", "other: median, interval", "unit")
HOW_TO_READ = (
    "ref., other: share of histories in the reference and in the other world; diff.: the other's less the reference's, "
    "in percentage points.",
    f"{words.INTERVAL}.",
    "flips +/-: histories that turn from no in the reference to yes in the other world, and from yes to no; the rest "
    "answer alike.",
    "gain: how many times as large the variance of the difference would be under independent seeds, measured on these "
    "draws; as many times more draws would be needed for the same interval.",
)


def comparison_page(comparison: Comparison) -> Page:
    """Write a comparison as a page."""
    run = comparison.run
    others = ", ".join(comparison.worlds[1:])
    lines = (*words.run_lines(run), f"reference: {comparison.reference}", f"compared with it: {others}")
    sections = (
        Section("parameters", _parameters(comparison)),
        Section("forecasts", _forecasts(comparison)),
        Section("skipped", tuple(f"{s.id}{_named(s.reading)} in {s.world}: {s.reason}" for s in comparison.skipped)),
        Section("reading", HOW_TO_READ if comparison.found else ()),
    )
    return Page(f"balkansim {run.version}: comparison, {run.date}", lines, sections)


def _parameters(comparison: Comparison) -> tuple[str | Table, ...]:
    """Tell which parameters differ between two bodies of evidence, the largest difference first."""
    shifts = comparison.shifts
    if shifts is None:
        return ()
    if not shifts:
        return ("no parameter differs",)
    shown = shifts[: comparison.shown]
    more = len(shifts) - len(shown)
    table = Table(PARAMETERS, tuple(_parameter(shift) for shift in shown))
    top = f"{len(shifts)} differ, the largest first (by the share of the wider interval that median or ends move):"
    return (top, table, *([f"and {more} more: --all-parameters lists them"] if more else []))


def _parameter(shift: Shift) -> tuple[str, str, str, str]:
    """Return one parameter as cells."""
    return shift.name, _level(shift.reference), _level(shift.other), shift.unit


def _level(level: Level | None) -> str:
    """Return median and interval of a parameter, or that it is unknown."""
    if level is None:
        return NOTHING
    ends = f" ({level.low:.3g} to {level.high:.3g})" if level.low < level.high else ""
    return f"{level.median:.3g}{ends}"


def _forecasts(comparison: Comparison) -> tuple[str | Table, ...]:
    """Tell each other world's forecasts against the reference's."""
    parts: list[str | Table] = []
    for world, rows in comparison.against_reference():
        parts.append(f"{world} against {comparison.reference}:")
        parts.append(Table(FORECASTS, tuple(_forecast(row) for row in rows)))
        parts += [f"{row.id}{_named(row.reading)}: {row.note}" for row in rows if row.note]
        parts.append(_gained(rows))
    return tuple(parts)


def _forecast(row: Row) -> tuple[str, ...]:
    """Return one forecast as cells."""
    found = row.paired
    flips = f"{found.gained}/{found.lost}"
    text = words.points(found.difference), words.interval(found), flips, words.gain(found.gain)
    return f"{row.id}{_named(row.reading)}", row.proposition, *words.shares(found), *text


def _gained(rows: list[Row]) -> str:
    """Tell the gain over independent seeds where it counts: a forecast that hardly flips gains without end."""
    gains = [row.paired.gain for row in rows if row.paired.excludes_zero and row.paired.gain is not None]
    if not gains:
        return "gain over independent seeds: see the rows; no forecast differs clearly"
    over = f"{words.gain(min(gains))} to {words.gain(max(gains))} over the forecasts whose interval excludes zero"
    return f"gain over independent seeds: {words.gain(median(gains))} (median; {over})"


def _named(reading: str) -> str:
    """Return the name of an alternative reading as it follows its forecast's id."""
    return "" if reading == MAIN else f", {reading}"


@dataclass(frozen=True)
class Row:
    """One forecast in one world, against the reference.

    ``id``, ``reading``, ``proposition``, ``paragraph``: the forecast, its reading, in our words, and where its document
    makes it. ``note``: what else must be said; empty otherwise.
    """

    id: str
    reading: str
    proposition: str
    paragraph: str
    world: str
    paired: Paired
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the row as plain values one level deep, both probabilities included."""
        row = {**asdict(self), **asdict(self.paired)}
        del row["paired"]
        row["reference_probability"] = self.paired.reference_hits / self.paired.total
        row["probability"] = self.paired.hits / self.paired.total
        return row


@dataclass(frozen=True)
class Skipped:
    """A forecast that a world cannot answer: its id and reading, the world, and why not."""

    id: str
    reading: str
    world: str
    reason: str


@dataclass(frozen=True)
class Comparison(Explanation):
    """Worlds compared with the first of them, on common random numbers.

    ``run``: what was run of the reference; its ``nans`` are those of all worlds. ``worlds``: the worlds compared, the
    reference first: scenarios, or bodies of evidence. ``found``: world by world, the forecasts in the order of their
    file. ``shifts``: for bodies of evidence, the parameters in which they differ, largest first; None for scenarios.
    ``shown``: how many of them are printed; None for all.
    """

    run: Run
    worlds: tuple[str, ...]
    found: tuple[Row, ...]
    skipped: tuple[Skipped, ...] = ()
    shifts: tuple[Shift, ...] | None = None
    shown: int | None = SHOWN

    @property
    def reference(self) -> str:
        """The world the others are compared with."""
        return self.worlds[0]

    def against_reference(self) -> Iterator[tuple[str, list[Row]]]:
        """Yield each other world with its rows."""
        for world in self.worlds[1:]:
            yield world, [row for row in self.found if row.world == world]

    def page(self) -> Page:
        """Return the comparison as a page."""
        return comparison_page(self)

    def rows(self) -> list[dict[str, Any]]:
        """Return a plain row a forecast and world: probabilities, difference, interval, flips and gain."""
        return [row.as_dict() for row in self.found]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values: ``run``, ``worlds``, ``parameters``, ``forecasts``, ``skipped``."""
        return {
            "run": asdict(self.run),
            "worlds": list(self.worlds),
            "parameters": None if self.shifts is None else [asdict(shift) for shift in self.shifts],
            "forecasts": self.rows(),
            "skipped": [asdict(skipped) for skipped in self.skipped],
        }


Progress = Callable[[int, int], None]


def run_comparison(
    worlds: Sequence[World],
    size: Size,
    *,
    readings: bool = False,
    shown: int | None = SHOWN,
    progress: Progress | None = None,
) -> Comparison:
    """Run worlds on the same draws and luck and compare each with the first.

    The forecasts are those of the first world's evidence.

    ``worlds``: at least two, the reference first; scenarios on one body of evidence, or one scenario on two.
    ``progress``: told how much of the work is done, in per cent, and 100.
    """
    first = worlds[0]
    every = questions_of(first.evidence)
    questions = every if readings else main_readings(every)
    found = answers_of_worlds(worlds, questions, size, progress)
    bodies = [world.evidence for world in worlds if world.evidence.hash != first.evidence.hash]
    run = run_of(first.scenario, first.evidence, size, sum(one.nans for one in found))
    if bodies:
        run = replace(run, evidence=_told(first.evidence, bodies))
    moved = [shifts((first.scenario, first.evidence), (w.scenario, w.evidence)) for w in worlds[1:]] if bodies else []
    return Comparison(
        run,
        tuple(world.label for world in worlds),
        tuple(compared(questions, [world.label for world in worlds], found)),
        tuple(skipped([world.label for world in worlds], found)),
        moved[0] if moved else None,
        shown,
    )


def answers_of_worlds(
    worlds: Sequence[World], questions: Questions, size: Size, progress: Progress | None = None
) -> list[Answers]:
    """Answer the forecasts in each world, on the same draws and luck."""
    return on_all_cores(
        lambda world: answers(world.scenario, world.evidence, questions, Ensemble(world.evidence, size)),
        worlds,
        progress,
    )


def compared(questions: Questions, labels: Sequence[str], found: Sequence[Answers]) -> Iterator[Row]:
    """Yield the forecasts that both worlds can answer, world by world.

    ``labels``: what the worlds are called, the reference first.
    """
    reference = found[0]
    for label, other in zip(labels[1:], found[1:], strict=True):
        for key, (question, reading) in asked(questions).items():
            if key in reference.hits and key in other.hits:
                proposition = question.proposition if reading.name == MAIN else reading.text
                difference = paired(reference.hits[key], other.hits[key])
                note = _yardstick(key, reference, other)
                yield Row(question.id, reading.name, proposition, question.paragraph, label, difference, note)


def skipped(labels: Sequence[str], found: Sequence[Answers]) -> Iterator[Skipped]:
    """Yield the forecasts that a world cannot answer. ``labels``: what the worlds are called, the reference first."""
    for label, one in zip(labels, found, strict=True):
        for (forecast, reading), reason in one.refused.items():
            yield Skipped(forecast, reading, label, reason)


def _told(first: Evidence, others: Sequence[Evidence]) -> str:
    """Name the bodies of evidence compared, and say so where their forecasts differ."""
    names = " against ".join(map(evidence_told, (first, *others)))
    files = {fingerprint(evidence.forecasts_file) for evidence in (first, *others)}
    return names if len(files) == 1 else f"{names}; the forecasts are those of {first.folder.name}"


def _yardstick(key: Key, reference: Answers, other: Answers) -> str:
    """Say so where the worlds differ in what counts as a change."""
    ours, theirs = reference.deltas[key], other.deltas[key]
    return "" if ours == theirs else f"a change counts from {ours:.3g} on in the reference, from {theirs:.3g} here"


def compare(
    *scenarios: str | Scenario,
    with_: Sequence[str] = (),
    set_: Setting = (),
    evidence: EvidenceLike | tuple[EvidenceLike, EvidenceLike] | None = None,
    draws: int = 200,
    histories: int = 20,
    seed: int = 1,
    readings: bool = False,
    all_parameters: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Compare scenarios, or two bodies of evidence, on common random numbers.

    Parameters
    ----------
    *scenarios : str or Scenario
        At least two, the reference first; of two bodies of evidence at most one, by default the baseline.
    with_, set_
        As in `balkansim.forecast`, laid over every scenario.
    evidence : Evidence or path, or two of them, optional
        Two bodies of evidence to compare, the reference first, ``shipped`` for what ships; or the one on which
        scenarios are compared, by default what ships.
    draws, histories, seed : int
        Parameter draws, histories in each, and seed of all luck, the same for every world.
    readings : bool
        Whether alternative readings get rows.
    all_parameters : bool
        Of two bodies of evidence, whether every parameter that differs is printed, or the largest differences only.
    progress : callable, optional
        Told how much of the work is done, in per cent, and 100.

    Returns
    -------
    Comparison
        Prints as text, shows as HTML, ``.to_frame()``, ``.to_json()``.

    Raises
    ------
    BalkansimError
        If there is nothing to compare, two worlds are the same, or anything named is unknown or malformed.
    """
    from balkansim.model.ensemble import Size

    size = Size(draws, histories, seed)
    if isinstance(evidence, tuple | list):
        worlds = bodies(scenarios, evidence, with_=with_, set_=set_)
    else:
        worlds = worlds_of(scenarios, evidence, with_=with_, set_=set_)
    shown = None if all_parameters else SHOWN
    return run_comparison(worlds, size, readings=readings, shown=shown, progress=progress)
