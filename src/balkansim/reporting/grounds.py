"""What the main numbers rest on: claims, assumptions, calibration, and how far the coders agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from balkansim.evidence.agreement import agreement
from balkansim.explaining.api import explain
from balkansim.explaining.backing import backing
from balkansim.explaining.number import NumberExplanation
from balkansim.explaining.page import shown
from balkansim.plots.api import drawing
from balkansim.reporting.document import Block, Grid, Part, Subheading, Text
from balkansim.reporting.pictures import picture, picture_or_reason
from balkansim.scenario.factors import Factor

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.resolved import Scenario

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
    """Tell the claims behind the main numbers: the tension at the first flashpoint, then those named.

    Parameters
    ----------
    names : iterable of str
        Documented inputs, as the catalogue names them, the most important first.
    world : Scenario
        The scenario.
    evidence : Evidence
        The evidence.
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

    Parameters
    ----------
    drivers : mapping of str to Factor
        The inputs that matter, by name.
    moves : mapping of str to sequence of str
        What each of them moves.
    world : Scenario
        The scenario.
    evidence : Evidence
        The evidence.
    every : mapping of str to Factor
        Everything that can be set.
    caveats : sequence of str
        What else must be said.
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
    """Tell what is calibrated on the past, where anything is.

    Parameters
    ----------
    every : mapping of str to Factor
        Everything that can be set.
    world : Scenario
        The scenario.
    evidence : Evidence
        The evidence.
    """
    found = [factor for factor in every.values() if factor.origin == CALIBRATED]
    table = _factors("calibrated-inputs", "Inputs whose ranges history narrowed", found, world, evidence, {})
    nothing = Text("Nothing in this world is calibrated on the past: no input's range was narrowed by history.")
    return Part("calibrated", "What is calibrated", (table,) if found else (nothing,))


def agreement_part(evidence: Evidence, command: str) -> Part:
    """Tell how far the coders of the evidence agree.

    Parameters
    ----------
    evidence : Evidence
        The evidence.
    command : str
        The command line that draws its figure.
    """
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
        f"0.667 where conclusions are tentative. Coders: {', '.join(sorted(evidence.coders)) or 'none'}."
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
    """Name the tension of the first flashpoint's two parties, where there are two."""
    first = next((spot for spot in world.flashpoints.values() if len(spot.parties) == 2), None)
    return [".".join(("tension", *sorted(first.parties, key=world.roster.index)))] if first else []


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
