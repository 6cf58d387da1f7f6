"""The how-to pages: every command they give can be parsed, names what ships, and the Python in them runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from balkansim.cli.main import ENTRIES, cli
from balkansim.experiments.run import sweep
from balkansim.experiments.sweep_file import find_sweep

PAGES = sorted((Path(__file__).resolve().parents[2] / "docs" / "how-to").glob("*.md"))
COMMANDS = {entry.name for entry in ENTRIES}
SEPARATORS = {";", "&", "&&", "||", "do", "|"}
ELSEWHERE = "dask_jobqueue"
"""Names a package that this project does not install."""


def blocks(page: Path, kind: str) -> list[str]:
    """Return the code blocks of a kind."""
    return re.findall(rf"```{kind}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def commands(page: Path) -> list[list[str]]:
    """Return the words after `balkansim` of each command in a page's shell blocks; shell variables stand for 2."""
    found = []
    for block in blocks(page, "sh"):
        for line in re.sub(r"\\\n", " ", block).splitlines():
            words = shlex.split(re.sub(r"\$\{?\w+\}?", "2", line).replace(";", " ; "), comments=True)
            if "balkansim" in words:
                rest = words[words.index("balkansim") + 1 :]
                stop = next((k for k, word in enumerate(rest) if word in SEPARATORS), len(rest))
                found.append(rest[:stop])
    return found


GIVEN = [pytest.param(words, id=f"{page.stem}: {' '.join(words)}") for page in PAGES for words in commands(page)]


def test_the_pages_give_commands():
    assert {page.stem for page in PAGES} >= {"cluster", "sweeps"}
    told = {words[0] for page in PAGES for words in commands(page)}
    assert told >= {"sweep", "status", "merge", "verify", "sensitivity", "discover", "explain", "history"}


@pytest.mark.parametrize("words", GIVEN)
def test_each_command_of_a_page_is_understood(words):
    name, *rest = words
    assert name in COMMANDS
    command = cli.get_command(click.Context(cli), name)
    command.make_context(name, list(rest))
    if name == "sweep":
        assert find_sweep(rest[0]).is_file()


def test_a_command_that_is_not_understood_would_be_noticed():
    command = cli.get_command(click.Context(cli), "sweep")
    with pytest.raises(click.UsageError):
        command.make_context("sweep", ["kfor-strength", "--cluster", "2"])


def test_the_python_of_the_pages_runs(tmp_path, monkeypatch, capsys):
    text = find_sweep("kfor-strength").read_text(encoding="utf-8")
    tiny = text.replace("draws = 100", "draws = 1").replace("histories = 20", "histories = 1")
    assert tiny != text
    (tmp_path / "kfor-strength.toml").write_text(tiny, encoding="utf-8")
    sweep(tmp_path / "kfor-strength.toml", tmp_path / "kfor", jobs=1)
    monkeypatch.chdir(tmp_path)
    run = [block for page in PAGES for block in blocks(page, "python") if ELSEWHERE not in block]
    for block in run:
        exec(compile(block, "page", "exec"), {})
    printed = capsys.readouterr().out
    assert len(run) >= 2
    assert "hazard_peacekeepers" in printed and "any_incident" in printed
