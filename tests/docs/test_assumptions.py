"""Effects of inputs with answers known beforehand, and the page that ships."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from balkansim.evidence.coefficients import load_parameters, shipped_path
from balkansim.model.ensemble import Size
from generator.assumptions import ASSUMED, CHANCE, assumptions_page, effects, weigh
from generator.markdown import number, span

PAGE = Path(__file__).parents[2] / "docs" / "model" / "assumptions.md"
DRAWS = 400


@pytest.fixture(scope="module")
def planted():
    """Return effects where one input moves one forecast, in a straight line of its ranks, and nine do nothing."""
    rng = np.random.default_rng(3)
    order = rng.permutation(DRAWS)
    values = {f"idle-{k}": rng.random(DRAWS) for k in range(9)} | {
        "lever": np.exp(order / 100),
        "fixed": np.ones(DRAWS),
    }
    shares = {"F1": 0.2 + 0.5 * order / DRAWS, "F2": rng.random(DRAWS), "F3": np.zeros(DRAWS)}
    return effects(values, shares, seed=1)


def test_a_planted_effect_is_found_with_its_size(planted):
    (found,) = planted.clear("lever")
    assert (found.forecast, found.correlation) == ("F1", pytest.approx(1.0))
    # The forecast rises by 0.5 over all ranks, by nine tenths of that from 5% to 95%.
    assert found.points == pytest.approx(0.45)


def test_nothing_is_claimed_of_what_does_nothing(planted):
    assert not any(planted.clear(f"idle-{k}") for k in range(9))
    assert planted.still == ("F3",)
    assert "fixed" not in planted.by_input
    # The largest of 20 correlations of 400 draws by chance: about the normal's 1 - 0.05 / 40 over the root of 399.
    assert planted.threshold == pytest.approx(3.02 / np.sqrt(399), rel=0.1)


def test_where_nothing_varies_nothing_is_claimed():
    found = effects({"a": np.arange(5.0)}, {"F1": np.zeros(5)}, seed=1)
    assert (found.clear("a"), found.still) == ((), ("F1",))


def assumed_rows(page: str) -> dict[str, str]:
    """Return value and range by coefficient, as the page's tables have them."""
    coefficients = page.partition("## Where no document")[0]
    return {m[1]: m[2] for m in re.finditer(r"^\| `([^`]+)` \| ([^|]+) \|", coefficients, re.M)}


def check(page: str) -> None:
    """Hold a page against the coefficients."""
    rows = assumed_rows(page)
    for parameter in load_parameters(shipped_path()).values():
        if parameter.origin == ASSUMED:
            told = number(parameter.value)
            told += f" ({span(parameter.low, parameter.high)})" if parameter.low < parameter.high else ""
            assert rows.get(parameter.name, "").startswith(told), f"{parameter.name}: run tools/write_assumptions.py"


def test_a_page_has_every_assumed_coefficient():
    page = assumptions_page(weigh(Size(8, 1, 5), Size(4, 2, 5), mechanisms=("threat",)))
    check(page)
    assert "8 parameter draws x 1 histories, seed 5" in page
    assert "4 parameter draws x 2 histories, seed 5" in page
    assert CHANCE in page


def test_the_page_that_ships_has_every_assumed_coefficient():
    page = PAGE.read_text(encoding="utf-8")
    check(page)
    assert int(re.search(r"(\d+) parameter draws", page)[1]) >= 200
