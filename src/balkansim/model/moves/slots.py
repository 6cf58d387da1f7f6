"""Where the luck of a dyad, a pair, or a bloc and an actor lies in its channel."""

from __future__ import annotations

from balkansim.model.world import CAPACITY

ACTOR_SLOTS = CAPACITY["actor"]


def dyad(i: int, j: int) -> int:
    """Return the slot of an unordered pair: appending an actor leaves every older slot where it was."""
    if i < j:
        return j * (j - 1) // 2 + i
    return i * (i - 1) // 2 + j


def pair(i: int, j: int) -> int:
    """Return the slot of an ordered pair."""
    return 2 * dyad(i, j) + (1 if i > j else 0)


def bloc_actor(b: int, i: int) -> int:
    """Return the slot of a bloc and an actor: opening a bloc leaves every older slot where it was."""
    return b * ACTOR_SLOTS + i
