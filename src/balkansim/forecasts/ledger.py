"""The forecast ledger: what was run, a row for each forecast, and what must be said under them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from balkansim.forecasts import intervals
from balkansim.forecasts.intervals import Spread
from balkansim.forecasts.intervals import counted as counted
from balkansim.forecasts.intervals import percent as percent
from balkansim.forecasts.intervals import verdict as reached
from balkansim.forecasts.kinds import Forecastable, Measured
from balkansim.forecasts.outcomes import NOT_HERE, Answer, Survey
from balkansim.forecasts.questions import MAIN, Question, Questions, Reading, Untestable
from balkansim.forecasts.yardsticks import Yardstick
from balkansim.months import month_iso
from balkansim.pages import Result, paragraph, table

if TYPE_CHECKING:
    import pandas as pd

Band = tuple[float, float]


@dataclass(frozen=True)
class Run:
    """What was run, as the ledger says above its rows."""

    scenario: str
    date: str
    evidence: str
    coders: int
    draws: int
    histories: int
    seed: int
    version: str
    nans: int = 0


@dataclass(frozen=True)
class Entry:
    """One row of the ledger.

    ``id``, ``proposition``, ``paragraph``: the forecast, in our words, and where its document makes it. ``scenario``:
    the scenario of the histories counted. ``term``: the document's word, in brackets where it is no probability term.
    ``term_low``, ``term_high``: the word's band under the yardstick, in [0, 1]; None where the word is not scored.
    ``probability``, ``low``, ``high``, ``mc_error``: share of histories, its 90% interval over parameter draws, and the
    Monte-Carlo error, in [0, 1]. ``model_term``: the word the probability earns under the yardstick. ``naive``: both
    ends of the naive forecast, in [0, 1]; None where none fits the reading. ``verdict``: how probability and word stand
    to one another, or why that cannot be said. ``share_below``, ``share_in``, ``share_above``: shares of parameter
    draws below, inside and above the band. ``window_start``, ``window_end``: first and last calendar month, such as
    ``2025-07``. ``reading``: ``main`` or the name of an alternative reading. ``status``: ``open``, ``partly closed``,
    ``closed`` or ``unresolvable``. ``note``: what else must be said: a curve, an effect, why there is no number.
    """

    id: str
    proposition: str
    scenario: str
    term: str
    term_low: float | None
    term_high: float | None
    probability: float | None
    low: float | None
    high: float | None
    mc_error: float | None
    draws: int | None
    histories_per_draw: int | None
    hits: int | None
    model_term: str | None
    naive: tuple[float, float] | None
    verdict: str
    share_below: float | None
    share_in: float | None
    share_above: float | None
    paragraph: str
    window_start: str
    window_end: str
    reading: str
    yardstick: str
    seed: int
    evidence: str
    version: str
    status: str
    note: str

    def as_dict(self) -> dict[str, Any]:
        """Return the row as plain values, its keys in the order above."""
        return asdict(self)


NOTHING = "-"
UNREACHED = "no draw reaches it"


def band(low: float | None, high: float | None) -> str:
    """Return a range of shares such as ``40-50%``, one number where both ends look alike.

    ``low``, ``high``: in [0, 1]; nothing is said without them.
    """
    if low is None or high is None:
        return ""
    ends = percent(low), percent(high)
    return f"{ends[0]}%" if ends[0] == ends[1] else f"{ends[0]}-{ends[1]}%"


def probability(entry: Entry) -> str:
    """Return the model's probability, as `counted` tells it."""
    if entry.hits is None or entry.draws is None or entry.histories_per_draw is None:
        return NOTHING
    return counted(entry.hits, entry.draws * entry.histories_per_draw)


def error(entry: Entry) -> str:
    """Return the Monte-Carlo error in points, such as ``mc 0.7``, or that no draw of the prior reaches the forecast."""
    if entry.hits == 0:
        return UNREACHED
    return "" if not entry.mc_error else f"mc {100 * entry.mc_error:.1f}"


def shares(entry: Entry) -> str:
    """Return the shares of parameter draws below, inside and above the band, such as ``60/30/10``."""
    parts = (entry.share_below, entry.share_in, entry.share_above)
    return NOTHING if None in parts else "/".join(f"{100 * part:.0f}" for part in parts if part is not None)


