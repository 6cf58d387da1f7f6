"""Every notebook runs from a clean start, ends in a figure and is stored without output."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("[0-9]*.py"))
RUN = (
    "import runpy, sys; figure = runpy.run_path(sys.argv[1])['figure'];"
    "figure.savefig(sys.argv[2]); print(len(figure.axes))"
)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_runs_and_draws(path, tmp_path):
    picture = tmp_path / "figure.png"
    words = [sys.executable, "-W", "error::RuntimeWarning", "-c", RUN, str(path), str(picture)]
    environment = {**os.environ, "MPLBACKEND": "Agg", "TMPDIR": str(tmp_path), "TEMP": str(tmp_path)}
    done = subprocess.run(words, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[-1]) >= 1
    assert picture.stat().st_size > 5000


def test_notebooks_are_numbered_from_one_and_made_of_cells():
    assert [int(path.name[:2]) for path in NOTEBOOKS] == list(range(1, len(NOTEBOOKS) + 1))
    for path in NOTEBOOKS:
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# %% [markdown]\n# # ")
        assert "\nfigure" in text.rpartition("# %%\n")[2]


def test_no_notebook_is_stored_with_output():
    assert not list(FOLDER.glob("*.ipynb"))
    assert NOTEBOOKS
