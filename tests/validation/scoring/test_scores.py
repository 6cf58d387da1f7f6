"""Whole ledgers scored against made-up outcomes, with means, skills and claims worked by hand."""

from __future__ import annotations

import json
from datetime import date
from math import log

import numpy as np
import pytest

from balkansim.cli.validate import score as command
from balkansim.errors import BalkansimError
from balkansim.forecasts.forecast import forecast
from balkansim.validation import scoring_rules as judging
from balkansim.validation.score import score
from balkansim.validation.scoring_rules import Estimate, Judged, claim, means, skills

LAST = "2026-04-30"
SMALL = {"draws": 4, "histories": 4}
BY_HAND = {"F1": ("yes", "2026-01-10"), "F1-BGR": ("no", LAST), "F9": ("no", LAST), "F10": ("unknown", "")}


def of(scores, name):
    """Return one forecaster's means."""
    return next(found for found in scores.means if found.forecaster == name)


def test_overlapping_questions_count_once(made_ledger, made_up):
    ledger = made_ledger(F1={"probability": 0.4, "naive": (0.5, 0.7), "term_low": 0.4, "term_high": 0.5})
    scores = score(made_up(BY_HAND), ledger=ledger)
    assert scores.groups == (("F1", "F1-BGR"), ("F9",))
    assert scores.worth == 2.0
    # F1 yes at 0.4 costs 0.36, F1-BGR no at 0.2 costs 0.04: together 0.20, once; F9 no at 0.2 costs 0.04.
    assert of(scores, "model").brier.value == pytest.approx((0.20 + 0.04) / 2)
    together = (-log(0.4) - log(0.8)) / 2
    assert of(scores, "model").log.value == pytest.approx((together - log(0.8)) / 2)
    # naive at the middle of its range: 0.6 and twice 0.2.
    assert of(scores, "naive").brier.value == pytest.approx(((0.16 + 0.04) / 2 + 0.04) / 2)
    assert of(scores, "status quo").brier.value == pytest.approx(((1 + 0) / 2 + 0) / 2)
    brier = next(s for s in scores.skills if (s.forecaster, s.reference, s.score) == ("model", "naive", "brier"))
    assert brier.estimate.value == pytest.approx(1 - 0.24 / 0.14)
    assert brier.claim == judging.TOO_FEW


def test_the_word_and_the_ends_of_ranges_are_scored(made_ledger, made_up):
    ledger = made_ledger(F1={"term_low": 0.4, "term_high": 0.5, "low": 0.1, "high": 0.6})
    scores = score(made_up({"F1": ("yes", "2026-01-10")}), ledger=ledger)
    expected = {
        "model": 0.2, "model, low end": 0.1, "model, high end": 0.6, "word": 0.45, "word, low end": 0.4,
        "word, high end": 0.5, "naive": 0.2, "naive, low end": 0.1, "naive, high end": 0.3, "status quo": 0.0,
    }  # fmt: skip
    assert scores.judged[0].forecasts == pytest.approx(expected)
    for name, probability in expected.items():
        assert of(scores, name).brier.value == pytest.approx((1 - probability) ** 2)
        assert (of(scores, name).questions, of(scores, name).brier.low) == (1, None)
    assert {(s.forecaster, s.reference) for s in scores.skills} == set(judging.PAIRS)


def test_what_is_not_scored_is_counted_with_its_reason(made_ledger, made_up):
    ledger = made_ledger(F9={"probability": None, "hits": None, "verdict": "not in this world"})
    scores = score(made_up(BY_HAND), ledger=ledger)
    assert list(scores.left_out) == ["F9", "F10", "F12", "F13", "F14"]
    assert "not in this world" in scores.left_out["F9"]
    assert scores.left_out["F10"] == "outcome unknown"
    assert "5 left out" in str(scores)
    assert any("favour forecasts of change" in note for note in scores.notes)
    with pytest.raises(BalkansimError, match="nothing to score"):
        score(made_up({"F9": ("no", LAST)}), ledger=ledger)


def question(group, outcome, model, naive):
    """Return a made-up question of its own group unless told otherwise, whose status quo is no."""
    forecasts = {"model": model, "naive": naive, "status quo": 0.0}
    return Judged(f"Q{group}", group, outcome, date(2026, 4, 30), "made up", forecasts)


def claims(judged, worth=None):
    """Return what may be claimed of the model against the naive forecast, by score."""
    number = len(judged) if worth is None else worth
    found = skills(judged, lambda some: number)
    return {s.score: s.claim for s in found if (s.forecaster, s.reference) == ("model", "naive")}


