"""Which monthly series a fan chart is of, and how it is read off the record of an ensemble or off one history."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from balkansim.errors import BalkansimError, unknown
from balkansim.forecasting.tape import Tape
from balkansim.scenario.names import folded
from balkansim.scenario.resolved import Scenario
from balkansim.world import FIELDS

Floats = NDArray[np.float64]

TENSION, COHESION, HAZARD = "tension", "cohesion", "hazard"
OF = {
    TENSION: "states", "polarisation": "", "partnership": "state", "secession": "entity", HAZARD: "flashpoint",
    COHESION: "bloc", "pressure": "state", "expenditure": "state", "position": "state", "stretch": "state",
}  # fmt: skip
"""Kinds of series by whom they are of."""
TAPED = (TENSION, "polarisation", "partnership", "secession", HAZARD)
"""Those that an ensemble keeps of every history; the others are read off every history lived again."""
EXPECTED = "such as 'tension SRB-XKX', 'polarisation', 'cohesion adriatic', 'secession RS' or 'partnership SRB'"
WHERE = "--series"


@dataclass(frozen=True)
class Drawn:
    """A series of a scenario's world.

    Parameters
    ----------
    name : str
        As run folders name it: ``tension SRB-XKX``, ``polarisation``.
    kind : str
        A field of the world.
    title, unit : str
        In words.
    slots : tuple of int
        Whom it is of.
    """

    name: str
    kind: str
    title: str
    unit: str
    slots: tuple[int, ...]

    @property
    def is_taped(self) -> bool:
        """Whether an ensemble keeps it."""
        return self.kind in TAPED

    def of_tape(self, tape: Tape) -> Floats:
        """Return the series of every history, shape (histories, months + 1)."""
        if self.kind == TENSION:
            slot = tape.slots([(tape.actors[self.slots[0]], tape.actors[self.slots[1]])])[0]
            return np.array(tape.tension[:, :, slot])
        recorded: Any = tape.monthly[self.kind]
        found = np.array(recorded[(slice(None), slice(None), *self.slots)], dtype=np.float64)
        if self.kind == HAZARD:
            found[:, 0] = np.nan
        return found

    def of_film(self, film: Any) -> Floats:
        """Return the series of one history, shape (months + 1,); NaN while a bloc does not exist."""
        slots = self.slots or (0,)
        found = np.array(film[self.kind][(slice(None), *slots)], dtype=np.float64)
        if self.kind == COHESION:
            found[film["alive"][:, slots[0]] == 0] = np.nan
        if self.kind == HAZARD:
            found[0] = np.nan
        return found


def series_named(text: str, scenario: Scenario) -> Drawn:
    """Find a series by its name.

    Parameters
    ----------
    text : str
        Kind and whom it is of: ``tension SRB-XKX``; empty for the tension of the first flashpoint's parties, or for
        polarisation where there is no flashpoint.
    scenario : Scenario
        The world.

    Raises
    ------
    BalkansimError
        If there is no such series in the world.
    """
    kind, _, rest = (text.strip() or usual(scenario)).partition(" ")
    kind = kind.casefold()
    if kind not in OF:
        raise unknown("series", kind, OF, where=WHERE, todo=EXPECTED)
    if not OF[kind]:
        return Drawn(kind, kind, _capital(FIELDS[kind][3]), FIELDS[kind][2], ())
    pair = kind == TENSION
    names = _two(rest) if pair else [rest.strip()]
    known = _known(scenario, OF[kind])
    codes = [_code(OF[kind].removesuffix("s") if pair else OF[kind], name, known, scenario) for name in names]
    if pair and codes[0] == codes[1]:
        raise BalkansimError(f"tension of {codes[0]} with itself", expected="two states", where=WHERE)
    labels = " and ".join(scenario.label(code) for code in codes)
    slots = sorted(known.index(code) for code in codes) if pair else [known.index(codes[0])]
    name = f"{kind} {'-'.join(sorted(codes))}"
    return Drawn(name, kind, f"{_capital(FIELDS[kind][3])}: {labels}", FIELDS[kind][2], tuple(slots))


def usual(scenario: Scenario) -> str:
    """Return the series that is drawn where none is named.

    Parameters
    ----------
    scenario : Scenario
        The world.
    """
    first = next(iter(scenario.flashpoints.values()), None)
    return f"{TENSION} {'-'.join(first.parties)}" if first else "polarisation"


def _two(rest: str) -> list[str]:
    """Split the names of two states."""
    names = [name for name in re.split(r"[\s,/-]+", rest.strip()) if name]
    if len(names) != 2:
        raise BalkansimError(f"tension of {rest or 'nobody'}", expected="two states, as 'tension SRB-XKX'", where=WHERE)
    return names


def _known(scenario: Scenario, whom: str) -> Sequence[str]:
    """Return who can be named, in slot order."""
    groups: dict[str, Iterable[str]] = {
        "bloc": scenario.blocs,
        "entity": scenario.entities,
        "flashpoint": scenario.flashpoints,
    }
    return tuple(groups.get(whom, scenario.roster))


def _code(whom: str, name: str, known: Sequence[str], scenario: Scenario) -> str:
    """Return the code of somebody in this world."""
    if not known:
        raise BalkansimError(f"{scenario.name} has no {whom}", expected="another series", where=WHERE, todo=EXPECTED)
    own = {word.casefold(): code for code in known for word in (code, scenario.label(code))}
    code = own.get(name.casefold(), folded(whom, name))
    if code not in known:
        raise unknown(whom, name, known, where=WHERE)
    return code


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
