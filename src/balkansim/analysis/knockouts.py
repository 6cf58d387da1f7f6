"""What switching off each mechanism found: how much it contributes to each forecast."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from inspect import signature
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, model_validator

from balkansim.analysis import paired as words
from balkansim.analysis.paired import Paired, paired
from balkansim.errors import unknown
from balkansim.files import Strict, checked, data_root, read_toml
from balkansim.forecasts.contested import Key
from balkansim.forecasts.forecast import answers, main_readings, run_of
from balkansim.forecasts.ledger import NOTHING, Run, counted
from balkansim.forecasts.questions import MAIN, Question, Questions
from balkansim.forecasts.yardsticks import Text
from balkansim.model.ensemble import Ensemble, RunOptions, Size, on_all_cores
from balkansim.model.month import RULE_MODULES, functions_of
from balkansim.model.rulebook.registry import RULES
from balkansim.model.trajectories import Trajectories
from balkansim.pages import GAP, WIDTH, Explanation, Page, Section, Table, TextTable
from balkansim.scenario.factors import coefficients
from balkansim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from balkansim.analysis.compare import Setting
    from balkansim.evidence.evidence import Evidence, EvidenceLike

ACROSS = 8
"""Forecasts that fit beside one another."""
STAR = "*"
ONE_FORECAST = ("mechanism", "share without", "it adds", "90%", "flips +/-")
HOW_TO_READ = (
    "What a mechanism adds to a forecast's probability, in percentage points: the scenario less the same world without "
    "it. Every other coefficient and what counts as a change stay as they are.",
    f"{STAR}: the 90% interval excludes zero; where a mechanism contributes nothing but its absence shuffles luck, one "
    f"cell in ten earns it by chance. {NOTHING}: no history differs.",
    "Contributions do not add up: mechanisms work through one another, and each is taken out of a world that has all "
    "the others.",
)
FLIPS = (
    f"{words.INTERVAL}.",
    "flips +/-: histories in which the forecast comes true only with the mechanism, and only without it.",
)


def knockouts_page(knockouts: Knockouts) -> Page:
    """Write the contributions of mechanisms as a page."""
    run = knockouts.run
    single = len(knockouts.questions) == 1
    body = _one_forecast(knockouts) if single else _matrix(knockouts)
    skipped = tuple(f"{forecast}: {reason}" for (forecast, _), reason in knockouts.refused.items())
    ask = () if single or not body else ("intervals and flips: --forecast F1; what each stands for: --list",)
    sections = (
        Section("adds", body),
        Section("skipped", skipped),
        Section("reading", (*HOW_TO_READ, *(FLIPS if single else ()), *ask)),
    )
    title = f"balkansim {run.version}: what each mechanism contributes, {run.date}"
    return Page(title, tuple(words.run_lines(run)), sections)


def _matrix(knockouts: Knockouts) -> tuple[Table, ...]:
    """Return mechanisms down and forecasts across, so many at a time."""
    questions = knockouts.questions
    blocks = [questions[k : k + ACROSS] for k in range(0, len(questions), ACROSS)]
    return tuple(_block(knockouts, block) for block in blocks)


def _block(knockouts: Knockouts, questions: tuple[Question, ...]) -> Table:
    """Return one table of contributions, the scenario's own probabilities above."""
    keys = [(question.id, MAIN) for question in questions]
    first = knockouts.mechanisms[0].name
    own = tuple(_share(knockouts.found[first, key]) for key in keys)
    rows = [
        (mechanism.name, *(_cell(knockouts.found[mechanism.name, key]) for key in keys))
        for mechanism in knockouts.mechanisms
    ]
    return Table(("", *(question.id for question in questions)), (("probability", *own), *rows))


def _one_forecast(knockouts: Knockouts) -> tuple[str | Table, ...]:
    """Return the contributions to one forecast in full, the largest first."""
    question = knockouts.questions[0]
    pairs = {m.name: knockouts.found[m.name, (question.id, MAIN)] for m in knockouts.mechanisms}
    told = f"{question.id}: {question.proposition} ({question.paragraph}): {_share(next(iter(pairs.values())))}"
    moving = sorted(
        (name for name, pair in pairs.items() if pair.gained + pair.lost), key=lambda n: -abs(pairs[n].difference)
    )
    still = [name for name in pairs if name not in moving]
    rows = Table(ONE_FORECAST, tuple((name, *_full(pairs[name])) for name in moving))
    rest = f"no history differs, {words.interval(pairs[still[0]])}: {', '.join(still)}" if still else ""
    return (told, *([rows] if moving else []), *([rest] if rest else []))


def _full(pair: Paired) -> tuple[str, ...]:
    """Return one mechanism's contribution as cells."""
    without = counted(pair.reference_hits, pair.total)
    return without, _cell(pair), words.interval(pair), f"{pair.gained}/{pair.lost}"


def _share(pair: Paired) -> str:
    """Return the scenario's own probability."""
    return counted(pair.hits, pair.total)