def verdict(entry: Entry) -> str:
    """Return the verdict, short where brackets around the word already say why there is none."""
    return "not scored" if entry.verdict == intervals.NO_TERM else entry.verdict


def cells(entry: Entry) -> list[list[str]]:
    """Return a row as cells, each a list of lines that may be wrapped further.

    Returns: id, proposition, document's word, model, model's word, shares, naive, verdict.
    """
    naive = band(*entry.naive) if entry.naive else NOTHING
    return [
        [entry.id],
        [f"{entry.proposition} ({entry.paragraph})"],
        [entry.term, band(entry.term_low, entry.term_high)],
        [probability(entry), band(entry.low, entry.high), error(entry)],
        [entry.model_term or NOTHING],
        [shares(entry)],
        [naive],
        [verdict(entry)],
    ]


def entries(
    questions: Questions, survey: Survey, yardstick: Yardstick, run: Run, *, readings: bool = False
) -> list[Entry]:
    """Turn what a run measured into rows of the ledger: main readings, those printed beside them, others if asked."""
    return [
        entry(question, reading, survey[question.id, reading.name], yardstick, run)
        for question in questions.forecasts
        for reading in question.all_readings()
        if readings or reading.beside or reading.name == MAIN
    ]


def entry(question: Question, reading: Reading, answer: Answer, yardstick: Yardstick, run: Run) -> Entry:
    """Turn what a run measured on one reading into a row."""
    band = yardstick.band(question.term) if question.scored else None
    spreads = spreads_of(reading.rule, answer)
    main = spreads[0] if spreads else None
    shares = (main.shares(*band) if main and band else None) or (None, None, None)
    window = reading.window or question.window
    return Entry(
        id=question.id,
        proposition=question.proposition if reading.name == MAIN else f"reading: {reading.text}",
        scenario=answer.scenario or run.scenario,
        term=question.shown_term,
        term_low=band[0] if band else None,
        term_high=band[1] if band else None,
        probability=main.mean if main else None,
        low=main.low if main else None,
        high=main.high if main else None,
        mc_error=main.mc_error if main else None,
        draws=main.draws if main else None,
        histories_per_draw=main.histories if main else None,
        hits=main.hits if main else None,
        model_term=yardstick.word_for(main.mean) if main else None,
        naive=_naive(reading, answer),
        verdict=_verdict(question, answer, spreads, band, yardstick),
        share_below=shares[0],
        share_in=shares[1],
        share_above=shares[2],
        paragraph=question.paragraph,
        window_start=month_iso(window.first),
        window_end=month_iso(window.last),
        reading=reading.name,
        yardstick=yardstick.name,
        seed=run.seed,
        evidence=run.evidence,
        version=run.version,
        status=answer.standing.status,
        note=_note(question, reading.rule, answer, spreads, band),
    )


def spreads_of(rule: Forecastable, answer: Answer) -> list[Spread]:
    """Return the probability of a reading under each multiple of delta, the plain one first.

    Returns: one only for a rule without delta; empty where the run cannot answer.
    """
    if answer.measured is None:
        return []
    factors = intervals.DELTA_FACTORS if rule.fixed_delta != 0.0 else intervals.DELTA_FACTORS[:1]
    return [_spread(rule, answer.measured, factor * answer.delta) for factor in factors]


def _spread(rule: Forecastable, measured: Measured, delta: float) -> Spread:
    """Count the hits of each draw and estimate their spread."""
    hits = rule.decide(measured, delta).reshape(measured.draws, measured.histories)
    return intervals.spread(hits.sum(axis=1), measured.histories)


def _verdict(
    question: Question,
    answer: Answer,
    spreads: list[Spread],
    band: Band | None,
    yardstick: Yardstick,
) -> str:
    """Say how probability and word stand to one another, or why that cannot be said."""
    if not spreads:
        return NOT_HERE if answer.standing.note.startswith(NOT_HERE) else answer.standing.status
    if not question.scored:
        return intervals.NO_TERM
    return reached(spreads, band) if band else yardstick.missing(question.term)


