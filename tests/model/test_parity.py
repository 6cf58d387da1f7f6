"""Two engines, one history: the compiled kernel and the Mesa agents agree in every bit of every month."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import running
from balkansim.evidence.evidence import Evidence
from balkansim.model.luck import history_key
from balkansim.model.mesa_model import BalkanModel
from balkansim.model.rulebook.maths import sigma
from balkansim.model.rulebook.registry import RULES
from balkansim.scenario.layers import shipped_names
from balkansim.scenario.scenario import Event

SHORT = 18
# A run under bounds checks, or as plain Python, prints the digest of what it kept. Plain Python reads the fields of a
# world as attributes only where it is a record array.
SCRIPT = """
import hashlib, os, sys, warnings
import numpy as np
sys.path.insert(0, {tests!r})
import running
from balkansim.model import running as kernel_runs
if os.environ.get("NUMBA_DISABLE_JIT"):
    warnings.simplefilter("ignore", RuntimeWarning)
    plain = kernel_runs.entry_with({{}})
    record = lambda a: a.view(np.recarray) if isinstance(a, np.ndarray) and a.dtype.names else a
    kernel_runs.entry_with = lambda replaced: lambda *given: plain(*map(record, given))
kept = running.ensemble({scenario!r}, 4, 1, months={months})
print(hashlib.sha256(b"".join(array.tobytes() for array in kept)).hexdigest())
"""


def film_of(world: Any, seed: int, draw: int | None, run: int, months: int, **options: Any) -> Any:
    """Return every month of one history from the kernel."""
    made = running.an_ensemble(1 if draw is None else (draw // 4 + 1) * 4, seed=seed, at_median=draw is None, **options)
    start = made.start(world, 0, made.size.draws)
    keys = np.array([history_key(draw or 0, run)])
    return made.run(start, np.array([draw or 0]), keys, months, film=True).film


def assert_same_history(world: Any, evidence: Evidence, seed: int, draw: int | None, run: int, months: int) -> None:
    """Hold the two engines to each other, month by month."""
    film = film_of(world, seed, draw, run, months)
    model = BalkanModel(world, rng=seed, run=run, draw=draw, evidence=evidence)
    for month in range(months + 1):
        assert not running.same(film[month], model.worlds[0]), f"{world.name}, month {month}"
        model.step()


@pytest.mark.parametrize("name", shipped_names())
def test_every_scenario_is_the_same_history_in_both_engines(name: str, evidence: Evidence) -> None:
    world = running.scenario(name)
    assert_same_history(world, evidence, 11, 2, 5, world.horizon)


@pytest.mark.parametrize(("seed", "draw", "run"), [(0, 0, 0), (0, None, 0), (7, 3, 1), (7, None, 9), (2**62, 17, 4)])
def test_so_is_every_seed_draw_and_run(seed: int, draw: int | None, run: int, evidence: Evidence) -> None:
    assert_same_history(running.scenario("baseline"), evidence, seed, draw, run, 60)


def test_so_is_a_history_in_which_much_is_decreed(evidence: Evidence) -> None:
    events = (
        Event("end", 2, "lapse", bloc="serbia-hungary"),
        Event("vote", 3, "election", states=("SRB",)),
        Event("fall", 4, "turnover", states=("HUN",)),
        Event("clash", 5, "incident", flashpoint="northern-kosovo", severity=4),
        Event("chill", 6, "tension", states=("SRB", "HRV"), change=2.0),
        Event("protest", 7, "pressure", states=("SRB",), change=1.5),
        Event("entry", 8, "pfp", states=("XKX",)),
        Event("spend", 9, "expenditure", states=("SRB", "HRV"), change=0.4),
    )
    settings = {"founding_base": 5.0, "accession_base": 3.0, "exit_base": 0.5, "consent_base": 5.0}
    world = running.changed(running.with_events("baseline", *events), settings)
    assert_same_history(world, evidence, 5, 1, 2, 60)
    film = film_of(world, 5, 1, 2, 60)
    assert film["opened"][-1, 0] > 2
    assert (film["left"][-1] > 0).any()


def blunt_threat(
    c: Any,
    proximity: float,
    power_other: float,
    power_own: float,
    tension: float,
    similarity: float,
    nonrecognition: float,
    signal: float,
    army: float,
) -> float:
    """Stand in for `threat`: the same for everybody but for tension."""
    return proximity * sigma(4.0 * (tension - 0.3))


def test_a_replaced_rule_is_the_same_in_both_engines(evidence: Evidence) -> None:
    world = running.scenario("baseline")
    film = film_of(world, 3, 1, 0, SHORT, replaced={RULES["threat"].function: blunt_threat})
    model = BalkanModel(world, rng=3, run=0, draw=1, evidence=evidence, rules={"threat": blunt_threat})
    for month in range(SHORT + 1):
        assert not running.same(film[month], model.worlds[0]), month
        model.step()
    assert not np.array_equal(film["threat"], film_of(world, 3, 1, 0, SHORT)["threat"])


def digest_in_another_process(scenario: str, months: int, **settings: str) -> str:
    """Return the digest of an ensemble run in a process of its own, under Numba settings."""
    script = SCRIPT.format(tests=str(Path(__file__).parents[1]), scenario=scenario, months=months)
    found = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr[-2000:]
    return found.stdout.strip()


def digest_here(scenario: str, months: int) -> str:
    """Return the digest of the same ensemble in this process."""
    kept = running.ensemble(scenario, 4, 1, months=months)
    return hashlib.sha256(b"".join(array.tobytes() for array in kept)).hexdigest()


def test_no_index_leaves_its_array(tmp_path: Path) -> None:
    checked = digest_in_another_process(
        "wider-region", 60, NUMBA_BOUNDSCHECK="1", NUMBA_CACHE_DIR=str(tmp_path / "checked")
    )
    assert checked == digest_here("wider-region", 60)


def test_the_kernel_runs_as_plain_python_too(tmp_path: Path) -> None:
    plain = digest_in_another_process("baseline", SHORT, NUMBA_DISABLE_JIT="1", NUMBA_CACHE_DIR=str(tmp_path / "plain"))
    assert plain == digest_here("baseline", SHORT)
