"""A student's sheet as claims: the same records, checks and numbers as any coder's."""

from __future__ import annotations

import csv
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from balkansim.errors import BalkansimError, unknown
from balkansim.evidence import claims as whole
from balkansim.evidence.claims import DIRECTIONS, Claim, read_claims
from balkansim.evidence.documents import Document
from balkansim.evidence.evidence import Evidence
from balkansim.files import numbered_rows
from balkansim.teaching.exercises import Practice, place_of, student_of

CODED = ("kind", "subject", "object", "quantity", "direction", "intensity")
NEEDED = ("paragraph", *CODED)
COLUMNS = (*NEEDED, "paraphrase", "note")
LEGACY = "cp1252"
"""What Windows programs save in where they do not save UTF-8."""
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
REMEDY = "save it again from the spreadsheet as CSV UTF-8; `balkansim exercises copy 1 DIR` hands out a fresh sheet"


def read_sheet(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Return the rows of a sheet in which something is coded, with the line on which each begins.

    ``path``: A CSV file with the columns ``NEEDED``, and perhaps ``paraphrase`` and ``note``. Returns: list of (int,
    dict); line number (the header is line 1) and cells by column.
    """
    found = numbered_rows(_text(path), path.name)
    header = _header(next(found, (1, []))[1], path.name)
    every = [(line, _row(cells, header, f"{path.name}, row {line}")) for line, cells in found]
    rows = [(line, row) for line, row in every if any(row[column] for column in CODED)]
    if not rows:
        expected = "at least one row with a kind of claim"
        raise BalkansimError(
            "no paragraph is coded", expected=expected, where=path.name, todo="ask for the filled sheet"
        )
    return rows


def _text(path: Path) -> str:
    """Decode a sheet: UTF-8 with or without its mark, UTF-16 by its mark, else as older Windows programs save."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BalkansimError(f"cannot be read: {error.strerror}", where=path.name, todo="close it elsewhere") from None
    encodings = ["utf-16"] if content.startswith(UTF16_MARKS) else ["utf-8-sig", LEGACY]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BalkansimError("this is no text", expected="a CSV file", where=path.name, todo=REMEDY)


def _header(cells: Sequence[str], file: str) -> list[str]:
    where = f"{file}, row 1"
    header = [cell.strip().casefold() for cell in cells]
    while header and not header[-1]:
        header.pop()
    for column in header:
        if column not in COLUMNS:
            raise unknown("column", column, COLUMNS, where=where, todo="rename or remove it")
        if header.count(column) > 1:
            raise BalkansimError(f"column {column!r} stands twice", where=where, todo="remove one")
    missing = [column for column in NEEDED if column not in header]
    if missing:
        found = f"no column {', '.join(missing)}"
        raise BalkansimError(found, expected=", ".join(NEEDED), where=where, todo=REMEDY)
    return header


def _row(cells: Sequence[str], header: Sequence[str], where: str) -> dict[str, str]:
    """Return a row's cells by column; empty cells at the end may be left out, or be too many."""
    filled = [cell.strip() for cell in cells]
    while len(filled) > len(header) and not filled[-1]:
        filled.pop()
    if len(filled) > len(header):
        expected = f"at most {len(header)}, as in the header"
        raise BalkansimError(f"{len(filled)} cells", expected=expected, where=where, todo="quote cells with commas")
    blank = [""] * (len(header) - len(filled))
    return {column: "" for column in COLUMNS} | dict(zip(header, [*filled, *blank], strict=True))


SPOKEN = {"up": "+", "down": "-", "level": "0"}
"""Directions as the sheet's users write them: a spreadsheet takes + and - for the beginning of a formula."""
UNSAID = "(not paraphrased)"

Cells = dict[str, str]


@dataclass(frozen=True)
class Coding:
    """What one student coded. ``claims``: in the order of the documents and of the file."""

    student: str
    file: str
    claims: tuple[Claim, ...]

    @property
    def places(self) -> frozenset[tuple[str, int]]:
        """The paragraphs coded: document and number."""
        return frozenset(claim.place for claim in self.claims)


def read_coding(path: Path, evidence: Evidence, article: Practice) -> Coding:
    """Read and check a student's sheet."""
    student = student_of(path.stem)
    by_document: dict[str, list[tuple[int, Cells]]] = defaultdict(list)
    for line, row in read_sheet(path):
        document, number = place_of(row["paragraph"], evidence.library, f"{path.name}, row {line}, column paragraph")
        if document.id == article.document.id:
            _check_invented(row, article, f"{path.name}, row {line}")
        by_document[document.id].append((line, _canonical(row, document, number, student, line)))
    claims = [
        claim
        for document in evidence.library
        if document.id in by_document
        for claim in _claims(by_document[document.id], path.name, document, evidence)
    ]
    return Coding(student, path.name, tuple(_named_as_shipped(claim, evidence) for claim in claims))


def _check_invented(row: Cells, article: Practice, where: str) -> None:
    """Refuse names that the practice article does not have."""
    known = {name.casefold() for name in article.cast}
    for column in ("subject", "object"):
        for name in row[column].split():
            if name.casefold() not in known:
                todo = "write the names as codes.md lists them"
                raise unknown("party", name, article.cast, where=f"{where}, column {column}", todo=todo)


def _canonical(row: Cells, document: Document, number: int, student: str, line: int) -> Cells:
    """Return a row as a claims file has it."""
    direction = row["direction"].casefold()
    return {
        **row,
        "id": f"{document.id}:{student}:{line}",
        "paragraph": str(number),
        "coder": student,
        "as_of": document.date.isoformat(),
        "assertion": f"{document.id}{number}",
        "kind": row["kind"].casefold(),
        "quantity": "_".join(row["quantity"].casefold().split()),
        "direction": SPOKEN.get(direction, direction),
        "intensity": "-".join(row["intensity"].casefold().split()),
        "paraphrase": " ".join(row["paraphrase"].split()) or UNSAID,
        "note": " ".join(row["note"].split()),
    }


def _claims(rows: list[tuple[int, Cells]], file: str, document: Document, evidence: Evidence) -> tuple[Claim, ...]:
    """Read the rows as a claims file, each on the line that it has in the sheet."""
    with tempfile.TemporaryDirectory(prefix="balkansim-") as folder:
        written = Path(folder) / file
        with written.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, whole.COLUMNS, lineterminator="\n")
            writer.writeheader()
            at = 2
            for line, row in rows:
                stream.write("\n" * (line - at))
                writer.writerow(row)
                at = line + 1
        try:
            claims = read_claims(written, document, evidence.codebook)
        except BalkansimError as error:
            raise _spoken(error, str(written), file) from None
    return tuple(replace(claim, file=file) for claim in claims)


def _spoken(error: BalkansimError, written: str, file: str) -> BalkansimError:
    """Return an error about the file as the student knows it, in the student's words."""
    where, expected = error.where.replace(written, file), error.expected
    if expected == f"one of {', '.join(DIRECTIONS)}":
        expected = f"one of {', '.join(SPOKEN)}"
    return BalkansimError(error.found, expected=expected, where=where, todo=error.todo or "see codes.md")


def _named_as_shipped(claim: Claim, evidence: Evidence) -> Claim:
    """Name the assertion as the shipped coding does where that reads the same number in the same paragraph."""
    for shipped in evidence.claims:
        if shipped.place == claim.place and set(shipped.keys) & set(claim.keys):
            return replace(claim, assertion=shipped.assertion)
    return claim
