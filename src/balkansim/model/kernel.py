"""The month written out and compiled over many histories.

This file and `phases.py` tell the same month; a test holds them to each other. Everything here is plain Python that
the compiler can read: with ``NUMBA_DISABLE_JIT=1`` it runs as it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from balkansim.model.luck import draw_month
from balkansim.model.moves.align import accede, consent, consider, court, exercise, found, lapse, leave, seek
from balkansim.model.moves.arm import alarm, arm, budget, receive
from balkansim.model.moves.bearings import take_bearings
from balkansim.model.moves.calendar import happenings, hold_election
from balkansim.model.moves.confront import confront
from balkansim.model.moves.perceive import befriend, compare, fear, perceive, pool, regard, weigh_bloc, weigh_patrons
from balkansim.model.moves.record import record
from balkansim.model.moves.settle import (
    align_line,
    approach_pfp,
    close_year,
    convert,
    remember,
    settle_cohesion,
    settle_line,
    settle_partnership,
    settle_pressure,
    settle_secession,
    settle_tension,
)
from balkansim.model.moves.signal import signal


def live_month(w: Any, c: Any, u: Any) -> None:
    """Let one month pass in a world: the phases of `phases.py`, written out."""
    n, flashpoints, entities = w.actors, w.flashpoints, w.entities
    happenings(w, c, u, 0)
    for i in range(n):
        hold_election(w, c, u, i)
    weigh_patrons(w, c, u, 0)
    for i in range(n):
        align_line(w, c, u, i)
    for i in range(n):
        compare(w, c, u, i)
    for i in range(n):
        pool(w, c, u, i)
    for i in range(n):
        befriend(w, c, u, i)
    for i in range(n):
        regard(w, c, u, i)
    for i in range(n):
        perceive(w, c, u, i)
    for i in range(n):
        fear(w, c, u, i)
    for b in range(w.opened[0]):
        weigh_bloc(w, c, u, b)
    for i in range(n):
        signal(w, c, u, i)
    for f in range(flashpoints):
        confront(w, c, u, f)
    for i in range(n):
        consider(w, c, u, i)
    for i in range(n):
        consent(w, c, u, i)
    for i in range(n):
        accede(w, c, u, i)
    for i in range(n):
        court(w, c, u, i)
    for i in range(n):
        seek(w, c, u, i)
    for i in range(n):
        found(w, c, u, i)
    for b in range(w.opened[0]):
        exercise(w, c, u, b)
    for i in range(n):
        leave(w, c, u, i)
    for b in range(w.opened[0]):
        lapse(w, c, u, b)
    for i in range(n):
        receive(w, c, u, i)
    for i in range(n):
        arm(w, c, u, i)
    for i in range(n):
        budget(w, c, u, i)
    for i in range(n):
        alarm(w, c, u, i)
    for i in range(n):
        settle_tension(w, c, u, i)
    for b in range(w.opened[0]):
        settle_cohesion(w, c, u, b)
    for i in range(n):
        settle_partnership(w, c, u, i)
    for e in range(entities):
        settle_secession(w, c, u, e)
    for i in range(n):
        settle_pressure(w, c, u, i)
    for i in range(n):
        settle_line(w, c, u, i)
    for i in range(n):
        remember(w, c, u, i)
    for i in range(n):
        convert(w, c, u, i)
    for i in range(n):
        approach_pfp(w, c, u, i)
    close_year(w, c, u, 0)
    record(w, c, u, 0)


def keep_month(w: Any, month: Any, tension: Any) -> None:
    """Keep of a month what forecasts read."""
    n = w.actors
    for j in range(n):
        for i in range(j):
            tension[j * (j - 1) // 2 + i] = w.tension[i, j]
        month.partnership[j] = w.partnership[j]
    month.polarisation = w.polarisation[0]
    month.polarisation_spending = w.polarisation_spending[0]
    for e in range(w.entities):
        month.secession[e] = w.secession[e]
    for f in range(w.flashpoints):
        month.hazard[f] = w.hazard[f]
        month.severity[f] = w.severity[f]
    for b in range(w.opened[0]):
        month.idle[b] = w.idle[b]


def keep_end(w: Any, end: Any) -> None:
    """Keep of a finished history what forecasts read, and count what is not a number."""
    broken = 0
    for i in range(w.actors):
        end.pfp[i] = w.pfp_month[i]
        end.army[i] = w.army_month[i]
        for b in range(w.opened[0]):
            end.joined[i, b] = w.entered[i, b]
            end.member[i, b] = w.member[b, i] == 1
            end.eligible[i, b] = w.eligible[i, b]
            end.applied[i, b] = w.applied[i, b]
            end.declined[i, b] = w.declined[i, b]
            end.vetoed[i, b] = w.vetoed[i, b]
            end.veto[i, b] = w.veto[i, b]
        for j in range(w.actors):
            if w.tension[i, j] != w.tension[i, j]:
                broken += 1
        if w.expenditure[i] != w.expenditure[i] or w.pressure[i] != w.pressure[i]:
            broken += 1
    for b in range(w.opened[0]):
        end.ended[b] = w.ended[b]
        end.founded[b] = w.founded[b]
    if w.polarisation[0] != w.polarisation[0]:
        broken += 1
    end.nans = broken
    end.radius = w.radius[0]
    end.race = w.race[0]


def entry(rulebook_hash: int) -> Callable[..., Any]:
    """Return the kernel's entry, closed over a hash of the sources so that a cached one can never be stale.

    Parameters
    ----------
    rulebook_hash : int
        Hash of the sources of rules, moves, draws and kernel.
    """

    def run_histories(
        starts: Any,
        coefficients: Any,
        draw_of: Any,
        key_of: Any,
        seed: int,
        months: int,
        world: Any,
        luck: Any,
        flat: Any,
        slots: Any,
        monthly: Any,
        tension: Any,
        ends: Any,
        film: Any,
    ) -> int:
        """Run histories one after another and keep what forecasts read.

        Parameters
        ----------
        starts : structured array (draws,)
            Starting worlds, one a parameter draw.
        coefficients : structured array (draws,)
            Coefficients, one a parameter draw.
        draw_of, key_of : integer arrays (histories,)
            Parameter draw and luck key of each history.
        seed : int
            Seed.
        months : int
            Months to live.
        world : structured array (2,)
            Workspace: the world that lives, and the start of its parameter draw with its bearings taken.
        luck : structured array (1,)
            Workspace.
        flat : float array
            The same memory as `luck`, flat.
        slots : integer array (channels, 3)
            First slot, slots in use and slots a bloc of each channel.
        monthly : structured array (histories, months + 1)
            What is kept of each month.
        tension : float array (histories, months + 1, dyads)
            Tension of every dyad at the end of each month.
        ends : structured array (histories,)
            What is kept of each history.
        film : structured array (months + 1,) or (0,)
            Every month's whole world, of the last history, where asked for.

        Returns
        -------
        int
            The hash the entry is closed over.
        """
        c_all, u, w, held = coefficients, luck[0], world[0], -1
        for h in range(len(draw_of)):
            c = c_all[draw_of[h]]
            if draw_of[h] != held:
                held = draw_of[h]
                world[1] = starts[held]
                take_bearings(world[1], c, u, 0)
            world[0] = world[1]
            keep_month(w, monthly[h, 0], tension[h, 0])
            if len(film) > 0:
                film[0] = world[0]
            for t in range(months):
                w.clock[0] += 1
                draw_month(flat, slots, w.opened[0], seed, key_of[h], w.clock[0])
                live_month(w, c, u)
                keep_month(w, monthly[h, t + 1], tension[h, t + 1])
                if len(film) > 0:
                    film[t + 1] = world[0]
            keep_end(w, ends[h])
        return rulebook_hash

    return run_histories
