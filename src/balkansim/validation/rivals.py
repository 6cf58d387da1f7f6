"""The same world asked under every form of each contested theory: every ledger, and where the forms disagree."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

from balkansim.analysis import paired as words
from balkansim.analysis.paired import Paired, paired
from balkansim.evidence.theories import theories
from balkansim.forecasts.forecast import Answers, Key, answers_of, ledger_and_survey
from balkansim.forecasts.ledger import NOTHING, band, probability, verdict
from balkansim.forecasts.questions import MAIN, Questions
from balkansim.model.ensemble import RunOptions, Size, on_all_cores
from balkansim.pages import Explanation, Page, Section, Table

if TYPE_CHECKING:
    from balkansim.analysis.compare import Setting
    from balkansim.evidence.evidence import Evidence, EvidenceLike
    from balkansim.forecasts.ledger import Entry, Ledger, Run
    from balkansim.scenario.scenario import Scenario

HOW_TO_READ = (
    "Each theory in turn takes each of its forms while the others are drawn by weight; draws and all else stay the "
    "same. seeds/theories.toml says what each form means and on whom it rests; --theory NAME=FORM fixes one anywhere.",
    "The rivals of balance of threat know neither invitations nor patrons, budgets nor neutrality, and no publication "
    "says how strongly their pull moves a rate: those weights are assumed, with wide ranges.",
    "What the forms differ by is structural uncertainty. The ledger's interval holds it, since each draw takes one "
    "form of each theory; here the numbers are not averaged.",
)


def rivals_page(rivals: Rivals) -> Page:
    """Write rival theories as a page."""
    run = rivals.run
    lines = tuple(words.run_lines(run))
    sections = (
        *(Section(theory, (_side_by_side(rivals, theory),)) for theory in rivals.theories),
        Section("disagree", _disagreements(rivals)),
        Section("switching", _switching(rivals)),
        Section("reading", HOW_TO_READ),
    )
    return Page(f"balkansim {run.version}: every form of each contested theory, {run.date}", lines, sections)


def _side_by_side(rivals: Rivals, theory: str) -> Table:
    """Return each forecast's probability, interval and verdict under every form of a theory."""
    head = ("id", "document's word", *rivals.theories[theory], "verdict")
    return Table(head, tuple(_forecast(contested) for contested in rivals.of(theory)))


def _forecast(contested: Contested) -> tuple[str, ...]:
    """Return one forecast as cells."""
    first = contested.entries[0]
    word = f"{first.term} {band(first.term_low, first.term_high)}" if first.term_low is not None else first.term
    verdicts = dict.fromkeys(verdict(entry) for entry in contested.entries)
    return first.id, word, *(_told(entry) for entry in contested.entries), " / ".join(verdicts)


def _told(entry: Entry) -> str:
    """Return a probability with its interval."""
    return f"{probability(entry)} ({band(entry.low, entry.high)})" if entry.hits is not None else NOTHING


def _disagreements(rivals: Rivals) -> tuple[str, ...]:
    """Tell the forecasts on which forms differ by more than chance, or come to different verdicts."""
    told = [_disagreement(one) for one in rivals.found if one.disagrees]
    calm = [one.entries[0].id for one in rivals.found if not one.disagrees]
    split = {one.entries[0].id for one in rivals.found if one.disagrees}
    rest = [forecast for forecast in dict.fromkeys(calm) if forecast not in split]
    if rest:
        told.append(f"No difference beyond chance, and one verdict: {', '.join(rest)}.")
    return tuple(told)


def _disagreement(contested: Contested) -> str:
    """Tell one forecast's widest difference, and the verdicts where they differ."""
    first, widest = contested.entries[0], contested.widest
    parts = []
    if widest is not None:
        found = widest.paired
        parts.append(
            f"{widest.other} against {widest.one} {words.points(found.difference)} points (90% {words.interval(found)})"
        )
    if contested.verdicts_differ:
        parts.append("the verdict depends on the form")
    return f"{first.id}, {first.proposition}, by {contested.theory}: {'; '.join(parts)}."


