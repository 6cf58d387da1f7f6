"""Measure sweeps end to end, their parts, and the peers: `python benchmarks/throughput.py [--quick]`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from parts import Inline, parts_of
from peers import Peer, agentpy_peer, ema_peer, mesa_peer
from sweep_files import MONTHS, one_arm_forecasts, sweep_of
from timing import Table, installed, median, rate, run_benchmark, seconds

if TYPE_CHECKING:
    from balkansim.experiments.sweep import Sweep

OURS = "balkansim sweep, two threads"
WHOLE = "everything"
KERNEL = "kernel alone"


@dataclass(frozen=True)
class Sizes:
    """How much is run: points, draws and histories of the sweep, repetitions, histories of each peer."""

    points: int
    draws: int
    histories: int
    times: int
    peer: int

    @property
    def rows(self) -> int:
        """Histories of the sweep."""
        return self.points * self.draws * self.histories


FULL, QUICK = Sizes(5, 104, 20, 3, 120), Sizes(2, 8, 8, 1, 4)


def swept(sweep: Sweep, out: Path, *, jobs: int = 1, executor: Executor | None = None) -> None:
    """Run a sweep into a folder, with nothing remembered from an earlier run of it."""
    from balkansim.experiments.run import sweep as run
    from balkansim.experiments.workers import runner_of

    runner_of.cache_clear()
    run(sweep, out, jobs=jobs, executor=executor, force=True)


def kernel_seconds(sweep: Sweep, jobs: int) -> float:
    """Return how long the kernel alone takes for all histories of a sweep, starting worlds made beforehand."""
    from balkansim.experiments.lots import run_together
    from balkansim.experiments.runner import Runner
    from balkansim.model.ensemble import Ensemble

    runner = Runner(sweep)
    ensemble = Ensemble(sweep.evidence, sweep.size)
    rows = sweep.size.draws * sweep.size.histories
    arms = [lot.arms["scenario"] for point in range(sweep.points) for lot in runner.lots(point, 0, rows)]

    def work() -> None:
        with ThreadPoolExecutor(jobs) as pool:
            for _ in pool.map(lambda arm: len(run_together(ensemble, [arm]).ends), arms):
                pass

    return seconds(work)


def end_to_end(sizes: Sizes, folder: Path, sweep: Sweep) -> tuple[Table, float]:
    """Time whole sweeps beside the kernel alone, and return the table and histories a second on two threads."""
    every = sweep_of(folder, sizes.points, sizes.draws, sizes.histories)
    out = folder / "out"
    swept(sweep_of(folder, 2, 4, 1), out)

    def pace(work: Callable[[], float]) -> float:
        return sizes.rows / median([work() for _ in range(sizes.times)])

    one, two = (pace(lambda n=n: seconds(lambda: swept(sweep, out, jobs=n))) for n in (1, 2))  # type: ignore[misc]
    bare, both = (pace(lambda n=n: kernel_seconds(sweep, n)) for n in (1, 2))  # type: ignore[misc]
    arms = pace(lambda: seconds(lambda: swept(every, out, jobs=2)))
    rows = (
        ("one arm, one thread", rate(one), f"{one / bare:.0%}"),
        ("one arm, two threads", rate(two), f"{two / both:.0%}"),
        ("two threads against one", f"{two / one:.2f} times", "-"),
        ("kernel alone, one thread", rate(bare), "100%"),
        ("kernel alone, two threads", rate(both), "100%"),
        ("kernel alone, two threads against one", f"{both / bare:.2f} times", "-"),
        ("all forecasts with all their arms, two threads", rate(arms), "-"),
    )
    title = f"A sweep of {sizes.points} points x {sizes.draws} draws x {sizes.histories} histories of {MONTHS} months"
    return Table(title, ("what", "histories/s", "of the kernel alone"), rows), two


def where_time_goes(sizes: Sizes, folder: Path, sweep: Sweep) -> Table:
    """Run the sweep once on one thread with its parts timed."""
    found = parts_of(lambda: swept(sweep, folder / "out", executor=Inline()))
    whole = found[WHOLE]
    rows = tuple((part, f"{1e3 * took / sizes.rows:.3f}", f"{took / whole:.0%}") for part, took in found.items())
    note = (
        f"Kernel alone: {found[KERNEL] / whole:.0%} of the whole; the whole takes {whole / found[KERNEL]:.2f} times it."
    )
    return Table("Where the time of one thread goes", ("part", "ms a history", "share"), rows, note)


def beside_peers(sizes: Sizes, ours: float) -> Table:
    """Run the peers on the same model, asking the same forecasts."""
    peers = [mesa_peer(sizes.peer), ema_peer(sizes.peer), agentpy_peer(sizes.peer)]
    rows = ((OURS, installed("balkansim"), f"{sizes.rows:,}", rate(ours), "1"), *(_row(peer, ours) for peer in peers))
    head = ("tool", "version", "histories", "histories/s", "balkansim is faster by")
    return Table("Beside the peers, the same forecasts asked of the same model, two processes each", head, rows)


def _row(peer: Peer, ours: float) -> tuple[str, ...]:
    """Return a peer's row, or why there is nothing to tell."""
    if peer.pace is None:
        return peer.name, peer.version, "-", peer.trouble, "-"
    return peer.name, peer.version, f"{peer.histories:,}", rate(peer.pace), f"{ours / peer.pace:,.0f} times"


def tables(quick: bool) -> list[Table]:
    """Measure everything."""
    sizes = QUICK if quick else FULL
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        sweep = sweep_of(folder, sizes.points, sizes.draws, sizes.histories, forecasts=one_arm_forecasts())
        whole, ours = end_to_end(sizes, folder, sweep)
        return [whole, where_time_goes(sizes, folder, sweep), beside_peers(sizes, ours)]


if __name__ == "__main__":
    run_benchmark(tables, __doc__ or "")
