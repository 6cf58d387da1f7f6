"""All luck: uniform draws addressed by (seed, history, channel, month, slot), from the counter-based Philox generator.

A channel is one kind of decision, a slot one actor, pair, dyad, bloc or flashpoint of the canonical roster. Adding a
rule, an actor or an event therefore moves nobody else's luck.
"""

from __future__ import annotations

import threading
from collections import namedtuple
from typing import Any

import numpy as np

from balkansim.model.world import CAPACITY, DYADS

BLOCK = 4
ACTORS, BLOCS = CAPACITY["actor"], CAPACITY["bloc"]
MONTH_ORIGIN = 4096
RUNS_A_DRAW = 2**32
PARAMETER_CHANNEL = 2**20

# Order is the channel number; append only, or every stored history changes. Slots come in whole blocks of four.
CHANNELS: dict[str, int] = {
    "election": ACTORS,
    "conduct": 2 * DYADS,
    "incident": CAPACITY["flashpoint"],
    "severity": CAPACITY["flashpoint"],
    "descent": CAPACITY["flashpoint"],
    "application": ACTORS * BLOCS,
    "consent": ACTORS * BLOCS,
    "founding": ACTORS,
    "exit": ACTORS,
    "exercise": BLOCS,
    "lapse": BLOCS,
    "tension": DYADS,
    "pressure": ACTORS,
    "line": ACTORS,
    "cohesion": BLOCS,
    "secession": BLOCK,
    "partnership": ACTORS,
    "conversion": ACTORS,
    "pfp_attempt": ACTORS,
    "pfp_consent": CAPACITY["vetoer"],
}

Luck: Any = namedtuple("Luck", list(CHANNELS))  # type: ignore[misc]


def luck_dtype() -> np.dtype[Any]:
    """Return the structured dtype of one month's luck: a flat array of uniforms a channel."""
    return np.dtype([(name, np.float64, (slots,)) for name, slots in CHANNELS.items()])


def empty_luck() -> tuple[Any, Any]:
    """Return a month's luck for the plain engine: named views a channel, and the flat array beneath them."""
    flat = np.zeros(sum(CHANNELS.values()))
    ends = np.cumsum(list(CHANNELS.values()))
    return Luck(*np.split(flat, ends[:-1])), flat


def history_key(draw: int, run: int) -> int:
    """Return the number that names one history of a seed: parameter draw and run together.

    Parameters
    ----------
    draw, run : int
        Not negative; `run` below 2**32.
    """
    return draw * RUNS_A_DRAW + run


def slots_in_use(actors: int, flashpoints: int, entities: int, vetoers: int) -> Any:
    """Return how many slots of each channel a world of this size uses.

    Parameters
    ----------
    actors, flashpoints, entities, vetoers : int
        Sizes of the world.

    Returns
    -------
    numpy.ndarray
        Integers, shape (channels, 3): first slot in the flat luck of a month, slots in use, and more for each bloc.
    """
    dyads = actors * (actors - 1) // 2
    used = {
        "conduct": 2 * dyads,
        "incident": flashpoints,
        "severity": flashpoints,
        "descent": flashpoints,
        "exercise": BLOCS,
        "lapse": BLOCS,
        "cohesion": BLOCS,
        "tension": dyads,
        "secession": entities,
        "pfp_consent": vetoers,
    }
    a_bloc = {"application": ACTORS, "consent": ACTORS}
    first = np.cumsum([0, *CHANNELS.values()])[:-1]
    fixed = [0 if name in a_bloc else used.get(name, actors) for name in CHANNELS]
    return np.column_stack([first, fixed, [a_bloc.get(name, 0) for name in CHANNELS]]).astype(np.int64)


def draw_month(flat: Any, slots: Any, blocs: int, seed: int, key: int, month: int) -> None:
    """Fill one month's luck with uniforms in (0, 1), channel by channel, for the slots in use, from NumPy's Philox.

    Parameters
    ----------
    flat : numpy.ndarray
        The luck of a month as one flat array of floats.
    slots : numpy.ndarray
        As from `slots_in_use`.
    blocs : int
        Bloc slots ever used.
    seed, key : int
        Seed and history key: the generator's key.
    month : int
        Months since April 2025; with the channel's number it makes the generator's counter.
    """
    for channel, (first, fixed, a_bloc) in enumerate(slots.tolist()):
        count = fixed + a_bloc * blocs
        generator = _philox_at([seed, key], [0, month + MONTH_ORIGIN, channel, 0])
        flat[first : first + count] = uniforms(generator.random_raw(count))


