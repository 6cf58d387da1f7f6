"""A month as tellers see it: the world before and after, every rule asked, and what everybody is called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from balkansim.scenario.sentences import listed
from balkansim.start.names import Names
from balkansim.telling.reasons import reason
from balkansim.telling.reel import Reel
from balkansim.telling.trace import Lived, live_again
from balkansim.world import view


@dataclass(frozen=True)
class Sentence:
    """One thing that happened.

    Parameters
    ----------
    month : int
        Months since April 2025.
    kind : str
        ``event``, ``election``, ``provocation``, ``conciliation``, ``incident``, ``calm``, ``application``,
        ``refusal``, ``founding``, ``exit``, ``lapse``, ``budget``, ``army`` or ``partnership-for-peace``.
    text : str
        The sentence, without its full stop.
    reason : str
        Why, as the end of the sentence; empty where there is nothing to add.
    actors : tuple of str
        Codes of the states it is about.
    routine : bool
        Whether it is left out unless everything is asked for.
    """

    month: int
    kind: str
    text: str
    reason: str = ""
    actors: tuple[str, ...] = ()
    routine: bool = False

    def __str__(self) -> str:
        """Tell it with its reason."""
        told = f"{self.text}, {self.reason}." if self.reason else f"{self.text}."
        return told[:1].upper() + told[1:]


@dataclass(frozen=True, eq=False)
class Scene:
    """One month of a history.

    Parameters
    ----------
    reel : Reel
        The history.
    lived : Lived
        The month lived again, with every call of a rule.
    before, after : World
        The world at the end of the month before and of this one.
    """

    reel: Reel
    lived: Lived
    before: Any
    after: Any

    @property
    def month(self) -> int:
        """Months since April 2025."""
        return self.lived.month

    @property
    def names(self) -> Names:
        """Who stands in which slot."""
        return self.reel.names

    def states(self) -> range:
        """Return the slots of the states."""
        return range(len(self.names.actors))

    def blocs(self) -> range:
        """Return the slots of all blocs opened so far."""
        return range(int(self.after.opened[0]))

    def state(self, slot: int) -> str:
        """Return the name of a state in a sentence."""
        return self.reel.scenario.label(self.names.actors[slot])

    def bloc(self, slot: int) -> str:
        """Return the name of a bloc in a sentence; one founded in the run is called after its founders."""
        if self.names.blocs[slot] in self.reel.scenario.blocs:
            return self.reel.scenario.label(self.names.blocs[slot])
        return f"the {'-'.join(self.state(k) for k in founders(self.reel, slot))} bloc"

    def listed(self, slots: Any) -> str:
        """Join the names of states as "Serbia, Hungary and Slovakia"."""
        return listed([self.state(int(slot)) for slot in slots])

    def why(self, rule: str, move: str, *slots: int, sign: float = 1.0) -> str:
        """Tell the reason of an act by the rule that decided it, or nothing where that rule was not asked.

        Parameters
        ----------
        rule, move : str
            The deciding rule, and the move that asked it.
        *slots : int
            First slots of the subject it was asked about.
        sign : float
            1 where a high answer makes the act likelier, -1 where a low one does.
        """
        call = next(self.lived.asked(rule, move, *slots), None)
        return reason(self.lived.coefficients, call, sign=sign) if call else ""

    def say(self, kind: str, text: str, why: str = "", *, about: Any = (), routine: bool = False) -> Sentence:
        """Return a sentence of this month about states given by slot."""
        return Sentence(self.month, kind, text, why, tuple(self.names.actors[int(k)] for k in about), routine)


def founders(reel: Reel, bloc: int) -> list[int]:
    """Return the slots of the two states that founded a bloc in a run, also where it ended in the same month.

    Parameters
    ----------
    reel : Reel
        The history.
    bloc : int
        Slot of the bloc.
    """
    world = reel.film[int(reel.film["founded"][-1][bloc]) - reel.scenario.start]
    alike, partner = world["founding_similarity"][bloc], world["partner"]
    pairs = [(i, int(j)) for i, j in enumerate(partner) if j > i and partner[j] == i]
    return next(([i, j] for i, j in pairs if world["similarity"][i, j] == alike), [])


def scene(reel: Reel, month: int) -> Scene:
    """Return one month of a history as tellers see it.

    Parameters
    ----------
    reel : Reel
        The history.
    month : int
        Months since April 2025.

    Raises
    ------
    BalkansimError
        If the history does not live that month.
    """
    row = reel.row(month)
    return Scene(reel, live_again(reel, month), view(reel.film, row - 1), view(reel.film, row))


Sentences = Iterator[Sentence]
