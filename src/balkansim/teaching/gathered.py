"""What a class coded: its agreement, the most disputed paragraphs, each forecast under each coding, broken files."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from pathlib import Path
from statistics import fmean, median
from typing import Any

from balkansim.analysis import paired as words
from balkansim.analysis.compare import SHIPPED, Comparison, Level, Row, World, run_comparison
from balkansim.errors import BalkansimError
from balkansim.evidence.checks import Agreement, agreement, values_by_unit
from balkansim.evidence.claims import Claim
from balkansim.evidence.codebook import Codebook, Key
from balkansim.evidence.evidence import Evidence, load_evidence
from balkansim.forecasts.forecast import evidence_told
from balkansim.model.ensemble import Size
from balkansim.pages import Cell, Explanation, Page, Section, Table
from balkansim.scenario.resolve import load
from balkansim.teaching.codings import SPOKEN, Coding, read_coding
from balkansim.teaching.exercises import PREFIX, Practice, practice, with_practice


@dataclass(frozen=True)
class Reading:
    """One number of the world as coders read it in one paragraph.

    ``apart``: mean distance of two coders' values, in [0, 1]; None where only one coder read it. ``words`` (tuple of
    (str, int)): direction and word of strength with how many coders gave them, the most frequent first.
    """

    key: Key
    apart: float | None
    readers: int
    words: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Dispute:
    """One paragraph and how far its coders are apart.

    ``apart``: mean distance of two coders' values over all pairs of coders and numbers in it, in [0, 1]; None where no
    number has two readers. ``readings``: its numbers, the most disputed first.
    """

    document: str
    paragraph: int
    apart: float | None
    coders: int
    readings: tuple[Reading, ...]

    @property
    def name(self) -> str:
        """The paragraph's name, such as ``P3``."""
        return f"{self.document}{self.paragraph}"


def disputes(codings: Sequence[Coding], codebook: Codebook) -> tuple[Dispute, ...]:
    """Return every paragraph in which a number was coded, the most disputed first."""
    claims = [claim for coding in codings for claim in coding.claims]
    coders = Counter(place for coding in codings for place in coding.places)
    spoken = _words(claims)
    units: dict[Any, dict[str, float]] = values_by_unit(claims, codebook)
    readings: dict[tuple[str, int], list[Reading]] = defaultdict(list)
    pooled: dict[tuple[str, int], list[float]] = defaultdict(list)
    for unit, values in units.items():
        apart = [abs(one - other) for one, other in combinations(values.values(), 2)]
        pooled[unit[:2]] += apart
        reading = Reading(Key(*unit[2:]), _mean(apart), len(values), tuple(spoken[unit].most_common()))
        readings[unit[:2]].append(reading)
    found = [
        Dispute(*place, _mean(pooled[place]), coders[place], tuple(sorted(those, key=_most_first)))
        for place, those in readings.items()
    ]
    return tuple(sorted(found, key=lambda one: (-(one.apart or 0.0), one.document, one.paragraph)))


def _most_first(reading: Reading) -> tuple[float, Key]:
    return -(reading.apart or 0.0), reading.key


def _mean(distances: Sequence[float]) -> float | None:
    return fmean(distances) if distances else None


def _words(claims: Sequence[Claim]) -> dict[Any, Counter[str]]:
    """Count, by paragraph and number, the coders that gave each direction and word."""
    names = {sign: name for name, sign in SPOKEN.items()}
    told = {(c.coder, (*c.place, *key), f"{names[c.direction]} {c.intensity}") for c in claims for key in c.keys}
    counted: dict[Any, Counter[str]] = defaultdict(Counter)
    for _, unit, spoken in sorted(told):
        counted[unit][spoken] += 1
    return counted


@dataclass(frozen=True)
class Broken:
    """A file that could not be gathered: its name, and what is wrong in which row."""

    file: str
    message: str


