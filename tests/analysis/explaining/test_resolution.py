"""Every shipped rule is told with its dates."""

from __future__ import annotations

import pytest

from balkansim.forecasts.questions import NOT_SCORED
from balkansim.months import month_short

KNOWN = {
    "F1-BGR": "at least one of BGR joins the bloc adriatic within Jul 2025 - Apr 2026",
    "F7": "partnership of SRB with NATO, mean of Feb 2026 - Apr 2026, lies more than 0.05 below t0",
    "F10": "each of adriatic and serbia-hungary has ended or gone 12 months without activity by Apr 2030",
    "F12": "MKD is a member of neither adriatic nor serbia-hungary through Apr 2026",
    "F13": "XKX enters the Partnership for Peace by Apr 2028",
}


@pytest.mark.parametrize("name", KNOWN)
def test_rules_in_words(questions, name):
    question = questions.get(name)
    assert question.rule.words(question.window) == KNOWN[name]


def test_every_reading_names_its_last_month(questions):
    for question in questions.forecasts:
        for reading in question.all_readings():
            window = reading.window or question.window
            assert month_short(window.last) in reading.rule.words(window)


def test_resolution_outside_the_model(questions):
    assert "by 2026-04-30" in questions.get("F1").outside
    assert questions.get("F4").outside == NOT_SCORED
