"""Running what the explanation of a forecast needs: ensemble, screening, paired runs and the search for a change."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.analysis.drivers import (
    EXAMINED,
    Change,
    Driver,
    PairedRuns,
    Screening,
    measured,
    nearest_end,
    screen,
    shifted,
    smallest_change,
)
from balkansim.analysis.provenance import Backing, backing, copy_of
from balkansim.forecasts import ledger as told
from balkansim.forecasts.arms import arms_for, shortened
from balkansim.forecasts.forecast import run_of
from balkansim.forecasts.intervals import NO_TERM
from balkansim.forecasts.ledger import Entry, Run, entry
from balkansim.forecasts.outcomes import Answer, Survey, join, survey
from balkansim.forecasts.questions import MAIN, Question, Questions
from balkansim.forecasts.yardsticks import Yardsticks, load_yardsticks
from balkansim.model.ensemble import Ensemble, Progress, Size, part_of
from balkansim.pages import Explanation, Page, Section, Table, shown
from balkansim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

LISTED = 7
TOLD = 3
"""Inputs listed, and those of them whose claim or reason is told."""
CITED = 4
"""Paragraphs named beside an input."""


@dataclass(frozen=True)
class Experiments:
    """What was run beside the ensemble to find out what moves a forecast.

    ``probability``: the forecast's probability on those very draws and histories, nothing fixed.
    """

    uncertain: int
    screened: int
    draws: int
    histories: int
    probability: float


@dataclass(frozen=True)
class ForecastExplanation(Explanation):
    """What stands behind one forecast.

    ``experiments``: how the inputs were tried; None where the run gives no probability. ``drivers`` (tuple of (Driver,
    Backing)): the inputs that got paired runs, strongest first, with what each rests on. ``change_told``: the same in
    words, or why there is none. ``paragraph_text``: the reader's own copy of the forecast's paragraph, where asked for.
    """

    run: Run
    entry: Entry
    resolution: str
    in_world: str
    naive_reason: str
    happened: tuple[str | Table, ...]
    readings: tuple[Entry, ...]
    experiments: Experiments | None
    drivers: tuple[tuple[Driver, Backing], ...]
    change: Change | None
    change_told: str
    quotation: str
    paragraph_text: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values; ``drivers`` and ``readings`` are lists of flat tables."""
        found = asdict(self)
        found["drivers"] = self.rows()
        found["readings"] = [entry.as_dict() for entry in self.readings]
        found["happened"] = [part if isinstance(part, str) else asdict(part) for part in self.happened]
        return found

    def rows(self) -> list[dict[str, Any]]:
        """Return the inputs that got paired runs, strongest first, a row each."""
        return [asdict(driver) | asdict(behind) for driver, behind in self.drivers]

    def page(self) -> Page:
        """Return the explanation as a page."""
        run, entry = self.run, self.entry
        lines = (
            f"balkansim {run.version}, {run.date}: scenario {run.scenario}, {run.draws} parameter draws x "
            f"{run.histories} histories, seed {run.seed}; evidence {run.evidence}; yardstick {entry.yardstick}",
        )
        sections = (
            Section("document", _document(entry, self.paragraph_text)),
            Section("resolved", (f"yes if {self.resolution}.", f"Outside the model: {self.in_world}.")),
            Section("model", (_result(entry), *([f"{entry.note}."] if entry.note else []))),
            Section("naive", (f"{told.band(*entry.naive) if entry.naive else 'none'}: {self.naive_reason}.",)),
            Section("verdicts", _verdicts(self.readings)),
            Section("histories", self.happened),
            Section("moved by", self._drivers()),
            Section("to change", (self.change_told,)),
            Section("to quote", (self.quotation,)),
        )
        return Page(f"{entry.id}: {entry.proposition}", lines, sections)

    def _drivers(self) -> tuple[str | Table, ...]:
        """Tell the inputs clear of chance, what they rest on, and how they were found."""
        if self.experiments is None:
            return ()
        clear = [pair for pair in self.drivers if pair[0].is_clear][:LISTED]
        head = ("input", "low", "high", "at low", "at high", "points", "origin")
        table = Table(head, tuple(_driver_row(*pair) for pair in clear))
        told_of = [text for pair in clear[:TOLD] for text in _behind(*pair)]
        return (*([table] if clear else ["No input moves it beyond chance."]), *told_of, self._how())

    def _how(self) -> str:
        tried = self.experiments
        assert tried is not None
        nothing_fixed = f"{100 * tried.probability:.3g}% of these {tried.draws * tried.histories} with nothing fixed"
        return (
            f"Each alone at both ends of its range in every draw, the others as drawn, same luck: {tried.draws} "
            f"draws x {tried.histories} ({nothing_fixed}); +- one standard error. Tried were the {len(self.drivers)} "
            f"of {tried.uncertain} uncertain inputs that went along with it most over {tried.screened} histories in "
            f"which all vary; those within chance are left out."
        )


