"""The questions of the past as a file holds them: where each was frozen, its rule and window, and what happened."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field, PositiveInt, model_validator

from balkansim.errors import BalkansimError, unknown
from balkansim.evidence.coefficients import Parameter, load_priors
from balkansim.files import Strict, checked, data_root, read_toml
from balkansim.forecasts.intervals import JEFFREYS
from balkansim.forecasts.joining import Accession
from balkansim.forecasts.kinds import Arms, Bools, Kind, Measured
from balkansim.forecasts.series import Floats, Month, StateCode, Window
from balkansim.forecasts.yardsticks import Text
from balkansim.model.draws import sampler_for
from balkansim.model.ensemble import Ensemble
from balkansim.model.start import Start, start_of
from balkansim.model.trajectories import Trajectories
from balkansim.months import is_january, month_index, month_short, year_and_month
from balkansim.scenario.factors import coefficients
from balkansim.scenario.layers import find
from balkansim.scenario.resolve import resolve
from balkansim.scenario.scenario import Event, Scenario
from balkansim.validation.resolutions import NO, UNKNOWN, YES
from balkansim.validation.scoring_rules import Shares, beta_binomial, certain, whether

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

Severity = Annotated[int, Field(ge=0, le=4)]


class Candidate(Strict):
    """A state named or invited to a format, since when, and when it joined; one that stayed out has no such month."""

    state: StateCode
    since: Month
    joined: Month | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Candidate:
        if self.joined is not None and month_index(self.joined) < month_index(self.since):
            raise ValueError(f"joined not before {self.since}")
        return self

    def joined_within(self, months: int) -> bool:
        """Tell whether it joined within so many months of becoming a candidate."""
        return self.joined is not None and month_index(self.joined) <= month_index(self.since) + months


class Format(Strict):
    """A sub-regional format: its bloc in scenarios, its founding, its candidates, and until when it is followed."""

    name: Text
    bloc: str = ""
    founded: Month
    followed_until: Month
    candidates: tuple[Candidate, ...] = ()
    source: Text

    def is_known(self, since: str, months: int, now: int) -> bool:
        """Tell whether so many months from a date on had passed by a month, and the record covers them."""
        return month_index(since) + months <= min(now, month_index(self.followed_until))

    def expanded_within(self, months: int) -> bool:
        """Tell whether anybody joined within so many months of its founding."""
        last = month_index(self.founded) + months
        return any(one.joined is not None and month_index(one.joined) <= last for one in self.candidates)


class Year(Strict):
    """A calendar year of which there is a record: the worst severity it saw."""

    year: int
    severity: Severity
    event: Text


class Place(Strict):
    """A flashpoint's record by year; a year that is not listed is unknown, not calm."""

    flashpoint: Text
    since: int
    source: Text
    years: Annotated[tuple[Year, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _in_order(self) -> Place:
        listed = [known.year for known in self.years]
        if listed != sorted(set(listed)) or listed[0] < self.since:
            raise ValueError(f"years in order, each once, none before {self.since}")
        return self

    def known_before(self, year: int) -> list[Year]:
        """Return the years on record before a year."""
        return [known for known in self.years if known.year < year]


class Record(Strict):
    """Everything that base rates may rest on, each piece with its date."""

    formats: Annotated[tuple[Format, ...], Field(min_length=1)]
    places: tuple[Place, ...] = ()

    def named(self, bloc: str, states: tuple[str, ...], now: int) -> int:
        """Count those of the states that were candidates of a bloc by a month."""
        candidates = [one for format_ in self.formats if format_.bloc == bloc for one in format_.candidates]
        return sum(one.state in states and month_index(one.since) <= now for one in candidates)

    def place(self, flashpoint: str) -> Place | None:
        """Return the record of a flashpoint, or None."""
        return next((place for place in self.places if place.flashpoint == flashpoint), None)


EXPANSION, CONFRONTATION = "expansion", "confrontation"

Counts = NDArray[np.int64]


class Confrontation(Kind):
    """At least so many calendar years of the window have an incident of at least this severity at the flashpoint."""

    kind: Literal["confrontation"]
    flashpoint: Text
    severity: Annotated[int, Field(ge=1, le=4)]
    at_least: PositiveInt = 1

    def values(self, window: Window, arms: Arms) -> Floats:
        """Count the years of the window with such an incident."""
        world = arms["scenario"]
        rows, slot = world.rows(window.first, window.last), world.flashpoints.index(self.flashpoint)
        months = range(window.first, window.last + 1)
        januaries = [k for k, month in enumerate(months) if k == 0 or is_january(month)]
        worst_a_year = np.maximum.reduceat(world.monthly["severity"][:, rows, slot], januaries, axis=1)
        return np.asarray((worst_a_year >= self.severity).sum(axis=1), dtype=float)

    def decide(self, measured: Measured, delta: float | Floats) -> Bools:
        """Tell of each history whether there are as many years as asked."""
        return measured.values >= self.at_least


Asked = Annotated[Accession | Confrontation, Field(discriminator="kind")]
"""Either kind; a question of the past counts and holds the count against ``at_least``, or asks for the count."""


def subject_of(rule: Accession | Confrontation) -> str:
    """Return what a rule is about: `EXPANSION` or `CONFRONTATION`."""
    return EXPANSION if isinstance(rule, Accession) else CONFRONTATION


def years_of(window: Window) -> tuple[int, ...]:
    """Return the calendar years of a window, the first and the last perhaps in part. ``window``: calendar months."""
    return tuple(range(year_and_month(window.first)[0], year_and_month(window.last)[0] + 1))


def counts(rule: Accession | Confrontation, window: Window, trajectories: Trajectories) -> Counts:
    """Count in each history what a rule asks about.

    ``window``: months after the trajectories' start. Returns: integers, shape (histories,); states that joined
    within the window, or years of it with such an incident.
    """
    return rule.measure(window, {"scenario": trajectories}).values.astype(np.int64)


LAST_KNOWN = "2025-03"
"""The last month of which anything may be used: the documents are of April 2025."""
WORDS = (YES, NO, UNKNOWN)


def _an_outcome(found: Any) -> Any:
    if found in WORDS or (isinstance(found, int) and not isinstance(found, bool) and found >= 0):
        return found
    raise ValueError(f"{', '.join(WORDS)}, or a count")


Outcome = Annotated[str | int, BeforeValidator(_an_outcome)]


def check_dates(freeze: str, window: Window, last_known: str) -> None:
    """Refuse a window that does not lie after its freeze, or ends after the last month known."""
    if window.first <= month_index(freeze):
        raise ValueError(f"a window that begins after {month_short(month_index(freeze))}, not {window}")
    if window.last > month_index(last_known):
        raise ValueError(f"a window that ends by {month_short(month_index(last_known))}, not {window}")


class Freeze(Strict):
    """A past date from which one forecasts: the scenario that starts there, and what its questions are about."""

    date: Month
    group: Text
    scenario: Text


class PastQuestion(Strict):
    """One question of the past: a rule over a window after the freeze, what happened, and who says so."""

    id: Text
    freeze: Month
    proposition: Text
    window: Window
    rule: Asked
    outcome: Outcome
    source: Text

    @model_validator(mode="after")
    def _dates_fit(self) -> PastQuestion:
        check_dates(self.freeze, self.window, LAST_KNOWN)
        return self

    @property
    def is_count(self) -> bool:
        """Whether it asks how many, not whether."""
        return isinstance(self.outcome, int)

    @property
    def most(self) -> int:
        """The largest count there can be."""
        return len(self.rule.states) if isinstance(self.rule, Accession) else len(years_of(self.window))


def check_once(what: str, names: Sequence[str]) -> None:
    """Refuse a name that stands twice in a file."""
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"each {what} once, but {', '.join(sorted(twice))} stands twice")


class Past(Strict):
    """A file of questions of the past: the record, the freezes, the questions."""

    record: Record
    freezes: Annotated[tuple[Freeze, ...], Field(min_length=1)]
    questions: Annotated[tuple[PastQuestion, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_hold(self) -> Past:
        check_once("id", [question.id for question in self.questions])
        check_once("freeze", [freeze.date for freeze in self.freezes])
        return self

    def freeze(self, date: str, where: str = "") -> Freeze:
        """Return the freeze of a date.

        ``date``: year and month, such as ``2015-04``. ``where``: where it stood, for the error.
        """
        for known in self.freezes:
            if known.date == date:
                return known
        raise unknown("freeze date", date, [known.date for known in self.freezes], where=where)


def load_past(path: Path) -> Past:
    """Read a file of questions of the past. ``path``: A TOML file such as the shipped ``seeds/hindcast.toml``."""
    data = read_toml(path)
    if not data:
        raise BalkansimError(
            "the file is empty", expected="[record], [[freezes]] and [[questions]]", where=str(path), todo="fill it in"
        )
    past = checked(Past, data, path)
    for question in past.questions:
        where = f"{path}: {question.id}"
        past.freeze(question.freeze, f"{where} > freeze")
        if isinstance(question.outcome, int) and question.outcome > question.most:
            raise BalkansimError(
                f"outcome {question.outcome}", expected=f"0 to {question.most}", where=f"{where} > outcome"
            )
    return past


def chosen(past: Past, freezes: Sequence[str], ids: Sequence[str]) -> tuple[PastQuestion, ...]:
    """Return the questions of some freezes, or of some ids, in the order of the file.

    ``freezes``, ``ids``: dates and ids, case ignored; all where none is named.
    """
    dates = {past.freeze(date, "--freeze").date for date in freezes}
    known = {question.id.casefold(): question.id for question in past.questions}
    for name in ids:
        if name.casefold() not in known:
            raise unknown("question", name, known.values(), where="--question")
    wanted = {known[name.casefold()] for name in ids}
    found = tuple(
        q for q in past.questions if (not dates or q.freeze in dates) and (not wanted or q.id in wanted)
    )  # fmt: skip
    if not found:
        raise BalkansimError(
            "no question is left", expected="a question of the dates named", where="--freeze and --question"
        )
    return found


FORMATS, CANDIDATES, YEARS = "formats", "candidates", "years on record"


@dataclass(frozen=True)
class Base:
    """The base rate of one question.

    ``cases``: what was counted. ``blank_as_calm``: for confrontations, the forecast where years without a record are
    taken as calm.
    """

    cases: str
    hits: int
    known: int
    shares: Shares
    status_quo: Shares
    blank_as_calm: Shares | None = None


def base_rate(question: PastQuestion, record: Record) -> Base:
    """Return the base rate of a question, from nothing that was known only after its freeze."""
    if isinstance(question.rule, Confrontation):
        return _of_years(question, question.rule, record)
    return _of_accessions(question, question.rule, record)


def _of_accessions(question: PastQuestion, rule: Accession, record: Record) -> Base:
    """Return the base rate of accessions: earlier formats that expanded, or earlier candidates that joined."""
    now = month_index(question.freeze)
    months = question.window.last - now
    of_formats = len(rule.states) > 1 and not question.is_count
    if of_formats:
        ended = [one for one in record.formats if one.is_known(one.founded, months, now)]
        outcomes = [one.expanded_within(months) for one in ended]
    else:
        known = [(one, format_) for format_ in record.formats for one in format_.candidates]
        outcomes = [one.joined_within(months) for one, of in known if of.is_known(one.since, months, now)]
    units = max(1, record.named(rule.bloc, rule.states, now)) if question.is_count else 1
    shares = _posterior(question, outcomes, units)
    return Base(
        FORMATS if of_formats else CANDIDATES, sum(outcomes), len(outcomes), shares, _as_asked(question, certain(0))
    )


def _of_years(question: PastQuestion, rule: Confrontation, record: Record) -> Base:
    """Return the base rate of confrontations: years on record, or all years since the record begins."""
    place = record.place(rule.flashpoint)
    first = year_and_month(question.window.first)[0]
    known = place.known_before(first) if place else []
    outcomes = [year.severity >= rule.severity for year in known]
    blank = first - place.since - len(known) if place else 0
    units = question.most
    return Base(
        YEARS,
        sum(outcomes),
        len(outcomes),
        _posterior(question, outcomes, units),
        _as_asked(question, certain(units if outcomes and outcomes[-1] else 0)),
        _posterior(question, [*outcomes, *[False] * blank], units),
    )


def _posterior(question: PastQuestion, outcomes: Sequence[bool], units: int) -> Shares:
    """Return the forecast of so many units under Jeffreys' posterior; a half each where nothing was known."""
    hits = sum(outcomes)
    return _as_asked(question, beta_binomial(units, hits + JEFFREYS, len(outcomes) - hits + JEFFREYS))


def _as_asked(question: PastQuestion, shares: Shares) -> Shares:
    """Return a forecast of a count as the question asks it: as it is, or whether it is reached."""
    return shares if question.is_count else whether(shares, question.rule.at_least)


CARRIED_ON = "peacekeepers"
"""The one kind of event whose effect a start that is moved can take over: the last strength set before it."""


def world_of(freeze: Freeze, questions: Sequence[PastQuestion], evidence: Evidence, file: Path) -> Scenario:
    """Return the world of a freeze: no event after it, no longer than its questions ask.

    ``questions``: what is asked of it, at least one. Returns: starting at the freeze; a world without blocs that starts
    earlier is moved there.
    """
    where = f"{file}: {freeze.date}"
    scenario = resolve(scenario_file(freeze.scenario, file, where), evidence=evidence)
    for question in questions:
        _check(question, scenario, f"{file}: {question.id}")
    return frozen(scenario, month_index(freeze.date), max(question.window.last for question in questions), where)


def frozen(scenario: Scenario, month: int, last: int, where: str, given: Collection[str] = ()) -> Scenario:
    """Return a scenario from a month to a last one, without any event after its start but those given by name."""
    kept = tuple(event for event in scenario.events if event.name in given)
    return replace(_moved(scenario, month, where), horizon=last - month, events=kept)


def scenario_file(name: str, file: Path, where: str) -> str:
    """Return where a scenario's file is, or its name where it is that of a shipped one."""
    places = (file.parent / name, data_root() / "scenarios" / name)
    found = next((str(path) for path in places if path.is_file()), "")
    if not found and Path(name).suffix:
        looked = " and ".join(str(path) for path in places)
        raise BalkansimError(
            f"no scenario file {name!r}", expected="a TOML file", where=where, todo=f"looked at {looked}"
        )
    return found or str(find(name, where=where))


def _moved(scenario: Scenario, month: int, where: str) -> Scenario:
    """Return the scenario starting at a later month, what was set until then taken over."""
    past = [event for event in scenario.events if event.month <= month]
    lasting = [event.name for event in past if event.kind != CARRIED_ON]
    if scenario.start > month or (scenario.start < month and (scenario.blocs or lasting)):
        cannot = "" if scenario.start > month else "; a world with blocs or other events until then cannot be moved"
        raise BalkansimError(
            f"scenario {scenario.name} starts in {month_short(scenario.start)}{cannot}",
            expected=f"a start at the freeze, {month_short(month)}",
            where=where,
            todo="change the date, or name another scenario",
        )
    return replace(scenario, root=scenario.family, start=month, overrides={**scenario.overrides, **_strengths(past)})


def _strengths(events: Iterable[Event]) -> dict[str, float]:
    """Return the strength of peacekeepers last set, by the name of its factor."""
    return {f"{CARRIED_ON}.{event.flashpoint}": event.value for event in sorted(events, key=lambda e: e.month)}


def _check(question: PastQuestion, scenario: Scenario, where: str) -> None:
    """Refuse a question that the world of its freeze cannot answer."""
    check_end(question.window, scenario, where)
    rule = question.rule
    if isinstance(rule, Accession):
        refuse_missing("bloc", [rule.bloc], scenario.blocs, scenario, where)
        refuse_missing("state", rule.states, scenario.roster, scenario, where)
    else:
        refuse_missing("flashpoint", [rule.flashpoint], scenario.flashpoints, scenario, where)


def check_end(window: Window, scenario: Scenario, where: str) -> None:
    """Refuse a window that ends after its scenario."""
    if window.last > scenario.end:
        raise BalkansimError(
            f"the window ends in {month_short(window.last)}",
            expected=f"an end by {month_short(scenario.end)}, where scenario {scenario.name} ends",
            where=f"{where} > window",
            todo="ask about an earlier month, or give the scenario a longer horizon",
        )


def refuse_missing(what: str, wanted: Iterable[str], there: Iterable[str], scenario: Scenario, where: str) -> None:
    """Refuse a rule about somebody who is not in the world."""
    known = list(there)
    for name in wanted:
        if name not in known:
            todo = f"the world of scenario {scenario.name} has those only"
            raise unknown(what, name, known, where=f"{where} > rule", todo=todo)


IN_VIEW = (
    "decline_base",
    "accession_invitation",
    "founding_base",
    "exit_base",
    "severity_gap_3",
    "severity_gap_4",
)
"""Coefficients that are not fitted, but whose ranges, by their reasons, were chosen with the same record in view."""


@dataclass(frozen=True)
class PriorMaker(Ensemble):
    """Makes trajectories with every coefficient drawn from its prior, whatever history was fitted to."""

    def start(self, scenario: Scenario, first: int, draws: int, known: dict[Any, Any] | None = None) -> Start:
        """Fill the starting worlds of a chunk of draws."""
        sampler = sampler_for(
            scenario,
            self.evidence,
            _priors(self.evidence.path("parameters.toml")),
            draws,
            self.size.seed,
            first=first,
            known={} if known is None else known,
        )
        return start_of(sampler)


@lru_cache(maxsize=8)
def _priors(path: Path) -> Mapping[str, Parameter]:
    """Read the coefficients as they were before any fit, once a process."""
    return load_priors(path)


def fitted(evidence: Evidence) -> tuple[str, ...]:
    """Return the coefficients that history was fitted to."""
    return tuple(name for name, found in coefficients(evidence).items() if found.posterior)


def check_calibrated(evidence: Evidence) -> None:
    """Refuse to draw from a posterior that is not there."""
    if not fitted(evidence):
        raise BalkansimError(
            f"{evidence.folder.name} has no posterior",
            expected="posterior.csv beside parameters.toml",
            where="--calibrated",
            todo="leave it out, or run `balkansim calibrate` first",
        )


def sample_told(evidence: Evidence, *, calibrated: bool) -> str:
    """Tell from what the coefficients are drawn, and what of them is in-sample."""
    names = ", ".join(fitted(evidence))
    if calibrated:
        return (
            f"IN-SAMPLE: {names} are drawn from the posterior, which was fitted to these very formats and years. A "
            "good score here says that the model can be fitted, not that it can forecast."
        )
    left = f"; the posterior of {names} is not used" if names else ""
    return (
        f"Every coefficient is drawn from its prior, the range it was given before any calibration{left}. The rest is "
        f"not wholly out of sample: by their reasons the ranges of {', '.join(IN_VIEW)} were chosen with these formats "
        "and years in view, and the rules were written by people who knew the outcomes."
    )
