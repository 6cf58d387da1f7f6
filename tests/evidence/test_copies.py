"""A copied document or paragraph is no new evidence, however its coder words, names or numbers it."""

from __future__ import annotations

from datetime import date

import pytest

from balkansim.evidence.claims import COLUMNS
from balkansim.evidence.evidence import add, load_evidence
from balkansim.files import read_table

APRIL = date(2025, 4, 30)
TEXT_A = "A  FIRST heading\n\nSerbia protests sharply.\nKosovo is not recognised.\r\nThe text binds nobody.\n"


@pytest.fixture
def rows(row):
    """Two coders on document A: two assertions about one number in one paragraph, and another number."""
    depth = {"paragraph": "4", "quantity": "depth", "subject": "adriatic", "object": "", "direction": "-"}
    return [
        *(row(coder=coder, assertion="protest", intensity=word) for coder, word in (("1", "half"), ("2", "full"))),
        *(row(coder=coder, assertion="criticism", intensity="hinted") for coder in "12"),
        *(row(coder=coder, **depth) for coder in "12"),
    ]


def with_copy(make_folder, rows, tmp_path, **changes):
    """Return the estimates before and after a copy of A is added as C, its claims changed so."""
    folder = make_folder(A=rows, B=[dict(rows[0], id="b1", assertion="outrage")])
    before = load_evidence(folder)
    text = tmp_path / "copy.txt"
    text.write_text(TEXT_A, encoding="utf-8")
    added = add(folder, text, "C", "Somebody else", "2025-04-04")
    assert added.copied == {number: ("A", number) for number in (1, 2, 3, 4)}
    header = added.claims_file.read_text(encoding="utf-8")
    cells = [cells | {"id": f"c{line}"} | changes for line, cells in read_table(folder / "claims" / "A.csv", COLUMNS)]
    lines = [",".join(cell[column] for column in COLUMNS) for cell in cells]
    added.claims_file.write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    return before, load_evidence(folder)


@pytest.mark.parametrize(
    "changes",
    [{}, {"assertion": "named anew"}, {"coder": "3"}, {"intensity": "none"}, {"as_of": "2024-01-01"}],
    ids=["same", "named-anew", "another-coder", "other-values", "earlier"],
)
def test_a_copy_of_a_document_changes_no_estimate(make_folder, rows, tmp_path, changes):
    before, after = with_copy(make_folder, rows, tmp_path, **changes)
    assert len(after.claims) == len(before.claims) + len(rows)
    assert after.estimates(APRIL).all() == before.estimates(APRIL).all()


def test_what_a_copy_repeats_is_listed(make_folder, rows, tmp_path):
    before, after = with_copy(make_folder, rows, tmp_path)
    assert before.estimates(APRIL).repeated == ()
    assert [claim.document for claim in after.estimates(APRIL).repeated] == ["C"] * len(rows)


def test_a_copied_paragraph_coded_in_the_copy_alone_counts_as_the_originals(make_folder, row, tmp_path):
    folder = make_folder(A=[row()])
    text = tmp_path / "copy.txt"
    text.write_text("A new heading\nThe text binds nobody.\nA new end", encoding="utf-8")
    claims_file = add(folder, text, "C", "Somebody", "2025-04-04").claims_file
    cells = row(paragraph="2", quantity="depth", subject="adriatic", object="", direction="-")
    claims_file.write_text(",".join(COLUMNS) + "\n" + ",".join(cells[column] for column in COLUMNS), encoding="utf-8")
    found = load_evidence(folder).estimates(APRIL).get("depth", "adriatic")
    assert (found.mean, found.documents) == (0.1875, {"A": 0.5})


def test_two_copies_of_an_uncoded_paragraph_are_one(make_folder, row, tmp_path):
    folder = make_folder()
    text = tmp_path / "copy.txt"
    text.write_text("Serbia protests sharply.", encoding="utf-8")
    for name in ("C", "D"):
        claims_file = add(folder, text, name, "Somebody", "2025-04-04").claims_file
        cells = row(paragraph="1", assertion=f"told in {name}")
        claims_file.write_text(",".join(COLUMNS) + "\n" + ",".join(cells[c] for c in COLUMNS), encoding="utf-8")
    assert load_evidence(folder).estimates(APRIL).get("tension", "SRB", "XKX").assertions == 1


def test_a_new_paragraph_of_a_new_document_does_narrow(make_folder, row, tmp_path):
    folder = make_folder(A=[row()])
    before = load_evidence(folder).estimates(APRIL).get("tension", "SRB", "XKX")
    text = tmp_path / "other.txt"
    text.write_text("Belgrade threatens.", encoding="utf-8")
    claims_file = add(folder, text, "C", "Somebody", "2025-04-04").claims_file
    cells = row(paragraph="1", assertion="threat")
    claims_file.write_text(",".join(COLUMNS) + "\n" + ",".join(cells[column] for column in COLUMNS), encoding="utf-8")
    after = load_evidence(folder).estimates(APRIL).get("tension", "SRB", "XKX")
    assert after.sd < before.sd
    assert after.documents == {"A": pytest.approx(1 / 3), "C": pytest.approx(1 / 3)}
