"""``--set NAME=VALUE``: one factor or switch, as a number, a range, true or false, or a month."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from balkansim.errors import BalkansimError, unknown
from balkansim.scenario.calendar import month_index, month_iso
from balkansim.scenario.layers import OPTION, Layer
from balkansim.scenario.normal import factor_key
from balkansim.scenario.resolved import Range
from balkansim.scenario.schema import HORIZON_LIMIT, TheoryTable, is_finite_number

THEORIES = get_args(TheoryTable.model_fields["accession"].annotation)
SWITCHES = ("founding", "elections", "at_rest")
FRAME = (*SWITCHES, "theory", "start", "horizon")


def settings_layer(settings: Sequence[str] | Mapping[str, Any]) -> Layer | None:
    """Turn settings into the last layer of a scenario.

    Parameters
    ----------
    settings : sequence of str or mapping
        ``NAME=VALUE`` each, as on the command line; or names with numbers, booleans, :class:`Range` or such texts.

    Returns
    -------
    Layer or None
        None if nothing is set.

    Raises
    ------
    BalkansimError
        If one is malformed, or two name the same thing.
    """
    table: dict[str, Any] = {}
    for name, value in _pairs(settings):
        where = f"{OPTION} {name}={_shown(value)}"
        key, part = (name, table) if name in FRAME else (factor_key(name), table.setdefault("set", {}))
        if key in part:
            raise BalkansimError(f"{key} is set twice", expected="each once", where=where, todo="keep one of the two")
        part[key] = _framed(name, value, where) if name in FRAME else _setting(value, where)
    if not table:
        return None
    names = ", ".join(f"{name}={_shown(value)}" for name, value in _pairs(settings))
    return Layer(name=names, where=OPTION, title="", question="", expects="", claims=(), table=table)


def _pairs(settings: Sequence[str] | Mapping[str, Any]) -> list[tuple[str, Any]]:
    if isinstance(settings, Mapping):
        return [(str(name), value) for name, value in settings.items()]
    pairs = []
    for setting in settings:
        name, sign, value = setting.partition("=")
        if not (sign and name.strip() and value.strip()):
            raise BalkansimError(
                f"{setting!r} is no setting", expected="NAME=VALUE, as dialogue=0.6 or dialogue=0.4..0.8", where=OPTION
            )
        pairs.append((name.strip(), value.strip()))
    return pairs


def _shown(value: Any) -> str:
    if isinstance(value, Range):
        return f"{value.low:g}..{value.high:g}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _framed(name: str, value: Any, where: str) -> Any:
    """Read the value of a switch, the theory, the start or the horizon."""
    text = _shown(value)
    if name in SWITCHES:
        if text not in ("true", "false"):
            raise BalkansimError(f"found {text!r}", expected="true or false", where=where)
        return text == "true"
    if name == "theory":
        if text not in THEORIES:
            raise unknown("theory of accession", text, THEORIES, where=where)
        return text
    if name == "start":
        return text if isinstance(value, str) and month_index(text, where=where) is not None else month_iso(int(value))
    if not (text.isdecimal() and 1 <= int(text) <= HORIZON_LIMIT):
        raise BalkansimError(f"found {text!r}", expected=f"a whole number of months, 1 to {HORIZON_LIMIT}", where=where)
    return int(text)


def _setting(value: Any, where: str) -> float | dict[str, Any]:
    """Read the value of a factor: a number or a range."""
    if isinstance(value, Range):
        _rising(value.low, value.high, where)
        return {"low": value.low, "value": value.value, "high": value.high, "shape": value.shape}
    if isinstance(value, str) and ".." in value:
        low, _, high = value.partition("..")
        ends = _number(low, where), _number(high, where)
        _rising(*ends, where)
        return {"low": ends[0], "value": sum(ends) / 2, "high": ends[1], "shape": "uniform"}
    return _number(value, where)


def _rising(low: float, high: float, where: str) -> None:
    if not low < high:
        raise BalkansimError(f"the range {low:g}..{high:g} does not rise", expected="low..high", where=where)


def _number(value: Any, where: str) -> float:
    try:
        number = float(value) if isinstance(value, str) else value
    except ValueError:
        number = math.nan
    if not is_finite_number(number):
        raise BalkansimError(f"found {value!r}", expected="a finite number, or low..high", where=where)
    return float(number)
