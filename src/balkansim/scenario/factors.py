"""The catalogue of everything that can be set in a world: name, meaning, value, range, unit and origin."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, product
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from balkansim.errors import BalkansimError, nearest
from balkansim.evidence.coefficients import NOTES_FILE, ROWS_FILE
from balkansim.files import data_root
from balkansim.months import last_day
from balkansim.scenario.scenario import Range, Scenario

if TYPE_CHECKING:
    from balkansim.evidence.codebook import Quantity
    from balkansim.evidence.coding import Estimate
    from balkansim.evidence.coefficients import Parameter
    from balkansim.evidence.evidence import Estimates, Evidence


class QuantityLike(Protocol):
    """What is needed of a quantity of the codebook."""

    @property
    def parties(self) -> str:
        """Who stands in subject and object, as ``state patron``."""

    @property
    def scale(self) -> str:
        """``unit`` for 0 to 1, ``signed`` for -1 to 1."""

    @property
    def symmetric(self) -> bool:
        """Whether subject and object may change places."""


class ParameterLike(Protocol):
    """What is needed of a coefficient."""

    @property
    def unit(self) -> str:
        """Unit in words."""

    @property
    def shape(self) -> str:
        """``uniform``, ``log`` or ``fixed``."""

    @property
    def low(self) -> float:
        """Low end of its range."""


@dataclass(frozen=True)
class Actors:
    """Who is in a world, in canonical order."""

    state: tuple[str, ...]
    patron: tuple[str, ...]
    bloc: tuple[str, ...]
    flashpoint: tuple[str, ...]
    entity: tuple[str, ...]

    def of(self, kind: str) -> tuple[str, ...]:
        """Return everybody of a kind (``state``, ``patron``, ``bloc``, ``flashpoint`` or ``entity``)."""
        members: tuple[str, ...] = getattr(self, kind)
        return members


@dataclass(frozen=True)
class Limits:
    """What a factor can be at all, whatever is plausible.

    ``low``, ``high``: bounds; infinite where there is none. ``above``: whether ``low`` itself is excluded.
    """

    low: float = -math.inf
    high: float = math.inf
    above: bool = False

    def hold(self, value: float) -> bool:
        """Tell whether a value is finite and within the limits."""
        return math.isfinite(value) and (self.low < value if self.above else self.low <= value) and value <= self.high

    def __str__(self) -> str:
        """Tell the limits as an error expects them."""
        if math.isinf(self.low):
            return "a finite number" if math.isinf(self.high) else f"a number up to {self.high:g}"
        start = f"above {self.low:g}" if self.above else f"from {self.low:g}"
        return f"a number {start}" + ("" if math.isinf(self.high) else f" to {self.high:g}")


UNIT, SIGNED, POSITIVE, ANY = Limits(0, 1), Limits(-1, 1), Limits(0, above=True), Limits()
NOT_NEGATIVE, STRENGTH = Limits(0), Limits(0.05, 3)
LIMITS_OF_UNITS = {"0-1": UNIT, "unit scale": UNIT, "0 or 1": UNIT, "-1 to 1": SIGNED, "relative to t0": STRENGTH}
OTHER = "other"


def quantity_factors(quantities: Mapping[str, QuantityLike], cast: Actors) -> Iterator[tuple[str, str, str, str]]:
    """Yield each factor that a quantity of the codebook gives in a world.

    Yields: factor, quantity, subject and object (empty where the quantity has none); the two parties of a symmetric
    quantity in roster order.
    """
    for quantity, entry in quantities.items():
        for subject, object_ in _parties(entry, cast):
            yield ".".join(part for part in (quantity, subject, object_) if part), quantity, subject, object_


def _parties(entry: QuantityLike, cast: Actors) -> Iterable[tuple[str, str]]:
    kinds = entry.parties.split()
    if len(kinds) == 1:
        return ((member, "") for member in cast.of(kinds[0]))
    if entry.symmetric:
        return combinations(cast.of(kinds[0]), 2)
    pairs = product(cast.of(kinds[0]), cast.of(kinds[1]))
    return ((subject, object_) for subject, object_ in pairs if subject != object_)


def measured_factors(cast: Actors) -> Iterator[tuple[str, str, str]]:
    """Yield the factors read from figures: name, variable and state."""
    for variable in ("expenditure", "burden"):
        yield from ((f"{variable}.{state}", variable, state) for state in cast.state)


def vocabulary(
    cast: Actors, quantities: Mapping[str, QuantityLike], parameters: Mapping[str, ParameterLike]
) -> dict[str, Limits]:
    """Return every factor of a world with its limits. Returns: by factor, in the order in which they are listed."""
    limits = {name: parameter_limits(parameters[source]) for name, source in coefficient_factors(parameters, cast)}
    for name, quantity, _, _ in quantity_factors(quantities, cast):
        limits[name] = SIGNED if quantities[quantity].scale == "signed" else UNIT
    for name, variable, _ in measured_factors(cast):
        limits[name] = POSITIVE if variable == "expenditure" else UNIT
    return limits


def coefficient_factors(parameters: Iterable[str], cast: Actors) -> Iterator[tuple[str, str]]:
    """Yield the coefficients of a world, each with the coefficient of the file that gives its range.

    ``parameters``: names of the file. Where it holds ``FAMILY.other``, the family has one member for each patron
    (families that begin with ``patron_``) or flashpoint, and ``other`` stands for those it does not name.
    """
    names = list(parameters)
    families = [name.removesuffix(f".{OTHER}") for name in names if name.endswith(f".{OTHER}")]
    for name in names:
        if name.rpartition(".")[0] not in families:
            yield name, name
    for family in families:
        for member in cast.patron if family.startswith("patron_") else cast.flashpoint:
            name = f"{family}.{member}"
            yield name, name if name in names else f"{family}.{OTHER}"


def parameter_limits(parameter: ParameterLike) -> Limits:
    """Return what a coefficient can be at all: by its unit, else a range at or above zero stays there."""
    if parameter.unit in LIMITS_OF_UNITS:
        return LIMITS_OF_UNITS[parameter.unit]
    if parameter.shape == "log":
        return POSITIVE
    return NOT_NEGATIVE if parameter.low >= 0 else ANY


def check_setting(name: str, setting: float | Range, limits: Mapping[str, Limits], where: str) -> None:
    """Refuse a factor that is unknown or a value it cannot take."""
    if name not in limits:
        guess = nearest(name, limits)
        raise BalkansimError(
            f"unknown factor {name!r}" + (f"; did you mean {guess!r}?" if guess else ""),
            expected="a factor of this world (quantity.SUBJECT or quantity.SUBJECT.OBJECT, or a coefficient)",
            where=where,
            todo=f"look it up with: balkansim factors {guess.split('.')[0]}".rstrip(),
        )
    values = (setting.low, setting.value, setting.high) if isinstance(setting, Range) else (setting,)
    for value in values:
        if not limits[name].hold(value):
            raise BalkansimError(f"{name} = {value:g}", expected=str(limits[name]), where=where)


def quantities(evidence: Evidence | None) -> Mapping[str, Quantity]:
    """Return the quantities of the evidence's codebook, or of the one that ships."""
    return evidence.codebook.quantities if evidence else _shipped_quantities()


