"""The player's hand in a month: after a move of the state that is played, what was decided takes the place of luck."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from balkansim.kernel import live_month
from balkansim.link import Function
from balkansim.playing.decisions import NOTHING, SUPPOSED, Decisions
from balkansim.start.names import Names

MONTH = live_month.__name__
FAR = 1e3
"""A threat so great that the rule of expenditure stands at its bound."""


class Hand:
    """What is decided for one state, laid into a linked month.

    The moves around stay the model's own: a move of the state is made first as the model makes it, so that no luck is
    missed, and then what was decided replaces what came of it.

    Parameters
    ----------
    slot : int
        Slot of the state.
    names : Names
        Who stands in which slot.
    """

    def __init__(self, slot: int, names: Names) -> None:
        self.slot, self.names = slot, names
        self.decisions: Decisions = NOTHING
        self.rule_growth = 0.0

    def laid_into(self, moves: dict[str, Any]) -> Function:
        """Lay the hand into a freshly linked month and return that month.

        Parameters
        ----------
        moves : dict of str to function
            As from `balkansim.link.link`, `balkansim.kernel.live_month` among them; changed in place.
        """
        month: Any = moves[MONTH]
        for lay in (self._signal, self._consider, self._leave):
            laid = lay(moves)
            month.__globals__[laid.__name__] = laid
        growth = self._actual_growth(moves)
        moves["arm"].__globals__[growth.__name__] = growth
        laid_month: Function = month
        return laid_month

    # The functions below bear the names of the moves they stand for: a trace knows a move by its name.

    def _signal(self, moves: dict[str, Any]) -> Callable[..., None]:
        """Let the state act toward partners as decided."""
        made = moves["signal"]

        def signal(w: Any, c: Any, u: Any, i: int) -> None:
            made(w, c, u, i)
            if i == self.slot:
                for code, act in self.decisions.conduct.items():
                    j = self.names.actors.index(code)
                    w.provokes[i, j] = float(act == "provoke")
                    w.conciliates[i, j] = float(act == "conciliate")

        return signal

    def _consider(self, moves: dict[str, Any]) -> Callable[..., None]:
        """Let the state apply, decline or wait as decided, where the rules leave the bloc open to it."""
        made = moves["consider"]

        def consider(w: Any, c: Any, u: Any, i: int) -> None:
            counted = [w.eligible, w.applied, w.declined, w.cooloff]
            before = [numbers[i].copy() for numbers in counted]
            made(w, c, u, i)
            for name, choice in self.decisions.blocs.items() if i == self.slot else ():
                b = self.names.blocs.index(name)
                if w.eligible[i, b] > before[0][b]:
                    w.applies[i, b] = 0
                    for numbers, was in zip(counted[1:], before[1:], strict=True):
                        numbers[i, b] = was[b]
                    _step(w, c, i, b, choice)

        return consider

    def _leave(self, moves: dict[str, Any]) -> Callable[..., None]:
        """Let the state leave a bloc, or stay in it, as decided."""
        made = moves["leave"]

        def leave(w: Any, c: Any, u: Any, i: int) -> None:
            inside, left, cooloff = w.member[:, i].copy(), w.left[i].copy(), w.cooloff[i].copy()
            made(w, c, u, i)
            for name, choice in self.decisions.blocs.items() if i == self.slot else ():
                b = self.names.blocs.index(name)
                if inside[b] == 1 and w.joined[i, b] < w.clock[0]:
                    w.member[b, i], w.left[i, b], w.cooloff[i, b] = 1, left[b], cooloff[b]
                    if choice == "leave":
                        w.member[b, i], w.left[i, b] = 0, w.clock[0]
                        w.cooloff[i, b] = w.clock[0] + int(c.cooloff_months)

        return leave

    def _actual_growth(self, moves: dict[str, Any]) -> Callable[..., float]:
        """Let the state's expenditure change as decided; note what the rule would do, and the rule's bounds."""
        made = moves["actual_growth"]

        def actual_growth(w: Any, c: Any, i: int, threat_dev: float) -> float:
            grown: float = made(w, c, i, threat_dev)
            if i != self.slot:
                return grown
            self.rule_growth = grown
            return grown if self.decisions.budget is None else self.decisions.budget

        return actual_growth

    def bounds_of(self, moves: dict[str, Any], w: Any, c: Any) -> tuple[float, float]:
        """Return the least and the greatest change of ln expenditure that the rule allows the state in a world.

        Parameters
        ----------
        moves : dict of str to function
            A linked month.
        w, c : object
            World and coefficients.
        """
        grown = moves["actual_growth"]
        return float(grown(w, c, self.slot, -FAR)), float(grown(w, c, self.slot, FAR))


def _step(w: Any, c: Any, i: int, b: int, choice: str) -> None:
    """Take a state's step toward a bloc that is open to it, with the model's own book-keeping."""
    if choice == "apply":
        w.applies[i, b] = 1
        w.applied[i, b] += 1
    elif choice == "decline":
        w.declined[i, b] += 1
        w.cooloff[i, b] = w.clock[0] + int(c.cooloff_months)
    elif choice == SUPPOSED:
        w.accepted[i, b] = 1
