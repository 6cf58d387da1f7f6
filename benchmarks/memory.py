"""Measure a sweep's peak memory and time as histories and months grow: `python benchmarks/memory.py [--quick]`."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sweep_files import MONTHS, sweep_of
from timing import PYTHON, Table, peak_megabytes, rate, run_benchmark, seconds, told_by

DRAWS, HISTORIES = 50, 20
FORECASTS = ("F1",)
FULL, QUICK = (10_000, 100_000), (2_000, 20_000)
MILLION, SHORT = (10_000, 1_000_000), 12
MONTHS_TRIED = (15, 30, MONTHS)
AIM = 1000
"""Megabytes that a sweep of a million histories may take."""


def run_one(histories: int, months: int) -> dict[str, float]:
    """Run a sweep of so many histories of so many months, and return seconds, megabytes in memory and on disk."""
    from balkansim.experiments.run import sweep

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        sweep(sweep_of(folder, 2, 4, 1, forecasts=FORECASTS), folder / "first")
        planned = sweep_of(
            folder, histories // (DRAWS * HISTORIES), DRAWS, HISTORIES, forecasts=FORECASTS, months=months
        )
        took = seconds(lambda: sweep(planned, folder / "out"))
        disk = sum(path.stat().st_size for path in (folder / "out").rglob("*") if path.is_file())
    return {"seconds": took, "memory": peak_megabytes(), "disk": disk / 1e6}


def in_child(histories: int, months: int = MONTHS) -> dict[str, float]:
    """Do the same in a process of its own."""
    found: dict[str, float] = told_by([PYTHON, __file__, "--child", str(histories), str(months)])
    return found


def growing(histories: Sequence[int], months: int = MONTHS) -> Table:
    """Measure sweeps of more and more histories."""
    found = [(number, in_child(number, months)) for number in histories]
    rows = tuple(
        (
            f"{number:,}",
            f"{run['memory']:.0f}",
            f"{run['seconds']:.1f}",
            f"{1e3 * run['seconds'] / number:.2f}",
            rate(number / run["seconds"]),
            f"{run['disk']:.1f}",
        )
        for number, run in found
    )
    head = ("histories", "peak memory, MB", "seconds", "ms a history", "histories/s", "disk, MB")
    (few, least), (many, most) = found[0], found[-1]
    note = (
        f"{many / few:.0f} times the histories: {most['memory'] / least['memory']:.2f} times the memory, "
        f"{most['seconds'] / least['seconds']:.1f} times the time. Aim: under {AIM:,} MB for 1,000,000."
    )
    return Table(
        f"Sweeps of {DRAWS} draws x {HISTORIES} histories a point, {months} months, two threads", head, rows, note
    )


def lengthening(histories: int) -> Table:
    """Measure sweeps of longer and longer histories."""
    found = [(months, in_child(histories, months)) for months in MONTHS_TRIED]
    rows = tuple(
        (
            str(months),
            f"{run['seconds']:.2f}",
            f"{1e6 * run['seconds'] / histories / months:.1f}",
            f"{run['memory']:.0f}",
        )
        for months, run in found
    )
    few, some, many = (run["seconds"] for _, run in found)
    earlier, later = MONTHS_TRIED[1] - MONTHS_TRIED[0], MONTHS_TRIED[2] - MONTHS_TRIED[1]
    note = (
        f"The last {later} months took {(many - some) / (some - few):.2f} times what the {earlier} before took; "
        f"{later / earlier:.0f} times would be exactly linear."
    )
    head = ("months", "seconds", "microseconds a month of a history", "peak memory, MB")
    return Table(f"Sweeps of {histories:,} histories of different length", head, rows, note)


def tables(quick: bool) -> list[Table]:
    """Measure both."""
    sizes = QUICK if quick else FULL
    million = [] if quick else [growing(MILLION, SHORT)]
    return [growing(sizes), *million, lengthening(sizes[0])]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(run_one(*map(int, sys.argv[2:]))))
    else:
        run_benchmark(tables, __doc__ or "")
