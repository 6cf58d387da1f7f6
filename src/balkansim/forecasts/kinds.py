"""The kinds of question, a class each: what it asks, what it reads off a record, when that is a yes, how it is told."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, PositiveFloat, PositiveInt

from balkansim.files import Strict
from balkansim.forecasts.intervals import counted
from balkansim.forecasts.series import Floats, Matter, Series, StateCode, Tension, Window
from balkansim.forecasts.yardsticks import Text
from balkansim.model.trajectories import NEVER, Trajectories
from balkansim.months import month_index, month_short
from balkansim.pages import Cell, Table

Arms = Mapping[str, Trajectories]
"""Records of the same draws by arm: ``scenario``, ``no-blocs``, ``dialogue``, ``null``, as far as they were run."""
Bools = NDArray[np.bool_]
Names = Annotated[tuple[Text, ...], Field(min_length=1)]
Tally = dict[tuple[str, ...], float]
"""Sums over histories, by what was counted; those of two chunks are added."""
Counted = Mapping[tuple[str, ...], float]
Told = tuple[str | Table, ...]
FIRST_SIMULATED_ROW = 1
DECEMBER = "12"


@dataclass(frozen=True, eq=False)
class Measured:
    """What a question read off each history, before any threshold.

    ``values`` (numpy.ndarray, shape (draws * histories,)): by kind: accessions counted; the ratio of hazards; the
    change of a level, in the direction asked; the longest run of months; 1 or 0 for the kinds that only hold or not.
    ``passes`` (numpy.ndarray of bool, shape (draws * histories,)): whether the question's other conditions hold, true
    where it has none.
    """

    draws: int
    histories: int
    values: Floats
    passes: Bools

    @classmethod
    def joined(cls, parts: Sequence[Measured]) -> Measured:
        """Join chunks of whole draws, in order. ``parts``: at least one chunk, of equally many histories a draw."""
        values = np.concatenate([part.values for part in parts])
        passes = np.concatenate([part.passes for part in parts])
        return cls(sum(part.draws for part in parts), parts[0].histories, values, passes)


class Kind(Strict):
    """A kind of question that a record can answer; a new one says what it reads off it, and when that is a yes."""

    kind: str
    status_quo: ClassVar[float] = 0.0
    """The forecast that nothing changes: 1 for what comes true by itself, 0 for whatever takes a change."""

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms it reads, the one it asks about first."""
        return ("scenario",)

    @property
    def fixed_delta(self) -> float | None:
        """What counts as a change; None where it is the null world's median absolute change, 0 where nothing does."""
        return 0.0

    @abstractmethod
    def values(self, window: Window, arms: Arms) -> Floats | Bools:
        """Return the number it compares, for each history; months of the window before the run are left out."""

    def passes(self, window: Window, world: Trajectories) -> Bools:
        """Tell of each history whether the other conditions hold."""
        return np.ones(len(world.ends), dtype=bool)

    def measure(self, window: Window, arms: Arms) -> Measured:
        """Read off a record what it asks for; the arms must be enough, as `standing` finds out."""
        world = arms[self.arms[0]]
        values = np.asarray(self.values(window, arms), dtype=float)
        return Measured(world.draws, world.histories, values, self.passes(window, world))

    def decide(self, measured: Measured, delta: float | Floats) -> Bools:
        """Tell of each history whether it is a yes. ``delta``: what counts as a change, not negative."""
        return measured.values > 0

    def missing(self, world: Trajectories) -> str:
        """Name what it asks about and a world does not have, or return an empty string.

        Dyads, flashpoints and candidate states that are absent are left out, so that only their complete absence
        counts; for a lapse every bloc named must exist, for staying out at least one.
        """
        return ""


