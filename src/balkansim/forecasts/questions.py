"""The forecasts of the documents as questions with fixed rules, windows, readings and naive forecasts."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, PositiveFloat, PositiveInt, model_validator

from balkansim.errors import BalkansimError, unknown
from balkansim.files import Strict, checked, read_toml
from balkansim.forecasts.yardsticks import Probability, Text
from balkansim.months import month_index, month_short, valid_month

SPOKEN_NAMES = {"kosovo": "XKX"}


def _state_code(name: str) -> str:
    """Return the code of a state, accepting Kosovo by its name."""
    code = SPOKEN_NAMES.get(name.casefold(), name)
    if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        raise ValueError("a state by its three capital letters, such as SRB")
    return code


StateCode = Annotated[str, AfterValidator(_state_code)]
Names = Annotated[tuple[Text, ...], Field(min_length=1)]


class Tension(Strict):
    """Mean tension of the dyads named; those with a state outside the roster are left out."""

    kind: Literal["tension"]
    dyads: Annotated[tuple[tuple[StateCode, StateCode], ...], Field(min_length=1)]


class Polarisation(Strict):
    """The Esteban-Ray index of the roster."""

    kind: Literal["polarisation"]


class Partnership(Strict):
    """A state's partnership with NATO."""

    kind: Literal["partnership"]
    state: StateCode


class Secession(Strict):
    """Secession pressure in an entity."""

    kind: Literal["secession"]
    entity: Text


Series = Annotated[Tension | Polarisation | Partnership | Secession, Field(discriminator="kind")]


class Accession(Strict):
    """At least so many of the states join the bloc within the window."""

    kind: Literal["accession"]
    states: Annotated[tuple[StateCode, ...], Field(min_length=1)]
    bloc: Text
    at_least: PositiveInt = 1


class StaysOut(Strict):
    """The state is a member of none of the blocs up to the window's last month."""

    kind: Literal["stays-out"]
    state: StateCode
    blocs: Names


class HazardRatio(Strict):
    """Summed monthly hazard over the window exceeds a factor times that of the same history without blocs, or of t0."""

    kind: Literal["hazard-ratio"]
    flashpoints: Names
    factor: PositiveFloat
    curve: tuple[PositiveFloat, ...] = ()
    against: Literal["no-blocs", "t0"]


class LevelChange(Strict):
    """The window's mean of the series lies above t0 + delta (up) or below t0 - delta (down)."""

    kind: Literal["level-change"]
    series: Series
    direction: Literal["up", "down"]


class BelowReference(Strict):
    """Mean tension of the dyads stays below the t0 mean of all dyads for so many months running within the window."""

    kind: Literal["below-reference"]
    series: Tension
    months: PositiveInt


class Calm(Strict):
    """In the arm named, the window's mean is at most t0 + delta and no incident reaches the severity."""

    kind: Literal["calm"]
    series: Series
    flashpoints: Names
    severity: Annotated[int, Field(ge=1, le=4)]
    arm: Literal["dialogue", "scenario"]


class Lapse(Strict):
    """Any or all of the blocs have ended, or been inactive for so many months, at the window's last month."""

    kind: Literal["lapse"]
    blocs: Names
    need: Literal["all", "any"]
    idle_months: PositiveInt


class InstitutionEntry(Strict):
    """The state enters the institution by the window's last month."""

    kind: Literal["entry"]
    state: StateCode
    institution: Literal["pfp"]


class Conversion(Strict):
    """The state's forces become an army, by chance and not by a scheduled event, by the window's last month."""

    kind: Literal["conversion"]
    state: StateCode


Rule = Annotated[
    Accession | StaysOut | HazardRatio | LevelChange | BelowReference | Calm | Lapse | InstitutionEntry | Conversion,
    Field(discriminator="kind"),
]


def arms_of(rule: Rule) -> tuple[str, ...]:
    """Return the arms a rule reads: ``scenario``, ``no-blocs``, ``dialogue`` or ``null``."""
    if isinstance(rule, HazardRatio):
        return ("scenario", "no-blocs") if rule.against == "no-blocs" else ("scenario",)
    if isinstance(rule, LevelChange):
        return ("scenario", "null")
    if isinstance(rule, Calm):
        return (rule.arm, "null")
    return ("scenario",)


