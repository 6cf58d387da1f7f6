"""What is drawn of ledgers, fans and sweeps is what was found."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from balkansim.analysis.history import history
from balkansim.evidence.evidence import Evidence
from balkansim.experiments.results import run_ensemble
from balkansim.forecasts.ledger import Ledger
from balkansim.forecasts.yardsticks import Yardstick
from balkansim.model.ensemble import Size
from balkansim.scenario.resolve import resolve
from balkansim.viz.fan import fan_figure, fan_of, lived, month_quantiles, series_named
from balkansim.viz.ledger import ledger_figure
from balkansim.viz.sweeps import edges, intervals, line_figure, outcome_of, surface_figure

SERIOUS = "serious_incidents_northern-kosovo"


def test_the_ledger_draws_bands_intervals_and_naive_forecasts(ledger: Ledger, yardstick: Yardstick) -> None:
    figure = ledger_figure(ledger, yardstick)
    axes = figure.axes[0]
    scored = [entry for entry in ledger.entries if entry.term_low is not None]
    bars = [patch for patch in axes.patches if patch.get_facecolor()[:3] == pytest.approx((201 / 255,) * 3)]
    assert [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in bars] == [
        pytest.approx((entry.term_low, entry.term_high)) for entry in scored
    ]
    points = {int(line.get_ydata()[0]): line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"}
    assert points == {k: entry.probability for k, entry in enumerate(ledger.entries) if entry.probability is not None}
    naive = [tuple(line.get_xdata()) for line in axes.lines if line.get_marker() == "D"]
    assert naive == [tuple(entry.naive) for entry in ledger.entries if entry.naive]
    labels = [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()]
    assert [label.split()[0].rstrip("*") for label in labels] == [entry.id for entry in ledger.entries]
    assert axes.get_xlabel() == "probability"


def test_the_ledger_says_what_was_run_and_names_the_words(ledger: Ledger, yardstick: Yardstick) -> None:
    figure = ledger_figure(ledger, yardstick)
    caption = " ".join(figure._supxlabel.get_text().split())
    assert "n = 16 histories (4 parameter draws x 4)" in caption
    assert f"seed 1; evidence {ledger.run.evidence}; balkansim {ledger.run.version}" in caption
    figure.canvas.draw()
    words = [label.get_text() for child in figure.axes[0].child_axes for label in child.get_xticklabels()]
    assert words == ["unlikely", "even", "likely"]


def test_a_fan_draws_the_quantiles_of_the_ensemble(evidence: Evidence) -> None:
    world = resolve("baseline", evidence=evidence)
    fan = fan_of([world], evidence, Size(4, 2, 5), "", "As run.")
    bands = run_ensemble(world, draws=4, histories=2, seed=5, evidence=evidence).bands("SRB", "XKX")
    axes = fan_figure(fan).axes[0]
    assert axes.lines[0].get_ydata() == pytest.approx(bands["0.5"].to_numpy())
    outer = axes.collections[0].get_paths()[0].vertices[:, 1]
    assert (outer.min(), outer.max()) == pytest.approx((bands["0.05"].min(), bands["0.95"].max()))
    assert axes.get_ylabel() == "tension (0-1)"
    assert "Serbia and Kosovo" in fan_figure(fan)._suptitle.get_text()
    assert len(fan.courses[0].samples) == 3
    assert fan.to_frame()["q50"].to_numpy() == pytest.approx(bands["0.5"].to_numpy())


def test_two_worlds_are_subtracted_history_by_history(evidence: Evidence) -> None:
    worlds = [resolve(name, evidence=evidence) for name in ("baseline", "kfor-drawdown")]
    size = Size(4, 2, 5)
    fan = fan_of(worlds, evidence, size, "hazard northern-kosovo", "As run.")
    one, other = (lived(series_named("hazard northern-kosovo", w), w, evidence, size) for w in worlds)
    expected = month_quantiles(other - one)[2]
    above, beneath = fan_figure(fan).axes
    assert beneath.lines[1].get_ydata() == pytest.approx(expected, nan_ok=True)
    assert [text.get_text() for text in above.get_legend().get_texts()] == ["baseline", "kfor-drawdown"]
    months = sorted({event.month for world in worlds for event in world.events})
    assert [text.xy[0] for text in above.texts] == months


def test_a_series_off_a_film_is_that_of_the_tape(evidence: Evidence) -> None:
    world = resolve("baseline", evidence=evidence)
    film = history(world, seed=5, run=1, draw=2, evidence=evidence).reel.film
    for name in ("tension Serbia-XKX", "polarisation", "secession RS", "partnership SRB", "hazard northern-kosovo"):
        series = series_named(name, world)
        taped = lived(series, world, evidence, Size(4, 2, 5))[2 * 2 + 1]
        assert series.of_film(film) == pytest.approx(taped, nan_ok=True), name
    cohesion = lived(series_named("cohesion adriatic", world), world, evidence, Size(4, 2, 5))[2 * 2 + 1]
    assert cohesion == pytest.approx(np.where(film["alive"][:, 0] == 1, film["cohesion"][:, 0], np.nan), nan_ok=True)


def test_quantiles_leave_out_histories_without_a_value() -> None:
    found = month_quantiles(np.array([[1.0, np.nan], [3.0, np.nan], [np.nan, np.nan]]))
    assert found[2] == pytest.approx([2.0, np.nan], nan_ok=True)


def test_words_below_an_even_chance_end_and_words_above_it_begin(yardstick: Yardstick) -> None:
    assert edges(yardstick) == {0.3: "“unlikely” ends", 0.7: "“likely” begins"}


def test_a_surface_is_of_the_summary(grid: Path, yardstick: Yardstick) -> None:
    summary = pd.read_csv(grid / "summary.csv")
    found = outcome_of(grid, "F2-N")
    assert found.values == pytest.approx(summary["F2-N_probability"])
    assert found.low == pytest.approx(summary["F2-N_low"])
    assert found.high == pytest.approx(summary["F2-N_high"])
    chance = outcome_of(grid, f"{SERIOUS}>0")
    figure = surface_figure(chance, yardstick)
    axes = figure.axes[0]
    points = np.column_stack(axes.lines[0].get_data())
    assert {tuple(point) for point in points} == {tuple(row) for row in summary[found.factors].to_numpy()}
    assert (axes.get_xlabel(), axes.get_ylabel()) == tuple(found.factors)
    assert figure.axes[1].get_ylabel() == "probability (share of histories)"
    assert {text.get_text() for text in axes.texts} == {
        f"{told} ({100 * edge:.0f}%)"
        for edge, told in edges(yardstick).items()
        if chance.values.min() < edge < chance.values.max()
    }


def test_a_line_has_its_intervals(grid: Path, yardstick: Yardstick) -> None:
    found = outcome_of(grid, SERIOUS, factors=["hazard_heat"])
    frame = found.to_frame()
    assert found.factors[0] == "hazard_heat"
    axes = line_figure(found, yardstick).axes[0]
    first = frame[frame[found.factors[1]] == 0.2].sort_values("hazard_heat")
    assert axes.lines[0].get_ydata() == pytest.approx(first["value"].to_numpy())
    ends = np.array([segment[:, 1] for segment in axes.collections[0].get_segments()])
    assert ends == pytest.approx(first[["low", "high"]].to_numpy())
    assert axes.get_ylabel() == "mean over histories"


def test_intervals_of_numbers_are_over_the_means_of_draws() -> None:
    values = np.array([[[0.0, 2.0], [3.0, 5.0]]])
    assert intervals(values, is_probability=False) == (pytest.approx([1.15]), pytest.approx([3.85]))
    low, high = intervals(values[:, :1], is_probability=False)
    assert np.isnan(low).all() and np.isnan(high).all()
