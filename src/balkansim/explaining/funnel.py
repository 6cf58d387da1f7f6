"""The way into a bloc, counted over histories: eligible, applied, declined, vetoed and by whom, joined."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from balkansim.explaining.page import Cell, Table
from balkansim.forecasting.questions import Window
from balkansim.forecasting.rules import Accession, StaysOut
from balkansim.forecasting.tape import NEVER, Tape

STAGES = ("eligible", "applied", "declined", "vetoed")
HEAD = ("state", *STAGES, "joined")

Tally = dict[tuple[str, ...], float]
"""Sums over histories, by what was counted; those of two chunks are added."""


def paths_of(rule: Accession | StaysOut, tape: Tape) -> list[tuple[str, str]]:
    """Return the pairs of state and bloc that a rule asks about and the world has."""
    states = rule.states if isinstance(rule, Accession) else (rule.state,)
    blocs = (rule.bloc,) if isinstance(rule, Accession) else rule.blocs
    return [(s, b) for b in blocs if b in tape.blocs for s in states if s in tape.actors]


def counted(rule: Accession | StaysOut, window: Window, tape: Tape) -> Tally:
    """Count histories in which each state came to each stage on the way into a bloc, and the members' vetoes.

    Parameters
    ----------
    rule : Accession or StaysOut
        Names states and blocs.
    window : Window
        An accession counts as joined within it, as early before it.
    tape : Tape
        The record, ending with the window.
    """
    tally: Tally = {}
    for state, bloc in paths_of(rule, tape):
        s, b = tape.actors.index(state), tape.blocs.index(bloc)
        for stage in STAGES:
            tally[state, bloc, stage] = float((tape.ends[stage][:, s, b] > 0).sum())
        joined = tape.ends["joined"][:, s, b]
        came = (joined != NEVER) & (joined <= window.last)
        tally[state, bloc, "joined"] = float((came & (joined >= window.first)).sum())
        tally[state, bloc, "early"] = float((came & (joined < window.first)).sum())
    for bloc in dict.fromkeys(bloc for _, bloc in paths_of(rule, tape)):
        vetoes = tape.ends["veto"][:, :, tape.blocs.index(bloc)].sum(axis=0)
        for slot in np.flatnonzero(vetoes[: len(tape.actors)]):
            tally[tape.actors[slot], bloc, "vetoes"] = float(vetoes[slot])
    return tally


def told(tally: Mapping[tuple[str, ...], float], histories: int) -> tuple[str | Table, ...]:
    """Lay the counts out: a row a state that was ever eligible, then who vetoed, and who was never eligible.

    Parameters
    ----------
    tally : mapping
        As from `counted`, summed over chunks.
    histories : int
        All histories.
    """
    blocs = dict.fromkeys(key[1] for key in tally)
    return tuple(part for bloc in blocs for part in _of_bloc(bloc, tally, histories))


def _of_bloc(bloc: str, tally: Mapping[tuple[str, ...], float], histories: int) -> list[str | Table]:
    states = [state for state, name, what in tally if name == bloc and what == "joined"]
    states.sort(key=lambda state: -tally[state, bloc, "joined"])
    open_to = [state for state in states if tally[state, bloc, "eligible"] > 0]
    shut_out = [state for state in states if state not in open_to]
    rows = tuple(_row(state, bloc, tally) for state in open_to)
    parts: list[str | Table] = [f"{bloc}, histories of {histories} in which a state was or did this at least once:"]
    parts += [Table(HEAD, rows)] if rows else []
    vetoes = {state: int(n) for (state, name, what), n in tally.items() if name == bloc and what == "vetoes"}
    early = {state: int(tally[state, bloc, "early"]) for state in states if tally[state, bloc, "early"]}
    tail = [
        f"vetoed by {_numbers(vetoes)}" if vetoes else "no vetoes",
        f"joined before the window: {_numbers(early)}" if early else "",
        f"never eligible: {' '.join(shut_out)}" if shut_out else "",
    ]
    return [*parts, "; ".join(part for part in tail if part) + "."]


def _row(state: str, bloc: str, tally: Mapping[tuple[str, ...], float]) -> tuple[Cell, ...]:
    return state, *(int(tally[state, bloc, stage]) for stage in (*STAGES, "joined"))


def _numbers(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items(), key=lambda item: -item[1]))