def uniforms(raw: Any) -> Any:
    """Turn raw 64-bit integers into uniforms in the open interval (0, 1), on a grid of 2**-52."""
    return ((raw >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52


def uniform(raw: Any) -> Any:
    """Turn one raw 64-bit integer into a uniform, as `uniforms` does with many."""
    return (np.float64(raw >> np.uint64(12)) + 0.5) * 2.0**-52


M0, M1 = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
W0, W1 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
HALF, LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
ROUNDS = 10


def high_product(a: Any, b: Any) -> Any:
    """Return the upper 64 bits of the product of two unsigned 64-bit integers."""
    a_low, a_high, b_low, b_high = a & LOW, a >> HALF, b & LOW, b >> HALF
    cross = a_high * b_low + ((a_low * b_low) >> HALF)
    other = a_low * b_high + (cross & LOW)
    return a_high * b_high + (cross >> HALF) + (other >> HALF)


def philox(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> Any:
    """Return one block of four 64-bit integers of Philox4x64 with ten rounds (Salmon et al. 2011)."""
    for _ in range(ROUNDS):
        high0, low0 = high_product(M0, c0), M0 * c0
        high1, low1 = high_product(M1, c2), M1 * c2
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0, k1 = k0 + W0, k1 + W1
    return c0, c1, c2, c3


def draw_month_compiled(flat: Any, slots: Any, blocs: int, seed: int, key: int, month: int) -> None:
    """Fill one month's luck as `draw_month` does, written out for the compiler, in whole blocks.

    Places are unsigned, so that the compiled code need not ask of each whether it counts from the end.

    Parameters
    ----------
    flat, slots, blocs, seed, key, month
        As in `draw_month`.
    """
    for channel in range(len(slots)):
        at, count = np.uint64(slots[channel, 0]), slots[channel, 1] + slots[channel, 2] * blocs
        for block in range((count + BLOCK - 1) // BLOCK):
            first, second, third, fourth = philox(
                np.uint64(block + 1),
                np.uint64(month + MONTH_ORIGIN),
                np.uint64(channel),
                np.uint64(0),
                np.uint64(seed),
                np.uint64(key),
            )
            flat[at] = uniform(first)
            flat[at + np.uint64(1)] = uniform(second)
            flat[at + np.uint64(2)] = uniform(third)
            flat[at + np.uint64(3)] = uniform(fourth)
            at += np.uint64(BLOCK)


def parameter_uniforms(seed: int, name: str, count: int, first: int = 0, attempt: int = 0) -> Any:
    """Return the uniforms of one parameter, a draw each: the first n are the same whatever the count.

    Parameters
    ----------
    seed : int
        Seed of the ensemble.
    name : str
        Name of the parameter, which addresses its own stream.
    count : int
        Number of parameter draws.
    first : int
        Number of the first of them; a multiple of four.
    attempt : int
        How often these draws have been refused before.

    Returns
    -------
    numpy.ndarray
        Shape (count,), in (0, 1).
    """
    import hashlib

    address = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")
    if address >= 2**63:
        address = int(float(address)) % 2**64  # as NumPy reads a list with such a number: luck once dealt stays
    return uniforms(_philox_at([seed, address], [first // BLOCK, attempt, PARAMETER_CHANNEL, 0]).random_raw(count))


_OWN = threading.local()


def _philox_at(key: list[int], counter: list[int]) -> Any:
    """Return the thread's own Philox generator set to a key and counter: setting one is cheaper than making one."""
    if not hasattr(_OWN, "generator"):
        _OWN.generator = np.random.Philox(0)
        _OWN.state = _OWN.generator.state
    _OWN.state["state"] = {"key": np.array(key, dtype=np.uint64), "counter": np.array(counter, dtype=np.uint64)}
    _OWN.generator.state = _OWN.state
    return _OWN.generator
