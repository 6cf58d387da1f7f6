"""Damage a file in the ways that files are damaged: by hand, by a spreadsheet, by a broken transfer."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

NUMBER = re.compile(rb"(?<![\w.#-])-?\d+(?:\.\d+)?(?![\w.-])")
WORD = re.compile(rb"(?<![\w-])[A-Za-z][A-Za-z_-]{2,}(?![\w-])")
KEY = re.compile(rb'(?m)^\s*"?([A-Za-z_][\w.-]*)"?\s*[=:]|[{,]\s*"?([A-Za-z_][\w.-]*)"?\s*[=:]')
REPLACEMENTS = (
    b"word",
    b'"word"',
    b"{ a = 1 }",
    b"[1, 2]",
    b"-1",
    b"-0.5",
    b"1e400",
    b"1" + b"0" * 400,
    b"nan",
    b"inf",
)
MORE = (b"true", b"false", b"99999999999", b"0", b"", b"2025-13-40")

Mutation = Callable[[bytes, random.Random], bytes]


def _lines(data: bytes, luck: random.Random) -> tuple[list[bytes], int]:
    lines = data.splitlines(keepends=True) or [b""]
    filled = [k for k, line in enumerate(lines) if line.strip() and not line.startswith(b"#")] or [0]
    return lines, luck.choice(filled)


def delete_line(data: bytes, luck: random.Random) -> bytes:
    """Leave a line out."""
    lines, k = _lines(data, luck)
    return b"".join(lines[:k] + lines[k + 1 :])


def duplicate_line(data: bytes, luck: random.Random) -> bytes:
    """Write a line twice."""
    lines, k = _lines(data, luck)
    return b"".join([*lines[: k + 1], lines[k], *lines[k + 1 :]])


def _replaced(data: bytes, place: tuple[int, int], new: bytes) -> bytes:
    return data[: place[0]] + new + data[place[1] :]


def _found(pattern: re.Pattern[bytes], data: bytes, luck: random.Random) -> tuple[int, int] | None:
    places = [found.span(found.lastindex or 0) for found in pattern.finditer(data)]
    return luck.choice(places) if places else None


def swap_words(data: bytes, luck: random.Random) -> bytes:
    """Put two words in each other's places."""
    one, other = _found(WORD, data, luck), _found(WORD, data, luck)
    if one is None or other is None or one == other:
        return duplicate_line(data, luck)
    (a, b), (c, d) = sorted((one, other))
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def replace_number(data: bytes, luck: random.Random) -> bytes:
    """Put something else where a number stands."""
    place = _found(NUMBER, data, luck)
    return data if place is None else _replaced(data, place, luck.choice(REPLACEMENTS + MORE))


def replace_word(data: bytes, luck: random.Random) -> bytes:
    """Put something else where a word stands."""
    place = _found(WORD, data, luck)
    return data if place is None else _replaced(data, place, luck.choice(REPLACEMENTS + MORE))


def replace_value(data: bytes, luck: random.Random) -> bytes:
    """Put something else after a key's sign."""
    lines, k = _lines(data, luck)
    head, sign, _ = lines[k].partition(b"=")
    if not sign:
        return replace_word(data, luck)
    return b"".join([*lines[:k], head + sign + b" " + luck.choice(REPLACEMENTS + MORE) + b"\n", *lines[k + 1 :]])


def rename_key(data: bytes, luck: random.Random) -> bytes:
    """Mistype a key."""
    place = _found(KEY, data, luck)
    return replace_word(data, luck) if place is None else _replaced(data, place, data[slice(*place)] + b"x")


def truncate(data: bytes, luck: random.Random) -> bytes:
    """Stop somewhere."""
    return data[: luck.randrange(max(len(data), 1))]


def flip_bit(data: bytes, luck: random.Random) -> bytes:
    """Turn one bit round."""
    k = luck.randrange(max(len(data), 1))
    return data[:k] + bytes([data[k] ^ (1 << luck.randrange(8))]) + data[k + 1 :] if data else b"\x01"


def insert_bytes(data: bytes, luck: random.Random) -> bytes:
    """Put in bytes that no UTF-8 text has, or that hardly any has."""
    k = luck.randrange(len(data) + 1)
    return data[:k] + luck.choice((b"\xff", b"\xc3", b"\xe9\n", b"\0", b"\xed\xa0\x80", b"\xef\xbb\xbf")) + data[k:]


def empty(data: bytes, luck: random.Random) -> bytes:
    """Leave nothing, or next to nothing."""
    return luck.choice((b"", b"\n", b"\xef\xbb\xbf", b"\0", b"[" * 2000, b"{}", b"[]", b"a = " + b"[" * 5000))


MUTATIONS: tuple[Mutation, ...] = (
    *(delete_line, duplicate_line, swap_words, replace_number, replace_number, replace_value, replace_value),
    *(replace_word, rename_key, truncate, flip_bit, insert_bytes, empty),
)


def mutated(data: bytes, times: int, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """Yield a file's damaged copies, each with what was done to it; the same for the same file and seed."""
    luck = random.Random(seed)
    for k in range(times):
        mutation = MUTATIONS[k % len(MUTATIONS)]
        yield f"{k} {mutation.__name__}", mutation(data, luck)
