"""An evidence folder of one's own: made whole or not at all, and added to without harm."""

from __future__ import annotations

import os

import pytest

from balkansim.errors import BalkansimError
from balkansim.evidence import evidence as making
from balkansim.evidence.documents import fingerprint, load_documents
from balkansim.evidence.evidence import content_hash, load_evidence
from balkansim.files import data_root


def files_of(folder):
    """Return every file below a folder with its content."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def text(tmp_path):
    """Return a document of two paragraphs, the second a copy."""
    path = tmp_path / "c.txt"
    path.write_bytes(b"\xef\xbb\xbfNew words\r\n\r\nKosovo is not recognised.\r\n")
    return path


@pytest.mark.parametrize("exists", [False, True])
def test_new_copies_all_that_ships(tmp_path, exists):
    target = tmp_path / "mine"
    if exists:
        target.mkdir()
    assert making.new(target) == target
    assert files_of(target) == files_of(data_root() / "seeds")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_new_refuses_a_folder_with_something_in_it(tmp_path):
    (tmp_path / "note.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(BalkansimError, match="not an empty folder"):
        making.new(tmp_path)
    with pytest.raises(BalkansimError, match="not an empty folder"):
        making.new(tmp_path / "note.txt")
    assert list(files_of(tmp_path)) == ["note.txt"]


def test_new_leaves_nothing_when_copying_fails(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making.shutil, "copytree", fail)
    with pytest.raises(BalkansimError, match="No space left"):
        making.new(tmp_path / "mine")
    assert list(tmp_path.iterdir()) == []


def test_add_enters_fingerprints_and_prepares_claims(make_folder, text):
    folder = make_folder()
    added = making.add(folder, text, "C", 'O\'Neill "Red" \\ Hugh', "2025-04-02", "On \u0160ar")
    document = load_documents(folder / "documents.toml").document("C")
    assert document == added.document
    assert document.author == 'O\'Neill "Red" \\ Hugh'
    assert document.paragraphs == (fingerprint("new words"), fingerprint("Kosovo is not recognised."))
    assert added.copied == {2: ("A", 3)}
    assert load_evidence(folder).claims == ()
    assert b"New words" not in b"".join(files_of(folder).values())


def test_documents_added_later_come_later(make_folder, text):
    folder = make_folder()
    for name in ("D", "C"):
        making.add(folder, text, name, "Somebody", "2025-04-02")
    assert [document.id for document in load_documents(folder / "documents.toml")] == ["A", "B", "D", "C"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"id": "A"}, "document 'A' exists"),
        ({"id": "b"}, "document 'b' exists"),
        ({"id": "C D"}, "id 'C D'"),
        ({"id": "../C"}, "id '../C'"),
        ({"id": "known_by"}, "id 'known_by'"),
        ({"date": "2 April 2025"}, "'2 April 2025' is no date"),
        ({"author": "  "}, "empty author"),
    ],
)
def test_add_refuses_and_leaves_the_folder_as_it_was(make_folder, text, changes, told):
    folder = make_folder()
    before = files_of(folder)
    with pytest.raises(BalkansimError, match=told):
        making.add(folder, text, **({"id": "C", "author": "Somebody", "date": "2025-04-02"} | changes))
    assert files_of(folder) == before


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "the text is empty"), (b" \r\n\xef\xbb\xbf\n", "the text is empty"), (b"caf\xe9", "byte 3 is not UTF-8")],
)
def test_add_refuses_a_text_that_is_empty_or_not_utf_8(make_folder, tmp_path, content, told):
    folder = make_folder()
    before = files_of(folder)
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    with pytest.raises(BalkansimError, match=told):
        making.add(folder, path, "C", "Somebody", "2025-04-02")
    assert files_of(folder) == before


def test_add_refuses_a_text_that_is_not_there(make_folder, tmp_path):
    with pytest.raises(BalkansimError, match="file is missing"):
        making.add(make_folder(), tmp_path / "none.txt", "C", "Somebody", "2025-04-02")


def test_add_never_overwrites_a_claims_file(make_folder, text):
    folder = make_folder()
    (folder / "claims" / "C.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(BalkansimError, match="file exists"):
        making.add(folder, text, "C", "Somebody", "2025-04-02")
    assert (folder / "claims" / "C.csv").read_text(encoding="utf-8") == "mine"


def test_add_leaves_nothing_half_written(make_folder, text, monkeypatch):
    folder = make_folder()
    before = files_of(folder)
    replace = os.replace

    def fail_on_documents(source, target):
        if target.name == "documents.toml":
            raise OSError(5, "Input/output error")
        replace(source, target)

    monkeypatch.setattr("balkansim.files.os.replace", fail_on_documents)
    with pytest.raises(BalkansimError, match="Input/output error"):
        making.add(folder, text, "C", "Somebody", "2025-04-02")
    assert files_of(folder) == before


def test_the_hash_tells_contents_apart_but_not_line_ends_or_notes(make_folder):
    folder = make_folder()
    first = content_hash(folder)
    index = folder / "documents.toml"
    index.write_bytes(index.read_bytes().replace(b"\n", b"\r\n"))
    (folder / ".hidden.toml").write_text("x", encoding="utf-8")
    (folder / "notes.md").write_text("x", encoding="utf-8")
    assert content_hash(folder) == first
    index.write_bytes(index.read_bytes().replace(b"Writer A", b"Writer Z"))
    assert content_hash(folder) != first


def test_a_folder_is_read_again_only_when_it_has_changed(make_folder, row):
    folder = make_folder(A=[row(id="A-1"), row(id="A-2")])
    first = load_evidence(folder)
    assert load_evidence(folder) is first
    claims = folder / "claims" / "A.csv"
    rows = claims.read_text(encoding="utf-8").splitlines()
    claims.write_text("\n".join(rows[:-1]) + "\n", encoding="utf-8")
    assert [claim.id for claim in load_evidence(folder).claims] == ["A-1"]
    claims.write_text("\n".join([*rows[:-1], "broken"]) + "\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(BalkansimError, match="row 3"):
            load_evidence(folder)
