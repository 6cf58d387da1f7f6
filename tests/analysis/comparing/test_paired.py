"""Differences, intervals, flips and gains of hits whose truth is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from balkansim.analysis.paired import paired


def test_flips_difference_and_interval_by_hand():
    """Two of four histories flip to yes and one to no; the draws differ by 1 and 0 hits; t(1, 0.95) is 6.314."""
    reference = np.array([[False, True], [False, True]])
    other = np.array([[True, True], [True, False]])
    found = paired(reference, other)
    assert (found.reference_hits, found.hits, found.gained, found.lost) == (2, 3, 2, 1)
    assert found.difference == 0.25
    half = 6.313752 * math.sqrt(2 * 0.5 + 2.0) / 4
    assert half > 1
    assert (found.low, found.high) == (-1.0, 1.0)
    wider = paired(np.repeat(reference, 50, axis=0), np.repeat(other, 50, axis=0))
    half = 1.660391 * math.sqrt(100 * 25 / 99 + 2.0) / 200
    assert (wider.low, wider.high) == pytest.approx((0.25 - half, 0.25 + half))


def test_the_gain_is_the_sum_of_variances_over_that_of_the_difference():
    reference = np.array([[False, False], [True, True], [True, False]])
    other = np.array([[False, True], [True, True], [True, False]])
    hits, others = [0, 2, 1], [1, 2, 1]
    apart = np.var(hits, ddof=1) + np.var(others, ddof=1)
    assert paired(reference, other).gain == pytest.approx(apart / np.var([1, 0, 0], ddof=1))


def test_equal_worlds_differ_by_nothing_and_have_no_gain_to_tell():
    hits = np.arange(12).reshape(4, 3) % 2 == 0
    found = paired(hits, hits)
    assert (found.difference, found.gained, found.lost, found.gain) == (0.0, 0, 0, None)
    assert found.low == -found.high != 0
    assert not found.excludes_zero


def test_one_draw_has_no_interval():
    found = paired(np.array([[False, True, False]]), np.array([[True, True, True]]))
    assert (found.difference, found.low, found.high, found.gain) == (pytest.approx(2 / 3), None, None, None)
    assert not found.excludes_zero


@pytest.mark.parametrize("flips", [3, 4, 5, 6])
def test_a_handful_of_flips_is_as_sure_as_the_exact_test_of_pairs_says(flips):
    """All one way, the exact two-sided chance is 2 / 2**flips: below a tenth from five on."""
    reference = np.zeros((40, 10), dtype=bool)
    other = reference.copy()
    other[:flips, 0] = True
    assert paired(reference, other).excludes_zero is (2 / 2**flips < 0.1)


def test_the_interval_covers_the_truth_as_often_as_it_says_though_draws_differ():
    luck, truth, covered, times = np.random.default_rng(5), 0.04, 0, 1000
    for _ in range(times):
        reference = luck.random((40, 5)) < luck.random((40, 1))
        flips = luck.random((40, 5)) < 0.4 * luck.beta(0.5, 0.5, (40, 1))
        up = luck.random((40, 5)) < 0.7
        other = np.where(flips, up, reference)
        found = paired(reference, other)
        covered += found.low <= truth <= found.high
    assert 0.88 <= covered / times <= 0.94
