"""Every shipped rule is told with its dates."""

from __future__ import annotations

import pytest

from balkansim.analysis.happenings import NOT_SCORED, in_words, in_world
from balkansim.months import month_short

KNOWN = {
    "F1-BGR": "at least one of BGR joins the bloc adriatic within Jul 2025 - Apr 2026",
    "F7": "partnership of SRB with NATO, mean of Feb 2026 - Apr 2026, lies below t0 - delta",
    "F10": "each of adriatic and serbia-hungary has ended or gone 12 months without activity by Apr 2030",
    "F12": "MKD is a member of neither adriatic nor serbia-hungary through Apr 2026",
    "F13": "XKX enters the Partnership for Peace by Apr 2028",
}


@pytest.mark.parametrize("name", KNOWN)
def test_rules_in_words(questions, name):
    question = questions.get(name)
    assert in_words(question.rule, question.window) == KNOWN[name]


def test_every_reading_names_its_last_month(questions):
    for question in questions.forecasts:
        for reading in question.all_readings():
            window = reading.window or question.window
            assert month_short(window.last) in in_words(reading.rule, window)


def test_resolution_outside_the_model(questions):
    assert "by 2026-04-30" in in_world(questions.get("F1"))
    assert in_world(questions.get("F4")) == NOT_SCORED
