"""The examples of tutorial and how-to pages: every one runs, and prints what the page shows."""

from __future__ import annotations

import inspect
import re
import shlex
from pathlib import Path

import pytest

import balkansim
from balkansim.analysis.rules import rules
from balkansim.cli.main import run
from balkansim.cli.teach import exercises as class_command
from balkansim.errors import BalkansimError
from generator.examples import examples_of, fits, pages, played

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("page", pages(DOCS), ids=lambda path: path.stem)
def test_the_examples_of_a_page_run_and_print_what_it_shows(page):
    assert played(page, run) == page.read_text(encoding="utf-8"), "python tools/write_reference.py --examples"


def test_the_pages_hold_examples_of_every_kind():
    found = [example for page in pages(DOCS) for example in examples_of(page)]
    kinds = {example.kind for example in found}
    assert kinds >= {"sh", "console", "python", "toml", "text"}
    assert {example.note for example in found} >= {"a mistake", "file: resolutions.csv"}
    lines = (line.removeprefix("$ ") for example in found for line in example.body.splitlines())
    commands = {line.split()[1] for line in lines if line.startswith("balkansim ")}
    assert commands >= {"forecast", "explain", "history", "compare", "evidence", "sweep", "score", "factors"}


def test_the_rule_replaced_in_the_kernel_takes_the_arguments_of_the_rule(monkeypatch):
    page = DOCS / "how-to" / "replace-a-rule.md"
    text = page.read_text(encoding="utf-8")
    blocks = [part.partition("\n")[2].partition("\n```")[0] for part in text.split("```{code-block} python")[1:]]
    names: dict[str, object] = {}
    exec(next(example.body for example in examples_of(page) if example.kind == "python"), names)
    asked = []
    ensemble = balkansim.run_ensemble

    def checked(scenario, *, draws, rules=None):
        asked.append(rules)
        return ensemble(scenario, draws=4, histories=1)

    monkeypatch.setattr(balkansim, "run_ensemble", checked, raising=False)
    for block in blocks:
        exec(block, names)
    ((name, function),) = asked[1].items()
    assert asked[0] is None
    assert inspect.signature(function).parameters.keys() == inspect.signature(rules()[name].function).parameters.keys()


def test_the_commands_for_a_class_are_those_of_the_package():
    text = (DOCS / "how-to" / "teach.md").read_text(encoding="utf-8")
    given = [shlex.split(line)[2:] for line in re.findall(r"^(balkansim exercises .*)$", text, re.MULTILINE)]
    assert {words[0] for words in given} == {"show", "copy", "gather"}
    for name, *rest in given:
        class_command.commands[name].make_context(name, rest)


def page_of(folder: Path, text: str) -> Path:
    path = folder / "page.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_output_that_no_longer_fits_is_renewed(tmp_path):
    def command(words):
        print("hello", *words)
        return 0

    page = page_of(tmp_path, "# A\n\n```console\n$ balkansim x\nhello y\n$ balkansim z\nhel...\n```\n\nend\n")
    assert played(page, command) == "# A\n\n```console\n$ balkansim x\nhello x\n$ balkansim z\nhel...\n```\n\nend\n"


def test_a_command_that_fails_names_page_and_command(tmp_path):
    page = page_of(tmp_path, "```sh\nbalkansim forcast\n```\n")
    with pytest.raises(BalkansimError, match=r"page.md: balkansim forcast(.|\n)*unknown command"):
        played(page, run)


def test_a_mistake_that_is_none_is_noticed(tmp_path):
    page = page_of(tmp_path, "<!-- a mistake -->\n```console\n$ balkansim\n...\n```\n")
    with pytest.raises(BalkansimError, match="exit code 0"):
        played(page, run)


def test_files_of_a_page_are_written_where_its_commands_run(tmp_path):
    check = 'from pathlib import Path\nassert Path("a/b.txt").read_text(encoding="utf-8") == "four\\n"\n'
    text = f"<!-- file: a/b.txt -->\n```text\nfour\n```\n\n```python\n{check}```\n"
    assert played(page_of(tmp_path, text), run) == text
    with pytest.raises(AssertionError):
        played(page_of(tmp_path, text.replace("four\\n", "five")), run)


def test_dots_stand_for_anything_and_for_nothing_else():
    assert fits("a\n...\nd\n", "a\nb\nc\nd\n")
    assert fits("from ... to 0.90\n", "from 0.68 to 0.90")
    assert not fits("a\n...\nd\n", "a\nb\n")
    assert not fits("a.b", "axb")
