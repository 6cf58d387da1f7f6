"""A student's sheet as claims: the same records, checks and numbers as any coder's."""

from __future__ import annotations

import csv
import tempfile
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from balkansim.errors import BalkansimError, unknown
from balkansim.evidence.claims import COLUMNS, DIRECTIONS, Claim, read_claims
from balkansim.evidence.documents import Document
from balkansim.evidence.evidence import Evidence
from balkansim.teaching.places_in_texts import place_of
from balkansim.teaching.practice import Practice
from balkansim.teaching.sheets import read_sheet
from balkansim.teaching.students import student_of

SPOKEN = {"up": "+", "down": "-", "level": "0"}
"""Directions as the sheet's users write them: a spreadsheet takes + and - for the beginning of a formula."""
UNSAID = "(not paraphrased)"

Cells = dict[str, str]


@dataclass(frozen=True)
class Coding:
    """What one student coded.

    Parameters
    ----------
    student : str
        By the file's name.
    file : str
        The file.
    claims : tuple of Claim
        In the order of the documents and of the file.
    """

    student: str
    file: str
    claims: tuple[Claim, ...]

    @property
    def places(self) -> frozenset[tuple[str, int]]:
        """The paragraphs coded: document and number."""
        return frozenset(claim.place for claim in self.claims)


def read_coding(path: Path, evidence: Evidence, article: Practice) -> Coding:
    """Read and check a student's sheet.

    Parameters
    ----------
    path : Path
        The file; its name is the student's.
    evidence : Evidence
        Evidence that knows the practice article.
    article : Practice
        The practice article.

    Raises
    ------
    BalkansimError
        If anything in it cannot be read; the message names file and row.
    """
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
            writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
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
