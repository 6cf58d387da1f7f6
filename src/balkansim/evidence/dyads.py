"""Where two states stand before any claim is read: a prior computed from measured facts.

Source
------
Rivalry as standing hostility: Thompson, Identifying Rivals and Rivalries in World Politics, International Studies
Quarterly 45 (2001) 557-586; Colaresi, Rasler and Thompson, Strategic Rivalries in World Politics (2007). Disputes and
their fading: Diehl and Goertz, War and Peace in International Rivalry (2000); Klein, Goertz and Diehl, The New Rivalry
Dataset, Journal of Peace Research 43 (2006) 331-348. Votes: Gartzke, Kant We All Just Get Along?, American Journal of
Political Science 42 (1998) 1-27; Bailey, Strezhnev and Voeten, Journal of Conflict Resolution 61 (2017) 430-456. The
order of relations from rivalry to security community: Goertz, Diehl and Balas, The Puzzle of Peace (2016).

Reading
-------
The mean is the logistic function of a base plus a weight times each fact. None of these works estimates hostility on
the scale used here: they give signs and an order, the sizes are assumed, each with its reason and range in the
codebook. The ranges and a width of its own make the spread: what the facts leave out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Annotated, NamedTuple, Self

from pydantic import Field, model_validator

from balkansim.evidence.figures import Figures
from balkansim.files import Strict

CONTESTED = "XKX"
"""The state whose recognition the figures record."""
OF_A_STATE = ("eu_status", "nato_since", "unga_ideal_point", "recognises_kosovo")
"""A state with none of these figures is one of which nothing is measured."""
Text = Annotated[str, Field(min_length=1)]


class Weight(Strict):
    """A number of the computation, with its range, origin and reason."""

    value: float
    low: float
    high: float
    unit: Text
    origin: Text
    reason: Text

    @model_validator(mode="after")
    def _inside(self) -> Self:
        if not self.low <= self.value <= self.high:
            raise ValueError("value between low and high")
        return self

    @property
    def variance(self) -> float:
        """Variance of a number drawn evenly from the range."""
        return (self.high - self.low) ** 2 / 12


class Contribution(NamedTuple):
    """What one fact adds to a dyad's log-odds: its name, its size, its weight."""

    fact: str
    size: float
    weight: float


class DyadPrior(Strict):
    """How one quantity is computed: log-odds of strangers, a weight per fact, and what the facts leave open."""

    base: Weight
    width: Weight
    facts: dict[str, Weight]

    @model_validator(mode="after")
    def _known(self) -> Self:
        for name in self.facts:
            if name not in FACTS:
                raise ValueError(f"facts among {', '.join(FACTS)}, not {name}")
        if self.width.low <= 0:
            raise ValueError("width above 0")
        return self


class Dyads(Strict):
    """The computation for every quantity it covers."""

    rivalry_half_life: Weight
    dispute_half_life: Weight
    quantities: dict[str, DyadPrior]

    def contributions(self, quantity: str, one: str, other: str, figures: Figures, year: int) -> list[Contribution]:
        """Return what each fact that holds adds to a dyad's log-odds, the base first.

        ``figures``: those known by the day. ``year``: of the day, to which facts have aged.
        """
        prior = self.quantities[quantity]
        found = [Contribution("base", 1.0, prior.base.value)]
        for name, weight in prior.facts.items():
            size = FACTS[name][1](Dyad(one, other, figures, year, self))
            if size:
                found.append(Contribution(name, size, weight.value))
        return found

    def moments(self, quantity: str, one: str, other: str, figures: Figures, year: int) -> tuple[float, float]:
        """Return mean and sd on the unit scale.

        ``figures``, ``year``: as for ``contributions``.
        """
        prior = self.quantities[quantity]
        found = self.contributions(quantity, one, other, figures, year)
        mean = 1 / (1 + math.exp(-sum(each.size * each.weight for each in found)))
        facts = sum(each.size**2 * prior.facts[each.fact].variance for each in found[1:])
        variance = prior.width.value**2 + prior.base.variance + facts
        return mean, variance**0.5 * mean * (1 - mean)