@dataclass(frozen=True)
class ClassResults(Explanation):
    """A class's codings. ``disputes``: the most disputed paragraph first."""

    article: Practice
    codings: tuple[Coding, ...]
    broken: tuple[Broken, ...]
    agreement: tuple[Agreement, ...]
    disputes: tuple[Dispute, ...]
    comparison: Comparison

    @property
    def students(self) -> tuple[str, ...]:
        """Whose sheets were gathered."""
        return tuple(coding.student for coding in self.codings)

    def by_forecast(self) -> Iterator[tuple[Row, dict[str, Row]]]:
        """Yield, for each forecast, one of its rows and the rows of all worlds by name."""
        rows: dict[str, dict[str, Row]] = {}
        for row in self.comparison.found:
            rows.setdefault(row.id, {})[row.world] = row
        for worlds in rows.values():
            yield next(iter(worlds.values())), worlds

    def page(self) -> Page:
        """Return what was gathered as a page."""
        return gathered_page(self)

    def rows(self) -> list[dict[str, Any]]:
        """Return a plain row a forecast and coding, the class's own included."""
        kept = ("id", "proposition", "reference_probability", "probability", "difference", "low", "high")
        return [{"coding": row["world"]} | {name: row[name] for name in kept} for row in self.comparison.rows()]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values: ``students``, ``broken``, ``agreement``, ``disputed``, ``forecasts``."""
        return {
            "run": asdict(self.comparison.run),
            "students": [{"student": c.student, "file": c.file, "claims": len(c.claims)} for c in self.codings],
            "broken": [asdict(one) for one in self.broken],
            "agreement": [asdict(one) for one in self.agreement],
            "disputed": [asdict(one) | {"name": one.name} for one in self.disputes],
            "forecasts": self.rows(),
        }


CLASS = "class"
DRAWS, HISTORIES = 20, 5


def recoded(evidence: Evidence, claims: Sequence[Claim]) -> Evidence:
    """Return evidence in which the paragraphs that claims speak of are coded by them alone; the rest stands."""
    places = {claim.place for claim in claims}
    kept = [claim for claim in evidence.claims if claim.place not in places]
    told = repr([(claim.keys, claim.place, claim.kind, claim.direction, claim.intensity) for claim in claims])
    digest = hashlib.sha256((evidence.hash + told).encode()).hexdigest()
    return replace(evidence, claims=(*kept, *claims), hash=digest, _estimates={})


def class_worlds(scenario: str, evidence: Evidence, codings: Sequence[Coding]) -> tuple[World, ...]:
    """Return the world as shipped, under the class's pooled coding, and under each student's."""
    bodies = {SHIPPED: evidence}
    if len(codings) > 1:
        bodies[CLASS] = recoded(evidence, [claim for coding in codings for claim in coding.claims])
    bodies |= {coding.student: recoded(evidence, coding.claims) for coding in codings}
    return tuple(World(label, load(scenario, evidence=body)[0], body) for label, body in bodies.items())


def class_forecasts(
    scenario: str,
    evidence: Evidence,
    codings: Sequence[Coding],
    size: Size,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Answer every forecast under each coding and compare it with the shipped one, history by history.

    ``progress``: told how much of the work is done, in per cent, and 100.
    """
    found = run_comparison(class_worlds(scenario, evidence, codings), size, progress=progress)
    return replace(found, run=replace(found.run, evidence=evidence_told(evidence)))


SHEETS = ".csv"
WORKBOOKS = (".xlsx", ".xls", ".ods", ".numbers")
UNSEEN = (".", "~$")
TAKEN = (SHIPPED, CLASS)


