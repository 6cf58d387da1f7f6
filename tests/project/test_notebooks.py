"""Every notebook runs from a clean start, ends in a figure and is stored without output."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("[0-9]*.py")), ids=lambda path: path.stem)
def test_the_notebook_runs_and_draws(path, tmp_path):
    code = (
        "import runpy, sys, matplotlib.pyplot as plt; runpy.run_path(sys.argv[1]);"
        "plt.gcf().savefig(sys.argv[2]); print(len(plt.gcf().axes))"
    )
    picture = tmp_path / "figure.png"
    words = [sys.executable, "-c", code, str(path), str(picture)]
    done = subprocess.run(words, capture_output=True, text=True, env={**os.environ, "MPLBACKEND": "Agg"})
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[-1]) >= 1
    assert picture.stat().st_size > 5000


def test_no_notebook_is_stored_with_output():
    assert not list(FOLDER.glob("*.ipynb"))
    assert list(FOLDER.glob("01_*.py"))
