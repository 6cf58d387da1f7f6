"""Finding the first history in which a forecast came true, or did not."""

from __future__ import annotations

import pytest

from balkansim.analysis.film import Key
from balkansim.analysis.history import history
from balkansim.analysis.search import find
from balkansim.errors import BalkansimError
from balkansim.forecasts.forecast import run_survey
from balkansim.forecasts.questions import Questions, questions_of
from balkansim.model.ensemble import Ensemble, Size
from balkansim.scenario.resolve import load

SHORT = ("horizon=13",)
NEVER = (*SHORT, "accession_base=1e-9")
OFTEN = (*SHORT, "accession_base=0.2")
SMALL = {"draws": 8, "histories": 4, "seed": 3}


def joins_in_time(draw: int, run: int, *, seed: int = 3, set_: tuple[str, ...] = OFTEN) -> bool:
    """Tell from the history itself whether a Balkan state joins the Adriatic bloc in F1's window."""
    film = history(seed=seed, draw=draw, run=run, set_=set_).reel.film
    joined = film["joined"][-1][:, 0]
    balkan = [0, 1, 2, 3, 6, 7, 8, 9]
    return any(3 <= joined[state] <= 12 for state in balkan)


def test_the_first_history_by_draw_and_run_is_found() -> None:
    key = find("F1=yes", set_=OFTEN, **SMALL).key
    assert key is not None
    keys = [(draw, run) for draw in range(8) for run in range(4)]
    assert next(pair for pair in keys if joins_in_time(*pair)) == (key.draw, key.run)
    no = find("f1=no", set_=OFTEN, **SMALL).key
    assert no is not None
    assert next(pair for pair in keys if not joins_in_time(*pair)) == (no.draw, no.run)


def test_none_is_said_so_with_how_many_were_looked_through() -> None:
    found = find("F1=yes", set_=NEVER, **SMALL)
    assert found.key is None
    assert "in none of 32 histories (8 draws x 4," in str(found).replace("\n", " ")
    assert find("F1=no", set_=NEVER, **SMALL).key == Key(3, 0, 0)


def test_a_history_of_a_later_chunk_of_draws_keeps_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("balkansim.model.ensemble.HISTORIES_A_CHUNK", 40)
    rarely = (*SHORT, "accession_base=0.01", "decline_base=1e-9")
    scenario, evidence = load(set_=rarely)
    size = {"draws": 80, "histories": 1}
    second = list(Ensemble(evidence, Size(**size)).chunks())[1][0]
    tries = (find("F1=yes", scenario, **size, seed=seed, evidence=evidence).key for seed in range(60))
    key = next(key for key in tries if key is not None and key.draw is not None and key.draw >= second)
    assert joins_in_time(key.draw, key.run, seed=key.seed, set_=rarely)


@pytest.mark.parametrize("version", [1, 2])
def test_a_forecast_of_a_change_is_decided_by_the_null_world_or_the_minimum(version: int) -> None:
    scenario, shipped = load(set_=SHORT)
    evidence = shipped.with_forecasts(version)
    question = questions_of(evidence).get("F6")

    def first(seed: int, share: float) -> int:
        asked = Questions(forecasts=(question,))
        answer = run_survey(scenario, evidence, asked, Ensemble(evidence, Size(24, 3, seed))).survey["F6", "main"]
        return question.rule.decide(answer.measured, share * answer.delta).tolist().index(True)

    seed = next(seed for seed in range(40) if first(seed, 1.0) != first(seed, 0.0))
    key = find("F6=yes", scenario, draws=24, histories=3, seed=seed, evidence=evidence).key
    assert key is not None
    assert key.draw * 3 + key.run == first(seed, 1.0)


def test_a_forecast_about_the_dialogue_is_told_in_the_dialogue_scenario() -> None:
    found = find("F5=yes", set_=("horizon=36",), draws=4, histories=2)
    assert "inclusive dialogue" in found.scenario.name
    assert any(event.kind == "dialogue" for event in found.scenario.events)


@pytest.mark.parametrize(
    ("where", "scenario", "said"),
    [
        ("F1", "baseline", "expected: a forecast and yes or no"),
        ("=yes", "baseline", "expected: a forecast and yes or no"),
        ("F1=perhaps", "baseline", "unknown answer 'perhaps'"),
        ("F99=yes", "baseline", "unknown forecast 'F99'; did you mean 'F9'?"),
        ("F1=yes", "no-blocs", "F1 has no answer here: not in this world: no bloc adriatic"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused(where: str, scenario: str, said: str) -> None:
    with pytest.raises(BalkansimError) as mistake:
        find(where, scenario, draws=4, histories=1)
    assert said in str(mistake.value)