def _switching(rivals: Rivals) -> tuple[str | Table, ...]:
    """Tell how far each state is from switching sides by landscape theory."""
    rows = tuple((one.state, f"{one.distance:+.4f}", one.side) for one in rivals.nearness)
    return (
        "Landscape theory on alignments and tensions at the start, every parameter at its median: by how much a "
        "state's own frustration rises if it alone changes sides at the lowest optimum (neither a probability nor a "
        "time).",
        Table(("state", "distance", "its side"), rows),
    )


@dataclass(frozen=True)
class Disagreement:
    """The two forms that differ most on a forecast.

    ``paired``: the forecast under both, history by history; the first is the reference.
    """

    one: str
    other: str
    paired: Paired


@dataclass(frozen=True)
class Contested:
    """One forecast under every form of a theory.

    ``entries``: its row of the ledger under each form, in the order of the forms. ``widest``: the two that differ most;
    None where no history can answer.
    """

    entries: tuple[Entry, ...]
    widest: Disagreement | None
    theory: str = ""

    @property
    def verdicts_differ(self) -> bool:
        """Whether the forms do not all come to one verdict."""
        return len({entry.verdict for entry in self.entries}) > 1

    @property
    def disagrees(self) -> bool:
        """Whether verdicts differ, or the widest difference is more than chance."""
        return self.verdicts_differ or (self.widest is not None and self.widest.paired.excludes_zero)


@dataclass(frozen=True)
class Nearness:
    """How far a state is from switching sides by landscape theory where the scenario starts.

    ``distance``: by how much its own frustration rises if it alone switches; negative where it would gain.
    """

    state: str
    side: str
    distance: float


