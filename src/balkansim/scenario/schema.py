"""What a scenario file may say: one strict pydantic model a table."""

from __future__ import annotations

import json
import math
import types
import typing
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Discriminator, Field, Tag, ValidationError, model_validator

from balkansim.errors import BalkansimError, unknown
from balkansim.evidence.theories import check_form
from balkansim.scenario.events import AMENDMENT, EVENT_KINDS, LEVERS, AnyEvent, Month, Share, Strict
from balkansim.scenario.names import folded

ROSTER_CAPACITY = 16
HORIZON_LIMIT = 264
FIRST_START, LAST_START = "1991-01", "2028-12"


def _iso_day(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


Day = Annotated[
    Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="A day, as 2025-03-18.")],
    BeforeValidator(_iso_day),
]


class Distribution(Strict):
    """A factor drawn from a distribution: 5 %, median and 95 %, in the factor's unit."""

    low: float
    value: float
    high: float
    shape: Literal["uniform", "log"] = "uniform"

    @model_validator(mode="after")
    def _in_order(self) -> Distribution:
        if not (self.low <= self.value <= self.high and self.low < self.high):
            raise ValueError(f"low {self.low:g}, value {self.value:g}, high {self.high:g} are not in rising order")
        if self.shape == "log" and self.low <= 0:
            raise ValueError(f"low {self.low:g} is not above 0, as the shape log needs")
        return self


def _setting_form(value: Any) -> str:
    return "distribution" if isinstance(value, dict | Distribution) else "number"


Setting = Annotated[
    Annotated[float, Tag("number")] | Annotated[Distribution, Tag("distribution")], Discriminator(_setting_form)
]


class StateTable(Strict):
    """A state without figures in the evidence, or other figures for one that has them."""

    label: str | None = None
    expenditure: Annotated[float, Field(gt=0)] | None = Field(default=None, description="Constant USD m a year.")
    burden: Share | None = Field(default=None, description="Share of output, 0-1.")
    nato: bool | None = None
    eu: Literal["member", "candidate", "potential-candidate", "none"] | None = None
    pfp: bool | None = None
    recognises_kosovo: bool | None = None
    neighbours: list[str] | None = Field(default=None, description="States with a common border.")
    election: Month | None = Field(default=None, description="Month of the next election.")
    arms_limits: bool | None = Field(default=None, description="Bound by the arms limits of 1996.")
    balkan: bool | None = None


class PatronTable(Strict):
    """A patron: its name and how much it counts."""

    remove: Literal[True] | None = None
    label: str | None = None
    salience: Share | None = Field(default=None, description="The same as patron_salience.X under [set].")


class BlocTable(Strict):
    """A bloc that exists at the start."""

    remove: Literal[True] | None = None
    label: str | None = None
    members: Annotated[list[str], Field(min_length=2)] | None = None
    founded: Day | None = None
    opposed: list[str] | None = Field(default=None, description="Blocs to which no member may belong.")


class FlashpointTable(Strict):
    """A place where incidents arise."""

    remove: Literal[True] | None = None
    label: str | None = None
    parties: Annotated[list[str], Field(min_length=2, max_length=2)] | None = None
    peacekeepers: str | None = Field(default=None, description="Name of the mission, or empty.")
    entity: str | None = Field(default=None, description="Entity whose secession pressure feeds it, or empty.")


class EntityTable(Strict):
    """A sub-state entity."""

    remove: Literal[True] | None = None
    label: str | None = None
    inside: str | None = None
    backer: str | None = None


class PostureTable(Strict):
    """A patron's posture at the start; the same as encouragement.X, mediation.X, aid.X and leverage.X under [set]."""

    encouragement: Share | None = None
    mediation: Share | None = None
    aid: Share | None = None
    leverage: Share | None = None


class ScenarioFile(Strict):
    """A scenario: what differs from its parent, the question it asks and what it is expected to move."""

    parent: str | None = Field(default=None, description="Name of a shipped scenario, or a path such as ./mine.toml.")
    title: str | None = None
    question: Annotated[str, Field(min_length=1)] = Field(description="What the scenario asks, in words.")
    expects: Annotated[str, Field(min_length=1)] = Field(description="What it is expected to move, in words.")
    moves: list[str] = Field(
        default_factory=list, description="What it moves in the baseline, as 'up hazard northern-kosovo'."
    )
    claims: list[str] = Field(default_factory=list, description="Ids of the claims that inspired it.")
    start: Month | None = Field(default=None, description="Month before the first simulated one.")
    horizon: Annotated[int, Field(ge=1, le=HORIZON_LIMIT)] | None = Field(default=None, description="Months.")
    roster: Annotated[list[str], Field(min_length=1, max_length=ROSTER_CAPACITY)] | None = None
    founding: bool | None = Field(default=None, description="May blocs be founded in the run?")
    elections: bool | None = Field(default=None, description="Are elections held?")
    at_rest: bool | None = Field(default=None, description="Start every index at its standing level?")
    theory: dict[str, str] = Field(default_factory=dict, description="The form taken of a theory that is not drawn.")
    states: dict[str, StateTable] = Field(default_factory=dict)
    patrons: dict[str, PatronTable] = Field(default_factory=dict)
    blocs: dict[str, BlocTable] = Field(default_factory=dict)
    flashpoints: dict[str, FlashpointTable] = Field(default_factory=dict)
    entities: dict[str, EntityTable] = Field(default_factory=dict)
    posture: dict[str, PostureTable] = Field(default_factory=dict)
    set: dict[str, Setting] = Field(default_factory=dict, description="Factors, by name: a value or a distribution.")
    events: dict[str, AnyEvent] = Field(default_factory=dict, description="Dated events, by a short name.")


