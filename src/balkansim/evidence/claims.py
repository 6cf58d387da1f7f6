"""The claims of an evidence folder: one row, one thing a document says, coded by one coder."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from balkansim.errors import BalkansimError, unknown
from balkansim.evidence.codebook import Codebook, Key
from balkansim.evidence.documents import Document
from balkansim.files import iso_date, read_table

COLUMNS = (
    *("id", "paragraph", "coder", "as_of", "assertion", "kind", "subject", "object"),
    *("quantity", "direction", "intensity", "paraphrase", "note"),
)
REQUIRED = ("id", "paragraph", "coder", "as_of", "assertion", "kind", "paraphrase")
DIRECTIONS = ("+", "-", "0")
Where = Callable[[str], str]
MINUS_SIGNS = dict.fromkeys(map(ord, "\u2212\u2013\u2014"), "-")


@dataclass(frozen=True)
class Claim:
    """What one paragraph of a document says, as one coder read it.

    ``id``: unique in the folder: the row's own id, after the document's id and a colon unless it begins with that.
    ``paragraph``: number of the paragraph, from 1. ``assertion``: what is asserted: claims that report the same thing
    share it. ``quantity``: A quantity of the codebook, or empty: the claim is context. ``direction`` ({"+", "-", "0",
    ""}): above or below the middle of the scale, or the number itself is the level. ``intensity``: A word of the
    codebook, or empty.
    """

    id: str
    document: str
    paragraph: int
    coder: str
    as_of: date
    assertion: str
    kind: str
    subject: tuple[str, ...]
    object: tuple[str, ...]
    quantity: str
    direction: str
    intensity: str
    paraphrase: str
    note: str
    keys: tuple[Key, ...]
    file: str
    row: int

    @property
    def place(self) -> tuple[str, int]:
        """The paragraph the claim was read from: document and number."""
        return self.document, self.paragraph


def read_claims(path: Path, document: Document, codebook: Codebook) -> tuple[Claim, ...]:
    """Read the claims coded from one document.

    ``path``: A CSV file with the columns ``COLUMNS``; comma or semicolon, with or without a byte-order mark. Returns:
    in the order of the file.
    """
    claims: dict[str, Claim] = {}
    for row, cells in read_table(path, COLUMNS):
        claim = _claim(cells, document, codebook, path, row)
        if claim.id in claims:
            raise BalkansimError(
                f"id {cells['id']!r} stands in row {claims[claim.id].row} too",
                where=f"{path}, row {row}, column id",
                todo="give each row an id of its own",
            )
        claims[claim.id] = claim
    return tuple(claims.values())


def _claim(cells: dict[str, str], document: Document, codebook: Codebook, path: Path, row: int) -> Claim:
    def where(column: str) -> str:
        return f"{path}, row {row}, column {column}"

    for column in REQUIRED:
        if not cells[column]:
            raise BalkansimError("empty", expected=f"{column} of the claim", where=where(column), todo="fill it in")
    if cells["kind"] not in codebook.kinds:
        raise unknown("kind of claim", cells["kind"], codebook.kinds, where=where("kind"))
    direction = cells["direction"].translate(MINUS_SIGNS)
    _check_strength(cells["quantity"], direction, cells["intensity"], codebook, where)
    subject, object = tuple(cells["subject"].split()), tuple(cells["object"].split())
    own = cells["id"]
    return Claim(
        id=own if own.startswith(document.id) else f"{document.id}:{own}",
        document=document.id,
        paragraph=_paragraph(cells["paragraph"], document, where("paragraph")),
        coder=cells["coder"],
        as_of=iso_date(cells["as_of"], where("as_of")),
        assertion=cells["assertion"],
        kind=cells["kind"],
        subject=subject,
        object=object,
        quantity=cells["quantity"],
        direction=direction,
        intensity=cells["intensity"],
        paraphrase=cells["paraphrase"],
        note=cells["note"],
        keys=_keys(cells["quantity"], subject, object, codebook, where("subject, object")) if cells["quantity"] else (),
        file=str(path),
        row=row,
    )


def _check_strength(quantity: str, direction: str, intensity: str, codebook: Codebook, where: Where) -> None:
    if not quantity:
        for column, found in (("direction", direction), ("intensity", intensity)):
            if found:
                raise BalkansimError(
                    f"{found!r} without a quantity", where=where(column), todo="name the quantity, or empty the cell"
                )
        return
    codebook.quantity(quantity, where("quantity"))
    if direction not in DIRECTIONS:
        raise unknown("direction", direction, DIRECTIONS, where=where("direction"))
    if intensity not in codebook.words:
        raise unknown("word of strength", intensity, codebook.words, where=where("intensity"))


def _paragraph(cell: str, document: Document, where: str) -> int:
    last = len(document.paragraphs)
    if not re.fullmatch("[0-9]{1,6}", cell) or not 1 <= int(cell) <= last:
        raise BalkansimError(
            f"paragraph {cell!r}",
            expected=f"a whole number from 1 to {last}, as many as document {document.id} has",
            where=where,
        )
    return int(cell)


def _keys(
    quantity: str, subjects: tuple[str, ...], objects: tuple[str, ...], codebook: Codebook, where: str
) -> tuple[Key, ...]:
    """Return every number a claim informs: all pairs of its subjects and objects, none twice, none with itself."""
    several = len(subjects) > 1 or len(objects) > 1
    pairs = [(subject, object) for subject in subjects or ("",) for object in objects or ("",)]
    keys = [codebook.key(quantity, *pair, where) for pair in pairs if not (several and pair[0] == pair[1])]
    return tuple(dict.fromkeys(keys))
