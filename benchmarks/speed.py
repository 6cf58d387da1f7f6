"""Measure what a user waits for, side by side in one run: `python benchmarks/speed.py [--quick]`.

Nothing here is a test: times depend on the machine, so claims made elsewhere are the ratios of these tables.
"""

from __future__ import annotations

import tempfile

from timing import HERE, PYTHON, Table, median, process_seconds, rate, run_benchmark, seconds, told_by

MAIN = [PYTHON, "-m", "balkansim"]


def one_arm(draws: int, histories: int, jobs: int) -> float:
    """Return histories a second of one arm of 60 months: parameter draws, kernel and all outcomes."""
    from balkansim.forecasts.outcomes import survey
    from balkansim.forecasts.questions import questions_of
    from balkansim.model.ensemble import Ensemble, Size
    from balkansim.scenario.resolve import load

    scenario, evidence = load("baseline")
    questions = questions_of(evidence)
    ensemble = Ensemble(evidence, Size(draws, histories, 1))

    def work(first: int, count: int) -> int:
        survey(questions, {"scenario": ensemble.run_arm(scenario, first, count)})
        return count

    return draws * histories / seconds(lambda: ensemble.over_chunks(work, jobs=jobs))


def mesa_rate(runs: int) -> float:
    """Return histories a second of the Mesa face, on one core."""
    from balkansim.model.mesa_model import BalkanModel

    def live() -> None:
        for run in range(runs):
            model = BalkanModel("baseline", rng=1, run=run)
            while model.running:
                model.step()

    return runs / seconds(live)


def peak_memory(draws: int) -> float:
    """Return the peak memory of a forecast of so many draws, in megabytes."""
    code = f"import balkansim, timing; balkansim.forecast(draws={draws}); print(timing.peak_megabytes())"
    return float(told_by([PYTHON, "-c", code], PYTHONPATH=str(HERE)))


def tables(quick: bool) -> list[Table]:
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
    by_turns = [(one_arm(draws, 20, 1), one_arm(draws, 20, 2)) for _ in range(times)]
    single, double = (median(list(rates)) for rates in zip(*by_turns, strict=True))
    paces = sorted(two for _, two in by_turns)
    mesa = mesa_rate(2 if quick else 5)
    times_larger = 2 if quick else 8
    small, large = peak_memory(100), peak_memory(100 * times_larger)
    rows = (
        ("forecast, first time ever", f"{first:.1f} s", "under 25 s"),
        ("forecast (200 x 20, all arms), warm", f"{warm:.1f} s", "under 6 s"),
        ("balkansim --help", f"{start:.2f} s (bare interpreter {bare:.2f} s)", "under 0.3 s"),
        ("import balkansim", f"{loaded:.2f} s", "under 0.3 s"),
        (
            f"one arm, two threads, median of {times}",
            f"{rate(double)} histories/s ({rate(paces[0])} to {rate(paces[-1])})",
            "2,000 or more",
        ),
        ("two threads against one", f"{double / single:.2f} times", "-"),
        ("kernel against the Mesa face, a core", f"{single / mesa:.0f} times ({mesa:.1f} histories/s)", "-"),
        (f"peak memory, {times_larger}-fold histories", f"{small:.0f} -> {large:.0f} MB", "flat"),
    )
    return [Table("Commands and one arm", ("what", "measured", "aim"), rows)]


if __name__ == "__main__":
    run_benchmark(tables, __doc__ or "")
