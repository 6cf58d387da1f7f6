"""The sweep that the benchmarks run: a grid over the peacekeepers of northern Kosovo, of any size."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from balkansim.experiments.sweep import Sweep

FACTOR = "peacekeepers.northern-kosovo"
MONTHS, SEED = 60, 0
LOWEST, HIGHEST = 1.0, 3.0
"""The lowest is the standing value: point 0 is the baseline as it is."""


def one_arm_forecasts() -> tuple[str, ...]:
    """Return the forecasts whose every reading reads one arm only, the scenario itself."""
    from balkansim.forecasts.questions import questions_of
    from balkansim.scenario.resolve import load

    questions = questions_of(load()[1]).forecasts
    return tuple(q.id for q in questions if all(r.rule.arms == ("scenario",) for r in q.all_readings()))


def sweep_of(
    folder: Path, points: int, draws: int, histories: int, *, forecasts: Sequence[str] = (), months: int = MONTHS
) -> Sweep:
    """Write a sweep of so many points into a folder and load it; no forecasts named means all of them."""
    from balkansim.experiments.sweep import load_sweep

    step = (HIGHEST - LOWEST) / points
    values = [round(LOWEST + step * k, 9) for k in range(points)]
    horizon = f"set = {{ horizon = {months} }}" if months != MONTHS else ""
    text = f"""title = "Benchmark"
question = "How fast is it?"
method = "grid"
forecasts = {list(forecasts)}
draws = {draws}
histories = {histories}
seed = {SEED}
{horizon}
[factors."{FACTOR}"]
values = {values}
"""
    path = folder / "benchmark.toml"
    path.write_text(text, encoding="utf-8")
    return load_sweep(path)
