"""The kernel's first compilation, in less time: what it calls comes first, optimised lightly, and then the whole."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from balkansim.phases import PHASES, Move

LIGHT = 1
BEARINGS = Move("take_bearings", "world")


def compile_first(entry: Any, arguments: Sequence[Any]) -> None:
    """Compile the kernel for arguments such as these, without running it.

    The compiler optimises each function by itself and once more as part of whatever calls it. Only the last of these
    passes, over the whole kernel, decides how fast it is; the ones before it are therefore light. Nothing that the
    compiler makes is garbage before it is done, so the collector rests meanwhile.

    Parameters
    ----------
    entry : callable
        As from `balkansim.compiling.entry_with`, not compiled yet.
    arguments : sequence
        As the kernel takes them.
    """
    from numba import typeof

    _, coefficients, *_, world, luck, _, _, monthly, tension, ends, _ = arguments
    w, c, u = typeof(world[0]), typeof(coefficients[0]), typeof(luck[0])
    month, dyads, end = typeof(monthly[0, 0]), typeof(tension[0, 0]), typeof(ends[0])
    kernel = entry.py_func.__globals__
    monthly_moves = kernel["live_month"].py_func.__globals__
    with _without_collecting():
        with _optimising(LIGHT):
            for move in (move for phase in PHASES for move in phase.moves):
                monthly_moves[move.name].compile((w, c, u, _subject(move)))
            kernel["take_bearings"].compile((w, c, u, _subject(BEARINGS)))
            kernel["keep_month"].compile((w, month, dyads))
            kernel["keep_end"].compile((w, end))
        entry.compile(tuple(typeof(argument) for argument in arguments))


def _subject(move: Move) -> Any:
    """Return the type of a move's last argument: a slot, or, where it is about the whole world, the constant 0."""
    from numba import int64, types

    return types.literal(0) if move.each == "world" else int64


@contextmanager
def _optimising(level: int) -> Iterator[None]:
    """Let the compiler optimise at a level, 0 to 3, for a while."""
    from numba import config

    usual = config.OPT
    config.OPT = type(usual)(level)
    try:
        yield
    finally:
        config.OPT = usual


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Let the garbage collector rest for a while."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