def _naive(reading: Reading, answer: Answer) -> tuple[float, float] | None:
    """Return the naive forecast of a reading, read off the plain scenario or the null world where it says so."""
    if reading.naive is None:
        return None
    if reading.naive.same_rule_in is None:
        return reading.naive.range()
    measured = answer.null if reading.naive.same_rule_in == "null" else answer.plain
    if measured is None:
        return None
    share = _spread(reading.rule, measured, answer.delta).mean
    return share, share


def _note(
    question: Question,
    rule: Forecastable,
    answer: Answer,
    spreads: list[Spread],
    band: tuple[float, float] | None,
) -> str:
    """Say what else belongs to a row."""
    parts = [answer.standing.note]
    if answer.measured is not None:
        parts += [_unreached(spreads[0])]
        parts += [spreads[0].note, rule.note(answer.measured), _effect(question, rule, answer, spreads[0])]
        if band and intervals.hangs_on_delta(spreads, band):
            parts.append("halving or doubling delta would change the verdict")
    return "; ".join(part for part in parts if part)


def _unreached(main: Spread) -> str:
    """Say so where no history of any draw is a yes: a share of nothing measures no probability."""
    total = f"{main.total:,} histories of {main.draws:,} draws"
    return f"no draw of the prior reaches it: none of {total}, which measures no probability" if main.hits == 0 else ""


def _effect(question: Question, rule: Forecastable, answer: Answer, main: Spread) -> str:
    """Tell by how much an arm changes the probability against the plain scenario."""
    if answer.plain is None:
        return ""
    plain = _spread(rule, answer.plain, answer.delta).mean
    mark = f" ({intervals.BY_CONSTRUCTION}: the rules force its sign)" if question.forced_sign else ""
    return f"effect against the same rule in the plain scenario {100 * (main.mean - plain):+.1f} points{mark}"


WIDTH = 100
HEADINGS = (
    ("id",),
    ("proposition", "(paragraph)"),
    ("document's", "word, band"),
    ("model,", "90%, mc"),
    ("model's word",),
    ("below/in", "/above"),
    ("naive",),
    ("verdict",),
)
WIDTHS = (6, 17, 12, 10, 15, 8, 6, 12)
HOW_TO_READ = (
    "model: share of histories; beneath it the 90% interval over parameter draws, chance removed, and the Monte-Carlo "
    "error (mc) in points; with no hit, or only hits, the interval ends at Jeffreys' 95% bound. below/in/above: per "
    "cent of parameter draws against the band of the word. Words in brackets are no probability terms and are not "
    "scored."
)


