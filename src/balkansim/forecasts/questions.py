"""The forecasts of the documents as questions with fixed rules, windows, readings and naive forecasts."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, PositiveInt, model_validator

from balkansim.errors import BalkansimError, unknown
from balkansim.files import Strict, checked, read_toml
from balkansim.forecasts.joining import Accession, StaysOut
from balkansim.forecasts.kinds import (
    BelowReference,
    Calm,
    Conversion,
    HazardRatio,
    InstitutionEntry,
    Lapse,
    LevelChange,
    Names,
)
from balkansim.forecasts.series import StateCode, Window
from balkansim.forecasts.yardsticks import Probability, Text

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

Rule = Annotated[
    Accession | StaysOut | HazardRatio | LevelChange | BelowReference | Calm | Lapse | InstitutionEntry | Conversion,
    Field(discriminator="kind"),
]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class Naive(Strict):
    """A forecast without the model: one number, a range, or the same rule in another arm, and why."""

    reason: Text
    value: Probability | None = None
    low: Probability | None = None
    high: Probability | None = None
    same_rule_in: Literal["scenario", "null"] | None = None

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
        """Return both ends in [0, 1], or None where it is read off another arm."""
        if self.value is not None:
            return self.value, self.value
        return None if self.low is None or self.high is None else (self.low, self.high)


NOT_SCORED = "no rule outside the model was fixed: shown and never scored against events"


class InWorld(Strict):
    """How the forecast is resolved outside the model: what is looked at, where, and when."""

    indicator: Text
    source: Text
    date: Day


class Reading(Strict):
    """One reading of a forecast, fixed beforehand; without a naive forecast where the question's does not fit it.

    ``beside``: whether the ledger always prints it beside the main reading.
    """

    name: Text
    text: Text
    rule: Rule
    window: Window | None = None
    naive: Naive | None = None
    beside: bool = False

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms that its rule and its naive forecast read, the one it asks about first."""
        naive = (self.naive and self.naive.same_rule_in) or self.rule.arms[0]
        return tuple(dict.fromkeys((*self.rule.arms, naive)))


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
    def outside(self) -> str:
        """How it is resolved outside the model, or that it is not."""
        found = self.in_world
        return f"{found.indicator} (by {found.date}; {found.source})" if found else NOT_SCORED

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


class Change(Strict):
    """What one version of the forecasts reads otherwise than the version before, and why."""

    ids: Names
    old: Text
    new: Text
    reason: Text


class Questions(Strict):
    """A forecasts file: its version and what that changed, named groups of states, the forecasts, the untestable."""

    version: PositiveInt = 1
    changes: tuple[Change, ...] = ()
    groups: dict[Text, tuple[StateCode, ...]] = Field(default_factory=dict)
    forecasts: Annotated[tuple[Question, ...], Field(min_length=1)]
    untestable: tuple[Untestable, ...] = ()

    @model_validator(mode="after")
    def _names_hold(self) -> Questions:
        ids = [question.id for question in self.forecasts] + [found.id for found in self.untestable]
        twice = {name for name in ids if ids.count(name) > 1}
        if twice:
            raise ValueError(f"each id once, but {', '.join(sorted(twice))} stands twice")
        unknown_ids = {name for change in self.changes for name in change.ids} - set(ids)
        if unknown_ids:
            raise ValueError(f"changes of forecasts of this file, not of {', '.join(sorted(unknown_ids))}")
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
HASHES = "forecasts.sha256"


def load_questions(path: Path) -> Questions:
    """Read a forecasts file. ``path``: A TOML file such as the shipped ``seeds/forecasts.toml``."""
    data = read_toml(path)
    _spell_groups_out(data, path)
    return checked(Questions, data, path)


def questions_of(evidence: Evidence) -> Questions:
    """Read the forecasts of a body of evidence, in the version it is asked for."""
    return load_questions(evidence.forecasts_file)


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

    ``path``: the file; the hashes of all versions stand in ``forecasts.sha256``. Returns: none where no hash of it
    stands there, as in an evidence folder of one's own.
    """
    beside = path.with_name(HASHES)
    lines = beside.read_text(encoding="utf-8").splitlines() if beside.exists() else []
    fixed = [line.split()[0] for line in lines if line.split()[1:] == [path.name]]
    return fingerprint(path) in fixed if fixed else None
