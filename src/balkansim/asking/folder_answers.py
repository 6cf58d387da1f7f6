"""What a run folder says on one forecast: how it varies over the design, what moves it, and where it meets the word."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from balkansim.asking.drivers import driven
from balkansim.asking.folder_answer import Band, FolderAnswer, Mover, Movers, Place
from balkansim.asking.ranking import by_chance, ranked
from balkansim.asking.swept import Floats, Swept, open_swept
from balkansim.errors import BalkansimError, unknown
from balkansim.forecasting.intervals import ROUNDING, spread

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

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

    Parameters
    ----------
    folder : path
        A run folder of any design; points that are missing are left out.
    forecast : str
        Id of a forecast, such as ``F1``; case is ignored.
    yardstick : str
        Name of a yardstick; by default the evidence folder's own.
    evidence : Evidence, optional
        The evidence of the sweep; by default that of its manifest.

    Returns
    -------
    FolderAnswer
        Prints as at most 30 lines.

    Raises
    ------
    BalkansimError
        If there is no such forecast, or the sweep did not ask it.
    """
    from balkansim.forecasting.questions import load_questions
    from balkansim.forecasting.words import load_yardsticks

    swept = open_swept(folder, evidence)
    evidence = swept.sweep.evidence
    question = load_questions(evidence.path("forecasts.toml")).get(forecast)
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