def coefficients(evidence: Evidence | None) -> Mapping[str, Parameter]:
    """Return the coefficients of the evidence's folder, or those that ship."""
    path = evidence.path("parameters.toml") if evidence else data_root() / "seeds" / "parameters.toml"
    beside = [path, *(path.with_name(name) for name in (ROWS_FILE, NOTES_FILE))]
    return _coefficients(path, tuple(file.stat().st_mtime_ns if file.is_file() else 0 for file in beside))


@lru_cache(maxsize=1)
def _shipped_quantities() -> Mapping[str, Quantity]:
    from balkansim.evidence.codebook import load_codebook

    return load_codebook(data_root() / "seeds" / "codebook.toml").quantities


@lru_cache(maxsize=8)
def _coefficients(path: Path, changed: tuple[int, ...]) -> Mapping[str, Parameter]:
    """Read a file of coefficients again only when it, or the posterior beside it, has changed."""
    from balkansim.evidence.coefficients import load_parameters

    return load_parameters(path)


TAIL = 0.05
MEASURED = {
    "expenditure": ("military expenditure of {}", "USD m a year, constant"),
    "burden": ("military expenditure of {} as a share of output", "0-1"),
}


@dataclass(frozen=True)
class Factor:
    """One thing that can be set.

    ``name``: as in ``--set NAME=VALUE``. ``value``, ``low``, ``high``: middle and 5 % to 95 % range, in ``unit``; all
    equal where nothing is uncertain. ``origin``: ``documented``, ``default``, ``measured``, ``calibrated``, ``assumed``
    or ``scenario``. ``shape``: ``beta``, ``uniform``, ``log`` or ``fixed``.
    """

    name: str
    meaning: str
    value: float
    low: float
    high: float
    unit: str
    origin: str
    shape: str


def actors_of(scenario: Scenario) -> Actors:
    """Return who is in a scenario's world."""
    return Actors(
        state=scenario.roster,
        patron=tuple(scenario.patrons),
        bloc=tuple(scenario.blocs),
        flashpoint=tuple(scenario.flashpoints),
        entity=tuple(scenario.entities),
    )


def catalogue(
    scenario: Scenario, evidence: Evidence, parameters: Mapping[str, Parameter] | None = None
) -> dict[str, Factor]:
    """List everything that can be set in a scenario's world.

    ``parameters``: the coefficients; by default those of the evidence's folder.
    """
    chosen = coefficients(evidence) if parameters is None else parameters
    listed = {factor.name: factor for factor in _all(scenario, evidence, chosen)}
    for name, setting in scenario.overrides.items():
        if name in listed:
            listed[name] = as_set(listed[name], setting)
    return listed