@dataclass(frozen=True)
class Ledger(Result):
    """The forecasts of the documents beside the model's. ``caveats``: what must be said under the rows."""

    run: Run
    yardstick: str
    entries: tuple[Entry, ...]
    caveats: tuple[str, ...] = ()
    untestable: tuple[Untestable, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Return the rows as a frame, one column a field of `Entry`, naive forecasts as two columns."""
        import pandas as pd

        rows = [entry.as_dict() for entry in self.entries]
        for row in rows:
            row["naive_low"], row["naive_high"] = row.pop("naive") or (None, None)
        return pd.DataFrame(rows)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values: ``run``, ``forecasts``, ``caveats``, ``untestable``."""
        return {
            "run": {**asdict(self.run), "yardstick": self.yardstick},
            "forecasts": [entry.as_dict() for entry in self.entries],
            "caveats": list(self.caveats),
            "untestable": [found.model_dump() for found in self.untestable],
        }

    def header(self) -> list[str]:
        """Return the lines above the rows: what was run."""
        run = self.run
        lines = [
            f"balkansim {run.version}: forecast ledger, {run.date}",
            f"scenario {run.scenario}; {run.draws} parameter draws x {run.histories} histories; seed {run.seed}",
            f"evidence {run.evidence}; coders {run.coders}; yardstick {self.yardstick}",
        ]
        if run.nans:
            lines.append(f"warning: {run.nans} values of this run were not numbers; do not rely on it")
        return lines

    def footer(self) -> list[str]:
        """Return the lines beneath the rows, unwrapped: notes, how to read them, caveats and what to ask next."""
        notes = [f"{_row_name(entry)}: {entry.note}." for entry in self.entries if entry.note]
        untestable = [f"{found.id} ({found.paragraph}) is untestable: {found.reason}." for found in self.untestable]
        ask = [f"why: balkansim explain {self.entries[0].id}"] if self.entries else []
        return [*notes, HOW_TO_READ, *intervals.CUT_OFFS, *self.caveats, *untestable, *ask]

    def __str__(self) -> str:
        """Return the ledger as text within 100 columns."""
        top = [line for text in self.header() for line in paragraph(text, WIDTH, "  ")]
        rows = table(HEADINGS, [cells(entry) for entry in self.entries], WIDTHS)
        bottom = [line for text in self.footer() for line in paragraph(text, WIDTH, "  ")]
        return "\n".join([*top, "", *rows, *bottom])

    def _repr_html_(self) -> str:
        """Return the ledger as an HTML table, for notebooks."""
        top = "<br>".join(escape(line) for line in self.header())
        bottom = "<br>".join(escape(line) for line in self.footer())
        body = "".join(f"<tr>{_html_cells(cells(entry), 'td')}</tr>" for entry in self.entries)
        head = f"<tr>{_html_cells(HEADINGS, 'th')}</tr>"
        return f"<p>{top}</p><table><thead>{head}</thead><tbody>{body}</tbody></table><p>{bottom}</p>"


def ledger(
    questions: Questions,
    survey: Survey,
    yardstick: Yardstick,
    run: Run,
    *,
    readings: bool = False,
    notes: Sequence[str] = (),
) -> Ledger:
    """Write the ledger of a run. ``notes``: what else must be said under the rows."""
    caveats = (*(question.caveat for question in questions.forecasts if question.caveat), *_read_off_null(questions))
    if questions.version > 1:
        before = f"--forecasts {questions.version - 1}"
        notes = (f"forecasts: version {questions.version}; `{before}` answers as the version before read them.", *notes)
    rows = tuple(entries(questions, survey, yardstick, run, readings=readings))
    return Ledger(run, yardstick.name, rows, (*caveats, *notes), questions.untestable)


def _read_off_null(questions: Questions) -> list[str]:
    """Give the reasons of the naive forecasts that are read off the null world, each once."""
    ids: dict[str, list[str]] = {}
    for question in questions.forecasts:
        if question.naive.same_rule_in == "null":
            ids.setdefault(question.naive.reason, []).append(question.id)
    return [f"naive forecast of {', '.join(named)}: {reason}." for reason, named in ids.items()]


def _row_name(entry: Entry) -> str:
    """Name a row of the ledger in a note."""
    return entry.id if entry.reading == MAIN else f"{entry.id}, {entry.reading}"


def _html_cells(cells: Sequence[Sequence[str]], tag: str) -> str:
    """Return cells as HTML, a line break between their lines."""
    return "".join(f"<{tag}>{'<br>'.join(escape(line) for line in cell if line)}</{tag}>" for cell in cells)


def calibrated_told(notes: Mapping[str, Any], ids: Collection[str], given: Collection[str]) -> tuple[str, ...]:
    """Tell which coefficients are calibrated and which forecasts rest on them.

    ``notes``: notes of the posterior, with a table ``coefficients``; empty where there is none. Returns: A line, or two
    where something fitted is assumed still.
    """
    coefficients: Mapping[str, Any] = notes.get("coefficients", {})
    if not coefficients:
        return (
            "calibrated: nothing; the evidence folder has no posterior, every coefficient is drawn from its range.",
        )
    of: dict[str, list[str]] = {"calibrated": [], "assumed": [], "set": []}
    for name, entry in coefficients.items():
        bears = [id for id in entry.get("bears_on", ()) if id in ids]
        told = f"{name} ({', '.join(bears)})" if bears else name
        of["set" if name in given else entry["origin"]].append(told)
    lines = [
        f"calibrated: {', '.join(of['calibrated']) or 'nothing'}; fitted to history before April 2025, with the "
        "forecasts that rest on each. Every other coefficient is assumed, slopes above all."
    ]
    if of["assumed"]:
        lines.append(f"fitted too, but hardly narrowed and assumed still: {', '.join(of['assumed'])}.")
    if of["set"]:
        lines.append(f"fitted, but set by this scenario: {', '.join(of['set'])}.")
    return tuple(lines)