def is_finite_number(value: object) -> bool:
    """Tell whether a value is a number that is neither NaN nor infinite (true and false are no numbers)."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


FILE = "scenario.schema.json"


def schema_text() -> str:
    """Return the schema as the text of ``scenarios/scenario.schema.json``.

    Examples
    --------
    Bring the shipped file up to date after changing the models:

    >>> from balkansim.scenario.files import shipped_folder
    >>> _ = (shipped_folder() / FILE).write_text(schema_text(), encoding="utf-8")  # doctest: +SKIP
    """
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **ScenarioFile.model_json_schema(),
        "title": "A balkansim scenario",
    }
    return json.dumps(schema, indent=2, ensure_ascii=True) + "\n"


_TAGS = frozenset({*EVENT_KINDS, AMENDMENT, "number", "distribution"})


def checked(table: dict[str, Any], where: str) -> ScenarioFile:
    """Check a scenario file's table."""
    try:
        return ScenarioFile.model_validate(table)
    except ValidationError as error:
        problems = error.errors(include_url=False)
        raise complaint(min(problems, key=_is_no_unknown_key), where) from None


def _is_no_unknown_key(problem: Any) -> bool:
    """Sort unknown keys first: a mistyped key is also why the right one is missing."""
    return str(problem["type"]) != "extra_forbidden"


def complaint(problem: Any, where: str) -> BalkansimError:
    """Turn the first of pydantic's problems into one error. ``problem``: one entry of ``ValidationError.errors()``."""
    steps = [str(step) for step in problem["loc"]]
    key = ".".join(_without_tags(steps))
    place = f"{where}, key {key}" if key else where
    kind, given = problem["type"], problem.get("input")
    if kind == "extra_forbidden":
        *above, last = _without_tags(steps)
        return unknown(
            "key", last, _keys_at(steps[:-1]), where=f"{where}, {'table ' + '.'.join(above) if above else 'top level'}"
        )
    if kind == "union_tag_invalid":
        return unknown("kind of event", str(given.get("kind")), EVENT_KINDS, where=place)
    if kind == "missing":
        return BalkansimError(
            f"{steps[-1]} is missing",
            expected=_purpose(steps),
            where=f"{where}, key {key.rpartition('.')[0]}" if "." in key else where,
            todo=f"add a line {steps[-1]} = ...",
        )
    return BalkansimError(f"found {_shown(given)}", expected=_expectation(problem), where=place)


def _without_tags(steps: Sequence[str]) -> list[str]:
    tagged = len(steps) > 2 and steps[0] in ("events", "set") and steps[2] in _TAGS
    return [*steps[:2], *steps[3:]] if tagged else list(steps)


def _shown(given: object) -> str:
    if isinstance(given, bool):
        return "true" if given else "false"
    text = repr(given)
    return text if len(text) <= 60 else text[:57] + "..."