@dataclass(frozen=True)
class Rivals(Explanation):
    """One scenario under every form of each contested theory, on the same draws.

    ``run``: what was run under each form; its ``nans`` are those of all. ``theories``: the forms of each theory.
    ``found``: the forecasts theory by theory, in the order of their file. ``nearness``: each state's distance from
    switching sides by landscape theory, the nearest first.
    """

    run: Run
    theories: Mapping[str, tuple[str, ...]]
    found: tuple[Contested, ...]
    nearness: tuple[Nearness, ...]

    def page(self) -> Page:
        """Return the ledgers side by side as a page."""
        return rivals_page(self)

    def of(self, theory: str) -> tuple[Contested, ...]:
        """Return the forecasts under the forms of one theory."""
        return tuple(contested for contested in self.found if contested.theory == theory)

    def rows(self) -> list[dict[str, Any]]:
        """Return a plain row a forecast, theory and form."""
        return [
            {"theory": contested.theory, "form": form, **entry.as_dict(), "disagrees": contested.disagrees}
            for contested in self.found
            for form, entry in zip(self.theories[contested.theory], contested.entries, strict=True)
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values: ``run``, ``theories``, ``forecasts``, ``widest``, ``nearness``."""
        widest = {f"{c.theory} {c.entries[0].id}": asdict(c.widest) for c in self.found if c.widest is not None}
        return {
            "run": asdict(self.run),
            "theories": {theory: list(forms) for theory, forms in self.theories.items()},
            "forecasts": self.rows(),
            "widest": widest,
            "nearness": [asdict(one) for one in self.nearness],
        }


def run_rivals(
    scenario: Scenario,
    evidence: Evidence,
    questions: Questions,
    size: Size,
    *,
    yardstick: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> Rivals:
    """Ask a scenario's forecasts under every form of each contested theory.

    ``questions``: the forecasts, main readings only. ``yardstick``: name of the yardstick; by default the file's own
    default. ``progress``: told how much of the work is done, in per cent, and 100.
    """
    forms = {name: tuple(theory.forms) for name, theory in theories(evidence).items()}
    cases = [(name, form) for name, known in forms.items() for form in known]

    def asked(case: tuple[str, str]) -> tuple[Ledger, Answers]:
        world = replace(scenario, root=scenario.family, theory={**scenario.theory, case[0]: case[1]})
        one, survey = ledger_and_survey(world, evidence, questions, size, yardstick=yardstick)
        return one, answers_of(questions, survey)

    answered = dict(zip(cases, on_all_cores(asked, cases, progress), strict=True))
    contested: list[Contested] = []
    for name, known in forms.items():
        ledgers, found = zip(*(answered[name, form] for form in known), strict=True)
        rows = zip(*(main_rows(one) for one in ledgers), strict=True)
        contested += [Contested(entries, widest_of(found, (entries[0].id, MAIN), known), name) for entries in rows]
    first = next(iter(answered.values()))[0]
    run = replace(first.run, nans=sum(ledger.run.nans for ledger, _ in answered.values()))
    return Rivals(run, forms, tuple(contested), nearness_of(scenario, evidence))


def main_rows(ledger: Ledger) -> list[Entry]:
    """Return the rows of a ledger's main readings."""
    return [entry for entry in ledger.entries if entry.reading == MAIN]


def widest_of(found: Sequence[Answers], key: Key, forms: Sequence[str]) -> Disagreement | None:
    """Return the two forms that differ most on a forecast, or None where no history can answer.

    ``found``: what each form answers, in the order of ``forms``.
    """
    if any(key not in answers.hits for answers in found):
        return None
    pairs = [
        Disagreement(forms[a], forms[b], paired(found[a].hits[key], found[b].hits[key]))
        for a, b in combinations(range(len(forms)), 2)
    ]
    return max(pairs, key=lambda pair: abs(pair.paired.difference))


def nearness_of(scenario: Scenario, evidence: Evidence) -> tuple[Nearness, ...]:
    """Return each state's distance from switching sides, the nearest to it first."""
    from balkansim.validation.theories.landscape import landscape_of

    found = landscape_of(scenario, evidence)
    one, other = found.split(found.optima.sides[0])
    distances = zip(found.names, found.distances(), strict=True)
    near = [Nearness(name, ", ".join(one if name in one else other), float(d)) for name, d in distances]
    return tuple(sorted(near, key=lambda state: state.distance))


def rivals(
    scenario: str | Scenario = "baseline",
    *,
    forecasts: Sequence[str] = (),
    draws: int = 200,
    histories: int = 20,
    seed: int = 1,
    yardstick: str = "",
    with_: Sequence[str] = (),
    set_: Setting = (),
    evidence: EvidenceLike | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Rivals:
    """Ask one scenario under every form of each contested theory, on the same draws.

    Parameters
    ----------
    scenario : str or Scenario
        Name or path of a scenario, or a resolved one; forms that it fixes itself do not matter for that theory.
    forecasts : sequence of str
        Ids; by default all.
    draws, histories, seed : int
        Parameter draws, histories in each, and seed of all random draws, the same under each form.
    yardstick : str
        Name of the yardstick of probability words; by default the evidence folder's own default.
    with_, set_, evidence
        As in `balkansim.forecast`.
    progress : callable, optional
        Told how much of the work is done, in per cent, and 100.

    Returns
    -------
    Rivals
        Prints as text, shows as HTML, ``.to_frame()``, ``.to_json()``.

    Raises
    ------
    BalkansimError
        If anything named is unknown, malformed or out of range.
    """
    from balkansim.experiments import columns as asked
    from balkansim.forecasts.forecast import main_readings
    from balkansim.forecasts.questions import questions_of

    options = RunOptions(scenario, draws, histories, seed, with_, set_, evidence)
    size, resolved, known = options.resolved()
    questions = asked.chosen(main_readings(questions_of(known)), forecasts)
    return run_rivals(resolved, known, questions, size, yardstick=yardstick, progress=progress)
