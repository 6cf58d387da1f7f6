"""About whom each move asks its rules: which of a move's own names stand for actors, blocs and places."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Subject:
    """About whom a move asks its rules.

    Parameters
    ----------
    names : tuple of str
        Names in the move's code, in the order in which they are told.
    kinds : tuple of str
        What each stands for: ``actors``, ``blocs``, ``flashpoints``, ``entities`` or ``patrons``.
    deciding : int
        How many of them, from the first, the rule is asked for; the others are those it is about.
    """

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    deciding: int = 1


_STATE = Subject(("i",), ("actors",))
_TOWARD = Subject(("i", "j"), ("actors", "actors"))
_DYAD = Subject(("i", "j"), ("actors", "actors"), 2)
_STATE_AND_BLOC = Subject(("i", "b"), ("actors", "blocs"))
_STATE_AND_PATRON = Subject(("i", "p"), ("actors", "patrons"))
_BLOC = Subject(("b",), ("blocs",))

# Every move that asks a rule during a month; a test holds the list to what is really asked.
SUBJECTS: dict[str, Subject] = {
    "vote": _STATE,
    "change_government": _STATE_AND_PATRON,
    "similarity_of": _DYAD,
    "threat_from": _TOWARD,
    "signal_toward": _TOWARD,
    "confront": Subject(("f",), ("flashpoints",)),
    "propensity_of": _STATE_AND_BLOC,
    "balancing_of": _STATE_AND_BLOC,
    "consider": _STATE_AND_BLOC,
    "consent": Subject(("k", "i", "b"), ("actors", "actors", "blocs"), 2),
    "founding_wish": Subject(("i", "j", "b"), ("actors", "actors", "blocs")),
    "found": _DYAD,
    "exercise": _BLOC,
    "leave": _STATE_AND_BLOC,
    "lapse": _BLOC,
    "receive": _STATE,
    "arm": _STATE,
    "growth_of": _STATE,
    "settle_dyad": _DYAD,
    "settle_cohesion": _BLOC,
    "settle_partnership": _STATE,
    "settle_secession": Subject(("e",), ("entities",)),
    "settle_pressure": _STATE,
    "settle_line": _STATE_AND_PATRON,
    "remember": _TOWARD,
    "convert": _STATE,
    "approach_pfp": _STATE,
}