def _document(entry: Entry, text: str) -> tuple[str, ...]:
    word = f'"{entry.term}", {told.band(entry.term_low, entry.term_high)}'.removesuffix(", ")
    parts = [f"paragraph {entry.paragraph}: {word}" + (" (no word of this yardstick)" if _is_missing(entry) else "")]
    if entry.term.startswith("("):
        parts = [f"paragraph {entry.paragraph}: {entry.term}; words in brackets are no probability terms"]
    return (*parts, *([f"your copy of {entry.paragraph}: {text}"] if text else []))


def _is_missing(entry: Entry) -> bool:
    return entry.term_low is None and not entry.term.startswith("(")


def _result(entry: Entry) -> str:
    """Tell probability, interval, error, word and verdict."""
    if entry.probability is None:
        return f"no probability: {entry.verdict}"
    total = (entry.draws or 0) * (entry.histories_per_draw or 0)
    parts = [
        f"{told.probability(entry)} ({entry.hits} of {total} histories), {entry.model_term}",
        f"90% interval {told.band(entry.low, entry.high)}" if entry.low is not None else "no interval",
        f"Monte-Carlo error {100 * entry.mc_error:.1f} points" if entry.mc_error else "",
    ]
    share = f"; draws below/in/above the band {told.shares(entry)}%" if entry.share_in is not None else ""
    return f"{'; '.join(part for part in parts if part)}{share}. Verdict: {entry.verdict}."


def _verdicts(readings: tuple[Entry, ...]) -> tuple[str | Table, ...]:
    """Return every reading under every yardstick: verdicts, or the model's words where nothing is scored."""
    yardsticks = tuple(dict.fromkeys(entry.yardstick for entry in readings))
    names = dict.fromkeys(entry.reading for entry in readings)
    found = {(entry.reading, entry.yardstick): entry for entry in readings}
    rows = tuple(
        (name, told.probability(found[name, yardsticks[0]]), *(_cell(found[name, y]) for y in yardsticks))
        for name in names
    )
    meant = {name: found[name, yardsticks[0]].proposition.removeprefix("reading: ") for name in list(names)[1:]}
    texts = [f'"{name}": {meaning}.' for name, meaning in meant.items()]
    return (Table(("reading", "model", *yardsticks), rows), *texts)


def _cell(entry: Entry) -> str:
    if entry.probability is not None and entry.verdict == NO_TERM:
        return entry.model_term or told.NOTHING
    return "not its word" if entry.probability is not None and _is_missing(entry) else entry.verdict


def _driver_row(driver: Driver, behind: Backing) -> tuple[str, ...]:
    points = f"{100 * driver.effect:+.1f} +-{100 * driver.error:.1f}"
    ends = f"{100 * driver.at_low:.1f}%", f"{100 * driver.at_high:.1f}%"
    cites = "; rule cites " if behind.rules and behind.paragraphs else " "
    more = f" +{len(behind.paragraphs) - CITED}" if len(behind.paragraphs) > CITED else ""
    origin = f"{driver.origin}{cites}{' '.join(behind.paragraphs[:CITED])}{more}".strip()
    return driver.name, shown(float(driver.low)), shown(float(driver.high)), *ends, points, origin


