"""The names of everything that can be set in a world, and the values each can take at all."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from typing import Protocol

from balkansim.errors import BalkansimError, nearest
from balkansim.scenario.resolved import Range


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
class Cast:
    """Who is in a world, in canonical order.

    Parameters
    ----------
    state, patron, bloc, flashpoint, entity : tuple of str
        Codes or names.
    """

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

    Parameters
    ----------
    low, high : float
        Bounds; infinite where there is none.
    above : bool
        Whether ``low`` itself is excluded.
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


def quantity_factors(quantities: Mapping[str, QuantityLike], cast: Cast) -> Iterator[tuple[str, str, str, str]]:
    """Yield each factor that a quantity of the codebook gives in a world.

    Parameters
    ----------
    quantities : mapping of str to QuantityLike
        The codebook's quantities, by name.
    cast : Cast
        Who is in the world.

    Yields
    ------
    tuple of str
        Factor, quantity, subject and object (empty where the quantity has none); the two parties of a symmetric
        quantity in roster order.
    """
    for quantity, entry in quantities.items():
        for subject, object_ in _parties(entry, cast):
            yield ".".join(part for part in (quantity, subject, object_) if part), quantity, subject, object_


def _parties(entry: QuantityLike, cast: Cast) -> Iterable[tuple[str, str]]:
    kinds = entry.parties.split()
    if len(kinds) == 1:
        return ((member, "") for member in cast.of(kinds[0]))
    if entry.symmetric:
        return combinations(cast.of(kinds[0]), 2)
    pairs = product(cast.of(kinds[0]), cast.of(kinds[1]))
    return ((subject, object_) for subject, object_ in pairs if subject != object_)


def measured_factors(cast: Cast) -> Iterator[tuple[str, str, str]]:
    """Yield the factors read from figures: name, variable and state."""
    for variable in ("expenditure", "burden"):
        yield from ((f"{variable}.{state}", variable, state) for state in cast.state)


def vocabulary(
    cast: Cast, quantities: Mapping[str, QuantityLike], parameters: Mapping[str, ParameterLike]
) -> dict[str, Limits]:
    """Return every factor of a world with its limits.

    Parameters
    ----------
    cast : Cast
        Who is in the world.
    quantities : mapping of str to QuantityLike
        The codebook's quantities.
    parameters : mapping of str to ParameterLike
        The coefficients.

    Returns
    -------
    dict of str to Limits
        By factor, in the order in which they are listed.
    """
    limits = {name: parameter_limits(parameters[source]) for name, source in coefficient_factors(parameters, cast)}
    for name, quantity, _, _ in quantity_factors(quantities, cast):
        limits[name] = SIGNED if quantities[quantity].scale == "signed" else UNIT
    for name, variable, _ in measured_factors(cast):
        limits[name] = POSITIVE if variable == "expenditure" else UNIT
    return limits


def coefficient_factors(parameters: Iterable[str], cast: Cast) -> Iterator[tuple[str, str]]:
    """Yield the coefficients of a world, each with the coefficient of the file that gives its range.

    Parameters
    ----------
    parameters : iterable of str
        Names of the file. Where it holds ``FAMILY.other``, the family has one member for each patron (families that
        begin with ``patron_``) or flashpoint, and ``other`` stands for those it does not name.
    cast : Cast
        Who is in the world.

    Yields
    ------
    tuple of str
        Factor, and name in the file.
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
    """Refuse a factor that is unknown or a value it cannot take.

    Parameters
    ----------
    name : str
        The factor.
    setting : float or Range
        Its value or distribution.
    limits : mapping of str to Limits
        Every factor of the world, from :func:`vocabulary`.
    where : str
        File and key, or the option.

    Raises
    ------
    BalkansimError
        If the name is unknown (the nearest is suggested) or a value lies outside its limits.
    """
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
