"""One history on its way: every month lived so far, and who did what and why in it."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.analysis.film import FullHistory, Key, start_at
from balkansim.analysis.sentences import RUNGS
from balkansim.forecasts import ledger as told
from balkansim.forecasts.ledger import HOW_TO_READ
from balkansim.months import month_name, month_short
from balkansim.scenario.names import footnote
from balkansim.viz.dashboard_settings import WORLDS_KEPT, Settings, shipped_evidence
from balkansim.viz.fan import dated
from balkansim.viz.map import snapshots
from balkansim.viz.plot import rendered
from balkansim.viz.style import ALERT, FIRST, INK, SECOND, SMALL, SOFT, quiet, sheet, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from balkansim.analysis.sentences import Sentence
    from balkansim.forecasts.ledger import Entry, Ledger
    from balkansim.model.start import Names
    from balkansim.scenario.scenario import Scenario

ENGINE = "mesa"


@dataclass(eq=False)
class LiveHistory:
    """A history that grows by a month at a time, every parameter at its median.

    ``worlds``: structured arrays of shape (1,): the start and each month lived.
    """

    settings: Settings
    names: Names
    worlds: list[Any] = field(default_factory=list)
    _told: dict[int, tuple[Sentence, ...]] = field(default_factory=dict, repr=False)

    @property
    def scenario(self) -> Scenario:
        """Its world."""
        return self.settings.world

    @property
    def key(self) -> Key:
        """What names the history."""
        return _key(self.settings)

    @property
    def lived(self) -> int:
        """How many months are lived."""
        return len(self.worlds) - 1

    @property
    def month(self) -> int:
        """The month lived last, counted from April 2025; the start where none is."""
        return self.scenario.start + self.lived

    def until(self, months: int) -> LiveHistory:
        """Return the first months alone, to be shown while more are lived. ``months``: how many, from 0."""
        return replace(self, worlds=self.worlds[: months + 1])

    def reel(self, months: int | None = None) -> FullHistory:
        """Return the months lived so far as one reel. ``months``: only the first ones; by default all."""
        shown = self.lived if months is None else months
        film = np.concatenate(self.worlds[: shown + 1])
        return FullHistory(self.scenario, self.key, ENGINE, self.names, _coefficients(self.settings), film)

    def sentences(self, month: int) -> tuple[Sentence, ...]:
        """Return what happened in a month, without what is routine.

        ``month``: A month that is lived, counted from April 2025.
        """
        from balkansim.analysis.sentences import TELLERS, scene

        if month not in self._told:
            seen = scene(self.reel(month - self.scenario.start), month)
            every = (sentence for teller in TELLERS for sentence in teller(seen))
            self._told[month] = tuple(sentence for sentence in every if not sentence.routine)
        return self._told[month]

    def command(self) -> str:
        """Return the command line that tells the same history."""
        return f"{self.settings.command('history')} --median"


def _key(settings: Settings) -> Key:
    return Key(settings.seed, 0, None)


@lru_cache(maxsize=WORLDS_KEPT)
def _coefficients(settings: Settings) -> Any:
    """Return the coefficients at their medians, structured, shape (1,)."""
    return start_at(settings.world, shipped_evidence(), _key(settings)).coefficients[-1:]


DRAWS, HISTORIES = 50, 8
LEDGERS_KEPT = 32
HEADS = ("", "Forecast (paragraph)", "Document", "Model, 90%", "In words", "Scenario as it stands", "Verdict")
SMALL_ENSEMBLE = (
    f"A small ensemble, {DRAWS} parameter draws x {HISTORIES} histories, so that a change shows at once: its numbers "
    "move by a few points from seed to seed, and the same luck is used before and after a change."
)


@dataclass(frozen=True)
class ComputedLedger:
    """A ledger and how long it took."""

    ledger: Ledger
    seconds: float


@lru_cache(maxsize=LEDGERS_KEPT)
def compute_ledger(settings: Settings) -> ComputedLedger:
    """Run the small ensemble of a world; what was run lately is remembered."""
    from balkansim.forecasts.forecast import forecast

    begun = time.perf_counter()
    found = forecast(settings.world, draws=DRAWS, histories=HISTORIES, seed=settings.seed, evidence=shipped_evidence())
    return ComputedLedger(found, time.perf_counter() - begun)


def ledger_html(settings: Settings, now: ComputedLedger, before: ComputedLedger) -> str:
    """Return the ledger as HTML."""
    known = {(entry.id, entry.reading): entry for entry in before.ledger.entries}
    head = "".join(f"<th>{text}</th>" for text in HEADS)
    rows = "".join(_row(entry, known.get((entry.id, entry.reading))) for entry in now.ledger.entries)
    command = f"{settings.command('forecast')} --draws {DRAWS} --histories {HISTORIES}"
    below = [SMALL_ENSEMBLE, HOW_TO_READ, *(f"{one.id}: {one.note}." for one in now.ledger.entries if one.note)]
    return (
        f'<p class="ran" data-seconds="{now.seconds:.2f}">{escape(_set(settings))} '
        f"Computed in {now.seconds:.1f} s; the same from the command line: <code>{escape(command)}</code></p>"
        f"<table {_about(settings)}><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table>" + "".join(f'<p class="note">{escape(text)}</p>' for text in below)
    )


def _about(settings: Settings) -> str:
    """Return the attributes that say what the table is of."""
    factors = ", ".join(f"{name}={value:g}" for name, value in settings.factors)
    return f'class="ledger" data-scenario="{escape(settings.scenario)}" data-factors="{escape(factors)}"'


def _set(settings: Settings) -> str:
    """Tell what is set."""
    told = ", ".join(f"{name} = {value:g}" for name, value in settings.factors)
    return f"{settings.scenario}, seed {settings.seed}, {f'with {told}' if told else 'every factor as it has it'}."


def _row(entry: Entry, before: Entry | None) -> str:
    """Return one forecast."""
    cells = {
        "id": (entry.id,),
        "what": (f"{entry.proposition} ({entry.paragraph})",),
        "document": (entry.term, told.band(entry.term_low, entry.term_high)),
        "model": (told.probability(entry), told.band(entry.low, entry.high)),
        "words": (entry.model_term or told.NOTHING,),
        "before": _beside(entry, before),
        "verdict": (told.verdict(entry),),
    }
    body = "".join(f'<td class="{name}">{_lines(cell)}</td>' for name, cell in cells.items())
    return f'<tr data-id="{escape(entry.id)}">{body}</tr>'


def _lines(cell: tuple[str, ...]) -> str:
    """Return the lines of a cell, what is empty left out."""
    return "".join(f"<div>{escape(line)}</div>" for line in cell if line)


def _beside(entry: Entry, before: Entry | None) -> tuple[str, ...]:
    """Tell the probability of the scenario as it stands, and the change from it in points."""
    if before is None or before.probability is None or entry.probability is None:
        return (told.NOTHING,)
    change = 100 * (entry.probability - before.probability)
    return told.probability(before), f"now {change:+.1f} points" if change else ""


NOTHING = "Nothing out of the ordinary happens."
UNBORN = "Nothing has happened yet: Step lives a month, the triangle plays on."


def heading(chronicle: LiveHistory) -> str:
    """Tell the month, how far the history has come, what the scenario asks and what it dates."""
    scenario = chronicle.scenario
    ended = " (the end)" if chronicle.lived >= scenario.horizon else ""
    events = "; ".join(f"{month_name(month)}: {_undated(sentence, month)}" for month, sentence in dated(scenario))
    told = f" <b>Dated events:</b> {escape(events)}." if events else ""
    return (
        f'<h2 class="month" data-month="{chronicle.lived}">{escape(month_name(chronicle.month))}</h2>'
        f'<span class="far">month {chronicle.lived} of {scenario.horizon}{ended} &middot; '
        f"{escape(scenario.name)}</span>"
        f'<p class="question">{escape(scenario.question)}{told}</p>'
    )


def _undated(sentence: str, month: int) -> str:
    """Return an event without its month, which stands before it."""
    return sentence.removeprefix(f"{month_name(month)} ")


def blocs(chronicle: LiveHistory) -> str:
    """Return the blocs with their members and cohesion, and the flashpoints with their rung."""
    reel = chronicle.reel()
    world, scenario = reel.film[-1], chronicle.scenario
    members = snapshots(reel, "position", [chronicle.month])[0].members
    alive = [b for b in range(int(world["opened"][0])) if world["alive"][b]]
    rows = [
        (_capital(name), ", ".join(scenario.label(state) for state in states), f"{float(world['cohesion'][b]):.2f}")
        for b, (name, states) in zip(alive, members.items(), strict=True)
    ]
    places = [
        (scenario.label(name), RUNGS[int(world["rung"][f])], f"{float(world['peacekeepers'][f]):.2f}")
        for f, name in enumerate(reel.names.flashpoints)
    ]
    tables = [_table("blocs", ("Bloc", "Members", "Cohesion"), rows or [("none", "", "")])]
    if places:
        tables.append(_table("flashpoints", ("Flashpoint", "Ladder stands at", "Peacekeepers"), places))
    return "".join(tables)


def log(chronicle: LiveHistory) -> str:
    """Tell who did what and why, the latest month first."""
    months = range(chronicle.month, chronicle.scenario.start, -1)
    told = "".join(_month(chronicle, month) for month in months) or f"<p>{UNBORN}</p>"
    return f'<div class="log" data-months="{chronicle.lived}">{told}</div>'


def notes(scenario: Scenario) -> str:
    """Return the notes owed to names of states."""
    owed = (f"{scenario.label(code)}: {footnote(code)}" for code in scenario.roster if footnote(code))
    return "".join(f'<p class="note">{escape(note)}</p>' for note in owed)


def _month(chronicle: LiveHistory, month: int) -> str:
    """Tell one month."""
    sentences = chronicle.sentences(month)
    items = "".join(f'<li class="{escape(one.kind)}">{escape(str(one))}</li>' for one in sentences)
    body = f"<ul>{items}</ul>" if items else f"<p>{NOTHING}</p>"
    return f"<h4>{escape(month_name(month))}</h4>{body}"


def _table(name: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table, every cell escaped."""
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f'<table class="{name}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


