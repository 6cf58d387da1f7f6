"""Why a forecast has its probability, what moves it, and what would change the verdict."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from balkansim.explaining.backing import Backing
from balkansim.explaining.change import Change
from balkansim.explaining.drivers import Driver
from balkansim.explaining.explanation import Explanation
from balkansim.explaining.page import Page, Section, Table, shown
from balkansim.forecasting import told
from balkansim.forecasting.entry import Entry, Run
from balkansim.forecasting.verdicts import NO_TERM

LISTED = 7
TOLD = 3
"""Inputs listed, and those of them whose claim or reason is told."""
CITED = 4
"""Paragraphs named beside an input."""


@dataclass(frozen=True)
class Experiments:
    """What was run beside the ensemble to find out what moves a forecast.

    Parameters
    ----------
    uncertain : int
        Uncertain inputs of the world.
    screened : int
        Histories of the screening, each with a draw of its own.
    draws, histories : int
        Parameter draws of each paired run, and histories in each.
    probability : float
        The forecast's probability on those very draws and histories, nothing fixed.
    """

    uncertain: int
    screened: int
    draws: int
    histories: int
    probability: float


@dataclass(frozen=True)
class ForecastExplanation(Explanation):
    """What stands behind one forecast.

    Parameters
    ----------
    run : Run
        What was run.
    entry : Entry
        The main reading under the yardstick asked for.
    resolution, in_world : str
        When it counts as a yes in the model, and outside it.
    naive_reason : str
        Why the naive forecast is what it is.
    happened : tuple of str or Table
        The funnel of accessions, or its like.
    readings : tuple of Entry
        Every reading under every yardstick.
    experiments : Experiments or None
        How the inputs were tried; None where the run gives no probability.
    drivers : tuple of (Driver, Backing)
        The inputs that got paired runs, strongest first, with what each rests on.
    change : Change or None
        The smallest change of one input that reaches the band.
    change_told : str
        The same in words, or why there is none.
    quotation : str
        One sentence to quote.
    paragraph_text : str
        The reader's own copy of the forecast's paragraph, where asked for.
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
