"""What is open to the player next month: partners that matter, blocs, and in January the budget."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from balkansim.moves.align import barred
from balkansim.playing.decisions import INSIDE, OUTSIDE
from balkansim.playing.game import Game
from balkansim.playing.outlook import Outlook
from balkansim.scenario.calendar import is_january, month_name

RIVAL = 0.5
FEWEST, MOST = 3, 4
PART_OF_THE_BOUND = 0.5
BUDGETS = ("restrain", "keep", "raise")


@dataclass(frozen=True, eq=False)
class Choices:
    """What can be decided in the coming month.

    Parameters
    ----------
    game : Game
        The game.
    """

    game: Game

    @cached_property
    def outlook(self) -> Outlook:
        """A look ahead from where the game stands."""
        return Outlook(self.game)

    @property
    def partners(self) -> list[int]:
        """Slots of the partners that matter: rivals and last month's provokers first, then by tension."""
        w, i = self.game.world, self.game.slot
        pressing = {
            j: bool(w.provokes[j, i] > 0.0 or w.conciliates[j, i] > 0.0 or w.grievance[i, j] >= RIVAL)
            for j in range(w.actors)
            if j != i
        }
        ordered = sorted(pressing, key=lambda j: (-pressing[j], -w.tension[i, j]))
        return ordered[: min(max(sum(pressing.values()), FEWEST), MOST)]

    @cached_property
    def blocs(self) -> dict[int, tuple[str, ...]]:
        """Living blocs by slot, with what the state can do about each; nothing where the rules bar it."""
        w, i = self.game.world, self.game.slot
        coming = self.outlook.left_open.first
        found: dict[int, tuple[str, ...]] = {}
        for b in range(int(w.opened[0])):
            if w.alive[b] == 1:
                inside, open_to = w.member[b, i] == 1, coming.eligible[i, b] > w.eligible[i, b]
                found[b] = INSIDE if inside else OUTSIDE if open_to else ()
        return found

    def why_closed(self, bloc: int) -> str:
        """Tell why a bloc is not open to the state.

        Parameters
        ----------
        bloc : int
            Slot of a living bloc.
        """
        w, i = self.game.world, self.game.slot
        if barred(w, i, bloc):
            return "closed to you while you belong to a bloc that it excludes"
        if w.cooloff[i, bloc] > self.game.month + 1:
            return f"closed to you until {month_name(int(w.cooloff[i, bloc]))}, after a refusal or an exit"
        return "closed to you by an event that the scenario dates"

    @property
    def budget_is_due(self) -> bool:
        """Whether the coming month is a January."""
        return is_january(self.game.month + 1)

    @cached_property
    def bounds(self) -> tuple[float, float]:
        """Least and greatest change of ln expenditure that the rule allows."""
        return self.outlook.bounds()

    @property
    def budgets(self) -> dict[str, float]:
        """Change of ln expenditure of each worded budget: halfway to a bound, or none."""
        low, high = self.bounds
        return {"restrain": PART_OF_THE_BOUND * low, "keep": 0.0, "raise": PART_OF_THE_BOUND * high}
