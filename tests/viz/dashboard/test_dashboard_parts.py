"""What the dashboard is made of, without a browser: settings, levers, one history, its pages and its ledger."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import balkansim
from balkansim.analysis.history import history
from balkansim.errors import BalkansimError
from balkansim.model.mesa_model import BalkanModel
from balkansim.viz import dashboard_parts as month_page
from balkansim.viz.dashboard_parts import ComputedLedger, LiveHistory, dyads_of, ledger_html, tension_figure
from balkansim.viz.dashboard_settings import (
    FIRST_SCENARIO,
    OFFERED,
    Settings,
    choices,
    first_settings,
    levers_of,
    moved,
    seed_from,
    shipped_evidence,
)

DIALOGUE = (("dialogue", 0.9),)


@cache
def lived(settings: Settings, months: int) -> LiveHistory:
    """Live months of a history with agents, as the dashboard does."""
    model = BalkanModel(settings.world, rng=settings.seed, evidence=shipped_evidence())
    found = LiveHistory(settings, model.names, [model.snapshot()])
    for _ in range(months):
        model.step()
        found.worlds.append(model.snapshot())
    return found


def test_every_lever_is_a_factor_of_the_baseline_and_stands_within_its_slider() -> None:
    levers = levers_of("baseline")
    assert [lever.name for lever in levers] == list(OFFERED)
    assert all(lever.low <= lever.value <= lever.high for lever in levers)


def test_a_world_without_a_bloc_has_no_lever_of_it() -> None:
    assert "invitation.BGR.adriatic" not in {lever.name for lever in levers_of("no-blocs")}


def test_only_a_slider_that_stands_elsewhere_sets_its_factor() -> None:
    levers = levers_of("baseline")
    positions = {lever.name: lever.value for lever in levers}
    assert moved(levers, positions) == ()
    assert moved(levers, positions | {"dialogue": 0.9 + 1e-12}) == DIALOGUE
    dialogue = levers[0]
    assert dialogue.told(0.9).endswith("0.9, set from 0.3")
    assert "set" not in dialogue.told(0.3)


def test_a_lever_that_an_event_moves_says_until_when_it_stands() -> None:
    until = {lever.name: lever.until for lever in levers_of("kfor-drawdown")}
    assert until.pop("peacekeepers.northern-kosovo") == "July 2025"
    assert set(until.values()) == {""}
    moved_by_posture = {lever.name for lever in levers_of("us-retrenchment") if lever.until}
    assert moved_by_posture == {"encouragement.USA", "mediation.USA"}
    assert "until July 2025" in next(lever for lever in levers_of("kfor-drawdown") if lever.until).told(1.0)


def test_settings_tell_the_command_that_asks_the_same() -> None:
    settings = Settings("my world.toml", 7, DIALOGUE)
    assert settings.command("forecast") == "balkansim forecast 'my world.toml' --seed 7 --set dialogue=0.9"
    assert settings.unset == Settings("my world.toml", 7)
    assert Settings("baseline", 1, DIALOGUE).world.overrides["dialogue"] == 0.9


@pytest.mark.parametrize("text", ["seven", "-1", "1.5", "", str(2**63)])
def test_what_is_no_seed_is_refused(text: str) -> None:
    with pytest.raises(BalkansimError, match="seed"):
        Settings(seed=seed_from(text))


def test_a_page_opens_with_the_scenario_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FIRST_SCENARIO, raising=False)
    assert first_settings() == Settings("baseline")
    monkeypatch.setenv(FIRST_SCENARIO, "mine.toml")
    assert first_settings() == Settings("mine.toml")
    assert choices("mine.toml")[0] == "baseline"
    assert choices("mine.toml")[-1] == "mine.toml"
    assert len(choices("baseline")) == len(set(choices("baseline")))


def test_the_log_tells_what_the_command_history_tells_of_the_same_world() -> None:
    settings, months = Settings("baseline", 5, DIALOGUE), 6
    chronicle = lived(settings, months)
    told = history("baseline", seed=5, draw=None, set_={"dialogue": 0.9, "horizon": months}).sentences
    expected = [str(sentence) for sentence in told if not sentence.routine]
    found = [str(one) for month in range(1, months + 1) for one in chronicle.sentences(month)]
    assert found == expected
    assert found
    assert chronicle.command() == "balkansim history baseline --seed 5 --set dialogue=0.9 --median"


def test_the_page_of_a_month_tells_blocs_and_months_and_escapes_names(tmp_path: Path) -> None:
    chronicle = lived(Settings(), 2)
    assert "<td>The Adriatic bloc</td><td>Kosovo, Albania, Croatia</td>" in month_page.blocs(chronicle)
    assert "<td>northern Kosovo</td>" in month_page.blocs(chronicle)
    assert "June 2025" in month_page.heading(chronicle)
    log = month_page.log(chronicle)
    assert log.index("June 2025") < log.index("May 2025")
    path = tmp_path / "mine.toml"
    path.write_text('parent = "no-blocs"\nquestion = "<i>Why?</i>"\nexpects = "Much."\nhorizon = 9\n', encoding="utf-8")
    other = lived(Settings(str(path)), 0)
    assert "&lt;i&gt;Why?&lt;/i&gt;" in month_page.heading(other)
    assert "<td>none</td>" in month_page.blocs(other)
    assert month_page.UNBORN in month_page.log(other)


def test_dated_events_stand_above_the_history() -> None:
    told = month_page.heading(lived(Settings("kfor-drawdown"), 0))
    assert "July 2025:" in told
    assert "In July 2025" not in told


def test_tensions_are_drawn_of_the_flashpoints_and_of_the_tensest() -> None:
    chronicle = lived(Settings(), 2)
    reel = chronicle.reel()
    dyads = dyads_of(reel)
    assert dyads[:2] == [("SRB", "XKX"), ("SRB", "BIH")]
    assert len(set(dyads)) == 5
    i, j = np.triu_indices(len(reel.names.actors), 1)
    tensest = np.argsort(-reel.film["tension"][0][i, j], kind="stable")
    ordered = [frozenset((reel.names.actors[i[k]], reel.names.actors[j[k]])) for k in tensest]
    rest = [pair for pair in ordered if pair not in [frozenset(dyad) for dyad in dyads[:2]]]
    assert [frozenset(dyad) for dyad in dyads[2:]] == rest[:3]
    axes = tension_figure(reel, dyads, width=125.0).axes[0]
    first = axes.get_lines()[0].get_ydata()
    i, j = (reel.names.actors.index(code) for code in dyads[0])
    assert first.tolist() == reel.film["tension"][:, i, j].tolist()
    assert f"{first[-1]:.2f}" in " ".join(text.get_text() for text in axes.get_legend().get_texts())


def test_the_ledger_stands_beside_the_scenario_as_it_is() -> None:
    settings = Settings("baseline", 1, (("accession_base", 3.0), ("horizon", 24)))
    before, now = (
        ComputedLedger(balkansim.forecast(one.world, draws=4, histories=2, evidence=shipped_evidence()), 0.5)
        for one in (settings.unset, settings)
    )
    told = ledger_html(settings, now, before)
    row = told[told.index('<tr data-id="F1">') :].partition("</tr>")[0]
    old, new = (next(entry for entry in one.ledger.entries if entry.id == "F1") for one in (before, now))
    assert new.probability is not None and old.probability is not None
    assert new.probability > old.probability
    assert f"now {100 * (new.probability - old.probability):+.1f} points" in row
    assert "--set accession_base=3" in told


def test_unknown_scenarios_are_refused_with_the_nearest() -> None:
    with pytest.raises(BalkansimError, match="baseline"):
        _: Any = Settings("basline").world
