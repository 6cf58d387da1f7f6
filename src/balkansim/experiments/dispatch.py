"""Hand tasks to an executor, a few at a time, and take results as they come; what a lost worker had is sent again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from itertools import islice
from typing import Any

from balkansim.errors import BalkansimError

MOST_TRIES = 4


def in_order_of_completion(
    pool: Executor, work: Callable[[Any], Any], tasks: Iterable[Any], at_once: int
) -> Iterator[Any]:
    """Yield results of tasks as they come.

    Parameters
    ----------
    pool : Executor
        Where to run.
    work : callable
        Takes a task; both can be pickled.
    tasks : iterable
        The tasks; read as they are handed out.
    at_once : int
        How many are handed out at a time.

    Raises
    ------
    BalkansimError
        As from the work, or if a task is lost again and again.
    """
    queue = iter(tasks)
    running: dict[Future[Any], tuple[Any, int]] = {}

    def hand_out(task: Any, tries: int) -> None:
        try:
            running[pool.submit(work, task)] = (task, tries)
        except BrokenExecutor as mistake:
            todo = "look at their memory and logs; the same command goes on where it stopped"
            raise BalkansimError(f"the workers are gone: {mistake}", expected="living workers", todo=todo) from mistake

    try:
        for task in islice(queue, at_once):
            hand_out(task, 1)
        while running:
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                task, tries = running.pop(future)
                lost = _lost(future)
                if lost is None:
                    yield future.result()
                    for following in islice(queue, 1):
                        hand_out(following, 1)
                elif tries < MOST_TRIES:
                    hand_out(task, tries + 1)
                else:
                    raise BalkansimError(
                        f"a chunk was lost {tries} times ({type(lost).__name__}: {lost})",
                        expected="workers that live long enough to finish a chunk",
                        todo="look at the workers' memory and logs; the same command goes on where it stopped",
                    ) from lost
    finally:
        for future in running:
            future.cancel()


def _lost(future: Future[Any]) -> BaseException | None:
    """Return why a task came back without a result, where that is not the user's mistake."""
    mistake = future.exception() if not future.cancelled() else RuntimeError("cancelled by the executor")
    if isinstance(mistake, BalkansimError):
        raise mistake
    return mistake