def _behind(driver: Driver, behind: Backing) -> list[str]:
    """Tell what an input means and what it rests on."""
    lead = f"{behind.claims[0]}, " if behind.claims else ""
    more = f" (and {len(behind.claims) - 1} more: balkansim explain {driver.name.replace('.', ' ')})"
    read = f"; read by {', '.join(behind.rules)}" if behind.rules else ""
    parts = [f"{driver.name}: {driver.meaning}; {lead}{behind.reason}{more if len(behind.claims) > 1 else ''}{read}."]
    return [*parts, f"your copy: {behind.text}"] if behind.text else parts


CONFIDENCE = re.compile(r"\b(un)?(confiden\w*|certainty|sure|surely)\b", re.IGNORECASE)


def has_confidence_word(text: str) -> bool:
    """Tell whether a text speaks of confidence, which is no probability.

    ``text``: any text. "Almost certain" is a word of probability and passes.
    """
    return bool(CONFIDENCE.search(text))


def quote(entry: Entry) -> str:
    """Return one sentence to quote about a forecast.

    A probability word and a word of confidence never stand in it together: where the proposition or the document's word
    speaks of confidence, numbers alone are given.
    """
    if entry.probability is None or entry.draws is None or entry.histories_per_draw is None:
        return f"balkansim gives no probability that {entry.proposition}: {entry.note or entry.status}."
    total = entry.draws * entry.histories_per_draw
    interval = told.band(entry.low, entry.high)
    spread = f" (90% interval over parameter draws {interval})" if interval else ""
    opening = f"In {told.probability(entry)} of {total} simulated histories of the balkansim scenario {entry.scenario}"
    if told.probability(entry).endswith(f"of {total}"):
        opening = f"In {told.probability(entry)} simulated histories of the balkansim scenario {entry.scenario}"
    return f"{opening}{spread} {entry.proposition}{_words(entry)}."


def _words(entry: Entry) -> str:
    """Return the model's and the document's words, unless one of them would meet a word of confidence."""
    if has_confidence_word(f"{entry.proposition} {entry.term} {entry.model_term}"):
        return ""
    model = f', "{entry.model_term}" on the yardstick {entry.yardstick}' if entry.model_term else ""
    band = told.band(entry.term_low, entry.term_high)
    document = f'; the document ({entry.paragraph}) says "{entry.term}"' if not entry.term.startswith("(") else ""
    return f"{model}{document}{f', {band}' if band and document else ''}"


RUN_DONE, SCREEN_DONE, PAIRS_DONE = 30, 40, 90
"""How much of the work is done after each stage, in per cent."""


@dataclass(frozen=True)
class Surveyed:
    """What the ensemble says on a forecast, and what happened in it."""

    answers: Survey
    tally: Mapping[tuple[str, ...], float]
    nans: int


def explain_forecast(
    question: Question,
    scenario: Scenario,
    evidence: Evidence,
    size: Size,
    *,
    yardstick: str = "",
    documents: Path | None = None,
    progress: Progress | None = None,
) -> ForecastExplanation:
    """Run a forecast and everything that explains it.

    ``yardstick``: name of the yardstick; by default the file's own. ``progress``: told how much is done, in per cent,
    and 100.
    """
    if progress:
        progress(0, 100)
    yardsticks = load_yardsticks(evidence.path("yardsticks.toml"))
    chosen = yardsticks.get(yardstick or None)
    text = _paragraph(question, evidence, documents)
    surveyed = survey_of(question, scenario, evidence, size, part_of(progress, 0, RUN_DONE))
    answer = surveyed.answers[question.id, MAIN]
    run = run_of(scenario, evidence, size, surveyed.nans)
    row = entry(question, question.all_readings()[0], answer, chosen, run)
    experiments, drivers, change, change_told = _tried(question, scenario, evidence, size, answer, row, progress)
    return ForecastExplanation(
        run,
        row,
        question.rule.words(question.window),
        question.outside,
        question.naive.reason,
        question.rule.happened(surveyed.tally, size.draws * size.histories) if answer.measured else (),
        tuple(_readings(question, surveyed.answers, yardsticks, run)),
        experiments,
        tuple((driver, backing(driver.name, scenario, evidence, documents)) for driver in drivers),
        change,
        change_told,
        quote(row),
        text,
    )


