"""Measure how busy each command that runs ensembles keeps the cores: `python benchmarks/cores.py [--quick]`."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from timing import PYTHON, Table, run_benchmark

AIM = 1.7
"""Processor time over wall time on two cores."""
COMMANDS = (
    ("forecast", "--draws", "{draws}"),
    ("explain", "F6", "--draws", "{draws}"),
    ("compare", "baseline", "slovakia-joins", "--draws", "{draws}"),
    ("rivals", "--draws", "{draws}"),
    ("knockout", "--forecast", "F6", "--draws", "{draws}"),
    ("hindcast", "--draws", "{draws}"),
    ("calibrate", "--simulations", "{simulations}"),
    ("report", "--draws", "{draws}", "--forecast", "F1", "--out", "page.html"),
    ("sweep", "kfor-strength", "--out", "run"),
)
FULL, QUICK = {"draws": 200, "simulations": 6000}, {"draws": 8, "simulations": 600}


def measured(words: Sequence[str], folder: Path) -> tuple[float, float]:
    """Run a command and return its wall time and the processor time of all its threads, in seconds."""
    before, begun = os.times(), time.perf_counter()
    subprocess.run([PYTHON, "-m", "balkansim", *words], cwd=folder, check=True, capture_output=True)
    wall, after = time.perf_counter() - begun, os.times()
    spent = after.children_user - before.children_user + after.children_system - before.children_system
    return wall, spent


def busy(size: dict[str, int], commands: Sequence[tuple[str, ...]]) -> Table:
    """Measure each command once, in a process of its own."""
    rows = []
    with tempfile.TemporaryDirectory() as place:
        for command in commands:
            words = [word.format(**size) for word in command]
            wall, spent = measured(words, Path(place))
            rows.append((" ".join(words), f"{wall:.1f}", f"{spent:.1f}", f"{spent / wall:.2f}"))
    note = (
        f"Aim on two cores: {AIM}. Starting Python and reading the evidence take about a second on one core; starting "
        "worlds are filled in plain Python under one lock, which weighs most where histories are short."
    )
    return Table("Processor time over wall time", ("command", "wall, s", "processor, s", "ratio"), tuple(rows), note)


def tables(quick: bool) -> list[Table]:
    """Measure all commands, or the quickest few."""
    return [busy(QUICK if quick else FULL, COMMANDS[:5] if quick else COMMANDS)]


if __name__ == "__main__":
    run_benchmark(tables, __doc__ or "")
