"""The practice article: set in invented countries, so that nobody codes what they know instead of what they read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from balkansim.evidence.codebook import Codebook, Key
from balkansim.evidence.documents import Document, Library, fingerprint
from balkansim.evidence.evidence import Evidence
from balkansim.evidence.reading import read_text, read_toml
from balkansim.teaching.catalogue import SOLUTION, find

EXERCISE = "code-a-paragraph"
ARTICLE, CAST = "article.md", "cast.toml"
ID = "P"
PARAGRAPH = re.compile(r"^\*\*P(\d+)\*\* (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Practice:
    """The practice article and who is who in it.

    Parameters
    ----------
    document : Document
        The article, of the day of the latest shipped document.
    cast : mapping of str to str
        The model's name for each invented one.
    """

    document: Document
    cast: Mapping[str, str]

    def invented(self, key: Key) -> str:
        """Return a number of the world with the article's own names.

        Parameters
        ----------
        key : Key
            As the model names it.
        """
        names = {real: name for name, real in self.cast.items()}
        return " ".join([key.quantity, *(names.get(part, part) for part in key[1:] if part)])


def practice(library: Library) -> Practice:
    """Read the practice article that ships.

    Parameters
    ----------
    library : Library
        The documents whose latest day it takes.
    """
    folder = find(EXERCISE).folder
    paragraphs = dict(PARAGRAPH.findall(read_text(folder / ARTICLE)))
    marks = tuple(fingerprint(paragraphs[str(number)]) for number in range(1, len(paragraphs) + 1))
    day = max(document.date for document in library)
    document = Document(ID, "balkansim", "a practice article set in invented countries", day, marks, ARTICLE)
    return Practice(document, read_toml(folder / SOLUTION / CAST)["cast"])


def with_practice(evidence: Evidence, article: Practice) -> Evidence:
    """Return evidence that knows the practice article, of which no claim is coded yet.

    Parameters
    ----------
    evidence : Evidence
        The evidence.
    article : Practice
        The article.
    """
    library = replace(evidence.library, documents=(*evidence.library.documents, article.document))
    return replace(evidence, library=library, codebook=_knowing(evidence.codebook, article), _estimates={})


def _knowing(codebook: Codebook, article: Practice) -> Codebook:
    return codebook.model_copy(update={"aliases": {**codebook.aliases, **article.cast}})
