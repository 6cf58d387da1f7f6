"""Sheets are read as students save them, and what is wrong is named by file and row."""

import pytest
from teaching_sheets import DEPTH, TENSION

from balkansim.errors import BalkansimError
from balkansim.teaching.codings import COLUMNS, NEEDED, read_coding


@pytest.fixture
def told(hand_in, knowing, article):
    """Return a function that reads one sheet and returns what is wrong with it."""

    def complaint(*rows, name="ana.csv", **form):
        with pytest.raises(BalkansimError) as caught:
            read_coding(hand_in(name, *rows, **form), knowing, article)
        return caught.value.told()

    return complaint


def claims_of(path, knowing, article):
    return [
        (claim.place, claim.kind, claim.keys, claim.direction, claim.intensity)
        for claim in read_coding(path, knowing, article).claims
    ]


def test_an_invented_name_becomes_the_models(hand_in, knowing, article):
    coding = read_coding(hand_in("codings-ana.csv"), knowing, article)
    assert coding.student == "ana"
    assert [claim.place for claim in coding.claims] == [("P", 1), ("P", 2), ("P", 8)]
    depth, tension, forecast = coding.claims
    assert [tuple(key) for key in (*depth.keys, *tension.keys)] == [
        ("depth", "adriatic", ""),
        ("tension", "SRB", "XKX"),
    ]
    assert (depth.direction, tension.direction, forecast.keys) == ("-", "+", ())
    assert {claim.coder for claim in coding.claims} == {"ana"}


@pytest.mark.parametrize(
    "form",
    [
        {"delimiter": ";"},
        {"delimiter": "\t"},
        {"encoding": "utf-8-sig"},
        {"encoding": "utf-16"},
        {"encoding": "cp1252", "delimiter": ";"},
        {"columns": [column.title() for column in COLUMNS]},
    ],
    ids=str,
)
def test_however_a_spreadsheet_saves_it_the_claims_are_the_same(form, hand_in, knowing, article):
    noted = (*DEPTH[:-1], "naïve – “perhaps”")
    plain = claims_of(hand_in("one.csv", noted, TENSION), knowing, article)
    assert claims_of(hand_in("two.csv", noted, TENSION, **form), knowing, article) == plain


def test_capitals_spaces_and_plus_signs_are_understood(hand_in, knowing, article):
    plain = hand_in("one.csv", ("P4", "fact", "River-Pact", "", "leader_dependence", "up", "very-strong", "", ""))
    loose = hand_in("two.csv", (" p 4", "Fact", "river-pact", "", "Leader dependence", "+", "Very strong", "", ""))
    assert claims_of(loose, knowing, article) == claims_of(plain, knowing, article)


def test_rows_that_are_not_coded_and_columns_that_may_be_missing_are_left_out(hand_in, knowing, article):
    empty = ("P3", *[""] * 6)
    path = hand_in("ana.csv", DEPTH[:7], empty, TENSION[:7], columns=NEEDED)
    assert [claim.row for claim in read_coding(path, knowing, article).claims] == [2, 4]


@pytest.mark.parametrize(
    ("place", "value", "expected"),
    [
        (0, "P9", ["row 3, column paragraph", "no paragraph P9", "P1 to P8"]),
        (0, "Q1", ["row 3, column paragraph", "unknown document 'Q'"]),
        (0, "", ["row 3, column paragraph", "names no paragraph"]),
        (1, "opinion", ["row 3, column kind", "unknown kind of claim 'opinion'"]),
        (2, "Vardia", ["row 3, column subject", "did you mean 'Varda'?"]),
        (2, "SRB", ["row 3, column subject", "unknown party 'SRB'"]),
        (3, "Varda", ["row 3, column subject, object", "paired with itself"]),
        (4, "tensions", ["row 3, column quantity", "did you mean 'tension'?"]),
        (5, "upwards", ["row 3, column direction", "one of up, down, level"]),
        (6, "huge", ["row 3, column intensity", "unknown word of strength 'huge'"]),
    ],
)
def test_a_wrong_cell_is_named_by_file_row_and_column(place, value, expected, told):
    wrong = tuple(value if k == place else cell for k, cell in enumerate(TENSION))
    message = told(DEPTH, wrong)
    assert message.startswith("ana.csv, ")
    for words in expected:
        assert words in message


def test_a_row_keeps_its_number_after_a_cell_of_several_lines(told):
    long = (*DEPTH[:7], "one line\nand another", "")
    assert "ana.csv, row 4, column kind" in told(long, ("P2", "opinion", *TENSION[2:]))


def test_missing_unknown_and_double_columns_are_told(told):
    assert "no column quantity" in told(DEPTH[:4] + DEPTH[5:], columns=COLUMNS[:4] + COLUMNS[5:])
    assert "did you mean 'intensity'?" in told(columns=[c.replace("intensity", "intensty") for c in COLUMNS])
    assert "stands twice" in told((*DEPTH, "x"), columns=(*COLUMNS, "note"))


def test_a_row_with_too_many_cells_and_an_open_quote_are_told(told, hand_in, knowing, article):
    assert "ana.csv, row 3: 10 cells" in told(DEPTH, (*TENSION, "more"))
    path = hand_in("bo.csv", DEPTH)
    path.write_text(path.read_text(encoding="utf-8") + 'P2,"fact\n', encoding="utf-8")
    with pytest.raises(BalkansimError, match=r"bo\.csv, row 3: not valid CSV"):
        read_coding(path, knowing, article)


def test_a_sheet_in_which_nothing_is_coded_or_which_is_no_text_is_told(told, hand_in, knowing, article):
    assert "ana.csv: no paragraph is coded" in told(("P1", *[""] * 8))
    path = hand_in("bo.csv")
    path.write_bytes(b"PK\x03\x04\0\0")
    with pytest.raises(BalkansimError, match=r"bo\.csv: this is no text"):
        read_coding(path, knowing, article)


def test_paragraphs_of_the_documents_use_the_models_own_names(hand_in, knowing, article):
    shipped = next(claim for claim in knowing.claims if claim.quantity == "tension" and len(claim.keys) == 1)
    name = f"{shipped.document.lower()}{shipped.paragraph}"
    row = (name, "fact", *shipped.keys[0][1:], "tension", "up", "extreme", "", "")
    (claim,) = read_coding(hand_in("ana.csv", row), knowing, article).claims
    assert (claim.place, claim.keys) == (shipped.place, shipped.keys)
    names = {c.assertion for c in knowing.claims if c.place == shipped.place and set(c.keys) & set(shipped.keys)}
    assert claim.assertion in names and claim.as_of == knowing.library.document(shipped.document).date
