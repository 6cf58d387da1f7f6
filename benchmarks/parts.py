"""Taking the time of a sweep apart: its steps are timed where they are called, on one thread."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

# part: functions, by the place from which they are called; a part within another is taken off it
STEPS = {
    "starting worlds and draws": ("balkansim.experiments.runner.arm_of",),
    "kernel alone": ("balkansim.model.running.call",),
    "room for the record": ("balkansim.experiments.runner.run_together",),
    "outcomes": ("balkansim.experiments.runner.rows_of",),
    "monthly bands": ("balkansim.experiments.runner.Runner._counts",),
    "packing Parquet": ("balkansim.experiments.workers.packed",),
    "writing the folder": (
        "balkansim.experiments.run.SweepWriter.take",
        "balkansim.experiments.run.SweepWriter.finish",
        "balkansim.experiments.run_folder.RunFolder.open",
    ),
}
INSIDE = {"kernel alone": "room for the record"}


class Inline(Executor):
    """Runs each task where it is handed out, so that all parts of a sweep are on one thread."""

    _max_workers = 1

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run a task now."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as mistake:
            future.set_exception(mistake)
        return future


def parts_of(work: Callable[[], Any]) -> dict[str, float]:
    """Return the seconds of each part of a piece of work, of the rest, and of everything."""
    spent: Counter[str] = Counter()
    with ExitStack() as patches:
        for part, places in STEPS.items():
            for place in places:
                patches.enter_context(patch(place, _timed(part, _found(place), spent)))
        before = time.perf_counter()
        work()
        whole = time.perf_counter() - before
    for inner, outer in INSIDE.items():
        spent[outer] -= spent[inner]
    found = {part: spent[part] for part in STEPS}
    return found | {"the rest": whole - sum(found.values()), "everything": whole}


def _found(place: str) -> Callable[..., Any]:
    """Return the function at a place."""
    from pkgutil import resolve_name

    module, name = place.rsplit(".", 1)
    function: Callable[..., Any] = getattr(resolve_name(module), name)
    return function


def _timed(part: str, function: Callable[..., Any], spent: Counter[str]) -> Callable[..., Any]:
    """Return a function that adds the time it takes to a part."""

    def timed(*arguments: Any, **options: Any) -> Any:
        before = time.perf_counter()
        try:
            return function(*arguments, **options)
        finally:
            spent[part] += time.perf_counter() - before  # type: ignore[assignment]

    return timed
