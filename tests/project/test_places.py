"""The data are found in a checkout and in an installed wheel."""

from __future__ import annotations

import pytest

from balkansim import files as places
from balkansim.errors import BalkansimError


def test_a_checkout_holds_seeds_and_scenarios_at_its_top():
    root = places.data_root()
    assert (root / "seeds" / "codebook.toml").is_file()
    assert (root / "scenarios").is_dir()


def test_a_wheel_holds_them_inside_the_package(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "__file__", str(tmp_path / "lib" / "balkansim" / "places.py"))
    inside = tmp_path / "lib" / "balkansim" / "data"
    (inside / "seeds").mkdir(parents=True)
    assert places.data_root() == inside.resolve()


def test_data_that_are_missing_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "__file__", str(tmp_path / "lib" / "balkansim" / "places.py"))
    with pytest.raises(BalkansimError, match="install balkansim again"):
        places.data_root()
