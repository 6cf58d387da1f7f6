"""A check tells errors, and what is allowed but probably not meant."""

from __future__ import annotations

import pytest

from balkansim.errors import BalkansimError
from balkansim.evidence.checks import check
from balkansim.evidence.evidence import load_evidence


@pytest.fixture
def texts_of(make_folder):
    """Return a maker of the findings of a complete folder with the given claims."""

    def make(**claims):
        folder = make_folder(**claims)
        for name in ("forecasts.toml", "yardsticks.toml"):
            (folder / name).write_text("", encoding="utf-8")
        return [finding.text for finding in check(folder)]

    return make


def test_a_good_folder_has_no_finding(texts_of, row):
    assert texts_of(A=[row(), row()], B=[row(), row()]) == []


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ({"coder": "l"}, "coder 'l' has a single claim"),
        ({"direction": "-"}, "assertion 'protest' about tension SRB XKX is coded from 0.25 to 0.75"),
        ({"kind": "forecast", "quantity": "grievance"}, "SRB XKX has claims, but none that weighs anything"),
        ({"as_of": "2025-05-01"}, "as_of 2025-05-01 is after the document's own date"),
    ],
)
def test_what_is_probably_not_meant_is_told(texts_of, row, second, told):
    (found,) = texts_of(A=[row(), row(), row(**second)], B=[row()])
    assert told in found


def test_a_document_without_claims_is_told(texts_of, row):
    (found,) = texts_of(A=[row(), row()])
    assert "document B has no claim" in found


def test_coders_who_share_no_name_of_an_assertion_are_told_once_for_all_parties(texts_of, row):
    rows = [row(coder=coder, object="XKX ALB", assertion=f"named by {coder}") for coder in "1122"]
    (found,) = texts_of(A=rows, B=[row(paragraph="3")])
    assert "document A, paragraph 2, tension SRB-XKX ALB-SRB: the coders share no name" in found
    assert "(named by 1, named by 2)" in found


def test_files_that_others_read_are_missed(make_folder, row):
    findings = check(make_folder(A=[row(), row()], B=[row()]))
    assert [finding.level for finding in findings] == ["error", "error"]
    assert "forecasts.toml: file is missing" in findings[0].text


def test_a_malformed_folder_is_one_error(make_folder, row):
    (finding,) = check(make_folder(A=[row(kind="fakt")]))
    assert finding.level == "error"
    assert "did you mean 'fact'" in finding.text


def test_claims_of_a_document_that_nobody_entered_are_refused(make_folder, row):
    with pytest.raises(BalkansimError, match=r"(?s)Q\.csv: unknown document 'Q'.*evidence add"):
        load_evidence(make_folder(Q=[row()]))


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(BalkansimError, match="no such folder"):
        load_evidence(tmp_path / "none")


@pytest.mark.parametrize("name", ["documents.toml", "codebook.toml", "figures.csv"])
def test_a_missing_file_is_told(make_folder, name):
    folder = make_folder()
    (folder / name).unlink()
    with pytest.raises(BalkansimError, match=f"{name}: file is missing"):
        load_evidence(folder)