def _cell(pair: Paired) -> str:
    """Return a contribution in points, with a star where its interval excludes zero."""
    if pair.gained == pair.lost == 0:
        return NOTHING
    return f"{100 * pair.difference:+.1f}{STAR if pair.excludes_zero else ''}"


@dataclass(frozen=True)
class Without(Ensemble):
    """A maker of the same worlds with coefficients at rest, given as `fixed`.

    The null world keeps the mechanism, so that what counts as a change is the same on both sides. ``seen``: by first
    draw of a chunk, what was drawn and run already; pass one dictionary for the same evidence and size.
    """

    seen: dict[int, dict[Any, Any]] = field(default_factory=dict, repr=False, compare=False)

    def run_arms(self, arms: Mapping[str, Scenario], first: int, draws: int) -> dict[str, Trajectories]:
        """Run every arm but the null world without the mechanism."""
        known = self.seen.setdefault(first, {})
        off = {arm: self.run_arm(scenario, first, draws, known) for arm, scenario in arms.items() if arm != "null"}
        if "null" in arms:
            address = ("null", arms["null"].digest, draws)
            if address not in known:
                usual = Ensemble(self.evidence, self.size)
                known[address] = usual.run_arms({"null": arms["null"]}, first, draws)
            off |= known[address]
        return off


FILE = "knockouts.toml"


class Mechanism(Strict):
    """One mechanism and how it is switched off.

    ``set``: coefficients with the values at which they rest, in their unit; these may lie outside their ranges.
    ``about``: the scenario that is about it, where it does nothing in the baseline. ``inputs``: inputs that no longer
    matter, as ``rule.input``.
    """

    name: Text
    sentence: Text
    families: Annotated[tuple[Text, ...], Field(min_length=1)]
    set: Annotated[dict[Text, float], Field(min_length=1)]
    about: Text = ""
    inputs: tuple[Text, ...] = ()
    silent: tuple[Text, ...] = ()


