"""What the main numbers rest on: claims, assumptions, calibration, and how far the coders agree."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from balkansim.analysis.drivers import Driver, PairedRuns, Screening, measured
from balkansim.analysis.explain import explain
from balkansim.analysis.forecast_explained import explain_forecast
from balkansim.analysis.provenance import Backing, NumberExplanation, backing
from balkansim.errors import BalkansimError
from balkansim.evidence.checks import WHY_NOT_POOLED, agreement
from balkansim.experiments.run_folder import surroundings
from balkansim.experiments.workers import code_of
from balkansim.forecasts import ledger as told
from balkansim.forecasts.ledger import HEADINGS, Entry, Ledger
from balkansim.forecasts.questions import Question
from balkansim.pages import Block, Command, Grid, Listed, Page, Part, Picture, Subheading, Text, grid, shown
from balkansim.pages import Table as Plain
from balkansim.scenario.factors import Factor
from balkansim.viz.plot import Drawing, drawing, rendered
from balkansim.viz.style import WIDTH

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.forecasts.ledger import Run
    from balkansim.model.ensemble import Size
    from balkansim.scenario.scenario import Scenario

STRONGEST = 5
"""Inputs tried of a forecast that is not explained in full."""
HEAD = ("input", "meaning", "low", "high", "at low", "at high", "points", "origin")
NUMBERS = frozenset(range(2, 7))
FEWEST = 2
"""Parameter draws below which no effect has an error."""
HOW = (
    "Each input alone is set to both ends of its range in every parameter draw, the others as drawn, on the same luck; "
    "points: what that adds to the forecast's probability, with one standard error. Listed are those clear of chance."
)
CLEAR_OF_NOTHING = "No input tried moves it beyond chance."
KEPT = ("resolved", "model", "naive", "verdicts", "histories", "to change", "to quote")
"""Sections of an explanation that the report repeats beside the table of inputs."""


@dataclass(frozen=True)
class Driven:
    """What drives one forecast.

    ``drivers`` (tuple of (Driver, Backing)): the inputs clear of chance, strongest first.
    """

    blocks: tuple[Block, ...]
    drivers: tuple[tuple[Driver, Backing], ...] = ()


def driven(
    question: Question, entry: Entry, screening: Screening | None, world: Scenario, evidence: Evidence, size: Size
) -> Driven:
    """Find what drives a forecast, shortly: its inputs that go along most, each across its range.

    ``screening``: which inputs go along with it; None where the run cannot answer it.
    """
    head = Subheading(f"{entry.id}: {entry.proposition}")
    if screening is None:
        return Driven((head, Text(f"Nothing can be tried: the run gives no probability ({entry.verdict}).")))
    if size.draws < FEWEST:
        return Driven((head, Text("One parameter draw alone cannot tell what moves it.")))
    paired_runs = PairedRuns.of(question, world, evidence, size)
    found = measured(paired_runs, screening.strongest(STRONGEST))
    clear = tuple((driver, backing(driver.name, world, evidence)) for driver in found if driver.is_clear)
    return Driven((head, _table(entry.id, clear) if clear else Text(CLEAR_OF_NOTHING)), clear)


def explained(question: Question, world: Scenario, evidence: Evidence, size: Size, yardstick: str) -> Driven:
    """Explain a forecast in full, as `balkansim explain` does.

    ``yardstick``: name of a yardstick; by default the evidence folder's own.
    """
    found = explain_forecast(question, world, evidence, size, yardstick=yardstick)
    clear = tuple(pair for pair in found.drivers if pair[0].is_clear)
    table = [_table(question.id, clear) if clear else Text(CLEAR_OF_NOTHING)] if found.experiments else []
    told = _sections(question.id, found.page())
    return Driven((Subheading(f"{question.id}: {question.proposition}"), *table, *told), clear)


def strongest(found: Sequence[Driven]) -> dict[str, tuple[Driver, Backing]]:
    """Return every input that drives a forecast, once, by name, the strongest effect first."""
    pairs = sorted((pair for each in found for pair in each.drivers), key=lambda pair: -abs(pair[0].effect))
    by_name: dict[str, tuple[Driver, Backing]] = {}
    for pair in pairs:
        by_name.setdefault(pair[0].name, pair)
    return by_name


def moved_by(names: Mapping[str, tuple[Driver, Backing]], found: Sequence[tuple[str, Driven]]) -> dict[str, list[str]]:
    """Return the forecasts that each input moves.

    ``found`` (sequence of (str, Driven)): forecasts with what drives them.
    """
    return {name: [f for f, each in found if name in {driver.name for driver, _ in each.drivers}] for name in names}


def _table(forecast: str, pairs: Sequence[tuple[Driver, Backing]]) -> Grid:
    rows = tuple(tuple((cell,) for cell in _cells(*pair)) for pair in pairs)
    return Grid(f"drivers-{forecast}", f"What moves {forecast}", HEAD, rows, NUMBERS)


def _cells(driver: Driver, behind: Backing) -> tuple[str, ...]:
    ends = f"{100 * driver.at_low:.1f}%", f"{100 * driver.at_high:.1f}%"
    points = f"{100 * driver.effect:+.1f} ± {100 * driver.error:.1f}"
    origin = " ".join((driver.origin, *behind.paragraphs))
    low, high = shown(float(driver.low)), shown(float(driver.high))
    return driver.name, driver.meaning, low, high, *ends, points, origin


def _sections(forecast: str, page: Page) -> list[Block]:
    """Return the sections of an explanation that the table of inputs does not hold."""
    blocks: list[Block] = []
    for section in (section for section in page.filled if section.heading in KEPT):
        heading = section.heading.capitalize()
        for k, part in enumerate(section.body):
            if isinstance(part, Plain):
                name = f"{section.heading.replace(' ', '-')}-{forecast}-{k}"
                blocks.append(grid(name, f"{heading}, {forecast}", part))
            else:
                blocks.append(Text(f"{heading}: {part}" if k == 0 else part))
    return blocks


LEDGER_NUMBERS = frozenset({5, 6})


def ledger_part(found: Ledger) -> Part:
    """Return the ledger with everything that must be said under it."""
    run = found.run
    said = Text(
        f"Scenario {run.scenario}: {run.draws} parameter draws x {run.histories} histories, seed {run.seed}; evidence "
        f"{run.evidence}, coders {run.coders}; yardstick {found.yardstick}."
    )
    wrong = f"Warning: {run.nans} values of this run were not numbers; do not rely on it."
    warning = (Text(wrong),) if run.nans else ()
    return Part("ledger", "The forecasts and the model", (said, *warning, ledger_grid(found), Listed(notes(found))))


def ledger_grid(found: Ledger) -> Grid:
    """Return the rows of a ledger as a table."""
    head = tuple(" ".join(lines).replace(" /", "/") for lines in HEADINGS)
    rows = tuple(tuple(tuple(line for line in cell if line) for cell in told.cells(entry)) for entry in found.entries)
    return Grid("ledger-table", "Forecast ledger: what the documents say beside the model", head, rows, LEDGER_NUMBERS)


def notes(found: Ledger) -> tuple[str, ...]:
    """Return what must be said under a ledger, each as a sentence."""
    return tuple(line[:1].upper() + line[1:] for line in found.footer() if not line.startswith("why: "))


MEANT = {
    "version": "balkansim",
    "rulebook": "hash of the rules' source code",
    "evidence": "hash of the evidence",
    "questions": "hash of the forecasts' file",
    "scenario": "hash of the scenario",
}
AGAIN = (
    "The same command, with the same version, evidence and scenario, gives the same page but for the date at its top, "
    "on a machine that rounds alike."
)


def facts(name: str, caption: str, found: Mapping[str, object]) -> Grid:
    """Return names with their values as a table. ``found``: value by name; empty ones are left out."""
    rows = tuple(((key,), (str(value),)) for key, value in found.items() if str(value) != "")
    return Grid(name, caption, ("what", "value"), rows)


def run_facts(world: Scenario, evidence: Evidence, run: Run, yardstick: str) -> Grid:
    """Tell by what the run of a scenario is known again."""
    lived: dict[str, Any] = surroundings()
    found = {
        "scenario": f"{run.scenario} ({' > '.join(world.lineage)})",
        "size": f"{run.draws} parameter draws x {run.histories} histories",
        "seed": run.seed,
        "coders": ", ".join(sorted(evidence.coders)),
        "yardstick": yardstick,
        **_identity({**code_of(evidence), "scenario": world.digest}),
        **_versions(lived["versions"]),
        "arithmetic": lived["machine"]["arithmetic"],
    }
    return facts("manifest-table", "What was run", found)


def folder_facts(manifest: Mapping[str, Any]) -> Grid:
    """Tell by what a run folder is known again."""
    machine = manifest["machine"]
    found = {
        "sweep": manifest["spec"]["name"],
        "points": manifest["points"],
        "size of a point": f"{manifest['draws']} parameter draws x {manifest['histories']} histories",
        "seed": manifest["spec"]["seed"],
        "common random numbers": "yes" if manifest["spec"]["common_random_numbers"] else "no",
        "started": manifest["started"],
        "ended": manifest["ended"] or "",
        **_identity(manifest["identity"]),
        **_versions(manifest["versions"]),
        "machine": f"{machine['system']}, arithmetic {machine['arithmetic']}",
    }
    return facts("manifest-table", "What was run", found)


def again_part(command: str, before: Sequence[str] = ()) -> Part:
    """Tell how to make the page again. ``before``: command lines that must come before it."""
    blocks: tuple[Block, ...] = (Command("\n".join([*before, command])), Text(AGAIN))
    return Part("again", "How to make this page again", blocks)


def _identity(identity: Mapping[str, Any]) -> dict[str, object]:
    return {meaning: identity[name] for name, meaning in MEANT.items() if name in identity}


def _versions(versions: Mapping[str, str]) -> dict[str, object]:
    return {"libraries": ", ".join(f"{name} {version}" for name, version in versions.items())}


PATH, LONG = re.compile(rb' d="[^"]*"'), re.compile(rb"(\.\d\d)\d+")
NARROW = 95.0
"""Millimetres: the breadth of a phone."""


def picture(name: str, drawing: Drawing, alt: str, caption: str, command: str) -> Picture:
    """Draw a figure for a page and for a phone."""
    wide, narrow = (_uri(rendered(drawing.at(width).figure, ".svg")) for width in (WIDTH, NARROW))
    return Picture(name, wide, narrow, alt, caption, command)


def picture_or_reason(what: str, draw: Callable[[], Picture]) -> Picture | Text:
    """Draw a figure, or say why it cannot be drawn."""
    try:
        return draw()
    except BalkansimError as reason:
        return Text(f"{what} cannot be drawn: {reason.told().replace(chr(10), '; ')}.")


def extent(values: Iterable[float]) -> str:
    """Return the least and the greatest of some values with two decimals, such as ``0.12 to 0.80``."""
    found = [value for value in values if value == value]
    return f"{min(found):.2f} to {max(found):.2f}" if found else "no values"


def _uri(svg: bytes) -> str:
    """Return a drawing as a data URI, its paths rounded to a hundredth of a point: what nobody sees is left out."""
    shorter = PATH.sub(lambda path: LONG.sub(rb"\1", path[0]), svg)
    return f"data:image/svg+xml;base64,{b64encode(shorter).decode('ascii')}"


NUMBERS_TOLD, CLAIMS_TOLD = 6, 8
"""Numbers of which the claims are told, and claims of each, the heaviest assertions first."""
DOCUMENTED, ASSUMED, CALIBRATED, SETTLED = (
    "documented",
    "assumed",
    "calibrated",
    ("documented", "measured", "calibrated"),
)
CLAIM_HEAD = ("claim", "paragraph", "coder", "kind", "coded", "weight", "what it says, in our words")
FACTOR_HEAD = ("input", "meaning", "middle", "low", "high", "unit", "origin", "why")
NO_CLAIMS = "No number that matters here rests on a claim of the documents."
PARAPHRASED = (
    "Claims are coded paragraph by paragraph and told in our words; the documents' own sentences are not part of this "
    "page. A claim's paragraph is its document's letter and the paragraph's number."
)
ALPHA_HEAD = ("what was coded", "Krippendorff's alpha", "level", "units coded by two or more", "units")


def claims_part(names: Iterable[str], world: Scenario, evidence: Evidence) -> Part:
    """Tell the claims behind the main numbers: what tension at the first flashpoint starts from, then those named.

    ``names``: documented inputs, as the catalogue names them, the most important first.
    """
    wanted = list(dict.fromkeys([*_main_tension(world), *names]))
    blocks: list[Block] = []
    for name in wanted[:NUMBERS_TOLD]:
        found = explain(*name.split("."), scenario=world, evidence=evidence)
        if isinstance(found, NumberExplanation) and found.assertions:
            blocks += _number(found)
    left = len(wanted) - NUMBERS_TOLD
    more = (
        [Text(f"{left} further documented inputs are left out: balkansim explain NAME tells each.")] if left > 0 else []
    )
    told = (Text(PARAPHRASED), *blocks, *more) if blocks else (Text(NO_CLAIMS),)
    return Part("claims", "The claims behind the main numbers", told)


def assumed_part(
    drivers: Mapping[str, Factor], moves: Mapping[str, Sequence[str]], world: Scenario, evidence: Evidence,
    every: Mapping[str, Factor], caveats: Sequence[str] = (),
) -> Part:  # fmt: skip
    """Tell what is assumed: the inputs that matter and rest on no document, and how many of each origin there are.

    ``caveats``: what else must be said.
    """
    assumed = [factor for factor in drivers.values() if factor.origin not in SETTLED]
    counts = Counter(factor.origin for factor in every.values())
    origins = ", ".join(f"{number} {origin}" for origin, number in sorted(counts.items(), key=lambda pair: -pair[1]))
    first = Text(
        f"Of {len(every)} inputs of this world, {origins}. Assumed: a reason and a range, no document. Default: a "
        "number that documents could have told but did not. balkansim factors lists them all."
    )
    caption = "Inputs that matter here and rest on no document"
    table = [_factors("assumed-inputs", caption, assumed, world, evidence, moves)] if assumed else []
    return Part("assumed", "What is assumed", (first, *table, *(Text(caveat) for caveat in caveats)))


def calibrated_part(every: Mapping[str, Factor], world: Scenario, evidence: Evidence) -> Part:
    """Tell what is calibrated on the past, where anything is."""
    found = [factor for factor in every.values() if factor.origin == CALIBRATED]
    table = _factors("calibrated-inputs", "Inputs whose ranges history narrowed", found, world, evidence, {})
    nothing = Text("Nothing in this world is calibrated on the past: no input's range was narrowed by history.")
    return Part("calibrated", "What is calibrated", (table,) if found else (nothing,))


def agreement_part(evidence: Evidence, command: str) -> Part:
    """Tell how far the coders of the evidence agree."""
    found = agreement(evidence)
    rows = tuple(
        (
            (one.of,),
            (f"{one.alpha:.2f}" if one.alpha is not None else f"undefined: {one.reason}",),
            (one.level,),
            (str(one.pairable),),
            (str(one.units),),
        )
        for one in found
    )
    reading = Text(
        "Alpha is 1 where coders agree wholly and 0 where they agree as by chance; Krippendorff asks for 0.8, and for "
        f"0.667 where conclusions are tentative. {WHY_NOT_POOLED} "
        f"Coders: {', '.join(sorted(evidence.coders)) or 'none'}."
    )
    alt = f"Chart of coder agreement. {'; '.join(one.told() for one in found)}. The table above has the same numbers."
    caption = "Lines: alpha of each thing coded. Circles: the values that two coders gave to the same number."
    figure = picture_or_reason(
        "The figure of agreement",
        lambda: picture("figure-agreement", drawing(kind="agreement", evidence=evidence), alt, caption, command),
    )
    table = Grid("agreement-table", "Agreement between coders", ALPHA_HEAD, rows, frozenset({1, 3, 4}))
    return Part("agreement", "How far the coders agree", (reading, table, figure))


def _main_tension(world: Scenario) -> list[str]:
    """Name what the tension of the first flashpoint's two parties starts from, where there are two."""
    first = next((spot for spot in world.flashpoints.values() if len(spot.parties) == 2), None)
    parties = sorted(first.parties, key=world.roster.index) if first else []
    return [".".join((quantity, *parties)) for quantity in ("grievance", "pact_reaction", "tension") if parties]


