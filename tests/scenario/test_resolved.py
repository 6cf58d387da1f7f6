"""A resolved scenario: its digest, and the scenario written out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import FrozenInstanceError

import pytest

from balkansim.scenario.resolve import resolve
from balkansim.scenario.scenario import Range

Write = Callable[..., str]
TALKS = '[events.talks]\nmonth = "2025-10"\nkind = "dialogue"\nvalue = {value}\nnote = "{note}"\n'


def test_the_digest_is_a_fingerprint_of_the_world_alone(write: Write) -> None:
    """Names, titles, questions, claims, labels and notes do not change a run."""
    one = resolve(write('claims = ["A1"]\n' + TALKS.format(value=0.5, note="x"), name="one"))
    labelled = '[states.SRB]\nlabel = "S"\n[blocs.adriatic]\nlabel = "A"\n'
    two = resolve(write('title = "Two"\n' + labelled + TALKS.format(value=0.5, note="y"), name="two"))
    assert one.digest == two.digest
    assert len(one.digest) == 64


@pytest.mark.parametrize(
    "body",
    [
        "horizon = 59",
        'start = "2025-05"',
        "founding = false",
        "elections = false",
        "at_rest = true",
        "[set]\ndialogue = 0.5",
        "[set]\ndialogue = { low = 0.4, value = 0.5, high = 0.6 }",
        "[states.SRB]\nexpenditure = 2000",
        '[blocs.adriatic]\nmembers = ["HRV", "ALB", "XKX"]',
        '[flashpoints.northern-kosovo]\npeacekeepers = ""',
        '[entities.RS]\nbacker = ""',
        TALKS.format(value=0.5, note="x"),
    ],
)
def test_whatever_matters_to_a_run_changes_the_digest(body: str, write: Write) -> None:
    assert resolve(write(body)).digest != resolve("baseline").digest


def test_the_order_of_actors_matters_since_it_is_the_order_of_their_luck(write: Write) -> None:
    two = resolve(write('roster = ["SRB", "XKX"]', parent=None))
    assert two.digest != resolve(write('roster = ["XKX", "SRB"]', parent=None, name="turned")).digest


def test_the_digest_does_not_depend_on_the_order_of_settings() -> None:
    settings = ["dialogue=0.5", "fatigue=0.2"]
    assert resolve("baseline", set_=settings).digest == resolve("baseline", set_=settings[::-1]).digest


def test_it_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        resolve("baseline").horizon = 3  # type: ignore[misc]


def test_overriding_sets_more_and_leaves_the_original() -> None:
    scenario = resolve("baseline", set_=["dialogue=0.5"])
    more = scenario.overriding({"fatigue": Range(0.1, 0.2, 0.3)})
    assert more.overrides == {"dialogue": 0.5, "fatigue": Range(0.1, 0.2, 0.3)}
    assert scenario.overrides == {"dialogue": 0.5}


def test_as_a_dict_it_is_plain(write: Write) -> None:
    scenario = resolve(write(TALKS.format(value=0.5, note="x")))
    told = json.loads(json.dumps(scenario.to_dict()))
    assert told["blocs"]["adriatic"]["founded"] == "2025-03-18"
    assert told["events"][0]["value"] == 0.5
    assert told["roster"][:2] == ["SRB", "XKX"]


def test_awkward_words_survive_being_written_out(write: Write, tmp_path: object) -> None:
    note = r"a \"quoted\" word, a back\\slash and a tab\t here"
    scenario = resolve(write(TALKS.format(value=0.5, note=note)))
    again = resolve(write_whole(scenario.to_toml(), write))
    assert again.events == scenario.events
    assert again.question == scenario.question


def write_whole(text: str, write: Write) -> str:
    """Write a complete file, whose question and expectation are its own."""
    path = write("", name="whole")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def test_a_state_with_figures_survives_being_written_out(write: Write) -> None:
    body = (
        '[states.SRB]\nexpenditure = 2000\nelection = "2026-05"\nneighbours = ["XKX"]\n[set]\n"tension.SRB.XKX" = 0.5'
    )
    scenario = resolve(write(body))
    again = resolve(write_whole(scenario.to_toml(), write))
    assert again.states == scenario.states
    assert again.digest == scenario.digest
