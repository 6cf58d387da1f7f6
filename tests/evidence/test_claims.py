"""Claims are read as a spreadsheet writes them, and every mistake is told with its file, row and remedy."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from balkansim.errors import BalkansimError
from balkansim.evidence.claims import COLUMNS
from balkansim.evidence.codebook import Key
from balkansim.evidence.evidence import add, load_evidence


def written(rows, delimiter=",", columns=COLUMNS):
    """Write rows as a spreadsheet would."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@pytest.fixture
def claims_of(make_folder):
    """Return the claims of document A from the bytes of its file."""

    def load(content: bytes):
        folder = make_folder()
        (folder / "claims" / "A.csv").write_bytes(content)
        return load_evidence(folder).claims

    return load


def test_a_row_is_read_whole(claims_of, row):
    (claim,) = claims_of(written([row(id="7", note="a, b; c")]).encode())
    assert (claim.id, claim.document, claim.paragraph, claim.coder) == ("A:7", "A", 2, "1")
    assert (claim.as_of, claim.kind, claim.note, claim.row) == (date(2025, 3, 18), "fact", "a, b; c", 2)
    assert claim.keys == (Key("tension", "SRB", "XKX"),)
    assert claim.file.endswith("A.csv")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_byte_order_marks_semicolons_and_windows_line_ends_are_read(claims_of, row, delimiter, mark, ends):
    text = written([row(paraphrase="sharp, loud; angry"), row()], delimiter).replace("\r\n", ends)
    assert [claim.paraphrase for claim in claims_of(mark + text.encode())] == ["sharp, loud; angry", "protests"]


def test_columns_may_stand_in_any_order_and_blank_rows_are_skipped(claims_of, row):
    text = written([row()], ";", list(reversed(COLUMNS))) + ";" * 12 + "\n\n"
    assert len(claims_of(text.encode())) == 1


def test_rows_are_counted_by_lines_of_the_file(claims_of, row):
    first, second = claims_of(written([row(note="two\nlines"), row()]).encode())
    assert (first.row, second.row) == (2, 4)


def test_a_claim_about_no_quantity_is_context(claims_of, row):
    context = row(quantity="", direction="", intensity="", subject="region", object="")
    assert claims_of(written([context]).encode())[0].keys == ()


def test_a_typographic_minus_is_a_minus(claims_of, row):
    assert claims_of(written([row(direction="\u2212")]).encode())[0].direction == "-"


@pytest.mark.parametrize(
    ("changes", "column", "told"),
    [
        ({"quantity": "tenson"}, "quantity", "did you mean 'tension'"),
        ({"kind": "fct"}, "kind", "did you mean 'fact'"),
        ({"intensity": "hlf"}, "intensity", "did you mean 'half'"),
        ({"direction": "up"}, "direction", "expected: one of [+], -, 0"),
        ({"direction": ""}, "direction", "unknown direction ''"),
        ({"subject": "SBR"}, "subject, object", "did you mean 'SRB'"),
        ({"object": "RUS"}, "subject, object", "unknown state 'RUS'"),
        ({"object": ""}, "subject, object", "expected: its parties: state state"),
        ({"object": "SRB"}, "subject, object", "paired with itself"),
        ({"paragraph": "5"}, "paragraph", "a whole number from 1 to 4"),
        ({"paragraph": "0"}, "paragraph", "a whole number from 1 to 4"),
        ({"paragraph": "2.5"}, "paragraph", "paragraph '2.5'"),
        ({"as_of": "18.3.2025"}, "as_of", "'18.3.2025' is no date"),
        ({"as_of": "20250318"}, "as_of", "is no date"),
        ({"as_of": "2025-02-30"}, "as_of", "is no date"),
        ({"assertion": " "}, "assertion", "empty"),
        ({"coder": ""}, "coder", "empty"),
        ({"paraphrase": ""}, "paraphrase", "empty"),
        ({"quantity": ""}, "direction", "'[+]' without a quantity"),
    ],
)
def test_a_mistake_is_told_with_file_row_and_column(claims_of, row, changes, column, told):
    with pytest.raises(BalkansimError, match=told) as caught:
        claims_of(written([row(), row(**changes)]).encode())
    assert "A.csv, row 3" in str(caught.value)
    assert f"column {column}" in str(caught.value)


def test_an_id_that_stands_twice_is_told_with_both_rows(claims_of, row):
    with pytest.raises(BalkansimError, match=r"(?s)row 3, column id.*stands in row 2 too"):
        claims_of(written([row(id="x"), row(id="x")]).encode())


def test_one_id_may_stand_in_two_documents(make_folder, row):
    claims = load_evidence(make_folder(A=[row(id="1")], B=[row(id="1")])).claims
    assert [claim.id for claim in claims] == ["A:1", "B:1"]


def test_an_id_that_begins_with_its_document_stays_and_may_stand_once(make_folder, row, tmp_path):
    folder = make_folder(A=[row(id="A2-1")])
    assert load_evidence(folder).claims[0].id == "A2-1"
    text = tmp_path / "text.txt"
    text.write_text("One.\nTwo.", encoding="utf-8")
    claims_file = add(folder, text, "A2", "Somebody", "2025-04-04").claims_file
    claims_file.write_text(written([row(id="A2-1")]), encoding="utf-8")
    with pytest.raises(BalkansimError, match=r"A2\.csv, row 2, column id: id 'A2-1' stands in .*A\.csv too"):
        load_evidence(folder)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text.replace("assertion", "asertion", 1), "unknown column 'asertion'; did you mean 'assertion'"),
        (lambda text: text.replace(",note", "", 1), "no column 'note'"),
        (lambda text: text.replace("note", "id", 1), "column 'id' stands twice"),
        (lambda text: text.rstrip() + ",extra", "row 2: 14 cells"),
        (lambda text: text.replace("protests", '"protests'), "not valid CSV"),
        (lambda text: "", "no column 'id'"),
    ],
)
def test_a_malformed_table_is_told(claims_of, row, change, told):
    with pytest.raises(BalkansimError, match=told):
        claims_of(change(written([row()])).encode())


def test_a_file_that_is_not_utf_8_is_told(claims_of, row):
    with pytest.raises(BalkansimError, match=r"A\.csv: byte \d+ is not UTF-8"):
        claims_of(written([row(paraphrase="prot\u00e9sts")]).encode("cp1252"))