WIDTH = 105.0
"""Millimetres: half a page of 1280 pixels beside the controls, so that the type keeps its size."""


def map_picture(chronicle: LiveHistory, variable: str) -> str:
    """Return the map of the month lived last."""
    from balkansim.viz.map import map_figure, snapshots

    months = snapshots(chronicle.reel(), variable, [chronicle.month])
    figure = map_figure(months, variable, chronicle.scenario, width=WIDTH)
    return _picture(figure, "map", chronicle, f"map of {variable}")


def tension_picture(chronicle: LiveHistory) -> str:
    """Return the chart of tensions up to the month lived last."""
    reel = chronicle.reel()
    return _picture(tension_figure(reel, dyads_of(reel), width=WIDTH), "tensions", chronicle, "tensions over time")


def _picture(figure: Figure, kind: str, chronicle: LiveHistory, alt: str) -> str:
    """Return a figure as an image that says what it is of."""
    data = b64encode(rendered(figure)).decode("ascii")
    about = f'data-kind="{kind}" data-month="{chronicle.lived}" data-scenario="{escape(chronicle.settings.scenario)}"'
    return f'<img class="picture" alt="{escape(alt)}" {about} src="data:image/png;base64,{data}">'


MOST = 5
YEAR = 12
STEPS, MOST_TICKS = (3, 6, 12, 24), 6
HEIGHT = 42.0
"""Millimetres of the chart."""
LINES: tuple[tuple[str, Any], ...] = (
    (FIRST, "-"), (ALERT, (0, (5, 1.5))), (SECOND, "-"), (INK, (0, (1, 1))), (SOFT, (0, (4, 1, 1, 1))),
)  # fmt: skip
TITLE = "Tension over time (0-1)"
CAPTION = "The dyads of the flashpoints, and the tensest others at the start."