class Forecastable(Kind):
    """A kind of question that a document's forecast may ask: it can be told, and what happened in its histories."""

    @abstractmethod
    def words(self, window: Window) -> str:
        """Tell when a history counts as a yes."""

    @abstractmethod
    def matters(self) -> set[Matter]:
        """Return the things it looks at."""

    def implies(self, other: Kind) -> bool:
        """Tell whether a yes is a yes to another question of the same or a longer window."""
        return False

    @abstractmethod
    def tally(self, window: Window, arms: Arms) -> Tally:
        """Sum over histories what tells how it came true or not."""

    @abstractmethod
    def happened(self, tally: Counted, histories: int) -> Told:
        """Lay out what happened. ``tally``: summed over chunks."""

    def note(self, measured: Measured) -> str:
        """Tell what else the ledger must say of what was measured."""
        return ""


def none_of(what: str, wanted: Sequence[str], known: Sequence[str]) -> str:
    """Name what is wanted if none of it is known."""
    return "" if set(wanted) & set(known) else f"no {what} {' or '.join(wanted)}"


def by(month: NDArray[np.int16], last: int) -> Bools:
    """Tell what happened, and by the month given."""
    return np.asarray((month != NEVER) & (month <= last))


def slots(wanted: Sequence[str], known: Sequence[str]) -> list[int]:
    """Return the slots of the names wanted, leaving out those unknown."""
    return [known.index(name) for name in wanted if name in known]


def _grid(head: tuple[str, ...], tally: Counted, columns: Sequence[str], histories: int, counts: str) -> Told:
    """Return a table with a row a name: counts as they are, other sums as means over histories."""
    rows = []
    for name in dict.fromkeys(key[0] for key in tally):
        sums = [(column, tally[name, column]) for column in columns]
        rows.append((name, *(int(n) if column == counts else n / histories for column, n in sums)))
    return (Table(head, tuple(rows)),)


class HazardRatio(Forecastable):
    """Summed monthly hazard over the window exceeds a factor times that of the same history without blocs, or of t0."""

    kind: Literal["hazard-ratio"]
    flashpoints: Names
    factor: PositiveFloat
    curve: tuple[PositiveFloat, ...] = ()
    against: Literal["no-blocs", "t0"]

    @property
    def arms(self) -> tuple[str, ...]:
        return ("scenario", "no-blocs") if self.against == "no-blocs" else ("scenario",)

    def missing(self, world: Trajectories) -> str:
        return none_of("flashpoint", self.flashpoints, world.flashpoints)

    def values(self, window: Window, arms: Arms) -> Floats:
        """Divide the window's summed hazard by the reference's; none in either is a ratio of 1."""
        own, reference = self._summed(window, arms["scenario"]), self._reference(window, arms)
        ratio = np.where(own > 0, np.inf, 1.0)
        np.divide(own, reference, out=ratio, where=reference > 0)
        return ratio

    def _summed(self, window: Window, world: Trajectories) -> Floats:
        """Sum the monthly hazard of the flashpoints over the window."""
        rows, places = world.rows(window.first, window.last), slots(self.flashpoints, world.flashpoints)
        return np.asarray(world.monthly["hazard"][:, rows, places].sum(axis=(1, 2)))

    def _reference(self, window: Window, arms: Arms) -> Floats:
        """Sum the hazard without blocs, or that of t0 kept up; of a run's first month where t0 is its start."""
        if self.against == "no-blocs":
            return self._summed(window, arms["no-blocs"])
        world = arms["scenario"]
        rows, places = world.rows(window.first, window.last), slots(self.flashpoints, world.flashpoints)
        row = max(world.reference_row, FIRST_SIMULATED_ROW)
        return np.asarray(world.monthly["hazard"][:, row, places].sum(axis=1) * (rows.stop - rows.start))

    def decide(self, measured: Measured, delta: float | Floats) -> Bools:
        return measured.values > self.factor

    def words(self, window: Window) -> str:
        against = "the same history's without blocs" if self.against == "no-blocs" else "that of t0 kept up"
        return (
            f"the summed hazard of {' and '.join(self.flashpoints)} over {window} exceeds {self.factor:g} x {against}"
        )

    @property
    def _other(self) -> str:
        return "without blocs" if self.against == "no-blocs" else "at t0"

    def note(self, measured: Measured) -> str:
        """Tell in which share of histories the hazard exceeds each factor of the curve."""
        ratios = measured.values
        shares = ", ".join(f"{factor:g}: {counted(int((ratios > factor).sum()), len(ratios))}" for factor in self.curve)
        told = f"share of histories whose hazard exceeds that {self._other} by a factor of {shares}"
        return told if self.curve else ""

    def matters(self) -> set[Matter]:
        return {("clash", place) for place in self.flashpoints}

    def tally(self, window: Window, arms: Arms) -> Tally:
        """Sum hazards by flashpoint, with what they are held against."""
        tally = Tally()
        for name in (name for name in self.flashpoints if name in arms["scenario"].flashpoints):
            alone = self.model_copy(update={"flashpoints": (name,)})
            own, ratio = alone._summed(window, arms["scenario"]), alone.values(window, arms)
            tally[name, "own"] = float(own.sum())
            tally[name, "reference"] = float((own / ratio).sum())
            tally[name, "above"] = float((ratio > self.factor).sum())
        return tally

    def happened(self, tally: Counted, histories: int) -> Told:
        head = ("flashpoint", "mean summed hazard", self._other, f"histories above {self.factor:g} x")
        return _grid(head, tally, ("own", "reference", "above"), histories, "above")


