"""The report on a run folder: what the sweep varied, what came of it, and what it rests on."""

from __future__ import annotations

from datetime import date
from functools import partial

from balkansim.asking.folder_answer import FolderAnswer, Place
from balkansim.asking.folder_answers import answer_from
from balkansim.asking.indices import METHODS
from balkansim.asking.swept import Swept, open_swept
from balkansim.forecasting import told
from balkansim.forecasting.intervals import spread
from balkansim.forecasting.questions import load_questions
from balkansim.forecasting.words import load_yardsticks
from balkansim.plots.api import drawing
from balkansim.reporting.asked import Asked
from balkansim.reporting.document import Block, Document, Grid, Part, Picture, Subheading, Text, grid
from balkansim.reporting.grounds import DOCUMENTED, agreement_part, assumed_part, calibrated_part, claims_part
from balkansim.reporting.pictures import picture, picture_or_reason
from balkansim.reporting.provenance import again_part, folder_facts
from balkansim.scenario.factors import catalogue
from balkansim.storage.folder import RunFolder

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


def folder_document(asked: Asked) -> Document:
    """Return the report on a run folder.

    Parameters
    ----------
    asked : Asked
        What is asked for.

    Raises
    ------
    BalkansimError
        If the folder is no run folder, is empty or not complete, or asked none of the forecasts named.
    """
    folder = asked.folder()
    swept = open_swept(folder)
    swept.check_complete()
    sweep, manifest = swept.sweep, RunFolder(folder).manifest
    evidence, world = sweep.evidence, sweep.base
    known = [question.id for question in load_questions(evidence.path("forecasts.toml")).forecasts]
    load_yardsticks(evidence.path("yardsticks.toml")).get(asked.yardstick or None)
    names = list(asked.forecasts) or [name for name in swept.outcomes if name in known]
    answers = [answer_from(folder, name, yardstick=asked.yardstick) for name in names]
    every = catalogue(world, evidence)
    varied = {axis.name: every[axis.name] for axis in sweep.axes if axis.name in every}
    documented = [name for name, factor in varied.items() if factor.origin == DOCUMENTED]
    asked.part_done(1, 4, 0, 100)
    parts = (
        _question(swept),
        Part(
            "ledger",
            "The forecasts over the design",
            (*_ledger(answers), *_points(swept, [a.forecast for a in answers])),
        ),
        Part("figures", "Figures", _figures(asked, swept, [answer.forecast for answer in answers])),
        Part("drivers", "What drives each forecast", tuple(block for answer in answers for block in _movers(answer))),
        claims_part(documented, world, evidence),
        assumed_part(varied, {}, world, evidence, every),
        calibrated_part(every, world, evidence),
        agreement_part(evidence, asked.agreement_command(evidence)),
        Part("manifest", "Manifest", (folder_facts(manifest),)),
        again_part(asked.command(), (swept.command,)),
    )
    asked.part_done(1, 1, 0, 100)
    title = sweep.spec["title"] or sweep.name
    return Document(
        f"balkansim report: {title}",
        f"A sweep over {len(sweep.axes)} factors: {swept.told}.",
        date.today().isoformat(),
        parts,
    )


def _question(swept: Swept) -> Part:
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


def _figures(asked: Asked, swept: Swept, forecasts: list[str]) -> tuple[Block, ...]:
    """Draw what suits the design, outcome by outcome, and the box of the first."""
    outcomes = _drawn(swept, forecasts)
    wanted = [(kind, name) for name in outcomes for kind in _suited(swept)]
    wanted += [("box", outcomes[0])] if outcomes and len(swept.sweep.axes) > 1 else []
    return tuple(
        picture_or_reason(f"The {kind} of {name}", partial(_picture, asked, swept, kind, name)) for kind, name in wanted
    )


def _suited(swept: Swept) -> list[str]:
    """Return the kinds of figures that suit a design; over more than two factors a box tells more than a surface."""
    if swept.sweep.spec["method"] in METHODS:
        return ["sensitivity"]
    numbers = [values for values in swept.factors().values() if values.dtype != object]
    return [] if len(swept.sweep.axes) > 2 else ["line"] if len(numbers) < 2 else ["surface"]


def _picture(asked: Asked, swept: Swept, kind: str, outcome: str) -> Picture:
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
    return picture(f"figure-{kind}-{outcome}", found, alt, f"{outcome}: {meaning}.", command)


def _movers(answer: FolderAnswer) -> tuple[Block, ...]:
    """Tell what moves a forecast over the design."""
    section = next(section for section in answer.page().sections if section.heading == "moved by")
    blocks: list[Block] = [Subheading(f"{answer.forecast}: {answer.proposition}")]
    for part in section.body:
        name = f"movers-{answer.forecast}"
        told_of = f"What moves {answer.forecast} over the design"
        blocks.append(Text(part) if isinstance(part, str) else grid(name, told_of, part, frozenset({1})))
    return tuple(blocks)
