"""The reader's own copies of the documents: found in a folder by fingerprint, whatever the files are called."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from balkansim.errors import BalkansimError
from balkansim.evidence.documents import Document, Library, fingerprint, paragraphs_of
from balkansim.evidence.reading import read_text


@dataclass(frozen=True)
class Copy:
    """How well a reader's copy fits a document.

    Parameters
    ----------
    document : str
        Id of the document.
    file : str
        The file that fits it best, or empty where none has a paragraph of it.
    found : int
        How many of its paragraphs the file has, word for word.
    changed : tuple of int
        Numbers of the paragraphs that the file lacks or has otherwise.
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
    """Return the paragraphs of every text in a folder.

    Parameters
    ----------
    folder : Path
        A folder with files ``*.txt``.

    Returns
    -------
    dict of str to dict
        By file name, the paragraphs by fingerprint.

    Raises
    ------
    BalkansimError
        If there is no such folder, it has no text, or a text is not UTF-8.
    """
    if not folder.is_dir():
        raise BalkansimError("no such folder", where=str(folder), todo="name the folder with the documents' texts")
    texts = {path.name: paragraphs_of(read_text(path)) for path in sorted(folder.glob("*.txt"))}
    if not texts:
        todo = "save each document as a text file"
        raise BalkansimError("no text in it", expected="files *.txt", where=str(folder), todo=todo)
    return {name: {fingerprint(line): line for line in lines} for name, lines in texts.items()}


def check_texts(folder: Path, library: Library) -> tuple[Copy, ...]:
    """Compare the texts in a folder with the documents.

    Parameters
    ----------
    folder : Path
        A folder with files ``*.txt``, under any names.
    library : Library
        The documents.

    Returns
    -------
    tuple of Copy
        One for each document, in canonical order.

    Raises
    ------
    BalkansimError
        As for ``prints_in``.
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

    Parameters
    ----------
    folder : Path
        A folder with files ``*.txt``.
    document : Document
        The document.
    number : int
        Number of the paragraph, from 1.

    Raises
    ------
    BalkansimError
        As for ``prints_in``, or if the document has no such paragraph.
    """
    last = len(document.paragraphs)
    if not 1 <= number <= last:
        raise BalkansimError(f"no paragraph {number} in document {document.id}", expected=f"a number from 1 to {last}")
    mark = document.paragraphs[number - 1]
    return next((prints[mark] for prints in prints_in(folder).values() if mark in prints), "")