class _OfSeries(Forecastable):
    """A question of a monthly series; what happened is told as its level at t0 and in the window."""

    series: Series

    def missing(self, world: Trajectories) -> str:
        return self.series.missing(world)

    def matters(self) -> set[Matter]:
        return self.series.matters()

    def tally(self, window: Window, arms: Arms) -> Tally:
        """Sum a series at t0 and in the window; of tension, dyad by dyad."""
        world, tally = arms[self.arms[0]], Tally()
        for name, part in self.series.parts(world):
            start = part.at_t0(world)
            tally[name, "t0"] = float(start.sum())
            tally[name, "window"] = float((start + part.change(world, window)).sum())
        return tally

    def happened(self, tally: Counted, histories: int) -> Told:
        rows: list[tuple[Cell, ...]] = []
        for name in (name for name, what in tally if what == "t0"):
            t0, later = tally[name, "t0"] / histories, tally[name, "window"] / histories
            rows.append((name, t0, later, f"{later - t0:+.3f}"))
        return (Table(("series", "mean at t0", "mean in window", "change"), tuple(rows)),)


class Minimum(Strict):
    """The least change that a reader would notice.

    ``value``: in the unit of the series, or as a share of its level at t0 where the ``scale`` is relative.
    """

    value: PositiveFloat
    scale: Literal["absolute", "relative"]
    reason: Text


class _Change(_OfSeries):
    """A question of a series' change since t0, held against a minimum or, without one, the null world's median."""

    minimum: Minimum | None = None

    @property
    def fixed_delta(self) -> float | None:
        return self.minimum.value if self.minimum else None

    def change(self, window: Window, world: Trajectories) -> Floats:
        """Return the change of the window's mean since t0, in the unit of delta."""
        change = self.series.change(world, window)
        if self.minimum is None or self.minimum.scale == "absolute":
            return change
        level = np.abs(self.series.at_t0(world))
        share = np.where(change == 0, 0.0, np.copysign(np.inf, change))
        np.divide(change, level, out=share, where=level > 0)
        return share

    def side(self, by_minimum: str, by_delta: str) -> str:
        """Tell where the mean must lie, in words with a minimum to fill in, or in those of delta."""
        if self.minimum is None:
            return by_delta
        value, relative = self.minimum.value, self.minimum.scale == "relative"
        return by_minimum.format(f"{100 * value:g}%" if relative else f"{value:g}")


class LevelChange(_Change):
    """The window's mean of the series lies above t0 + delta (up) or below t0 - delta (down)."""

    kind: Literal["level-change"]
    direction: Literal["up", "down"]

    @property
    def arms(self) -> tuple[str, ...]:
        return ("scenario", "null") if self.minimum is None else ("scenario",)

    def values(self, window: Window, arms: Arms) -> Floats:
        moved = self.change(window, arms["scenario"])
        return moved if self.direction == "up" else -moved

    def decide(self, measured: Measured, delta: float | Floats) -> Bools:
        return measured.values > delta

    def words(self, window: Window) -> str:
        where, sign = ("above", "+") if self.direction == "up" else ("below", "-")
        side = self.side(f"more than {{}} {where} t0", f"{where} t0 {sign} delta")
        return f"{self.series}, mean of {window}, lies {side}"