def as_set(factor: Factor, setting: float | Range) -> Factor:
    """Return a factor as a scenario sets it."""
    if isinstance(setting, Range):
        return replace(
            factor, value=setting.value, low=setting.low, high=setting.high, shape=setting.shape, origin="scenario"
        )
    return replace(factor, value=setting, low=setting, high=setting, shape="fixed", origin="scenario")


def find(word: str, factors: Mapping[str, Factor]) -> dict[str, Factor]:
    """Return the factors whose name or meaning holds a word.

    ``word``: part of a name or of a meaning; case is ignored. Several words must all be there.
    """
    parts = word.casefold().split()
    return {
        name: factor
        for name, factor in factors.items()
        if all(part in f"{name} {factor.meaning}".casefold() for part in parts)
    }


def _all(scenario: Scenario, evidence: Evidence, parameters: Mapping[str, Parameter]) -> Iterator[Factor]:
    for name, source in coefficient_factors(parameters, actors_of(scenario)):
        yield _coefficient(name, parameters[source])
    yield from _quantities(scenario, evidence)
    yield from _figures(scenario, evidence)


def _coefficient(name: str, parameter: Parameter) -> Factor:
    return Factor(
        name,
        parameter.meaning,
        parameter.value,
        parameter.low,
        parameter.high,
        parameter.unit,
        parameter.origin,
        parameter.shape,
    )


def _quantities(scenario: Scenario, evidence: Evidence) -> Iterator[Factor]:
    estimates = evidence.estimates(last_day(scenario.start))
    for name, quantity, subject, object_ in quantity_factors(evidence.codebook.quantities, actors_of(scenario)):
        entry = evidence.codebook.quantities[quantity]
        parties = ", ".join(scenario.label(code) for code in (subject, object_) if code)
        estimate = estimate_of(estimates, quantity, subject, object_)
        yield _documented(name, f"{entry.meaning}: {parties}", entry, estimate)


def estimate_of(estimates: Estimates, quantity: str, subject: str, object_: str = "") -> Estimate:
    """Return an estimate, or the codebook's default for parties of which the evidence knows nothing."""
    entry = estimates.codebook.quantities[quantity]
    known = estimates.codebook.parties
    for party, role in zip((subject, object_), entry.roles, strict=False):
        if party not in known.of(role):
            return estimates.default(quantity, subject, object_)
    return estimates.get(quantity, subject, object_)


def _documented(name: str, meaning: str, entry: Quantity, estimate: Estimate) -> Factor:
    from scipy.special import betaincinv

    low, high = (float(betaincinv(estimate.alpha, estimate.beta, tail)) for tail in (TAIL, 1 - TAIL))
    signed = entry.scale == "signed"
    value, low, high = (2 * share - 1 if signed else share for share in (estimate.mean, low, high))
    return Factor(name, meaning, value, low, high, "-1 to 1" if signed else "0-1", estimate.origin, "beta")


def _figures(scenario: Scenario, evidence: Evidence) -> Iterator[Factor]:
    for name, variable, state in measured_factors(actors_of(scenario)):
        spec = scenario.states[state]
        given: float | None = getattr(spec, variable)
        value = evidence.figures.value(variable, state) if given is None else given
        if value is not None:
            meaning, unit = MEASURED[variable]
            origin = "measured" if given is None else "scenario"
            yield Factor(name, meaning.format(spec.label), value, value, value, unit, origin, "fixed")


WIDTH = 100
INDENT = "    "


def table(factors: Mapping[str, Factor], word: str = "") -> str:
    """Write a catalogue within 100 columns: a line of numbers and a line of meaning each.

    ``word``: only factors with this in name or meaning; empty for all.
    """
    found = find(word, factors)
    if not found:
        names = {*factors, *(name.split(".")[0] for name in factors)}
        guess = nearest(word, names)
        raise BalkansimError(
            f"no factor has {word!r} in its name or meaning" + (f"; did you mean {guess!r}?" if guess else ""),
            expected="part of a name or of a meaning, as tension or SRB",
            todo="list all with: balkansim factors",
        )
    column = max(map(len, found))
    head = f"{'name'.ljust(column)}  {'value':>9}  {'range':<19}  origin"
    example = next(iter(found.values()))
    return "\n".join(
        [
            head,
            *(_row(factor, column) for factor in found.values()),
            "",
            f"{len(found)} of {len(factors)} factors. Set one with: --set {example.name}={number(example.value)}",
        ]
    )


def _row(factor: Factor, column: int) -> str:
    spread = f"{number(factor.low)} to {number(factor.high)}" if factor.low < factor.high else "fixed"
    numbers = f"{factor.name.ljust(column)}  {number(factor.value):>9}  {spread:<19}  {factor.origin}"
    meaning = textwrap.fill(f"{factor.meaning} ({factor.unit})", WIDTH, initial_indent=INDENT, subsequent_indent=INDENT)
    return f"{numbers}\n{meaning}"


def number(value: float) -> str:
    """Write a number with three digits, whole from a thousand on."""
    return f"{value:,.0f}".replace(",", "") if abs(value) >= 1000 else f"{value:.3g}"