def survey_of(
    question: Question, scenario: Scenario, evidence: Evidence, size: Size, progress: Progress | None = None
) -> Surveyed:
    """Run the arms one forecast needs, as long as it needs them, and count what happened."""
    only = Questions(forecasts=(question,))
    arms, ensemble = arms_for(shortened(scenario, only), only, evidence), Ensemble(evidence, size)

    def work(first: int, draws: int) -> tuple[Survey, dict[tuple[str, ...], float], int]:
        by_arm = ensemble.run_arms(arms, first, draws)
        answers = survey(only, by_arm)
        answered = answers[question.id, MAIN].measured is not None
        tally = question.rule.tally(question.window, by_arm) if answered else {}
        return answers, tally, sum(trajectories.nans for trajectories in by_arm.values())

    pieces = ensemble.over_chunks(work, progress)
    tally: defaultdict[tuple[str, ...], float] = defaultdict(float)
    for _, counts, _ in pieces:
        for what, number in counts.items():
            tally[what] += number
    return Surveyed(join([answers for answers, _, _ in pieces]), tally, sum(nans for _, _, nans in pieces))


def _readings(question: Question, answers: Survey, yardsticks: Yardsticks, run: Run) -> list[Entry]:
    """Return every reading under every yardstick."""
    return [
        entry(question, reading, answers[question.id, reading.name], yardstick, run)
        for reading in question.all_readings()
        for yardstick in yardsticks.by_name.values()
    ]


def _tried(
    question: Question,
    scenario: Scenario,
    evidence: Evidence,
    size: Size,
    answer: Answer,
    row: Entry,
    progress: Progress | None,
) -> tuple[Experiments | None, list[Driver], Change | None, str]:
    """Find what moves the forecast, and the smallest change that reaches the band."""
    if answer.measured is None or row.probability is None:
        return None, [], None, "nothing can be tried: the run gives no probability."
    paired_runs = PairedRuns.of(question, scenario, evidence, size)
    screening = screen(paired_runs, answer.delta, part_of(progress, RUN_DONE, SCREEN_DONE))
    drivers = measured(paired_runs, screening.strongest(EXAMINED), part_of(progress, SCREEN_DONE, PAIRS_DONE))
    experiments = _experiments(paired_runs, screening)
    change, change_told = _change(paired_runs, drivers, row, experiments)
    if progress:
        progress(100, 100)
    return experiments, drivers, change, change_told


def _experiments(paired_runs: PairedRuns, screening: Screening) -> Experiments:
    uncertain, size = len(screening.factors), paired_runs.size
    return Experiments(uncertain, screening.histories, size.draws, size.histories, paired_runs.probability())


def _change(
    paired_runs: PairedRuns, drivers: list[Driver], row: Entry, experiments: Experiments
) -> tuple[Change | None, str]:
    """Search for the smallest change, and tell what was found."""
    if row.term_low is None or row.term_high is None or row.probability is None:
        return None, f"there is no band to reach: {row.verdict}."
    band, shown = (row.term_low, row.term_high), told.band(row.term_low, row.term_high)
    if row.term_low <= row.probability <= row.term_high:
        return None, f"no change is needed: the probability lies in the band, {shown}."
    near = shifted(drivers, row.probability - experiments.probability)
    found = smallest_change(near, paired_runs.probability, row.probability, band)
    searched = f"the {len(drivers)} inputs tried above, of {experiments.uncertain}, one at a time within their ranges"
    if found:
        way = f"{100 * found.share:.0f}% of the way to the end of its range"
        moved = f"{found.name} from {found.start:.3g} to {found.value:.3g} ({way})"
        reached = f"brings it to about {100 * found.probability:.3g}%, into the band, {shown}"
        return found, f"{moved} {reached}; the smallest found among {searched}."
    nearest = nearest_end(drivers, band)
    come = f"; {nearest[0].name} at {nearest[1]:.3g} comes nearest, {100 * nearest[2]:.3g}%" if nearest else ""
    return None, f"no single change reaches the band, {shown}, among {searched}{come}."


def _paragraph(question: Question, evidence: Evidence, documents: Path | None) -> str:
    """Return the reader's own copy of the forecast's paragraph, where asked for."""
    number = re.search(r"\d+", question.paragraph)
    if documents is None or number is None:
        return ""
    return copy_of(question.document, int(number[0]), evidence, documents)