class BelowReference(_OfSeries):
    """Mean tension of the dyads stays below the t0 mean of all dyads for so many months running within the window."""

    kind: Literal["below-reference"]
    series: Tension
    months: PositiveInt

    def values(self, window: Window, arms: Arms) -> Floats:
        """Count the longest run of months with the dyads' mean below the t0 mean of all dyads."""
        world = arms["scenario"]
        t0 = world.tension[:, world.reference_row].mean(axis=1)
        below = self.series.level(world, world.rows(window.first, window.last)) < t0[:, None]
        spell = longest = np.zeros(len(below))
        for month in below.T:
            spell = (spell + 1) * month
            longest = np.maximum(longest, spell)
        return longest

    def decide(self, measured: Measured, delta: float | Floats) -> Bools:
        return measured.values >= self.months

    def words(self, window: Window) -> str:
        level = "the t0 mean of all dyads"
        return f"{self.series} lies below {level} for {self.months} months running within {window}"

    def tally(self, window: Window, arms: Arms) -> Tally:
        return super().tally(window, arms) | {("spell", ""): float(self.values(window, arms).sum())}

    def happened(self, tally: Counted, histories: int) -> Told:
        needed = f"{tally['spell', ''] / histories:.2g} months on average, {self.months} needed"
        return (*super().happened(tally, histories), f"longest spell below the t0 mean of all dyads: {needed}.")


class Calm(_Change):
    """In the arm named, the window's mean is at most t0 + delta and no incident reaches the severity."""

    kind: Literal["calm"]
    flashpoints: Names
    severity: Annotated[int, Field(ge=1, le=4)]
    arm: Literal["dialogue", "scenario"]
    status_quo: ClassVar[float] = 1.0

    @property
    def arms(self) -> tuple[str, ...]:
        return (self.arm, "null") if self.minimum is None else (self.arm,)

    def missing(self, world: Trajectories) -> str:
        return super().missing(world) or none_of("flashpoint", self.flashpoints, world.flashpoints)

    def values(self, window: Window, arms: Arms) -> Floats:
        return self.change(window, arms[self.arm])

    def passes(self, window: Window, world: Trajectories) -> Bools:
        return self._worst(window, world, self.flashpoints) < self.severity

    @staticmethod
    def _worst(window: Window, world: Trajectories, flashpoints: Sequence[str]) -> Floats:
        """Return the worst severity of an incident at the flashpoints within the window, 0 for none."""
        rows, places = world.rows(window.first, window.last), slots(flashpoints, world.flashpoints)
        worst: Floats = world.monthly["severity"][:, rows, places].max(axis=(1, 2)).astype(float)
        return worst

    def decide(self, measured: Measured, delta: float | Floats) -> Bools:
        return measured.passes & (measured.values <= delta)

    def words(self, window: Window) -> str:
        arm = "with inclusive dialogue, " if self.arm == "dialogue" else ""
        incident = f"no incident of severity {self.severity} or more at {' and '.join(self.flashpoints)}"
        side = self.side("is at most {} above t0", "is at most t0 + delta")
        return f"{arm}{self.series}, mean of {window}, {side}, and {incident}"

    def matters(self) -> set[Matter]:
        return super().matters() | {("clash", place) for place in self.flashpoints}

    def tally(self, window: Window, arms: Arms) -> Tally:
        """Sum the series, and count histories with a serious incident, by flashpoint."""
        world, tally = arms[self.arm], super().tally(window, arms)
        for name in (name for name in self.flashpoints if name in world.flashpoints):
            tally[name, "incident"] = float((self._worst(window, world, (name,)) >= self.severity).sum())
        return tally

    def happened(self, tally: Counted, histories: int) -> Told:
        at = ", ".join(f"{name} {int(n)}" for (name, what), n in tally.items() if what == "incident")
        told = f"histories of {histories} with an incident of severity {self.severity} or more: {at}."
        return (*super().happened(tally, histories), told)


