"""The answer of a run folder on one forecast, as a short page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from balkansim.explaining.explanation import Explanation
from balkansim.explaining.page import Page, Section, Table
from balkansim.forecasting import told

FACTORS_TOLD = 5
MOVERS_TOLD = 5
VALUES_TOLD = 3
"""Factors, movers, and values of a point that are told; the rest is counted."""


@dataclass(frozen=True)
class Place:
    """What a forecast comes to at one design point.

    Parameters
    ----------
    point : int
        Number of the point.
    values : mapping of str to float or str
        Value of each factor.
    probability : float
        Share of histories, in [0, 1].
    low, high : float or None
        The 90% interval over parameter draws, in [0, 1]; None where it cannot be told.
    mc_error : float
        Monte-Carlo error, in [0, 1].
    """

    point: int
    values: Mapping[str, float | str]
    probability: float
    low: float | None
    high: float | None
    mc_error: float

    @property
    def where(self) -> str:
        """The point's number and the values of its first factors."""
        shown = [f"{name} {v if isinstance(v, str) else f'{v:.3g}'}" for name, v in self.values.items()]
        more = f", {len(shown) - VALUES_TOLD} more" if len(shown) > VALUES_TOLD else ""
        return f"point {self.point}: {', '.join(shown[:VALUES_TOLD])}{more}"


@dataclass(frozen=True)
class Band:
    """How a forecast stands to the document's band over the design points.

    Parameters
    ----------
    low, high : float
        The band, in [0, 1].
    below, inside, above : int
        Points below, in and above it.
    nearest : tuple of Place
        The points nearest to its middle.
    """

    low: float
    high: float
    below: int
    inside: int
    above: int
    nearest: tuple[Place, ...]


@dataclass(frozen=True)
class Mover:
    """How strongly a factor moves a forecast.

    Parameters
    ----------
    factor : str
        The factor.
    strength : float
        As `Movers.measure` tells.
    half : float or None
        Half of its 95% confidence interval; None where there is none.
    is_signed : bool
        Whether the sign tells a direction.
    """

    factor: str
    strength: float
    half: float | None = None
    is_signed: bool = False


@dataclass(frozen=True)
class Movers:
    """The factors by how strongly they move a forecast.

    Parameters
    ----------
    measure : str
        How that was measured.
    factors : tuple of Mover
        Strongest first; empty where the forecast does not vary.
    chance : float or None
        Strength that chance alone reaches, for rank correlations.
    """

    measure: str
    factors: tuple[Mover, ...]
    chance: float | None = None


@dataclass(frozen=True)
class FolderAnswer(Explanation):
    """What a run folder says on one forecast; prints as text, shows as HTML, ``.to_frame()`` lists what moves it.

    Parameters
    ----------
    forecast, proposition, paragraph, term : str
        The forecast, in our words, where its document makes it, and the document's word.
    yardstick : str
        The yardstick of the words.
    folder, run : str
        The run folder, and what was run in it.
    factors : tuple of (str, str)
        What the folder varied, and how far.
    points, unanswered : int
        Points that can answer, and those that cannot or are not there.
    lowest, highest : Place
        Where the probability is least and greatest.
    median : float
        Median probability over points, in [0, 1].
    band : Band or None
        How it stands to the word's band; None where the word is not scored.
    movers : Movers
        What moves it.
    """

    forecast: str
    proposition: str
    paragraph: str
    term: str
    yardstick: str
    folder: str
    run: str
    factors: tuple[tuple[str, str], ...]
    points: int
    unanswered: int
    lowest: Place
    median: float
    highest: Place
    band: Band | None
    movers: Movers

    def rows(self) -> list[dict[str, Any]]:
        """Return the factors by how strongly they move the forecast, a row each."""
        return [{**asdict(mover), "measure": self.movers.measure} for mover in self.movers.factors]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return asdict(self)

    def page(self) -> Page:
        """Return the answer as a page of at most 30 lines."""
        sections = (
            Section("varied", (self._varied(),)),
            Section("model", self._probabilities()),
            Section("document", self._document()),
            Section("moved by", self._moved()),
        )
        return Page(f"{self.forecast}: {self.proposition}, over a sweep", (self.run,), sections)

    def _varied(self) -> str:
        shown = [f"{name} ({extent})" for name, extent in self.factors[:FACTORS_TOLD]]
        more = f"; and {len(self.factors) - FACTORS_TOLD} more" if len(self.factors) > FACTORS_TOLD else ""
        return "; ".join(shown) + more + "."

    def _probabilities(self) -> tuple[str | Table, ...]:
        """Tell least, median and greatest probability, and where."""
        rows = (
            ("least", *_cells(self.lowest)),
            ("median", f"{told.percent(self.median)}%", "", f"over {self.points} points"),
            ("greatest", *_cells(self.highest)),
        )
        left_out = f"{self.unanswered} points are missing or cannot answer it." if self.unanswered else ""
        return (Table(("", "model", "90%", "where"), rows), *([left_out] if left_out else []))

    def _document(self) -> tuple[str | Table, ...]:
        """Tell the document's word, and the points nearest to its band."""
        if self.band is None:
            return (f'{self.paragraph}: "{self.term}", which {self.yardstick} does not score.',)
        band = self.band
        sentence = (
            f'{self.paragraph}: "{self.term}", {told.band(band.low, band.high)} on {self.yardstick}: {band.below} '
            f"points lie below it, {band.inside} in it, {band.above} above. Nearest:"
        )
        return sentence, Table(("model", "90%", "where"), tuple(_cells(place) for place in band.nearest))

    def _moved(self) -> tuple[str | Table, ...]:
        """Tell what moves it most, and what is within chance."""
        factors = self.movers.factors[:MOVERS_TOLD]
        if not factors:
            return ("nothing: it is the same at every point.",)
        rows = tuple((each.factor, _strength(each)) for each in factors)
        hidden = len(self.movers.factors) - len(factors)
        chance = f" Within chance below {self.movers.chance:.2f}." if self.movers.chance is not None else ""
        more = f" {hidden} weaker factors are left out." if hidden else ""
        return Table(("factor", "strength"), rows), f"Strength is {self.movers.measure}.{chance}{more}"


def _cells(place: Place) -> tuple[str, str, str]:
    return f"{told.percent(place.probability)}%", told.band(place.low, place.high), place.where


def _strength(mover: Mover) -> str:
    if mover.half is not None:
        return f"{mover.strength:.2f} +-{mover.half:.2f}"
    return f"{mover.strength:+.2f}" if mover.is_signed else f"{mover.strength:.2f}"
