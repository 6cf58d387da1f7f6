"""Two processes that compile at once into one empty cache neither corrupt it nor differ."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

RUN = """
import hashlib
import balkansim
ensemble = balkansim.run_ensemble("baseline", draws=1, histories=3, seed=5)
print(hashlib.sha256(ensemble.tape.monthly.tobytes() + ensemble.tape.ends.tobytes()).hexdigest())
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
