"""A class's codings as a page: files, agreement, disputes, and the forecasts under each coding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from balkansim.comparing import words
from balkansim.comparing.comparison import Row
from balkansim.comparing.levels import Level
from balkansim.explaining.page import Cell, Page, Section, Table
from balkansim.teaching.class_worlds import CLASS
from balkansim.teaching.disputes import Dispute, Reading
from balkansim.teaching.gathered import Gathered

PARAGRAPHS = 5
"""Paragraphs printed: the most disputed ones."""
NUMBERS = 6
"""Numbers of the world printed: those that the coding moves most."""
ABREAST = 7
"""Students whose forecasts stand beside one another in a table."""
LONGEST = 9
"""Letters of a student's name in the head of a table."""
HOW_TO_READ = (
    "A student's world: what the student coded takes the place of the shipped coding of that paragraph; the practice "
    "article (P) is a further document. Elsewhere the shipped coding stands. Every world has the same parameter draws "
    "and luck.",
    "class: all the students' codings at once, as many coders of the same paragraphs. shipped: the coding that ships.",
    "clear: how many students' codings move the forecast by more than chance can, at 90%. apart: mean distance of two "
    "coders' values, 0 to 1. read by: coders who read the number there, of those who coded the paragraph.",
)


def gathered_page(found: Gathered) -> Page:
    """Write what was gathered as a page.

    Parameters
    ----------
    found : Gathered
        What was gathered.
    """
    run = found.comparison.run
    sections = (
        Section("agreement", tuple(f"{one.told()}." for one in found.agreement)),
        Section("disputed", tuple(_disputed(found))),
        Section("numbers", tuple(_numbers(found))),
        Section("forecasts", (_summary(found),)),
        Section("each", tuple(_each(found))),
        Section("cast", (_cast(found),) if _is_practice(found) else ()),
        Section("reading", HOW_TO_READ),
        Section("broken", tuple(one.message.replace("\n", "; ") for one in found.broken)),
    )
    files = f"gathered: {len(found.codings)} of {len(found.codings) + len(found.broken)} files"
    return Page(f"balkansim {run.version}: a class's codings, {run.date}", (*words.run_lines(run), files), sections)


def _disputed(found: Gathered) -> Iterator[str | Table]:
    """Tell the most disputed paragraphs with what was read there and in which words."""
    several = [one for one in found.disputes if one.apart is not None]
    if not several:
        yield "no number was read by two coders in the same paragraph"
        return
    rows = [
        (one.name if first else "", _named(found, one, reading), *_spread(one, reading))
        for one in several[:PARAGRAPHS]
        for first, reading in zip([True] + [False] * len(one.readings), one.readings, strict=False)
    ]
    yield Table(("par.", "number", "apart", "read by", "words"), tuple(rows))


def _spread(dispute: Dispute, reading: Reading) -> tuple[str, str, str]:
    apart = "-" if reading.apart is None else f"{reading.apart:.2f}"
    told = ", ".join(f"{word} {count}" for word, count in reading.words)
    return apart, f"{reading.readers} of {dispute.coders}", told


def _named(found: Gathered, dispute: Dispute, reading: Reading) -> str:
    """Name a number as the coders did: in the practice article by its own names."""
    if dispute.document == found.article.document.id:
        return found.article.invented(reading.key)
    return str(reading.key)


def _numbers(found: Gathered) -> Iterator[str | Table]:
    """Tell which numbers of the world the class's coding moves most."""
    shifts = found.comparison.shifts or ()
    if not shifts:
        return
    rows = [(shift.name, _level(shift.reference), _level(shift.other)) for shift in shifts[:NUMBERS]]
    yield f"{len(shifts)} differ under {found.comparison.worlds[1]}'s coding, the largest first: median and interval."
    yield Table(("number", "shipped", found.comparison.worlds[1]), tuple(rows))


def _level(level: Level | None) -> str:
    return "-" if level is None else f"{level.median:.2f} ({level.low:.2f} to {level.high:.2f})"


def _summary(found: Gathered) -> Table:
    """Tell of each forecast how far the students' codings move it."""
    rows: list[tuple[Cell, ...]] = []
    for row, worlds in found.by_forecast():
        own = {name: worlds[name] for name in found.students}
        shares = {name: _share(one) for name, one in own.items()}
        low, high = min(shares, key=shares.__getitem__), max(shares, key=shares.__getitem__)
        pooled = _percent(_share(worlds[CLASS])) if CLASS in worlds else "-"
        clear = sum(one.paired.excludes_zero for one in own.values())
        ends = [f"{_percent(shares[name])} {name}" if shares[low] < shares[high] else "-" for name in (low, high)]
        middle = _percent(median(shares.values()))
        rows.append((row.id, row.proposition, _percent(_shipped(row)), pooled, middle, *ends, clear))
    return Table(("id", "forecast", "shipped", CLASS, "median", "lowest", "highest", "clear"), tuple(rows))


def _each(found: Gathered) -> Iterator[Table]:
    """Yield tables of every forecast under every student's coding, a few students abreast."""
    forecasts = list(found.by_forecast())
    for first in range(0, len(found.students), ABREAST):
        names = found.students[first : first + ABREAST]
        rows = [
            (row.id, _percent(_shipped(row)), *(_percent(_share(worlds[name])) for name in names))
            for row, worlds in forecasts
        ]
        yield Table(("id", "shipped", *_heads(names)), tuple(rows))


def _heads(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}." for name in names)


def _cast(found: Gathered) -> str:
    told = ", ".join(f"{name} is {real}" for name, real in found.article.cast.items())
    return f"who is who in the practice article: {told}"


def _is_practice(found: Gathered) -> bool:
    own = found.article.document.id
    return any(claim.document == own for coding in found.codings for claim in coding.claims)


def _shipped(row: Row) -> float:
    return row.paired.reference_hits / row.paired.total


def _share(row: Row) -> float:
    return row.paired.hits / row.paired.total


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"
