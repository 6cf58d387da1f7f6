"""What each kind of rule reads off a record: one number a history, and whether its side conditions hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from balkansim.forecasting.questions import Window
from balkansim.forecasting.rules import (
    Accession,
    BelowReference,
    Calm,
    Conversion,
    HazardRatio,
    InstitutionEntry,
    Lapse,
    LevelChange,
    Rule,
    StaysOut,
    arms_of,
)
from balkansim.forecasting.series import Floats, change, level
from balkansim.forecasting.standing import Arms
from balkansim.forecasting.tape import NEVER, Tape

Bools = NDArray[np.bool_]
FIRST_SIMULATED_ROW = 1


@dataclass(frozen=True, eq=False)
class Measured:
    """What a rule read off each history, before any threshold.

    Parameters
    ----------
    draws, histories : int
        Parameter draws, and histories in each.
    values : numpy.ndarray, shape (draws * histories,)
        By kind: accessions counted; the ratio of hazards; the change of a level, in the direction asked; the longest
        run of months; 1 or 0 for the kinds that only hold or not.
    passes : numpy.ndarray of bool, shape (draws * histories,)
        Whether the rule's other conditions hold, true where it has none.
    """

    draws: int
    histories: int
    values: Floats
    passes: Bools

    @classmethod
    def joined(cls, parts: Sequence[Measured]) -> Measured:
        """Join chunks of whole draws, in order.

        Parameters
        ----------
        parts : sequence of Measured
            At least one chunk, of equally many histories a draw.
        """
        values = np.concatenate([part.values for part in parts])
        passes = np.concatenate([part.passes for part in parts])
        return cls(sum(part.draws for part in parts), parts[0].histories, values, passes)


def measure(rule: Rule, window: Window, arms: Arms) -> Measured:
    """Read off a record what a rule asks for.

    Parameters
    ----------
    rule : Rule
        The rule of a forecast or of a reading.
    window : Window
        Its calendar months; those before the run are left out.
    arms : mapping of str to Tape
        The arms; `balkansim.forecasting.standing.standing` must have found them enough.

    Returns
    -------
    Measured
        One value a history of the arm the rule asks about.
    """
    tape = arms[arms_of(rule)[0]]
    passes = np.ones(len(tape.ends), dtype=bool)
    if isinstance(rule, Calm):
        passes = worst_severity(rule, window, tape) < rule.severity
    values = np.asarray(_values(rule, window, arms, tape), dtype=float)
    return Measured(tape.draws, tape.histories, values, passes)


def _values(rule: Rule, window: Window, arms: Arms, tape: Tape) -> Floats | Bools:
    """Return the number that a rule compares, for each history."""
    match rule:
        case Accession():
            return accessions(rule, window, tape)
        case StaysOut():
            return stayed_out(rule, window, tape)
        case HazardRatio():
            return hazard_ratio(rule, window, arms)
        case LevelChange():
            moved = change(tape, rule.series, window)
            return moved if rule.direction == "up" else -moved
        case BelowReference():
            return longest_spell_below(rule, window, tape)
        case Calm():
            return change(tape, rule.series, window)
        case Lapse():
            return lapsed(rule, window, tape)
        case InstitutionEntry():
            return _by(tape.ends["pfp"][:, tape.actors.index(rule.state)], window.last)
        case Conversion():
            return _by(tape.ends["army"][:, tape.actors.index(rule.state)], window.last)


def accessions(rule: Accession, window: Window, tape: Tape) -> Floats:
    """Count the states that joined the bloc within the window, shape (histories,)."""
    states = _slots(rule.states, tape.actors)
    joined = tape.ends["joined"][:, states, tape.blocs.index(rule.bloc)]
    within: Floats = ((joined >= window.first) & (joined <= window.last)).sum(axis=1).astype(float)
    return within


def stayed_out(rule: StaysOut, window: Window, tape: Tape) -> Bools:
    """Tell whether the state neither founded nor joined any of the blocs by the window's end, shape (histories,)."""
    blocs, state = _slots(rule.blocs, tape.blocs), tape.actors.index(rule.state)
    joined = tape.ends["joined"][:, state, blocs]
    founded = tape.ends["member"][:, state, blocs] & (joined == NEVER)
    return np.asarray(~(_by(joined, window.last) | founded).any(axis=1))


def hazard_ratio(rule: HazardRatio, window: Window, arms: Arms) -> Floats:
    """Divide the window's summed hazard by the reference's, shape (histories,); none in either is a ratio of 1."""
    own = _summed_hazard(rule, window, arms["scenario"])
    if rule.against == "no-blocs":
        reference = _summed_hazard(rule, window, arms["no-blocs"])
    else:
        reference = _hazard_at_t0(rule, window, arms["scenario"])
    ratio = np.where(own > 0, np.inf, 1.0)
    np.divide(own, reference, out=ratio, where=reference > 0)
    return ratio


def longest_spell_below(rule: BelowReference, window: Window, tape: Tape) -> Floats:
    """Count the longest run of months with the dyads' mean below the t0 mean of all dyads, shape (histories,)."""
    t0 = tape.tension[:, tape.reference_row].mean(axis=1)
    below = level(tape, rule.series, tape.rows(window.first, window.last)) < t0[:, None]
    spell = longest = np.zeros(len(below))
    for month in below.T:
        spell = (spell + 1) * month
        longest = np.maximum(longest, spell)
    return longest


def worst_severity(rule: Calm, window: Window, tape: Tape) -> Floats:
    """Return the worst severity of an incident at the flashpoints within the window, 0 for none, shape (histories,)."""
    rows, slots = tape.rows(window.first, window.last), _slots(rule.flashpoints, tape.flashpoints)
    worst: Floats = tape.monthly["severity"][:, rows, slots].max(axis=(1, 2)).astype(float)
    return worst


def lapsed(rule: Lapse, window: Window, tape: Tape) -> Bools:
    """Tell whether all or any of the blocs ended or fell idle by the window's end, shape (histories,)."""
    blocs = _slots(rule.blocs, tape.blocs)
    ended = _by(tape.ends["ended"][:, blocs], window.last)
    idle = tape.monthly["idle"][:, tape.row(window.last), blocs] >= rule.idle_months
    gone = ended | idle
    return np.asarray(gone.all(axis=1) if rule.need == "all" else gone.any(axis=1))


def _summed_hazard(rule: HazardRatio, window: Window, tape: Tape) -> Floats:
    """Sum the monthly hazard of the flashpoints over the window."""
    rows, slots = tape.rows(window.first, window.last), _slots(rule.flashpoints, tape.flashpoints)
    return np.asarray(tape.monthly["hazard"][:, rows, slots].sum(axis=(1, 2)))


def _hazard_at_t0(rule: HazardRatio, window: Window, tape: Tape) -> Floats:
    """Return the hazard of t0 kept up for the window's months; that of a run's first month where t0 is its start."""
    rows = tape.rows(window.first, window.last)
    months = rows.stop - rows.start
    row = max(tape.reference_row, FIRST_SIMULATED_ROW)
    slots = _slots(rule.flashpoints, tape.flashpoints)
    return np.asarray(tape.monthly["hazard"][:, row, slots].sum(axis=1) * months)


def _by(month: NDArray[np.int16], last: int) -> Bools:
    """Tell what happened, and by the month given."""
    return np.asarray((month != NEVER) & (month <= last))


def _slots(wanted: tuple[str, ...], known: tuple[str, ...]) -> list[int]:
    """Return the slots of the names wanted, leaving out those unknown."""
    return [known.index(name) for name in wanted if name in known]
