"""Measure speed and memory side by side in one run: `python benchmarks/speed.py [--quick]`.

Prints a table of what was measured beside what is aimed at. Nothing here is a test: times depend on the machine, so
claims made elsewhere are the ratios of this table.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time

PYTHON = sys.executable
MAIN = [PYTHON, "-m", "balkansim"]


def process_seconds(command: list[str], **environment: str) -> float:
    """Return the wall time of a whole process, in seconds."""
    before = time.perf_counter()
    subprocess.run(command, env={**os.environ, **environment}, check=True, capture_output=True)
    return time.perf_counter() - before


def median(values: list[float]) -> float:
    """Return the middle value."""
    return sorted(values)[len(values) // 2]


def one_arm(draws: int, histories: int, jobs: int) -> float:
    """Return histories a second of one arm of 60 months: parameter draws, kernel and all outcomes."""
    from balkansim.api import load
    from balkansim.experiments.ensemble import Maker, Size
    from balkansim.forecasting.outcomes import survey
    from balkansim.forecasting.questions import load_questions

    scenario, evidence = load("baseline")
    questions = load_questions(evidence.path("forecasts.toml"))
    maker = Maker(evidence, Size(draws, histories, 1))

    def work(first: int, count: int) -> int:
        survey(questions, {"scenario": maker.tape(scenario, first, count)})
        return count

    before = time.perf_counter()
    maker.over_chunks(work, jobs=jobs)
    return draws * histories / (time.perf_counter() - before)


def mesa_rate(runs: int) -> float:
    """Return histories a second of the Mesa face, on one core."""
    from balkansim.model import BalkanModel

    before = time.perf_counter()
    for run in range(runs):
        model = BalkanModel("baseline", rng=1, run=run)
        while model.running:
            model.step()
    return runs / (time.perf_counter() - before)


def peak_memory(draws: int) -> float:
    """Return the peak memory of a forecast of so many draws, in megabytes."""
    code = (
        f"import resource, balkansim; balkansim.forecast(draws={draws});"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    return int(subprocess.run([PYTHON, "-c", code], check=True, capture_output=True, text=True).stdout) / 1024


def rows(quick: bool) -> list[tuple[str, str, str]]:
    """Measure everything and return what, measured, aim."""
    times = 1 if quick else 5
    draws = 40 if quick else 200
    with tempfile.TemporaryDirectory() as empty:
        first = process_seconds([*MAIN, "forecast"], NUMBA_CACHE_DIR=empty)
    warm = median([process_seconds([*MAIN, "forecast"]) for _ in range(times)])
    start = median([process_seconds([*MAIN, "--help"]) for _ in range(times)])
    bare = median([process_seconds([PYTHON, "-c", "pass"]) for _ in range(times)])
    loaded = median([process_seconds([PYTHON, "-c", "import balkansim"]) for _ in range(times)])
    one_arm(8, 4, 1)
    single, double = one_arm(draws, 20, 1), one_arm(draws, 20, 2)
    mesa = mesa_rate(2 if quick else 5)
    small, large = peak_memory(100), peak_memory(200 if quick else 800)
    return [
        ("forecast, first time ever", f"{first:.1f} s", "under 25 s"),
        ("forecast (200 x 20, all arms), warm", f"{warm:.1f} s", "under 6 s"),
        ("balkansim --help", f"{start:.2f} s (bare interpreter {bare:.2f} s)", "under 0.3 s"),
        ("import balkansim", f"{loaded:.2f} s", "under 0.3 s"),
        ("one arm, two threads", f"{double:.0f} histories/s", "2,000 or more"),
        ("two threads against one", f"{double / single:.2f} times", "-"),
        ("kernel against the Mesa face, a core", f"{single / mesa:.0f} times ({mesa:.1f} histories/s)", "-"),
        ("peak memory, 8-fold histories", f"{small:.0f} -> {large:.0f} MB", "flat"),
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller sizes, one repetition")
    asked = parser.parse_args()
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores")
    for what, measured, aim in rows(asked.quick):
        print(f"{what:<40} {measured:<40} aim: {aim}")
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