def test_claims_need_enough_questions_both_outcomes_and_an_interval_off_zero():
    clear = [question(k, k % 2 == 0, 0.9 if k % 2 == 0 else 0.1, 0.5) for k in range(1, 7)]
    assert set(claims(clear).values()) == {judging.BETTER}
    assert set(claims(clear, worth=4.4).values()) == {judging.TOO_FEW}
    assert set(claims(clear[:4]).values()) == {judging.TOO_FEW}
    opposite = [question(k, k % 2 == 0, 0.1 if k % 2 == 0 else 0.9, 0.5) for k in range(1, 7)]
    assert set(claims(opposite).values()) == {judging.WORSE}
    assert set(claims([question(k, False, 0.1, 0.5) for k in range(1, 7)]).values()) == {judging.ONE_WAY}
    mixed = [question(k, k % 2 == 0, 0.9 if (k % 2 == 0) == (k < 5) else 0.1, 0.5) for k in range(1, 7)]
    assert set(claims(mixed).values()) == {judging.SPANS_ZERO}
    assert claim(Estimate(0.2, 0.0, 0.3), 9, [True, False]) == judging.SPANS_ZERO


def test_means_are_invariant_to_repeating_a_question_within_its_group():
    two = [question(1, True, 0.4, 0.5), question(2, False, 0.3, 0.5)]
    repeated = means([two[0], two[0], two[0], two[1]])
    values = [found.brier.value for found in repeated]
    assert values == pytest.approx([found.brier.value for found in means(two)])
    assert repeated[0].groups == 2 and repeated[0].questions == 4


def test_a_ledger_read_from_json_scores_as_the_one_that_was_printed(made_ledger, made_up, tmp_path):
    ledger = made_ledger(F1={"term_low": 0.4, "term_high": 0.5})
    for encoding in ("utf-8", "utf-16"):
        path = tmp_path / "ledger.json"
        path.write_text(ledger.to_json(), encoding=encoding)
        assert score(made_up(BY_HAND), ledger=path).as_dict() == score(made_up(BY_HAND), ledger=ledger).as_dict()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"forecasts"', '"forecast"', "is no ledger"),
        ('"probability": 0.2', '"probability": 1.2', "probability = 1.2"),
        ('"probability": 0.2', '"probability": NaN', "probability = nan"),
        ('"probability": 0.2', '"probability": "much"', "probability"),
        ('"2026-04"', '"2026-05"', "was forecast over"),
        ('"id": "F1-BGR"', '"id": "F1"', "stands twice"),
        ("{", "", "not JSON"),
    ],
)
def test_a_broken_ledger_is_refused(made_ledger, made_up, tmp_path, old, new, told):
    path = tmp_path / "ledger.json"
    path.write_text(made_ledger().to_json().replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BalkansimError) as caught:
        score(made_up(BY_HAND), ledger=path)
    assert told in caught.value.found


def test_a_ledger_and_what_to_run_exclude_each_other(made_ledger, made_up):
    for option in ({"draws": 3}, {"seed": 0}, {"scenario": "kfor-drawdown"}, {"set_": ("dialogue=0.1",)}):
        with pytest.raises(BalkansimError, match="--ledger together with"):
            score(made_up(BY_HAND), ledger=made_ledger(), **option)


def test_a_forecast_is_run_scored_and_its_histories_correlated(made_up):
    path = made_up({**BY_HAND, "F12": ("yes", LAST)})
    scores = score(path, **SMALL)
    plain = {row.id: row.probability for row in forecast(**SMALL).entries if row.reading == "main"}
    assert {found.id: found.forecasts["model"] for found in scores.judged} == {q.id: plain[q.id] for q in scores.judged}
    assert 1.0 <= scores.worth <= len(scores.groups) == 2
    assert "over the histories" in scores.worth_from


def test_the_page_fits_and_the_json_is_strict(made_ledger, made_up, tmp_path, capsys):
    (tmp_path / "l.json").write_text(made_ledger(F1={"probability": 0.0}).to_json(), encoding="utf-8")
    resolved = {"F1": ("no", LAST), "F9": ("no", LAST), "F13": ("no", "2028-04-30")}
    path, ledger = str(made_up(resolved)), str(tmp_path / "l.json")
    command.main([path, "--ledger", ledger], standalone_mode=False)
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 100
    assert "nothing can be claimed" in text and "-inf" in text
    command.main([path, "--ledger", ledger, "--json"], standalone_mode=False)
    data = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert (data["questions"], data["log_floor"], data["fewest_to_claim"]) == (3, 0.01, 5)
    frame = score(path, ledger=ledger).to_frame()
    assert np.allclose(frame.brier, (frame.probability - frame.outcome) ** 2)
