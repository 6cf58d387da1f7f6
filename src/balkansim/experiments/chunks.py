"""How a sweep is cut into chunks: units of work and of distribution that depend on nothing but the sweep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from balkansim.errors import BalkansimError
from balkansim.model.ensemble import HISTORIES_A_CHUNK
from balkansim.model.luck import BLOCK


@dataclass(frozen=True)
class Chunk:
    """Some whole design points, or a piece of one.

    ``index``: its number in the sweep, from 0. ``points``: design points; one only where the chunk is a piece.
    ``first``, ``last``: rows of each point, from ``first`` up to but without ``last``; row ``draw * histories + run``.
    """

    index: int
    points: range
    first: int
    last: int
    whole: bool

    @property
    def rows(self) -> int:
        """Histories in the chunk."""
        return len(self.points) * (self.last - self.first)


@dataclass(frozen=True)
class Cut:
    """The chunks of a sweep."""

    points: int
    draws: int
    histories: int
    at_once: int = HISTORIES_A_CHUNK

    @property
    def rows_a_point(self) -> int:
        """Histories of a design point."""
        return self.draws * self.histories

    @property
    def pieces(self) -> list[tuple[int, int]]:
        """First and last row of each piece of a point; one only where a point fits into a chunk."""
        return list(pieces(0, self.rows_a_point, self.histories, self.at_once))

    @property
    def points_a_chunk(self) -> int:
        """Design points that go into one chunk together."""
        return max(1, self.at_once // self.rows_a_point)

    def __len__(self) -> int:
        """Return the number of chunks."""
        groups = -(-self.points // self.points_a_chunk)
        return groups * len(self.pieces)

    def __iter__(self) -> Iterator[Chunk]:
        """Yield the chunks in order."""
        together, cuts = self.points_a_chunk, self.pieces
        index = 0
        for point in range(0, self.points, together):
            for first, last in cuts:
                points = range(point, min(point + together, self.points))
                yield Chunk(index, points, first, last, len(cuts) == 1)
                index += 1


def pieces(first: int, last: int, histories: int, at_once: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of rows: whole draws, a multiple of four of them, unless that is far more than wanted at once.

    ``first``, ``last``: the rows, up to but without the last. ``at_once``: how many rows a range shall have at most.
    """
    block = BLOCK * histories
    step = max(1, at_once // block * block if block <= at_once else at_once)
    for begin in range(first, last, step):
        yield begin, min(begin + step, last)


@dataclass(frozen=True)
class Shard:
    """One of several shards of a sweep's chunks. ``number``, ``of``: which shard, counted from 1, and of how many."""

    number: int = 1
    of: int = 1

    def __post_init__(self) -> None:
        """Refuse a shard that there is not."""
        if not 1 <= self.number <= self.of:
            raise _no_shard(str(self))

    def __contains__(self, chunk: object) -> bool:
        """Tell whether a chunk belongs to this shard, by its number."""
        return isinstance(chunk, int) and chunk % self.of == self.number - 1

    def __str__(self) -> str:
        """Return the shard as it is written, ``2/8``."""
        return f"{self.number}/{self.of}"


def shard_of(text: str | Shard | None) -> Shard:
    """Read a shard as it is written, ``2/8``; nothing is the whole."""
    if text is None or isinstance(text, Shard):
        return text or Shard()
    number, stroke, of = text.partition("/")
    if not (stroke and number.isdecimal() and of.isdecimal()):
        raise _no_shard(text)
    return Shard(int(number), int(of))


def _no_shard(text: str) -> BalkansimError:
    """Return the error for a shard that there is not."""
    return BalkansimError(f"{text!r} is no shard", expected="i/n with i from 1 to n, such as 2/8", where="--shard")
