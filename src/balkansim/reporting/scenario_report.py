"""The report on a scenario: run it, draw it, find what drives it, and tell what it rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from balkansim.api import load
from balkansim.experiments.forecasts import ledger_and_survey
from balkansim.explaining.screening import Screening
from balkansim.forecasting.ledger import Ledger
from balkansim.forecasting.outcomes import Survey
from balkansim.forecasting.questions import MAIN, Questions, load_questions
from balkansim.forecasting.words import Yardstick, load_yardsticks
from balkansim.plots.api import Drawing, drawing
from balkansim.plots.ledger import ledger_figure
from balkansim.reporting.asked import Asked
from balkansim.reporting.document import Block, Document, Grid, Listed, Part, Picture, Text
from balkansim.reporting.driving import HOW, Driven, driven, explained, moved_by, strongest
from balkansim.reporting.grounds import DOCUMENTED, agreement_part, assumed_part, calibrated_part, claims_part
from balkansim.reporting.ledger_part import ledger_part
from balkansim.reporting.pictures import extent, picture, picture_or_reason
from balkansim.reporting.provenance import again_part, run_facts
from balkansim.reporting.together import screened
from balkansim.scenario.calendar import month_name
from balkansim.scenario.factors import catalogue
from balkansim.scenario.sentences import event_sentence
from balkansim.storage.bands import band_names

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.resolved import Scenario

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
class Lived:
    """A scenario with everything that was run of it.

    Parameters
    ----------
    asked : Asked
        What is asked for.
    world : Scenario
        The scenario.
    evidence : Evidence
        The evidence.
    questions : Questions
        The forecasts.
    words : Yardstick
        The yardstick.
    ledger : Ledger
        The ledger.
    survey : Survey
        What the ensemble said on each forecast.
    """

    asked: Asked
    world: Scenario
    evidence: Evidence
    questions: Questions
    words: Yardstick
    ledger: Ledger
    survey: Survey


def scenario_document(asked: Asked) -> Document:
    """Run a scenario and return the report on it.

    Parameters
    ----------
    asked : Asked
        What is asked for.

    Raises
    ------
    BalkansimError
        If anything named is unknown, malformed or out of range.
    """
    lived = _lived(asked)
    pictures = _pictures(lived)
    found = _driven(lived)
    every = catalogue(lived.world, lived.evidence)
    inputs = strongest([each for _, each in found])
    drivers = {name: every[name] for name in inputs}
    moves = moved_by(inputs, found)
    documented = [name for name, factor in drivers.items() if factor.origin == DOCUMENTED]
    world, evidence = lived.world, lived.evidence
    manifest = run_facts(world, evidence, lived.ledger.run, f"{lived.words.title}. {lived.words.source}")
    parts = (
        _question(world),
        ledger_part(lived.ledger),
        Part("figures", "Figures", pictures),
        Part(
            "drivers", "What drives each forecast", (Text(HOW), *(block for _, each in found for block in each.blocks))
        ),
        claims_part(documented, world, evidence),
        assumed_part(drivers, moves, world, evidence, every),
        calibrated_part(every, world, evidence),
        agreement_part(evidence, asked.agreement_command(evidence)),
        Part("manifest", "Manifest", (manifest,)),
        again_part(asked.command()),
    )
    lead = f"{world.title}. {LEAD}" if world.title else LEAD
    return Document(f"balkansim report: {world.name}", lead, lived.ledger.run.date, parts)


def _lived(asked: Asked) -> Lived:
    """Resolve the scenario and run its ledger, refusing unknown names before anything runs."""
    world, evidence = load(asked.target, with_=asked.with_, set_=asked.set_, evidence=asked.evidence)  # type: ignore[arg-type]
    questions = load_questions(evidence.path("forecasts.toml"))
    for name in asked.forecasts:
        questions.get(name)
    words = load_yardsticks(evidence.path("yardsticks.toml")).get(asked.yardstick or None)

    def progress(done: int, total: int) -> None:
        asked.part_done(done, total, 0, RUN_DONE)

    found, survey = ledger_and_survey(
        world, evidence, questions, asked.size, yardstick=asked.yardstick, progress=progress
    )
    return Lived(asked, world, evidence, questions, words, found, survey)


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


def _pictures(lived: Lived) -> tuple[Block, ...]:
    """Draw the ledger, the fan and the strip of maps."""
    makers: tuple[tuple[str, Callable[[Lived], Picture]], ...] = (
        ("The ledger's figure", _ledger_picture),
        ("The fan chart", _fan_picture),
        ("The map", _strip_picture),
    )
    blocks = []
    for k, (what, make) in enumerate(makers, start=1):
        blocks.append(picture_or_reason(what, partial(make, lived)))
        lived.asked.part_done(k, len(makers), RUN_DONE, DRAWN_DONE)
    return tuple(blocks)


def _ledger_picture(lived: Lived) -> Picture:
    found = Drawing("ledger", partial(ledger_figure, lived.ledger, lived.words), None)
    command = lived.asked.plot_command("ledger")
    return picture("figure-ledger", found, LEDGER_ALT, "The ledger's rows as a chart.", command)


def _fan_picture(lived: Lived) -> Picture:
    size = lived.asked.size
    run = {"draws": size.draws, "histories": size.histories, "seed": size.seed}
    found = drawing(lived.world, "fan", **run, evidence=lived.evidence)
    rows, names = found.data, band_names()
    first, last = rows.iloc[0], rows.iloc[-1]
    alt = (
        f"Fan chart of {first['series']} over {len(rows) - 1} months. Median {first['q50']:.2f} in {first['month']} "
        f"and {last['q50']:.2f} in {last['month']}; in the last month 90% of histories lie within "
        f"{extent(last[[names[0], names[-1]]])}. Dated events: {len(lived.world.events)}."
    )
    caption = "Bands over all histories; three of them are drawn, each of another parameter draw."
    return picture("figure-fan", found, alt, caption, lived.asked.plot_command("fan"))


def _strip_picture(lived: Lived) -> Picture:
    found = drawing(lived.world, "strip", seed=lived.asked.size.seed, evidence=lived.evidence)
    months = list(dict.fromkeys(found.data["month"]))
    alt = (
        f"Maps of {', '.join(months)} in one history: states coloured by their place on the alignment axis, members of "
        f"blocs outlined, tense borders heavy, flashpoints marked."
    )
    return picture("figure-map", found, alt, STRIP_CAPTION, lived.asked.plot_command("strip"))


def _driven(lived: Lived) -> list[tuple[str, Driven]]:
    """Find what drives each forecast, or explain in full those asked for."""
    asked, world, evidence, found = lived.asked, lived.world, lived.evidence, []
    named = [lived.questions.get(name) for name in dict.fromkeys(asked.forecasts)]
    screenings = {} if named else _screened(lived)
    rows = {entry.id: entry for entry in lived.ledger.entries}
    chosen = named or lived.questions.forecasts
    for done, question in enumerate(chosen, start=1):
        if named:
            each = explained(question, world, evidence, asked.size, asked.yardstick)
        else:
            each = driven(question, rows[question.id], screenings.get(question.id), world, evidence, asked.size)
        found.append((question.id, each))
        asked.part_done(done, len(chosen), DRAWN_DONE, 100)
    return found


def _screened(lived: Lived) -> dict[str, Screening]:
    """See which inputs go along with each forecast that the run can answer."""
    answers = {question.id: lived.survey[question.id, MAIN] for question in lived.questions.forecasts}
    known = [question for question in lived.questions.forecasts if answers[question.id].measured is not None]
    deltas = {question.id: answers[question.id].delta for question in known}
    return screened(known, deltas, lived.world, lived.evidence, lived.asked.size.seed)