def _number(found: NumberExplanation) -> list[Block]:
    """Tell one number with every claim that counts."""
    counted = [claim for each in found.assertions for claim in each.claims]
    interval = f"{found.value:.3g}, 90% interval {found.low:.3g} to {found.high:.3g}, {found.unit}"
    rows = tuple(
        (
            (claim.id,),
            (claim.place,),
            (claim.coder,),
            (claim.kind,),
            (f"{claim.direction} {claim.word}: {claim.value:.3g}",),
            (f"{claim.weight:.2g}",),
            (claim.paraphrase,),
        )
        for claim in counted[:CLAIMS_TOLD]
    )
    left, unused = len(counted) - len(rows), len(found.unused)
    more = (
        f" The heaviest {len(rows)} are told here: balkansim explain {found.name.replace('.', ' ')}."
        if left > 0
        else ""
    )
    idle = f" {unused} further claims do not count." if unused else ""
    said = " ".join(found.said)
    name = found.name.replace(".", " ")
    return [
        Subheading(f"{name}: {found.meaning}"),
        Text(f"{interval}. {said}{more}{idle}"),
        Grid(f"claims-{found.name.replace('.', '-')}", f"Claims behind {name}", CLAIM_HEAD, rows, frozenset({5})),
    ]


def _factors(
    name: str, caption: str, found: Sequence[Factor], world: Scenario, evidence: Evidence,
    moves: Mapping[str, Sequence[str]],
) -> Grid:  # fmt: skip
    """List inputs with the reasons for their values, and what they move where that is known."""
    rows = []
    for factor in found:
        numbers = (shown(float(number)) for number in (factor.value, factor.low, factor.high))
        why = backing(factor.name, world, evidence).reason
        moved = (", ".join(moves.get(factor.name, ())),) if moves else ()
        cells = (factor.name, factor.meaning, *numbers, factor.unit, factor.origin, why, *moved)
        rows.append(tuple((cell,) for cell in cells))
    head = (*FACTOR_HEAD, *(("moves",) if moves else ()))
    return Grid(name, caption, head, tuple(rows), frozenset({2, 3, 4}))
