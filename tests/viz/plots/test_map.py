"""The map shows the world of one month, on outlines whose borders are shared."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from balkansim.analysis.history import History, history
from balkansim.errors import BalkansimError
from balkansim.scenario.names import known_actors
from balkansim.viz.map import (
    BLOC_LINES,
    HEAVIEST,
    LEAST_TENSE,
    VARIABLES,
    map_figure,
    meaning,
    outlines,
    place_of,
    snapshots,
    weight,
)
from balkansim.viz.style import SEQUENCE, ramp

NEIGHBOURS = {("SRB", "XKX"), ("ALB", "XKX"), ("HUN", "SVK"), ("BIH", "SRB"), ("HRV", "HUN"), ("BGR", "MKD")}
STRANGERS = {("SRB", "ALB"), ("SVK", "BGR"), ("XKX", "BGR")}


@pytest.fixture(scope="module")
def lived() -> History:
    return history("slovakia-joins", seed=3)


def test_every_state_of_the_scenarios_has_a_closed_outline_and_kosovo_its_own() -> None:
    shapes = outlines()
    assert set(known_actors()["states"]) <= set(shapes.states)
    for code in shapes.states:
        assert all(np.array_equal(ring[0], ring[-1]) for ring in shapes.rings(code)), code
    assert all(shapes.border(*pair) for pair in NEIGHBOURS)
    assert not any(shapes.border(*pair) for pair in STRANGERS)
    assert shapes.middle("XKX") == pytest.approx((20.9, 42.6), abs=0.3)
    assert "Natural Earth" in shapes.source and "public domain" in shapes.source


def test_colours_blocs_and_borders_are_those_of_the_month(lived: History) -> None:
    (month,) = snapshots(lived.reel, "pressure", [12])
    world = lived.reel.film[12]
    assert month.values == dict(zip(lived.scenario.roster, world["pressure"], strict=False))
    slovakia = lived.scenario.roster.index("SVK")
    assert ("SVK" in month.members["the Serbia-Hungary bloc"]) == bool(world["member"][1, slovakia])
    figure = map_figure([month], "pressure", lived.scenario)
    axes = figure.axes[0]
    fills = {patch.get_gid(): patch.get_facecolor() for patch in axes.patches}
    low, high = min(month.values.values()), max(month.values.values())
    for state, value in month.values.items():
        assert fills[state] == pytest.approx(ramp(SEQUENCE)((value - low) / (high - low))), state
    outlined = {gid for gid in fills if ": " in gid}
    assert outlined == {f"{bloc}: {state}" for bloc, states in month.members.items() for state in states}
    weights = [weight(t) for pair, t in month.tensions.items() for _ in outlines().border(*pair)]
    assert list(axes.collections[0].get_linewidths()) == pytest.approx(weights)
    assert "domestic pressure (0-1)" == meaning("pressure") == figure._suptitle.get_text().lower()


def test_a_bloc_keeps_its_line_in_every_month_of_a_strip(lived: History) -> None:
    months = snapshots(lived.reel, "tension", [0, 30, 60])
    figure = map_figure(months, "tension", lived.scenario)
    assert [axes.get_title(loc="left") for axes in figure.axes[:3]] == ["Apr 2025", "Oct 2027", "Apr 2030"]
    blocs = list(dict.fromkeys(bloc for month in months for bloc in month.members))
    for axes in figure.axes[:3]:
        for patch in axes.patches:
            bloc, found, _ = (patch.get_gid() or "").partition(": ")
            if found:
                assert patch.get_edgecolor() == pytest.approx(to_rgba(BLOC_LINES[blocs.index(bloc)][0]))


def test_weights_and_places(lived: History) -> None:
    assert (weight(1.0), weight(LEAST_TENSE), weight(0.0)) == (pytest.approx(HEAVIEST), 0.0, 0.0)
    assert place_of("northern-kosovo", lived.scenario, outlines()) == tuple(outlines().places["northern-kosovo"])


def test_what_there_is_not_is_refused(lived: History) -> None:
    with pytest.raises(BalkansimError, match=r"unknown variable 'presure'; did you mean 'pressure'"):
        snapshots(lived.reel, "presure", [0])
    with pytest.raises(BalkansimError, match="2030-05 is not in this history"):
        snapshots(lived.reel, VARIABLES[0], [61])
