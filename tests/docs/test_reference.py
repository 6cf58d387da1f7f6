"""The generated pages: as committed, complete, and true to what runs."""

import re

import pytest

import balkansim
from balkansim.analysis.rules import rules
from balkansim.cli.main import ENTRIES
from balkansim.errors import BalkansimError
from balkansim.evidence.coefficients import load_parameters, shipped_path
from balkansim.evidence.evidence import load_evidence
from balkansim.files import data_root
from balkansim.forecasts.questions import load_questions
from balkansim.forecasts.yardsticks import load_yardsticks
from balkansim.model.luck import CHANNELS
from balkansim.model.phases import PHASES
from balkansim.model.world import FIELDS
from balkansim.scenario.layers import shipped_names
from generator import odd
from generator.generate import stale, write
from generator.markdown import plain, table, target_of
from generator.odd import DECISIONS, WHO
from generator.reference import formula_of
from generator.sources import channels_of, movers_of, phases_setting, rules_of

REMEDY = "python tools/write_reference.py"


def test_no_generated_page_is_stale(docs, pages):
    assert stale(docs, pages) == [], REMEDY


def test_a_changed_or_missing_page_is_stale_and_is_written(tmp_path, pages):
    few = dict(list(pages.items())[:2])
    assert write(tmp_path, few) == list(few)
    assert stale(tmp_path, few) == []
    name = next(iter(few))
    (tmp_path / name).write_text(few[name].replace("a", "b", 1), encoding="utf-8")
    assert write(tmp_path, few) == [name]


def test_every_rule_parameter_scenario_forecast_and_command_has_its_place(pages):
    seeds = data_root() / "seeds"
    expected = {
        "reference/rules.md": [("rule", name) for name in rules()],
        "reference/phases.md": [("phase", phase.name) for phase in PHASES],
        "reference/parameters.md": [("parameter", name) for name in load_parameters(shipped_path())],
        "reference/scenarios.md": [("scenario", name) for name in shipped_names()],
        "reference/forecasts.md": [("forecast", q.id) for q in load_questions(seeds / "forecasts.toml").forecasts],
        "reference/yardsticks.md": [("yardstick", n) for n in load_yardsticks(seeds / "yardsticks.toml").by_name],
        "reference/commands.md": [("command", entry.name) for entry in ENTRIES],
        "reference/python.md": [("python", name) for name in balkansim.__all__],
    }
    for page, things in expected.items():
        places = re.findall(r"^\((.+)\)=$|\]\{#(.+?)\}", pages[page], re.MULTILINE)
        targets = [one or other for one, other in places]
        assert len(set(targets)) == len(targets), page
        for thing in things:
            assert target_of(*thing) in targets, (page, thing)


def test_every_target_that_is_linked_exists_somewhere(docs, pages):
    written = [path.read_text(encoding="utf-8") for path in docs.rglob("*.md")]
    places = re.findall(r"^\((.+)\)=$|\]\{#(.+?)\}", "\n".join([*pages.values(), *written]), re.MULTILINE)
    known = {one or other for one, other in places}
    linked = {name for text in pages.values() for name in re.findall(r"\]\(#(.+?)\)", text)}
    assert len(linked) > 200
    assert linked <= known


def test_every_parameter_stands_in_a_named_section_with_its_value_and_origin(pages):
    text = pages["reference/parameters.md"]
    assert "## Others" not in text
    for name, found in load_parameters(shipped_path()).items():
        row = next(line for line in text.splitlines() if f"`{name}`]" in line)
        assert f"**{found.value:.4g}**" in row
        assert f"*{found.origin}*" in row


def test_the_protocol_has_its_seven_elements_and_every_field_of_the_world(pages):
    text = pages["model/odd.md"]
    heads = [line for line in text.splitlines() if re.match(r"## \d\.", line)]
    assert [head[3] for head in heads] == list("1234567")
    assert "<!-- fill" not in text
    entities = text.split("## 3.")[0]
    missing = [name for name in FIELDS if f"| `{name}` |" not in entities]
    assert not missing
    assert [f"[`{name}`](#{target_of('rule', name)}) |" in text.split("## 7.")[1] for name in rules()].count(False) == 0


def test_every_channel_of_luck_has_a_move_and_a_holder():
    assert set(WHO) == set(CHANNELS)
    assert [name for name in CHANNELS if not movers_of(name)] == []


def test_decisions_are_taken_in_moves_of_the_month():
    moves = {move.name for phase in PHASES for move in phase.moves}
    assert {name for decision in DECISIONS for name in decision.moves} <= moves


def test_what_a_move_reaches_is_read_off_its_source():
    assert rules_of("consent") == ("consent_chance",)
    assert {"founding_rate", "pact_impulse"} <= set(rules_of("found"))
    assert channels_of("hold_election") == ("election",)
    assert channels_of("accede") == ()
    setting = phases_setting()
    assert {"calendar", "align", "settle"} <= set(setting["tension"])
    assert "settle" in setting["grievance"]
    assert setting["provokes"] == ("signal",)


def test_a_formula_is_the_body_without_its_docstring():
    assert formula_of("founding_rate") == "return c.founding_base * exp(clipped(propensity) + c.founding_alarm * alarm)"


def test_a_mark_that_names_nothing_is_refused():
    with pytest.raises(BalkansimError, match="channels"):
        odd.filled("<!-- fill: chanels -->")
    with pytest.raises(BalkansimError, match="no mark"):
        odd.filled("<!-- fill: channels -->")


def test_markdown_in_data_is_not_taken_for_markdown():
    assert plain("a | b * c [d] `e*f`") == "a \\| b \\* c \\[d\\] `e*f`"
    assert table(("a", "b"), [("x\ny", "z")]).splitlines()[-1] == "| x y | z |"
    assert target_of("parameter", "hazard_base.northern-kosovo") == "parameter-hazard-base-northern-kosovo"


def test_no_page_holds_a_claim_of_the_documents(docs, pages):
    told = {claim.paraphrase for claim in load_evidence().claims if len(claim.paraphrase) > 30}
    texts = [*pages.values(), *(path.read_text(encoding="utf-8") for path in docs.rglob("*.md"))]
    assert not [words for words in told for text in texts if words in text]
