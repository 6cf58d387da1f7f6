"""On a phone's breadth nothing is cut off or written over, and a figure is drawn at two breadths from one run."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from balkansim.analysis.discovery import AT_MOST, Box, Limit, Step
from balkansim.analysis.knockouts import knockout
from balkansim.analysis.sensitivity import Moved, Sensitivity, SobolIndex
from balkansim.evidence.evidence import Evidence
from balkansim.forecasts import forecast as forecasts
from balkansim.forecasts.ledger import Ledger
from balkansim.forecasts.yardsticks import Yardstick
from balkansim.viz.checks import agreement_figure
from balkansim.viz.drivers import box_figure, knockout_figure, sensitivity_figure
from balkansim.viz.ledger import ledger_figure
from balkansim.viz.plot import drawing, rendered
from balkansim.viz.style import styled

NARROW = 95.0
SLACK = 2
"""Pixels."""


@styled
def drawn(figure: Any) -> None:
    """Lay a figure out, at the size its texts are then measured in."""
    figure.canvas.draw()


def cut_off(figure: Any) -> list[str]:
    """Return the words of a figure that do not lie within its sheet; numbers of an axis may wait beyond its ends."""
    from matplotlib.text import Text

    drawn(figure)
    page = figure.bbox
    boxes = [
        (text.get_text(), text.get_window_extent())
        for text in figure.findobj(Text)
        if re.search("[A-Za-z]", text.get_text()) and text.get_visible()
    ]
    return [
        text for text, box in boxes
        if box.x0 < page.x0 - SLACK or box.x1 > page.x1 + SLACK or box.y0 < page.y0 - SLACK or box.y1 > page.y1 + SLACK
    ]  # fmt: skip


def test_bars_and_their_key_fit() -> None:
    indices = tuple(SobolIndex(f"peacekeepers.northern-kosovo-{k}", 0.4, 0.1, 0.6, 0.1) for k in range(3))
    moved = Moved("F1", "the blocs raise the risk of clashes", 0.1, 0.4, True, 0.07, indices)
    assert cut_off(sensitivity_figure(Sensitivity("run", "sweep", "sobol", 0, (moved,), (), True), width=NARROW)) == []


def test_the_box_stands_above_its_trajectory() -> None:
    steps = (Step(0, 1.0, 0.3, 1.0, 10, 3, ()), Step(1, 0.9, 0.8, 0.4, 4, 3, (Limit("stretch", AT_MOST, 2.0),)))
    box = Box("run", "sweep", "F1", "it comes true", "points", None, 10, steps[1], steps, (), "")
    figure = box_figure(box, {"stretch": np.array([0.0, 2.0, 4.0])}, width=NARROW)
    assert cut_off(figure) == []
    bars, dots = (axes.get_position() for axes in figure.axes)
    assert bars.y0 > dots.y1


def test_agreement_fits(evidence: Evidence) -> None:
    figure = agreement_figure(evidence, width=NARROW)
    assert cut_off(figure) == []
    above, beneath = (axes.get_position() for axes in figure.axes)
    assert above.y0 > beneath.y1


def test_a_wide_heat_table_is_parted_and_no_number_is_lost(evidence: Evidence) -> None:
    found = knockout("baseline", draws=4, histories=2, mechanisms=["threat", "conversion"], evidence=evidence)
    wide, narrow = knockout_figure(found), knockout_figure(found, width=NARROW)
    assert (len(wide.axes), len(narrow.axes)) == (1, 2)
    parts = [np.asarray(axes.images[0].get_array()) for axes in narrow.axes]
    assert np.array_equal(np.concatenate(parts, axis=1), np.asarray(wide.axes[0].images[0].get_array()))
    drawn(narrow)
    for axes in narrow.axes:
        boxes = [text.get_window_extent() for text in axes.texts if text.get_text()]
        assert not any(a.overlaps(b) for k, a in enumerate(boxes) for b in boxes[:k])


def test_a_scenarios_name_is_no_formula(ledger: Ledger, yardstick: Yardstick) -> None:
    run = replace(ledger.run, scenario=r"costs $\frac$ and $x^$")
    assert rendered(ledger_figure(replace(ledger, run=run), yardstick), ".svg")


def test_two_breadths_cost_one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    runs, plain = [], forecasts.run_survey

    def counted(*given: Any) -> Any:
        runs.append(given)
        return plain(*given)

    monkeypatch.setattr(forecasts, "run_survey", counted)
    found = drawing("baseline", "ledger", draws=4, histories=2)
    inches = [found.at(width).figure.get_size_inches()[0] for width in (NARROW, 160.0)]
    assert inches == pytest.approx([NARROW / 25.4, 160 / 25.4])
    assert len(runs) == 1