def measured_states(figures: Figures) -> frozenset[str]:
    """Return the states of which something is measured, whenever that became known."""
    return frozenset(figure.subject for figure in figures.rows if figure.variable in OF_A_STATE)


class Dyad(NamedTuple):
    """Two states and what is known of them."""

    one: str
    other: str
    figures: Figures
    year: int
    dyads: Dyads

    def number(self, variable: str) -> float:
        """Return a figure of the two, 0 where there is none."""
        return self.figures.value(variable, self.one, self.other) or 0.0

    def faded(self, year: int, half_life: Weight) -> float:
        """Return what is left today of something of a year, in [0, 1]."""
        return float(0.5 ** (max(self.year - year, 0) / half_life.value))


def _allied(dyad: Dyad) -> float:
    both = all(dyad.figures.value("nato_since", state) is not None for state in dyad[:2])
    return float(both or bool(dyad.figures.series("defence_pact_since", dyad.one, dyad.other)))


def _both_in_eu(dyad: Dyad) -> float:
    return float(all(dyad.figures.value("eu_since", state) is not None for state in dyad[:2]))


def _recognition(dyad: Dyad) -> str:
    """Return ``y`` or ``n`` where one of the two is contested and the other has decided, else nothing."""
    if CONTESTED not in dyad[:2]:
        return ""
    return dyad.figures.word("recognises_kosovo", dyad.other if dyad.one == CONTESTED else dyad.one)


def _rivalry(dyad: Dyad) -> float:
    """Return 1 for a rivalry on record to the end of the data, less for one that ended, by its age."""
    figure = dyad.figures.figure("strategic_rivalry", dyad.one, dyad.other)
    if figure is None:
        return 0.0
    last = int(figure.text.split("-")[1])
    return 1.0 if str(last) >= figure.year else dyad.faded(last, dyad.dyads.rivalry_half_life)


def _disputes(dyad: Dyad) -> float:
    """Return the binary logarithm of 1 + years with a militarised dispute, each faded by its age."""
    text = dyad.figures.word("militarised_disputes", dyad.one, dyad.other)
    years = [int(year) for year in text.split() if year.isdigit()]
    return math.log2(1 + sum(dyad.faded(year, dyad.dyads.dispute_half_life) for year in years))


def _vote_distance(dyad: Dyad) -> float:
    points = [dyad.figures.value("unga_ideal_point", state) for state in dyad[:2]]
    return 0.0 if points[0] is None or points[1] is None else abs(points[0] - points[1])


FACTS: Mapping[str, tuple[str, Callable[[Dyad], float]]] = {
    "allied": ("both are in NATO, or have a defence pact", _allied),
    "both_in_eu": ("both are in the EU", _both_in_eu),
    "not_recognised": ("one does not recognise the other", lambda dyad: float(_recognition(dyad) == "n")),
    "recognised": ("one recognises the other, whom others do not", lambda dyad: float(_recognition(dyad) == "y")),
    "rivalry": ("strategic rivalry on record; one that ended fades", _rivalry),
    "disputes": ("militarised disputes since 1992, faded; binary logarithm of 1 + their years", _disputes),
    "vote_distance": ("distance of ideal points in the UN General Assembly", _vote_distance),
    "open_dispute": ("open bilateral dispute on public record", lambda dyad: dyad.number("open_dispute")),
    "border": ("common land border", lambda dyad: float(dyad.number("land_border_km") > 0)),
    "formats": ("standing sub-regional formats to which both belong", lambda dyad: dyad.number("common_formats")),
    "council": ("the two governments meet in council", lambda dyad: dyad.number("standing_council")),
}
"""Every fact by its name in the codebook: what it means, and how its size is read from the figures."""
