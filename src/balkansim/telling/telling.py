"""The tellers of a month in their order, and the sentences of a whole history."""

from __future__ import annotations

from balkansim.telling import acts, alliances, politics
from balkansim.telling.reel import Reel
from balkansim.telling.scene import Sentence, scene

TELLERS = (
    politics.events,
    politics.elections,
    acts.provocations,
    acts.conciliations,
    acts.incidents,
    alliances.applications,
    alliances.refusals,
    alliances.foundings,
    alliances.exits,
    alliances.endings,
    politics.budgets,
    politics.armies,
    politics.partnerships_for_peace,
)


def sentences(reel: Reel) -> tuple[Sentence, ...]:
    """Return every sentence of a history, routine ones included, month by month in the order of the phases.

    Parameters
    ----------
    reel : Reel
        The history.
    """
    first, last = reel.scenario.start + 1, reel.scenario.start + len(reel.film) - 1
    scenes = (scene(reel, month) for month in range(first, last + 1))
    return tuple(sentence for seen in scenes for teller in TELLERS for sentence in teller(seen))
