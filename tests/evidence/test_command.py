"""The commands about evidence print what the functions return, and mistakes reach the caller as such."""

from __future__ import annotations

import shutil

import pytest
from click.testing import CliRunner

from balkansim.cli.world import evidence as command
from balkansim.errors import BalkansimError
from balkansim.files import data_root


@pytest.fixture
def run():
    """Return a runner of one command; an error is raised, not printed."""

    def run_one(*words):
        return CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False).output

    return run_one


def test_new_then_add_then_check(run, tmp_path):
    folder, text = tmp_path / "mine", tmp_path / "c.txt"
    text.write_text("Something new\n", encoding="utf-8")
    assert f"balkansim evidence add {folder}" in run("new", folder)
    told = run("add", folder, text, "--id", "C", "--author", "Somebody", "--date", "2025-04-02")
    assert "paragraphs fingerprinted: 1;" in told
    assert "Already" not in told
    assert (folder / "claims" / "C.csv").exists()


def test_add_tells_of_copied_paragraphs(run, make_folder, tmp_path):
    text = tmp_path / "c.txt"
    text.write_text("Kosovo is not recognised.\n", encoding="utf-8")
    told = run("add", make_folder(), text, "--id", "C", "--author", "Somebody", "--date", "2025-04-02")
    assert "Already in an earlier document: 1;" in told


def test_check_tells_what_was_read(run, make_folder, row, tmp_path):
    folder = make_folder(A=[row(), row()], B=[row(), row()])
    for name in ("forecasts.toml", "yardsticks.toml", "parameters.toml"):
        shutil.copy(data_root() / "seeds" / name, folder / name)
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text("Serbia protests sharply.", encoding="utf-8")
    told = run("check", folder, "--documents", texts)
    assert "document A: a.txt has 1 of 4 paragraphs" in told
    assert "Documents: 2; claims: 4; coders: 1; figures: 5; warnings: 0." in told


def test_check_of_a_bad_folder_is_an_error(run, make_folder, row):
    with pytest.raises(BalkansimError, match="did you mean 'fact'"):
        run("check", make_folder(A=[row(kind="fakt")]))


def test_audit_counts(run, make_folder, row):
    folder = make_folder(A=[row(as_of="2025-04-02")])
    assert "documented 1" in run("audit", folder)
    assert "documented 0" in run("audit", folder, "--until", "2025-03-31")


def test_agreement_tells_how_it_was_coded(run, make_folder, row):
    told = run("agreement", make_folder(A=[row()]))
    assert "tension: alpha undefined, there is only one coder" in told
    assert "Read alpha by quantity." in told
    assert "How it was coded: Coded at one desk." in told
