"""History as an examination: what the world gives to dated things that did, or did not, happen; nothing is fitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field, PositiveInt, model_validator

from balkansim.errors import unknown
from balkansim.files import Strict, checked, read_toml
from balkansim.forecasts.forecast import run_of
from balkansim.forecasts.intervals import JEFFREYS, Spread, spread
from balkansim.forecasts.joining import Accession
from balkansim.forecasts.kinds import Arms, Bools, Kind, Lapse, Measured
from balkansim.forecasts.ledger import NOTHING, Run, band, counted, percent
from balkansim.forecasts.outcomes import outcome
from balkansim.forecasts.series import Floats, Month, StateCode, Tension, Window
from balkansim.forecasts.yardsticks import Text
from balkansim.model.ensemble import Ensemble, Progress, Size, on_all_cores
from balkansim.months import last_day, month_index, month_short
from balkansim.pages import Explanation, Page, Section, Table
from balkansim.scenario.resolve import load, resolve
from balkansim.validation import past
from balkansim.validation.resolutions import YES
from balkansim.validation.score import score_name
from balkansim.validation.scoring_rules import LOG_FLOOR, LOSSES, MODEL, Judged, at_least, beta_binomial, joint, mean

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.scenario import Scenario

FILE = "examination.toml"
MISS, HIT = "MISS", "hit"
MISS_BELOW = 0.05
"""A world that gives less than this to what happened has missed it."""
LAST_ASKED = "2025-04"
"""The last month a window may hold: the documents tell of the first days of it."""
BASE = "base rate"
WHO = {"model": MODEL, "base": BASE}


class Founding(Kind):
    """Within the window a bloc is founded of which all the states named, if any, are members when the window ends."""

    kind: Literal["founding"]
    states: tuple[StateCode, ...] = ()

    def values(self, window: Window, arms: Arms) -> Bools:
        """Tell of each history whether all the states are in a bloc that was founded within the window."""
        world = arms["scenario"]
        places, blocs = [world.actors.index(state) for state in self.states], len(world.blocs)
        together = (world.ends["member"][:, places, :blocs] == 1).all(axis=1)
        since = world.ends["founded"][:, :blocs]
        return np.asarray((together & (since >= window.first) & (since <= window.last)).any(axis=1))


class TensionChange(Kind):
    """The tension of two states over the window, its mean or any month of it, differs by so much from an earlier month.

    ``by``: in units of tension, [0, 1]. ``since``: the earlier month; the freeze, unless it is named.
    """

    kind: Literal["tension-change"]
    dyad: tuple[StateCode, StateCode]
    direction: Literal["up", "down"]
    by: Annotated[float, Field(ge=0, le=1)]
    since: Month | None = None
    reading: Literal["mean", "any"] = "mean"

    def values(self, window: Window, arms: Arms) -> Floats:
        """Return by how much the dyad's tension moved in the direction asked."""
        world, series = arms["scenario"], Tension(kind="tension", dyads=(self.dyad,))
        row = 0 if self.since is None else world.row(month_index(self.since))
        before = series.level(world, slice(row, row + 1))
        change = series.level(world, world.rows(window.first, window.last)) - before
        signed = change if self.direction == "up" else -change
        return np.asarray(signed.mean(axis=1) if self.reading == "mean" else signed.max(axis=1))

    def decide(self, measured: Measured, delta: float | Floats) -> Bools:
        """Tell of each history whether it moved as far as asked."""
        return measured.values >= self.by


Rule = Annotated[Accession | Lapse | past.Confrontation | Founding | TensionChange, Field(discriminator="kind")]


class BaseRate(Strict):
    """How often such a thing came about before: so many of earlier units; the window holds so many more units."""

    hits: Annotated[int, Field(ge=0)]
    of: Annotated[int, Field(ge=0)]
    units: PositiveInt = 1
    reason: Text

    @model_validator(mode="after")
    def _fits(self) -> BaseRate:
        if self.hits > self.of:
            raise ValueError(f"hits up to {self.of}, not {self.hits}")
        return self

    @property
    def probability(self) -> float:
        """The chance, under Jeffreys' posterior, that at least one of the units has it."""
        return at_least(beta_binomial(self.units, self.hits + JEFFREYS, self.of - self.hits + JEFFREYS), 1)


class Case(Strict):
    """One dated case: a world frozen at a month, what is asked of it, and what happened.

    ``given``: events of the scenario after the freeze that the case takes as given, by name; all others are struck.
    ``targets``: targets of the calibration that count some of the same months.
    """

    id: Text
    group: Text
    scenario: Text
    freeze: Month
    asked: Text
    window: Window
    rule: Rule
    given: tuple[Text, ...] = ()
    happened: Literal["yes", "no"]
    account: Text
    base: BaseRate
    targets: tuple[Text, ...] = ()
    source: Text

    @model_validator(mode="after")
    def _dates_fit(self) -> Case:
        past.check_dates(self.freeze, self.window, LAST_ASKED)
        since = self.rule.since if isinstance(self.rule, TensionChange) else None
        if since and not month_index(self.freeze) <= month_index(since) < self.window.first:
            raise ValueError(f"a month to compare with from {self.freeze} to before {self.window.start}, not {since}")
        return self


