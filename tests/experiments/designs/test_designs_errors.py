"""Everything that can be wrong with a sweep file is told with file, key, found, expected and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from balkansim.errors import BalkansimError
from balkansim.evidence.evidence import Evidence
from balkansim.experiments.sweep import Sweep, load_sweep

Load = Callable[..., Sweep]
GRID, LATIN = 'method = "grid"\n', 'method = "latin-hypercube"\npoints = 8\n'
SOBOL, MORRIS = 'method = "sobol"\nbase_samples = 8\n', 'method = "morris"\ntrajectories = 4\n'
NOISE = "[factors.noise]\nvalues = [0, 1]\n"
DIALOGUE = "[factors.dialogue]\n"
TALKS = 'scenario = "inclusive-dialogue"\n'
OPENS = '[factors."month.dialogue-opens"]\n'

BAD = {
    "unknown key": (f"{GRID}drawss = 4\n{NOISE}", "key drawss: unknown key; did you mean 'draws'?"),
    "unknown key of a factor": (
        f"{GRID}{DIALOGUE}valus = [1]\n",
        "factors.dialogue.valus: unknown key; did you mean 'val",
    ),
    "no method": (NOISE, "key method: key is missing"),
    "unknown method": (f'method = "random"\n{NOISE}', "key method: found 'random'"),
    "nothing varied": (GRID, "nothing is varied"),
    "unknown factor": (
        f"{GRID}[factors.dialog]\nvalues = [0, 1]\n",
        "unknown factor 'dialog'; did you mean 'dialogue'?",
    ),
    "unknown factor sampled": (f"{LATIN}[factors.dialog]\n", "factors.dialog: unknown factor 'dialog'"),
    "not in this world": (
        f'{GRID}scenario = "no-blocs"\n[factors.openness.adriatic]\nvalues = [0, 1]\n',
        "unknown factor 'openness.adriatic'",
    ),
    "out of range": (
        f"{GRID}{DIALOGUE}values = [0.5, 1.5]\n",
        "factors.dialogue: dialogue = 1.5\nexpected: a number from 0",
    ),
    "end out of range": (f"{LATIN}{DIALOGUE}low = 0.5\nhigh = 1.5\n", "dialogue = 1.5"),
    "low above high": (f"{LATIN}{DIALOGUE}low = 0.5\nhigh = 0.2\n", "low 0.5 is not below high 0.2"),
    "low equal to high": (f"{GRID}{DIALOGUE}low = 0.5\nhigh = 0.5\nsteps = 3\n", "low 0.5 is not below high 0.5"),
    "one end": (f"{LATIN}{DIALOGUE}low = 0.5\n", "factors.dialogue: it is not said how far"),
    "no range known": (f"{LATIN}[factors.noise]\n", "the catalogue has no range for it"),
    "no steps": (f"{GRID}{DIALOGUE}low = 0.1\nhigh = 0.5\n", "factors.dialogue: steps is missing"),
    "steps beside values": (f"{GRID}{DIALOGUE}values = [0.1, 0.2]\nsteps = 2\n", "steps has no place beside values"),
    "values sampled": (f"{LATIN}{DIALOGUE}values = [0.1, 0.2]\n", "values has no place in a sampled design"),
    "single value": (f"{GRID}{DIALOGUE}values = [0.4]\n", "dialogue changes nothing"),
    "a value twice": (f"{GRID}{DIALOGUE}values = [0.4, 0.5, 0.4]\n", "a value of dialogue stands there twice"),
    "no values": (f"{GRID}{DIALOGUE}values = []\n", "factors.dialogue.values: found []"),
    "truth for a number": (f"{GRID}{DIALOGUE}values = [true, 1]\n", "factors.dialogue.values.0: found True"),
    "text for a number": (f'{GRID}{DIALOGUE}values = ["a", 1]\n', "factors.dialogue.values: found 'a'"),
    "not a number": (f"{GRID}{DIALOGUE}values = [nan, 1]\n", "factors.dialogue.values.0: found nan"),
    "factor twice": (
        f"{GRID}[factors.tension.SRB.XKX]\nvalues = [0, 1]\n[factors.tension.Kosovo.Serbia]\nvalues = [0, 1]\n",
        "tension.SRB.XKX is varied twice",
    ),
    "set and varied": (f"{GRID}[set]\nnoise = 1\n{NOISE}", "noise is set and varied"),
    "bad setting": (f"{GRID}[set]\ndialogue = 7\n{NOISE}", "trial.toml, key set.dialogue: dialogue = 7"),
    "unknown setting": (f"{GRID}[set]\ndialog = 0.7\n{NOISE}", "key set.dialog: unknown factor 'dialog'"),
    "malformed setting": (f'{GRID}[set]\ndialogue = "much"\n{NOISE}', "trial.toml, key set.dialogue: found 'much'"),
    "unknown scenario": (
        f'{GRID}scenario = "baselin"\n{NOISE}',
        "key scenario: unknown scenario 'baselin'; did you mean",
    ),
    "unknown scenario laid over": (f'{GRID}with = ["kosovo"]\n{NOISE}', "key with: unknown scenario 'kosovo'"),
    "unknown choice": (f'{GRID}[factors.scenario]\nvalues = ["baselin", "no-blocs"]\n', "unknown scenario 'baselin'"),
    "a choice twice": (
        f'{GRID}[factors.scenario]\nvalues = ["baseline", "baseline"]\n',
        "a scenario stands there twice",
    ),
    "one choice": (f'{LATIN}[factors.scenario]\nvalues = ["baseline"]\n', "scenario changes nothing"),
    "no choices": (f"{LATIN}[factors.scenario]\n", "no scenarios are named"),
    "scenario set and varied": (
        f'{GRID}{TALKS}[factors.scenario]\nvalues = ["baseline", "no-blocs"]\n',
        "set and varied",
    ),
    "not in one of the worlds": (
        f'{GRID}[factors.scenario]\nvalues = ["baseline", "no-blocs"]\n[factors.openness.adriatic]\nvalues = [0, 1]\n',
        "(in no-blocs): unknown factor 'openness.adriatic'",
    ),
    "unknown forecast": (f'{GRID}forecasts = ["F99"]\n{NOISE}', "key forecasts: unknown forecast 'F99'"),
    "untestable forecast": (f'{GRID}forecasts = ["F11"]\n{NOISE}', "key forecasts: F11 is untestable"),
    "points missing": (f'method = "latin-hypercube"\n{DIALOGUE}', "points is missing"),
    "points of a grid": (f"{GRID}points = 8\n{NOISE}", "points belongs to latin-hypercube, not to grid"),
    "base samples missing": (f'method = "sobol"\n{DIALOGUE}', "base_samples is missing"),
    "no power of two": (f'method = "sobol"\nbase_samples = 12\n{DIALOGUE}', "a power of two, as 8 or 16"),
    "levels of sobol": (f"{SOBOL}levels = 4\n{DIALOGUE}", "levels belongs to morris, not to sobol"),
    "odd levels": (f"{MORRIS}levels = 5\n{DIALOGUE}", "key levels: found 5"),
    "second order of morris": (f"{MORRIS}second_order = true\n{DIALOGUE}", "second_order belongs to sobol"),
    "file of a grid": (f'{GRID}file = "x.csv"\n{NOISE}', "file belongs to table, not to grid"),
    "table without file": ('method = "table"\n', "file is missing"),
    "table without its file": ('method = "table"\nfile = "none.csv"\n', "none.csv: file is missing"),
    "table and factors": (f'method = "table"\nfile = "design.csv"\n{NOISE}', "a table has its factors as columns"),
    "draws at the median": (f'{GRID}parameters = "median"\ndraws = 4\n{NOISE}', "key draws: found 4"),
    "no draws": (f"{GRID}draws = 0\n{NOISE}", "key draws: found 0"),
    "too many histories": (f"{GRID}histories = {2**33}\n{NOISE}", "key histories: histories = 8589934592"),
    "negative seed": (f"{GRID}seed = -1\n{NOISE}", "key seed: found -1"),
    "too many points": (f'method = "latin-hypercube"\npoints = 10000001\n{DIALOGUE}', "10,000,001 points"),
    "too many combinations": (
        f"{GRID}{DIALOGUE}low = 0\nhigh = 1\nsteps = 4000\n[factors.noise]\nlow = 0\nhigh = 1\nsteps = 4000\n",
        "the design has 16,000,000 points\nexpected: at most 10,000,000",
    ),
    "unknown event": (
        f"{GRID}{TALKS}[factors.month.dialog]\nvalues = [3, 4]\n",
        "unknown event 'dialog'; did you mean",
    ),
    "no events": (f"{GRID}[factors.month.dialog]\nvalues = [3, 4]\n", "baseline has no events"),
    "past the horizon": (f'{GRID}{TALKS}{OPENS}values = [3, "2030-05"]\n', "May 2030 is outside the run"),
    "before the start": (f"{LATIN}{TALKS}{OPENS}low = 0\nhigh = 5\n", "April 2025 is outside the run"),
    "half a month": (f"{GRID}{TALKS}{OPENS}values = [3, 4.5]\n", "found 4.5\nexpected: a whole month"),
    "no month": (f'{GRID}{TALKS}{OPENS}values = [3, "May"]\n', "'May' is no month"),
    "unknown event along": (
        f'{GRID}{TALKS}{OPENS}values = [3, 60]\nalong = ["eu-meditates"]\n',
        "unknown event 'eu-meditates'; did you mean 'eu-mediates'",
    ),
    "moved twice": (
        f'{GRID}{TALKS}{OPENS}values = [3, 6]\nalong = ["eu-mediates"]\n[factors.month.eu-mediates]\nvalues = [3, 6]\n',
        "eu-mediates is moved twice",
    ),
    "along a number": (f'{GRID}{DIALOGUE}values = [0, 1]\nalong = ["eu-mediates"]\n', "along has no place here"),
    "not TOML": (GRID + "[factors\n", "not TOML"),
}


@pytest.mark.parametrize(("body", "said"), BAD.values(), ids=BAD)
def test_a_bad_sweep_is_told(load: Load, body: str, said: str) -> None:
    with pytest.raises(BalkansimError) as mistake:
        load(body)
    assert said in str(mistake.value)
    assert "trial.toml" in mistake.value.where or ".csv" in mistake.value.where


def test_an_event_that_moves_along_past_the_horizon_is_told(load: Load) -> None:
    other = 'parent = "inclusive-dialogue"\nquestion = "What if?"\nexpects = "Little."\n'
    other += '[events.eu-mediates]\nmonth = "2026-07"\n'
    body = f'{GRID}scenario = "./other.toml"\n{OPENS}values = [3, 49]\nalong = ["eu-mediates"]\n'
    with pytest.raises(BalkansimError, match="May 2030 is outside the run"):
        load(body, other=other)
    assert load(body.replace("49", "48"), other=other).scenario(1).events[-1].month == 60


def test_mistakes_on_the_command_line_are_told_as_such(load: Load) -> None:
    with pytest.raises(BalkansimError, match="--set dialogue: dialogue = 7"):
        load(f"{GRID}{NOISE}", set_=["dialogue=7"])
    with pytest.raises(BalkansimError, match="no setting"):
        load(f"{GRID}{NOISE}", set_=["dialogue"])


def test_unknown_sweeps_are_told_with_the_nearest_name(evidence: Evidence, tmp_path: Path) -> None:
    with pytest.raises(BalkansimError, match="did you mean 'kfor-strength'"):
        load_sweep("kfor-strenght", evidence=evidence)
    with pytest.raises(BalkansimError, match="no sweep file"):
        load_sweep(tmp_path / "none.toml", evidence=evidence)
