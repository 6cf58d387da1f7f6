"""The commands ``scenarios`` and ``factors``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from balkansim.cli.world import factors, scenarios
from balkansim.errors import BalkansimError
from balkansim.scenario.describe import WIDTH, listing

Write = Callable[..., str]


def said(command: object, *words: str) -> str:
    """Run a command that must succeed and return what it prints."""
    result = CliRunner().invoke(command, list(words), catch_exceptions=False)  # type: ignore[arg-type]
    assert result.exit_code == 0
    assert max(map(len, result.output.splitlines())) <= WIDTH
    return str(result.output)


def refused(command: object, *words: str) -> str:
    """Run a command that must be refused and return the error."""
    result = CliRunner().invoke(command, list(words))  # type: ignore[arg-type]
    assert isinstance(result.exception, BalkansimError)
    return str(result.exception)


def test_scenarios_lists_and_names_the_next_command() -> None:
    text = said(scenarios)
    assert text.startswith(listing())
    assert "Next: balkansim scenarios" in text


def test_scenarios_tells_one_by_name_or_file(write: Write) -> None:
    assert "KFOR drawn down (kfor-drawdown)" in said(scenarios, "kfor-drawdown")
    assert "It runs 12 months" in said(scenarios, write("horizon = 12"))


def test_scenarios_takes_with_and_set() -> None:
    text = said(scenarios, "--with", "kfor-drawdown", "--set", "dialogue=0.6")
    assert "dialogue" in text
    assert "KFOR, at northern Kosovo" in text


def test_factors_lists_what_has_a_word() -> None:
    text = said(factors, "mediation")
    assert "mediation.USA" in text
    assert "tension.SRB.XKX" not in text


def test_factors_shows_a_scenarios_own_world() -> None:
    assert "tie.SRB.GRC" in said(factors, "tie.SRB", "--scenario", "wider-region")
    assert "0.9  fixed" in said(factors, "dialogue", "--set", "dialogue=0.9")


@pytest.mark.parametrize(
    ("command", "words", "told"),
    [
        (scenarios, ["kfor"], "unknown scenario 'kfor'"),
        (scenarios, ["baseline", "--set", "dialoge=1"], "did you mean 'dialogue'"),
        (factors, ["narwhal"], "no factor has 'narwhal'"),
        (factors, ["--scenario", "nul-world"], "did you mean 'null-world'"),
    ],
)
def test_mistakes_are_told(command: object, words: list[str], told: str) -> None:
    assert told in refused(command, *words)


def test_another_evidence_folder_is_read(tmp_path: Path) -> None:
    assert str(tmp_path) in refused(scenarios, "baseline", "--evidence", str(tmp_path / "none"))


def test_a_claim_nobody_made_is_refused(write: Write) -> None:
    assert "unknown claim 'B37x'; did you mean 'B37'" in refused(scenarios, write('claims = ["B37x"]\nhorizon = 12'))
