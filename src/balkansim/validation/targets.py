"""What history says: the targets of the calibration, and the coefficients fitted to them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError, unknown
from balkansim.files import read_toml
from balkansim.months import is_january, month_index, month_name

if TYPE_CHECKING:
    from balkansim.evidence.coefficients import Parameter
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.scenario import Scenario

HALF = 0.5
"""Added to a count of accessions, so that its logarithm exists."""


@dataclass(frozen=True)
class Window:
    """Where and when a target looks.

    ``scenario``: A scenario of the past, without its folder. ``first``, ``last``: calendar months, 0 = April 2025; both
    inside. ``bloc``, ``flashpoint``: which, where the target is about one.
    """

    scenario: str
    first: int
    last: int
    bloc: str = ""
    flashpoint: str = ""
    states: tuple[str, ...] = ()


@dataclass(frozen=True)
class Target:
    """One thing that history says.

    ``id``, ``statement``, ``kind``, ``source``: short name; in words; what is read off histories; where it stands.
    ``observed``: what was counted or measured. ``out_of``: of how many, above 0. ``uncertainty``: sd of the record
    itself, on the scale of the statistic. ``is_fitted``: whether it is fitted, or held back and only compared.
    ``windows``: where it looks. ``recorded``: range of the chance that such a year came on record.
    """

    id: str
    statement: str
    kind: str
    source: str
    observed: float
    out_of: float
    uncertainty: float
    is_fitted: bool
    windows: tuple[Window, ...]
    severity: int = 0
    recorded: tuple[float, float] = (1.0, 1.0)
    bounds: tuple[float, float] = (0.0, 1.0)
    by_state: Mapping[str, float] | None = None

    @property
    def statistic(self) -> float:
        """What was observed, on the scale of the statistic."""
        return math.log((self.observed + HALF) / self.out_of) if self.kind == "accession-rate" else self.observed


@dataclass(frozen=True)
class Targets:
    """All targets, and what is fitted to them.

    ``coefficients``: coefficients to fit: what each is about (``what``) and which forecasts rest on it (``bears_on``).
    ``targets``: in the order of the file.
    """

    coefficients: Mapping[str, Mapping[str, Any]]
    targets: tuple[Target, ...]
    scenarios: Mapping[str, Scenario]

    @property
    def fitted(self) -> tuple[Target, ...]:
        """The targets that are fitted."""
        return tuple(target for target in self.targets if target.is_fitted)


FILE = "targets.toml"
KINDS = ("accession-rate", "expansions", "accessions", "endings", "years", "growth", "bounds")
OF_BLOCS = ("accession-rate", "expansions", "accessions", "endings")
OF_STATES = ("accession-rate", "accessions")
COUNTS = (*OF_BLOCS, "years")
USES = ("fit", "check")
TARGET_KEYS = (
    *("statement", "kind", "observed", "out_of", "uncertainty", "source", "use", "windows"),
    *("severity", "recorded", "bounds", "by_state"),
)
WINDOW_KEYS = ("scenario", "bloc", "flashpoint", "states", "first", "last")
LAST_KNOWN = "2025-03"
MONTHS_A_YEAR = 12
SEVERITIES = range(1, 5)


def load_targets(path: Path, evidence: Evidence, priors: Mapping[str, Parameter]) -> Targets:
    """Read a file of targets.

    ``path``: A TOML file with tables ``coefficients`` and ``targets``. ``priors``: the coefficients as they stand
    before.
    """
    if not path.is_file():
        raise BalkansimError("no targets", expected=f"a file {FILE}", where=str(path), todo=f"copy {FILE} as shipped")
    tables = read_toml(path)
    chosen, told = tables.get("coefficients", {}), tables.get("targets", {})
    if not chosen or not told:
        empty = "targets" if chosen else "coefficients"
        raise BalkansimError(f"no {empty}", expected=f"at least one table [{empty}.NAME]", where=str(path))
    for name in chosen:
        if name not in priors:
            raise unknown("coefficient", name, priors, where=f"{path}: coefficients")
        if priors[name].low == priors[name].high:
            raise BalkansimError(f"{name} is fixed", expected="a coefficient with a range", where=str(path))
    scenarios: dict[str, Scenario] = {}
    targets = tuple(_target(name, entry, f"{path}: {name}", evidence, scenarios) for name, entry in told.items())
    if not any(target.is_fitted for target in targets):
        raise BalkansimError("no target is fitted", expected='at least one with use = "fit"', where=str(path))
    return Targets(chosen, targets, scenarios)


def _target(
    name: str, entry: Mapping[str, Any], where: str, evidence: Evidence, scenarios: dict[str, Scenario]
) -> Target:
    _check_words(entry, where)
    kind, by_state = entry["kind"], entry.get("by_state")
    if kind == "growth":
        observed = median(_number(value, f"by_state.{state}", where) for state, value in entry["by_state"].items())
    else:
        observed = entry["observed"]
    counted = (_number(observed, "observed", where), _number(entry["out_of"], "out_of", where))
    spread = _number(entry.get("uncertainty", 0.0), "uncertainty", where)
    severity = entry.get("severity", 0)
    _check_numbers(kind, *counted, spread, where)
    if kind == "years" and severity not in SEVERITIES:
        raise BalkansimError(f"severity = {severity!r}", expected="a severity from 1 to 4", where=where)
    windows = tuple(_window(window, kind, where, evidence, scenarios) for window in entry["windows"])
    for state in by_state or ():
        if state not in scenarios[windows[0].scenario].roster:
            raise unknown("state", state, scenarios[windows[0].scenario].roster, where=f"{where}, by_state")
    return Target(
        name,
        entry["statement"],
        kind,
        entry["source"],
        *counted,
        spread,
        entry["use"] == "fit",
        windows,
        severity,
        _pair(entry.get("recorded", (1.0, 1.0)), "recorded", where),
        _pair(entry.get("bounds", (0.0, 1.0)), "bounds", where),
        by_state,
    )


def _check_words(entry: Any, where: str) -> None:
    """Refuse an empty target, unknown keys and words, and keys left out."""
    if not isinstance(entry, Mapping) or not entry:
        raise BalkansimError("an empty target", expected=f"keys {', '.join(TARGET_KEYS[:8])}", where=where)
    _only_keys(entry, TARGET_KEYS, where)
    kind = entry.get("kind", "")
    if kind not in KINDS:
        raise unknown("kind", str(kind), KINDS, where=where)
    for key in ("statement", "source", "windows", "out_of", "by_state" if kind == "growth" else "observed"):
        if not entry.get(key) and entry.get(key) != 0:
            raise BalkansimError(f"key {key!r} is missing or empty", expected="a target with all keys", where=where)
    if entry.get("use") not in USES:
        raise unknown("use", str(entry.get("use")), USES, where=where)


def _check_numbers(kind: str, observed: float, out_of: float, spread: float, where: str) -> None:
    if out_of <= 0:
        raise BalkansimError(f"out_of = {out_of:g}", expected="a number above 0", where=where)
    if spread < 0:
        raise BalkansimError(f"uncertainty = {spread:g}", expected="a number not below 0", where=where)
    if kind in COUNTS and observed < 0:
        raise BalkansimError(f"observed = {observed:g}", expected="a count, not below 0", where=where)
    if kind in COUNTS and kind != "accession-rate" and observed > out_of:
        raise BalkansimError(f"observed = {observed:g}", expected=f"at most out_of = {out_of:g}", where=where)


def _window(
    entry: Mapping[str, Any], kind: str, where: str, evidence: Evidence, scenarios: dict[str, Scenario]
) -> Window:
    from balkansim.scenario.layers import HISTORY
    from balkansim.scenario.resolve import resolve

    if not isinstance(entry, Mapping):
        raise BalkansimError(f"a window {entry!r}", expected=f"keys {', '.join(WINDOW_KEYS)}", where=where)
    _only_keys(entry, WINDOW_KEYS, where)
    needed = ("scenario", "first", "last", *(("bloc",) if kind in OF_BLOCS else ()))
    for key in (*needed, *(("states",) if kind in OF_STATES else ()), *(("flashpoint",) if kind == "years" else ())):
        if not entry.get(key):
            raise BalkansimError(f"a window without {key}", expected=f"keys {', '.join(needed)}", where=where)
    name = entry["scenario"]
    if name not in scenarios:
        scenarios[name] = resolve(f"{HISTORY}/{name}", evidence=evidence)
    scenario = scenarios[name]
    first, last = (month_index(entry[key], where=f"{where}, {key}") for key in ("first", "last"))
    if not scenario.start <= first <= last <= min(scenario.end, month_index(LAST_KNOWN)):
        raise BalkansimError(
            f"window {entry['first']} to {entry['last']}",
            expected=f"months from {month_name(scenario.start)} to {month_name(scenario.end)}, none after {LAST_KNOWN}",
            where=f"{where}, scenario {name}",
        )
    if kind == "growth" and not (is_january(first) and is_january(last) and first - scenario.start <= MONTHS_A_YEAR):
        expected = "two Januaries, when budgets move, of which the first is the first after the start"
        raise BalkansimError(f"window {entry['first']} to {entry['last']}", expected=expected, where=where)
    for what, known in (("bloc", scenario.blocs), ("flashpoint", scenario.flashpoints)):
        if entry.get(what) and entry[what] not in known:
            raise unknown(what, entry[what], known, where=where)
    for state in entry.get("states", ()):
        if state not in scenario.roster:
            raise unknown("state", state, scenario.roster, where=where)
    return Window(name, first, last, entry.get("bloc", ""), entry.get("flashpoint", ""), tuple(entry.get("states", ())))


def _only_keys(entry: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    for key in entry:
        if key not in known:
            raise unknown("key", key, known, where=where)


def _number(value: Any, key: str, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BalkansimError(f"{key} = {value!r}", expected="a finite number", where=where)
    return float(value)


def _pair(value: Any, key: str, where: str) -> tuple[float, float]:
    if not isinstance(value, Sequence) or len(value) != 2:
        raise BalkansimError(f"{key} = {value!r}", expected="two numbers in rising order", where=where)
    low, high = (_number(each, key, where) for each in value)
    if not 0.0 <= low <= high <= 1.0:
        raise BalkansimError(f"{key} = {value!r}", expected="two numbers in rising order, from 0 to 1", where=where)
    return low, high