def gather(
    folder: Path | str,
    *,
    scenario: str = "baseline",
    draws: int = DRAWS,
    histories: int = HISTORIES,
    seed: int = 1,
    evidence: Evidence | Path | str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ClassResults:
    """Read a class's coding sheets, measure their agreement, and answer every forecast under each student's coding.

    A paragraph that a student coded is coded by that student alone in the student's world; elsewhere the shipped coding
    stands. Every world has the same parameter draws and luck.

    ``evidence``: evidence folder; by default what ships. ``progress``: told how much of the work is done, in per cent,
    and 100. Returns: prints as text, shows as HTML, ``.to_frame()``, ``.to_json()``; ``.broken`` lists files that were
    left out.
    """
    size = Size(draws, histories, seed)
    shipped = (
        evidence if isinstance(evidence, Evidence) else load_evidence(None if evidence is None else Path(evidence))
    )
    article = practice(shipped.library)
    known = with_practice(shipped, article)
    codings, broken = read_class(sheets_in(Path(folder)), known, article)
    if not codings:
        told = "\n".join(one.message for one in broken)
        raise BalkansimError(f"no sheet in it can be read\n{told}", where=str(folder), todo="mend the files named")
    claims = tuple(claim for coding in codings for claim in coding.claims)
    return ClassResults(
        article,
        tuple(codings),
        tuple(broken),
        agreement(replace(known, claims=claims)),
        disputes(codings, known.codebook),
        class_forecasts(scenario, known, codings, size, progress),
    )


def sheets_in(folder: Path) -> list[Path]:
    """Return the files to gather: the folder's own, or those of the folders handed out that lie in it."""
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        raise BalkansimError("no such folder", expected="a folder with one CSV a student", where=str(folder))
    found = list(_files(folder.glob("*"))) or list(_files(folder.glob(f"*/{PREFIX}*")))
    if not found:
        todo = "save each student's sheet in it as CSV; `balkansim exercises copy 1 DIR` hands out sheets"
        raise BalkansimError("no coding sheet in it", expected="one CSV file a student", where=str(folder), todo=todo)
    return sorted(found, key=lambda path: (path.name.casefold(), str(path)))


def _files(paths: Iterator[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_file() and not path.name.startswith(UNSEEN) and path.suffix.casefold() in (SHEETS, *WORKBOOKS):
            yield path


def read_class(paths: Sequence[Path], evidence: Evidence, article: Practice) -> tuple[list[Coding], list[Broken]]:
    """Read the sheets that can be read, and tell what is wrong with the others."""
    codings: dict[str, Coding] = {}
    broken = []
    for path in paths:
        try:
            coding = _read(path, evidence, article)
            _check_name(coding, codings)
        except BalkansimError as error:
            broken.append(Broken(path.name, error.told()))
        else:
            codings[coding.student.casefold()] = coding
    return list(codings.values()), broken


def _read(path: Path, evidence: Evidence, article: Practice) -> Coding:
    if path.suffix.casefold() in WORKBOOKS:
        todo = "open it and save it as CSV UTF-8"
        raise BalkansimError("a workbook, not a CSV file", expected="a CSV file", where=path.name, todo=todo)
    return read_coding(path, evidence, article)


def _check_name(coding: Coding, codings: dict[str, Coding]) -> None:
    name = coding.student.casefold()
    if name in codings:
        found = f"the sheet of {coding.student!r} is gathered from {codings[name].file} already"
        raise BalkansimError(found, where=coding.file, todo="give each student's file a name of its own")
    if not name or name in TAKEN:
        raise BalkansimError(f"{name!r} is no student's name", where=coding.file, todo="rename the file")


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


def gathered_page(found: ClassResults) -> Page:
    """Write what was gathered as a page."""
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


def _disputed(found: ClassResults) -> Iterator[str | Table]:
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


def _named(found: ClassResults, dispute: Dispute, reading: Reading) -> str:
    """Name a number as the coders did: in the practice article by its own names."""
    if dispute.document == found.article.document.id:
        return found.article.invented(reading.key)
    return str(reading.key)


def _numbers(found: ClassResults) -> Iterator[str | Table]:
    """Tell which numbers of the world the class's coding moves most."""
    shifts = found.comparison.shifts or ()
    if not shifts:
        return
    rows = [(shift.name, _level(shift.reference), _level(shift.other)) for shift in shifts[:NUMBERS]]
    yield f"{len(shifts)} differ under {found.comparison.worlds[1]}'s coding, the largest first: median and interval."
    yield Table(("number", "shipped", found.comparison.worlds[1]), tuple(rows))


def _level(level: Level | None) -> str:
    return "-" if level is None else f"{level.median:.2f} ({level.low:.2f} to {level.high:.2f})"


def _summary(found: ClassResults) -> Table:
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


def _each(found: ClassResults) -> Iterator[Table]:
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


def _cast(found: ClassResults) -> str:
    told = ", ".join(f"{name} is {real}" for name, real in found.article.cast.items())
    return f"who is who in the practice article: {told}"


def _is_practice(found: ClassResults) -> bool:
    own = found.article.document.id
    return any(claim.document == own for coding in found.codings for claim in coding.claims)


def _shipped(row: Row) -> float:
    return row.paired.reference_hits / row.paired.total


def _share(row: Row) -> float:
    return row.paired.hits / row.paired.total


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"
