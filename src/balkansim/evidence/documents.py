"""The documents of an evidence folder: who wrote what when, and the fingerprint of every paragraph."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from balkansim.errors import BalkansimError, unknown
from balkansim.files import Strict, read_text, read_toml, validated

FINGERPRINT_DIGITS = 16
QUOTES = dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2032\u02bc`\u00b4"), "'")
DOUBLE_QUOTES = dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"), '"')
DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
UNSEEN = dict.fromkeys(map(ord, "\ufeff\u200b\u00ad"), "")


@dataclass(frozen=True)
class Document:
    """A document, known by the fingerprints of its paragraphs; its sentences are nowhere in the folder.

    ``id``: short name; claims stand in ``claims/<id>.csv``. ``author``, ``title``: as printed on the document, or in
    our own words where it has none. ``paragraphs``: fingerprint of each paragraph, counted from 1 (title, bylines and
    headings count). ``text``: name of the file the fingerprints were taken from; for the reader only. ``dated``: how
    the date is known, where the document bears none.
    """

    id: str
    author: str
    title: str
    date: date
    paragraphs: tuple[str, ...]
    text: str = ""
    dated: str = ""


@dataclass(frozen=True)
class Library:
    """The documents of one folder, in canonical order: on one event the first to report it is the source.

    ``documents``: in the order of the file.
    """

    documents: tuple[Document, ...]
    known_by: date
    coding_note: str

    def __iter__(self) -> Iterator[Document]:
        """Go through the documents in canonical order."""
        return iter(self.documents)

    def document(self, name: str) -> Document:
        """Return the document of that id."""
        for document in self.documents:
            if document.id == name:
                return document
        raise unknown("document", name, [document.id for document in self.documents])

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of each document in the canonical order, from 0."""
        return {document.id: place for place, document in enumerate(self.documents)}

    @cached_property
    def originals(self) -> dict[tuple[str, int], tuple[str, int]]:
        """For each paragraph (document, number), the first paragraph that has the same text."""
        first: dict[str, tuple[str, int]] = {}
        places = [(d.id, n, print_) for d in self.documents for n, print_ in enumerate(d.paragraphs, start=1)]
        return {(name, n): first.setdefault(print_, (name, n)) for name, n, print_ in places}


def normalised(text: str) -> str:
    """Return a text as it is compared: without differences of case, spacing, quotes, dashes and unseen characters."""
    plain = text.translate(UNSEEN | QUOTES | DOUBLE_QUOTES | DASHES)
    return " ".join(unicodedata.normalize("NFKC", plain).casefold().split())


def fingerprint(text: str) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 of a normalised paragraph."""
    return hashlib.sha256(normalised(text).encode()).hexdigest()[:FINGERPRINT_DIGITS]


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs of a text: its lines that are not empty."""
    return [line.strip() for line in text.splitlines() if normalised(line)]


class _Entry(Strict):
    """One document's table in ``documents.toml``."""

    author: Annotated[str, Field(min_length=1)]
    title: str
    date: date
    text: str = ""
    dated: str = ""
    paragraphs: Annotated[list[Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]], Field(min_length=1)]


class _Settings(Strict):
    """What ``documents.toml`` says of all documents."""

    known_by: date
    coding_note: str = ""


def load_documents(path: Path) -> Library:
    """Read ``documents.toml``: settings at its head, then a table a document."""
    data = read_toml(path)
    tables: dict[str, Any] = {name: table for name, table in data.items() if isinstance(table, dict)}
    settings = validated(_Settings, {name: value for name, value in data.items() if name not in tables}, str(path))
    if not tables:
        raise BalkansimError("no document", expected="a table a document, such as [A]", where=str(path))
    entries = {name: validated(_Entry, table, f"{path}, [{name}]") for name, table in tables.items()}
    documents = tuple(
        Document(name, entry.author, entry.title, entry.date, tuple(entry.paragraphs), entry.text, entry.dated)
        for name, entry in entries.items()
    )
    return Library(documents, settings.known_by, settings.coding_note)


@dataclass(frozen=True)
class Copy:
    """How well a reader's copy fits a document.

    ``file``: the file that fits it best, or empty where none has a paragraph of it. ``changed``: numbers of the
    paragraphs that the file lacks or has otherwise.
    """

    document: str
    file: str
    found: int
    changed: tuple[int, ...]

    def told(self) -> str:
        """Tell in one sentence how the copy fits."""
        if not self.file:
            return f"document {self.document}: no file has a paragraph of it"
        whole = self.found + len(self.changed)
        if not self.changed:
            return f"document {self.document}: {self.file} has all {whole} paragraphs"
        numbers = ", ".join(map(str, self.changed))
        fit = f"{self.file} has {self.found} of {whole} paragraphs"
        return f"document {self.document}: {fit}; missing or changed: {numbers}"


def prints_in(folder: Path) -> dict[str, dict[str, str]]:
    """Return the paragraphs of every text in a folder. ``folder``: A folder with files ``*.txt``."""
    if not folder.is_dir():
        raise BalkansimError("no such folder", where=str(folder), todo="name the folder with the documents' texts")
    texts = {path.name: paragraphs_of(read_text(path)) for path in sorted(folder.glob("*.txt"))}
    if not texts:
        todo = "save each document as a text file"
        raise BalkansimError("no text in it", expected="files *.txt", where=str(folder), todo=todo)
    return {name: {fingerprint(line): line for line in lines} for name, lines in texts.items()}


def check_texts(folder: Path, library: Library) -> tuple[Copy, ...]:
    """Compare the texts in a folder with the documents.

    ``folder``: A folder with files ``*.txt``, under any names. Returns: one for each document, in canonical order.
    """
    texts = prints_in(folder)
    return tuple(_best_copy(document, texts) for document in library)


def _best_copy(document: Document, texts: dict[str, dict[str, str]]) -> Copy:
    fits = {name: sum(mark in prints for mark in document.paragraphs) for name, prints in texts.items()}
    file = max(sorted(fits), key=fits.__getitem__)
    if not fits[file]:
        return Copy(document.id, "", 0, tuple(range(1, len(document.paragraphs) + 1)))
    marks = enumerate(document.paragraphs, start=1)
    changed = tuple(number for number, mark in marks if mark not in texts[file])
    return Copy(document.id, file, len(document.paragraphs) - len(changed), changed)


def paragraph_text(folder: Path, document: Document, number: int) -> str:
    """Return the reader's own copy of a paragraph, or an empty string where no file has it word for word.

    ``folder``: A folder with files ``*.txt``.
    """
    last = len(document.paragraphs)
    if not 1 <= number <= last:
        raise BalkansimError(f"no paragraph {number} in document {document.id}", expected=f"a number from 1 to {last}")
    mark = document.paragraphs[number - 1]
    return next((prints[mark] for prints in prints_in(folder).values() if mark in prints), "")
