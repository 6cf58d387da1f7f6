"""Ensembles: many histories of an arm, chunk by chunk of whole parameter draws, on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from balkansim.errors import BalkansimError
from balkansim.model.draws import sampler_for
from balkansim.model.linking import Function
from balkansim.model.luck import RUNS_A_DRAW
from balkansim.model.running import Record, run_kernel
from balkansim.model.start import Start, start_of
from balkansim.model.trajectories import Trajectories
from balkansim.scenario.factors import coefficients
from balkansim.scenario.resolve import load
from balkansim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence, EvidenceLike
    from balkansim.scenario.resolve import Setting

Item = TypeVar("Item")
Piece = TypeVar("Piece")
DRAWS_AT_ONCE = 4
HISTORIES_A_CHUNK = 1040
# Of the null world only a median is read: a quarter of the histories gives it as well as anybody needs.
NULL_SHARE = 4
LARGEST_SEED = 2**63 - 1
MOST_DRAWS = 2**31 - 1


@dataclass(frozen=True)
class Size:
    """How large an ensemble is.

    ``draws``: parameter draws, at least 1. ``histories``: histories in each draw, at least 1. ``seed``: seed of all
    luck, not negative.
    """

    draws: int = 200
    histories: int = 20
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse what cannot be run."""
        ranges = {"draws": (1, MOST_DRAWS), "histories": (1, RUNS_A_DRAW - 1), "seed": (0, LARGEST_SEED)}
        for name, (lowest, highest) in ranges.items():
            number = getattr(self, name)
            if isinstance(number, bool) or not isinstance(number, int) or not lowest <= number <= highest:
                raise BalkansimError(
                    f"{name} = {number!r}", expected=f"a whole number from {lowest} to {highest}", where=f"--{name}"
                )


@dataclass(frozen=True)
class RunOptions:
    """What a command that runs an ensemble is asked: a scenario, what is laid over it and set, evidence and size.

    ``scenario``: name or path, or a resolved one. ``evidence``: folder or evidence read; None for the one that ships.
    ``forecasts``: version of the forecasts; None for that of the evidence, the newest unless it was asked for another.
    """

    scenario: str | Scenario = "baseline"
    draws: int = 200
    histories: int = 20
    seed: int = 1
    with_: Sequence[str] = ()
    set_: Setting = ()
    evidence: EvidenceLike | None = None
    forecasts: int | None = None

    def resolved(self) -> tuple[Size, Scenario, Evidence]:
        """Return the size, the resolved scenario and the evidence it rests on; refused is what cannot be run."""
        size = Size(self.draws, self.histories, self.seed)
        scenario, evidence = load(self.scenario, with_=self.with_, set_=self.set_, evidence=self.evidence)
        return size, scenario, evidence if self.forecasts is None else evidence.with_forecasts(self.forecasts)


