"""The report on a scenario: run it, draw it, find what drives it, and tell what it rests on."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.analysis.drivers import Screening, screened
from balkansim.analysis.sensitivity import METHODS
from balkansim.analysis.sweep_answers import FolderAnswer, Place, answer_from
from balkansim.analysis.swept import Swept, open_swept
from balkansim.errors import BalkansimError
from balkansim.experiments.run_folder import RunFolder
from balkansim.experiments.summary import band_names
from balkansim.forecasts import ledger as told
from balkansim.forecasts.forecast import ledger_and_survey
from balkansim.forecasts.intervals import spread
from balkansim.forecasts.ledger import Ledger
from balkansim.forecasts.outcomes import Survey
from balkansim.forecasts.questions import MAIN, Questions, questions_of
from balkansim.forecasts.yardsticks import Yardstick, load_yardsticks
from balkansim.months import month_name
from balkansim.pages import Block, Document, Grid, Listed, Part, Picture, Subheading, Text, grid
from balkansim.scenario.describe import event_sentence
from balkansim.scenario.factors import catalogue
from balkansim.scenario.resolve import load
from balkansim.viz import report_parts
from balkansim.viz.ledger import ledger_figure
from balkansim.viz.plot import Drawing, check_file, drawing

if TYPE_CHECKING:
    import pandas as pd

    from balkansim.evidence.evidence import Evidence
    from balkansim.model.ensemble import Size
    from balkansim.scenario.scenario import Scenario

ENDINGS = (".html", ".htm")
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class ReportRequest:
    """What is asked for.

    ``yardstick``: of the probability words. ``progress``: told how much is done, in per cent, and 100.
    """

    target: str | Path | Scenario
    forecasts: Sequence[str]
    size: Size
    yardstick: str = ""
    with_: Sequence[str] = ()
    set_: Sequence[str] | Mapping[str, Any] = ()
    evidence: Evidence | Path | str | None = None
    progress: Progress | None = None

    @property
    def is_folder(self) -> bool:
        """Whether the target is a folder."""
        return isinstance(self.target, str | Path) and Path(self.target).is_dir()

    @property
    def named(self) -> str:
        """The target as it was named."""
        return str(self.target) if isinstance(self.target, str | Path) else self.target.name

    def folder(self) -> Path:
        """Return the run folder."""
        place = Path(self.named)
        if not RunFolder(place).exists:
            todo = "name a scenario, or a folder that `balkansim sweep FILE --out DIR` wrote"
            raise BalkansimError(
                f"{place} is no run folder", expected="a complete run folder", where="report", todo=todo
            )
        if self.with_ or self.set_ or self.evidence is not None:
            found = "--with, --set or --evidence beside a run folder, which has its own worlds and evidence"
            raise BalkansimError(found, expected="a scenario, or a run folder alone", where="report")
        return place

    def command(self) -> str:
        """Return the command line that makes this page again."""
        words = ["balkansim", "report", self.named, *(word for name in self.forecasts for word in ("--forecast", name))]
        return shlex.join([*words, *([] if self.is_folder else self._run()), *self._words()])

    def plot_command(self, kind: str, *more: str) -> str:
        """Return the command line that draws one of its figures."""
        run = [] if self.is_folder else self._run()
        return shlex.join(["balkansim", "plot", self.named, "--kind", kind, *more, *run, "--out", f"{kind}.png"])

    def agreement_command(self, evidence: Evidence) -> str:
        """Return the command line that draws how far the coders of the evidence agree."""
        words = ["balkansim", "plot", str(evidence.folder), "--kind", "agreement", "--out", "agreement.png"]
        return shlex.join(words)

    def _run(self) -> list[str]:
        settings = [f"{k}={v}" for k, v in self.set_.items()] if isinstance(self.set_, Mapping) else list(self.set_)
        size = (("--draws", self.size.draws), ("--histories", self.size.histories), ("--seed", self.size.seed))
        return [
            *(str(word) for option in size for word in option),
            *(word for name in self.with_ for word in ("--with", name)),
            *(word for setting in settings for word in ("--set", setting)),
            *(["--evidence", self._evidence] if self.evidence is not None else []),
            *(["--forecasts", str(version)] if (version := getattr(self.evidence, "forecasts", None)) else []),
        ]

    def _words(self) -> list[str]:
        return ["--yardstick", self.yardstick] if self.yardstick else []

    @property
    def _evidence(self) -> str:
        given = self.evidence
        return str(given) if isinstance(given, str | Path) else str(given.folder) if given is not None else ""

    def part_done(self, done: int, total: int, first: int, last: int) -> None:
        """Tell that so much of one stage is done, a stage from one per cent of the whole to another."""
        if self.progress:
            self.progress(first + (last - first) * done // max(total, 1), 100)


def place_for(out: Path | str | None, target: str | Path | Scenario, *, force: bool) -> Path:
    """Return where a report goes, or refuse the place before anything runs.

    ``out``: as asked; by default ``NAME-report.html`` in the working directory.
    """
    name = Path(target).resolve().stem if isinstance(target, str | Path) else target.name
    usual = f"{re.sub(r'[^A-Za-z0-9._-]+', '-', name).strip('-.') or 'balkansim'}-report.html"
    return check_file(Path(out or usual), ENDINGS, "--out", force=force)


RUN_DONE, DRAWN_DONE = 15, 25
"""How much of the work is done after the ensemble and after the figures, in per cent."""
LEAD = "What two analyst articles of April 2025 forecast for the western Balkans, and what a simulation says."
LEDGER_ALT = (
    "Chart of the ledger, a row a forecast: the band of the document's word, the model's share of histories with its "
    "90% interval, and the naive forecast. The table above has the same numbers."
)
STRIP_CAPTION = (
    "One history, not an average: states coloured by their place on the alignment axis, members of a bloc outlined, "
    "borders as heavy as they are tense."
)


@dataclass(frozen=True)
class RunWorlds:
    """A scenario with everything that was run of it."""

    asked: ReportRequest
    world: Scenario
    evidence: Evidence
    questions: Questions
    words: Yardstick
    ledger: Ledger
    survey: Survey


def scenario_document(asked: ReportRequest) -> Document:
    """Run a scenario and return the report on it."""
    lived = _lived(asked)
    pictures = _pictures(lived)
    found = _driven(lived)
    every = catalogue(lived.world, lived.evidence)
    inputs = report_parts.strongest([each for _, each in found])
    drivers = {name: every[name] for name in inputs}
    moves = report_parts.moved_by(inputs, found)
    documented = [name for name, factor in drivers.items() if factor.origin == report_parts.DOCUMENTED]
    world, evidence = lived.world, lived.evidence
    manifest = report_parts.run_facts(world, evidence, lived.ledger.run, f"{lived.words.title}. {lived.words.source}")
    parts = (
        _question(world),
        report_parts.ledger_part(lived.ledger),
        Part("figures", "Figures", pictures),
        Part(
            "drivers",
            "What drives each forecast",
            (Text(report_parts.HOW), *(block for _, each in found for block in each.blocks)),
        ),
        report_parts.claims_part(documented, world, evidence),
        report_parts.assumed_part(drivers, moves, world, evidence, every),
        report_parts.calibrated_part(every, world, evidence),
        report_parts.agreement_part(evidence, asked.agreement_command(evidence)),
        Part("manifest", "Manifest", (manifest,)),
        report_parts.again_part(asked.command()),
    )
    lead = f"{world.title}. {LEAD}" if world.title else LEAD
    return Document(f"balkansim report: {world.name}", lead, lived.ledger.run.date, parts)


def _lived(asked: ReportRequest) -> RunWorlds:
    """Resolve the scenario and run its ledger, refusing unknown names before anything runs."""
    world, evidence = load(asked.target, with_=asked.with_, set_=asked.set_, evidence=asked.evidence)  # type: ignore[arg-type]
    questions = questions_of(evidence)
    for name in asked.forecasts:
        questions.get(name)
    words = load_yardsticks(evidence.path("yardsticks.toml")).get(asked.yardstick or None)

    def progress(done: int, total: int) -> None:
        asked.part_done(done, total, 0, RUN_DONE)

    found, survey = ledger_and_survey(
        world, evidence, questions, asked.size, yardstick=asked.yardstick, progress=progress
    )
    return RunWorlds(asked, world, evidence, questions, words, found, survey)


def _question(world: Scenario) -> Part:
    """Tell what is asked, what is expected, and how this world differs from its parent."""
    span = f"{world.horizon} months from {month_name(world.start)}; {len(world.roster)} states."
    blocks: list[Block] = [Text(world.question), Text(f"Expected: {world.expects}"), Text(f"It runs {span}")]
    if world.events:
        blocks.append(Listed(tuple(event_sentence(event, world) for event in world.events)))
    if world.parent and world.changes:
        rows = tuple(((key,), (_told(old),), (_told(new),)) for key, (old, new) in world.changes.items())
        caption = f"How it differs from its parent, {world.parent}"
        blocks.append(Grid("changes", caption, ("what", world.parent, world.name), rows))
    return Part("question", "The question", tuple(blocks))


def _told(value: object) -> str:
    return "-" if value is None else str(value)


def _pictures(lived: RunWorlds) -> tuple[Block, ...]:
    """Draw the ledger, the fan and the strip of maps."""
    ensembles: tuple[tuple[str, Callable[[RunWorlds], Picture]], ...] = (
        ("The ledger's figure", _ledger_picture),
        ("The fan chart", _fan_picture),
        ("The map", _strip_picture),
    )
    blocks = []
    for k, (what, make) in enumerate(ensembles, start=1):
        blocks.append(report_parts.picture_or_reason(what, partial(make, lived)))
        lived.asked.part_done(k, len(ensembles), RUN_DONE, DRAWN_DONE)
    return tuple(blocks)


def _ledger_picture(lived: RunWorlds) -> Picture:
    found = Drawing("ledger", partial(ledger_figure, lived.ledger, lived.words), None)
    command = lived.asked.plot_command("ledger")
    return report_parts.picture("figure-ledger", found, LEDGER_ALT, "The ledger's rows as a chart.", command)


def _fan_picture(lived: RunWorlds) -> Picture:
    size = lived.asked.size
    run = {"draws": size.draws, "histories": size.histories, "seed": size.seed}
    found = drawing(lived.world, "fan", **run, evidence=lived.evidence)
    rows, names = found.data, band_names()
    first, last = rows.iloc[0], rows.iloc[-1]
    alt = (
        f"Fan chart of {first['series']} over {len(rows) - 1} months. Median {first['q50']:.2f} in {first['month']} "
        f"and {last['q50']:.2f} in {last['month']}; in the last month 90% of histories lie within "
        f"{report_parts.extent(last[[names[0], names[-1]]])}. Dated events: {len(lived.world.events)}."
    )
    caption = "Bands over all histories; three of them are drawn, each of another parameter draw."
    return report_parts.picture("figure-fan", found, alt, caption, lived.asked.plot_command("fan"))


def _strip_picture(lived: RunWorlds) -> Picture:
    found = drawing(lived.world, "strip", seed=lived.asked.size.seed, evidence=lived.evidence)
    months = list(dict.fromkeys(found.data["month"]))
    alt = (
        f"Maps of {', '.join(months)} in one history: states coloured by their place on the alignment axis, members of "
        f"blocs outlined, tense borders heavy, flashpoints marked."
    )
    return report_parts.picture("figure-map", found, alt, STRIP_CAPTION, lived.asked.plot_command("strip"))


def _driven(lived: RunWorlds) -> list[tuple[str, report_parts.Driven]]:
    """Find what drives each forecast, or explain in full those asked for."""
    asked, world, evidence, found = lived.asked, lived.world, lived.evidence, []
    named = [lived.questions.get(name) for name in dict.fromkeys(asked.forecasts)]
    screenings = {} if named else _screened(lived)
    rows = {entry.id: entry for entry in lived.ledger.entries if entry.reading == MAIN}
    chosen = named or lived.questions.forecasts
    for done, question in enumerate(chosen, start=1):
        if named:
            each = report_parts.explained(question, world, evidence, asked.size, asked.yardstick)
        else:
            each = report_parts.driven(
                question, rows[question.id], screenings.get(question.id), world, evidence, asked.size
            )
        found.append((question.id, each))
        asked.part_done(done, len(chosen), DRAWN_DONE, 100)
    return found


def _screened(lived: RunWorlds) -> dict[str, Screening]:
    """See which inputs go along with each forecast that the run can answer."""
    answers = {question.id: lived.survey[question.id, MAIN] for question in lived.questions.forecasts}
    known = [question for question in lived.questions.forecasts if answers[question.id].measured is not None]
    deltas = {question.id: answers[question.id].delta for question in known}
    return screened(known, deltas, lived.world, lived.evidence, lived.asked.size.seed)


CHANGED = (
    "The evidence has changed since this sweep ran: its outcomes rest on that whose hash the manifest tells, but "
    "claims, assumptions, calibration and agreement are told below as they stand now."
)
POINTS_TOLD = 60
"""Design points listed."""
DRAWN = 3
"""Outcomes drawn, forecasts first."""
LEDGER_HEAD = (
    "id", "proposition (paragraph)", "document's word, band", "points below/in/above", "least", "median", "greatest",
)  # fmt: skip


def folder_document(asked: ReportRequest) -> Document:
    """Return the report on a run folder."""
    folder = asked.folder()
    swept = open_swept(folder)
    swept.check_complete()
    sweep, manifest = swept.sweep, RunFolder(folder).manifest
    evidence, world = sweep.evidence, sweep.base
    known = [question.id for question in questions_of(evidence).forecasts]
    load_yardsticks(evidence.path("yardsticks.toml")).get(asked.yardstick or None)
    names = list(asked.forecasts) or [name for name in swept.outcomes if name in known]
    answers = [answer_from(folder, name, yardstick=asked.yardstick) for name in names]
    every = catalogue(world, evidence)
    varied = {axis.name: every[axis.name] for axis in sweep.axes if axis.name in every}
    documented = [name for name, factor in varied.items() if factor.origin == report_parts.DOCUMENTED]
    asked.part_done(1, 4, 0, 100)
    parts = (
        _folder_question(swept),
        Part(
            "ledger",
            "The forecasts over the design",
            (*_ledger(answers), *_points(swept, [a.forecast for a in answers])),
        ),
        Part("figures", "Figures", _figures(asked, swept, [answer.forecast for answer in answers])),
        Part("drivers", "What drives each forecast", tuple(block for answer in answers for block in _movers(answer))),
        report_parts.claims_part(documented, world, evidence),
        report_parts.assumed_part(varied, {}, world, evidence, every),
        report_parts.calibrated_part(every, world, evidence),
        report_parts.agreement_part(evidence, asked.agreement_command(evidence)),
        Part("manifest", "Manifest", (report_parts.folder_facts(manifest),)),
        report_parts.again_part(asked.command(), (swept.command,)),
    )
    asked.part_done(1, 1, 0, 100)
    title = sweep.spec["title"] or sweep.name
    return Document(
        f"balkansim report: {title}",
        f"A sweep over {len(sweep.axes)} factors: {swept.told}.",
        date.today().isoformat(),
        parts,
    )


def _folder_question(swept: Swept) -> Part:
    """Tell what is asked, and what is varied."""
    spec, base = swept.sweep.spec, swept.sweep.base
    rows = tuple(((axis.name,), (axis.told(),)) for axis in swept.sweep.axes)
    then, now = RunFolder(swept.path).manifest["identity"]["evidence"], swept.sweep.evidence.hash
    expected = f"Its base is the scenario {base.name}: {base.question} Expected there: {base.expects}"
    varied = Grid("factors", "What is varied", ("factor", "how far"), rows)
    changed = (Text(CHANGED),) if then != now else ()
    question = Text(spec["question"] or "The sweep names no question.")
    return Part("question", "The question", (question, Text(expected), *changed, varied))


def _ledger(answers: list[FolderAnswer]) -> tuple[Block, ...]:
    """Return a row a forecast: how it stands to its word over all points."""
    if not answers:
        return (Text("This sweep asked no forecast of the documents; its outcomes stand at each point below."),)
    caption = "The forecasts over all design points; beneath least and greatest their 90% interval, and where"
    return (Grid("ledger-table", caption, LEDGER_HEAD, tuple(_row(answer) for answer in answers), frozenset({3, 5})),)


def _row(answer: FolderAnswer) -> tuple[tuple[str, ...], ...]:
    band = answer.band
    counts = f"{band.below}/{band.inside}/{band.above}" if band else told.NOTHING
    word = (answer.term, told.band(band.low, band.high)) if band else (answer.term,)
    ends = (_place(answer.lowest), (f"{told.percent(answer.median)}%",), _place(answer.highest))
    return (answer.forecast,), (f"{answer.proposition} ({answer.paragraph})",), word, (counts,), *ends


def _place(place: Place) -> tuple[str, ...]:
    interval = told.band(place.low, place.high)
    return tuple(line for line in (f"{told.percent(place.probability)}%", interval, place.where) if line)


def _points(swept: Swept, forecasts: list[str]) -> tuple[Block, ...]:
    """List the design points with their factors and the outcomes drawn."""
    outcomes = _drawn(swept, forecasts)
    values = {name: swept.values(name) for name in outcomes}
    factors = [axis.name for axis in swept.sweep.axes]
    rows = []
    for place, point in enumerate(swept.points[:POINTS_TOLD].tolist()):
        known = swept.sweep.values(point)
        shown = ((v if isinstance(v := known[name], str) else f"{v:.4g}",) for name in factors)
        found = (_outcome(values[name][place], is_share=swept.is_yes_or_no(name)) for name in outcomes)
        rows.append(((str(point),), *shown, *found))
    left = len(swept.points) - len(rows)
    more = (
        (Text(f"{left} further points are left out; summary.csv in the run folder has all of them."),) if left else ()
    )
    head = ("point", *factors, *outcomes)
    numbers = frozenset(range(1, len(head)))
    return (Grid("points-table", "Outcomes at each design point", head, tuple(rows), numbers), *more)


def _outcome(values: object, *, is_share: bool) -> tuple[str, ...]:
    """Tell an outcome of one point, values of shape (draws, histories): its share with the interval, or its mean."""
    import numpy as np

    found = np.asarray(values)
    if np.isnan(found).any():
        return (told.NOTHING,)
    if not is_share:
        return (f"{found.mean():.3g}",)
    known = spread(found.sum(axis=1), found.shape[1])
    return tuple(line for line in (f"{told.percent(known.mean)}%", told.band(known.low, known.high)) if line)


def _drawn(swept: Swept, forecasts: list[str]) -> list[str]:
    """Return the outcomes that are drawn: the forecasts, or else the first outcomes."""
    return forecasts[:DRAWN] or [name for name in swept.outcomes if not name.startswith("ended_")][:DRAWN]


def _figures(asked: ReportRequest, swept: Swept, forecasts: list[str]) -> tuple[Block, ...]:
    """Draw what suits the design, outcome by outcome, and the box of the first."""
    outcomes = _drawn(swept, forecasts)
    wanted = [(kind, name) for name in outcomes for kind in _suited(swept)]
    wanted += [("box", outcomes[0])] if outcomes and len(swept.sweep.axes) > 1 else []
    return tuple(
        report_parts.picture_or_reason(f"The {kind} of {name}", partial(_picture, asked, swept, kind, name))
        for kind, name in wanted
    )


def _suited(swept: Swept) -> list[str]:
    """Return the kinds of figures that suit a design; over more than two factors a box tells more than a surface."""
    if swept.sweep.spec["method"] in METHODS:
        return ["sensitivity"]
    numbers = [values for values in swept.factors().values() if values.dtype != object]
    return [] if len(swept.sweep.axes) > 2 else ["line"] if len(numbers) < 2 else ["surface"]


def _picture(asked: ReportRequest, swept: Swept, kind: str, outcome: str) -> Picture:
    """Draw one figure of a run folder."""
    found = drawing(asked.named, kind, outcome=outcome, yardstick=asked.yardstick)
    meaning, factors = swept.meaning(outcome), " and ".join(list(axis.name for axis in swept.sweep.axes)[:2])
    alt = {
        "surface": f"Shaded surface of {outcome} ({meaning}) over {factors}, with the yardstick's words as contours.",
        "line": f"Line of {outcome} ({meaning}) over {factors} with 90% intervals.",
        "sensitivity": f"Bars of how much each factor moves {outcome} ({meaning}).",
        "box": f"Ranges of the factors in which {outcome} ({meaning}) comes about, and the trajectory that led there.",
    }[kind]
    command = asked.plot_command(kind, "--outcome", outcome)
    return report_parts.picture(f"figure-{kind}-{outcome}", found, alt, f"{outcome}: {meaning}.", command)


def _movers(answer: FolderAnswer) -> tuple[Block, ...]:
    """Tell what moves a forecast over the design."""
    section = next(section for section in answer.page().sections if section.heading == "moved by")
    blocks: list[Block] = [Subheading(f"{answer.forecast}: {answer.proposition}")]
    for part in section.body:
        name = f"movers-{answer.forecast}"
        told_of = f"What moves {answer.forecast} over the design"
        blocks.append(Text(part) if isinstance(part, str) else grid(name, told_of, part, frozenset({1})))
    return tuple(blocks)


KILOBYTE = 1000


@dataclass(frozen=True)
class Report:
    """A report that was written."""

    path: str
    title: str
    sections: tuple[str, ...]
    tables: int
    figures: int
    bytes: int

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return asdict(self)

    def to_json(self) -> str:
        """Return everything as JSON."""
        return json.dumps(self.as_dict(), indent=2)

    def to_frame(self) -> pd.DataFrame:
        """Return the headings, a row a part."""
        import pandas as pd

        return pd.DataFrame({"section": list(self.sections)})

    def __str__(self) -> str:
        """Tell file, figures, tables and size in two lines."""
        held = f"{self.figures} figures, {self.tables} tables, {self.bytes / KILOBYTE:.0f} kB"
        return f"Wrote {self.path}: {held}\nopen it in any browser; it needs no network, and prints to PDF"

    def _repr_html_(self) -> str:
        """Link to the file, for notebooks."""
        return f'<p><a href="{escape(self.path)}">{escape(self.title)}</a></p>'


def report(
    target: str | Path | Scenario = "baseline",
    *,
    out: Path | str | None = None,
    forecasts: Sequence[str] = (),
    draws: int = 200,
    histories: int = 20,
    seed: int = 1,
    yardstick: str = "",
    force: bool = False,
    with_: Sequence[str] = (),
    set_: Sequence[str] | Mapping[str, Any] = (),
    evidence: Evidence | Path | str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Write one self-contained HTML page on a scenario, which is run for it, or on a run folder.

    Parameters
    ----------
    target : str, path or Scenario
        Name or path of a scenario, or a resolved one; or a complete run folder, for which `draws`, `histories` and
        `seed` are those of the sweep.
    out : path, optional
        The file, in an existing folder; by default ``NAME-report.html`` in the working directory.
    forecasts : sequence of str
        Ids of forecasts to explain in full; by default every forecast gets its strongest inputs.
    draws, histories, seed : int
        Parameter draws, histories in each, and seed of all luck.
    yardstick : str
        Name of a yardstick; by default the evidence folder's own.
    force : bool
        Whether an existing file may be replaced.
    with_, set_, evidence
        As in `balkansim.forecast`.
    progress : callable, optional
        Told how much is done, in per cent, and 100.

    Returns
    -------
    Report
        Prints as two lines; ``.path``, ``.as_dict()``, ``.to_frame()``.

    Raises
    ------
    BalkansimError
        If anything named is unknown, malformed or out of range, the run folder is not complete, or the file cannot be
        written; nothing is written then.
    """
    from balkansim.files import write_whole
    from balkansim.model.ensemble import Size
    from balkansim.pages import rendered

    place = place_for(out, target, force=force)
    asked = ReportRequest(target, forecasts, Size(draws, histories, seed), yardstick, with_, set_, evidence, progress)
    document = folder_document(asked) if asked.is_folder else scenario_document(asked)
    content = rendered(document)
    write_whole(place, content)
    headings = tuple(part.heading for part in document.filled)
    figures, tables = document.blocks("picture"), document.blocks("grid")
    return Report(str(place), document.title, headings, tables, figures, len(content))
