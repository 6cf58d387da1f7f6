"""What the benchmarks share: tables, sizes asked on the command line, timing, versions and the machine."""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PYTHON = sys.executable
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Table:
    """What was measured: a head, rows of text, and a sentence on how to read them."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def markdown(self) -> str:
        """Return the table as Markdown, under its title."""
        lines = [self.head, ("---",) * len(self.head), *self.rows]
        body = "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
        return f"**{self.title}**\n\n{body}\n" + (f"\n{self.note}\n" if self.note else "")

    def __str__(self) -> str:
        """Return the table as aligned text."""
        widths = [max(map(len, column)) for column in zip(self.head, *self.rows, strict=True)]
        lines = ["  ".join(cell.ljust(wide) for cell, wide in zip(row, widths, strict=True)) for row in self._lines()]
        return "\n".join([self.title, *(line.rstrip() for line in lines), *([self.note] if self.note else []), ""])

    def _lines(self) -> Sequence[tuple[str, ...]]:
        return self.head, *self.rows

    def cell(self, row: str, column: str) -> str:
        """Return what stands in a row, named by its first cell, under a head."""
        found = next(cells for cells in self.rows if cells[0] == row)
        return found[self.head.index(column)]


def run_benchmark(tables: Callable[[bool], Sequence[Table]], about: str) -> None:
    """Read ``--quick`` and ``--markdown``, measure, and print the tables."""
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small sizes, one repetition")
    parser.add_argument("--markdown", action="store_true", help="print Markdown")
    asked = parser.parse_args()
    if not asked.markdown:
        print(machine(), end="\n\n")
    for table in tables(asked.quick):
        print(table.markdown() if asked.markdown else table)


def seconds(work: Callable[[], Any]) -> float:
    """Return the wall time of a piece of work, in seconds."""
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def processor_seconds(work: Callable[[], Any]) -> float:
    """Return how long this process computed for a piece of work, in seconds, others on the machine left out."""
    before = time.process_time()
    work()
    return time.process_time() - before


def process_seconds(command: Sequence[str], **environment: str) -> float:
    """Return the wall time of a whole process, in seconds."""
    return seconds(lambda: subprocess.run(command, env={**os.environ, **environment}, check=True, capture_output=True))


def told_by(command: Sequence[str], **environment: str) -> Any:
    """Run a process and return what it prints last, read as JSON."""
    ran = subprocess.run(command, env={**os.environ, **environment}, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(ran.stdout.splitlines()[-1])


def peak_megabytes() -> float:
    """Return the peak memory of this process alone, in megabytes.

    What the system calls the maximum resident size starts, in a child, from its parent's; the high-water mark does not.
    """
    told = Path("/proc/self/status")
    if told.exists():
        line = next(line for line in told.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    kilobytes = 1024 if sys.platform == "darwin" else 1
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / kilobytes / 1024


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return sorted(values)[len(values) // 2]


def rate(number: float) -> str:
    """Tell histories a second, with three digits that count."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def installed(package: str) -> str:
    """Return a package and its version."""
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"{package}, not installed"


def machine() -> str:
    """Return on what this was measured: processor, cores, interpreter, versions."""
    cores = os.cpu_count() or 1
    packages = ", ".join(installed(name) for name in ("balkansim", "numpy", "numba", "pyarrow"))
    return f"{_processor()}, {cores} cores; {platform.system()}; Python {platform.python_version()}; {packages}"


def _processor() -> str:
    """Return the processor's name as the system tells it, or its kind."""
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
