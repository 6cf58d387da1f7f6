"""Paragraphs from the reader's own copies of the documents, for a class that codes them."""

from __future__ import annotations

from pathlib import Path

from balkansim.errors import BalkansimError
from balkansim.evidence.evidence import load_evidence
from balkansim.evidence.texts import paragraph_text
from balkansim.teaching.catalogue import SOLUTION, Exercise
from balkansim.teaching.places_in_texts import place_of

OWN_TEXTS = "documents.md"
WANTED = "paragraphs.txt"
"""Lists, in an exercise's solution, the paragraphs of the documents that a class may code."""


def own_texts(exercise: Exercise, documents: Path) -> str:
    """Return the paragraphs that an exercise asks for, from one's own copies of the documents.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    documents : Path
        A folder with files ``*.txt``.

    Raises
    ------
    BalkansimError
        If the exercise codes no document, or no copy has any of the paragraphs.
    """
    path = exercise.folder / SOLUTION / WANTED
    if not path.is_file():
        raise BalkansimError(f"exercise {exercise.number} codes no document", where="--documents", todo="leave it out")
    library = load_evidence().library
    found: list[str] = []
    missing: list[str] = []
    for name in path.read_text(encoding="utf-8").split():
        document, number = place_of(name, library, str(path))
        text = paragraph_text(documents, document, number)
        if text:
            found.append(f"**{name}** {text}")
        else:
            missing.append(name)
    if not found:
        todo = "balkansim evidence check --documents DIR says which paragraphs your files have"
        raise BalkansimError("no file has any of the paragraphs to code", where=str(documents), todo=todo)
    lost = [f"Not in these copies: {', '.join(missing)}."] if missing else []
    return "\n\n".join(["# Paragraphs of the documents", *found, *lost]) + "\n"
