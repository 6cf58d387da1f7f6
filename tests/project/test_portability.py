"""Nothing that only one system has, and no encoding left to the machine: the known traps on Windows."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("src", "tests", "benchmarks", "tools", "docs", "exercises", "notebooks")
TRAPS = {
    "a group of processes": r"\bos\.(killpg|setsid|setpgrp|fork|getuid|geteuid)\b|start_new_session|preexec_fn",
    "a signal that Windows lacks": r"\bsignal\.(SIGKILL|SIGUSR\d|SIGHUP|SIGALRM)\b",
    "a lock of POSIX": r"^\s*(import|from) (fcntl|resource|pwd|grp|termios)\b",
    "renaming over a file": r"\bos\.rename\(",
    "a text without encoding": r"\.(read_text|write_text)\((?!.*encoding)[^\n]*\)|\.open\((\"[rwax]t?\")?\)",
    "a folder of one system": r"[\"'](/tmp|/dev/shm|/home|C:)[/\\\\]",
}
ALLOWED = {
    ("tests/experiments/test_sweeps_elsewhere.py", "a signal that Windows lacks"): "its test is left out there",
    ("tests/experiments/test_sweeps_stopped.py", "a signal that Windows lacks"): "its tests are left out there",
    ("benchmarks/timing.py", "a lock of POSIX"): "peak memory is read from the system that the page is measured on",
}
OWN = Path(__file__).name


def sources() -> list[Path]:
    """Return all Python files."""
    return [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")) if path.name != OWN]


@pytest.mark.parametrize("trap", TRAPS)
def test_no_source_falls_into_a_known_trap(trap: str) -> None:
    found = []
    for path in sources():
        place = path.relative_to(ROOT).as_posix()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if re.search(TRAPS[trap], line) and (place, trap) not in ALLOWED:
                found.append(f"{place}:{number}: {line.strip()}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("trap", "line"),
    [
        ("a group of processes", "os.killpg(group, 9)"),
        ("a lock of POSIX", "import fcntl"),
        ("renaming over a file", "os.rename(one, other)"),
        ("a text without encoding", "path.read_text()"),
        ("a folder of one system", 'Path("/tmp/x")'),
    ],
)
def test_each_trap_would_be_seen(trap: str, line: str) -> None:
    assert re.search(TRAPS[trap], line)


def test_file_names_can_be_written_on_every_system() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    names = listed.stdout.split("\0") if listed.returncode == 0 else []
    names = [name for name in names if name] or [path.relative_to(ROOT).as_posix() for path in sources()]
    reserved = re.compile(r"[<>:\"|?*\\]|[. ]$|(^|/)(con|prn|aux|nul|com\d|lpt\d)(\.|/|$)", re.IGNORECASE)
    assert not [name for name in names if reserved.search(name)]
    assert len({name.casefold() for name in names}) == len(names)
