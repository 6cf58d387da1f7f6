"""Worlds without a mechanism: its coefficients at rest, everything derived from the others held as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from balkansim.experiments.ensemble import Maker
from balkansim.forecasting.tape import Tape
from balkansim.scenario.resolved import Scenario
from balkansim.start.worlds import Start

PUSHES = {"share_threat": "push_threat", "share_conduct": "push_provocation", "share_incident": "push_incident"}
"""What tension is pushed with, by the share of the closed-loop gain it is derived from."""
GAIN, ECHO, ECHO_LIMIT, RECIPROCITY = "loop_gain", "echo", "echo_limit", "provoke_provoked"
UNLIMITED = 1e9
"""Above every echo."""


@dataclass(frozen=True)
class Without(Maker):
    """A maker of the same worlds with coefficients at rest, given as `fixed`.

    Resting a coefficient changes how steeply tension's loops respond, and with it what is derived from the drawn
    gain: the pushes on tension and the share of reciprocity that is heard. Both are held as they are with the
    mechanism on, so that one loop cut leaves the others as strong as they were. The null world keeps the mechanism:
    what counts as a change is the same on both sides.

    Parameters
    ----------
    seen : dict
        By first draw of a chunk, what was drawn and reckoned already; pass one dictionary for the same evidence and
        size.
    """

    seen: dict[int, dict[Any, Any]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def usual(self) -> Maker:
        """The maker of the worlds with the mechanism on."""
        return Maker(self.evidence, self.size)

    def tapes(self, arms: Mapping[str, Scenario], first: int, draws: int) -> dict[str, Tape]:
        """Run every arm but the null world without the mechanism."""
        known = self.seen.setdefault(first, {})
        null = {arm: scenario for arm, scenario in arms.items() if arm == "null"}
        others = {arm: scenario for arm, scenario in arms.items() if arm != "null"}
        off = {arm: self.tape(scenario, first, draws, known) for arm, scenario in others.items()}
        return {**off, **self.usual.tapes(null, first, draws)}

    def start(self, scenario: Scenario, first: int, draws: int, known: dict[Any, Any] | None = None) -> Start:
        """Fill the starting worlds of a chunk of draws, pushes and echo held."""
        known = {} if known is None else known
        off = super().start(scenario, first, draws, known)
        address = ("derived", scenario.digest)
        if address not in known:
            known[address] = derived(self, self.usual.start(scenario, first, draws, known))
        return self._held(known[address], off)

    def _held(self, usual: Mapping[str, Any], off: Start) -> Start:
        """Return worlds in which what is derived stands as usual, but for what the mechanism itself rests."""
        drawn = off.coefficients
        if all(np.array_equal(usual[name], drawn[name]) for name in (*PUSHES, GAIN)):
            now = derived(self, off)
            if all(np.array_equal(usual[name], now[name]) for name in (*PUSHES.values(), ECHO)):
                return off
        drawn = drawn.copy()
        if np.array_equal(usual[RECIPROCITY], drawn[RECIPROCITY]):
            drawn[RECIPROCITY] *= usual[ECHO]
        drawn[ECHO_LIMIT] = UNLIMITED
        alive = drawn[GAIN] > 0.0
        aims = {share: np.where(alive & (drawn[share] > 0.0), usual[push], 0.0) for share, push in PUSHES.items()}
        return self._aimed(replace(off, coefficients=drawn), aims)

    def _aimed(self, start: Start, aims: Mapping[str, Any]) -> Start:
        """Return worlds whose gain and shares are such that each push comes out as aimed at.

        At gain and shares of one, each push is a third of what its loop alone would get; shares in proportion to what
        each must be multiplied with, and a gain of a third of their sum, give the pushes aimed at.
        """
        drawn = start.coefficients
        for name in (*PUSHES, GAIN):
            drawn[name] = 1.0
        at_one = derived(self, start)
        times = {}
        for share, push in PUSHES.items():
            alone = at_one[push]
            times[share] = np.divide(aims[share], alone, out=np.zeros(len(alone)), where=alone > 0.0)
        total = np.sum(list(times.values()), axis=0)
        for share in PUSHES:
            drawn[share] = np.where(total > 0.0, times[share], 1.0)
        drawn[GAIN] = total / len(PUSHES)
        return start


def derived(maker: Maker, start: Start) -> dict[str, Any]:
    """Return pushes and echo as month zero derives them, and the coefficients that say how strong the loops are.

    Parameters
    ----------
    maker : Maker
        Reckons month zero in the compiled kernel.
    start : Start
        The starting worlds.

    Returns
    -------
    dict of str to numpy.ndarray, shape (draws,)
        By name.
    """
    key = np.zeros(1, dtype=np.int64)
    worlds = [maker.run(start, np.array([draw]), key, 0, film=True).film[0] for draw in range(start.draws)]
    found = {name: np.array([world[name][0] for world in worlds]) for name in (*PUSHES.values(), ECHO)}
    return found | {name: start.coefficients[name].copy() for name in (*PUSHES, GAIN, RECIPROCITY)}
