"""Mutations of files that users bring: lines, values, keys, cells and bytes, changed as hands and disks change them."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Callable
from random import Random

VALUES = ("-1", "1e308", "nan", "inf", "true", "{}", "[]", '"word"', "[1, 2]", "{ a = 1 }", '""', "0", "2025-13", "7")
CELLS = ("-1", "1e308", "nan", "", "word", "maybe", "2025-13-01", "0", '"', "SRB SRB", "é" * 300)
JSONS = ("-1", "1e308", "NaN", "null", "true", "{}", "[]", '"word"', "[1, 2]", "0")
Mutation = Callable[[bytes, Random], bytes]


def _line_gone(content: bytes, rng: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    del lines[rng.randrange(len(lines))]
    return b"".join(lines)


def _line_twice(content: bytes, rng: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    at = rng.randrange(len(lines))
    return b"".join([*lines[: at + 1], lines[at], *lines[at + 1 :]])


def _lines_swapped(content: bytes, rng: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def _cut_off(content: bytes, rng: Random) -> bytes:
    return content[: rng.randrange(len(content))]


def _byte_changed(content: bytes, rng: Random) -> bytes:
    at = rng.randrange(len(content))
    return content[:at] + bytes([content[at] ^ rng.randrange(1, 256)]) + content[at + 1 :]


def _not_text(content: bytes, rng: Random) -> bytes:
    at = rng.randrange(len(content))
    return content[:at] + rng.choice((b"\xff\xfe", b"\x00", b"\xc3\x28", b"\xed\xa0\x80")) + content[at:]


def _empty(content: bytes, rng: Random) -> bytes:
    return rng.choice((b"", b"\n", b"\xef\xbb\xbf"))


def _replaced(pattern: str, values: tuple[str, ...]) -> Mutation:
    def mutation(content: bytes, rng: Random) -> bytes:
        text = content.decode("utf-8")
        found = list(re.finditer(pattern, text, re.MULTILINE))
        if not found:
            return content
        match = rng.choice(found)
        return (text[: match.start(1)] + rng.choice(values) + text[match.end(1) :]).encode()

    return mutation


def _cells(change: Callable[[list[list[str]], Random], None]) -> Mutation:
    def mutation(content: bytes, rng: Random) -> bytes:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        change(rows, rng)
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        return text.getvalue().encode()

    return mutation


def _cell_changed(rows: list[list[str]], rng: Random) -> None:
    row = rng.choice([row for row in rows if row])
    row[rng.randrange(len(row))] = rng.choice(CELLS)


def _cells_swapped(rows: list[list[str]], rng: Random) -> None:
    row = rng.choice([row for row in rows if row])
    one, other = rng.randrange(len(row)), rng.randrange(len(row))
    row[one], row[other] = row[other], row[one]


def _cell_gone(rows: list[list[str]], rng: Random) -> None:
    row = rng.choice([row for row in rows if row])
    del row[rng.randrange(len(row))]


COMMON: tuple[Mutation, ...] = (_line_gone, _line_twice, _lines_swapped, _cut_off, _byte_changed, _not_text, _empty)
OF_KIND: dict[str, tuple[Mutation, ...]] = {
    "toml": (
        *[_replaced(r"= *(.+?)$", VALUES)] * 3,
        _replaced(r"(-?\b\d[\d.]*\b)", VALUES),
        _replaced(r"(\"[^\"\n]*\")", VALUES),
        _replaced(r"^([\w.\"-]+) *=", ("mistyped", '"a b"', "value", "kind")),
        _replaced(r"^\[+([\w.\"-]+)\]+", ("mistyped", "other.one")),
    ),
    "csv": (*[_cells(_cell_changed)] * 4, _cells(_cells_swapped), _cells(_cell_gone)),
    "json": (*[_replaced(r": *(.+?),?$", JSONS)] * 3, _replaced(r"(\"\w+\"):", ('"mistyped"', '"kind"'))),
}


def mutated(content: bytes, kind: str, seed: int) -> bytes:
    """Return a file's content with one thing changed; the same for the same seed."""
    rng = Random(seed)
    return rng.choice((*COMMON, *OF_KIND[kind], *OF_KIND[kind]))(content, rng)


def plain(content: bytes, kind: str) -> object:
    """Return what a file says, comments, blanks and the order of keys aside; its bytes where it cannot be read."""
    try:
        text = io.StringIO(content.decode("utf-8-sig"), newline=None).read()
        if kind in ("toml", "json"):
            found = tomllib.loads(text) if kind == "toml" else json.loads(text)
            return json.dumps(json.loads(json.dumps(found, default=str), parse_int=float), sort_keys=True)
        rows = csv.reader(io.StringIO(text))
        return sorted([cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row))
    except ValueError:
        return content
