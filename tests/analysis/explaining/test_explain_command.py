"""The command prints what the function returns, in the form asked for."""

from __future__ import annotations

import json

import pytest

from balkansim.cli.main import run


@pytest.fixture
def told(capsys):
    """Return a runner of the command line: exit code, output and errors."""

    def call(*words):
        code = run(list(words))
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_a_number_as_text(told):
    code, out, err = told("explain", "tension", "SRB", "Kosovo")
    assert (code, err) == (0, "")
    assert out.startswith("tension SRB XKX: hostility between two states, apart from the reaction")


def test_a_coefficient_as_json_and_markdown(told):
    code, out, _ = told("explain", "accession_base", "--format", "json")
    assert (code, json.loads(out)["name"]) == (0, "accession_base")
    assert told("explain", "accession_base", "--format", "md")[1].startswith("# coefficient accession_base")


def test_a_forecast_of_another_scenario(told):
    words = ("explain", "F1", "--scenario", "bulgaria-invited", "--draws", "4", "--histories", "2", "--format", "json")
    code, out, _ = told(*words)
    found = json.loads(out)
    assert (code, found["run"]["scenario"], found["entry"]["draws"]) == (0, "bulgaria-invited", 4)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("F99",), "did you mean 'F9'?"),
        (("F1", "--format", "html"), "--format: unknown format 'html'"),
        (("F1", "--scenario", "baselin"), "did you mean 'baseline'?"),
        (("F1", "--draws", "0"), "--draws"),
        (("F1", "--documents", "nowhere"), "no such folder"),
    ],
)
def test_mistakes_leave_with_two_and_a_sentence(told, words, said):
    code, out, err = told("explain", *words)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err
