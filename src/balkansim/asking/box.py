"""The result of scenario discovery: a box of factor values, its coverage and density, and how it was reached."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from balkansim.asking.boxes import PEEL, SMALLEST, Step
from balkansim.asking.limits import Limit
from balkansim.asking.thresholds import Threshold
from balkansim.explaining.explanation import Explanation
from balkansim.explaining.page import Page, Section, Table
from balkansim.forecasting.told import percent

POINTS, HISTORIES = "points", "histories"
STEPS_SHOWN = 8
SMALLEST_TOLD = 1e-6


@dataclass(frozen=True)
class Box(Explanation):
    """Where an outcome comes about; prints as text, shows as HTML, ``.to_frame()`` is the peeling trajectory.

    Parameters
    ----------
    folder, run : str
        The run folder, and what was run in it.
    outcome, meaning : str
        The outcome asked about.
    by : {"points", "histories"}
        Whether the cases are design points or single histories.
    threshold : Threshold or None
        Which values are of interest; None where the cases are histories with a yes or no.
    cases : int
        Number of cases.
    chosen : Step
        The box.
    steps : tuple of Step
        All boxes of the trajectory.
    ranges : tuple of (str, str)
        Each factor with what was tried of it.
    how : str
        Why this box was chosen of the trajectory.
    notes : tuple of str
        What else must be said.
    """

    folder: str
    run: str
    outcome: str
    meaning: str
    by: str
    threshold: Threshold | None
    cases: int
    chosen: Step
    steps: tuple[Step, ...]
    ranges: tuple[tuple[str, str], ...]
    how: str
    notes: tuple[str, ...] = ()

    @property
    def coverage(self) -> float:
        """Share of all cases of interest that lie in the box, in [0, 1]."""
        return self.chosen.coverage

    @property
    def density(self) -> float:
        """Share of the cases in the box that are of interest, in [0, 1]."""
        return self.chosen.density

    @property
    def limits(self) -> tuple[Limit, ...]:
        """What the box allows of the factors it restricts."""
        return self.chosen.limits

    def rows(self) -> list[dict[str, Any]]:
        """Return the peeling trajectory, one row a box, its limits as text."""
        numbers = ("step", "coverage", "density", "mass", "cases", "interesting")
        return [
            {name: getattr(step, name) for name in numbers}
            | {"factors": step.factors, "limits": "; ".join(map(str, step.limits))}
            for step in self.steps
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        found = asdict(self)
        found["trajectory"] = self.rows()
        del found["steps"]
        return found

    def page(self) -> Page:
        """Return the box as a page."""
        first = self.steps[0]
        wanted = (
            f"{self.meaning}; of interest are {self.by}"
            f"{f' {self.threshold}' if self.threshold else ' in which it is so'}: {first.interesting} of {self.cases} "
            f"({percent(first.density)}%)."
        )
        chosen = self.chosen
        told = (
            f"coverage {percent(chosen.coverage)}%, density {percent(chosen.density)}%: {chosen.interesting} of the "
            f"{chosen.cases} {self.by} in it are of interest, out of {first.interesting} in all."
        )
        sections = (
            Section("wanted", (wanted,)),
            Section("box", (told, *([self._limits()] if chosen.limits else ["It restricts nothing."]))),
            Section("free", (", ".join(self._free()),) if self._free() else ()),
            Section("trajectory", (self._trajectory(),)),
            Section("to read", (self.how, *HOW, *self.notes)),
        )
        return Page(f"balkansim: where {self.outcome} comes about", (self.run,), sections)

    def _free(self) -> list[str]:
        """Return the factors that the box leaves alone."""
        cut = {limit.factor for limit in self.chosen.limits}
        return [name for name, _ in self.ranges if name not in cut]

    def _limits(self) -> Table:
        tried = dict(self.ranges)
        rows = tuple((str(limit), tried[limit.factor], _chance(limit.quasi_p)) for limit in self.chosen.limits)
        return Table(("in the box", "tried", "quasi-p"), rows)

    def _trajectory(self) -> Table:
        """Return some boxes of the trajectory, evenly apart, the first, the last and the chosen one among them."""
        last = len(self.steps) - 1
        shown = {round(k * last / (STEPS_SHOWN - 1)) for k in range(STEPS_SHOWN)} | {self.chosen.step}
        rows = tuple(
            (
                f"{step.step}{' chosen' if step.step == self.chosen.step else ''}",
                step.factors,
                f"{percent(step.coverage)}%",
                f"{percent(step.density)}%",
                step.cases,
            )
            for step in self.steps
            if step.step in shown
        )
        return Table(("box", "factors limited", "coverage", "density", self.by), rows)


def _chance(quasi_p: float) -> str:
    return f"{quasi_p:.1g}" if quasi_p >= SMALLEST_TOLD else f"below {SMALLEST_TOLD:g}"


HOW = (
    f"Found by PRIM (EMA Workbench): each step cuts {100 * PEEL:.0f}% of the cases off, down to {100 * SMALLEST:.0f}%.",
    "quasi-p: chance of as many cases of interest in the box if that limit did not matter; near 1 it does not.",
)
