"""Whether a forecast depends on the form of a contested theory, on made-up histories."""

import numpy as np
import pytest

from balkansim.errors import BalkansimError
from balkansim.forecasts.contested import contested_forecasts, form_note, under_forms
from balkansim.forecasts.yardsticks import Yardsticks

DRAWS, HISTORIES = 200, 20
ALLIANCES = ["restrain", "embolden"] * (DRAWS // 2)
GRIEVANCE = ["evolving"] * (DRAWS // 2) + ["constant"] * (DRAWS // 2)


def histories(probabilities: np.ndarray, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).random((len(probabilities), HISTORIES)) < probabilities[:, None]


def test_a_word_that_depends_on_the_form_is_found_and_told(yardsticks: Yardsticks) -> None:
    hits = histories(np.where(np.array(ALLIANCES) == "restrain", 0.12, 0.61))
    alliances, grievance = under_forms(hits, {"alliances": ALLIANCES, "grievance": GRIEVANCE}, yardsticks.get())
    assert (alliances.depends, grievance.depends) == (True, False)
    restrain, embolden = alliances.forms
    assert restrain.spread.mean == pytest.approx(hits[::2].mean())
    assert embolden.spread.hits == hits[1::2].sum()
    shares = [f"{100 * one.spread.mean:.0f}%" for one in alliances.forms]
    told = f"the verdict depends on the form: alliances restrain {shares[0]}, embolden {shares[1]}"
    assert form_note((alliances, grievance)) == told
    assert form_note((grievance,)) == ""


def test_both_words_may_be_those_of_chance(yardsticks: Yardsticks) -> None:
    """Six draws a form that differ widely: 30% and 55% as means tell nothing yet."""
    taken = ["restrain"] * 6 + ["embolden"] * 6
    hits = histories(np.array([0.0, 0.9, 0.0, 0.0, 0.0, 0.9, 1.0, 0.1, 1.0, 0.1, 1.0, 0.1]))
    (found,) = under_forms(hits, {"alliances": taken}, yardsticks.get())
    words = [yardsticks.get().word_for(one.spread.mean) for one in found.forms]
    assert words[0] != words[1]
    assert not found.depends


def test_probabilities_within_one_word_do_not_make_a_verdict_depend(yardsticks: Yardsticks) -> None:
    hits = histories(np.where(np.array(ALLIANCES) == "restrain", 0.6, 0.69), seed=2)
    (found,) = under_forms(hits, {"alliances": ALLIANCES}, yardsticks.get())
    one, other = (form.spread for form in found.forms)
    assert other.mean - one.mean > 3 * np.hypot(one.mc_error, other.mc_error)
    assert not found.depends


def test_without_parameter_uncertainty_false_alarms_are_rare(yardsticks: Yardsticks) -> None:
    """At the very edge of two words, where they differ as often as not."""
    found = [
        under_forms(histories(np.full(DRAWS, 0.2), seed), {"alliances": ALLIANCES}, yardsticks.get())[0]
        for seed in range(200)
    ]
    differ = [len({yardsticks.get().word_for(form.spread.mean) for form in one.forms}) > 1 for one in found]
    assert np.mean(differ) > 0.3
    assert np.mean([one.depends for one in found]) < 0.02


def test_no_hit_under_one_form_reaches_as_far_as_its_draws_allow(yardsticks: Yardsticks) -> None:
    taken = ["restrain", "embolden"] * 2
    hits = histories(np.array([0.0, 0.3, 0.0, 0.3]))
    (few,) = under_forms(hits, {"alliances": taken}, yardsticks.get())
    assert not few.depends
    many = under_forms(np.tile(hits, (50, 1)), {"alliances": taken * 50}, yardsticks.get())
    assert many[0].depends
    assert str(many[0]).startswith("alliances restrain 0 of 2000, embolden ")


def test_one_draw_of_a_form_says_nothing_of_others(yardsticks: Yardsticks) -> None:
    hits = np.array([[True] * HISTORIES] + [[False] * HISTORIES] * 40)
    (found,) = under_forms(hits, {"alliances": ["embolden", *["restrain"] * 40]}, yardsticks.get())
    assert not found.depends


def test_a_theory_of_one_form_is_not_contested_here(yardsticks: Yardsticks) -> None:
    hits = histories(np.full(4, 0.5))
    assert under_forms(hits, {"alliances": ["restrain"] * 4}, yardsticks.get()) == ()


def test_every_reading_is_looked_at_and_forms_must_fit_the_draws(yardsticks: Yardsticks) -> None:
    hits = histories(np.where(np.array(ALLIANCES) == "restrain", 0.1, 0.9))
    found = contested_forecasts(
        {("F2", "main"): hits, ("F6", "main"): ~hits}, {"alliances": ALLIANCES}, yardsticks.get()
    )
    assert {key: one[0].depends for key, one in found.items()} == {("F2", "main"): True, ("F6", "main"): True}
    with pytest.raises(BalkansimError, match="3 forms"):
        under_forms(hits, {"alliances": ["restrain"] * 3}, yardsticks.get())
