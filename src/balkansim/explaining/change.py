"""The smallest change of a single input that brings a forecast's probability into the band of the document's word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from balkansim.explaining.drivers import Driver
from balkansim.forecasting.intervals import ROUNDING

STEPS = 5
"""Halvings of the way to an end: the answer is good to one part in 32 of it."""

SEARCHED = 4
"""Inputs whose way is halved: those with the shortest way, were it a straight line."""

Probability = Callable[[dict[str, float]], float]
Band = tuple[float, float]


@dataclass(frozen=True)
class Change:
    """One input moved so far that a forecast's probability lies in the band.

    Parameters
    ----------
    name : str
        The input.
    start, value : float
        Its middle, and where it is moved to.
    share : float
        The way moved, as a share of that from the middle to the end of the range, in (0, 1].
    probability : float
        What the forecast's probability becomes, in [0, 1].
    """

    name: str
    start: float
    value: float
    share: float
    probability: float


def smallest_change(drivers: Sequence[Driver], probability: Probability, now: float, band: Band) -> Change | None:
    """Search for the smallest change of one input that brings a probability into a band.

    An input whose end does not carry the probability to the band is not searched, which takes effects to be monotone.
    Of the others those with the shortest way, were it a straight line, are halved, each only if it can beat the best.

    Parameters
    ----------
    drivers : sequence of Driver
        The inputs to search, with the probability at both ends of their ranges.
    probability : callable
        The probability with some inputs fixed, on common random numbers.
    now : float
        The probability as it stands, outside the band.
    band : tuple of float
        Both ends of the band, in [0, 1].

    Returns
    -------
    Change or None
        None if no single input searched reaches the band.
    """
    best: Change | None = None
    ways = sorted(_reaching(drivers, now, band), key=lambda way: _straight(way[0], way[1], now, band))
    for driver, end in ways[:SEARCHED]:
        found = _halved(driver, end, probability, now, band, 1.0 if best is None else best.share)
        if found and (best is None or found.share < best.share):
            best = found
    return best


def shifted(drivers: Sequence[Driver], shift: float) -> list[Driver]:
    """Return inputs with the probability at both ends moved by as much as paired runs differ from the ensemble.

    Parameters
    ----------
    drivers : sequence of Driver
        The inputs.
    shift : float
        Probability of the ensemble minus that of the paired runs with nothing fixed.
    """
    return [replace(d, at_low=d.at_low + shift, at_high=d.at_high + shift) for d in drivers]


def nearest_end(drivers: Sequence[Driver], band: Band) -> tuple[Driver, float, float] | None:
    """Return the input and the end of its range whose probability comes nearest to a band, with that probability.

    Parameters
    ----------
    drivers : sequence of Driver
        The inputs.
    band : tuple of float
        Both ends of the band, in [0, 1].
    """
    ends = [(d, d.low, d.at_low) for d in drivers] + [(d, d.high, d.at_high) for d in drivers]
    return min(ends, key=lambda end: _distance(end[2], band), default=None)


def _reaching(drivers: Sequence[Driver], now: float, band: Band) -> Iterator[tuple[Driver, float]]:
    """Yield each input with an end of its range at which the probability reaches or passes the band's nearer edge."""
    for driver in drivers:
        for end, there in ((driver.low, driver.at_low), (driver.high, driver.at_high)):
            if _reaches(there, now, band):
                yield driver, end


def _straight(driver: Driver, end: float, now: float, band: Band) -> float:
    """Return the share of the way to an end at which a straight line would reach the band."""
    there = driver.at_low if end == driver.low else driver.at_high
    edge = band[0] if now < band[0] else band[1]
    return (edge - now) / (there - now) if there != now else 1.0


def _halved(
    driver: Driver, end: float, probability: Probability, now: float, band: Band, share: float
) -> Change | None:
    """Halve the way to an end, beginning at a share of it; None if the band is not reached there or jumped over.

    Each run is held against one with the input at its middle, and the difference added to the probability as it stands,
    so that only moving the input counts, not that it varies no longer.
    """
    offset = now - probability({driver.name: driver.value})

    def at(moved: float) -> float:
        return probability({driver.name: driver.moved(end, moved)}) + offset

    short, far = 0.0, share
    there = at(far)
    if not _reaches(there, now, band):
        return None
    for _ in range(STEPS):
        middle = (short + far) / 2
        reached = at(middle)
        if _reaches(reached, now, band):
            far, there = middle, reached
        else:
            short = middle
    if _distance(there, band) > ROUNDING:
        return None
    return Change(driver.name, driver.value, driver.moved(end, far), far, there)


def _reaches(probability: float, now: float, band: Band) -> bool:
    """Tell whether a probability has come to the band, or passed it, from where it was."""
    return probability >= band[0] - ROUNDING if now < band[0] else probability <= band[1] + ROUNDING


def _distance(probability: float, band: Band) -> float:
    return max(band[0] - probability, probability - band[1], 0.0)