@dataclass(frozen=True)
class Ensemble:
    """Makes the trajectories of arms, a chunk of draws at a time."""

    evidence: Evidence
    size: Size
    at_median: bool = False
    replaced: Mapping[Function, Function] | None = None
    fixed: Mapping[str, Any] | None = None

    def run_arms(self, arms: Mapping[str, Scenario], first: int, draws: int) -> dict[str, Trajectories]:
        """Run every arm over a chunk of parameter draws, on common random numbers.

        ``first``, ``draws``: number of the first draw, a multiple of four, and of draws.
        """
        known: dict[Any, Any] = {}
        few = max(1, self.size.histories // NULL_SHARE)
        return {
            arm: self.run_arm(scenario, first, draws, known, few if arm == "null" else None)
            for arm, scenario in arms.items()
        }

    def start(self, scenario: Scenario, first: int, draws: int, known: dict[Any, Any] | None = None) -> Start:
        """Fill the starting worlds of a chunk of draws."""
        sampler = sampler_for(
            scenario,
            self.evidence,
            coefficients(self.evidence),
            draws,
            self.size.seed,
            at_median=self.at_median,
            fixed=self.fixed or {},
            first=first,
            known={} if known is None else known,
        )
        return start_of(sampler)

    def run_arm(
        self,
        scenario: Scenario,
        first: int,
        draws: int,
        known: dict[Any, Any] | None = None,
        histories: int | None = None,
    ) -> Trajectories:
        """Run one arm over a chunk of parameter draws; the size's histories in each, unless told otherwise."""
        start = self.start(scenario, first, draws, known)
        each = histories or self.size.histories
        runs = np.arange(each, dtype=np.int64)
        numbers = np.arange(first, first + draws, dtype=np.int64)
        draw_of = np.repeat(np.arange(draws, dtype=np.int64), each)
        keys = (numbers[:, None] * RUNS_A_DRAW + runs[None, :]).ravel()
        return trajectories_of(start, draws, each, self.run(start, draw_of, keys, scenario.horizon))

    def run(self, start: Start, draw_of: Any, keys: Any, months: int, *, film: bool = False) -> Record:
        """Run histories in the compiled kernel; `film` keeps every month of the last one."""
        return run_kernel(start, draw_of, keys, self.size.seed, months, film=film, replaced=self.replaced)

    def chunks(self) -> Iterator[tuple[int, int]]:
        """Yield first draw and number of draws of each chunk: an even share of the cores, few enough histories.

        Chunks begin at multiples of four draws, a block of their luck; what comes out depends on no chunk.
        """
        share = -(-self.size.draws // (os.cpu_count() or 1))
        few_enough = HISTORIES_A_CHUNK // self.size.histories // DRAWS_AT_ONCE
        at_once = DRAWS_AT_ONCE * max(1, min(-(-share // DRAWS_AT_ONCE), few_enough))
        for first in range(0, self.size.draws, at_once):
            yield first, min(at_once, self.size.draws - first)

    def over_chunks(
        self,
        work: Callable[[int, int], Any],
        progress: Callable[[int, int], None] | None = None,
        jobs: int | None = None,
    ) -> list[Any]:
        """Do a piece of work over all chunks of draws on several threads and return the pieces in order.

        ``work``: takes first draw and number of draws. ``jobs``: threads; by default one a core.
        """
        chunks = list(self.chunks())
        ends = [first + draws for first, draws in chunks]
        tell = (lambda done, _: progress(ends[done - 1], self.size.draws)) if progress else None
        return on_all_cores(lambda chunk: work(*chunk), chunks, tell, jobs)


def on_all_cores(
    work: Callable[[Item], Piece], items: Collection[Item], progress: Progress | None = None, jobs: int | None = None
) -> list[Piece]:
    """Do a piece of work for each item on several threads, and return the pieces in the order of the items.

    The kernel lets go of Python's lock, so that threads keep all cores busy; worlds filled side by side are filled
    while others run. ``progress``: told how many items are done, and of how many. ``jobs``: threads; by default one a
    core.
    """
    pieces = []
    with ThreadPoolExecutor(jobs or os.cpu_count() or 1) as pool:
        futures = [pool.submit(work, item) for item in items]
        try:
            for future in futures:
                pieces.append(future.result())
                if progress:
                    progress(len(pieces), len(items))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return pieces


def trajectories_of(start: Start, draws: int, histories: int, record: Record) -> Trajectories:
    """Label what the kernel kept with who stands in which slot."""
    names = start.names
    return Trajectories(
        start.scenario.name,
        start.scenario.start,
        names.actors,
        names.blocs,
        names.flashpoints,
        names.entities,
        draws,
        histories,
        record.monthly,
        record.tension,
        record.ends,
    )


def part_of(progress: Progress | None, first: int, last: int) -> Progress | None:
    """Return a teller of progress for one stage of a job.

    ``progress``: told how much of the whole is done, in per cent, and 100. ``first``, ``last``: where the stage begins
    and ends, in per cent of the whole.
    """
    if progress is None:
        return None

    def told(done: int, total: int) -> None:
        progress(first + (last - first) * done // max(total, 1), 100)

    return told


Progress = Callable[[int, int], None]
