"""A wheel carries its data: an installed package works outside the repository."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def run(unpacked, *words):
    code = "import sys; from balkansim.cli.main import run; sys.exit(run(sys.argv[1:]))"
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        capture_output=True,
        text=True,
        cwd=unpacked.parent,
        env={"PYTHONPATH": str(unpacked), "PATH": "", "NUMBA_DISABLE_JIT": "0"},
    )


def test_the_wheel_carries_everything_that_ships(unpacked):
    data = unpacked / "balkansim" / "data"
    shipped = {
        path.relative_to(ROOT).as_posix()
        for top in ("seeds", "scenarios", "sweeps", "exercises", "notebooks")
        for path in (ROOT / top).rglob("*.*")
        if "__pycache__" not in path.parts
    }
    assert shipped == {path.relative_to(data).as_posix() for path in data.rglob("*.*")}


def test_the_unpacked_wheel_reads_its_own_data(unpacked):
    found = run(unpacked, "evidence", "check")
    assert found.returncode == 0, found.stderr
    assert str(unpacked) in found.stdout
    assert "kfor-drawdown" in run(unpacked, "scenarios").stdout
    assert "peacekeepers" in run(unpacked, "exercises").stdout.lower()
