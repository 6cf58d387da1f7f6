"""The theories by name."""

from __future__ import annotations

from balkansim.theories.protocol import Theory
from balkansim.theories.runs import arms_race, balance, escalation, landscape

THEORIES: dict[str, Theory] = {
    theory.name: theory for theory in (landscape.THEORY, balance.THEORY, arms_race.THEORY, escalation.THEORY)
}
