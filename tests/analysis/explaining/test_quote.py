"""The sentence to quote has its numbers, and never a probability word beside a word of confidence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from balkansim.analysis.forecast_explained import has_confidence_word, quote
from balkansim.forecasts.yardsticks import load_yardsticks

CONFIDENT = "analysts are confident that a state joins"


def test_numbers_interval_and_words(f1):
    row = replace(f1.entry, hits=28, probability=0.14, low=0.02, high=0.34, model_term="highly unlikely")
    row = replace(row, scenario="baseline", draws=40, histories_per_draw=5)
    assert quote(row) == (
        "In 14% of 200 simulated histories of the balkansim scenario baseline (90% interval over parameter draws "
        '2-34%) more Balkan states join the Adriatic bloc, "highly unlikely" on the yardstick phia-2025; the document '
        '(A14) says "realistic possibility", 40-50%.'
    )


def test_no_history_is_told_as_none_of_all(f1):
    row = replace(f1.entry, hits=0, probability=0.0, draws=40, histories_per_draw=5)
    assert quote(row).startswith("In 0 of 200 simulated histories of")


def test_no_probability_is_said_plainly(f1):
    row = replace(f1.entry, probability=None, note="the window ended")
    assert quote(row).startswith("balkansim gives no probability that more Balkan states")


@pytest.mark.parametrize("confident", [{"proposition": CONFIDENT}, {"term": "moderate confidence"}])
def test_words_give_way_where_confidence_is_spoken_of(f1, world, confident):
    row = replace(f1.entry, **confident)
    words = [w.word for y in load_yardsticks(world[1].path("yardsticks.toml")).by_name.values() for w in y.words]
    assert not any(word in quote(row) for word in words)


def test_no_shipped_forecast_mixes_the_two(f1, questions, world):
    for question in questions.forecasts:
        for yardstick in load_yardsticks(world[1].path("yardsticks.toml")).by_name.values():
            for word in yardstick.words:
                terms = {"proposition": question.proposition, "term": question.shown_term, "model_term": word.word}
                assert not has_confidence_word(quote(replace(f1.entry, **terms)))


@pytest.mark.parametrize(("text", "has"), [("almost certain", False), ("low confidence", True), ("measure", False)])
def test_words_of_confidence(text, has):
    assert has_confidence_word(text) is has
