"""Make an evidence folder of one's own, and add a document to it; nothing is ever left half-written."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from balkansim.errors import BalkansimError
from balkansim.evidence.claims import COLUMNS
from balkansim.evidence.documents import Document, Library, fingerprint, load_documents, paragraphs_of
from balkansim.evidence.reading import iso_date, read_text
from balkansim.places import data_root


@dataclass(frozen=True)
class Added:
    """What adding a document did.

    Parameters
    ----------
    document : Document
        The document as entered.
    claims_file : Path
        The file that awaits its claims.
    copied : dict of int to (str, int)
        Its paragraphs that stand in an earlier document too, with the place there.
    """

    document: Document
    claims_file: Path
    copied: dict[int, tuple[str, int]]


def new(folder: Path) -> Path:
    """Copy the evidence that ships into a new folder.

    Parameters
    ----------
    folder : Path
        The folder to make; it may exist if it is empty.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    BalkansimError
        If the path exists and is not an empty folder, or cannot be written.
    """
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise BalkansimError("exists and is not an empty folder", where=str(folder), todo="name a folder that is new")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".balkansim-", dir=folder.parent) as temporary:
            whole = Path(shutil.copytree(data_root() / "seeds", Path(temporary) / folder.name))
            if folder.exists():
                folder.rmdir()
            whole.rename(folder)
    except OSError as error:
        problem = f"cannot be written: {error.strerror}"
        raise BalkansimError(problem, where=str(folder), todo="name another place") from None
    return folder


def add(folder: Path, text: Path, id: str, author: str, date: str, title: str = "") -> Added:
    """Enter a new document into an evidence folder and prepare the file for its claims.

    Parameters
    ----------
    folder : Path
        An evidence folder.
    text : Path
        The document as UTF-8 text; only fingerprints of its paragraphs are kept.
    id : str
        Short name: a letter, then letters, digits, ``-`` or ``_``.
    author, title : str
        Of the document.
    date : str
        Day of publication, year-month-day.

    Returns
    -------
    Added
        The document, its claims file, and which of its paragraphs are copies.

    Raises
    ------
    BalkansimError
        If the id is taken or malformed, the text is missing, empty or not UTF-8, the date is none, or the author is
        empty; nothing has been written then.
    """
    index = folder / "documents.toml"
    library = load_documents(index)
    claims_file = folder / "claims" / f"{id}.csv"
    _check_new_id(id, library, claims_file)
    if not author.strip():
        raise BalkansimError("empty author", expected="who wrote the document", where="--author")
    paragraphs = paragraphs_of(read_text(text))
    if not paragraphs:
        raise BalkansimError("the text is empty", expected="a document with paragraphs", where=str(text))
    marks = tuple(fingerprint(paragraph) for paragraph in paragraphs)
    document = Document(id, author.strip(), title.strip(), iso_date(date, "--date"), marks, text.name)
    claims_file.parent.mkdir(exist_ok=True)
    _write_whole(claims_file, ",".join(COLUMNS) + "\n")
    try:
        _write_whole(index, read_text(index).rstrip("\n") + "\n\n" + _table(document))
    except BalkansimError:
        claims_file.unlink()
        raise
    return Added(document, claims_file, _copied(document, library))


def _check_new_id(id: str, library: Library, claims_file: Path) -> None:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,39}", id) or id in ("known_by", "coding_note"):
        expected = "a letter, then at most 39 letters, digits, - or _ (such as C)"
        raise BalkansimError(f"id {id!r}", expected=expected, where="--id", todo="name another")
    taken = [document.id for document in library]
    if id.casefold() in [name.casefold() for name in taken]:
        expected = f"an id other than {', '.join(taken)}"
        raise BalkansimError(f"document {id!r} exists", expected=expected, where="--id", todo="name another")
    if claims_file.exists():
        raise BalkansimError("file exists", where=str(claims_file), todo="move it away, or name another --id")


def _copied(document: Document, library: Library) -> dict[int, tuple[str, int]]:
    originals = Library((*library.documents, document), library.known_by, library.coding_note).originals
    places = {number: originals[document.id, number] for number in range(1, len(document.paragraphs) + 1)}
    return {number: place for number, place in places.items() if place[0] != document.id}


def _table(document: Document) -> str:
    """Write a document's table; a JSON string is a TOML string too."""
    fields = {"author": document.author, "title": document.title, "text": document.text}
    lines = [f"[{document.id}]", f"date = {document.date}"]
    lines += [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    marks = [f'    "{mark}",' for mark in document.paragraphs]
    return "\n".join([*lines, "paragraphs = [", *marks, "]"]) + "\n"


def _write_whole(path: Path, text: str) -> None:
    """Write a file under another name first, so that it is never seen half-written."""
    temporary = path.with_name(f".{path.name}.writing")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise BalkansimError(f"cannot be written: {error.strerror}", where=str(path)) from None