class Mechanisms(Strict):
    """A file of mechanisms."""

    mechanisms: Annotated[tuple[Mechanism, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _named_once(self) -> Mechanisms:
        names = [mechanism.name for mechanism in self.mechanisms]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"each name once, but {', '.join(twice)} stands twice")
        return self


def load_mechanisms(evidence: Evidence) -> tuple[Mechanism, ...]:
    """Read the mechanisms of an evidence folder; where it has no such file, those that ship."""
    own = evidence.folder / FILE
    path = own if own.is_file() else data_root() / "seeds" / FILE
    found = checked(Mechanisms, read_toml(path), path).mechanisms
    for mechanism in found:
        _check(mechanism, evidence, path)
    return found


def chosen(mechanisms: Sequence[Mechanism], names: Sequence[str]) -> tuple[Mechanism, ...]:
    """Return the mechanisms named, in the order of the file; all where none is named."""
    known = {mechanism.name.casefold(): mechanism for mechanism in mechanisms}
    for name in names:
        if name.casefold() not in known:
            every = [mechanism.name for mechanism in mechanisms]
            raise unknown("mechanism", name, every, where="--mechanism", todo="balkansim knockout --list")
    wanted = {name.casefold() for name in names} or set(known)
    return tuple(mechanism for name, mechanism in known.items() if name in wanted)


def listing(mechanisms: Sequence[Mechanism]) -> TextTable:
    """List mechanisms with what holds once each is off, within 100 columns."""
    rows = [mechanism.model_dump(mode="json") for mechanism in mechanisms]
    column = max(len(mechanism.name) for mechanism in mechanisms) + len(GAP)
    lines = [
        fill(m.sentence, WIDTH, initial_indent=m.name.ljust(column), subsequent_indent=" " * column) for m in mechanisms
    ]
    return TextTable(rows, "\n".join(lines))


def rule_inputs() -> tuple[str, ...]:
    """Return every input of every rule as ``rule.input``, coefficients left out."""
    functions = [function for function in functions_of(RULE_MODULES) if function.__name__ in RULES]
    return tuple(f"{f.__name__}.{name}" for f in functions for name in list(signature(f).parameters)[1:])


def _check(mechanism: Mechanism, evidence: Evidence, path: Path) -> None:
    """Refuse names that neither the coefficients nor the rulebook know."""
    where = f"{path}: {mechanism.name}"
    families = sorted({rule.family for rule in RULES.values()})
    _known("coefficient", mechanism.set, coefficients(evidence), f"{where} > set")
    _known("family of rules", mechanism.families, families, f"{where} > families")
    _known("input", mechanism.inputs, rule_inputs(), f"{where} > inputs")
    _known("rule", mechanism.silent, RULES, f"{where} > silent")


def _known(what: str, names: Collection[str], known: Collection[str], where: str) -> None:
    """Refuse the first name that is not known."""
    for name in names:
        if name not in known:
            raise unknown(what, name, known, where=where, todo="correct the name, or remove it")


@dataclass(frozen=True)
class Knockouts(Explanation):
    """The forecasts of a scenario with each mechanism switched off in turn, on common random numbers.

    ``run``: what was run; its ``nans`` are those of all worlds. ``questions``: the forecasts answered, in the order of
    their file. ``mechanisms``: the mechanisms switched off, in the order of their file. ``found`` (mapping of (str,
    Key) to Paired): by mechanism and forecast: the world without the mechanism is the reference, the scenario itself
    the other, so that differences are what the mechanism contributes.
    """

    run: Run
    questions: tuple[Question, ...]
    mechanisms: tuple[Mechanism, ...]
    found: Mapping[tuple[str, Key], Paired]
    refused: Mapping[Key, str]

    def page(self) -> Page:
        """Return the contributions as a page: a table of all, or in full where only one forecast is asked for."""
        return knockouts_page(self)

    def rows(self) -> list[dict[str, Any]]:
        """Return a plain row a mechanism and forecast: both probabilities, contribution, interval and flips."""
        named = {mechanism.name: mechanism for mechanism in self.mechanisms}
        return [
            {
                "mechanism": name,
                "families": " ".join(named[name].families),
                "id": forecast,
                "probability": pair.hits / pair.total,
                "without": pair.reference_hits / pair.total,
                "contribution": pair.difference,
                **{key: getattr(pair, key) for key in ("low", "high", "gained", "lost", "gain", "draws", "histories")},
            }
            for (name, (forecast, _)), pair in self.found.items()
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values: ``run``, ``mechanisms``, ``contributions``, ``skipped``."""
        return {
            "run": asdict(self.run),
            "mechanisms": [mechanism.model_dump(mode="json") for mechanism in self.mechanisms],
            "contributions": self.rows(),
            "skipped": [{"id": forecast, "reason": reason} for (forecast, _), reason in self.refused.items()],
        }


def run_knockouts(
    scenario: Scenario,
    evidence: Evidence,
    questions: Questions,
    mechanisms: Sequence[Mechanism],
    size: Size,
    progress: Callable[[int, int], None] | None = None,
) -> Knockouts:
    """Run a scenario, then the same without each mechanism, on the same draws and luck.

    ``progress``: told how much of the work is done, in per cent, and 100.
    """
    mains = main_readings(questions)
    seen: dict[int, dict[Any, Any]] = {}
    makers = [Ensemble(evidence, size), *(Without(evidence, size, fixed=m.set, seen=seen) for m in mechanisms)]
    own, *without = on_all_cores(lambda maker: answers(scenario, evidence, mains, maker), makers, progress)
    found = {
        (mechanism.name, key): paired(other.hits[key], hits)
        for mechanism, other in zip(mechanisms, without, strict=True)
        for key, hits in own.hits.items()
    }
    nans = own.nans + sum(other.nans for other in without)
    answered = {forecast for forecast, _ in own.hits}
    return Knockouts(
        run_of(scenario, evidence, size, nans),
        tuple(question for question in mains.forecasts if question.id in answered),
        tuple(mechanisms),
        found,
        own.refused,
    )


def knockout(
    scenario: str | Scenario = "baseline",
    *,
    forecasts: Sequence[str] = (),
    mechanisms: Sequence[str] = (),
    draws: int = 200,
    histories: int = 20,
    seed: int = 1,
    with_: Sequence[str] = (),
    set_: Setting = (),
    evidence: EvidenceLike | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Knockouts:
    """Switch each mechanism off in turn and tell what it contributes to each forecast.

    Parameters
    ----------
    scenario : str or Scenario
        Name or path of a scenario, or a resolved one.
    forecasts, mechanisms : sequence of str
        Ids and names; by default all.
    draws, histories, seed : int
        Parameter draws, histories in each, and seed of all luck, the same throughout.
    with_, set_, evidence
        As in `balkansim.forecast`; the mechanisms are those of the evidence folder's ``knockouts.toml``, or of the one
        that ships.
    progress : callable, optional
        Told how much of the work is done, in per cent, and 100.

    Returns
    -------
    Knockouts
        Prints as text, shows as HTML, ``.to_frame()``, ``.to_json()``.

    Raises
    ------
    BalkansimError
        If anything named is unknown, malformed or out of range.
    """
    from balkansim.experiments import columns as asked
    from balkansim.forecasts.questions import questions_of

    options = RunOptions(scenario, draws, histories, seed, with_, set_, evidence)
    size, resolved, known = options.resolved()
    wanted = chosen(load_mechanisms(known), mechanisms)
    questions = questions_of(known)
    return run_knockouts(resolved, known, asked.chosen(questions, forecasts), wanted, size, progress)


def mechanisms(evidence: EvidenceLike | None = None) -> TextTable:
    """List the mechanisms that can be switched off.

    ``evidence``: evidence folder; by default what ships. Returns: prints as text, shows as HTML, ``.to_frame()``.
    """
    from balkansim.scenario.resolve import load

    return listing(load_mechanisms(load(evidence=evidence)[1]))
