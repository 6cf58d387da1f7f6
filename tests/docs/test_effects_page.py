"""The page of effects as it ships: of this world, with every scenario and mechanism, and what they say they move."""

from __future__ import annotations

from pathlib import Path

from balkansim.analysis.effects import MATTERS, move_of, world_hash
from balkansim.analysis.knockouts import load_mechanisms
from balkansim.evidence.evidence import load_evidence
from balkansim.scenario.events import EVENT_KINDS
from balkansim.scenario.layers import shipped_names
from balkansim.scenario.resolve import resolve

PAGE = Path(__file__).parents[2] / "docs" / "model" / "effects.md"
REMEDY = "python tools/write_effects.py"
WANTED = 16


def rows(heading: str) -> dict[str, list[str]]:
    """Return the rows of a table of the page by their first cell."""
    part = PAGE.read_text(encoding="utf-8").split(f"## {heading}")[1].split("## ")[0]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("|")
    ]
    return {row[0]: row[1:] for row in cells[2:]}


def test_it_is_of_the_world_as_it_stands() -> None:
    assert f"world: {world_hash(load_evidence())} " in PAGE.read_text(encoding="utf-8"), REMEDY


def test_every_event_scenario_and_mechanism_has_its_row() -> None:
    assert {name.split(":")[0] for name in rows("Impulse responses")} == set(EVENT_KINDS)
    assert set(rows("Scenarios")) == set(shipped_names()) - {"baseline"}
    assert set(rows("Mechanisms")) == {mechanism.name for mechanism in load_mechanisms(load_evidence())}


def test_scenarios_move_what_they_say_or_say_that_they_hardly_do() -> None:
    seen = 0
    for name, (expected, _) in rows("Scenarios").items():
        world = resolve(name)
        if not world.moves:
            assert expected == "says that it hardly does"
            assert "ittle" in world.expects or "hardly" in world.expects, name
            continue
        sizes = [float(told.rsplit(" ", 1)[1]) for told in expected.split("; ")]
        assert [told.rsplit(" ", 1)[0] for told in expected.split("; ")] == list(world.moves)
        assert all(size >= MATTERS for size in sizes), name
        assert all(move_of(text, name) for text in world.moves)
        seen += 1
    assert seen >= WANTED


def test_no_mechanism_is_without_any_effect_where_it_is_about_something() -> None:
    for name, (_, largest) in rows("Mechanisms").items():
        assert abs(float(largest.split("; ")[0].rsplit(" ", 1)[1])) > 0.0, name
