"""The first compilation: shorter than the compiler's own, with the same result, also for two processes at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from balkansim.model import compiling as first_compile

RUN = """
import hashlib
import balkansim
ensemble = balkansim.run_ensemble("baseline", draws=1, histories=3, seed=5)
print(hashlib.sha256(ensemble.trajectories.monthly.tobytes() + ensemble.trajectories.ends.tobytes()).hexdigest())
"""
DEADLINE_SECONDS = 600


@pytest.mark.slow
def test_two_first_compiles_at_once_share_one_cache(tmp_path: Path) -> None:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}

    def begun() -> subprocess.Popen[str]:
        words = [sys.executable, "-c", RUN]
        return subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    both = [begun(), begun()]
    told = [process.communicate(timeout=DEADLINE_SECONDS) for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    again = begun()
    told.append(again.communicate(timeout=DEADLINE_SECONDS))
    assert again.returncode == 0, told
    assert len({out for out, _ in told}) == 1
    assert len(told[0][0].strip()) == 64
    assert list(tmp_path.rglob("*.nbi"))
    assert not list(tmp_path.rglob("*.tmp*"))


@pytest.mark.slow
def test_a_compiler_of_unknown_version_is_left_to_itself_and_gives_the_same_histories(tmp_path: Path) -> None:
    unknown = "from balkansim.model import compiling\ncompiling.KNOWN = ((98, 0), (99, 0))\n"
    told = [
        subprocess.run(
            [sys.executable, "-c", before + RUN],
            env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / place)},
            capture_output=True,
            text=True,
            timeout=DEADLINE_SECONDS,
            check=True,
        ).stdout
        for place, before in (("known", ""), ("unknown", unknown))
    ]
    assert told[0] == told[1]
    assert len(told[0].strip()) == 64


def steps_of_the_compiler() -> list[Any]:
    from numba.core.codegen import JITCodeLibrary, JITCPUCodegen
    from numba.core.types import Record

    return [
        JITCodeLibrary._optimize_final_module,
        JITCodeLibrary._finalize_final_module,
        JITCPUCodegen.set_env,
        Record.__repr__,
    ]


def test_the_compiler_has_its_own_steps_back_whatever_happens() -> None:
    usual = steps_of_the_compiler()
    with pytest.raises(ZeroDivisionError), first_compile._compiling_by(first_compile._TRANSLATED_ONLY):
        assert all(now is not before for now, before in zip(steps_of_the_compiler(), usual, strict=True))
        raise ZeroDivisionError
    assert steps_of_the_compiler() == usual


def test_other_versions_keep_their_own_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_compile, "KNOWN", ((98, 0), (99, 0)))
    usual = steps_of_the_compiler()
    with first_compile._compiling_by(first_compile._TRANSLATED_ONLY):
        assert steps_of_the_compiler() == usual
