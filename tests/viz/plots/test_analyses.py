"""Bars, heat table, box, reliability and agreement draw the numbers they are given, worked by hand where small."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from balkansim.analysis.discovery import AT_LEAST, AT_MOST, Box, Limit, Step
from balkansim.analysis.knockouts import knockout
from balkansim.analysis.sensitivity import Moved, Sensitivity, SobolIndex, Still
from balkansim.errors import BalkansimError
from balkansim.evidence.checks import agreement
from balkansim.evidence.evidence import Evidence
from balkansim.viz.checks import (
    Pair,
    agreement_figure,
    agreement_frame,
    read_pairs,
    reliability_figure,
    reliability_frame,
)
from balkansim.viz.drivers import box_figure, knockout_figure, sensitivity_figure, span

INDICES = (SobolIndex("a", 0.4, 0.05, 0.6, 0.1), SobolIndex("b", 0.1, 0.02, 0.2, 0.04))
MOVED = Moved("F1", "it comes true", 0.1, 0.4, True, 0.07, INDICES)
FOUND = Sensitivity("run", "sweep", "sobol", 0, (MOVED,), (), True)


def test_bars_are_the_indices() -> None:
    axes = sensitivity_figure(FOUND).axes[0]
    assert [patch.get_width() for patch in axes.patches] == [0.6, 0.2, 0.4, 0.1]
    whiskers = [segment[:, 0] for segment in axes.collections[0].get_segments()]
    assert np.array(whiskers) == pytest.approx(np.array([[0.5, 0.7], [0.16, 0.24]]))
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b"]


def test_an_outcome_that_does_not_vary_has_no_bars() -> None:
    still = replace(FOUND, moved=(), still=(Still("F1", "it comes true", "it is the same at every point"),))
    with pytest.raises(BalkansimError, match="it is the same at every point"):
        sensitivity_figure(still)


def test_the_heat_table_has_the_contributions(evidence: Evidence) -> None:
    found = knockout("baseline", draws=4, histories=2, mechanisms=["threat", "conversion"], evidence=evidence)
    axes = knockout_figure(found).axes[0]
    rows = {(row["mechanism"], row["id"]): row for row in found.rows()}
    ids = [label.get_text() for label in axes.get_xticklabels()]
    drawn = np.asarray(axes.images[0].get_array())
    for i, name in enumerate(label.get_text() for label in axes.get_yticklabels()):
        assert drawn[i] == pytest.approx([100 * rows[name, forecast]["contribution"] for forecast in ids])
    told = {text.get_position(): text.get_text() for text in axes.texts}
    row = rows["conversion", "F14"]
    assert row["contribution"] > 0
    assert told[ids.index("F14"), 1].rstrip("*") == f"{100 * row['contribution']:+.1f}"


def test_the_box_stands_where_its_limits_are() -> None:
    limits = (Limit("a", AT_MOST, 2.0), Limit("a", AT_LEAST, 1.0))
    steps = (Step(0, 1.0, 0.3, 1.0, 10, 3, ()), Step(1, 0.9, 0.8, 0.4, 4, 3, limits))
    box = Box("run", "sweep", "F1", "it comes true", "points", None, 10, steps[1], steps, (), "")
    tried = {"a": np.array([0.0, 2.0, 4.0]), "b": np.array([1.0, 2.0, 3.0])}
    assert span(tried["a"], list(limits)) == (0.25, 0.5)
    left, right = box_figure(box, tried).axes
    assert [(bar.get_x(), bar.get_width()) for bar in left.patches] == [(0, 1), (0.25, 0.25), (0, 1), (0, 1)]
    assert right.lines[0].get_xydata().tolist() == [[1.0, 0.3], [0.9, 0.8]]
    assert right.lines[1].get_xydata().tolist() == [[0.9, 0.8]]
    assert span(np.array(["x", "y"], dtype=object), [Limit("s", "in", names=("y",))]) == (0.5, 1.0)


def test_bins_of_made_up_forecasts() -> None:
    pairs = [Pair(0.05, False), Pair(0.15, False), Pair(0.15, True), Pair(0.17, False), Pair(1.0, True)]
    frame = reliability_frame(pairs)
    assert frame["n"].tolist() == [1, 3, 1]
    assert frame["bin_low"].tolist() == pytest.approx([0.0, 0.1, 0.9])
    assert frame["forecast"].tolist() == pytest.approx([0.05, 0.47 / 3, 1.0])
    assert frame["share"].tolist() == pytest.approx([0.0, 1 / 3, 1.0])
    assert (frame["low"][0], frame["high"][2]) == (0.0, 1.0)
    figure = reliability_figure(pairs)
    top, beneath = figure.axes
    assert top.lines[1].get_ydata() == pytest.approx(frame["share"].to_numpy())
    assert [bar.get_height() for bar in beneath.patches] == [1, 3, 1]
    assert "n = 5 forecasts; Brier score 0.155" in figure._supxlabel.get_text()


def test_pairs_are_read_with_semicolons_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("probability;outcome;id\n0.2;no;F1\n0.9;YES;F2\n0.5;unknown;F3\n", encoding="utf-8-sig")
    assert read_pairs(path) == (Pair(0.2, False), Pair(0.9, True))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no column probability and outcome"),
        ("probability,outcome\n", "no forecast with an outcome"),
        ("probability,outcome\n1.2,yes\n", "row 2: probability '1.2'"),
        ("probability,outcome\nnan,yes\n", "row 2: probability 'nan'"),
        ("probability,outcome\n0.1,no\n0.2,perhaps\n", "row 3: outcome 'perhaps'"),
    ],
)
def test_malformed_pairs_are_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BalkansimError, match=told):
        read_pairs(path)


def test_agreement_draws_the_alphas(evidence: Evidence) -> None:
    left, right = agreement_figure(evidence).axes
    drawn = [line.get_xdata()[0] for line in left.lines if line.get_marker() == "o"]
    assert drawn == [one.alpha for one in agreement(evidence) if one.alpha is not None]
    frame = agreement_frame(evidence)
    pairs = frame[frame["what"] == "pair of values"]
    distinct = {(round(a, 3), round(b, 3)) for a, b in zip(pairs["value_1"], pairs["value_2"], strict=True)}
    assert {tuple(point) for point in right.collections[0].get_offsets().tolist()} == distinct
