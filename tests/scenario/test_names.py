"""What actors are called."""

from __future__ import annotations

import pytest

from balkansim.errors import BalkansimError
from balkansim.scenario.names import canonical, folded, footnote, known_actors, label


@pytest.mark.parametrize(
    ("kind", "word", "code"),
    [
        ("state", "XKX", "XKX"),
        ("state", "Kosovo", "XKX"),
        ("states", "kosova", "XKX"),
        ("state", "SRBIJA", "SRB"),
        ("state", " Bosnia and Herzegovina ", "BIH"),
        ("patron", "Turkey", "TUR"),
        ("patron", "us", "USA"),
        ("bloc", "the adriatic bloc", "adriatic"),
        ("flashpoint", "Northern Kosovo", "northern-kosovo"),
        ("entity", "Republika Srpska", "RS"),
    ],
)
def test_codes_labels_local_names_and_aliases_are_accepted_in_any_case(kind: str, word: str, code: str) -> None:
    assert canonical(kind, word) == code


def test_an_unknown_name_suggests_the_nearest() -> None:
    with pytest.raises(BalkansimError, match=r"here: unknown state 'Serbi'; did you mean 'Serbia'\?"):
        canonical("state", "Serbi", where="here")


def test_a_name_of_another_kind_is_unknown() -> None:
    with pytest.raises(BalkansimError, match="unknown patron 'SRB'"):
        canonical("patron", "SRB")


def test_folding_leaves_strangers_alone() -> None:
    assert folded("states", "Narnia") == "Narnia"


def test_only_kosovo_owes_a_footnote() -> None:
    owing = [code for actors in known_actors().values() for code in actors if footnote(code)]
    assert owing == ["XKX"]
    assert "1244" in footnote("XKX")


def test_labels_are_data_and_strangers_keep_their_code() -> None:
    assert (label("MKD"), label("Narnia")) == ("North Macedonia", "Narnia")


def test_hungary_and_slovakia_are_no_balkan_states() -> None:
    assert [code for code, actor in known_actors()["states"].items() if not actor.balkan] == ["HUN", "SVK"]


def test_no_word_names_two_actors_of_a_kind() -> None:
    for actors in known_actors().values():
        words = [word.casefold() for actor in actors.values() for word in set(actor.words())]
        assert len(words) == len(set(words))
