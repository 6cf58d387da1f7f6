"""Paragraphs as they are named throughout: the document's id and a number, such as A7."""

from __future__ import annotations

import re

from balkansim.errors import BalkansimError, unknown
from balkansim.evidence.documents import Document, Library

NAMED = re.compile(r"\s*([A-Za-z][A-Za-z0-9_-]*?)\s*(\d{1,6})\s*")


def place_of(name: str, library: Library, where: str) -> tuple[Document, int]:
    """Return the document and the number of a paragraph by its name; case is ignored.

    Parameters
    ----------
    name : str
        As ``A7``.
    library : Library
        The documents.
    where : str
        Where the name stood, for the message.

    Raises
    ------
    BalkansimError
        If it is no such name, or there is no such document or paragraph.
    """
    match = NAMED.fullmatch(name)
    if not match:
        raise BalkansimError(f"{name!r} names no paragraph", expected="document and number, such as P3", where=where)
    by_name = {document.id.casefold(): document for document in library}
    if match[1].casefold() not in by_name:
        raise unknown("document", match[1], [document.id for document in library], where=where)
    document, number = by_name[match[1].casefold()], int(match[2])
    last = len(document.paragraphs)
    if not 1 <= number <= last:
        expected = f"{document.id}1 to {document.id}{last}"
        raise BalkansimError(f"no paragraph {name.strip()}", expected=expected, where=where)
    return document, number
