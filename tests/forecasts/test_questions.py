"""The forecasts file."""

from pathlib import Path

import pytest

from balkansim.errors import BalkansimError
from balkansim.forecasts.questions import Questions, fingerprint, is_as_fixed, load_questions

SHIPPED = Path(__file__).parents[2] / "seeds" / "forecasts.toml"

WINDOWS = {
    "F1": (3, 12),
    "F1-BGR": (3, 12),
    "F2": (3, 12),
    "F2-N": (3, 12),
    "F3": (13, 36),
    "F4": (13, 36),
    "F5": (13, 36),
    "F6": (10, 12),
    "F7": (10, 12),
    "F8": (10, 12),
    "F9": (0, 12),
    "F10": (0, 60),
    "F12": (0, 12),
    "F13": (0, 36),
    "F14": (0, 44),
}


def test_the_shipped_forecasts_are_those_of_the_documents(questions: Questions) -> None:
    assert {q.id: (q.window.first, q.window.last) for q in questions.forecasts} == WINDOWS
    assert [found.id for found in questions.untestable] == ["F11"]


def test_only_probability_terms_are_scored(questions: Questions) -> None:
    scored = {q.id: q.term for q in questions.forecasts if q.scored}
    assert scored == {
        "F1": "realistic possibility",
        "F2": "likely",
        "F2-N": "likely",
        "F3": "unlikely",
        "F4": "almost certain",
        "F5": "realistic possibility",
        "F6": "likely",
    }
    assert questions.get("F7").shown_term == "(would)"


def test_the_forecasts_are_fixed_before_any_run() -> None:
    assert is_as_fixed(SHIPPED) is True


def test_a_changed_file_no_longer_bears_its_hash(tmp_path: Path) -> None:
    copy = tmp_path / "forecasts.toml"
    copy.write_bytes(SHIPPED.read_bytes().replace(b"\n", b"\r\n"))
    assert is_as_fixed(copy) is None
    assert fingerprint(copy) == fingerprint(SHIPPED)
    copy.with_suffix(".sha256").write_text(f"{fingerprint(copy)}  forecasts.toml\n", encoding="utf-8")
    assert is_as_fixed(copy) is True
    copy.write_bytes(SHIPPED.read_bytes().replace(b"at_least = 2", b"at_least = 3"))
    assert is_as_fixed(copy) is False


def test_a_group_of_states_is_spelled_out_without_hungary_and_slovakia(questions: Questions) -> None:
    states = questions.get("F1").rule.states  # type: ignore[union-attr]
    assert "BGR" in states
    assert not {"HUN", "SVK"} & set(states)


def test_a_question_is_found_whatever_its_case(questions: Questions) -> None:
    assert questions.get("f1-bgr").id == "F1-BGR"
    with pytest.raises(BalkansimError, match="unknown forecast 'F99'"):
        questions.get("F99")
    with pytest.raises(BalkansimError, match="F11 is untestable"):
        questions.get("f11")


def test_kosovo_is_accepted_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "forecasts.toml"
    file.write_text(SHIPPED.read_text(encoding="utf-8").replace('state = "XKX"', 'state = "Kosovo"'), encoding="utf-8")
    assert load_questions(file).get("F13").rule.state == "XKX"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('bloc = "adriatic", at_least = 1', 'blok = "adriatic"', "did you mean 'bloc'"),
        ('kind = "calm"', 'kind = "clam"', "unknown kind 'clam'; did you mean 'calm'"),
        ('"2025-07"', '"2025-7"', "write year and month"),
        ('start = "2026-05"', 'start = "2029-05"', "F3 > window"),
        ("value = 0.01", "value = nan", "F10 > naive > value"),
        ("low = 0.08", "low = 1.08", "F1 > naive > low"),
        ("low = 0.08,", "", "low and high together"),
        ("low = 0.08", "low = 0.9", "not above high"),
        ("factor = 1.1", "factor = inf", "finite"),
        ("value = 0.04,", "", "exactly one of"),
        ("scored = true", "scored = 1", "scored"),
        ("at_least = 2", "at_least = 0", "two or more"),
        ('states = "any-balkan"', 'states = "any-balkans"', "did you mean 'any-balkan'"),
        ('["SRB", "ALB"]', '["Serbia", "ALB"]', "three capital letters"),
        ('id = "F3"', 'id = "F1"', "F1 stands twice"),
        ('name = "either"', 'name = "main"', "readings of F10"),
        ('institution = "pfp"', 'institution = "nato"', "institution"),
        ('date = "2026-04-30"', 'date = "April 2026"', "date"),
    ],
)
def test_a_malformed_forecast_is_refused_with_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "forecasts.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BalkansimError) as refused:
        load_questions(file)
    assert told in str(refused.value)
    assert str(file) in str(refused.value)
