"""A small past of made-up formats and years, and files of questions about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from balkansim.validation.past import Past, load_past

WORLD = """
question = "Who joins?"
expects = "What is worked out by hand."
start = "2010-06"
horizon = 40
roster = ["SRB", "XKX", "ALB", "MKD", "MNE"]
founding = false
elections = false
at_rest = true
[flashpoints.northern-kosovo]
parties = ["SRB", "XKX"]
peacekeepers = "KFOR"
[events.fewer]
month = "2010-12"
kind = "peacekeepers"
flashpoint = "northern-kosovo"
value = 0.5
[events.more]
month = "2011-02"
kind = "peacekeepers"
flashpoint = "northern-kosovo"
value = 2.0
[set]
accession_base = {rate}
"hazard_base.northern-kosovo" = {hazard}
severity_2 = {severity}
"""
BLOC = """
[blocs.pact]
members = ["SRB", "ALB"]
founded = "2010-06-01"
"""
RECORD = """
freezes = [
    { date = "2010-06", group = "pact", scenario = "with-bloc.toml" },
    { date = "2011-01", group = "the north", scenario = "without-bloc.toml" },
]
[[record.formats]]
name = "Older"
founded = "1999-01"
followed_until = "2020-01"
candidates = [
    { state = "SVN", since = "1999-01", joined = "2000-06" },
    { state = "SVK", since = "2009-12", joined = "2011-06" },
]
source = "made up"
[[record.formats]]
name = "Pact"
bloc = "pact"
founded = "2010-06"
followed_until = "2020-01"
candidates = [
    { state = "MKD", since = "2010-06", joined = "2011-03" },
    { state = "MNE", since = "2015-01" },
]
source = "made up"
[[record.places]]
flashpoint = "northern-kosovo"
since = 2006
source = "made up"
years = [
    { year = 2007, severity = 3, event = "e" },
    { year = 2009, severity = 1, event = "e" },
    { year = 2010, severity = 2, event = "e" },
    { year = 2012, severity = 4, event = "e" },
]
"""
QUESTIONS = """
[[questions]]
id = "P-12"
freeze = "2010-06"
proposition = "another state joins"
window = { start = "2010-07", end = "2011-06" }
rule = { kind = "accession", states = ["XKX", "MKD", "MNE"], bloc = "pact" }
outcome = "yes"
source = "made up"
[[questions]]
id = "P-N"
freeze = "2010-06"
proposition = "how many join"
window = { start = "2010-07", end = "2011-06" }
rule = { kind = "accession", states = ["XKX", "MKD", "MNE"], bloc = "pact" }
outcome = 1
source = "made up"
[[questions]]
id = "N-2011"
freeze = "2011-01"
proposition = "2011 has a confrontation"
window = { start = "2011-02", end = "2011-12" }
rule = { kind = "confrontation", flashpoint = "northern-kosovo", severity = 2 }
outcome = "unknown"
source = "no record found"
[[questions]]
id = "N-2012"
freeze = "2011-01"
proposition = "2012 has a confrontation"
window = { start = "2012-01", end = "2012-12" }
rule = { kind = "confrontation", flashpoint = "northern-kosovo", severity = 2 }
outcome = "yes"
source = "made up"
"""
Writer = Callable[..., Path]


@pytest.fixture
def made_up(tmp_path: Path) -> Writer:
    """Return a writer of the questions and their two worlds; a text may be replaced, and rates set."""

    def write(
        old: str = "", new: str = "", *, rate: float = 1e-12, hazard: float = -40.0, severity: float = 40.0
    ) -> Path:
        world = WORLD.format(rate=rate, hazard=hazard, severity=severity)
        (tmp_path / "without-bloc.toml").write_text(world, encoding="utf-8")
        (tmp_path / "with-bloc.toml").write_text(world + BLOC, encoding="utf-8")
        text = RECORD + QUESTIONS
        assert old in text
        path = tmp_path / "questions.toml"
        path.write_text(text.replace(old, new) if old else text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def past(made_up: Writer) -> Past:
    """Return the made-up questions."""
    return load_past(made_up())