class Lapse(Forecastable):
    """Any or all of the blocs have ended, or been inactive for so many months, at the window's last month."""

    kind: Literal["lapse"]
    blocs: Names
    need: Literal["all", "any"]
    idle_months: PositiveInt

    def missing(self, world: Trajectories) -> str:
        return next((found for bloc in self.blocs if (found := none_of("bloc", (bloc,), world.blocs))), "")

    def _gone(self, window: Window, world: Trajectories) -> Bools:
        """Tell which of the blocs ended or fell idle by the window's end, shape (histories, blocs)."""
        blocs = slots(self.blocs, world.blocs)
        idle = world.monthly["idle"][:, world.row(window.last), blocs] >= self.idle_months
        return np.asarray(by(world.ends["ended"][:, blocs], window.last) | idle)

    def values(self, window: Window, arms: Arms) -> Bools:
        gone = self._gone(window, arms["scenario"])
        return np.asarray(gone.all(axis=1) if self.need == "all" else gone.any(axis=1))

    def words(self, window: Window) -> str:
        need = "each" if self.need == "all" else "at least one"
        spell = f"{self.idle_months} months without activity"
        return f"{need} of {' and '.join(self.blocs)} has ended or gone {spell} by {month_short(window.last)}"

    def matters(self) -> set[Matter]:
        return {("lapse", bloc) for bloc in self.blocs}

    def tally(self, window: Window, arms: Arms) -> Tally:
        gone = self._gone(window, arms["scenario"]).sum(axis=0)
        return {(bloc, "gone"): float(number) for bloc, number in zip(self.blocs, gone, strict=True)}

    def happened(self, tally: Counted, histories: int) -> Told:
        return _grid(("bloc", f"gone, of {histories} histories"), tally, ("gone",), histories, "gone")


class _ByMonth(Forecastable):
    """A question of whether something happens to a state by the window's last month."""

    state: StateCode
    field: ClassVar[str]
    """Where its month stands in what a history ended with."""

    def missing(self, world: Trajectories) -> str:
        return none_of("state", (self.state,), world.actors)

    def values(self, window: Window, arms: Arms) -> Bools:
        world = arms["scenario"]
        return by(world.ends[self.field][:, world.actors.index(self.state)], window.last)

    def matters(self) -> set[Matter]:
        return {tuple(str(value) for value in self.model_dump().values())}

    def tally(self, window: Window, arms: Arms) -> Tally:
        """Count histories by the end of each year of the window that the record reaches, and of the window."""
        world, years = arms["scenario"], range(int(window.start[:4]), int(window.end[:4]))
        cut = [window.model_copy(update={"end": f"{year}-{DECEMBER}"}) for year in years]
        ends = [*(one for one in cut if world.start < month_index(one.end) <= world.last), window]
        return {(one.end, "by"): float(self.values(one, arms).sum()) for one in ends}

    def happened(self, tally: Counted, histories: int) -> Told:
        return _grid(("by", f"histories of {histories}"), tally, ("by",), histories, "by")


INSTITUTIONS = {"pfp": "the Partnership for Peace"}


class InstitutionEntry(_ByMonth):
    """The state enters the institution by the window's last month."""

    kind: Literal["entry"]
    institution: Literal["pfp"]
    field: ClassVar[str] = "pfp"

    def words(self, window: Window) -> str:
        return f"{self.state} enters {INSTITUTIONS[self.institution]} by {month_short(window.last)}"


class Conversion(_ByMonth):
    """The state's forces become an army, by chance and not by a scheduled event, by the window's last month."""

    kind: Literal["conversion"]
    field: ClassVar[str] = "army"

    def words(self, window: Window) -> str:
        return f"the forces of {self.state} become an army by chance, not by an event, by {month_short(window.last)}"