Month = Annotated[str, AfterValidator(valid_month)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class Window(Strict):
    """Calendar months from start to end, both included; a scenario's start does not shift them."""

    start: Month
    end: Month

    @model_validator(mode="after")
    def _in_order(self) -> Window:
        if self.last < self.first:
            raise ValueError(f"an end not before the start, not {self.start} to {self.end}")
        return self

    @property
    def first(self) -> int:
        """The first month, 0 = April 2025."""
        return month_index(self.start)

    @property
    def last(self) -> int:
        """The last month, 0 = April 2025."""
        return month_index(self.end)

    def __str__(self) -> str:
        """Tell the window as a reader says it."""
        return f"{month_short(self.first)} - {month_short(self.last)}"


class Naive(Strict):
    """A forecast without the model: one number, a range, or the same rule in the plain scenario, and why."""

    reason: Text
    value: Probability | None = None
    low: Probability | None = None
    high: Probability | None = None
    same_rule_in: Annotated[str, Field(pattern="^scenario$")] | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Naive:
        ranged = self.low is not None and self.high is not None
        if (self.low is None) != (self.high is None):
            raise ValueError("low and high together")
        if [self.value is not None, ranged, self.same_rule_in is not None].count(True) != 1:
            raise ValueError("exactly one of value, low and high, same_rule_in")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low ({self.low}) not above high ({self.high})")
        return self

    def range(self) -> tuple[float, float] | None:
        """Return both ends in [0, 1], or None where it is read off the plain scenario."""
        if self.value is not None:
            return self.value, self.value
        return None if self.low is None or self.high is None else (self.low, self.high)


class InWorld(Strict):
    """How the forecast is resolved outside the model: what is looked at, where, and when."""

    indicator: Text
    source: Text
    date: Day


class Reading(Strict):
    """One reading of a forecast, fixed beforehand; without a naive forecast where the question's does not fit it."""

    name: Text
    text: Text
    rule: Rule
    window: Window | None = None
    naive: Naive | None = None


class Question(Strict):
    """One forecast of a document and the rule that answers it in the model."""

    id: Text
    proposition: Text
    document: Text
    paragraph: Text
    term: Text
    scored: bool
    window: Window
    rule: Rule
    naive: Naive
    readings: tuple[Reading, ...] = ()
    in_world: InWorld | None = None
    forced_sign: bool = False
    caveat: str = ""

    @property
    def shown_term(self) -> str:
        """The document's word, in brackets where it is no probability term."""
        return self.term if self.scored else f"({self.term})"

    def all_readings(self) -> tuple[Reading, ...]:
        """Return the main reading and then the alternatives, each with its window."""
        main = Reading(name=MAIN, text=self.proposition, rule=self.rule, window=self.window, naive=self.naive)
        others = (reading.model_copy(update={"window": reading.window or self.window}) for reading in self.readings)
        return (main, *others)


class Untestable(Strict):
    """A forecast of a document that no rule can answer, and why."""

    id: Text
    proposition: Text
    document: Text
    paragraph: Text
    reason: Text


class Questions(Strict):
    """A forecasts file: named groups of states, the forecasts, and those that cannot be tested."""

    groups: dict[Text, tuple[StateCode, ...]] = Field(default_factory=dict)
    forecasts: Annotated[tuple[Question, ...], Field(min_length=1)]
    untestable: tuple[Untestable, ...] = ()

    @model_validator(mode="after")
    def _names_hold(self) -> Questions:
        ids = [question.id for question in self.forecasts] + [found.id for found in self.untestable]
        twice = {name for name in ids if ids.count(name) > 1}
        if twice:
            raise ValueError(f"each id once, but {', '.join(sorted(twice))} stands twice")
        for question in self.forecasts:
            names = [reading.name for reading in question.all_readings()]
            if len(set(names)) < len(names):
                raise ValueError(f"the readings of {question.id} under different names, none of them {MAIN!r}")
        return self

    def get(self, name: str) -> Question:
        """Return a question by its id. ``name``: its id, such as ``F1``; case is ignored."""
        for question in self.forecasts:
            if question.id.casefold() == name.casefold():
                return question
        for found in self.untestable:
            if found.id.casefold() == name.casefold():
                raise BalkansimError(f"{found.id} is untestable: {found.reason}", expected="a forecast with a rule")
        raise unknown("forecast", name, [question.id for question in self.forecasts])


MAIN = "main"


def load_questions(path: Path) -> Questions:
    """Read a forecasts file. ``path``: A TOML file such as the shipped ``seeds/forecasts.toml``."""
    data = read_toml(path)
    _spell_groups_out(data, path)
    return checked(Questions, data, path)


def _spell_groups_out(data: dict[str, Any], path: Path) -> None:
    """Replace a group's name by its states, in place, wherever a rule counts accessions of a group."""
    groups = data.get("groups", {})
    forecasts = _tables(data.get("forecasts"))
    for entry in (found for forecast in forecasts for found in (forecast, *_tables(forecast.get("readings")))):
        rule = entry.get("rule")
        if isinstance(rule, dict) and isinstance(rule.get("states"), str) and isinstance(groups, dict):
            if rule["states"] not in groups:
                where = f"{path}: {entry.get('id') or entry.get('name')} > rule > states"
                raise unknown("group of states", rule["states"], groups, where=where, todo="list it under [groups]")
            rule["states"] = groups[rule["states"]]


def _tables(found: Any) -> list[dict[str, Any]]:
    """Return the tables of a list, or none where the file is malformed and the check will say so."""
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a forecasts file, line ends made uniform, by which it is fixed before any run.

    Returns: 64 hexadecimal digits.
    """
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def is_as_fixed(path: Path) -> bool | None:
    """Tell whether a forecasts file is the one whose hash stands beside it.

    ``path``: the file; its hash stands in a file of the same name ending in ``.sha256``. Returns: none where no hash
    stands beside it, as in an evidence folder of one's own.
    """
    beside = path.with_suffix(".sha256")
    return beside.read_text(encoding="utf-8").split()[:1] == [fingerprint(path)] if beside.exists() else None
