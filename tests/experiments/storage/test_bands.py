"""Quantile bands from histograms: known values, and the same in any chunking."""

from __future__ import annotations

import numpy as np
import pytest

from balkansim.experiments.summary import (
    BINS,
    QUANTILES,
    Histogram,
    bands_table,
    counted,
    counts_table,
    merged,
    quantiles,
)


def test_values_are_counted_in_their_bins() -> None:
    values = np.array([[0.0, 1.0], [0.5 / BINS, 0.999999], [1.0 / BINS, np.nan]])
    counts = counted(values)
    assert counts.shape == (2, BINS)
    assert counts[0, :2].tolist() == [2, 1]
    assert (counts[1, -1], counts[1, 0]) == (2, 1)


def test_quantiles_of_one_bin_by_hand() -> None:
    """A hundred values in the first bin: the median lies in its middle, the 5% quantile at a twentieth of it."""
    counts = counted(np.zeros((100, 1)))
    assert quantiles(counts)[:, 0].tolist() == pytest.approx([share / BINS for share in QUANTILES])


def test_quantiles_are_those_of_the_values_to_within_a_bin() -> None:
    values = np.random.default_rng(1).beta(2, 5, size=(5000, 3))
    found = quantiles(counted(values))
    assert np.abs(found - np.quantile(values, QUANTILES, axis=0)).max() < 1.0 / BINS
    assert (np.diff(found, axis=0) > 0).all()


def test_histograms_of_pieces_add_up_to_that_of_the_whole() -> None:
    values = np.random.default_rng(2).random((700, 2))
    months = ["2025-04", "2025-05"]
    whole = bands_table([Histogram(3, name, months, counted(values)) for name in ("b", "a")])
    for cuts in ([700], [100, 600], [1, 350, 349]):
        pieces = np.split(values, np.cumsum(cuts)[:-1])
        tables = [counts_table([Histogram(3, name, months, counted(p)) for name in ("b", "a")]) for p in pieces]
        assert bands_table(merged(tables)).equals(whole)
