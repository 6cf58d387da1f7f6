"""Mesa agents: states that act each month, and the blocs, flashpoints and entities around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

if TYPE_CHECKING:
    from balkansim.model import BalkanModel


class Party(mesa.Agent):
    """Anybody or anything with a slot in the world that moves are made for.

    Parameters
    ----------
    model : BalkanModel
        The model.
    slot : int
        Its slot in the world's arrays.
    name : str
        Its code or short name.
    """

    each = ""

    def __init__(self, model: BalkanModel, slot: int, name: str) -> None:
        super().__init__(model)
        self.slot, self.name = slot, name

    def make(self, move: str) -> None:
        """Make one move of the month: the same function the compiled kernel runs, as plain Python.

        Parameters
        ----------
        move : str
            Name of the move; a subclass may answer some moves itself.
        """
        model: Any = self.model
        own = getattr(self, move, None)
        if own is not None:
            own()
        else:
            model.moves[move](model.numbers, model.coefficients, model.luck, self.slot)

    def __repr__(self) -> str:
        """Return kind and name."""
        return f"{type(self).__name__}({self.name})"


class StateActor(Party):
    """A state. Subclass it and define a method named like a move (`signal`, `consider`, `arm`, ...) to replace it."""

    each = "actor"

    @property
    def world(self) -> Any:
        """The world it acts in."""
        model: Any = self.model
        return model.world

    def tension_with(self, other: str) -> float:
        """Return its tension with another state, in [0, 1].

        Parameters
        ----------
        other : str
            Code of the other state.
        """
        model: Any = self.model
        return float(self.world.tension[self.slot, model.names.actors.index(other)])

    def alignment_with(self, patron: str) -> float:
        """Return its alignment toward a patron, in [-1, 1].

        Parameters
        ----------
        patron : str
            Code of the patron.
        """
        model: Any = self.model
        return float(self.world.alignment[self.slot, model.names.patrons.index(patron)])

    @property
    def blocs(self) -> tuple[str, ...]:
        """The living blocs it belongs to."""
        model: Any = self.model
        opened = int(self.world.opened[0])
        return tuple(
            model.names.blocs[b] for b in range(opened) if self.world.alive[b] and self.world.member[b, self.slot]
        )

    @property
    def domestic_pressure(self) -> float:
        """Domestic pressure, in [0, 1]."""
        return float(self.world.pressure[self.slot])

    @property
    def expenditure(self) -> float:
        """Military expenditure relative to the roster's median at t0."""
        return float(self.world.expenditure[self.slot])


class BlocActor(Party):
    """A bloc slot; it moves only while blocs have opened it."""

    each = "bloc"


class FlashpointActor(Party):
    """A flashpoint."""

    each = "flashpoint"


class EntityActor(Party):
    """A sub-state entity."""

    each = "entity"
