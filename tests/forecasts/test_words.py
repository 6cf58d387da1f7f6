"""Words for probabilities and back."""

from pathlib import Path

import pytest

from balkansim.errors import BalkansimError
from balkansim.forecasts.yardsticks import Yardsticks, load_yardsticks

SHIPPED = {
    "phia-2025": [(0, 5), (10, 20), (25, 35), (40, 50), (55, 75), (80, 90), (95, 100)],
    "icd-203": [(1, 5), (5, 20), (20, 45), (45, 55), (55, 80), (80, 95), (95, 99)],
    "kent-1964": [(2, 12), (20, 40), (40, 60), (63, 87), (87, 99)],
    "ipcc": [(0, 10), (0, 33), (33, 66), (66, 100), (90, 100), (99, 100)],
}


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_bands_are_the_published_ones(yardsticks: Yardsticks, name: str) -> None:
    assert [(round(100 * word.low), round(100 * word.high)) for word in yardsticks.get(name).words] == SHIPPED[name]


def test_phia_is_the_default(yardsticks: Yardsticks) -> None:
    assert yardsticks.get() is yardsticks.get("phia-2025")
    assert set(yardsticks.by_name) == set(SHIPPED)


@pytest.mark.parametrize(
    ("yardstick", "probability", "word"),
    [
        ("phia-2025", 0.0, "remote chance"),
        ("phia-2025", 0.05, "remote chance"),
        ("phia-2025", 0.051, "between remote chance and highly unlikely"),
        ("phia-2025", 0.45, "realistic possibility"),
        ("phia-2025", 0.52, "between realistic possibility and likely"),
        ("phia-2025", 1.0, "almost certain"),
        ("icd-203", 0.005, "below almost no chance"),
        ("icd-203", 0.995, "above almost certain"),
        ("icd-203", 0.05, "almost no chance"),
        ("kent-1964", 0.61, "between chances about even and probable"),
        ("ipcc", 0.05, "very unlikely"),
        ("ipcc", 0.2, "unlikely"),
        ("ipcc", 0.95, "very likely"),
        ("ipcc", 0.995, "virtually certain"),
        ("ipcc", 0.33, "unlikely"),
    ],
)
def test_a_probability_earns_its_word(yardsticks: Yardsticks, yardstick: str, probability: float, word: str) -> None:
    assert yardsticks.get(yardstick).word_for(probability) == word


def test_a_word_has_its_band_whatever_its_case(yardsticks: Yardsticks) -> None:
    assert yardsticks.get("phia-2025").band("Realistic Possibility") == (0.4, 0.5)


def test_a_word_of_another_yardstick_is_not_scored(yardsticks: Yardsticks) -> None:
    icd = yardsticks.get("icd-203")
    assert icd.band("realistic possibility") is None
    assert icd.missing("realistic possibility") == "not scored: not a word of icd-203"
    assert icd.missing("likely") == ""


def test_synonyms_are_not_guessed(yardsticks: Yardsticks) -> None:
    assert yardsticks.get("kent-1964").band("likely") is None
    assert yardsticks.get("phia-2025").band("probable") is None


def test_an_unknown_yardstick_suggests_the_nearest(yardsticks: Yardsticks) -> None:
    with pytest.raises(BalkansimError, match="did you mean 'icd-203'"):
        yardsticks.get("icd203")


GOOD = (
    'default = "a"\n[yardsticks.a]\ntitle = "A"\nsource = "S"\nwords = [{ word = "likely", low = 0.5, high = 0.9 }]\n'
)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("low = 0.5", "low = 0.95", "likely"),
        ("high = 0.9", "high = 1.5", "high"),
        ("low = 0.5", "low = -0.1", "low"),
        ("high = 0.9", "high = nan", "high"),
        ('word = "likely"', 'word = " "', "word"),
        ('default = "a"', 'default = "b"', "default"),
        ("high = 0.9 }", 'high = 0.9 }, { word = "Likely", low = 0.1, high = 0.2 }', "likely stands twice"),
        ("title", "titel", "did you mean 'title'"),
        ("low = 0.5,", "", "missing"),
        ("low = 0.5", "low =", "not TOML"),
    ],
)
def test_a_malformed_yardstick_is_refused_naming_file_and_key(tmp_path: Path, old: str, new: str, named: str) -> None:
    file = tmp_path / "yardsticks.toml"
    file.write_text(GOOD, encoding="utf-8")
    assert load_yardsticks(file).get().word_for(0.6) == "likely"
    file.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(BalkansimError) as refused:
        load_yardsticks(file)
    assert named in str(refused.value)
    assert str(file) in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BalkansimError, match="file is missing"):
        load_yardsticks(tmp_path / "none.toml")
