"""From records of runs to answers: yes or no for each history, chunk by chunk, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from balkansim.forecasts.questions import (
    Accession,
    BelowReference,
    Calm,
    Conversion,
    HazardRatio,
    InstitutionEntry,
    Lapse,
    LevelChange,
    Partnership,
    Polarisation,
    Question,
    Questions,
    Reading,
    Rule,
    Series,
    StaysOut,
    Tension,
    Window,
    arms_of,
)
from balkansim.model.trajectories import NEVER, Trajectories
from balkansim.months import month_short

Floats = NDArray[np.float64]


def is_in(trajectories: Trajectories, series: Series) -> bool:
    """Tell whether the world of trajectories has anything of the series."""
    if isinstance(series, Tension):
        return bool(trajectories.slots(series.dyads))
    if isinstance(series, Partnership):
        return series.state in trajectories.actors
    return isinstance(series, Polarisation) or series.entity in trajectories.entities


def level(trajectories: Trajectories, series: Series, rows: slice) -> Floats:
    """Return a series month by month; of several dyads, their mean.

    ``trajectories`` must have something of the series (see `is_in`). Returns: shape (histories, rows), in the unit of
    the series.
    """
    if isinstance(series, Tension):
        tension: Floats = trajectories.tension[:, rows, trajectories.slots(series.dyads)]
        return np.asarray(tension.mean(axis=2))
    if isinstance(series, Partnership):
        return np.asarray(trajectories.monthly["partnership"][:, rows, trajectories.actors.index(series.state)])
    if isinstance(series, Polarisation):
        return np.asarray(trajectories.monthly["polarisation"][:, rows])
    return np.asarray(trajectories.monthly["secession"][:, rows, trajectories.entities.index(series.entity)])


def at_t0(trajectories: Trajectories, series: Series) -> Floats:
    """Return a series at t0.

    Returns: numpy.ndarray, shape (histories,); its value in calendar month 0, or in the initial condition of a run that
    starts later.
    """
    row = trajectories.reference_row
    return level(trajectories, series, slice(row, row + 1))[:, 0]


def change(trajectories: Trajectories, series: Series, window: Window) -> Floats:
    """Return by how much the window's mean of a series differs from t0.

    ``window``: calendar months; those before the run are left out. Returns: numpy.ndarray, shape (histories,); mean
    over the window minus the value at t0.
    """
    mean: Floats = level(trajectories, series, trajectories.rows(window.first, window.last)).mean(axis=1)
    return mean - at_t0(trajectories, series)


Arms = Mapping[str, Trajectories]

OPEN, PARTLY, CLOSED, UNRESOLVABLE = "open", "partly closed", "closed", "unresolvable"
NOT_HERE = "not in this world"


@dataclass(frozen=True)
class Standing:
    """Whether a run can answer a forecast.

    ``status``: ``open``, ``partly closed`` (the window began before the run; its later months count), ``closed`` (it
    ended before the run's first month) or ``unresolvable``. ``note``: why it is not simply open; empty otherwise.
    """

    status: str
    note: str = ""

    @property
    def is_answerable(self) -> bool:
        """Whether a probability can be given."""
        return self.status in (OPEN, PARTLY)


def standing(rule: Rule, window: Window, arms: Arms) -> Standing:
    """Tell whether the arms at hand can answer a rule over a window.

    ``window``: its calendar months. ``arms``: the arms that were run: ``scenario``, ``no-blocs``, ``dialogue``,
    ``null``.
    """
    absent = [name for name in arms_of(rule) if name not in arms]
    if absent:
        return Standing(UNRESOLVABLE, f"needs the arm {' and '.join(absent)}, which was not run")
    by_arm = [arms[name] for name in arms_of(rule)]
    missing = next((found for trajectories in by_arm if (found := missing_names(rule, trajectories))), "")
    if missing:
        return Standing(UNRESOLVABLE, f"{NOT_HERE}: {missing}")
    start, last = max(trajectories.start for trajectories in by_arm), min(trajectories.last for trajectories in by_arm)
    if window.last <= start:
        return Standing(
            CLOSED, f"the window ended in {month_short(window.last)}, the run begins after {month_short(start)}"
        )
    if window.last > last:
        return Standing(UNRESOLVABLE, f"the window ends in {month_short(window.last)}, the run in {month_short(last)}")
    if window.first < start:
        return Standing(PARTLY, f"counts the window only after {month_short(start)}, where the run begins")
    return Standing(OPEN)


def missing_names(rule: Rule, trajectories: Trajectories) -> str:
    """Name what a rule asks about and the world of trajectories does not have, or return an empty string.

    Dyads, flashpoints and candidate states that are absent are left out, so that only their complete absence counts;
    for a lapse every bloc named must exist, for staying out at least one.
    """
    if isinstance(rule, LevelChange | BelowReference):
        return "" if is_in(trajectories, rule.series) else f"nothing of its {rule.series.kind}"
    if isinstance(rule, Calm):
        series = "" if is_in(trajectories, rule.series) else f"nothing of its {rule.series.kind}"
        return series or _none_of("flashpoint", rule.flashpoints, trajectories.flashpoints)
    if isinstance(rule, HazardRatio):
        return _none_of("flashpoint", rule.flashpoints, trajectories.flashpoints)
    if isinstance(rule, Accession):
        return _none_of("state", rule.states, trajectories.actors) or _none_of("bloc", (rule.bloc,), trajectories.blocs)
    if isinstance(rule, StaysOut):
        return _none_of("state", (rule.state,), trajectories.actors) or _none_of("bloc", rule.blocs, trajectories.blocs)
    if isinstance(rule, Lapse):
        return next((found for bloc in rule.blocs if (found := _none_of("bloc", (bloc,), trajectories.blocs))), "")
    assert isinstance(rule, InstitutionEntry | Conversion)
    return _none_of("state", (rule.state,), trajectories.actors)


def _none_of(what: str, wanted: tuple[str, ...], known: tuple[str, ...]) -> str:
    """Name what is wanted if none of it is known."""
    return "" if set(wanted) & set(known) else f"no {what} {' or '.join(wanted)}"


Bools = NDArray[np.bool_]
FIRST_SIMULATED_ROW = 1


@dataclass(frozen=True, eq=False)
class Measured:
    """What a rule read off each history, before any threshold.

    ``values`` (numpy.ndarray, shape (draws * histories,)): by kind: accessions counted; the ratio of hazards; the
    change of a level, in the direction asked; the longest run of months; 1 or 0 for the kinds that only hold or not.
    ``passes`` (numpy.ndarray of bool, shape (draws * histories,)): whether the rule's other conditions hold, true where
    it has none.
    """

    draws: int
    histories: int
    values: Floats
    passes: Bools

    @classmethod
    def joined(cls, parts: Sequence[Measured]) -> Measured:
        """Join chunks of whole draws, in order. ``parts``: at least one chunk, of equally many histories a draw."""
        values = np.concatenate([part.values for part in parts])
        passes = np.concatenate([part.passes for part in parts])
        return cls(sum(part.draws for part in parts), parts[0].histories, values, passes)


def measure(rule: Rule, window: Window, arms: Arms) -> Measured:
    """Read off a record what a rule asks for.

    ``window``: its calendar months; those before the run are left out. ``arms``: the arms;
    `standing` must have found them enough.
    """
    trajectories = arms[arms_of(rule)[0]]
    passes = np.ones(len(trajectories.ends), dtype=bool)
    if isinstance(rule, Calm):
        passes = worst_severity(rule, window, trajectories) < rule.severity
    values = np.asarray(_values(rule, window, arms, trajectories), dtype=float)
    return Measured(trajectories.draws, trajectories.histories, values, passes)


def _values(rule: Rule, window: Window, arms: Arms, trajectories: Trajectories) -> Floats | Bools:
    """Return the number that a rule compares, for each history."""
    match rule:
        case Accession():
            return accessions(rule, window, trajectories)
        case StaysOut():
            return stayed_out(rule, window, trajectories)
        case HazardRatio():
            return hazard_ratio(rule, window, arms)
        case LevelChange():
            moved = change(trajectories, rule.series, window)
            return moved if rule.direction == "up" else -moved
        case BelowReference():
            return longest_spell_below(rule, window, trajectories)
        case Calm():
            return change(trajectories, rule.series, window)
        case Lapse():
            return lapsed(rule, window, trajectories)
        case InstitutionEntry():
            return _by(trajectories.ends["pfp"][:, trajectories.actors.index(rule.state)], window.last)
        case Conversion():
            return _by(trajectories.ends["army"][:, trajectories.actors.index(rule.state)], window.last)


def accessions(rule: Accession, window: Window, trajectories: Trajectories) -> Floats:
    """Count the states that joined the bloc within the window, shape (histories,)."""
    states = _slots(rule.states, trajectories.actors)
    joined = trajectories.ends["joined"][:, states, trajectories.blocs.index(rule.bloc)]
    within: Floats = ((joined >= window.first) & (joined <= window.last)).sum(axis=1).astype(float)
    return within


def stayed_out(rule: StaysOut, window: Window, trajectories: Trajectories) -> Bools:
    """Tell whether the state neither founded nor joined any of the blocs by the window's end, shape (histories,)."""
    blocs, state = _slots(rule.blocs, trajectories.blocs), trajectories.actors.index(rule.state)
    joined = trajectories.ends["joined"][:, state, blocs]
    founded = trajectories.ends["member"][:, state, blocs] & (joined == NEVER)
    return np.asarray(~(_by(joined, window.last) | founded).any(axis=1))


def hazard_ratio(rule: HazardRatio, window: Window, arms: Arms) -> Floats:
    """Divide the window's summed hazard by the reference's, shape (histories,); none in either is a ratio of 1."""
    own = _summed_hazard(rule, window, arms["scenario"])
    if rule.against == "no-blocs":
        reference = _summed_hazard(rule, window, arms["no-blocs"])
    else:
        reference = _hazard_at_t0(rule, window, arms["scenario"])
    ratio = np.where(own > 0, np.inf, 1.0)
    np.divide(own, reference, out=ratio, where=reference > 0)
    return ratio


def longest_spell_below(rule: BelowReference, window: Window, trajectories: Trajectories) -> Floats:
    """Count the longest run of months with the dyads' mean below the t0 mean of all dyads, shape (histories,)."""
    t0 = trajectories.tension[:, trajectories.reference_row].mean(axis=1)
    below = level(trajectories, rule.series, trajectories.rows(window.first, window.last)) < t0[:, None]
    spell = longest = np.zeros(len(below))
    for month in below.T:
        spell = (spell + 1) * month
        longest = np.maximum(longest, spell)
    return longest


def worst_severity(rule: Calm, window: Window, trajectories: Trajectories) -> Floats:
    """Return the worst severity of an incident at the flashpoints within the window, 0 for none, shape (histories,)."""
    rows, slots = trajectories.rows(window.first, window.last), _slots(rule.flashpoints, trajectories.flashpoints)
    worst: Floats = trajectories.monthly["severity"][:, rows, slots].max(axis=(1, 2)).astype(float)
    return worst


def lapsed(rule: Lapse, window: Window, trajectories: Trajectories) -> Bools:
    """Tell whether all or any of the blocs ended or fell idle by the window's end, shape (histories,)."""
    blocs = _slots(rule.blocs, trajectories.blocs)
    ended = _by(trajectories.ends["ended"][:, blocs], window.last)
    idle = trajectories.monthly["idle"][:, trajectories.row(window.last), blocs] >= rule.idle_months
    gone = ended | idle
    return np.asarray(gone.all(axis=1) if rule.need == "all" else gone.any(axis=1))


def _summed_hazard(rule: HazardRatio, window: Window, trajectories: Trajectories) -> Floats:
    """Sum the monthly hazard of the flashpoints over the window."""
    rows, slots = trajectories.rows(window.first, window.last), _slots(rule.flashpoints, trajectories.flashpoints)
    return np.asarray(trajectories.monthly["hazard"][:, rows, slots].sum(axis=(1, 2)))


def _hazard_at_t0(rule: HazardRatio, window: Window, trajectories: Trajectories) -> Floats:
    """Return the hazard of t0 kept up for the window's months; that of a run's first month where t0 is its start."""
    rows = trajectories.rows(window.first, window.last)
    months = rows.stop - rows.start
    row = max(trajectories.reference_row, FIRST_SIMULATED_ROW)
    slots = _slots(rule.flashpoints, trajectories.flashpoints)
    return np.asarray(trajectories.monthly["hazard"][:, row, slots].sum(axis=1) * months)


def _by(month: NDArray[np.int16], last: int) -> Bools:
    """Tell what happened, and by the month given."""
    return np.asarray((month != NEVER) & (month <= last))


def _slots(wanted: tuple[str, ...], known: tuple[str, ...]) -> list[int]:
    """Return the slots of the names wanted, leaving out those unknown."""
    return [known.index(name) for name in wanted if name in known]


@dataclass(frozen=True, eq=False)
class Answer:
    """What a run says on one reading of one forecast, thresholds still open.

    ``scenario``: name of the scenario of the arm asked about; empty where that arm was not run. ``measured``: what the
    rule read off each history; None where the run cannot answer. ``null_changes`` (numpy.ndarray or None, shape
    (histories of the null arm,)): absolute changes of the same series in the null world; None where the rule has no
    delta.
    """

    scenario: str
    standing: Standing
    measured: Measured | None = None
    null_changes: Floats | None = None
    plain: Measured | None = None

    @property
    def delta(self) -> float:
        """The null world's median absolute change, 0 for a rule without delta."""
        return 0.0 if self.null_changes is None else float(np.median(self.null_changes))


Survey = Mapping[tuple[str, str], Answer]
"""Answers by question id and name of the reading."""


def outcome(rule: Rule, window: Window, arms: Arms, factor: float = 1.0) -> Bools:
    """Tell of each history whether a forecast came true.

    ``window``: its calendar months. ``factor``: multiplies delta; 1/2 and 2 show whether an answer depends on it.
    Returns: numpy.ndarray of bool, shape (histories,); in the order of the arm the rule asks about.
    """
    changes = null_changes(rule, window, arms)
    delta = 0.0 if changes is None else float(np.median(changes))
    return decide(rule, measure(rule, window, arms), factor * delta)


def decide(rule: Rule, measured: Measured, delta: float) -> Bools:
    """Hold what was measured against the rule's threshold.

    ``delta``: what counts as a change, in the unit of the series, not negative; ignored by rules without delta.
    Returns: numpy.ndarray of bool, shape (histories,); A change must exceed delta, a ratio its factor; counts and
    spells must reach theirs; calm allows delta itself.
    """
    values = measured.values
    match rule:
        case Accession():
            return values >= rule.at_least
        case HazardRatio():
            return values > rule.factor
        case LevelChange():
            return values > delta
        case BelowReference():
            return values >= rule.months
        case Calm():
            return measured.passes & (values <= delta)
        case _:
            return values > 0


def has_delta(rule: Rule) -> bool:
    """Tell whether a rule compares a change with the null world's."""
    return isinstance(rule, LevelChange | Calm)


def null_changes(rule: Rule, window: Window, arms: Arms) -> Floats | None:
    """Return the absolute changes of a rule's series in the null world, whose median is delta.

    ``window``: the rule's calendar months. Returns: numpy.ndarray or None, shape (histories of the null arm,); in the
    unit of the series; None for a rule without delta.
    """
    return np.abs(change(arms["null"], rule.series, window)) if isinstance(rule, LevelChange | Calm) else None


def survey(questions: Questions | Sequence[Question], arms: Arms) -> Survey:
    """Measure every reading of every question on one chunk of whole parameter draws, or on a whole run.

    ``arms``: the arms ``scenario``, ``no-blocs``, ``dialogue``, ``null`` as far as they were run, of the same draws.
    """
    asked = questions.forecasts if isinstance(questions, Questions) else questions
    return {(q.id, reading.name): answer(reading, q.window, arms) for q in asked for reading in q.all_readings()}


def answer(reading: Reading, default: Window, arms: Arms) -> Answer:
    """Measure one reading. ``default``: the question's window, for a reading without its own."""
    window, rule = reading.window or default, reading.rule
    asked = arms_of(rule)[0]
    scenario = arms[asked].scenario if asked in arms else ""
    found = standing(rule, window, arms)
    if not found.is_answerable:
        return Answer(scenario, found)
    changes = null_changes(rule, window, arms)
    return Answer(scenario, found, measure(rule, window, arms), changes, _in_plain_scenario(rule, window, arms))


def _in_plain_scenario(rule: Rule, window: Window, arms: Arms) -> Measured | None:
    """Measure a rule about the dialogue arm in the plain scenario too, where that can answer it."""
    if not (isinstance(rule, Calm) and rule.arm == "dialogue"):
        return None
    plain = rule.model_copy(update={"arm": "scenario"})
    return measure(plain, window, arms) if standing(plain, window, arms).is_answerable else None


def join(parts: Sequence[Survey]) -> Survey:
    """Join the surveys of chunks of draws, in order, into that of the whole ensemble.

    ``parts``: at least one; each over the same questions and arms.
    """
    return {key: _joined([part[key] for part in parts]) for key in parts[0]}


def _joined(parts: Sequence[Answer]) -> Answer:
    """Join the answers of chunks of draws."""
    measured = [part.measured for part in parts if part.measured is not None]
    plain = [part.plain for part in parts if part.plain is not None]
    changes = [part.null_changes for part in parts if part.null_changes is not None]
    return Answer(
        parts[0].scenario,
        parts[0].standing,
        Measured.joined(measured) if measured else None,
        np.concatenate(changes) if changes else None,
        Measured.joined(plain) if plain else None,
    )