def dyads_of(reel: FullHistory) -> list[tuple[str, str]]:
    """Return the dyads that are drawn: those of the flashpoints, then the tensest at the start."""
    actors, first = reel.names.actors, reel.film[0]["tension"]
    pairs = [(i, j) for j in range(len(actors)) for i in range(j)]
    tensest = sorted(pairs, key=lambda pair: -float(first[pair]))
    parties = [tuple(sorted(map(actors.index, spot.parties))) for spot in reel.scenario.flashpoints.values()]
    chosen = list(dict.fromkeys([*((int(pair[0]), int(pair[1])) for pair in parties), *tensest]))[:MOST]
    return [(actors[i], actors[j]) for i, j in chosen]


@styled
def tension_figure(reel: FullHistory, dyads: Sequence[tuple[str, str]], *, width: float) -> Figure:
    """Draw the tension of dyads over the months lived.

    ``dyads`` (sequence of (str, str)): codes of states, at most five pairs.
    """
    figure = sheet(width, HEIGHT, title=TITLE, caption=CAPTION)
    axes = figure.add_subplot()
    first, lived = reel.scenario.start, len(reel.film) - 1
    months = np.arange(first, first + lived + 1)
    slots = [tuple(map(reel.names.actors.index, dyad)) for dyad in dyads]
    courses = {f"{a}-{b}": reel.film["tension"][:, i, j] for (a, b), (i, j) in zip(dyads, slots, strict=True)}
    for (name, course), (colour, line) in zip(courses.items(), LINES, strict=False):
        label = f"{name} {course[-1]:.2f}"
        axes.plot(months, course, color=colour, linestyle=line, linewidth=1.6, label=label)
        axes.plot(months[-1:], course[-1:], ".", color=colour, markersize=5)
    _frame(axes, first, lived, reel.scenario.horizon)
    _tension_key(axes, [float(course[-1]) for course in courses.values()])
    return figure


def _frame(axes: Any, first: int, lived: int, horizon: int) -> None:
    """Show whole years, as many as are lived, and months as a reader says them."""
    shown = min(horizon, max(1, -(-lived // YEAR)) * YEAR)
    step = next((step for step in STEPS if shown / step < MOST_TICKS), STEPS[-1])
    quiet(axes, grid="y")
    axes.set_xlim(first, first + shown)
    axes.set_ylim(0, 1)
    ticks = range(first, first + shown + 1, step)
    axes.set_xticks(list(ticks), [month_short(month) for month in ticks])


def _tension_key(axes: Any, last: Sequence[float]) -> None:
    """Name the lines beside the chart, the highest on top."""
    handles, labels = axes.get_legend_handles_labels()
    order = sorted(range(len(labels)), key=lambda k: -last[k])
    axes.legend(
        [handles[k] for k in order], [labels[k] for k in order], loc="center left", bbox_to_anchor=(1.0, 0.5),
        frameon=False, fontsize=SMALL, handlelength=2.4,
    )  # fmt: skip
