"""A posterior that was damaged is refused with file, key, what was expected and what to do."""

from __future__ import annotations

import shutil

import pytest

from balkansim.errors import BalkansimError
from balkansim.evidence.checks import check
from balkansim.evidence.coefficients import NOTES_FILE, ROWS_FILE, load_parameters
from balkansim.files import data_root


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(data_root() / "seeds", tmp_path / "mine")


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (NOTES_FILE, b"sd_ratio = 0.64561", b"sd_ratio = { a = 1 }", "accession_base.sd_ratio: "),
        (NOTES_FILE, b"sd_ratio = 0.64561", b"sd_ratio = nan", "finite number"),
        (NOTES_FILE, b"sd_ratio = 0.64561", b"sd_ratio = -1.0", "greater than or equal to 0"),
        (NOTES_FILE, b'origin = "calibrated"', b'origin = "guessed"', "'documented', 'measured', 'calibrated'"),
        (NOTES_FILE, b'origin = "calibrated"', b"origin = 3", "accession_base.origin: found 3"),
        (NOTES_FILE, b"low = 0.015047", b"low = 9.0", "low <= value <= high"),
        (NOTES_FILE, b'bears_on = ["F10"]', b"bears_on = true", "lapse_base.bears_on: found True"),
        (NOTES_FILE, b'python = "3.11.7"', b'python = "\xff"', "is not UTF-8"),
        (ROWS_FILE, b"lapse_base", b"accession_base", "row 1: column 'accession_base' stands twice"),
        (ROWS_FILE, b"0.0109771336", b"inf", "5 finite numbers"),
        (ROWS_FILE, b"0.0109771336", b"0.0106\0", "is NUL"),
    ],
)
def test_a_damaged_posterior_is_refused(folder, file, old, new, told):
    path = folder / file
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, 1))
    with pytest.raises(BalkansimError) as refused:
        load_parameters(folder / "parameters.toml")
    assert told in refused.value.told()
    assert str(path) in refused.value.told()
    assert "balkansim calibrate" in refused.value.todo
    assert any(file in finding.text for finding in check(folder))