class Cases(Strict):
    """A file of cases."""

    cases: Annotated[tuple[Case, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_hold(self) -> Cases:
        past.check_once("id", [case.id for case in self.cases])
        return self

    def chosen(self, names: Sequence[str]) -> tuple[Case, ...]:
        """Return the cases named, case ignored, in the order of the file; all where none is named."""
        known = {case.id.casefold(): case for case in self.cases}
        for name in names:
            if name.casefold() not in known:
                raise unknown("case", name, [case.id for case in self.cases], where="examine")
        wanted = {name.casefold() for name in names} or set(known)
        return tuple(case for key, case in known.items() if key in wanted)


def load_cases(path: Path) -> Cases:
    """Read a file of cases. ``path``: a TOML file such as the shipped ``seeds/examination.toml``."""
    return checked(Cases, read_toml(path), path)


def world_of(case: Case, evidence: Evidence, file: Path) -> Scenario:
    """Return the world of a case: it starts at the freeze, and nothing after it is given but what the case says."""
    where = f"{file}: {case.id}"
    scenario = resolve(past.scenario_file(case.scenario, file, f"{where} > scenario"), evidence=evidence)
    past.check_end(case.window, scenario, where)
    rule = case.rule
    if isinstance(rule, past.Confrontation):
        past.refuse_missing("flashpoint", [rule.flashpoint], scenario.flashpoints, scenario, where)
    elif isinstance(rule, Accession | Lapse):
        named = rule.blocs if isinstance(rule, Lapse) else [rule.bloc]
        past.refuse_missing("bloc", named, scenario.blocs, scenario, where)
    states = rule.dyad if isinstance(rule, TensionChange) else getattr(rule, "states", ())
    past.refuse_missing("state", states, scenario.roster, scenario, where)
    start = month_index(case.freeze)
    later = [event.name for event in scenario.events if start < event.month <= case.window.last]
    for name in case.given:
        if name not in later:
            todo = f"name an event of {scenario.name} from {month_short(start + 1)} to the window's end"
            raise unknown("event", name, later, where=f"{where} > given", todo=todo)
    return past.frozen(scenario, start, case.window.last, where, case.given)


@dataclass(frozen=True)
class Examined(Judged):
    """One case with what world and base rate give to what happened, be it yes or no.

    ``spread``: of the world's probability, over parameter draws.
    """

    case: Case
    spread: Spread

    @property
    def verdict(self) -> str:
        """``MISS`` where the world gives so little to what happened, else ``hit``."""
        return MISS if self.spread.mean < MISS_BELOW else HIT

    def row(self) -> dict[str, Any]:
        """Return the case as a row of plain values."""
        asked = {key: getattr(self.case, key) for key in ("id", "group", "freeze", "asked", "happened", "account")}
        own = {"probability": self.spread.mean, "low": self.spread.low, "high": self.spread.high}
        return {**asked, **own, "base_rate": self.forecasts[BASE], "verdict": self.verdict, "source": self.source}

    def cells(self) -> tuple[str, ...]:
        """Return the case as cells of the table."""
        given, interval = counted(self.spread.hits, self.spread.total), band(self.spread.low, self.spread.high)
        base = f"{percent(self.forecasts[BASE])}%"
        return self.id, self.case.happened, given, interval or NOTHING, base, self.verdict

    def in_full(self) -> str:
        """Tell the case in a paragraph."""
        case, base = self.case, self.case.base
        given = f" Given: {', '.join(case.given)}." if case.given else ""
        shared = f" Targets of the calibration that count it too: {', '.join(case.targets)}." if case.targets else ""
        return (
            f"{case.id} ({self.verdict}). Frozen in {month_short(month_index(case.freeze))}; asked: {case.asked} "
            f"({case.rule.kind}, {case.window}).{given} Happened: {case.happened}; {case.account}. Base rate: "
            f"{base.hits} of {base.of}, {base.units} more: {base.reason}.{shared} Source: {case.source}."
        )


def examined(
    cases: Sequence[Case], ensemble: Ensemble, file: Path, progress: Progress | None = None
) -> tuple[Examined, ...]:
    """Run the world of each case and hold it against what happened, the least expected first."""
    groups = list(dict.fromkeys(case.group for case in cases))
    worlds = {case.id: world_of(case, ensemble.evidence, file) for case in cases}

    def run(case: Case) -> Examined:
        happened = case.happened == YES

        def work(first: int, draws: int) -> Any:
            trajectories = ensemble.run_arm(worlds[case.id], first, draws)
            return (
                (outcome(case.rule, case.window, {"scenario": trajectories}) == happened).reshape(draws, -1).sum(axis=1)
            )

        found = spread(np.concatenate(ensemble.over_chunks(work)), ensemble.size.histories)
        base = case.base.probability if happened else 1 - case.base.probability
        group, date, given = groups.index(case.group), last_day(case.window.last), {MODEL: found.mean, BASE: base}
        return Examined(case.id, group, True, date, case.source, given, case, found)

    return tuple(sorted(on_all_cores(run, cases, progress), key=lambda one: one.spread.mean))


def examine(
    cases: Sequence[str] = (),
    *,
    draws: int = 200,
    histories: int = 20,
    seed: int = 1,
    calibrated: bool = False,
    evidence: Evidence | Path | str | None = None,
    progress: Progress | None = None,
) -> Examination:
    """Examine the world on dated cases: what it gives to what happened, misses first.

    Parameters
    ----------
    cases : sequence of str
        Ids of cases, such as ``prespa-lasted``; by default all of the evidence folder's ``examination.toml``.
    draws, histories, seed : int
        Parameter draws of each case, histories in each, and seed of all luck.
    calibrated : bool
        Whether coefficients are drawn from the posterior, as `balkansim.forecast` draws them; some cases are then
        in-sample. By default from their priors.
    evidence : Evidence or path, optional
        Evidence folder; by default what ships.
    progress : callable, optional
        Told how many cases are done, and of how many.

    Returns
    -------
    Examination
        Prints as text, shows as HTML, ``.to_frame()``, ``.to_json()``, ``.to_markdown()``.

    Raises
    ------
    BalkansimError
        If the file is missing or malformed, a case is unknown, its world cannot answer it, or `calibrated` is asked of
        evidence without a posterior.
    """
    size = Size(draws, histories, seed)
    baseline, known = load(evidence=evidence)
    file = known.path(FILE)
    asked = load_cases(file).chosen(cases)
    if calibrated:
        past.check_calibrated(known)
    ensemble = Ensemble(known, size) if calibrated else past.PriorMaker(known, size)
    found = examined(asked, ensemble, file, progress)
    run = replace(run_of(baseline, known, size, 0), scenario="as each case says")
    return Examination(run, past.sample_told(known, calibrated=calibrated), found)


IN_FULL = 3
"""Cases up to which each is told with its source in the text; in Markdown each is."""
POINTER = "Each case in full, with what happened, base rate and source: balkansim examine CASE, or --json."
HEAD = ("case", "happened", "the world gives it", "90%", BASE, "verdict")
HOW_TO_READ = (
    "the world gives it, base rate: probability of what happened, be it yes or no; under "
    f"{MISS_BELOW:.0%} the world has missed it. 90%: over parameter draws. Nothing is fitted to any case.",
    "Each world is frozen at a month: no event after it but what the case takes as given. Base rate: that one or more "
    "of the window's units has it, by Jeffreys' posterior of the units known then; coded by hand.",
    f"Brier, log: losses, 0 is best; log within {LOG_FLOOR:g} and {1 - LOG_FLOOR:g}. A group of cases counts once. "
    "Which cases to ask was chosen in hindsight.",
)


@dataclass(frozen=True)
class Examination(Explanation):
    """What the world gives to what happened, case by case, the least expected first."""

    run: Run
    coefficients: str
    cases: tuple[Examined, ...]

    @property
    def counted(self) -> dict[str, float]:
        """Hits, misses, cases where the world is ahead of the base rate, and mean losses, a group counted once."""
        misses = sum(one.verdict == MISS for one in self.cases)
        ahead = sum(one.forecasts[MODEL] > one.forecasts[BASE] for one in self.cases)
        losses = {f"{loss}_{who}": mean(joint(self.cases, WHO[who], loss)).value for loss in LOSSES for who in WHO}
        return {"hits": len(self.cases) - misses, "misses": misses, "ahead": ahead, **losses}

    @property
    def summary(self) -> str:
        """What was counted, in a line."""
        found = self.counted
        means = (f"{score_name(loss)} {found[f'{loss}_model']:.3f} ({found[f'{loss}_base']:.3f})" for loss in LOSSES)
        ahead = f"{found['ahead']} of {len(self.cases)} ahead of the base rate"
        return f"{found['hits']} hits, {found['misses']} misses, {ahead}; mean (base rate's): {', '.join(means)}."

    def page(self, *, in_full: bool = False) -> Page:
        """Return the examination as a page, with or without each case told in full."""
        run = self.run
        told = tuple(one.in_full() for one in self.cases) if in_full or len(self.cases) <= IN_FULL else (POINTER,)
        size = f"{run.draws} draws x {run.histories} histories a case; seed {run.seed}; evidence {run.evidence}"
        sections = (
            Section("cases", (Table(HEAD, tuple(one.cells() for one in self.cases)),)),
            Section("in full", told),
            Section("sample", (self.coefficients,)),
            Section("reading", HOW_TO_READ),
        )
        return Page(f"balkansim {run.version}: history as an examination, {run.date}", (size, self.summary), sections)

    def to_markdown(self) -> str:
        """Return the examination as Markdown, each case in full."""
        return self.page(in_full=True).markdown()

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a case, the least expected first."""
        return [one.row() for one in self.cases]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        said = {"run": asdict(self.run), "coefficients": self.coefficients}
        return {**said, "counted": self.counted, "cases": self.rows()}
