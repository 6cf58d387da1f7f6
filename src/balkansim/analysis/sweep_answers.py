"""What a run folder says on one forecast: how it varies over the design, what moves it, and where it meets the word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from balkansim.analysis.sensitivity import driven
from balkansim.analysis.swept import Floats, Swept, by_chance, open_swept, ranked
from balkansim.errors import BalkansimError, unknown
from balkansim.forecasts import ledger as told
from balkansim.forecasts.intervals import ROUNDING, spread
from balkansim.pages import Explanation, Page, Section, Table

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

FACTORS_TOLD = 5
MOVERS_TOLD = 5
VALUES_TOLD = 3
"""Factors, movers, and values of a point that are told; the rest is counted."""


@dataclass(frozen=True)
class Place:
    """What a forecast comes to at one design point.

    ``probability``: share of histories, in [0, 1]. ``low``, ``high``: the 90% interval over parameter draws, in [0, 1];
    None where it cannot be told. ``mc_error``: monte-Carlo error, in [0, 1].
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
    """How a forecast stands to the document's band over the design points."""

    low: float
    high: float
    below: int
    inside: int
    above: int
    nearest: tuple[Place, ...]


@dataclass(frozen=True)
class Mover:
    """How strongly a factor moves a forecast.

    ``half``: half of its 95% confidence interval; None where there is none.
    """

    factor: str
    strength: float
    half: float | None = None
    is_signed: bool = False


@dataclass(frozen=True)
class Movers:
    """The factors by how strongly they move a forecast.

    ``factors``: strongest first; empty where the forecast does not vary.
    """

    measure: str
    factors: tuple[Mover, ...]
    chance: float | None = None


@dataclass(frozen=True)
class FolderAnswer(Explanation):
    """What a run folder says on one forecast; prints as text, shows as HTML, ``.to_frame()`` lists what moves it.

    ``forecast``, ``proposition``, ``paragraph``, ``term``: the forecast, in our words, where its document makes it, and
    the document's word. ``factors`` (tuple of (str, str)): what the folder varied, and how far. ``lowest``,
    ``highest``: where the probability is least and greatest. ``median``: median probability over points, in [0, 1].
    ``band``: how it stands to the word's band; None where the word is not scored.
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


NEAREST = 3
"""Points told that are nearest to the document's band."""
DIGITS = 9
"""To which distances from the middle of the band are compared."""
RANKS = "rank correlation over the points (of a factor of names, the correlation ratio of the ranks)"
INDICES = {"sobol": "Sobol's index of total order", "morris": "Morris's mu*"}


@dataclass(frozen=True)
class Answers:
    """The histories of the points that can answer a forecast, and which points these are."""

    swept: Swept
    places: NDArray[np.int64]
    hits: Floats

    @property
    def shares(self) -> Floats:
        """Probability at each point."""
        return self.hits.mean(axis=(1, 2))


def answer_from(
    folder: Path | str, forecast: str, *, yardstick: str = "", evidence: Evidence | None = None
) -> FolderAnswer:
    """Say what a sweep's run folder tells about one forecast.

    ``folder``: A run folder of any design; points that are missing are left out. ``forecast``: id of a forecast, such
    as ``F1``; case is ignored. ``yardstick``: name of a yardstick; by default the evidence folder's own. ``evidence``:
    the evidence of the sweep; by default that of its manifest. Returns: prints as at most 30 lines.
    """
    from balkansim.forecasts.questions import questions_of
    from balkansim.forecasts.yardsticks import load_yardsticks

    swept = open_swept(folder, evidence)
    evidence = swept.sweep.evidence
    question = questions_of(evidence).get(forecast)
    words = load_yardsticks(evidence.path("yardsticks.toml")).get(yardstick or None)
    found = _answers(swept, question.id)
    ends = words.band(question.term) if question.scored else None
    order = np.argsort(found.shares, kind="stable")
    return FolderAnswer(
        forecast=question.id,
        proposition=question.proposition,
        paragraph=question.paragraph,
        term=question.shown_term,
        yardstick=words.name,
        folder=str(swept.path),
        run=swept.told,
        factors=tuple((axis.name, axis.told()) for axis in swept.sweep.axes),
        points=len(order),
        unanswered=swept.sweep.points - len(order),
        lowest=_place(found, int(order[0])),
        median=float(np.median(found.shares)),
        highest=_place(found, int(order[-1])),
        band=_band(found, *ends) if ends else None,
        movers=_movers(found, question.id),
    )


def _answers(swept: Swept, forecast: str) -> Answers:
    """Return the histories of a forecast at the points that can answer it."""
    if forecast not in swept.outcomes:
        asked = [name for name in swept.outcomes if swept.is_yes_or_no(name) and "." not in name]
        todo = "add it to forecasts in the sweep file"
        raise unknown("forecast of this sweep", forecast, asked, where=str(swept.path), todo=todo)
    hits = swept.values(forecast)
    places = np.flatnonzero(~np.isnan(hits).any(axis=(1, 2)))
    if not len(places):
        raise BalkansimError(f"{forecast} is not answerable at any point", where=str(swept.path))
    return Answers(swept, places, hits[places])


def _place(found: Answers, at: int) -> Place:
    """Tell one point: its factors, probability and interval."""
    point = int(found.swept.points[found.places[at]])
    known = spread(found.hits[at].sum(axis=1), found.hits.shape[2])
    return Place(point, found.swept.sweep.values(point), known.mean, known.low, known.high, known.mc_error)


def _band(found: Answers, low: float, high: float) -> Band:
    """Count the points below, in and above a band, and tell those nearest to its middle."""
    shares = found.shares
    nearest = np.argsort(np.abs(shares - (low + high) / 2).round(DIGITS), kind="stable")[:NEAREST]
    below, above = int((shares < low - ROUNDING).sum()), int((shares > high + ROUNDING).sum())
    places = tuple(_place(found, int(at)) for at in nearest)
    return Band(low, high, below, len(shares) - below - above, above, places)


def _movers(found: Answers, forecast: str) -> Movers:
    """Return the factors by how strongly they move a forecast: sensitivity indices where they fit, else ranks."""
    known = driven(found.swept, forecast)
    if known is not None:
        measure = INDICES[found.swept.sweep.spec["method"]]
        return Movers(measure, tuple(Mover(i.factor, i.strength, i.strength_conf) for i in known.indices))
    factors = {name: column[found.places] for name, column in found.swept.factors().items()}
    along = ranked(factors, found.shares)
    movers = tuple(Mover(each.factor, each.correlation, is_signed=each.is_signed) for each in along)
    return Movers(RANKS, movers, by_chance(len(found.places)))
