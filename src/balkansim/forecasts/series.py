"""Monthly series that a question may be about, and the window of calendar months it asks about."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, model_validator

from balkansim.files import Strict
from balkansim.forecasts.yardsticks import Text
from balkansim.model.trajectories import Trajectories
from balkansim.months import month_index, month_short, valid_month

Floats = NDArray[np.float64]
SPOKEN_NAMES = {"kosovo": "XKX"}


def _state_code(name: str) -> str:
    """Return the code of a state, accepting Kosovo by its name."""
    code = SPOKEN_NAMES.get(name.casefold(), name)
    if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        raise ValueError("a state by its three capital letters, such as SRB")
    return code


StateCode = Annotated[str, AfterValidator(_state_code)]
Month = Annotated[str, AfterValidator(valid_month)]
Matter = tuple[str, ...]
"""One thing a question looks at: a state joining a bloc, a flashpoint, the tension of a dyad, ..."""


class Window(Strict):
    """Calendar months from start to end, both included; a scenario's start does not shift them."""

    start: Month
    end: Month

    @model_validator(mode="after")
    def _in_order(self) -> Window:
        if self.last < self.first:
            raise ValueError(f"an end not before the start, not {self.start} to {self.end}")
        return self

    @property
    def first(self) -> int:
        """The first month, 0 = April 2025."""
        return month_index(self.start)

    @property
    def last(self) -> int:
        """The last month, 0 = April 2025."""
        return month_index(self.end)

    def __str__(self) -> str:
        """Tell the window as a reader says it."""
        return f"{month_short(self.first)} - {month_short(self.last)}"


class MonthlySeries(Strict):
    """A number a month of each history, in the unit of its field of the record; its text is its name."""

    kind: str

    @abstractmethod
    def is_in(self, world: Trajectories) -> bool:
        """Tell whether a world has anything of the series."""

    @abstractmethod
    def level(self, world: Trajectories, rows: slice) -> Floats:
        """Return the series month by month, shape (histories, rows), of a world that has something of it."""

    def at_t0(self, world: Trajectories) -> Floats:
        """Return its value in calendar month 0, or at the start of a run that starts later, shape (histories,)."""
        row = world.reference_row
        return self.level(world, slice(row, row + 1))[:, 0]

    def change(self, world: Trajectories, window: Window) -> Floats:
        """Return the window's mean minus the value at t0, shape (histories,); months before the run are left out."""
        mean: Floats = self.level(world, world.rows(window.first, window.last)).mean(axis=1)
        return mean - self.at_t0(world)

    def missing(self, world: Trajectories) -> str:
        """Say that a world has nothing of it, or return an empty string."""
        return "" if self.is_in(world) else f"nothing of its {self.kind}"

    def matters(self) -> set[Matter]:
        """Return what it looks at."""
        return {tuple(str(value) for value in self.model_dump().values())}

    def parts(self, world: Trajectories) -> list[tuple[str, MonthlySeries]]:
        """Return the series, and what it is the mean of, by name."""
        return [(str(self), self)]


class Tension(MonthlySeries):
    """Mean tension of the dyads named; those with a state outside the roster are left out."""

    kind: Literal["tension"]
    dyads: Annotated[tuple[tuple[StateCode, StateCode], ...], Field(min_length=1)]

    def is_in(self, world: Trajectories) -> bool:
        return bool(world.slots(self.dyads))

    def level(self, world: Trajectories, rows: slice) -> Floats:
        return np.asarray(world.tension[:, rows, world.slots(self.dyads)].mean(axis=2))

    def __str__(self) -> str:
        return f"mean tension of {' '.join('-'.join(pair) for pair in self.dyads)}"

    def matters(self) -> set[Matter]:
        return {("tension", *sorted(dyad)) for dyad in self.dyads}

    def parts(self, world: Trajectories) -> list[tuple[str, MonthlySeries]]:
        if len(self.dyads) == 1:
            return super().parts(world)
        singles = (self.model_copy(update={"dyads": (pair,)}) for pair in self.dyads)
        return [("all of them", self), *(("-".join(one.dyads[0]), one) for one in singles if one.is_in(world))]


class _Index(MonthlySeries):
    """An index of the whole roster."""

    field: ClassVar[str]

    def is_in(self, world: Trajectories) -> bool:
        return self.field in (world.monthly.dtype.names or ())

    def level(self, world: Trajectories, rows: slice) -> Floats:
        return np.asarray(world.monthly[self.field][:, rows])


class Polarisation(_Index):
    """The Esteban-Ray index of the roster."""

    kind: Literal["polarisation"]
    field: ClassVar[str] = "polarisation"

    def __str__(self) -> str:
        return "polarisation"


class PolarisationSpending(_Index):
    """The Esteban-Ray index of the roster, states weighted by expenditure."""

    kind: Literal["polarisation-spending"]
    field: ClassVar[str] = "polarisation_spending"

    def __str__(self) -> str:
        return "polarisation weighted by expenditure"


class Partnership(MonthlySeries):
    """A state's partnership with NATO."""

    kind: Literal["partnership"]
    state: StateCode

    def is_in(self, world: Trajectories) -> bool:
        return self.state in world.actors

    def level(self, world: Trajectories, rows: slice) -> Floats:
        return np.asarray(world.monthly["partnership"][:, rows, world.actors.index(self.state)])

    def __str__(self) -> str:
        return f"partnership of {self.state} with NATO"


class Secession(MonthlySeries):
    """Secession pressure in an entity."""

    kind: Literal["secession"]
    entity: Text

    def is_in(self, world: Trajectories) -> bool:
        return self.entity in world.entities

    def level(self, world: Trajectories, rows: slice) -> Floats:
        return np.asarray(world.monthly["secession"][:, rows, world.entities.index(self.entity)])

    def __str__(self) -> str:
        return f"secession pressure in {self.entity}"


Series = Annotated[Tension | Polarisation | PolarisationSpending | Partnership | Secession, Field(discriminator="kind")]
