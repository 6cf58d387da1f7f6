"""Documents are known by fingerprints that survive copying but not a changed word."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from balkansim.errors import BalkansimError
from balkansim.evidence.documents import fingerprint, load_documents, normalised, paragraphs_of


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("  Two\t words \u00a0 here ", "two words here"),
        ("\u201cDouble\u201d \u2018single\u2019", "\"double\" 'single'"),
        ("a \u2013 b \u2014 c \u2212 d", "a - b - c - d"),
        ("STRASSE stra\u00dfe", "strasse strasse"),
        ("\ufefffi\ufb01 km\u00b2", "fifi km2"),
        ("Kuc\u0327ove\u0308", "ku\u00e7ov\u00eb"),
    ],
)
def test_what_copying_changes_is_levelled(written, compared):
    assert normalised(written) == compared


def test_a_fingerprint_is_the_head_of_the_hash_of_the_normalised_text():
    assert fingerprint("  Two  WORDS ") == hashlib.sha256(b"two words").hexdigest()[:16]
    assert fingerprint("two words") != fingerprint("two word")


def test_paragraphs_are_the_lines_that_are_not_empty():
    text = "Title\r\n\r\n  \nBody one \nBody two\n\u200b\n"
    assert paragraphs_of(text) == ["Title", "Body one", "Body two"]


def test_documents_keep_the_order_of_the_file(make_folder):
    library = load_documents(make_folder() / "documents.toml")
    assert [document.id for document in library] == ["A", "B"]
    assert library.order == {"A": 0, "B": 1}
    assert library.document("A").date == date(2025, 4, 4)
    assert library.coding_note == "Coded at one desk."


def test_an_unknown_document_is_told_with_the_known(make_folder):
    library = load_documents(make_folder() / "documents.toml")
    with pytest.raises(BalkansimError, match="unknown document 'Q'"):
        library.document("Q")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('author = "Writer A"', 'autor = "Writer A"', r"did you mean 'author'"),
        ('author = "Writer A"\n', "", r"\[A\], key author: key is missing"),
        ("date = 2025-04-04", 'date = "4 April"', r"key date: found '4 April'"),
        ("known_by = 2025-04-04", "", "key known_by: key is missing"),
        ("[A]", "[A", "not TOML"),
        ("paragraphs = [", 'paragraphs = ["short", ', "key paragraphs.0"),
    ],
)
def test_a_malformed_file_is_told_with_file_and_key(make_folder, old, new, told):
    path = make_folder() / "documents.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BalkansimError, match=told) as caught:
        load_documents(path)
    assert "documents.toml" in str(caught.value)


def test_a_file_without_documents_is_refused(tmp_path):
    path = tmp_path / "documents.toml"
    path.write_text("known_by = 2025-04-04\n", encoding="utf-8")
    with pytest.raises(BalkansimError, match="no document"):
        load_documents(path)
