"""The names of a design's factors: what kind each is, in one way of saying it, none twice and none set already."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from balkansim.designs.axes import MONTH, MONTH_PREFIX, NUMBER, SCENARIO
from balkansim.errors import BalkansimError
from balkansim.scenario.assembly import in_roster_order
from balkansim.scenario.normal import factor_key
from balkansim.scenario.resolved import Scenario


def kind_of(name: str) -> str:
    """Return whether a factor is a number, an event's month or the scenario.

    Parameters
    ----------
    name : str
        As written.
    """
    if name == SCENARIO:
        return SCENARIO
    return MONTH if name.startswith(MONTH_PREFIX) else NUMBER


def canonical(name: str, world: Scenario) -> str:
    """Return a factor's name as the catalogue writes it: codes for actors, symmetric ones in roster order.

    Parameters
    ----------
    name : str
        As written.
    world : Scenario
        Its roster gives the order.
    """
    return in_roster_order(factor_key(name), world.roster) if kind_of(name) == NUMBER else name


def canonical_names(
    written: Iterable[str], world: Scenario, fixed: Iterable[str], where: Callable[[str], str]
) -> list[str]:
    """Return the names of all factors as the catalogue writes them.

    Parameters
    ----------
    written : iterable of str
        As the file has them.
    world : Scenario
        The base.
    fixed : iterable of str
        Factors set alike at all points.
    where : callable
        Tells where a factor stands.

    Raises
    ------
    BalkansimError
        If a factor is named twice, or is both set and varied.
    """
    names: list[str] = []
    held = {canonical(name, world) for name in fixed}
    for word in written:
        name = canonical(word, world)
        if name in names:
            raise BalkansimError(f"{name} is varied twice", expected="each factor once", where=where(word))
        if name in held:
            raise BalkansimError(
                f"{name} is set and varied", expected="one of the two", where=where(word), todo="take it out of [set]"
            )
        names.append(name)
    return names
