"""Stopping a long job cleanly on Ctrl-C and SIGTERM."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

BY_SIGNAL = 128
"""Added to a signal's number, the exit code of a process that it ended."""


class Stopped(KeyboardInterrupt):
    """The job was told to stop; what it has written stays, and the same command resumes.

    Parameters
    ----------
    number : int
        The signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.code = BY_SIGNAL + number


@contextlib.contextmanager
def stopping() -> Iterator[None]:
    """Raise `Stopped` in the main thread on SIGINT and SIGTERM; elsewhere leave signals as they are."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise Stopped(number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
