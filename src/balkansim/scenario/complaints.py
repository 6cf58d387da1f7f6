"""What pydantic finds wrong with a scenario file, told as one error a user can mend."""

from __future__ import annotations

import types
import typing
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from balkansim.errors import BalkansimError, unknown
from balkansim.scenario.happenings import AMENDMENT, EVENT_KINDS
from balkansim.scenario.schema import ScenarioFile

_TAGS = frozenset({*EVENT_KINDS, AMENDMENT, "number", "distribution"})


def checked(table: dict[str, Any], where: str) -> ScenarioFile:
    """Check a scenario file's table.

    Parameters
    ----------
    table : dict
        The file as read.
    where : str
        The file's name, for the error.

    Returns
    -------
    ScenarioFile
        The checked table.

    Raises
    ------
    BalkansimError
        For the first thing that is wrong: unknown key, wrong type, value out of range, NaN, missing key.
    """
    try:
        return ScenarioFile.model_validate(table)
    except ValidationError as error:
        problems = error.errors(include_url=False)
        raise complaint(min(problems, key=_is_no_unknown_key), where) from None


def _is_no_unknown_key(problem: Any) -> bool:
    """Sort unknown keys first: a mistyped key is also why the right one is missing."""
    return str(problem["type"]) != "extra_forbidden"


def complaint(problem: Any, where: str) -> BalkansimError:
    """Turn the first of pydantic's problems into one error.

    Parameters
    ----------
    problem : dict
        One entry of ``ValidationError.errors()``.
    where : str
        The file's name.
    """
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
        from balkansim.scenario.happenings import EventAmendment

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
