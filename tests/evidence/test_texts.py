"""The reader's own copies are found by what they say, not by what their files are called."""

from __future__ import annotations

import pytest

from balkansim.errors import BalkansimError
from balkansim.evidence.documents import check_texts, load_documents, paragraph_text


@pytest.fixture
def library(make_folder):
    """Return the two documents of the small folder."""
    return load_documents(make_folder() / "documents.toml")


def test_a_whole_copy_and_a_changed_one_are_told(library, tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "b2.txt").write_text("Another view\nBelgrade is outraged.\nMemories of war remain.\n", encoding="utf-8")
    changed = "A first heading\nSerbia protests MILDLY.\nKosovo is not recognised."
    (texts / "a1.txt").write_text(changed, encoding="utf-8")
    first, second = check_texts(texts, library)
    assert (first.file, first.found, first.changed) == ("a1.txt", 2, (2, 4))
    assert first.told().endswith("missing or changed: 2, 4")
    assert (second.file, second.changed) == ("b2.txt", ())
    assert second.told() == "document B: b2.txt has all 3 paragraphs"


def test_a_document_nobody_has_is_told(library, tmp_path):
    (tmp_path / "other.txt").write_text("Something else", encoding="utf-8")
    first, _ = check_texts(tmp_path, library)
    assert (first.file, first.found, first.changed) == ("", 0, (1, 2, 3, 4))
    assert "no file" in first.told()


def test_a_paragraph_is_shown_from_the_readers_copy(library, tmp_path):
    (tmp_path / "mine.txt").write_text("Preface\nSerbia  protests sharply.\n", encoding="utf-8")
    assert paragraph_text(tmp_path, library.document("A"), 2) == "Serbia  protests sharply."
    assert paragraph_text(tmp_path, library.document("A"), 3) == ""


@pytest.mark.parametrize("number", [0, 5])
def test_a_paragraph_that_is_not_there_is_refused(library, tmp_path, number):
    with pytest.raises(BalkansimError, match=f"no paragraph {number}"):
        paragraph_text(tmp_path, library.document("A"), number)


def test_a_folder_without_texts_is_refused(library, tmp_path):
    empty = tmp_path / "empty"
    with pytest.raises(BalkansimError, match="no such folder"):
        check_texts(empty, library)
    empty.mkdir()
    with pytest.raises(BalkansimError, match="no text in it"):
        check_texts(empty, library)