def _expectation(problem: Any) -> str:
    text = str(problem["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    if problem["type"] in ("too_short", "too_long"):
        bound = problem["ctx"]
        return (
            f"at least {bound['min_length']} entries"
            if "min_length" in bound
            else f"at most {bound['max_length']} entries"
        )
    if "pattern" in text:
        return "a date, as 2025-10 for a month or 2025-03-18 for a day"
    return "a rising low, value, high" if problem["type"] == "value_error" and "rising" in text else text


def _purpose(steps: Sequence[str]) -> str:
    model = _model_at(steps[:-1])
    field = model.model_fields.get(steps[-1]) if model else None
    return (field.description or "a value") if field else "a value"


def _keys_at(steps: Sequence[str]) -> list[str]:
    model = _model_at(steps)
    return list(model.model_fields) if model else []


def _model_at(steps: Sequence[str]) -> type[BaseModel] | None:
    """Find the model of the table at a path, with the tags that tell the kinds of events apart."""
    if len(steps) > 2 and steps[0] == "events":
        from balkansim.scenario.events import EventAmendment

        return EVENT_KINDS.get(steps[2], EventAmendment)
    model: Any = ScenarioFile
    for step in steps:
        field = model.model_fields.get(step) if _is_model(model) else None
        model = _inner(field.annotation) if field else model
    found: type[BaseModel] | None = model if _is_model(model) else None
    return found


def _inner(annotation: Any) -> Any:
    """Return the model inside ``dict[str, Model]`` or ``Model | number``, else the annotation itself."""
    origin = typing.get_origin(annotation)
    if origin is dict:
        return _inner(typing.get_args(annotation)[1])
    if origin in (typing.Union, types.UnionType, typing.Annotated):
        return next((found for part in typing.get_args(annotation) if _is_model(found := _inner(part))), annotation)
    return annotation


def _is_model(thing: Any) -> bool:
    return isinstance(thing, type) and issubclass(thing, BaseModel)


ACTOR_TABLES = ("states", "patrons", "blocs", "flashpoints", "entities")
SYMMETRIC = frozenset({"tension", "grievance", "tie"})
_DISTRIBUTION_KEYS = frozenset({"low", "value", "high", "shape"})
_NAMED_FIELDS = {
    "members": "states",
    "parties": "states",
    "neighbours": "states",
    "states": "states",
    "state": "states",
    "inside": "states",
    "backer": "states",
    "opposed": "blocs",
    "bloc": "blocs",
    "patron": "patrons",
    "flashpoint": "flashpoints",
    "entity": "entities",
}


def with_flat_set(table: dict[str, Any]) -> dict[str, Any]:
    """Return the file's table with ``tension.SRB.XKX = 1`` under ``[set]`` read as ``"tension.SRB.XKX" = 1``."""
    settings = table.get("set")
    return {**table, "set": dict(_flattened(settings))} if isinstance(settings, dict) else table


def _flattened(settings: dict[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    for key, value in settings.items():
        if isinstance(value, dict) and not _DISTRIBUTION_KEYS & value.keys():
            yield from _flattened(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def normal(table: dict[str, Any], where: str) -> dict[str, Any]:
    """Return what a checked scenario file changes, said in one way.

    ``table``: the checked file without empty keys: switches, theory, roster, tables of actors, posture, set and events.
    Returns: states, patrons, blocs, flashpoints and entities by code; ``posture`` and ``salience`` moved into ``set``.
    """
    said = {key: value for key, value in table.items() if key not in (*ACTOR_TABLES, "posture", "set", "events")}
    for name, form in said.get("theory", {}).items():
        check_form(name, form, f"{where}, key theory.{name}")
    if "roster" in said:
        said["roster"] = _codes("states", said["roster"], f"{where}, key roster")
    for kind in ACTOR_TABLES:
        if kind in table:
            said[kind] = _keyed(kind, table[kind], where)
    said["set"] = _settings(table, said.get("patrons", {}), where)
    said["events"] = {name: _entry(event) for name, event in table.get("events", {}).items()}
    return {key: value for key, value in said.items() if value not in ({}, None)}


def factor_key(name: str) -> str:
    """Return a factor's name with codes for its parties, and the parties of a symmetric one in alphabetical order.

    Examples
    --------
    >>> factor_key("tension.Serbia.Kosovo"), factor_key("tension.XKX.SRB"), factor_key("dialogue")
    ('tension.SRB.XKX', 'tension.SRB.XKX', 'dialogue')
    """
    quantity, *parties = name.strip().split(".")
    codes = [_party(word) for word in parties]
    return ".".join([quantity, *(sorted(codes) if quantity in SYMMETRIC else codes)])


def _party(word: str) -> str:
    codes = (folded(kind, word) for kind in ACTOR_TABLES)
    return next((code for code in codes if code != word), word)


def _codes(kind: str, words: list[str], place: str) -> list[str]:
    codes = [folded(kind, word) for word in words]
    for position, code in enumerate(codes):
        if code in codes[:position]:
            twice = words[position] if words[position] == code else f"{words[position]} ({code})"
            raise BalkansimError(f"{twice} stands there twice", expected="each once", where=place)
    return codes


def _keyed(kind: str, entries: dict[str, dict[str, Any]], where: str) -> dict[str, Any]:
    _codes(kind, list(entries), f"{where}, table {kind}")
    return {folded(kind, name): _entry(entry) for name, entry in entries.items()}


def _entry(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: _folded_value(_NAMED_FIELDS.get(key), value) for key, value in entry.items()}


def _folded_value(kind: str | None, value: Any) -> Any:
    if kind is None or value == "all":
        return value
    return [folded(kind, word) for word in value] if isinstance(value, list) else folded(kind, value)


def _settings(table: dict[str, Any], patrons: dict[str, dict[str, Any]], where: str) -> dict[str, Any]:
    """Gather the factors set under ``[set]``, under ``[posture]`` and as a patron's ``salience``."""
    said: list[tuple[str, Any]] = [(factor_key(name), value) for name, value in table.get("set", {}).items()]
    for patron, levers in table.get("posture", {}).items():
        code = folded("patrons", patron)
        said += [(f"{lever}.{code}", levers[lever]) for lever in LEVERS if lever in levers]
    said += [
        (f"patron_salience.{code}", entry.pop("salience")) for code, entry in patrons.items() if "salience" in entry
    ]
    settings: dict[str, Any] = {}
    for name, value in said:
        if name in settings:
            raise BalkansimError(
                f"{name} is set twice",
                expected="each factor once",
                where=where,
                todo="keep one of the two lines (posture and salience are short-hands of [set])",
            )
        settings[name] = value
    return settings
